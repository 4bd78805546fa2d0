//! Many conversations of few people each: who is in which, what is said in them, and what of it is unread.

use super::{Loggia, Writer, fact, joined};
use crate::publish::Publisher;
use loggia::conversations::{self, Kind, Opened};
use loggia::event::Event;
use loggia::id::{ConversationId, MessageId, PersonId, Position};
use loggia::log::{Proposal, Subject, Unit};
use loggia::messages::{self, Sent};
use loggia::projector::generation::Place;
use loggia::projector::source::Source;
use loggia::socket::topics::Topic;
use rand::rngs::StdRng;
use rand::seq::index::sample;
use rand::{Rng, SeedableRng};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Who says something in a conversation, by its topic.
pub type Members = HashMap<String, Vec<PersonId>>;

/// Half of them are of two, few are of many: eight on the average.
const SIZES: [usize; 10] = [2, 2, 2, 2, 2, 8, 8, 8, 8, 40];

pub struct Talks {
    pub members: Arc<Members>,
    /// Each person's, by their number.
    pub topics: Vec<Vec<String>>,
}

impl Loggia {
    /// So many conversations among so many people, and the author of what comes over HTTP in each of them.
    pub async fn talks(&mut self, people: usize, conversations: usize, random: &mut StdRng) -> Talks {
        self.enough(people).await;
        let author = PersonId(self.author.person.parse().expect("an id"));
        let mut facts: Vec<_> = self.people[..people].iter().map(|holder| joined(holder.person)).collect();
        let (mut members, mut topics) = (Members::new(), vec![Vec::new(); people]);
        for number in 0..conversations {
            let conversation = ConversationId(Uuid::now_v7());
            let topic = conversations::topic(conversation).to_string();
            let numbers = sample(random, people, SIZES[number % SIZES.len()]);
            numbers.iter().for_each(|one| topics[one].push(topic.clone()));
            let seated: Vec<_> = numbers.iter().map(|one| self.people[one].person).collect();
            let all = seated.iter().copied().chain([author]).collect();
            facts.push(opened(conversation, all, author));
            members.insert(topic, seated);
        }
        self.write(facts.into_iter()).await;
        self.read_by_all().await;
        for (one, holder) in topics.iter_mut().zip(&self.people) {
            one.push(Topic::person(holder.person).to_string());
        }
        Talks { members: Arc::new(members), topics }
    }

    /// Says something in the conversation of each topic, by one of its members; over HTTP by the author.
    pub async fn sayer(&self, talks: &Talks) -> Publisher {
        match self.publisher().await {
            Publisher::Log(writer) => Publisher::Log(Writer { members: talks.members.clone(), ..writer }),
            other => other,
        }
    }

    /// Gives half of the people a marker somewhere in each of their conversations; then how many counts of what is unread there
    /// are, and those that are not what the log says, after what the log says twice.
    pub async fn unread(&self, talks: &Talks, base: Position, seed: u64) -> (usize, Vec<String>) {
        const MARK: &str = "insert into account.mark (person, place, up_to) select * from unnest($1::uuid[], $2::uuid[], $3::bigint[])";
        let ((said, mut wrong), end) = (self.said(base).await, self.end().await);
        let mut random = StdRng::seed_from_u64(seed);
        let mut marks: HashMap<(PersonId, ConversationId), u64> = HashMap::new();
        for (topic, members) in talks.members.iter() {
            let markers = members.iter().filter(|person| person.0.as_u128().is_multiple_of(2));
            marks.extend(markers.map(|person| ((*person, of(topic)), random.random_range(base..=end))));
        }
        let source = Source::embedded().expect("projections");
        let connect = self.house.addresses.database.parse().expect("an address");
        let place = Place::live(connect, &source);
        let mut db = PgConnection::connect_with(&place.reading()).await.expect("Postgres");
        let people: Vec<Uuid> = marks.keys().map(|(person, _)| person.0).collect();
        let places: Vec<Uuid> = marks.keys().map(|(_, conversation)| conversation.0).collect();
        let positions: Vec<i64> = marks.values().map(|position| *position as i64).collect();
        sqlx::query(MARK).bind(people).bind(places).bind(positions).execute(&mut db).await.expect("markers");
        let mut counts = 0;
        for (topics, holder) in talks.topics.iter().zip(&self.people) {
            let shown = shown(&mut db, holder.person).await;
            for conversation in topics.iter().filter(|topic| topic.starts_with("conversation:")).map(|topic| of(topic))
            {
                let mark = marks.get(&(holder.person, conversation)).copied().unwrap_or(0);
                let due = unread(said.get(&conversation).map_or(&[], Vec::as_slice), holder.person, mark);
                let counted = shown.get(&conversation).copied().unwrap_or(0);
                counts += 1;
                if counted != due {
                    wrong.push(format!("{counted} unread instead of {due} by {:?} in {conversation:?}", holder.person));
                }
            }
        }
        (counts, wrong)
    }

    /// Where what was said since `base`, and who said it, by conversation; and what is in the log twice.
    async fn said(&self, base: Position) -> (Said, Vec<String>) {
        const CHUNK: u64 = 10_000;
        let (mut said, mut ids, mut twice) = (Said::new(), HashMap::new(), Vec::new());
        let (mut at, end) = (base, self.end().await);
        while at < end {
            let upto = end.min(at + CHUNK);
            for entry in self.log.range(at, upto, usize::MAX).await.expect("the log") {
                if let Some(before) = ids.insert(entry.id, entry.position) {
                    twice.push(format!("{:?} is in the log at {before} and at {}", entry.id, entry.position));
                }
                if let Ok(Some(Event::Messages(messages::Event::Sent(sent)))) = Event::of(&entry) {
                    said.entry(sent.conversation).or_default().push((entry.position, entry.actor));
                }
            }
            at = upto;
        }
        (said, twice)
    }
}

/// Who said something in a conversation, and where.
type Said = HashMap<ConversationId, Vec<(Position, PersonId)>>;

/// What the read side has as unread for somebody.
async fn shown(db: &mut PgConnection, person: PersonId) -> HashMap<ConversationId, usize> {
    let of = conversations::http::QUERIES;
    let (_, query) = of.iter().find(|(name, _)| *name == "conversations/unread").expect("a query of that name");
    let (_, rows): (i64, String) =
        sqlx::query_as(AssertSqlSafe(*query)).bind(person).fetch_one(db).await.expect("counts");
    let rows: Vec<Value> = serde_json::from_str(&rows).expect("JSON");
    let count = |row: &Value| {
        let conversation = row["conversation"].as_str()?.parse().ok()?;
        Some((conversation, row["unread"].as_u64()? as usize))
    };
    rows.iter().filter_map(count).collect()
}

/// After the marker and one's own last.
fn unread(said: &[(Position, PersonId)], person: PersonId, mark: Position) -> usize {
    let own = said.iter().rev().find(|(_, sender)| *sender == person).map_or(0, |(position, _)| *position);
    said.iter().filter(|(position, _)| *position > mark.max(own)).count()
}

fn of(topic: &str) -> ConversationId {
    topic.split_once(':').and_then(|(_, id)| id.parse().ok()).expect("a conversation's topic")
}

fn opened(conversation: ConversationId, people: Vec<PersonId>, owner: PersonId) -> Proposal {
    let name = Some("Load".to_owned());
    let opened: conversations::Event =
        Opened { conversation, kind: Kind::Group, name, description: None, people, owner: Some(owner) }.into();
    fact(Subject::of(Unit::Conversation, conversation), owner, opened)
}

/// A message in the conversation of this topic.
pub fn message(topic: &str, sender: PersonId) -> Proposal {
    let (message, conversation) = (MessageId(Uuid::now_v7()), of(topic));
    let (body, kind, reply_to, reply_to_sender, mentions) =
        (super::WORDS.to_owned(), Kind::Group, None, None, Vec::new());
    let sent: messages::Event = Sent { message, conversation, kind, body, reply_to, reply_to_sender, mentions }.into();
    Proposal::new(Subject::of(Unit::Talk, conversation), &super::request(sender), &sent.into(), None).expect("JSON")
}
