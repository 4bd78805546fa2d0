//! Who asks. A handler that takes a [`Viewer`] cannot be reached without one.

use super::address::ClientAddress;
use super::problem::Problem;
use crate::account::secrets::TokenFault;
use crate::account::sessions::Ended;
use crate::account::tokens;
use crate::app::App;
use crate::id::{PersonId, SessionId};
use crate::log::{Subject, Unit};
use crate::people::{Person, Role};
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

/// Somebody signed in; 401 without a good access token, 403 when banned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewer {
    pub person: PersonId,
    pub session: SessionId,
}

/// Somebody signed in, or nobody. A token that is no good is still 401: the client should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaybeViewer(pub Option<Viewer>);

impl MaybeViewer {
    pub fn person(&self) -> Option<PersonId> {
        self.0.map(|viewer| viewer.person)
    }
}

/// An administrator; 403 for anybody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admin(pub Viewer);

impl FromRequestParts<App> for MaybeViewer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<MaybeViewer, Problem> {
        if let Some(known) = parts.extensions.get::<MaybeViewer>() {
            return Ok(*known);
        }
        let viewer = match bearer(parts)? {
            None => None,
            Some(token) => Some(recognised(app, token).await?),
        };
        let address = ClientAddress::of(&parts.headers, &parts.extensions, app);
        app.limits.request(viewer.map(|viewer| viewer.person), address.0)?;
        let viewer = MaybeViewer(viewer);
        parts.extensions.insert(viewer);
        Ok(viewer)
    }
}

impl FromRequestParts<App> for Viewer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Viewer, Problem> {
        let viewer = MaybeViewer::from_request_parts(parts, app).await?;
        viewer.0.ok_or_else(|| Problem::unauthorized("accounts.not_signed_in", "Sign in first."))
    }
}

impl FromRequestParts<App> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Admin, Problem> {
        let viewer = Viewer::from_request_parts(parts, app).await?;
        let person: Person = app.log.state(&Subject::of(Unit::Person, viewer.person)).await?;
        match person.role {
            Role::Admin => Ok(Admin(viewer)),
            Role::Member => Err(Problem::forbidden("accounts.not_admin", "Only administrators may do that.")),
        }
    }
}

fn bearer(parts: &Parts) -> Result<Option<&str>, Problem> {
    let Some(header) = parts.headers.get(AUTHORIZATION) else { return Ok(None) };
    let text = header.to_str().unwrap_or_default();
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(token.trim())),
        Some(_) | None => Err(invalid_token()),
    }
}

fn invalid_token() -> Problem {
    Problem::unauthorized("accounts.token_invalid", "This access token is not one of ours.")
}

/// By an access token, which this node can read by itself, or by a personal one, which Postgres knows.
async fn recognised(app: &App, token: &str) -> Result<Viewer, Problem> {
    let (person, session) = match token.starts_with(tokens::PREFIX) {
        true => tokens::holder(&app.db, token).await?.ok_or_else(invalid_token)?,
        false => read_access_token(app, token)?,
    };
    match app.sessions.why_ended(person, session) {
        None => Ok(Viewer { person, session }),
        Some(Ended::Session(_)) => Err(Problem::unauthorized("accounts.session_ended", "This session was signed out.")),
        Some(Ended::Person(_)) => Err(Problem::forbidden("accounts.banned", "This account is suspended.")),
    }
}

fn read_access_token(app: &App, token: &str) -> Result<(PersonId, SessionId), Problem> {
    let claims = app.secrets.read_token(token).map_err(|fault| match fault {
        TokenFault::Invalid => invalid_token(),
        TokenFault::Expired => {
            Problem::unauthorized("accounts.token_expired", "This access token has expired. Refresh it.")
        }
    })?;
    Ok((claims.sub, claims.sid))
}
