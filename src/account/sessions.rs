//! Which sessions were revoked and who is banned, as this node knows: checked on every request, and what closes sockets.
//!
//! Revocations are written to `account.session` first and then told to the other nodes over core NATS. A signal may be lost,
//! so each node also asks Postgres every 30 s. Bans are facts: every node reads them from the log as they happen.

use crate::event::Event;
use crate::id::{PersonId, Position, SessionId};
use crate::log::{Entry, Log};
use crate::people;
use futures_util::StreamExt;
use parking_lot::{Mutex, RwLock};
use sqlx::PgPool;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::sync::{broadcast, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

#[derive(Clone)]
pub struct Sessions(Arc<Inner>);

#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    Session(SessionId),
    Person(PersonId),
}

struct Inner {
    known: Arc<Known>,
    log: Log,
    /// Ends with the last handle.
    tasks: Mutex<JoinSet<()>>,
}

struct Known {
    /// Revoked sessions, until the last token of theirs has expired by itself.
    revoked: RwLock<HashMap<SessionId, OffsetDateTime>>,
    /// Banned and erased people; `None`: for good.
    banned: RwLock<HashMap<PersonId, Option<OffsetDateTime>>>,
    told: broadcast::Sender<Ended>,
    /// How far bans have been read from the log.
    followed: watch::Sender<Position>,
    /// How long a revocation must be remembered.
    keep: Duration,
}

const SETTLE: Duration = Duration::from_millis(250);
const RELOAD: Duration = Duration::from_secs(30);
/// Rounds of the reload.
const SWEEP_EVERY: u64 = 120;
const SWEEP: &str = include_str!("sql/sweep.sql");
const REVOKED: &str = include_str!("sql/revoked.sql");
const BANNED: &str = include_str!("sql/banned.sql");
const SIGNALS: &str = "signal.session.*";

impl Sessions {
    /// Loads what is known and keeps it fresh for as long as a handle lives.
    /// `access_ttl`: how long an access token is good for, hence how long a revocation matters.
    pub async fn start(db: PgPool, log: Log, access_ttl: Duration) -> Result<Sessions, sqlx::Error> {
        let known = Arc::new(Known {
            revoked: RwLock::default(),
            banned: RwLock::default(),
            told: broadcast::channel(1024).0,
            followed: watch::Sender::new(0),
            keep: access_ttl + RELOAD,
        });
        known.load_revoked(&db).await?;
        let position = known.load_banned(&db).await?;
        known.followed.send_replace(position);
        let mut tasks = JoinSet::new();
        tasks.spawn(hear_signals(known.clone(), log.clone()));
        tasks.spawn(reload(known.clone(), db));
        Ok(Sessions(Arc::new(Inner { known, log, tasks: Mutex::new(tasks) })))
    }

    /// Whether this node knows the session to be over or its person banned.
    pub fn ended(&self, person: PersonId, session: SessionId) -> bool {
        self.why_ended(person, session).is_some()
    }

    /// Which of the two it is.
    pub fn why_ended(&self, person: PersonId, session: SessionId) -> Option<Ended> {
        let known = &self.0.known;
        if known.revoked.read().contains_key(&session) {
            return Some(Ended::Session(session));
        }
        let until = *known.banned.read().get(&person)?;
        until.is_none_or(|until| until > OffsetDateTime::now_utc()).then_some(Ended::Person(person))
    }

    /// Tells each revocation as it becomes known on this node (local, signal, or the 30 s reload).
    pub fn watch(&self) -> broadcast::Receiver<Ended> {
        self.0.known.told.subscribe()
    }

    /// Makes a revocation, already written to Postgres, known here and on every other node.
    pub async fn announce(&self, session: SessionId) {
        self.0.known.revoke(session, OffsetDateTime::now_utc());
        // Lost signals are what the reload is for.
        let _ = self.0.log.nats().publish(format!("signal.session.{session}"), "".into()).await;
    }

    /// The position up to which bans are known here.
    pub fn position(&self) -> Position {
        *self.0.known.followed.borrow()
    }

    /// Takes what the node's reader has read: bans as they happen. What was known already changes nothing.
    pub fn read(&self, entries: &[Entry]) {
        let known = &self.0.known;
        let after = self.position();
        let new = entries.iter().filter(|entry| entry.position > after && entry.kind.starts_with("person."));
        for entry in new {
            if let Ok(Some(Event::People(event))) = Event::of(entry) {
                apply(known, &event);
            }
        }
        if let Some(last) = entries.last().filter(|last| last.position > after) {
            known.followed.send_replace(last.position);
        }
    }

    /// Waits a little until what the log says of bans up to `position` holds here.
    pub async fn settle(&self, position: Position) {
        let mut followed = self.0.known.followed.subscribe();
        // Not in time: the other nodes are no quicker either.
        let _ = timeout(SETTLE, followed.wait_for(|followed| *followed >= position)).await;
    }

    /// Whether the tasks that keep this fresh are all alive.
    pub fn is_fresh(&self) -> bool {
        let mut tasks = self.0.tasks.lock();
        tasks.try_join_next().is_none() && tasks.len() == 2
    }
}

impl Known {
    fn revoke(&self, session: SessionId, at: OffsetDateTime) {
        if self.revoked.write().insert(session, at).is_none() {
            // Nobody listening is fine: a node without sockets.
            let _ = self.told.send(Ended::Session(session));
        }
    }

    fn ban(&self, person: PersonId, until: Option<OffsetDateTime>) {
        self.banned.write().insert(person, until);
        let _ = self.told.send(Ended::Person(person));
    }

    async fn load_revoked(&self, db: &PgPool) -> Result<(), sqlx::Error> {
        let since = OffsetDateTime::now_utc() - self.keep;
        let rows: Vec<(SessionId, OffsetDateTime)> = sqlx::query_as(REVOKED).bind(since).fetch_all(db).await?;
        for (session, at) in rows {
            self.revoke(session, at);
        }
        self.revoked.write().retain(|_, at| *at >= since);
        Ok(())
    }

    /// Who is banned according to the read model, and the position it says that of.
    async fn load_banned(&self, db: &PgPool) -> Result<Position, sqlx::Error> {
        let rows: Vec<(i64, Option<PersonId>, Option<OffsetDateTime>)> = sqlx::query_as(BANNED).fetch_all(db).await?;
        let position = rows.first().map_or(0, |row| row.0.unsigned_abs());
        let mut banned = self.banned.write();
        banned.extend(rows.into_iter().filter_map(|(_, person, until)| Some((person?, until))));
        Ok(position)
    }
}

async fn hear_signals(known: Arc<Known>, log: Log) {
    loop {
        if let Ok(mut signals) = log.nats().subscribe(SIGNALS).await {
            while let Some(signal) = signals.next().await {
                let session = signal.subject.rsplit('.').next().and_then(|id| id.parse().ok());
                if let Some(session) = session {
                    known.revoke(session, OffsetDateTime::now_utc());
                }
            }
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn reload(known: Arc<Known>, db: PgPool) {
    for round in 1u64.. {
        tokio::time::sleep(RELOAD).await;
        if round.is_multiple_of(SWEEP_EVERY)
            && let Err(error) = sqlx::query(SWEEP).execute(&db).await
        {
            tracing::warn!(%error, "sessions that are long over could not be deleted");
        }
        if let Err(error) = known.load_revoked(&db).await {
            tracing::warn!(%error, "revoked sessions could not be read again");
        }
    }
}

fn apply(known: &Known, event: &people::Event) {
    match event {
        people::Event::Banned(event) => known.ban(event.person, event.until),
        people::Event::Erased(event) => known.ban(event.person, None),
        people::Event::Unbanned(event) => {
            known.banned.write().remove(&event.person);
        }
        people::Event::Joined(_) | people::Event::Changed(_) | people::Event::RoleChanged(_) => {}
    }
}
