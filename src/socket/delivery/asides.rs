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
                one.push_signal(&text, self.bounds.signals, &mut self.rung);
            }
        }
    }

    /// Shows one connection who is in a room; nobody if its place is another person's by now.
    pub fn whisper(&mut self, id: ConnectionId, person: PersonId, text: &Text) {
        let Some(one) = open_one(&mut self.connections, id, person) else { return };
        if !one.push_signal(text, self.bounds.news, &mut self.rung) {
            note(one, &mut self.uninformed);
        }
    }

    /// Tells one connection how things stand. From here on it hears what changes about them.
    pub fn brief(&mut self, id: ConnectionId, person: PersonId, text: &Text) {
        let Some(one) = open_one(&mut self.connections, id, person) else { return };
        one.briefed = true;
        if !one.push_signal(text, self.bounds.news, &mut self.rung) {
            note(one, &mut self.uninformed);
        }
    }

    /// Tells a person's sockets what has changed, but for those that will first be told how things stand, this included.
    pub fn update(&mut self, person: PersonId, text: &Text) {
        for id in self.of_person(person) {
            let Some(one) = self.connections.get_mut(id as usize) else { continue };
            if one.briefed && one.closing.is_none() && !one.push_signal(text, self.bounds.news, &mut self.rung) {
                note(one, &mut self.uninformed);
            }
        }
    }

    /// Those that went without something about who is here, and for whom nothing waits any more: to be told how things stand.
    pub fn take_uninformed(&mut self) -> Vec<(ConnectionId, PersonId)> {
        let mut free = Vec::new();
        self.uninformed.retain(|(id, person)| {
            let Some(one) = open_one(&mut self.connections, *id, *person).filter(|one| one.uninformed) else {
                return false;
            };
            if one.has_signals() {
                return true;
            }
            one.uninformed = false;
            free.push((*id, *person));
            false
        });
        free
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

fn note(one: &mut Subscriber, uninformed: &mut Vec<(ConnectionId, PersonId)>) {
    one.briefed = false;
    if !std::mem::replace(&mut one.uninformed, true) {
        uninformed.push((one.id, one.holder.person));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::SessionId;
    use crate::socket::delivery::{Bell, Bounds, Call, Next, Snapshot};
    use crate::socket::topics::Holder;
    use std::sync::Arc;
    use uuid::Uuid;

    struct Silent;

    impl Bell for Silent {
        fn ring(self: Arc<Self>, _: ConnectionId, _: Call) {}
    }

    /// One connection with room for so many news.
    fn connected(news: usize) -> (Delivery, ConnectionId, PersonId) {
        let mut delivery = Delivery::new(0, 1_000, Bounds { news, ..Bounds::default() });
        let person = PersonId(Uuid::nil());
        let (id, _) = delivery.register(Holder { person, session: SessionId(Uuid::nil()) }, Arc::new(Silent));
        delivery.admit(id, Snapshot::default(), None).expect("a place");
        (delivery, id, person)
    }

    fn text(frame: &str) -> Text {
        Text::from(frame.to_owned())
    }

    fn written(delivery: &mut Delivery, id: ConnectionId) -> Vec<Text> {
        match delivery.take(id) {
            Next::Write(batch) => batch.frames,
            _ => Vec::new(),
        }
    }

    #[test]
    fn news_without_room_are_told_anew_once_there_is_room() {
        let (mut delivery, id, person) = connected(2);
        delivery.brief(id, person, &text("everybody"));
        for change in ["ada came", "ben came", "cyd came"] {
            delivery.update(person, &text(change));
        }
        assert_eq!(delivery.take_uninformed(), [], "its line is not free");
        assert_eq!(written(&mut delivery, id), [text("everybody"), text("ada came")]);
        delivery.update(person, &text("dan came"));
        assert_eq!(written(&mut delivery, id), [], "it will be told everything");
        assert_eq!(delivery.take_uninformed(), [(id, person)]);
        assert_eq!(delivery.take_uninformed(), [], "once");
        delivery.brief(id, person, &text("everybody"));
        delivery.update(person, &text("ada went"));
        assert_eq!(written(&mut delivery, id), [text("everybody"), text("ada went")]);
    }

    #[test]
    fn who_is_gone_is_told_nothing() {
        let (mut delivery, id, person) = connected(0);
        delivery.brief(id, person, &text("everybody"));
        delivery.remove(id);
        assert_eq!(delivery.take_uninformed(), []);
    }
}
