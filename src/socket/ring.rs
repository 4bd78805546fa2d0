//! The recent past of the log as encoded frames, bounded in bytes: what most resumes need.

use super::fact::Fact;
use crate::id::Position;
use std::collections::VecDeque;
use std::sync::Arc;

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
            if let Some(oldest) = self.facts.pop_front() {
                self.bytes -= oldest.weight();
                self.floor = oldest.position;
            }
        }
    }

    /// Every fact after this position is here.
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
