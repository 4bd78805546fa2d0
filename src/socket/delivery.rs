//! Who gets which event: the algorithm of delivery as one synchronous value without I/O, so that a test can drive it through
//! every interleaving. The fan-out and the connections share it behind one lock; nothing in it waits.
//!
//! A connection holds two cursors. `queued`: nothing not greater is ever put into its queue. `written`: the last position
//! handed to its writer. When the queue is full it is dropped and the connection is *behind*: it catches up from `written`
//! exactly like one that resumes, and goes live under the lock that appends, so that nothing falls between.

mod asides;
mod gap;
mod held;
mod routes;
mod subscriber;
mod values;

use super::close::Close;
use super::fact::Fact;
use super::ring::Ring;
use super::sabotage::Sabotage;
use super::topics::{Effect, Holder, Topic};
use crate::id::{PersonId, Position, SessionId};
use routes::Routes;
use slab::Slab;
use std::sync::Arc;
use subscriber::{State, Subscriber};
use time::OffsetDateTime;

pub use gap::{Gap, Opened};
pub use values::{Batch, Bell, Bounds, Call, Counts, Grant, Next, Snapshot};

/// One of this node's connections; used again when it is gone.
pub type ConnectionId = u32;

/// Whose bell, and why.
pub type Rung = (ConnectionId, Arc<dyn Bell>, Call);

pub struct Delivery {
    ring: Ring,
    /// The last position considered.
    head: Position,
    bounds: Bounds,
    connections: Slab<Box<Subscriber>>,
    routes: Routes,
    /// Who has something to do; rung by the caller when the lock is free again.
    rung: Vec<Rung>,
    /// Those marked [`Subscriber::uninformed`].
    uninformed: Vec<(ConnectionId, PersonId)>,
    pub counts: Counts,
}

impl Delivery {
    /// Starts after `floor`: what comes next is the event after it.
    pub fn new(floor: Position, ring_bytes: usize, bounds: Bounds) -> Delivery {
        Delivery {
            ring: Ring::new(floor, ring_bytes),
            head: floor,
            bounds,
            connections: Slab::new(),
            routes: Routes::default(),
            rung: Vec::new(),
            uninformed: Vec::new(),
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
        let behind = self.connections.iter().filter(|(_, one)| one.state == State::Behind).count();
        (self.connections.len(), behind)
    }

    pub fn holders(&self) -> Vec<Holder> {
        self.connections.iter().map(|(_, one)| one.holder).collect()
    }

    pub fn ids(&self) -> Vec<ConnectionId> {
        self.connections.iter().map(|(_, one)| one.id).collect()
    }

    pub fn take_rung(&mut self) -> Vec<Rung> {
        std::mem::take(&mut self.rung)
    }

    fn one(&self, id: ConnectionId) -> Option<&Subscriber> {
        self.connections.get(id as usize).map(|one| &**one)
    }

    fn one_mut(&mut self, id: ConnectionId) -> Option<&mut Subscriber> {
        self.connections.get_mut(id as usize).map(|one| &mut **one)
    }

    fn wake(&mut self, id: ConnectionId, what: Call) {
        if let Some(one) = self.connections.get(id as usize) {
            one.wake(what, &mut self.rung);
        }
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
        let forgets = Sabotage::ForgetTopic.on(self.bounds.sabotage);
        for topic in fact.topics.iter().take(if forgets { 1 } else { usize::MAX }) {
            for (id, from) in self.routes.of(topic) {
                let Some(one) = self.connections.get_mut(id as usize) else { continue };
                // A second topic of the same event finds `queued` moved: each gets it once.
                if from < fact.position && one.is_open() && one.may_have(&fact, one.queued, &self.bounds) {
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

    /// Lets go of recent facts that the log took before that.
    pub fn expire(&mut self, before: OffsetDateTime) {
        self.ring.expire(before);
    }

    fn apply(&mut self, position: Position, effect: &Effect) {
        let concerned = match effect {
            Effect::Joined { person, .. } | Effect::Removed { person, .. } | Effect::Banned { person } => *person,
            Effect::Blocked { by, .. } | Effect::Unblocked { by, .. } => *by,
        };
        for id in self.of_person(concerned) {
            let Some(one) = self.connections.get_mut(id as usize) else { continue };
            if let Some(noted) = &mut one.noted {
                noted.push((position, effect.clone()));
            }
            if one.state != State::Pending {
                one.settle_for(effect, &self.bounds);
                change(&mut self.routes, id, one.apply(position, effect, &self.bounds));
                one.wake(Call::Turn, &mut self.rung);
            }
        }
    }

    fn of_person(&self, person: PersonId) -> Vec<ConnectionId> {
        self.routes.of(&Topic::person(person)).map(|(id, _)| id).collect()
    }

    /// Asks one in `slots` of the connections for a heartbeat, so that they do not all write at once.
    pub fn heartbeat(&mut self, slot: u32, slots: u32) {
        for (_, one) in &mut self.connections {
            if one.id % slots == slot && one.state != State::Pending {
                one.heartbeat = true;
                one.wake(Call::Frames { urgent: false }, &mut self.rung);
            }
        }
    }

    // Closing, from elsewhere

    pub fn close(&mut self, id: ConnectionId, why: Close) {
        if let Some(one) = self.one_mut(id) {
            one.close(why);
        }
        self.wake(id, Call::Turn);
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
            self.connections.iter().filter(|(_, one)| one.holder.session == session).map(|(_, one)| one.id).collect();
        for id in ids {
            self.close(id, Close::SessionEnded);
        }
    }

    pub fn closing(&self, id: ConnectionId) -> Option<Close> {
        self.one(id).and_then(|one| one.closing)
    }

    // A connection's side

    /// Step 1 of a hello: from here on what concerns the person is noted. Gives the position from which rights must be read.
    pub fn register(&mut self, holder: Holder, bell: Arc<dyn Bell>) -> (ConnectionId, Position) {
        let entry = self.connections.vacant_entry();
        // A node does not hold four billion sockets.
        let id = entry.key() as ConnectionId;
        entry.insert(Box::new(Subscriber::new(id, holder, bell)));
        // Found by what concerns the person; no event is its own yet.
        self.routes.join(&Topic::person(holder.person), id, Position::MAX);
        let anywhere = Sabotage::AuthoriseAnywhere.on(self.bounds.sabotage);
        (id, if anywhere { 0 } else { self.head })
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
        let one = self.connections.get_mut(id as usize)?;
        let beyond = u64::from(Sabotage::WrongSideOfSince.on(self.bounds.sabotage));
        let start = since.map_or(self.head, |since| since + beyond);
        one.begin(start, &snapshot, &self.routes);
        // Where it then is, it is told at once: one to whom nothing comes would else read the same each time it comes back.
        one.heartbeat = start < self.head;
        for (topic, held) in one.subscriptions.iter() {
            self.routes.join(topic, id, held.from);
        }
        let noted = one.noted.take().unwrap_or_default();
        for (position, effect) in noted.iter().filter(|(at, _)| *at > snapshot.position && !forgets_what_was_noted) {
            change(&mut self.routes, id, one.apply(*position, effect, &self.bounds));
        }
        Some((start, one.topics()))
    }

    /// Begins to note what concerns the person, for a subscribe whose rights are about to be read. Gives that position.
    pub fn note(&mut self, id: ConnectionId) -> Position {
        if let Some(one) = self.one_mut(id) {
            one.noted = Some(Vec::new());
        }
        self.head
    }

    pub fn unsubscribe(&mut self, id: ConnectionId, topics: &[Topic]) {
        let Some(one) = self.connections.get_mut(id as usize) else { return };
        one.settle(&self.bounds);
        one.wake(Call::Turn, &mut self.rung);
        for topic in topics {
            if one.subscriptions.get(topic).is_some_and(|subscription| !subscription.servers) {
                one.drop_topic(topic);
                self.routes.leave(topic, id);
            }
        }
    }

    /// Whether it has this topic by a right of its own, as members have their conversation's.
    pub fn is_member(&self, id: ConnectionId, topic: &Topic) -> bool {
        self.connections.get(id as usize).is_some_and(|one| one.is_member(topic))
    }

    /// How many topics it has beside the server's own.
    pub fn topics(&self, id: ConnectionId) -> usize {
        self.one(id).map_or(0, |one| one.subscriptions.iter().filter(|(_, held)| !held.servers).count())
    }

    /// What the writer does next. What it is handed counts as written: it writes it or the connection is over.
    pub fn take(&mut self, id: ConnectionId) -> Next {
        let skips_the_log = Sabotage::SkipTheLog.on(self.bounds.sabotage);
        let trusts_queued = Sabotage::CursorIsLastEnqueued.on(self.bounds.sabotage);
        let Some(one) = self.connections.get_mut(id as usize) else { return Next::Close(Close::TryLater) };
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

    /// What waits for a connection that is live; the rest is for its own task, which is told. Nothing when its place is by now
    /// another's, whose bell is not this one: what is theirs must not leave by a line that is gone.
    pub fn take_live<B: Bell + ?Sized>(&mut self, id: ConnectionId, bell: &B) -> Option<Batch> {
        let one = self.connections.get_mut(id as usize).filter(|one| one.is_rung_by(bell))?;
        if one.held {
            return None;
        }
        if !one.is_open() {
            one.wake(Call::Turn, &mut self.rung);
            return None;
        }
        match one.drain(self.head, &self.bounds) {
            Next::Write(batch) => Some(batch),
            Next::Idle | Next::Measure | Next::FromLog { .. } | Next::Close(_) => None,
        }
    }

    /// Counts what the connection would get out of the ring after `after`, looking at a bounded part of it. Gives how many and
    /// where to go on; `None` there: the end.
    pub fn measure(&self, id: ConnectionId, after: Position) -> (usize, Option<Position>) {
        let Some(one) = self.one(id) else { return (0, None) };
        let (mut wanted, mut last) = (0, None);
        for fact in self.ring.after(after).take(self.bounds.scan * 4) {
            wanted += usize::from(one.wants(fact, one.written, &self.bounds));
            last = Some(fact.position);
        }
        (wanted, last)
    }

    /// The resume was found small enough.
    pub fn measured(&mut self, id: ConnectionId) {
        if let Some(one) = self.one_mut(id) {
            one.measured = true;
        }
    }

    /// Those facts out of the log that the connection wants now.
    pub fn wanted(&self, id: ConnectionId, facts: &[Arc<Fact>]) -> Vec<Arc<Fact>> {
        let Some(one) = self.one(id) else { return Vec::new() };
        facts.iter().filter(|fact| one.wants(fact, one.written, &self.bounds)).cloned().collect()
    }

    /// Hands over facts read from the log, by the rights of this moment; `upto` has then been considered.
    pub fn deliver(&mut self, id: ConnectionId, facts: &[Arc<Fact>], upto: Position) -> Batch {
        let Some(one) = self.connections.get_mut(id as usize) else { return Batch::default() };
        let whole = Bounds { batch_frames: usize::MAX, scan: usize::MAX, ..self.bounds };
        one.scan(facts.iter(), upto, &whole)
    }

    /// Gives up catching up: the client fetches everything anew and goes on from the position given.
    pub fn reset(&mut self, id: ConnectionId) -> (Position, Vec<Topic>) {
        let Some(one) = self.connections.get_mut(id as usize) else { return (self.head, Vec::new()) };
        one.skip_to(self.head, &self.bounds);
        (self.head, one.topics())
    }

    pub fn remove(&mut self, id: ConnectionId) {
        let Some(one) = self.connections.try_remove(id as usize) else { return };
        for (topic, _) in one.subscriptions.iter() {
            self.routes.leave(topic, id);
        }
        self.routes.leave(&Topic::person(one.holder.person), id);
    }

    /// Breaks delivery in that way from now on, in a build that can be broken.
    pub fn sabotage(&mut self, which: Option<Sabotage>) {
        self.bounds.sabotage = which;
    }
}

/// What applying an effect did to a connection's topics.
#[derive(Default)]
struct Changed {
    added: Option<(Topic, Position)>,
    dropped: Vec<Topic>,
}

fn change(routes: &mut Routes, id: ConnectionId, changed: Changed) {
    if let Some((topic, from)) = changed.added {
        routes.join(&topic, id, from);
    }
    for topic in &changed.dropped {
        routes.leave(topic, id);
    }
}
