//! How far somebody has read: kept in `account`, told to their other tabs.

use super::{Refused, page};
use crate::app::App;
use crate::conversations::list;
use crate::http::body::Body;
use crate::http::command::Command;
use crate::http::fresh;
use crate::http::path::At;
use crate::http::problem::Problem;
use crate::id::{ConversationId, PersonId, Position};
use crate::socket::frame::Outgoing;
use crate::socket::signals::{Audience, Signal};
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const MARK: &str = include_str!("sql/mark.sql");

pub const QUERIES: &[(&str, &str)] = &[("messages/mark", MARK)];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(mark))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReadUpTo {
    /// A position: everything up to it was read.
    up_to: Position,
}

impl Body for ReadUpTo {}

/// Marks a conversation as read up to a position. It only moves forward, at most to the last message.
#[utoipa::path(put, path = "/api/conversations/{conversation}/read", tag = "messages", security(("bearer" = [])),
    request_body = ReadUpTo, params(("conversation" = uuid::Uuid, Path)), responses((status = 204)))]
async fn mark(
    State(app): State<App>,
    At(id): At<ConversationId>,
    command: Command<ReadUpTo>,
) -> Result<StatusCode, Problem> {
    let person = command.viewer.person;
    let up_to = command.asked.body.up_to;
    fresh::catch_up_to(&app, up_to).await;
    let up_to = i64::try_from(up_to).unwrap_or(i64::MAX);
    let moved: Option<i64> = sqlx::query_scalar(MARK).bind(person).bind(id).bind(up_to).fetch_optional(&app.db).await?;
    match moved {
        Some(_) => tell(&app, person, id).await?,
        None if page::is_member(&app, person, id).await? => {}
        None => return Err(Refused::UnknownConversation.into()),
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn tell(app: &App, person: PersonId, conversation: ConversationId) -> Result<(), Problem> {
    let (position, Some(row)) = list::read(app, person, conversation).await? else { return Ok(()) };
    let marker = Outgoing::Marker {
        conversation: Some(conversation.0),
        notifications: false,
        game: None,
        up_to: row.read_up_to,
        unread: row.unread,
        position,
    };
    let signal = Signal::new(Audience::Person(person), &marker).map_err(Problem::fault)?;
    signal.send(&app.log).await;
    Ok(())
}
