//! `/api/conversations/{conversation}/messages` and `/api/messages`

use super::commands::{self, Delivered};
use super::{Event, Message, Refused, Sent, history, page, pins, reactions, read};
use crate::app::App;
use crate::conversations::view::{Message as View, MessageRow};
use crate::friends::Closed;
use crate::http::body::Body;
use crate::http::check::Faults;
use crate::http::command::{Command, Done};
use crate::http::path::{At, Named};
use crate::http::problem::Problem;
use crate::id::{ConversationId, MessageId, PersonId, Position};
use crate::log::{Subject, Unit};
use crate::people::Person;
use crate::people::view::Brief;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(page::messages, write))
        .routes(routes!(change, remove))
        .merge(history::routes())
        .merge(reactions::routes())
        .merge(pins::routes())
        .merge(read::routes())
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        match refused {
            Refused::Unknown => MessageId::missing(),
            Refused::UnknownConversation => ConversationId::missing(),
            Refused::NoSuchMessage => Problem::invalid_field(
                "/reply_to",
                "unknown",
                "There is no such message in this conversation to answer.",
            ),
            Refused::NotSender => Problem::forbidden("messages.not_sender", "This message is somebody else's."),
            Refused::NotModerator => {
                Problem::forbidden("conversations.not_moderator", "Only moderators and the owner may do that.")
            }
            Refused::Muted => Problem::forbidden("conversations.muted", "You may not write here for now."),
            Refused::Closed(closed @ (Closed::Blocked | Closed::NotAllowed)) => {
                crate::conversations::Refused::Closed(closed).into()
            }
            Refused::TooManyReactions => {
                Problem::refused("messages.too_many_reactions", "There are enough different reactions on this message.")
            }
        }
    }
}

impl Named for MessageId {
    fn missing() -> Problem {
        Problem::not_found("messages.not_found", "There is no such message.")
    }
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMessage {
    /// Markdown.
    #[schema(min_length = 1, max_length = 10000)]
    body: String,
    /// The message it answers, of the same conversation.
    #[serde(default)]
    reply_to: Option<MessageId>,
}

impl Body for NewMessage {
    fn check(&self, faults: &mut Faults) {
        faults.text("/body", &self.body, 1..=10_000);
    }
}

/// Says something. The message's id is a function of its sender and the idempotency key.
#[utoipa::path(post, path = "/api/conversations/{conversation}/messages", tag = "messages", security(("bearer" = [])),
    request_body = NewMessage, params(("conversation" = uuid::Uuid, Path)), responses((status = 201, body = View)))]
async fn write(
    State(app): State<App>,
    At(conversation): At<ConversationId>,
    command: Command<NewMessage>,
) -> Result<Done<View>, Problem> {
    let request = command.request();
    let NewMessage { body, reply_to } = &command.asked.body;
    let said = commands::say(&app, &request, conversation, body, *reply_to).await?;
    let Delivered { message, position, event, repeated } = said;
    command.settle(&app, position).await;
    // Of what was said just now the read side knows nothing that the event does not.
    let known = if repeated { page::one(&app, request.actor, message).await? } else { None };
    let row = match (known, event) {
        (Some(row), _) => row,
        (None, Some(Event::Sent(sent))) => just_said(&app, request.actor, sent, command.asked.at).await?,
        (None, _) => return Err(MessageId::missing()),
    };
    let view = View { position, sent_position: position, ..row.into() };
    Ok(Done::created(position, view))
}

/// A message as the log has it, to which nothing has happened yet.
async fn just_said(app: &App, sender: PersonId, sent: Sent, at: time::OffsetDateTime) -> Result<MessageRow, Problem> {
    let person: Person = app.log.state(&Subject::of(Unit::Person, sender)).await?;
    Ok(MessageRow {
        id: sent.message,
        conversation: sent.conversation,
        sender: Brief::of(sender, &person),
        body: sent.body,
        reply_to: sent.reply_to,
        mentions: sent.mentions,
        reactions: Vec::new(),
        created_at: at,
        edited_at: None,
        pinned: false,
        deleted: false,
        blocked: false,
        position: 0,
        created_position: 0,
    })
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeMessage {
    #[schema(min_length = 1, max_length = 10000)]
    body: String,
}

impl Body for ChangeMessage {
    fn check(&self, faults: &mut Faults) {
        faults.text("/body", &self.body, 1..=10_000);
    }
}

/// Changes one's own message; what it said before stays in its history.
#[utoipa::path(patch, path = "/api/messages/{message}", tag = "messages", security(("bearer" = [])),
    request_body = ChangeMessage, params(("message" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn change(
    State(app): State<App>,
    At(message): At<MessageId>,
    command: Command<ChangeMessage>,
) -> Result<Done<View>, Problem> {
    let done = commands::change(&app, &command.request(), message, &command.asked.body.body).await?;
    let view = view_after(&app, &command, message, &done.state, done.position).await?;
    Ok(Done::ok(done.position, view))
}

/// Deletes one's own message, or as a moderator anybody's. It stays in its place without its text.
#[utoipa::path(delete, path = "/api/messages/{message}", tag = "messages", security(("bearer" = [])),
    params(("message" = uuid::Uuid, Path)), responses((status = 204)))]
async fn remove(State(app): State<App>, At(message): At<MessageId>, command: Command) -> Result<Done<()>, Problem> {
    let done = commands::remove(&app, &command.request(), message).await?;
    command.settle(&app, done.position).await;
    Ok(Done::no_content(done.position))
}

/// The message after a command that ended at `position`: as the read side has it, with what the log knows better should the read
/// side be behind.
pub async fn view_after<B>(
    app: &App,
    command: &Command<B>,
    message: MessageId,
    state: &Message,
    position: Position,
) -> Result<View, Problem> {
    let settled = command.settle(app, position).await;
    let row = page::one(app, command.viewer.person, message).await?.ok_or_else(MessageId::missing)?;
    let row = match (&state.body, settled) {
        (Some(body), false) => {
            MessageRow { body: body.clone(), edited_at: state.edited_at, pinned: state.pinned, ..row }
        }
        (None, false) => MessageRow { pinned: state.pinned, ..row },
        (_, true) => row,
    };
    Ok(View { position, ..row.into() })
}
