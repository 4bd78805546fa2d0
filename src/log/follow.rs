//! The one reader of the log.
use super::{Entry, Log};
use crate::id::Position;
use time::OffsetDateTime;
/// Where to go on: after this position, which must still hold the entry stored at that time (`None`: not known, not checked).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cursor {
    pub position: Position,
    pub stored_at: Option<OffsetDateTime>,
}
impl Cursor {
    pub const START: Cursor = Cursor { position: 0, stored_at: None };
}
/// The log was replaced or cut: it no longer holds what this reader has read.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the log was replaced or cut: {0}")]
pub struct ReplacedLog(pub String);
pub struct Follower {}
impl Log {
    /// Reads everything after `cursor`, in order, each entry once, for ever; connects again by itself.
    pub fn follow(&self, _cursor: Cursor) -> Follower { unimplemented!() }
    /// Entries with `after < position <= upto`, for catching up once; at most `limit`.
    pub async fn range(&self, _after: Position, _upto: Position, _limit: usize) -> Result<Vec<Entry>, super::Away> { unimplemented!() }
}
impl Follower {
    /// Waits for at least one entry; gives what is there, at most `most`. An empty answer never comes. Cancel-safe.
    pub async fn next(&mut self, _most: usize) -> Result<Vec<Entry>, ReplacedLog> { unimplemented!() }
    /// The last position this reader has yielded, or has been told is the end while idle (holes at the end are erasures).
    pub fn cursor(&self) -> Cursor { unimplemented!() }
    /// The log's end as last heard (updated at least each second while connected) and when that was.
    pub fn heard(&self) -> (Position, std::time::Instant) { unimplemented!() }
}
