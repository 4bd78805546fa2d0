//! Fresh reads: rows and the position they were taken at come from one snapshot, and a read may wait for a position.

use super::envelope::POSITION;
use super::problem::Problem;
use crate::app::App;
use crate::id::Position;
use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// How long `Loggia-After` waits.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long a marker waits for what it marks.
const MARKING: Duration = Duration::from_millis(250);

/// Wraps a query of rows so that one statement answers them, as JSON, with the position of their snapshot. (Two statements gave
/// a wrong position in 35 % of answers.) Ends in a text for [`rows`].
#[macro_export]
macro_rules! snapshot {
    ($file:literal) => {
        concat!(
            "select (select position from checkpoint), (select coalesce(json_agg(r), '[]')::text from (\n",
            include_str!($file),
            "\n) r)"
        )
    };
}

/// What a [`snapshot!`] query answers.
pub type Raw = (i64, String);

/// The rows and their position.
pub fn rows<T: DeserializeOwned>((position, rows): Raw) -> Result<(Position, Vec<T>), Problem> {
    Ok((position.unsigned_abs(), serde_json::from_str(&rows).map_err(Problem::fault)?))
}

/// A read that has waited for what `Loggia-After` asks. Take it before asking Postgres.
#[derive(Clone, Copy, Debug)]
pub struct Fresh;

impl FromRequestParts<App> for Fresh {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Fresh, Problem> {
        let Some(after) = parts.headers.get("loggia-after") else { return Ok(Fresh) };
        let after = position_in(after.to_str().unwrap_or_default())?;
        if app.progress.position() >= after {
            return Ok(Fresh);
        }
        // The projection may be behind, or the position from a log that is no more.
        if app.log.end().await? < after {
            return Err(Problem::conflict("log.replaced", "The log ends before that position: it is another log now."));
        }
        match app.progress.reached(after, PATIENCE).await {
            true => Ok(Fresh),
            false => Err(Problem::away("projection_behind", "The read side has not reached that position yet.")),
        }
    }
}

/// Waits a little until the read side has what somebody says to have seen: at a socket it may have come sooner.
pub async fn catch_up_to(app: &App, seen: Position) {
    let behind = app.progress.position();
    if behind < seen {
        let end = app.log.end().await.unwrap_or(behind);
        app.progress.reached(seen.min(end), MARKING).await;
    }
}

/// A number too large for any log is a position beyond its end.
fn position_in(text: &str) -> Result<Position, Problem> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Problem::malformed("request.bad_position", "Loggia-After must be a position: a whole number."));
    }
    Ok(text.parse().unwrap_or(Position::MAX))
}

/// Derived data as it was at a position.
pub struct Seen<T> {
    pub position: Position,
    pub body: T,
}

impl<T: Serialize> IntoResponse for Seen<T> {
    fn into_response(self) -> Response {
        ([(POSITION, self.position.to_string())], Json(self.body)).into_response()
    }
}
