//! Load the state of one unit.
use super::command::{Base, Loaded};
use super::{CommandError, Entry, Log, Subject};
use crate::event::{Aggregate, Event, Meta};
use crate::id::{EventId, Position};
impl Log {
    /// The fold of `subject`, from the cache or read.
    pub async fn load<A: Aggregate>(&self, _subject: &Subject, _request: EventId) -> Result<Loaded<A>, super::Away> { unimplemented!() }
    pub(super) async fn load_tail<S, R>(&self, _subject: &Subject, _request: EventId, _base: Base<S>, _fold: &impl Fn(&mut S, &Meta, Event)) -> Result<Loaded<S>, CommandError<R>> { unimplemented!() }
    pub(super) fn remember<A: Aggregate>(&self, _: &Subject, _loaded: Loaded<A>, _entry: &Entry) -> A { unimplemented!() }
    pub(super) fn forget(&self, _: &Subject) {}
    /// The state alone, for a decision that needs another unit's state without an expectation on it.
    pub async fn state<A: Aggregate>(&self, _subject: &Subject) -> Result<A, super::Away> { unimplemented!() }
    /// Every entry of the subject after `after`, oldest first.
    pub async fn read(&self, _subject: &Subject, _after: Position) -> Result<Vec<Entry>, super::Away> { unimplemented!() }
}
