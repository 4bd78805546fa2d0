//! Loggia: one node that answers HTTP and folds, with the private servers; another that holds the sockets and is measured.

mod talk;

mod link;
mod rooms;

use super::Settings;
use crate::client::Client;
use crate::crowd::{Opening, Reader, Step};
use crate::house::{Instance, Node, config_of};
use crate::machine;
use crate::publish::{Publisher, Template};
use crate::record::{Expected, Record};
use crate::wire::Dialect;
use futures_util::StreamExt;
use futures_util::stream;
use loggia::account::secrets::Secrets;
use loggia::comments::{self, Added};
use loggia::event::{Deliver, Event};
use loggia::friends;
use loggia::id::{CommentId, FriendshipId, Key, PersonId, PostId, SessionId, of_pair};
use loggia::log::{Log, Proposal, Request, Subject, Unit};
use loggia::people;
use loggia::socket::fact::Fact;
use loggia::socket::topics::{Holder, Topic};
use loggia::tickets::Tickets;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use uuid::Uuid;

pub struct Loggia {
    // The order of stopping.
    pub sockets: Arc<Node>,
    pub house: Instance,
    pub log: Log,
    author: Client,
    tickets: Tickets,
    people: Vec<Holder>,
    over_http: bool,
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Member {
    pub token: String,
    /// Theirs.
    pub topic: String,
}

/// What the comments say.
pub const WORDS: &str = "I can bring **two** more.";
/// Long enough for ten thousand tickets to be made before the first is used.
const TICKET_TTL: Duration = Duration::from_secs(600);
const SIGNED_IN: Duration = Duration::from_secs(36_000);

impl Loggia {
    pub async fn start(settings: &Settings) -> Loggia {
        let house = house(settings);
        let sockets = Arc::new(socket_node(&house, settings));
        Loggia::of(house, sockets, settings).await
    }

    /// One node that does everything, as `make up` starts it.
    pub async fn whole(settings: &Settings) -> Loggia {
        // A log of the size one has by default does not begin on a nearly full disk.
        let mut more = vec!["--access-ttl-s=36000", "--log-max-bytes=1073741824"];
        more.extend(settings.serve.iter().map(String::as_str));
        let house = Instance::with(&settings.sync, &more, settings.core);
        let sockets = house.node.clone();
        Loggia::of(house, sockets, settings).await
    }

    async fn of(house: Instance, sockets: Arc<Node>, settings: &Settings) -> Loggia {
        let log = Log::connect(&house.addresses.nats, &config_of(&house.addresses)).await.expect("the log");
        let author = Client::sign_up(&house.base, "author").await;
        let tickets = Tickets::connect(&house.addresses.redis, TICKET_TTL).await.expect("Redis");
        Loggia { sockets, house, log, author, tickets, people: Vec::new(), over_http: settings.over_http }
    }

    /// One more node for sockets.
    pub fn another(&self, settings: &Settings) -> Node {
        socket_node(&self.house, settings)
    }

    /// So many people more, each signed in once: rows as signing up would have left them, without its hashing.
    async fn people(&mut self, many: usize) {
        const PEOPLE: &str = "insert into account.person (id, username, key, fingerprint, role, confirmed_at) \
             select id, 'load_' || replace(id::text, '-', ''), id, 'load', 'member', now() from unnest($1::uuid[]) id";
        const SESSIONS: &str = "insert into account.session (id, person, agent, address, expires_at) \
             select session, person, 'load', '127.0.0.1', now() + interval '1 day' \
             from unnest($1::uuid[], $2::uuid[]) as t (session, person)";
        let ids = || (0..many).map(|_| Uuid::now_v7()).collect::<Vec<_>>();
        let (people, sessions) = (ids(), ids());
        let mut db = PgConnection::connect(&self.house.addresses.database).await.expect("Postgres");
        sqlx::query(PEOPLE).bind(&people).execute(&mut db).await.expect("people");
        sqlx::query(SESSIONS).bind(&sessions).bind(&people).execute(&mut db).await.expect("sessions");
        let holders = people.into_iter().zip(sessions);
        self.people
            .extend(holders.map(|(person, session)| Holder { person: PersonId(person), session: SessionId(session) }));
    }

    /// The first so many people are friends of the one after them, and the read side knows it.
    pub async fn befriend(&mut self, many: usize) {
        let watcher = self.people[many].person;
        let facts = self.people[..=many].iter().flat_map(|holder| {
            let person = holder.person;
            let friendship = FriendshipId(of_pair("friendship", person, watcher));
            let accepted = (person != watcher).then(|| {
                let accepted: friends::Event = friends::Accepted { friendship, person: watcher }.into();
                fact(Subject::of(Unit::Friendship, friendship), person, accepted)
            });
            [Some(joined(person)), accepted]
        });
        self.write(facts.flatten()).await;
        self.read_by_all().await;
    }

    /// So many people as the whole house knows them, each with the token that they are signed in by.
    pub async fn members(&mut self, many: usize) -> Vec<Member> {
        self.enough(many).await;
        self.write(self.people[..many].iter().map(|holder| joined(holder.person))).await;
        self.read_by_all().await;
        let db = sqlx::PgPool::connect(&self.house.addresses.database).await.expect("Postgres");
        let secrets = Secrets::load(&db, &config_of(&self.house.addresses)).await.expect("the instance's secret");
        let member = |&Holder { person, session }: &Holder| {
            let token = secrets.access_token(person, session, SIGNED_IN).expect("a token");
            Member { token, topic: Topic::person(person).to_string() }
        };
        self.people[..many].iter().map(member).collect()
    }

    async fn write(&self, facts: impl Iterator<Item = Proposal>) {
        let written =
            stream::iter(facts).map(async |proposal| while self.log.append(proposal.clone()).await.is_err() {});
        written.buffered(256).collect::<Vec<_>>().await;
    }

    /// Waits until reads show all that is in the log.
    pub async fn read_by_all(&mut self) {
        let header = format!("loggia-after: {}\r\n", self.end().await);
        while self.author.send("GET", "/api/posts", &header, &Value::Null).await.0 != 200 {}
    }

    /// A connection to where commands go.
    pub async fn client(&self) -> Client {
        self.author.again().await
    }

    pub async fn posts(&mut self, many: usize) -> Vec<String> {
        let mut topics = Vec::with_capacity(many);
        for number in 0..many {
            let body = json!({ "title": format!("Post {number}"), "body": "", "kind": "text" });
            let (status, answer) = self.author.send("POST", "/api/posts", "", &body).await;
            assert_eq!(status, 201, "{answer}");
            topics.push(format!("post:{}", answer["id"].as_str().unwrap_or_default()));
        }
        topics
    }

    /// The topics of so many people, in the order of their openings.
    pub async fn personal(&mut self, many: usize) -> Vec<String> {
        self.enough(many).await;
        self.people[..many].iter().map(|holder| Topic::person(holder.person).to_string()).collect()
    }

    async fn enough(&mut self, people: usize) {
        if self.people.len() < people {
            self.people(people - self.people.len()).await;
        }
    }

    /// Each for another person.
    pub async fn openings(&mut self, topics: Vec<Vec<String>>) -> Vec<Opening> {
        self.enough(topics.len()).await;
        let (tickets, base) = (&self.tickets, &self.sockets.base);
        let asked = topics.into_iter().zip(&self.people);
        stream::iter(asked)
            .map(async |(topics, holder)| {
                let ticket = tickets.issue(*holder).await.expect("a ticket");
                let hello = json!({ "op": "hello", "topics": topics }).to_string();
                opening(base, &ticket, hello, topics)
            })
            .buffered(64)
            .collect()
            .await
    }

    /// The same openings, to come back from a position. `node`: where.
    pub async fn resuming(&mut self, node: &str, topics: Vec<Vec<String>>, since: u64) -> Vec<Opening> {
        let mut openings = self.openings(topics).await;
        for opening in &mut openings {
            opening.host = node.to_owned();
            opening.steps[0].say = Some(resuming(self.log.incarnation(), &opening.topics, since));
        }
        openings
    }

    /// Somebody comes back to a node, from what is on their record, however often they are told to try again; how often that was.
    pub async fn come_back(
        &self,
        node: &str,
        number: usize,
        topics: &[String],
        record: Rc<RefCell<Record>>,
        epoch: Instant,
    ) -> (Reader, usize) {
        let mut refused = 0;
        loop {
            let since = record.borrow().cursor;
            let hello = resuming(self.log.incarnation(), topics, since);
            if let Ok(ticket) = self.tickets.issue(self.people[number]).await {
                let opening = opening(node, &ticket, hello, topics.to_vec());
                if let Ok(open) = opening.open().await {
                    return (Reader::start(&opening, open, record, epoch), refused);
                }
            }
            refused += 1;
            assert!(refused < 200, "not taken back");
            // Not all in the same moment.
            tokio::time::sleep(Duration::from_millis(200 + number as u64 % 300)).await;
        }
    }

    pub async fn publisher(&self) -> Publisher {
        match self.over_http {
            true => Publisher::Api(Box::new(self.author.again().await)),
            false => Publisher::Log(Writer { address: self.house.addresses.nats.clone(), members: Arc::default() }),
        }
    }

    pub async fn end(&self) -> u64 {
        self.log.end().await.expect("the end")
    }

    /// What the log says since `base` of the topics these have, read from the log itself.
    pub async fn expected(&self, base: u64, readers: &[Reader]) -> Expected {
        const CHUNK: u64 = 10_000;
        let theirs: HashSet<&str> = readers.iter().flat_map(|reader| &reader.topics).map(String::as_str).collect();
        let mut expected = Expected { base, ..Expected::default() };
        let (mut at, end) = (base, self.end().await);
        while at < end {
            let upto = end.min(at + CHUNK);
            for entry in self.log.range(at, upto, usize::MAX).await.expect("the log") {
                let Ok(Some(event)) = Event::of(&entry) else { continue };
                let own = Topic::person(entry.actor);
                let topics = event.topics();
                let topics = topics.iter().chain([&own]).filter(|topic| theirs.contains(topic.as_str()));
                topics.for_each(|topic| expected.add(topic.as_str(), entry.position));
            }
            at = upto;
        }
        expected
    }

    fn is_whole(&self) -> bool {
        self.sockets.id() == self.house.node.id()
    }

    pub fn process(&self) -> u32 {
        self.sockets.id()
    }

    pub fn processes(&self) -> BTreeMap<String, Vec<u32>> {
        let mut processes = BTreeMap::new();
        if !self.is_whole() {
            processes.insert("socket node".to_owned(), vec![self.sockets.id()]);
        }
        for (name, of) in machine::family(self.house.node.id()) {
            let name = match name.as_str() {
                "nats-server" => name,
                "loggia" if self.is_whole() => name,
                "loggia" => "(api and projector)".to_owned(),
                other => format!("({other})"),
            };
            processes.insert(name, of);
        }
        processes
    }
}

fn house(settings: &Settings) -> Instance {
    Instance::with(&settings.sync, &["--roles=api,projector", "--access-ttl-s=36000"], settings.core)
}

fn socket_node(house: &Instance, settings: &Settings) -> Node {
    let mut more = vec!["--roles=api,socket", "--access-ttl-s=36000"];
    more.extend(settings.serve.iter().map(String::as_str));
    house.another(&more, settings.core)
}

fn resuming(incarnation: &str, topics: &[String], since: u64) -> String {
    json!({ "op": "hello", "since": since, "incarnation": incarnation, "topics": topics }).to_string()
}

fn opening(base: &str, ticket: &str, hello: String, topics: Vec<String>) -> Opening {
    Opening {
        host: base.to_owned(),
        path: format!("/api/ws?ticket={ticket}"),
        headers: "sec-websocket-protocol: loggia.v1\r\n".to_owned(),
        steps: vec![Step { say: Some(hello), hear: r#""op":"hello""#.into() }],
        dialect: Dialect::Loggia,
        topics,
        receive: None,
    }
}

/// Writes comments and messages straight into the log.
pub struct Writer {
    address: String,
    /// Of conversations.
    members: Arc<talk::Members>,
}

impl Writer {
    pub async fn connect(&self) -> Log {
        let config = config_of(&loggia::embedded::Addresses {
            nats: self.address.clone(),
            database: String::new(),
            redis: String::new(),
        });
        Log::connect(&self.address, &config).await.expect("the log")
    }

    /// A comment that concerns this topic, by somebody else each time; in a conversation a message by one of its members.
    pub fn fact(&self, topic: &str, number: usize) -> Proposal {
        match self.members.get(topic) {
            Some(members) => talk::message(topic, members[number % members.len()]),
            None => comment(topic),
        }
    }
}

fn comment(topic: &str) -> Proposal {
    let id: Uuid = topic.split_once(':').and_then(|(_, id)| id.parse().ok()).expect("a post's topic, or a person's");
    let actor = PersonId(Uuid::now_v7());
    // What concerns a person is a comment on a post of theirs.
    let (post, author) = match topic.starts_with("person:") {
        true => (Uuid::now_v7(), PersonId(id)),
        false => (id, actor),
    };
    let comment = CommentId(Uuid::now_v7());
    let added: comments::Event = Added {
        comment,
        post: PostId(post),
        parent: None,
        parent_author: None,
        post_author: author,
        body: WORDS.into(),
        community: None,
        private: false,
        mentions: Vec::new(),
    }
    .into();
    fact(Subject::of(Unit::Comment, comment), actor, added)
}

fn joined(person: PersonId) -> Proposal {
    let name = person.0.simple().to_string();
    let joined: people::Event =
        people::Joined { person, username: name.clone(), display_name: name, role: people::Role::Member }.into();
    fact(Subject::of(Unit::Person, person), person, joined)
}

/// The first event of a unit.
fn fact(subject: Subject, actor: PersonId, event: impl Into<Event>) -> Proposal {
    Proposal::new(subject, &request(actor), &event.into(), Some(0)).expect("JSON")
}

fn request(actor: PersonId) -> Request {
    Request { actor, key: Key::fresh(), at: OffsetDateTime::now_utc(), fingerprint: "load".into() }
}

/// The very text that Loggia sends for such a comment, for peers to send as well.
pub fn template() -> Template {
    let mut entry = comment(&format!("post:{}", Uuid::now_v7())).entry();
    entry.position = 123_456;
    let fact = Fact::of(&entry).expect("an event").expect("one that is delivered");
    let text = fact.views.of(PersonId::OPERATOR).as_str().to_owned();
    let (before, after) = text.split_once("123456").expect("its position");
    Template { before: before.to_owned(), after: after.to_owned() }
}
