//! What a push says. It is read when it is sent: what was seen, taken back or deleted meanwhile has nothing to say any more.

use super::send::Due;
use crate::app::App;
use crate::http::utc;
use crate::id::{ConversationId, MessageId, Position};
use crate::notifications;
use crate::notifications::view::{About, Notification, excerpt};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

pub const MESSAGE: &str = concat!("select row_to_json(r)::text from (\n", include_str!("sql/message.sql"), "\n) r");
const OF_MESSAGE: &str = "message";

/// A push as the browser decrypts it: JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Push {
    /// Two of one tag are about one thing: the later takes the other's place.
    pub tag: Uuid,
    /// A notification's kind; `message`: somebody said something in a direct conversation or a group.
    pub kind: String,
    /// The names of those whose act it was, the latest first.
    pub actors: Vec<String>,
    /// How many they are.
    pub count: i64,
    /// The group's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub about: About,
    /// How the message, the comment or the post's title begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
    #[serde(with = "utc")]
    pub created_at: OffsetDateTime,
    pub position: Position,
}

/// What there is to say; `None`: nothing any more.
pub async fn of(app: &App, due: &Due) -> Result<Option<Push>, sqlx::Error> {
    match due.kind.as_str() {
        OF_MESSAGE => message(app, due).await,
        _ => {
            let found = notifications::http::unread(app, due.person, due.item, &due.kind).await?;
            Ok(found.map(|notification| of_notification(notification, due)))
        }
    }
}

fn of_notification(notification: Notification, due: &Due) -> Push {
    Push {
        tag: notification.id,
        kind: due.kind.clone(),
        actors: notification.actors.into_iter().map(|actor| actor.display_name).collect(),
        count: notification.count,
        name: None,
        about: notification.about,
        excerpt: notification.excerpt,
        created_at: notification.created_at,
        position: notification.position,
    }
}

#[derive(Deserialize)]
struct MessageRow {
    actors: Vec<String>,
    text: String,
    name: Option<String>,
    conversation: ConversationId,
    message: MessageId,
    #[serde(with = "utc")]
    created_at: OffsetDateTime,
    position: Position,
}

async fn message(app: &App, due: &Due) -> Result<Option<Push>, sqlx::Error> {
    let found: Option<String> =
        sqlx::query_scalar(MESSAGE).bind(due.person).bind(due.item).bind(due.position).fetch_optional(&app.db).await?;
    let Some(text) = found else { return Ok(None) };
    let row: MessageRow = serde_json::from_str(&text).map_err(|error| sqlx::Error::Decode(error.into()))?;
    let about = About { conversation: Some(row.conversation), message: Some(row.message), ..About::default() };
    Ok(Some(Push {
        tag: row.conversation.0,
        kind: OF_MESSAGE.to_owned(),
        actors: row.actors,
        count: 1,
        name: row.name,
        about,
        excerpt: Some(excerpt(&row.text)),
        created_at: row.created_at,
        position: row.position,
    }))
}
