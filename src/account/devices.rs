//! `/api/auth/sessions`: one's signed-in devices.

use crate::app::App;
use crate::http::path::{At, Named};
use crate::http::problem::Problem;
use crate::http::utc;
use crate::http::viewer::Viewer;
use crate::id::{PersonId, SessionId};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use sqlx::PgPool;
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const DEVICES: &str = include_str!("sql/devices.sql");
const REVOKE: &str = include_str!("sql/revoke.sql");

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(revoke_one))
}

impl Named for SessionId {
    fn missing() -> Problem {
        Problem::not_found("accounts.session_not_found", "There is no such session of yours.")
    }
}

/// One signed-in browser.
#[derive(Debug, Serialize, ToSchema)]
struct Session {
    id: SessionId,
    /// Whether it is the one that asks.
    current: bool,
    #[serde(with = "utc")]
    created_at: OffsetDateTime,
    #[serde(with = "utc")]
    last_used_at: OffsetDateTime,
    user_agent: String,
    address: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct Sessions {
    items: Vec<Session>,
}

/// One's sessions, the last used first.
#[utoipa::path(get, path = "/api/auth/sessions", tag = "accounts", security(("bearer" = [])),
    responses((status = 200, body = Sessions)))]
async fn list(State(app): State<App>, viewer: Viewer) -> Result<Json<Sessions>, Problem> {
    let rows: Vec<(SessionId, String, String, OffsetDateTime, OffsetDateTime)> =
        sqlx::query_as(DEVICES).bind(viewer.person).fetch_all(&app.db).await?;
    let session = |(id, user_agent, address, created_at, last_used_at)| Session {
        id,
        current: id == viewer.session,
        created_at,
        last_used_at,
        user_agent,
        address,
    };
    Ok(Json(Sessions { items: rows.into_iter().map(session).collect() }))
}

/// Ends one of one's sessions: its tokens are refused and its sockets close.
#[utoipa::path(delete, path = "/api/auth/sessions/{session}", tag = "accounts", security(("bearer" = [])),
    params(("session" = uuid::Uuid, Path)), responses((status = 204)))]
async fn revoke_one(State(app): State<App>, viewer: Viewer, At(session): At<SessionId>) -> Result<StatusCode, Problem> {
    match revoke(&app, session, Some(viewer.person)).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(SessionId::missing()),
    }
}

/// Ends a session on every node; `false`: it had ended already, or is not `whose`.
pub async fn revoke(app: &App, session: SessionId, whose: Option<PersonId>) -> Result<bool, Problem> {
    let revoked = revoke_in(&app.db, session, whose).await?;
    if revoked {
        app.sessions.announce(session).await;
    }
    Ok(revoked)
}

async fn revoke_in(db: &PgPool, session: SessionId, whose: Option<PersonId>) -> Result<bool, sqlx::Error> {
    let revoked: Option<SessionId> = sqlx::query_scalar(REVOKE).bind(session).bind(whose).fetch_optional(db).await?;
    Ok(revoked.is_some())
}
