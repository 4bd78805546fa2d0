//! Messages that a conversation keeps in sight.

use super::http::view_after;
use super::{Refused, commands, page};
use crate::app::App;
use crate::conversations::view::{Message as View, MessageRow};
use crate::http::command::{Command, Done};
use crate::http::fresh::{self, Fresh, Raw, Seen};
use crate::http::page::Closed;
use crate::http::path::At;
use crate::http::problem::Problem;
use crate::http::viewer::Viewer;
use crate::id::{ConversationId, MessageId};
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(pins)).routes(routes!(add_pin, remove_pin))
}

/// What is pinned in a conversation, the latest pin first; at most 100.
#[utoipa::path(get, path = "/api/conversations/{conversation}/pins", tag = "messages", security(("bearer" = [])),
    params(("conversation" = uuid::Uuid, Path)), responses((status = 200, body = Closed<View>)))]
async fn pins(
    State(app): State<App>,
    viewer: Viewer,
    _: Fresh,
    At(id): At<ConversationId>,
) -> Result<Seen<Closed<View>>, Problem> {
    let raw: Raw = sqlx::query_as(page::PINS).bind(viewer.person).bind(id).fetch_one(&app.db).await?;
    let (position, rows) = fresh::rows::<MessageRow>(raw)?;
    if rows.is_empty() && !page::is_member(&app, viewer.person, id).await? {
        return Err(Refused::UnknownConversation.into());
    }
    let items = rows.into_iter().map(View::from).collect();
    Ok(Seen { position, body: Closed { items, position } })
}

/// Pins a message: either of two in a direct conversation, moderators elsewhere.
#[utoipa::path(put, path = "/api/messages/{message}/pin", tag = "messages", security(("bearer" = [])),
    params(("message" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn add_pin(State(app): State<App>, At(message): At<MessageId>, command: Command) -> Result<Done<View>, Problem> {
    set_pin(&app, message, &command, true).await
}

/// Takes the pin away.
#[utoipa::path(delete, path = "/api/messages/{message}/pin", tag = "messages", security(("bearer" = [])),
    params(("message" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn remove_pin(
    State(app): State<App>,
    At(message): At<MessageId>,
    command: Command,
) -> Result<Done<View>, Problem> {
    set_pin(&app, message, &command, false).await
}

async fn set_pin(app: &App, message: MessageId, command: &Command, pinned: bool) -> Result<Done<View>, Problem> {
    let done = commands::set_pin(app, &command.request(), message, pinned).await?;
    let view = view_after(app, command, message, &done.state, done.position).await?;
    Ok(Done::ok(done.position, view))
}
