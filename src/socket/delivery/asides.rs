//! Frames without a place in the log: signals, and what one connection alone is told.

use super::subscriber::{State, Subscriber};
use super::{ConnectionId, Delivery};
use crate::id::PersonId;
use crate::socket::frame::Text;
use crate::socket::signals::{Audience, Signal};
use crate::socket::topics::Topic;
use slab::Slab;

impl Delivery {
    /// Shows a signal to whom it is for; whoever has no room for it goes without.
    pub fn signal(&mut self, signal: &Signal) {
        let topic = match &signal.to {
            Audience::Person(person) => Topic::person(*person),
            Audience::Topic(topic) => topic.clone(),
        };
        let text = signal.text();
        for (id, _) in self.routes.of(&topic) {
            let Some(one) = self.connections.get_mut(id as usize) else { continue };
            if one.hears(signal) {
                one.push_signal(&text, &self.bounds, &mut self.rung);
            }
        }
    }

    /// Shows one connection a frame that is for it alone, like a signal; nobody if its place is another person's by now.
    pub fn whisper(&mut self, id: ConnectionId, person: PersonId, text: &Text) {
        if let Some(one) = open_one(&mut self.connections, id, person) {
            one.push_signal(text, &self.bounds, &mut self.rung);
        }
    }

    /// Tells one connection how things stand. From here on it hears what changes about them.
    pub fn brief(&mut self, id: ConnectionId, person: PersonId, text: &Text) {
        if let Some(one) = open_one(&mut self.connections, id, person) {
            one.briefed = true;
            one.push_signal(text, &self.bounds, &mut self.rung);
        }
    }

    /// Tells a person's sockets what has changed, but for those that will first be told how things stand, this included.
    pub fn update(&mut self, person: PersonId, text: &Text) {
        for id in self.of_person(person) {
            let Some(one) = self.connections.get_mut(id as usize) else { continue };
            if one.briefed && one.closing.is_none() {
                one.push_signal(text, &self.bounds, &mut self.rung);
            }
        }
    }

    /// Whether a connection, still that person's, is subscribed to a topic.
    pub fn has(&self, id: ConnectionId, person: PersonId, topic: &Topic) -> bool {
        let one = self.connections.get(id as usize).filter(|one| one.holder.person == person);
        one.is_some_and(|one| one.subscriptions.get(topic).is_some())
    }

    /// Every connection that is past its hello, and whose it is.
    pub fn people(&self) -> Vec<(ConnectionId, PersonId)> {
        let greeted = self.connections.iter().filter(|(_, one)| one.state != State::Pending);
        greeted.map(|(_, one)| (one.id, one.holder.person)).collect()
    }
}

fn open_one(connections: &mut Slab<Box<Subscriber>>, id: ConnectionId, person: PersonId) -> Option<&mut Subscriber> {
    let one = connections.get_mut(id as usize)?;
    (one.holder.person == person && one.closing.is_none()).then_some(&mut **one)
}
