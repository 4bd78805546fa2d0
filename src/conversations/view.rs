//! Conversations, and what is said in them, on the wire.

use super::{Conversation as State, Kind, Level, Member, Role, Term};
use crate::http::{markdown, utc};
use crate::id::{ConversationId, MessageId, PersonId, Position};
use crate::people::view::Brief;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A conversation as one of its members sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Conversation {
    pub id: ConversationId,
    pub kind: Kind,
    /// Of a group or a room; a direct conversation is called after the other one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Those who may do most first, then those who came first; at most 250. A room's others: `/api/conversations/{id}/members`.
    pub members: Vec<Seated>,
    pub member_count: i64,
    /// The viewer's own.
    pub role: Role,
    /// What the viewer wants to be told of.
    pub level: Level,
    /// The viewer may not write.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub muted: bool,
    /// When they may again; left out: when somebody says so.
    #[serde(skip_serializing_if = "Option::is_none", with = "utc::option")]
    pub muted_until: Option<OffsetDateTime>,
    pub last_message: Option<Message>,
    /// Messages after `read_up_to` and the viewer's joining that are neither theirs nor of people they have blocked.
    pub unread: i64,
    pub read_up_to: Position,
    #[serde(with = "utc")]
    pub created_at: OffsetDateTime,
    /// Of its last change; messages change it not.
    pub position: Position,
}

/// Somebody who is in a conversation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Seated {
    pub person: Brief,
    pub role: Role,
    #[serde(with = "utc")]
    pub joined_at: OffsetDateTime,
    /// May not write.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub muted: bool,
    /// When they may again; left out: when somebody says so.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "utc::option")]
    pub muted_until: Option<OffsetDateTime>,
}

impl Seated {
    pub fn of(person: Brief, member: &Member) -> Seated {
        let Member { role, joined_at, muted, .. } = *member;
        let muted_until = muted.and_then(|term| term.until);
        Seated { person, role, joined_at, muted: muted.is_some(), muted_until }
    }

    /// As it is to be shown at `now`.
    pub fn shown(self, now: OffsetDateTime) -> Seated {
        let term = Term { until: self.muted_until };
        match self.muted && term.holds(now) {
            true => self,
            false => Seated { muted: false, muted_until: None, ..self },
        }
    }
}

/// A conversation as `sql/row.sql` reads it.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub id: ConversationId,
    pub kind: Kind,
    pub name: Option<String>,
    pub description: Option<String>,
    pub members: Vec<Seated>,
    pub member_count: i64,
    pub role: Role,
    pub level: Level,
    pub muted: bool,
    #[serde(default, with = "utc::option")]
    pub muted_until: Option<OffsetDateTime>,
    pub last_message: Option<MessageRow>,
    pub unread: i64,
    pub read_up_to: Position,
    #[serde(with = "utc")]
    pub created_at: OffsetDateTime,
    pub position: Position,
    /// Where the list goes on.
    pub activity: Position,
}

impl Row {
    /// As it is to be shown at `now`.
    pub fn shown(self, now: OffsetDateTime) -> Conversation {
        let muted = self.muted && Term { until: self.muted_until }.holds(now);
        Conversation {
            id: self.id,
            kind: self.kind,
            name: self.name,
            description: self.description,
            members: self.members.into_iter().map(|member| member.shown(now)).collect(),
            member_count: self.member_count,
            role: self.role,
            level: self.level,
            muted,
            muted_until: self.muted_until.filter(|_| muted),
            last_message: self.last_message.map(Message::from),
            unread: self.unread,
            read_up_to: self.read_up_to,
            created_at: self.created_at,
            position: self.position,
        }
    }

    /// A conversation that the read side does not know yet, as the log has it; `members`: some of it, by the viewer's own first.
    pub fn unread(id: ConversationId, state: &State, own: Option<&Member>, members: Vec<Seated>) -> Row {
        Row {
            id,
            kind: state.kind.unwrap_or(Kind::Group),
            name: state.name.clone(),
            description: state.description.clone(),
            member_count: members.len() as i64,
            members,
            role: own.map(|member| member.role).unwrap_or_default(),
            level: Level::All,
            muted: false,
            muted_until: None,
            last_message: None,
            unread: 0,
            read_up_to: 0,
            created_at: state.created_at.unwrap_or(OffsetDateTime::UNIX_EPOCH),
            position: 0,
            activity: 0,
        }
    }
}

/// What somebody said.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Message {
    pub id: MessageId,
    pub conversation: ConversationId,
    pub sender: Brief,
    /// Markdown.
    pub body: String,
    /// Sanitised.
    #[schema(value_type = String)]
    pub html: Arc<str>,
    /// The message it answers, of the same conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// Members whom it mentions.
    pub mentions: Vec<PersonId>,
    pub reactions: Vec<Reactions>,
    #[serde(with = "utc")]
    pub created_at: OffsetDateTime,
    #[serde(skip_serializing_if = "Option::is_none", with = "utc::option")]
    pub edited_at: Option<OffsetDateTime>,
    pub pinned: bool,
    /// It stays with an empty body.
    pub deleted: bool,
    /// Its sender is blocked by the viewer: it stays with an empty body.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub blocked: bool,
    /// Of its sending: its place among the others.
    pub sent_position: Position,
    /// Of its last change.
    pub position: Position,
}

/// One emoji on a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reactions {
    pub emoji: String,
    pub count: i64,
    /// Whether the viewer's is among them.
    pub mine: bool,
}

/// A message as `sql/message.sql` reads it.
#[derive(Clone, Debug, Deserialize)]
pub struct MessageRow {
    pub id: MessageId,
    pub conversation: ConversationId,
    pub sender: Brief,
    pub body: String,
    pub reply_to: Option<MessageId>,
    pub mentions: Vec<PersonId>,
    pub reactions: Vec<Reactions>,
    #[serde(with = "utc")]
    pub created_at: OffsetDateTime,
    #[serde(default, with = "utc::option")]
    pub edited_at: Option<OffsetDateTime>,
    pub pinned: bool,
    pub deleted: bool,
    pub blocked: bool,
    pub position: Position,
    pub created_position: Position,
}

impl From<MessageRow> for Message {
    fn from(row: MessageRow) -> Message {
        Message {
            id: row.id,
            conversation: row.conversation,
            sender: row.sender,
            html: markdown::html(&row.body),
            body: row.body,
            reply_to: row.reply_to,
            mentions: row.mentions,
            reactions: row.reactions,
            created_at: row.created_at,
            edited_at: row.edited_at,
            pinned: row.pinned,
            deleted: row.deleted,
            blocked: row.blocked,
            sent_position: row.created_position,
            position: row.position,
        }
    }
}
