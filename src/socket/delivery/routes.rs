//! Who is subscribed to what, and from where: what the fan-out looks at for every delivery.

use super::ConnectionId;
use crate::id::Position;
use crate::socket::topics::Topic;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

type Seats = HashMap<ConnectionId, Position, BuildHasherDefault<Spread>>;

/// Topic → connection → the position after which its events are the connection's.
#[derive(Default)]
pub struct Routes(HashMap<Topic, Seats>);

impl Routes {
    pub fn join(&mut self, topic: &Topic, id: ConnectionId, from: Position) {
        match self.0.get_mut(topic) {
            Some(seats) => seats.insert(id, from),
            None => self.0.entry(topic.clone()).or_default().insert(id, from),
        };
    }

    pub fn leave(&mut self, topic: &Topic, id: ConnectionId) {
        if let Some(seats) = self.0.get_mut(topic) {
            seats.remove(&id);
            if seats.is_empty() {
                self.0.remove(topic);
            }
        }
    }

    /// Every connection with this topic, and after which position.
    pub fn of(&self, topic: &Topic) -> impl Iterator<Item = (ConnectionId, Position)> {
        self.0.get(topic).into_iter().flatten().map(|(id, from)| (*id, *from))
    }

    /// The same topic, sharing its text with those who have it already.
    pub fn shared(&self, topic: Topic) -> Topic {
        self.0.get_key_value(&topic).map_or(topic, |(known, _)| known.clone())
    }
}

/// Ids are this node's own small numbers: nobody chooses them, one multiplication spreads them.
#[derive(Default)]
pub struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, id: u32) {
        // Fibonacci hashing: Knuth, The Art of Computer Programming 3, 6.4.
        self.0 = (self.0 ^ u64::from(id)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}
