//! The task of a node that hears who came and went, on whichever node, and tells this node's sockets.

use super::Presence;
use super::choice;
use super::heard::{Change, Everybody, Status};
use super::scripts::{self, CHANNEL, News, Word};
use crate::app::App;
use crate::id::PersonId;
use crate::rights;
use crate::socket::Sockets;
use crate::socket::delivery::ConnectionId;
use crate::socket::frame::Outgoing;
use futures_util::{FutureExt, StreamExt};
use redis::aio::{ConnectionManager, PubSubSink, PubSubStream};
use sqlx::PgPool;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until, timeout};

const RETRY: Duration = Duration::from_millis(500);
/// Redis is asked this often whether it is still there.
const PING: Duration = Duration::from_secs(1);
/// And has so long to answer: on a busy machine it is slow sooner than gone.
pub(super) const PATIENCE: Duration = Duration::from_secs(3);

/// Why nothing is heard now.
#[derive(Debug, thiserror::Error)]
enum Deaf {
    #[error("{0}")]
    Redis(#[from] redis::RedisError),
    #[error("{0}")]
    Postgres(#[from] sqlx::Error),
    #[error("it does not answer")]
    Silent,
}

/// Never ends.
pub async fn run(presence: Presence, app: App) {
    let epoch = presence.0.epoch.subscribe();
    let redis = presence.0.redis.clone();
    let mut teller = Teller { presence, app, redis, epoch, settled: None };
    let mut said = false;
    loop {
        let why = teller.listen(&mut said).await;
        teller.presence.0.heard.lock().lose();
        if !std::mem::replace(&mut said, true) {
            tracing::warn!(%why, "who is online is not known until Redis is back");
        }
        sleep(RETRY).await;
    }
}

pub(super) struct Teller {
    pub(super) presence: Presence,
    pub(super) app: App,
    redis: ConnectionManager,
    epoch: watch::Receiver<Option<String>>,
    /// When all nodes have said again who is on them, after Redis lost it.
    settled: Option<Instant>,
}

impl Teller {
    /// Hears and tells until Redis is away. `said`: whether that it was away was said.
    async fn listen(&mut self, said: &mut bool) -> Deaf {
        let (mut sink, mut words) = match self.begin().await {
            Ok(begun) => begun,
            Err(why) => return why,
        };
        if std::mem::take(said) {
            tracing::info!("Redis is back");
        }
        let mut pings = interval(PING);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            if let Err(why) = self.turn(&mut sink, &mut words, &mut pings).await {
                return why;
            }
        }
    }

    /// Listens first, then reads what there is: nothing falls between.
    async fn begin(&mut self) -> Result<(PubSubSink, PubSubStream), Deaf> {
        // That the writing task had lost Redis is why this begins anew, and no reason to do it once more.
        self.epoch.mark_unchanged();
        let connect = self.presence.0.client.get_async_pubsub();
        let (mut sink, words) = timeout(PATIENCE, connect).await.map_err(|_| Deaf::Silent)??.split();
        timeout(PATIENCE, sink.subscribe(CHANNEL)).await.map_err(|_| Deaf::Silent)??;
        self.sync().await?;
        Ok((sink, words))
    }

    async fn turn(
        &mut self,
        sink: &mut PubSubSink,
        words: &mut PubSubStream,
        pings: &mut tokio::time::Interval,
    ) -> Result<(), Deaf> {
        self.tell().await;
        let rooms = self.visit().await;
        let look = rooms.unwrap_or_else(|| Instant::now() + PING);
        let settled = self.settled.unwrap_or_else(|| Instant::now() + PING);
        tokio::select! {
            word = words.next() => {
                self.hear(&word.ok_or(Deaf::Silent)?);
                // What has come meanwhile is told together.
                while let Some(Some(word)) = words.next().now_or_never() {
                    self.hear(&word);
                }
            }
            () = self.presence.0.news.notified() => {}
            _ = pings.tick() => {
                timeout(PATIENCE, sink.ping::<()>()).await.map_err(|_| Deaf::Silent)??;
                metrics::gauge!("loggia_presence_online").set(self.presence.0.heard.lock().online() as f64);
            }
            _ = self.epoch.changed() => {
                let lost = self.epoch.borrow_and_update().is_none();
                if lost {
                    return Err(Deaf::Silent);
                }
                self.sync().await?;
            }
            () = sleep_until(look), if rooms.is_some() => {}
            () = sleep_until(settled), if self.settled.is_some() => self.sync().await?,
        }
        Ok(())
    }

    fn hear(&self, message: &redis::Msg) {
        let word = message.get_payload::<String>().ok().and_then(|text| Word::read(&text));
        let Some(word) = word else { return };
        self.presence.0.heard.lock().hear(&word);
        // They are here: this node was thought dead, and says so.
        if matches!(word.news, News::Offline(_)) && self.presence.0.here.lock().contradict(word.person) {
            self.presence.0.wake.notify_one();
        }
    }

    /// Reads who is online and what everybody chose.
    async fn sync(&mut self) -> Result<(), Deaf> {
        let (scripts, node) = (&self.presence.0.scripts, &self.presence.0.node);
        let asked = scripts.everybody(node);
        let (epoch, now, number, people): scripts::Everybody = asked.query_async(&mut self.redis).await?;
        let choices = choice::load(&self.app.db).await?;
        let people: HashSet<_> = people.iter().filter_map(|person| person.parse().ok()).collect();
        let age = Duration::from_millis(now.saturating_sub(scripts::began(&epoch)));
        let left = scripts.times().settle().saturating_sub(age);
        self.settled = (!left.is_zero()).then(|| Instant::now() + left);
        let everybody = Everybody { number, people, choices, young: self.settled.is_some() };
        let anew = self.presence.0.heard.lock().sync(everybody);
        if anew && let Some(sockets) = &self.app.sockets {
            *self.presence.0.greeted.lock() = sockets.people();
            self.presence.0.rooms.lock().stir_all();
        }
        Ok(())
    }

    /// Tells this node's sockets what they have not been told: first those who just came of everybody, then all of the changes.
    async fn tell(&self) {
        self.inform();
        loop {
            let changes = self.presence.0.heard.lock().take_untold();
            let greeted = std::mem::take(&mut *self.presence.0.greeted.lock());
            if changes.is_empty() && greeted.is_empty() {
                return;
            }
            let Some(sockets) = &self.app.sockets else { continue };
            let mut concerned: Vec<_> = changes.iter().map(|change| change.person).collect();
            concerned.extend(greeted.iter().map(|(_, person)| *person));
            concerned.sort();
            concerned.dedup();
            let ties = self.ties(&concerned).await;
            self.greet(sockets, &greeted, &changes, &ties);
            self.announce(sockets, &changes, &ties);
            self.stir(&changes).await;
        }
    }

    /// Sockets for which there was too much news at once, and room again by now, are told how things stand like those that came.
    fn inform(&self) {
        let Some(sockets) = &self.app.sockets else { return };
        let uninformed = sockets.take_uninformed();
        if !uninformed.is_empty() {
            let mut rooms = self.presence.0.rooms.lock();
            uninformed.iter().for_each(|(connection, person)| rooms.again(*connection, *person));
            self.presence.0.greeted.lock().extend(uninformed);
        }
    }

    /// Who sees each of these people come and go; asked until Postgres answers.
    async fn ties(&self, people: &[PersonId]) -> HashMap<PersonId, Vec<PersonId>> {
        loop {
            match ties(&self.app.db, people).await {
                Ok(ties) => return ties,
                Err(error) => tracing::warn!(%error, "who comes and goes is announced later"),
            }
            sleep(RETRY).await;
        }
    }

    fn greet(
        &self,
        sockets: &Sockets,
        greeted: &[(ConnectionId, PersonId)],
        changes: &[Change],
        ties: &HashMap<PersonId, Vec<PersonId>>,
    ) {
        let frames: Vec<_> = {
            let heard = self.presence.0.heard.lock();
            let shown = heard.before(changes);
            let snapshot = |person: &PersonId| {
                let friends = ties.get(person).map(Vec::as_slice).unwrap_or_default();
                let of = |status| friends.iter().copied().filter(|friend| shown(*friend) == status).collect::<Vec<_>>();
                let away = of(Status::Away);
                let people = [of(Status::Online), away.clone()].concat();
                Outgoing::FriendsOnlineSnapshot { people, away }.text()
            };
            greeted.iter().map(|(connection, person)| (*connection, *person, snapshot(person))).collect()
        };
        sockets.brief(&frames);
    }

    fn announce(&self, sockets: &Sockets, changes: &[Change], ties: &HashMap<PersonId, Vec<PersonId>>) {
        let mut frames = Vec::new();
        for Change { person, to, .. } in changes {
            let text = Outgoing::FriendPresenceChanged { person: *person, status: *to }.text();
            let here = self.presence.0.here.lock();
            let friends = ties.get(person).into_iter().flatten().filter(|friend| here.has(**friend));
            frames.extend(friends.map(|friend| (*friend, text.clone())));
        }
        sockets.update(&frames);
    }
}

async fn ties(db: &PgPool, people: &[PersonId]) -> Result<HashMap<PersonId, Vec<PersonId>>, sqlx::Error> {
    let mut ties: HashMap<_, Vec<_>> = HashMap::new();
    for statement in rights::TIES {
        let rows: Vec<(PersonId, PersonId)> = sqlx::query_as(*statement).bind(people).fetch_all(db).await?;
        for (person, other) in rows {
            ties.entry(person).or_default().push(other);
        }
    }
    Ok(ties)
}
