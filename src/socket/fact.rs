//! One event as the sockets deliver it: encoded once for everybody, and once more for each who may see more of it.

use super::frame::{EventFrame, Text};
use super::topics::{Effect, Topic};
use crate::event::{Deliver, Event, Renderings, Unreadable};
use crate::http::markdown;
use crate::id::{PersonId, Position};
use crate::log::{Entry, Subject};
use serde_json::Value;
use std::collections::HashSet;
use time::OffsetDateTime;

#[derive(Debug)]
pub struct Fact {
    pub position: Position,
    pub actor: PersonId,
    /// Everything it is routed by; a reader may see other topics in the frame.
    pub topics: Box<[Topic]>,
    pub effects: Box<[Effect]>,
    pub urgent: bool,
    /// When the log took it.
    pub stored_at: OffsetDateTime,
    pub views: Views,
    /// The unit it belongs to.
    pub subject: Subject,
    /// A tombstone: what its unit said before is being overwritten in the log, and must not be handed out from memory.
    pub erases: bool,
}

/// The frames of one event, one for each class of readers.
#[derive(Debug)]
pub struct Views {
    pub everyone: Text,
    /// Who sees something else, and what: the voter of a secret vote, a seat of a game.
    pub own: Box<[(PersonId, Text)]>,
}

impl Views {
    pub fn of(&self, person: PersonId) -> &Text {
        self.own.iter().find(|(whose, _)| *whose == person).map_or(&self.everyone, |(_, text)| text)
    }
}

impl Fact {
    /// `Ok(None)`: a newer release wrote an event this one does not know; nobody here can want it.
    pub fn of(entry: &Entry) -> Result<Option<Fact>, Unreadable> {
        let Some(event) = Event::of(entry)? else { return Ok(None) };
        let meta = entry.meta();
        let shown = unique(event.topics());
        let topics = unique(shown.iter().cloned().chain([Topic::person(meta.actor)]));
        let html = event.markdown().map(markdown::html);
        let fields = event.fields().unwrap_or_default();
        let shows_actor = event.shows_actor();
        let (everyone, own) = match event.renderings(&fields) {
            Some(Renderings { everyone, own }) => (everyone, own),
            None if shows_actor => (fields, Vec::new()),
            None => (fields.clone(), vec![(meta.actor, fields)]),
        };
        let frame = |fields: Value, knows_actor: bool| {
            let (actor, topics) = if knows_actor { (Some(meta.actor), &topics) } else { (None, &shown) };
            let (op, seq, kind, at, html) = ("event", meta.position, event.kind(), meta.at, html.as_deref());
            Text::encode(&EventFrame { op, seq, kind, at, actor, topics, fields, html })
        };
        let own = own.into_iter().map(|(person, fields)| (person, frame(fields, shows_actor || person == meta.actor)));
        let views = Views { own: own.collect(), everyone: frame(everyone, shows_actor) };
        let effects = event.effects().into();
        // By its place and to its actor's tabs, not to everybody it names.
        let routed = event.within().map_or(topics, |place| vec![place, Topic::person(meta.actor)]);
        Ok(Some(Fact {
            position: meta.position,
            actor: meta.actor,
            topics: routed.into(),
            effects,
            urgent: event.urgent(),
            stored_at: entry.stored_at,
            views,
            subject: entry.subject.clone(),
            erases: event.kind().ends_with(".erased"),
        }))
    }

    /// Bytes it takes in the ring, about.
    pub fn weight(&self) -> usize {
        const FIXED: usize = size_of::<Fact>() + 64;
        const PER_TOPIC: usize = 64;
        let own: usize = self.views.own.iter().map(|(_, text)| text.len() + 64).sum();
        FIXED + PER_TOPIC * self.topics.len() + self.views.everyone.len() + own
    }
}

/// In the order given, each once: the frame's topics have a stable order.
fn unique(topics: impl IntoIterator<Item = Topic>) -> Vec<Topic> {
    let mut seen = HashSet::new();
    topics.into_iter().filter(|topic| seen.insert(topic.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::EventId;
    use crate::log::Unit;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn fact(kind: &str, payload: Value) -> Fact {
        let entry = Entry {
            position: 7,
            subject: Subject::of(Unit::Post, Uuid::nil()),
            kind: kind.into(),
            actor: person(1),
            id: EventId(Uuid::nil()),
            stored_at: OffsetDateTime::UNIX_EPOCH,
            request: None,
            payload: payload.to_string().into(),
        };
        Fact::of(&entry).unwrap().unwrap()
    }

    fn read(text: &Text) -> Value {
        serde_json::from_str(text.as_str()).unwrap()
    }

    fn vote() -> Fact {
        fact(
            "post.voted",
            json!({ "id": Uuid::nil(), "at": "2026-11-01T10:00:00Z", "post": Uuid::nil(), "author": person(2), "options": [1] }),
        )
    }

    #[test]
    fn others_do_not_see_who_voted() {
        let fact = vote();
        let others = read(fact.views.of(person(3)));
        assert_eq!(others["topics"], json!([format!("post:{}", Uuid::nil())]));
        assert!(others.get("actor").is_none());
        assert!(!fact.views.everyone.as_str().contains(&person(1).to_string()));
    }

    #[test]
    fn the_voter_sees_the_whole_of_it() {
        let fact = vote();
        let own = read(fact.views.of(person(1)));
        assert_eq!(own["actor"], json!(person(1)));
        assert_eq!(own["topics"], json!([format!("post:{}", Uuid::nil()), format!("person:{}", person(1))]));
        assert!(fact.topics.contains(&Topic::person(person(1))), "routed to the voter's other tabs");
    }

    #[test]
    fn a_frame_is_flat_and_lists_each_topic_once() {
        let fact = fact(
            "comment.liked",
            json!({ "id": Uuid::nil(), "at": "2026-11-01T10:00:00Z", "comment": Uuid::nil(), "post": Uuid::nil(), "author": person(1) }),
        );
        let frame = read(&fact.views.everyone);
        assert_eq!(frame["op"], "event");
        assert_eq!(frame["seq"], 7);
        assert_eq!(frame["type"], "comment.liked");
        assert_eq!(frame["at"], "2026-11-01T10:00:00Z");
        assert_eq!(frame["author"], json!(person(1)));
        assert_eq!(frame["topics"], json!([format!("post:{}", Uuid::nil()), format!("person:{}", person(1))]));
    }
}
