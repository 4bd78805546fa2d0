//! What people may have, asked from the read models in one snapshot, so that it is true of one position. Names no area: what
//! there is to ask stands in [`crate::rights`].
//!
//! Everybody who asks while one snapshot is being read is answered by the next one, together: a storm of sockets costs Postgres
//! a few statements for each hundred of them.

mod desk;
mod statement;

use super::delivery::{Grant, Snapshot};
use super::frame::Refusal;
use super::topics::{Holder, Topic};
use crate::id::{PersonId, Position};
use crate::rights::TOPICS;
pub use desk::Desk;
pub use statement::STATEMENT;
use std::collections::HashSet;
use uuid::Uuid;

/// One kind of topic, and who may have it.
pub struct TopicKind {
    /// What stands before the colon; a kind for everybody has no id.
    pub kind: &'static str,
    pub gate: Gate,
}

pub enum Gate {
    Everybody,
    /// Only the person whose id it is.
    Oneself,
    /// A statement says. `$1` ids and `$2`, in the same order, the people who ask for them; gives
    /// `(person uuid, id uuid, rests_on text, joined bigint)` of those they may have.
    Ask(&'static str),
}

pub struct Rights {
    pub snapshot: Snapshot,
    /// The session lives and the person is not banned.
    pub welcome: bool,
    pub refused: Vec<Refusal>,
}

/// A topic that does not exist, or not for the one who asks.
pub const NOT_FOUND: &str = "topics.not_found";
const UNKNOWN: &str = "topics.unknown";
const NOT_YOURS: &str = "topics.not_yours";
pub const TOO_MANY: &str = "topics.too_many";

/// The topics asked for, by what has to be done about them.
#[derive(Default)]
struct Sorted {
    granted: Vec<Grant>,
    refused: Vec<Refusal>,
    /// The statement that says whether they may have it.
    to_ask: Vec<(&'static str, Uuid, Topic)>,
}

impl Sorted {
    fn of(asked: &[Topic], person: PersonId) -> Sorted {
        let mut sorted = Sorted::default();
        let mut seen = HashSet::new();
        for topic in asked.iter().filter(|topic| seen.insert(*topic)) {
            sorted.sort(topic.clone(), person);
        }
        sorted
    }

    fn sort(&mut self, topic: Topic, person: PersonId) {
        let (kind, id) = topic.parts();
        let gate = TOPICS.iter().find(|known| known.kind == kind).map(|known| &known.gate);
        // Only one way of writing an id: the one that events use.
        let id = id.map(|text| Uuid::parse_str(text).ok().filter(|id| id.to_string() == text));
        let refuse = |code| Refusal { topic: topic.clone(), code };
        match (gate, id) {
            (None, _) | (Some(Gate::Everybody), Some(_)) | (Some(Gate::Oneself | Gate::Ask(_)), None) => {
                self.refused.push(refuse(UNKNOWN));
            }
            (Some(Gate::Everybody), None) => self.grant(topic),
            (Some(Gate::Oneself), Some(id)) if id == Some(person.0) => self.grant(topic),
            (Some(Gate::Oneself), Some(_)) => self.refused.push(refuse(NOT_YOURS)),
            (Some(Gate::Ask(_)), Some(None)) => self.refused.push(refuse(NOT_FOUND)),
            (Some(Gate::Ask(statement)), Some(Some(id))) => self.to_ask.push((statement, id, topic)),
        }
    }

    fn grant(&mut self, topic: Topic) {
        self.granted.push(Grant { topic, right: None, joined: 0 });
    }

    /// With what the statements said of this person: for each id the topic the right rests on, and since when.
    fn answer(
        mut self,
        found: impl Fn(&'static str, Uuid) -> Option<(Option<Topic>, Position)>,
    ) -> (Vec<Grant>, Vec<Refusal>) {
        for (statement, id, topic) in self.to_ask {
            match found(statement, id) {
                Some((right, joined)) => self.granted.push(Grant { topic, right, joined }),
                None => self.refused.push(Refusal { topic, code: NOT_FOUND }),
            }
        }
        (self.granted, self.refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(topics: &[&str]) -> Sorted {
        let topics: Vec<_> = topics.iter().map(|text| Topic::read(text)).collect();
        Sorted::of(&topics, PersonId(Uuid::from_u128(1)))
    }

    fn refusal(topic: &str) -> &'static str {
        sorted(&[topic]).refused[0].code
    }

    #[test]
    fn what_everybody_may_have_is_granted_once() {
        let sorted = sorted(&["feed", "games", "feed"]);
        assert_eq!(sorted.granted.len(), 2);
        assert!(sorted.to_ask.is_empty());
    }

    #[test]
    fn only_one_s_own_person_topic_is_granted() {
        let own = format!("person:{}", Uuid::from_u128(1));
        assert_eq!(sorted(&[&own]).granted.len(), 1);
        assert_eq!(refusal(&format!("person:{}", Uuid::from_u128(2))), NOT_YOURS);
        assert_eq!(refusal("person:x"), NOT_YOURS);
    }

    #[test]
    fn what_is_no_topic_is_unknown() {
        for bad in ["", ":", "feed:1", "post", "person", "secret:1", "FEED", "post;drop table post"] {
            assert_eq!(refusal(bad), UNKNOWN, "{bad}");
        }
    }

    #[test]
    fn an_id_has_one_spelling() {
        let id = Uuid::from_u128(0xabc);
        assert_eq!(refusal(&format!("post:{}", id.simple())), NOT_FOUND);
        assert_eq!(refusal(&format!("post:{}", id.to_string().to_uppercase())), NOT_FOUND);
        assert_eq!(sorted(&[&format!("post:{id}")]).to_ask.len(), 1);
    }
}
