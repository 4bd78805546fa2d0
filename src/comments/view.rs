//! Comments on the wire.

use super::Comment as State;
use crate::http::{markdown, utc};
use crate::id::{CommentId, PersonId, Position, PostId};
use crate::people::Person;
use crate::people::view::Brief;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use time::OffsetDateTime;
use utoipa::ToSchema;

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Comment {
    pub id: CommentId,
    pub post: PostId,
    /// The comment it answers; it always comes earlier in the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<CommentId>,
    /// null: erased.
    pub author: Option<Brief>,
    /// Markdown.
    pub body: String,
    /// Sanitised.
    #[schema(value_type = String)]
    pub html: Arc<str>,
    pub likes: i64,
    /// Whether the viewer likes it.
    pub liked: bool,
    #[serde(with = "utc")]
    pub created_at: OffsetDateTime,
    #[serde(skip_serializing_if = "Option::is_none", with = "utc::option")]
    pub edited_at: Option<OffsetDateTime>,
    /// It stays in the tree with an empty body.
    pub deleted: bool,
    /// Its author is blocked by the viewer: it stays in the tree with an empty body.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub blocked: bool,
    /// Of its last change.
    pub position: Position,
}

/// A comment as `sql/row.sql` reads it.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub id: CommentId,
    pub post: PostId,
    pub parent: Option<CommentId>,
    pub author: Option<Brief>,
    pub body: String,
    pub likes: i64,
    pub liked: bool,
    #[serde(with = "utc")]
    pub created_at: OffsetDateTime,
    #[serde(default, with = "utc::option")]
    pub edited_at: Option<OffsetDateTime>,
    pub deleted: bool,
    pub blocked: bool,
    pub position: Position,
    pub created_position: Position,
}

impl From<Row> for Comment {
    fn from(row: Row) -> Comment {
        Comment {
            id: row.id,
            post: row.post,
            parent: row.parent,
            author: row.author,
            html: markdown::html(&row.body),
            body: row.body,
            likes: row.likes,
            liked: row.liked,
            created_at: row.created_at,
            edited_at: row.edited_at,
            deleted: row.deleted,
            blocked: row.blocked,
            position: row.position,
        }
    }
}

impl Row {
    /// A comment that the read side does not know yet, as the log has it.
    pub fn unread(id: CommentId, state: &State, author: PersonId, post: PostId, person: &Person) -> Row {
        Row {
            id,
            post,
            parent: state.parent,
            author: Some(Brief::of(author, person)),
            body: state.body.clone(),
            likes: 0,
            liked: false,
            created_at: state.created_at.unwrap_or(OffsetDateTime::UNIX_EPOCH),
            edited_at: state.edited_at,
            deleted: state.gone,
            blocked: false,
            position: 0,
            created_position: 0,
        }
    }
}
