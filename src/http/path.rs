//! Ids in paths. One that is malformed names nothing: 404, with the same code as one that is unknown.

use super::problem::Problem;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use std::str::FromStr;

/// What a path can name.
pub trait Named: FromStr {
    /// The answer when there is none of that name.
    fn missing() -> Problem;
}

/// The one thing a path names.
#[derive(Clone, Copy, Debug)]
pub struct At<T>(pub T);

impl<T: Named, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<At<T>, Problem> {
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| T::missing())?;
        let text = params.iter().next().map(|(_, text)| text).unwrap_or_default();
        text.parse().map(At).map_err(|_| T::missing())
    }
}

/// The two things a path names, in its order.
#[derive(Clone, Copy, Debug)]
pub struct AtBoth<A, B>(pub A, pub B);

impl<A: Named, B: Named, S: Send + Sync> FromRequestParts<S> for AtBoth<A, B> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<AtBoth<A, B>, Problem> {
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| A::missing())?;
        let mut texts = params.iter().map(|(_, text)| text);
        let (first, second) = (texts.next().unwrap_or_default(), texts.next().unwrap_or_default());
        let first = first.parse().map_err(|_| A::missing())?;
        Ok(AtBoth(first, second.parse().map_err(|_| B::missing())?))
    }
}
