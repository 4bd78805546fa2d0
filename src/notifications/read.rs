//! Up to where somebody has seen their notifications, all of them or those about one game: kept in `account`, told to their other
//! tabs.

use crate::app::App;
use crate::http::body::Body;
use crate::http::command::Command;
use crate::http::fresh;
use crate::http::problem::Problem;
use crate::id::{GameId, PersonId, Position};
use crate::socket::frame::Outgoing;
use crate::socket::signals::{Audience, Signal};
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const MARK: &str = include_str!("sql/mark.sql");
const MARK_GAME: &str = include_str!("sql/mark_game.sql");
const UNREAD: &str = concat!(
    "select (select position from checkpoint), count(*) from (select 1\n",
    include_str!("sql/visible.sql"),
    include_str!("sql/unread.sql"),
    "\n) u"
);

pub const QUERIES: &[(&str, &str)] =
    &[("notifications/mark", MARK), ("notifications/mark_game", MARK_GAME), ("notifications/unread", UNREAD)];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(mark))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SeenUpTo {
    /// A position: every notification up to it was seen.
    up_to: Position,
    /// Only those about this game: one looks at it.
    #[serde(default)]
    game: Option<GameId>,
}

impl Body for SeenUpTo {}

/// Marks one's notifications, or those about one game, as seen up to a position. The marker only moves forward, at most to what
/// there is.
#[utoipa::path(put, path = "/api/notifications/read", tag = "notifications", security(("bearer" = [])),
    request_body = SeenUpTo, responses((status = 204)))]
async fn mark(State(app): State<App>, command: Command<SeenUpTo>) -> Result<StatusCode, Problem> {
    let person = command.viewer.person;
    let SeenUpTo { up_to, game } = command.asked.body;
    fresh::catch_up_to(&app, up_to).await;
    let up_to = i64::try_from(up_to).unwrap_or(i64::MAX);
    let query = match game {
        None => sqlx::query_scalar(MARK).bind(person),
        Some(game) => sqlx::query_scalar(MARK_GAME).bind(person).bind(game),
    };
    let moved: Option<i64> = query.bind(up_to).fetch_optional(&app.db).await?;
    if let Some(up_to) = moved {
        tell(&app, person, game, up_to.unsigned_abs()).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn tell(app: &App, person: PersonId, game: Option<GameId>, up_to: Position) -> Result<(), Problem> {
    let (position, unread): (i64, i64) = sqlx::query_as(UNREAD).bind(person).fetch_one(&app.db).await?;
    let (game, position) = (game.map(|game| game.0), position.unsigned_abs());
    let marker = Outgoing::Marker { conversation: None, notifications: true, game, up_to, unread, position };
    let signal = Signal::new(Audience::Person(person), &marker).map_err(Problem::fault)?;
    signal.send(&app.log).await;
    Ok(())
}
