//! What somebody may have, asked from the read models in one snapshot, so that it is true of one position. Names no area: what
//! there is to ask stands in [`crate::rights`].

use super::delivery::{Grant, Snapshot};
use super::frame::Refusal;
use super::topics::{Holder, Topic};
use crate::id::{PersonId, Position};
use crate::rights::{BLOCKS, MEMBERSHIPS, TOPICS, WELCOME};
use sqlx::{Connection, PgConnection, PgPool};
use std::collections::{HashMap, HashSet};
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
    /// A statement says. `$1` the ids, `$2` the person; gives `(id uuid, rests_on text, joined bigint)` of those they may have.
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

/// What the statements say of one position: `first`, when this is for a hello, includes what the server subscribes.
pub async fn ask(db: &PgPool, holder: Holder, asked: &[Topic], first: bool) -> Result<Rights, sqlx::Error> {
    let sorted = Sorted::of(asked, holder.person);
    let mut connection = db.acquire().await?;
    let alone = sorted.to_ask.is_empty() && (!first || (MEMBERSHIPS.is_empty() && BLOCKS.is_empty()));
    if alone {
        // One statement is one snapshot.
        let (position, welcome) = welcome(&mut connection, holder).await?;
        return Ok(sorted.answer(position, welcome));
    }
    let mut work = connection.begin_with("begin isolation level repeatable read read only").await?;
    let (position, welcome) = welcome(&mut work, holder).await?;
    let mut rights = sorted.ask(&mut work, holder, position, welcome).await?;
    if first {
        for statement in MEMBERSHIPS {
            let rows: Vec<(String, i64)> = sqlx::query_as(*statement).bind(holder.person).fetch_all(&mut *work).await?;
            rights.snapshot.memberships.extend(rows.into_iter().map(|(topic, joined)| membership(&topic, joined)));
        }
        for statement in BLOCKS {
            let rows: Vec<PersonId> = sqlx::query_scalar(*statement).bind(holder.person).fetch_all(&mut *work).await?;
            rights.snapshot.blocked.extend(rows);
        }
    }
    work.rollback().await?;
    Ok(rights)
}

async fn welcome(connection: &mut PgConnection, holder: Holder) -> Result<(Position, bool), sqlx::Error> {
    let row: (i64, bool) =
        sqlx::query_as(WELCOME).bind(holder.session).bind(holder.person).fetch_one(connection).await?;
    Ok((row.0.unsigned_abs(), row.1))
}

fn membership(topic: &str, joined: i64) -> Grant {
    let topic = Topic::read(topic);
    Grant { right: Some(topic.clone()), topic, joined: joined.unsigned_abs() }
}

/// The topics asked for, by what has to be done about them.
#[derive(Default)]
struct Sorted {
    granted: Vec<Grant>,
    refused: Vec<Refusal>,
    /// By statement.
    to_ask: HashMap<&'static str, Vec<(Uuid, Topic)>>,
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
            (Some(Gate::Ask(statement)), Some(Some(id))) => {
                self.to_ask.entry(statement).or_default().push((id, topic));
            }
        }
    }

    fn grant(&mut self, topic: Topic) {
        self.granted.push(Grant { topic, right: None, joined: 0 });
    }

    fn answer(self, position: Position, welcome: bool) -> Rights {
        let snapshot = Snapshot { position, grants: self.granted, ..Snapshot::default() };
        Rights { snapshot, welcome, refused: self.refused }
    }

    async fn ask(
        mut self,
        work: &mut PgConnection,
        holder: Holder,
        position: Position,
        welcome: bool,
    ) -> Result<Rights, sqlx::Error> {
        for (statement, asked) in std::mem::take(&mut self.to_ask) {
            let ids: Vec<Uuid> = asked.iter().map(|(id, _)| *id).collect();
            let rows: Vec<(Uuid, Option<String>, i64)> =
                sqlx::query_as(statement).bind(ids).bind(holder.person).fetch_all(&mut *work).await?;
            let found: HashMap<_, _> = rows.into_iter().map(|(id, right, joined)| (id, (right, joined))).collect();
            for (id, topic) in asked {
                match found.get(&id) {
                    Some((right, joined)) => self.granted.push(Grant {
                        topic,
                        right: right.as_deref().map(Topic::read),
                        joined: joined.unsigned_abs(),
                    }),
                    None => self.refused.push(Refusal { topic, code: NOT_FOUND }),
                }
            }
        }
        Ok(self.answer(position, welcome))
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
