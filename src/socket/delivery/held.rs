//! What a connection subscribes to: few topics mostly, so a sorted list takes less memory than a map.

use crate::id::Position;
use crate::socket::topics::Topic;

#[derive(Clone, Debug)]
pub struct Subscription {
    /// Events after it are the connection's.
    pub from: Position,
    /// Those after it that are written were had through this topic. Greater than `from` while it catches up.
    pub had_from: Position,
    pub right: Option<Topic>,
    /// Made by the server; the client neither counts nor ends it.
    pub servers: bool,
}

/// Subscriptions by topic, in the order of their topics.
#[derive(Debug, Default)]
pub struct Held(Vec<(Topic, Subscription)>);

impl Held {
    fn find(&self, topic: &Topic) -> Result<usize, usize> {
        self.0.binary_search_by(|(held, _)| held.cmp(topic))
    }

    pub fn get(&self, topic: &Topic) -> Option<&Subscription> {
        self.find(topic).ok().map(|index| &self.0[index].1)
    }

    pub fn get_mut(&mut self, topic: &Topic) -> Option<&mut Subscription> {
        self.find(topic).ok().map(|index| &mut self.0[index].1)
    }

    /// The one there is, or `new`.
    pub fn get_or_insert(&mut self, topic: Topic, new: Subscription) -> &mut Subscription {
        let index = match self.find(&topic) {
            Ok(index) => index,
            Err(index) => {
                // Exactly: most connections never subscribe again.
                self.0.reserve_exact(1);
                self.0.insert(index, (topic, new));
                index
            }
        };
        &mut self.0[index].1
    }

    pub fn remove(&mut self, topic: &Topic) -> Option<Subscription> {
        self.find(topic).ok().map(|index| self.0.remove(index).1)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Topic, &Subscription)> {
        self.0.iter().map(|(topic, held)| (topic, held))
    }

    pub fn reserve(&mut self, more: usize) {
        self.0.reserve_exact(more);
    }
}
