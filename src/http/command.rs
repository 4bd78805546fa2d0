//! A command as it comes in by HTTP: who asks, under which key, with which body; and how its answer goes out.

use super::body::{self, Body, Nothing};
use super::envelope::POSITION;
use super::problem::Problem;
use super::viewer::Viewer;
use crate::app::App;
use crate::id::{Key, PersonId, Position};
use crate::log;
use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::time::Duration;
use time::OffsetDateTime;

/// How long a command's answer waits for the projection, so that whoever reads next sees what they wrote.
const SETTLE: Duration = Duration::from_millis(250);

/// A command of somebody signed in.
pub struct Command<B = Nothing> {
    pub viewer: Viewer,
    pub asked: Asked<B>,
}

/// A command of anybody.
pub struct Asked<B = Nothing> {
    pub key: Key,
    /// When it was asked, to the microsecond: what Postgres keeps.
    pub at: OffsetDateTime,
    pub body: B,
    fingerprint: Box<str>,
    /// `Prefer: respond-async`
    respond_async: bool,
}

impl<B> Asked<B> {
    /// The request as the log knows it.
    pub fn by(&self, actor: PersonId) -> log::Request {
        log::Request { actor, key: self.key, at: self.at, fingerprint: self.fingerprint.clone() }
    }

    /// Says whether two commands are the same; without their secrets.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Waits a little for the projection to pass `position`; whether it has.
    pub async fn settle(&self, app: &App, position: Position) -> bool {
        if self.respond_async {
            return app.progress.position() >= position;
        }
        app.progress.reached(position, SETTLE).await
    }
}

impl<B> Command<B> {
    pub fn request(&self) -> log::Request {
        self.asked.by(self.viewer.person)
    }

    pub async fn settle(&self, app: &App, position: Position) -> bool {
        self.asked.settle(app, position).await
    }
}

impl<B: Body> FromRequest<App> for Command<B> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Command<B>, Problem> {
        let (mut parts, body) = request.into_parts();
        let viewer = Viewer::from_request_parts(&mut parts, app).await?;
        app.limits.command(viewer.person)?;
        let asked = Asked::from_request(Request::from_parts(parts, body), app).await?;
        Ok(Command { viewer, asked })
    }
}

impl<B: Body> FromRequest<App> for Asked<B> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Asked<B>, Problem> {
        // Asked here, so that nothing is appended whose answer could then not be given.
        app.health.postgres()?;
        let key = request.extensions().get::<Key>().copied().unwrap_or_else(Key::fresh);
        let place = format!("{} {}", request.method(), request.uri().path());
        let respond_async = prefers_async(request.headers());
        let body: B = body::read(request).await?;
        let asked = serde_json::to_vec(&body).map_err(Problem::fault)?;
        let fingerprint = app.secrets.fingerprint(&[place.as_bytes(), &asked]);
        let now = OffsetDateTime::now_utc();
        let at = now.replace_microsecond(now.microsecond()).unwrap_or(now);
        Ok(Asked { key, at, body, fingerprint, respond_async })
    }
}

fn prefers_async(headers: &HeaderMap) -> bool {
    let preferences = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    preferences.flat_map(|value| value.split(',')).any(|value| value.trim().eq_ignore_ascii_case("respond-async"))
}

/// The answer to a command that succeeded.
pub struct Done<T> {
    pub status: StatusCode,
    pub position: Position,
    pub body: Option<T>,
}

impl<T> Done<T> {
    pub fn ok(position: Position, body: T) -> Done<T> {
        Done { status: StatusCode::OK, position, body: Some(body) }
    }

    pub fn created(position: Position, body: T) -> Done<T> {
        Done { status: StatusCode::CREATED, position, body: Some(body) }
    }
}

impl Done<()> {
    pub fn no_content(position: Position) -> Done<()> {
        Done { status: StatusCode::NO_CONTENT, position, body: None }
    }
}

impl<T: Serialize> IntoResponse for Done<T> {
    fn into_response(self) -> Response {
        let headers = [(POSITION, self.position.to_string())];
        match self.body {
            Some(body) => (self.status, headers, Json(body)).into_response(),
            None => (self.status, headers).into_response(),
        }
    }
}
