//! The recent past of the log as encoded frames, bounded in bytes and in time: what most resumes need.

use super::fact::Fact;
use crate::id::Position;
use crate::log::Subject;
use std::collections::VecDeque;
use std::sync::Arc;
use time::OffsetDateTime;

pub struct Ring {
    facts: VecDeque<Arc<Fact>>,
    bytes: usize,
    most: usize,
    floor: Position,
}

impl Ring {
    /// An empty ring that knows nothing at or before `floor` and keeps at most `most` bytes (one fact at least).
    pub fn new(floor: Position, most: usize) -> Ring {
        Ring { facts: VecDeque::new(), bytes: 0, most, floor }
    }

    pub fn push(&mut self, fact: Arc<Fact>) {
        self.bytes += fact.weight();
        self.facts.push_back(fact);
        while self.bytes > self.most && self.facts.len() > 1 {
            self.drop_oldest();
        }
    }

    /// Lets go of what the log took before that.
    pub fn expire(&mut self, before: OffsetDateTime) {
        while self.facts.front().is_some_and(|oldest| oldest.stored_at < before) {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        if let Some(oldest) = self.facts.pop_front() {
            self.bytes -= oldest.weight();
            self.floor = oldest.position;
        }
    }

    /// Lets go of everything of this unit: a hole, as in the log.
    pub fn forget(&mut self, subject: &Subject) {
        self.facts.retain(|fact| fact.subject != *subject);
        self.bytes = self.facts.iter().map(|fact| fact.weight()).sum();
    }

    /// Every fact after this position is here, but for what was erased.
    pub fn floor(&self) -> Position {
        self.floor
    }

    pub fn len(&self) -> usize {
        self.facts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The facts after `position`, oldest first.
    pub fn after(&self, position: Position) -> impl ExactSizeIterator<Item = &Arc<Fact>> {
        let start = self.facts.partition_point(|fact| fact.position <= position);
        self.facts.range(start..)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PersonId;
    use crate::log::Unit;
    use crate::socket::fact::Views;
    use uuid::Uuid;

    fn fact(position: Position, post: u128) -> Arc<Fact> {
        Arc::new(Fact {
            position,
            actor: PersonId(Uuid::nil()),
            topics: Box::new([]),
            effects: Box::new([]),
            urgent: false,
            stored_at: OffsetDateTime::UNIX_EPOCH + time::Duration::seconds(position as i64),
            views: Views { everyone: "x".repeat(100).into(), own: Box::new([]) },
            subject: Subject::of(Unit::Post, Uuid::from_u128(post)),
            erases: false,
        })
    }

    fn after(ring: &Ring, position: Position) -> Vec<Position> {
        ring.after(position).map(|fact| fact.position).collect()
    }

    #[test]
    fn the_oldest_leave_and_the_ring_knows_it() {
        let mut ring = Ring::new(3, 2 * fact(1, 1).weight());
        for position in [4, 6, 7] {
            ring.push(fact(position, 1));
        }
        assert_eq!((after(&ring, 0), ring.floor()), (vec![6, 7], 4));
        assert_eq!(after(&ring, 6), [7]);
        assert_eq!(ring.bytes(), 2 * fact(1, 1).weight());
    }

    #[test]
    fn what_is_old_leaves_too() {
        let mut ring = Ring::new(0, usize::MAX);
        for position in [1, 2, 3] {
            ring.push(fact(position, 1));
        }
        ring.expire(OffsetDateTime::UNIX_EPOCH + time::Duration::seconds(3));
        assert_eq!((after(&ring, 0), ring.floor()), (vec![3], 2));
        assert_eq!(ring.bytes(), fact(3, 1).weight());
    }

    #[test]
    fn what_is_erased_is_not_remembered() {
        let mut ring = Ring::new(0, usize::MAX);
        for (position, post) in [(1, 1), (2, 2), (3, 1)] {
            ring.push(fact(position, post));
        }
        ring.forget(&Subject::of(Unit::Post, Uuid::from_u128(1)));
        assert_eq!((after(&ring, 0), ring.floor()), (vec![2], 0));
        assert_eq!(ring.bytes(), fact(2, 2).weight());
    }
}
