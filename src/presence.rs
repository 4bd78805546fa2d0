//! Presence: who is online, on whichever node, announced once for each transition.
//!
//! [`here`] knows this node's sockets, [`writing`] tells Redis of them, the [`scripts`] there decide and publish, [`telling`]
//! hears what every node published and passes it on to this node's sockets. What is in Redis can be lost at any time: the nodes
//! say it again, and nobody sees more of it than a fresh snapshot. Names no area: who sees whom stands in [`crate::rights`].

pub mod choice;
pub mod heard;
pub mod here;
pub mod http;
pub mod rooms;
pub mod scripts;
mod seen;
mod telling;
mod visiting;
mod writing;

use crate::account::sessions::Sessions;
use crate::app::App;
use crate::id::{PersonId, Position};
use crate::socket::delivery::ConnectionId;
use crate::socket::topics::{Effect, Holder, Topic};
use crate::tickets;
use choice::Chosen;
use heard::Heard;
use here::Here;
use parking_lot::Mutex;
use redis::RedisError;
use redis::aio::ConnectionManager;
use rooms::{Rooms, Visitor};
use scripts::{Scripts, Times};
use sqlx::PgPool;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use tokio::sync::{Notify, watch};
use tokio::time::{sleep, timeout};
use uuid::Uuid;
use writing::Choices;

pub const QUERIES: &[(&str, &str)] = &[
    ("presence/choices", choice::CHOICES),
    ("presence/choose", choice::CHOOSE),
    ("presence/leave", seen::LEAVE),
    ("presence/seen", seen::SEEN),
];

/// This node's part in it; cheap to clone.
#[derive(Clone)]
pub struct Presence(Arc<Inner>);

struct Inner {
    /// This node among the others, another one after each start.
    node: String,
    scripts: Scripts,
    client: redis::Client,
    redis: ConnectionManager,
    sessions: Sessions,
    here: Mutex<Here>,
    /// Choices the other nodes have not been told of.
    choices: Mutex<Choices>,
    /// The writer has something to do.
    wake: Notify,
    /// What Redis holds since when, as the writer found it; `None`: it does not answer.
    epoch: watch::Sender<Option<String>>,
    heard: Mutex<Heard>,
    /// Connections that said hello and were not yet told who is online.
    greeted: Mutex<Vec<(ConnectionId, PersonId)>>,
    /// Who on this node looks at which rooms.
    rooms: Mutex<Rooms>,
    /// Whoever belongs to a room may have changed up to there.
    stirred: AtomicU64,
    attendances: AtomicU64,
    /// There is something to tell this node's sockets.
    news: Notify,
    /// People who were seen to go, to be written down.
    gone: Mutex<HashSet<PersonId>>,
    went: Notify,
}

/// One socket that said hello; over when dropped.
pub struct Attendance {
    presence: Presence,
    holder: Holder,
    connection: ConnectionId,
    /// Unlike the connection's, never used again.
    number: Visitor,
}

impl Presence {
    /// Redis need not be there yet.
    pub fn new(redis: &str, times: Times, sessions: Sessions) -> Result<Presence, RedisError> {
        Ok(Presence(Arc::new(Inner {
            node: Uuid::new_v4().simple().to_string(),
            scripts: Scripts::new(times),
            client: redis::Client::open(redis)?,
            redis: tickets::connection(redis)?,
            sessions,
            here: Mutex::new(Here::new(times)),
            choices: Mutex::default(),
            wake: Notify::new(),
            epoch: watch::Sender::new(None),
            heard: Mutex::default(),
            greeted: Mutex::default(),
            rooms: Mutex::default(),
            stirred: AtomicU64::new(0),
            attendances: AtomicU64::new(0),
            news: Notify::new(),
            gone: Mutex::default(),
            went: Notify::new(),
        })))
    }

    /// The tasks, which never end.
    pub fn tasks(&self, app: &App) -> [futures_util::future::BoxFuture<'static, ()>; 3] {
        [
            Box::pin(writing::run(self.clone())),
            Box::pin(telling::run(self.clone(), app.clone())),
            Box::pin(seen::run(self.clone(), app.db.clone())),
        ]
    }

    /// A socket said hello; it is soon told who is online.
    pub fn attend(&self, holder: Holder, connection: ConnectionId) -> Attendance {
        if self.0.here.lock().opened(holder.person, holder.session) {
            self.0.wake.notify_one();
        }
        self.0.greeted.lock().push((connection, holder.person));
        self.0.news.notify_one();
        let number = self.0.attendances.fetch_add(1, Ordering::Relaxed);
        Attendance { presence: self.clone(), holder, connection, number }
    }

    /// An event changed who belongs to what: rooms may have others in them, once the read side has it.
    pub fn stir(&self, position: Position, effects: &[Effect]) {
        let mut rooms = self.0.rooms.lock();
        if rooms.is_empty() {
            return;
        }
        for effect in effects {
            match effect {
                Effect::Joined { topic, .. } | Effect::Removed { topic, .. } => rooms.stir(topic),
                Effect::Blocked { .. } | Effect::Unblocked { .. } | Effect::Banned { .. } => continue,
            }
            self.0.stirred.fetch_max(position, Ordering::Relaxed);
            self.0.news.notify_one();
        }
    }

    /// Since when none of these people has been here, their grace included; `None`: somebody is, or nobody knows now. Who was
    /// never seen to go has been gone since for ever.
    pub async fn gone_since(&self, db: &PgPool, people: &[PersonId]) -> Result<Option<OffsetDateTime>, sqlx::Error> {
        let gone = {
            let heard = self.0.heard.lock();
            people.iter().all(|person| heard.is_gone(*person))
        };
        if !gone {
            return Ok(None);
        }
        let last = seen::last(db, people).await?;
        Ok(Some(last.into_values().max().unwrap_or(OffsetDateTime::UNIX_EPOCH)))
    }

    /// Takes a choice that is kept already: shown here at once, and told to the other nodes.
    fn choose(&self, chosen: Chosen) {
        self.0.heard.lock().choose(chosen);
        self.0.choices.lock().note(chosen);
        self.0.news.notify_one();
        self.0.wake.notify_one();
    }

    /// Waits, not for long, until Redis knows whose sockets are gone: a node that goes away leaves nobody behind.
    pub async fn settle(&self) {
        const PATIENCE: Duration = Duration::from_secs(1);
        const LOOK: Duration = Duration::from_millis(10);
        let written = async {
            while !self.is_written() {
                sleep(LOOK).await;
            }
        };
        if timeout(PATIENCE, written).await.is_err() {
            tracing::warn!("Redis was not told who is gone; it will notice");
        }
    }

    fn is_written(&self) -> bool {
        self.0.here.lock().is_told() && self.0.choices.lock().is_empty()
    }

    fn times(&self) -> &Times {
        self.0.scripts.times()
    }

    fn note_gone(&self, people: Vec<PersonId>) {
        if !people.is_empty() {
            self.0.gone.lock().extend(people);
            self.0.went.notify_one();
        }
    }
}

impl Attendance {
    /// The socket subscribed to these; of those that are rooms it is told who is there.
    pub fn enter(&self, topics: &[Topic]) {
        for topic in topics.iter().filter(|topic| rooms::is_room(topic)) {
            self.presence.0.rooms.lock().enter(self.number, self.connection, self.holder.person, topic);
            self.presence.0.news.notify_one();
        }
    }

    /// The socket unsubscribed from these.
    pub fn leave(&self, topics: &[Topic]) {
        let mut rooms = self.presence.0.rooms.lock();
        topics.iter().for_each(|topic| rooms.leave(self.number, topic));
    }
}

impl Drop for Attendance {
    fn drop(&mut self) {
        let (inner, Holder { person, session }) = (&self.presence.0, self.holder);
        inner.rooms.lock().gone(self.number);
        let signed_out = inner.sessions.ended(person, session);
        if inner.here.lock().closed(person, session, signed_out, Instant::now()) {
            inner.wake.notify_one();
        }
    }
}
