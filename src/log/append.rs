//! Append: every outcome of a publish, and group commit.
use super::{Away, Entry, Log, Request, Subject};
use crate::event::Event;
use crate::id::{EventId, PersonId, Position};
use bytes::Bytes;

/// An event on its way into the log.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub subject: Subject,
    pub kind: &'static str,
    pub actor: PersonId,
    pub id: EventId,
    pub request: Box<str>,
    pub payload: Bytes,
    /// The last sequence the subject must have; `None`: any.
    pub expected: Option<Position>,
}
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Appended {
    pub position: Position,
    /// An earlier attempt had appended it.
    pub repeated: bool,
}
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    #[error("others appended to the subject")]
    Stale,
    #[error("the message id belongs to another request")]
    KeyReused,
    #[error("refused: {0}")]
    Refused(String),
    #[error(transparent)]
    Away(#[from] Away),
}
impl Proposal {
    pub fn new(_subject: Subject, _request: &Request, _event: &Event, _expected: Option<Position>) -> Result<Proposal, serde_json::Error> { unimplemented!() }
    pub fn entry(&self) -> Entry { unimplemented!() }
}
impl Log {
    pub async fn append(&self, _proposal: Proposal) -> Result<Appended, AppendError> { unimplemented!() }
}
