//! Who gets which event: the algorithm of delivery as one synchronous value without I/O, so that a test can drive it through
//! every interleaving. The fan-out and the connections share it behind one lock; nothing in it waits.
//!
//! A connection holds two cursors. `queued`: nothing not greater is ever put into its queue. `written`: the last position
//! handed to its writer. When the queue is full it is dropped and the connection is *behind*: it catches up from `written`
//! exactly like one that resumes, and goes live under the lock that appends, so that nothing falls between.

mod gap;
mod subscriber;
mod values;

use super::close::Close;
use super::fact::Fact;
use super::ring::Ring;
use super::sabotage::Sabotage;
use super::signals::{Audience, Signal};
use super::topics::{Effect, Holder, Topic};
use crate::id::{PersonId, Position, SessionId};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use subscriber::{State, Subscriber};
use tokio::sync::Notify;

pub use gap::{Gap, Opened};
pub use values::{Batch, Bounds, Counts, Grant, Next, Snapshot};

pub type ConnectionId = u64;

pub struct Delivery {
    ring: Ring,
    /// The last position considered.
    head: Position,
    bounds: Bounds,
    connections: HashMap<ConnectionId, Subscriber>,
    routes: HashMap<Topic, HashSet<ConnectionId>>,
    last_id: ConnectionId,
    /// Whose writer has something to do; rung by the caller when the lock is free again.
    rung: Vec<Arc<Notify>>,
    pub counts: Counts,
}

impl Delivery {
    /// Starts after `floor`: what comes next is the event after it.
    pub fn new(floor: Position, ring_bytes: usize, bounds: Bounds) -> Delivery {
        Delivery {
            ring: Ring::new(floor, ring_bytes),
            head: floor,
            bounds,
            connections: HashMap::new(),
            routes: HashMap::new(),
            last_id: 0,
            rung: Vec::new(),
            counts: Counts::default(),
        }
    }

    pub fn head(&self) -> Position {
        self.head
    }

    pub fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    pub fn ring(&self) -> &Ring {
        &self.ring
    }

    /// How many connections there are, and how many of them are behind.
    pub fn connected(&self) -> (usize, usize) {
        let behind = self.connections.values().filter(|one| one.state == State::Behind).count();
        (self.connections.len(), behind)
    }

    pub fn holders(&self) -> Vec<Holder> {
        self.connections.values().map(|one| one.holder).collect()
    }

    pub fn ids(&self) -> Vec<ConnectionId> {
        self.connections.keys().copied().collect()
    }

    pub fn take_rung(&mut self) -> Vec<Arc<Notify>> {
        std::mem::take(&mut self.rung)
    }

    // The fan-out's side

    /// Hands one event to whom it concerns, then applies what it changes about that.
    pub fn fan_out(&mut self, fact: Arc<Fact>) {
        if fact.position <= self.head {
            return;
        }
        self.head = fact.position;
        if fact.erases {
            self.ring.forget(&fact.subject);
        }
        self.ring.push(fact.clone());
        for topic in &fact.topics {
            for id in self.routes.get(topic).into_iter().flatten() {
                let Some(one) = self.connections.get_mut(id) else { continue };
                // A second topic of the same event finds `queued` moved: each gets it once.
                if one.state == State::Live && one.closing.is_none() && one.wants(&fact, one.queued, &self.bounds) {
                    one.push(&fact, &self.bounds, &mut self.counts, &mut self.rung);
                }
            }
        }
        for effect in &fact.effects {
            self.apply(fact.position, effect);
        }
    }

    /// Positions up to here hold nothing that can be delivered: events unknown to this release, or erased.
    pub fn advance(&mut self, position: Position) {
        self.head = self.head.max(position);
    }

    fn apply(&mut self, position: Position, effect: &Effect) {
        let concerned = match effect {
            Effect::Joined { person, .. } | Effect::Removed { person, .. } | Effect::Banned { person } => *person,
            Effect::Blocked { by, .. } | Effect::Unblocked { by, .. } => *by,
        };
        for id in self.of_person(concerned) {
            let Some(one) = self.connections.get_mut(&id) else { continue };
            if let Some(noted) = &mut one.noted {
                noted.push((position, effect.clone()));
            }
            if one.state != State::Pending {
                one.settle_for(effect, &self.bounds);
                change(&mut self.routes, id, one.apply(position, effect, &self.bounds));
                self.rung.push(one.bell.clone());
            }
        }
    }

    fn of_person(&self, person: PersonId) -> Vec<ConnectionId> {
        self.routes.get(&Topic::person(person)).map(|ids| ids.iter().copied().collect()).unwrap_or_default()
    }

    /// Asks one in `slots` of the connections for a heartbeat, so that they do not all write at once.
    pub fn heartbeat(&mut self, slot: u64, slots: u64) {
        for (id, one) in &mut self.connections {
            if id % slots == slot && one.state != State::Pending {
                one.heartbeat = true;
                self.rung.push(one.bell.clone());
            }
        }
    }

    /// Shows a signal to whom it is for; whoever has no room for it goes without.
    pub fn signal(&mut self, signal: &Signal) {
        let topic = match &signal.to {
            Audience::Person(person) => Topic::person(*person),
            Audience::Topic(topic) => topic.clone(),
        };
        let Some(ids) = self.routes.get(&topic) else { return };
        let text = signal.text();
        for id in ids {
            let Some(one) = self.connections.get_mut(id) else { continue };
            if one.closing.is_none() && signal.but != Some(one.holder.person) {
                one.push_signal(&text, &self.bounds, &mut self.rung);
            }
        }
    }

    // Closing, from elsewhere

    pub fn close(&mut self, id: ConnectionId, why: Close) {
        if let Some(one) = self.connections.get_mut(&id) {
            one.close(why);
            self.rung.push(one.bell.clone());
        }
    }

    pub fn end_person(&mut self, person: PersonId) {
        for id in self.of_person(person) {
            self.close(id, Close::SessionEnded);
        }
    }

    pub fn end_session(&mut self, session: SessionId) {
        if Sabotage::IgnoreSessions.on(self.bounds.sabotage) {
            return;
        }
        let ids: Vec<_> =
            self.connections.iter().filter(|(_, one)| one.holder.session == session).map(|(id, _)| *id).collect();
        for id in ids {
            self.close(id, Close::SessionEnded);
        }
    }

    pub fn closing(&self, id: ConnectionId) -> Option<Close> {
        self.connections.get(&id).and_then(|one| one.closing)
    }

    // A connection's side

    /// Step 1 of a hello: from here on what concerns the person is noted. Gives the position from which rights must be read.
    pub fn register(&mut self, holder: Holder, bell: Arc<Notify>) -> (ConnectionId, Position) {
        self.last_id += 1;
        self.connections.insert(self.last_id, Subscriber::new(holder, bell));
        self.routes.entry(Topic::person(holder.person)).or_default().insert(self.last_id);
        let anywhere = Sabotage::AuthoriseAnywhere.on(self.bounds.sabotage);
        (self.last_id, if anywhere { 0 } else { self.head })
    }

    /// Step 4: the rights as read, plus what was noted since. From here on the connection catches up from `since` (or from now).
    /// Gives the position after which events will come, and the topics.
    pub fn admit(
        &mut self,
        id: ConnectionId,
        snapshot: Snapshot,
        since: Option<Position>,
    ) -> Option<(Position, Vec<Topic>)> {
        let forgets_what_was_noted = Sabotage::ForgetNoted.on(self.bounds.sabotage);
        let one = self.connections.get_mut(&id)?;
        let start = since.unwrap_or(self.head);
        one.begin(start, &snapshot);
        for topic in one.topics() {
            self.routes.entry(topic).or_default().insert(id);
        }
        let noted = one.noted.take().unwrap_or_default();
        for (position, effect) in noted.iter().filter(|(at, _)| *at > snapshot.position && !forgets_what_was_noted) {
            change(&mut self.routes, id, one.apply(*position, effect, &self.bounds));
        }
        Some((start, one.topics()))
    }

    /// Begins to note what concerns the person, for a subscribe whose rights are about to be read. Gives that position.
    pub fn note(&mut self, id: ConnectionId) -> Position {
        if let Some(one) = self.connections.get_mut(&id) {
            one.noted = Some(Vec::new());
        }
        self.head
    }

    pub fn unsubscribe(&mut self, id: ConnectionId, topics: &[Topic]) {
        let Some(one) = self.connections.get_mut(&id) else { return };
        one.settle(&self.bounds);
        for topic in topics {
            if one.subscriptions.get(topic).is_some_and(|subscription| !subscription.servers) {
                one.drop_topic(topic);
                leave(&mut self.routes, id, topic);
            }
        }
    }

    /// How many topics it has beside the server's own.
    pub fn topics(&self, id: ConnectionId) -> usize {
        self.connections.get(&id).map_or(0, |one| one.subscriptions.values().filter(|held| !held.servers).count())
    }

    /// What the writer does next. What it is handed counts as written: it writes it or the connection is over.
    pub fn take(&mut self, id: ConnectionId) -> Next {
        let skips_the_log = Sabotage::SkipTheLog.on(self.bounds.sabotage);
        let trusts_queued = Sabotage::CursorIsLastEnqueued.on(self.bounds.sabotage);
        let Some(one) = self.connections.get_mut(&id) else { return Next::Close(Close::TryLater) };
        if let Some(why) = one.closing
            && (one.queue.is_empty() || one.state != State::Live)
        {
            return Next::Close(why);
        }
        if trusts_queued && one.state == State::Behind {
            one.written = one.written.max(one.queued);
        }
        match one.state {
            State::Pending => Next::Idle,
            State::Live => one.drain(self.head, &self.bounds),
            State::Behind if one.written >= self.head => {
                one.go_live(self.head, &self.bounds);
                self.counts.caught_up += 1;
                one.drain(self.head, &self.bounds)
            }
            State::Behind if one.written < self.ring.floor() && !skips_the_log => {
                Next::FromLog { after: one.written, upto: self.ring.floor() }
            }
            State::Behind if !one.measured && self.ring.after(one.written).len() > self.bounds.most_delivered => {
                Next::Measure
            }
            State::Behind => {
                one.measured = true;
                Next::Write(one.scan(self.ring.after(one.written), self.head, &self.bounds))
            }
        }
    }

    /// Counts what the connection would get out of the ring after `after`, looking at a bounded part of it. Gives how many and
    /// where to go on; `None` there: the end.
    pub fn measure(&self, id: ConnectionId, after: Position) -> (usize, Option<Position>) {
        let Some(one) = self.connections.get(&id) else { return (0, None) };
        let (mut wanted, mut last) = (0, None);
        for fact in self.ring.after(after).take(self.bounds.scan * 4) {
            wanted += usize::from(one.wants(fact, one.written, &self.bounds));
            last = Some(fact.position);
        }
        (wanted, last)
    }

    /// The resume was found small enough.
    pub fn measured(&mut self, id: ConnectionId) {
        if let Some(one) = self.connections.get_mut(&id) {
            one.measured = true;
        }
    }

    /// Those facts out of the log that the connection wants now.
    pub fn wanted(&self, id: ConnectionId, facts: &[Arc<Fact>]) -> Vec<Arc<Fact>> {
        let Some(one) = self.connections.get(&id) else { return Vec::new() };
        facts.iter().filter(|fact| one.wants(fact, one.written, &self.bounds)).cloned().collect()
    }

    /// Hands over facts read from the log, by the rights of this moment; `upto` has then been considered.
    pub fn deliver(&mut self, id: ConnectionId, facts: &[Arc<Fact>], upto: Position) -> Batch {
        let Some(one) = self.connections.get_mut(&id) else { return Batch::default() };
        let whole = Bounds { batch_frames: usize::MAX, scan: usize::MAX, ..self.bounds };
        one.scan(facts.iter(), upto, &whole)
    }

    /// Gives up catching up: the client fetches everything anew and goes on from the position given.
    pub fn reset(&mut self, id: ConnectionId) -> (Position, Vec<Topic>) {
        let Some(one) = self.connections.get_mut(&id) else { return (self.head, Vec::new()) };
        one.skip_to(self.head, &self.bounds);
        (self.head, one.topics())
    }

    pub fn remove(&mut self, id: ConnectionId) {
        let Some(one) = self.connections.remove(&id) else { return };
        for topic in one.subscriptions.keys() {
            leave(&mut self.routes, id, topic);
        }
        leave(&mut self.routes, id, &Topic::person(one.holder.person));
    }

    /// Breaks delivery in that way from now on, in a build that can be broken.
    pub fn sabotage(&mut self, which: Option<Sabotage>) {
        self.bounds.sabotage = which;
    }
}

/// What applying an effect did to a connection's topics.
#[derive(Default)]
struct Changed {
    added: Option<Topic>,
    dropped: Vec<Topic>,
}

fn change(routes: &mut HashMap<Topic, HashSet<ConnectionId>>, id: ConnectionId, changed: Changed) {
    if let Some(topic) = changed.added {
        routes.entry(topic).or_default().insert(id);
    }
    for topic in &changed.dropped {
        leave(routes, id, topic);
    }
}

fn leave(routes: &mut HashMap<Topic, HashSet<ConnectionId>>, id: ConnectionId, topic: &Topic) {
    if let Some(ids) = routes.get_mut(topic) {
        ids.remove(&id);
        if ids.is_empty() {
            routes.remove(topic);
        }
    }
}
