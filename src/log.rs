//! The log: one JetStream stream, one total order. Append facts, load the state of one unit, follow everything.

mod api;
pub mod append;
pub mod command;
pub mod connect;
pub mod erase;
pub mod follow;
mod gather;
pub mod load;
mod pace;
mod queue;
pub mod subject;
mod turns;

use crate::event::Meta;
use crate::id::{EventId, PersonId, Position};
use bytes::Bytes;
use std::sync::Arc;
use time::OffsetDateTime;

pub use append::{AppendError, Appended, Proposal};
pub use command::{CommandError, Decision, Done, Request};
pub use connect::{Log, StartError};
pub use follow::{Cursor, Follower, ReplacedLog};
pub use subject::{Subject, Unit};

/// One message of the log, as read.
#[derive(Clone, Debug)]
pub struct Entry {
    pub position: Position,
    pub subject: Subject,
    /// The event's wire name (`Loggia-Type`).
    pub kind: Arc<str>,
    pub actor: PersonId,
    /// The message id.
    pub id: EventId,
    /// When the server stored it; identifies the entry together with its position.
    pub stored_at: OffsetDateTime,
    /// HMAC of the command that wrote it (`Loggia-Request`).
    pub request: Option<Box<str>>,
    /// Flat JSON: the event's own fields beside `id` and `at`.
    pub payload: Bytes,
}

impl Entry {
    /// What the event carries beside its own fields. An unreadable `at` counts as the time of storing.
    pub fn meta(&self) -> Meta {
        #[derive(serde::Deserialize)]
        struct At {
            #[serde(with = "time::serde::rfc3339")]
            at: OffsetDateTime,
        }
        let at = serde_json::from_slice::<At>(&self.payload).map_or(self.stored_at, |payload| payload.at);
        Meta { position: self.position, id: self.id, at, actor: self.actor }
    }
}

/// The log cannot be asked now: no answer, no leader, no connection. Nothing is known to be lost; try again.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the log does not answer: {0}")]
pub struct Away(pub String);
