//! Notifications on the wire.

use crate::http::utc;
use crate::id::{CommentId, ConversationId, MessageId, Position, PostId};
use crate::people::view::Brief;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// Characters of what a notification is about.
const EXCERPT: usize = 140;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NotificationKind)]
pub enum Kind {
    /// Likes of one post or comment, together.
    Like,
    /// A comment on one's post.
    Comment,
    /// An answer to one's comment.
    Reply,
    /// In a post, a comment, or a message of a group or room.
    Mention,
    FriendRequest,
    FriendAccepted,
    GameInvite,
    /// It is one's turn.
    GameTurn,
    CallMissed,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Notification {
    /// The same for as long as it is there, also when more people like.
    pub id: Uuid,
    pub kind: Kind,
    /// Whose acts: of likes the latest three, newest first; otherwise one.
    pub actors: Vec<Brief>,
    /// How many people's.
    pub count: i64,
    pub about: About,
    /// How the comment, the post's title or the message begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
    /// Of the latest act.
    #[serde(with = "utc")]
    pub created_at: OffsetDateTime,
    pub position: Position,
    /// It is after the marker.
    pub unread: bool,
}

/// What it leads to; a comment also names its post, a message its conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = NotificationAbout)]
pub struct About {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<PostId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<CommentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub game: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<Uuid>,
}

/// A part of one's notifications, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Notifications {
    pub items: Vec<Notification>,
    /// How many are after the marker; 500 means that many or more.
    pub unread: i64,
    /// Give it back as `?cursor=` for what follows; null: this was the end.
    pub next_cursor: Option<String>,
    pub position: Position,
}

/// A notification as `sql/page.sql` reads it.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub id: Uuid,
    pub kind: Kind,
    pub actors: Vec<Brief>,
    pub count: i64,
    pub about: About,
    pub text: Option<String>,
    #[serde(with = "utc")]
    pub created_at: OffsetDateTime,
    pub position: Position,
    pub unread: bool,
}

impl From<Row> for Notification {
    fn from(row: Row) -> Notification {
        Notification {
            id: row.id,
            kind: row.kind,
            actors: row.actors,
            count: row.count,
            about: row.about,
            excerpt: row.text.map(|text| excerpt(&text)).filter(|text| !text.is_empty()),
            created_at: row.created_at,
            position: row.position,
            unread: row.unread,
        }
    }
}

/// The beginning of a text, in one line.
pub fn excerpt(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match flat.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", flat[..end].trim_end()),
        None => flat,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_line_and_not_long() {
        assert_eq!(excerpt("One\n\n two"), "One two");
        assert_eq!(excerpt(""), "");
        let long = excerpt(&"ä ".repeat(100));
        assert!(long.ends_with('…') && long.chars().count() <= EXCERPT + 1, "{long}");
    }
}
