//! One connection as delivery sees it: its rights, its cursors, its queue.

use super::held::{Held, Subscription};
use super::routes::Routes;
use super::{Batch, Bell, Bounds, Call, Changed, ConnectionId, Counts, Next, Rung, Snapshot};
use crate::id::{PersonId, Position};
use crate::socket::close::Close;
use crate::socket::fact::Fact;
use crate::socket::frame::Text;
use crate::socket::sabotage::Sabotage;
use crate::socket::signals::Signal;
use crate::socket::topics::{Effect, Holder, Topic};
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Its rights are being read.
    Pending,
    /// Its writer catches up from `written`.
    Behind,
    /// It has a queue, and everything is in it or written.
    Live,
}

/// A stretch of a topic that was had, `after < position <= upto`, by a subscription that has ended or by an answer.
#[derive(Clone, Debug)]
struct Stretch {
    topic: Topic,
    after: Position,
    upto: Position,
}

/// Stretches remembered; beyond it the oldest is forgotten, and a `since` before its end is answered by a reset.
const STRETCHES: usize = 256;

pub(super) struct Subscriber {
    pub id: ConnectionId,
    pub holder: Holder,
    bell: Arc<dyn Bell>,
    pub state: State,
    /// Effects that concern the person while their rights are read.
    pub noted: Option<Vec<(Position, Effect)>>,
    pub subscriptions: Held,
    stretches: VecDeque<Stretch>,
    /// What was had up to here is no longer known.
    pub forgotten: Position,
    pub blocked: HashSet<PersonId>,
    pub queued: Position,
    pub written: Position,
    pub queue: VecDeque<Text>,
    queue_bytes: usize,
    /// Frames without a place in the log.
    signals: Vec<Text>,
    /// It was told how things stand: signals of what changes about them make sense to it.
    pub briefed: bool,
    /// It went without something about who is here: once its line is free, it is told anew how things stand.
    pub uninformed: bool,
    /// An answer is being made that goes before what waits.
    pub held: bool,
    pub heartbeat: bool,
    /// Whether this catching up was found to be small enough.
    pub measured: bool,
    pub closing: Option<Close>,
}

impl Subscriber {
    pub fn new(id: ConnectionId, holder: Holder, bell: Arc<dyn Bell>) -> Subscriber {
        Subscriber {
            id,
            holder,
            bell,
            state: State::Pending,
            noted: Some(Vec::new()),
            subscriptions: Held::default(),
            stretches: VecDeque::new(),
            forgotten: 0,
            blocked: HashSet::new(),
            queued: 0,
            written: 0,
            queue: VecDeque::new(),
            queue_bytes: 0,
            signals: Vec::new(),
            briefed: false,
            uninformed: false,
            held: false,
            heartbeat: false,
            measured: false,
            closing: None,
        }
    }

    /// Live, and not to be closed.
    pub fn is_open(&self) -> bool {
        self.state == State::Live && self.closing.is_none()
    }

    /// It is new to this connection, and its actor is not blocked.
    pub fn may_have(&self, fact: &Fact, cursor: Position, bounds: &Bounds) -> bool {
        fact.position > cursor && (!self.blocked.contains(&fact.actor) || Sabotage::IgnoreBlocks.on(bounds.sabotage))
    }

    /// The one rule of delivery: some topic of it is subscribed from before it, it is new, and its actor is not blocked.
    pub fn wants(&self, fact: &Fact, cursor: Position, bounds: &Bounds) -> bool {
        self.may_have(fact, cursor, bounds)
            && fact
                .topics
                .iter()
                .any(|topic| self.subscriptions.get(topic).is_some_and(|held| held.from < fact.position))
    }

    /// Whether this connection has had an event that is not after `written`.
    pub fn had(&self, fact: &Fact) -> bool {
        let within = |topic: &Topic| self.subscriptions.get(topic).is_some_and(|held| held.had_from < fact.position);
        let before = |topic: &Topic| {
            self.stretches
                .iter()
                .any(|had| had.after < fact.position && fact.position <= had.upto && had.topic == *topic)
        };
        fact.topics.iter().any(|topic| within(topic) || before(topic))
    }

    pub fn topics(&self) -> Vec<Topic> {
        self.subscriptions.iter().map(|(topic, _)| topic.clone()).collect()
    }

    pub fn is_rung_by<B: Bell + ?Sized>(&self, bell: &B) -> bool {
        std::ptr::addr_eq(Arc::as_ptr(&self.bell), bell)
    }

    /// Rings its bell when the lock is free again.
    pub fn wake(&self, what: Call, rung: &mut Vec<Rung>) {
        rung.push((self.id, self.bell.clone(), what));
    }

    /// Takes up its rights and is behind, from `start`.
    pub fn begin(&mut self, start: Position, snapshot: &Snapshot, routes: &Routes) {
        (self.queued, self.written, self.state) = (start, start, State::Behind);
        self.blocked = snapshot.blocked.iter().copied().collect();
        let own = Subscription { from: start, had_from: start, right: None, servers: true };
        self.subscriptions.reserve(1 + snapshot.memberships.len() + snapshot.grants.len());
        self.subscriptions.get_or_insert(routes.shared(Topic::person(self.holder.person)), own);
        for (servers, grants) in [(true, &snapshot.memberships), (false, &snapshot.grants)] {
            for grant in grants {
                let from = start.max(grant.joined);
                let new = Subscription { from, had_from: from, right: grant.right.clone(), servers };
                self.subscriptions.get_or_insert(routes.shared(grant.topic.clone()), new);
            }
        }
    }

    // The queue

    pub fn push(&mut self, fact: &Fact, bounds: &Bounds, counts: &mut Counts, rung: &mut Vec<Rung>) {
        let text = fact.views.of(self.holder.person);
        let full = self.queue.len() >= bounds.queue_frames || self.queue_bytes + text.len() > bounds.queue_bytes;
        if full && !self.queue.is_empty() {
            self.fall_behind(bounds);
            self.wake(Call::Turn, rung);
            counts.overflows += 1;
            return;
        }
        let own = fact.actor == self.holder.person;
        let urgent = own || fact.urgent || self.queue.len() == bounds.queue_frames / 2;
        if urgent || self.queue.is_empty() {
            self.wake(Call::Frames { urgent }, rung);
        }
        let now_and_then = |which: Sabotage| which.on(bounds.sabotage) && fact.position.is_multiple_of(5);
        if now_and_then(Sabotage::RepeatOne) {
            self.queue.push_back(text.clone());
        }
        if !now_and_then(Sabotage::DropOne) {
            self.queue_bytes += text.len();
            self.queue.push_back(text.clone());
        }
        self.queued = fact.position;
        counts.queued += 1;
    }

    /// Whether it has this topic by a right of its own.
    pub fn is_member(&self, topic: &Topic) -> bool {
        self.subscriptions.get(topic).is_some_and(|held| held.right.as_ref() == Some(topic))
    }

    /// Whether a signal for one of its topics is for it.
    pub fn hears(&self, signal: &Signal) -> bool {
        let blocked = signal.of.is_some_and(|person| self.blocked.contains(&person));
        self.closing.is_none() && signal.but != Some(self.holder.person) && !blocked
    }

    /// Signals have a queue of their own, so that they never take the place of an event. Says whether there was room for one more
    /// than wait already, `most` at most; without room it is dropped.
    pub fn push_signal(&mut self, text: &Text, most: usize, rung: &mut Vec<Rung>) -> bool {
        if self.state == State::Pending || self.signals.len() >= most {
            return false;
        }
        if self.queue.is_empty() && self.signals.is_empty() {
            self.wake(Call::Frames { urgent: false }, rung);
        }
        self.signals.push(text.clone());
        true
    }

    pub fn has_signals(&self) -> bool {
        !self.signals.is_empty()
    }

    /// Drops what waits: it is caught up from `written`.
    fn fall_behind(&mut self, bounds: &Bounds) {
        if Sabotage::RepeatAtBoundary.on(bounds.sabotage) {
            self.written = self.written.saturating_sub(1);
        }
        self.queue = VecDeque::new();
        self.queue_bytes = 0;
        self.state = State::Behind;
        self.measured = false;
    }

    /// After it nothing waits in the queue: what was had is then exactly what was written.
    pub fn settle(&mut self, bounds: &Bounds) {
        if self.state == State::Live && !self.queue.is_empty() {
            self.fall_behind(bounds);
        }
    }

    pub fn settle_for(&mut self, effect: &Effect, bounds: &Bounds) {
        if matches!(effect, Effect::Removed { .. }) {
            self.settle(bounds);
        }
    }

    pub fn go_live(&mut self, head: Position, bounds: &Bounds) {
        self.state = State::Live;
        self.written = self.written.max(head);
        self.queued = self.written + u64::from(Sabotage::DropAtBoundary.on(bounds.sabotage));
    }

    /// Everything that waits. All of it leaves at once, so that an idle connection holds no memory for a queue.
    pub fn drain(&mut self, head: Position, bounds: &Bounds) -> Next {
        let mut frames: Vec<_> = std::mem::take(&mut self.queue).into();
        if Sabotage::SwapTwo.on(bounds.sabotage) && frames.len() > 1 {
            frames.swap(0, 1);
        }
        frames.extend(std::mem::take(&mut self.signals));
        self.queue_bytes = 0;
        self.written = self.written.max(head);
        self.queued = self.queued.max(self.written);
        // What came after the reason for closing was left out: the position must not claim it.
        let heartbeat = (std::mem::take(&mut self.heartbeat) && self.closing.is_none()).then_some(self.written);
        if frames.is_empty() && heartbeat.is_none() {
            Next::Idle
        } else {
            Next::Write(Batch { frames, heartbeat, behind: false })
        }
    }

    /// Hands over what it wants of these facts and moves `written` past every one looked at, up to `upto` at their end.
    pub fn scan<'a>(&mut self, facts: impl Iterator<Item = &'a Arc<Fact>>, upto: Position, bounds: &Bounds) -> Batch {
        let mut frames = Vec::new();
        let (mut looked, mut bytes) = (0, 0);
        let mut end = upto;
        for fact in facts {
            if self.wants(fact, self.written, bounds) {
                let text = fact.views.of(self.holder.person).clone();
                bytes += text.len();
                frames.push(text);
            }
            self.written = fact.position;
            looked += 1;
            if looked >= bounds.scan || frames.len() >= bounds.batch_frames || bytes >= bounds.queue_bytes {
                end = self.written;
                break;
            }
        }
        self.written = self.written.max(end);
        self.queued = self.written;
        frames.extend(std::mem::take(&mut self.signals));
        let heartbeat = std::mem::take(&mut self.heartbeat).then_some(self.written);
        Batch { frames, heartbeat, behind: true }
    }

    // Rights that change

    pub fn close(&mut self, why: Close) {
        self.closing.get_or_insert(why);
    }

    pub fn apply(&mut self, position: Position, effect: &Effect, bounds: &Bounds) -> Changed {
        let mut changed = Changed::default();
        match effect {
            Effect::Joined { topic, .. } => {
                let from = position.saturating_sub(1);
                let had_from = from.max(self.written);
                let new = Subscription { from, had_from, right: None, servers: true };
                let held = self.subscriptions.get_or_insert(topic.clone(), new);
                (held.right, held.servers) = (Some(topic.clone()), true);
                changed.added = Some((topic.clone(), held.from));
            }
            Effect::Removed { .. } if Sabotage::KeepAfterRemoval.on(bounds.sabotage) => {}
            Effect::Removed { topic, .. } => {
                let rests = |held: &Subscription| held.right.as_ref() == Some(topic);
                changed.dropped =
                    self.subscriptions.iter().filter(|(_, held)| rests(held)).map(|(name, _)| name.clone()).collect();
                for topic in &changed.dropped {
                    self.drop_topic(topic);
                }
            }
            Effect::Blocked { person, .. } => {
                self.blocked.insert(*person);
            }
            Effect::Unblocked { person, .. } => {
                self.blocked.remove(person);
            }
            Effect::Banned { .. } if Sabotage::IgnoreBans.on(bounds.sabotage) => {}
            Effect::Banned { .. } => self.close(Close::SessionEnded),
        }
        changed
    }

    /// Ends a subscription and remembers what was had through it.
    pub fn drop_topic(&mut self, topic: &Topic) {
        if let Some(held) = self.subscriptions.remove(topic) {
            self.remember(topic.clone(), held.had_from, self.written);
        }
    }

    pub fn remember(&mut self, topic: Topic, after: Position, upto: Position) {
        if after >= upto {
            return;
        }
        let touching = |had: &&mut Stretch| had.topic == topic && had.after <= upto && after <= had.upto;
        if let Some(had) = self.stretches.iter_mut().find(touching) {
            (had.after, had.upto) = (had.after.min(after), had.upto.max(upto));
            return;
        }
        self.stretches.push_back(Stretch { topic, after, upto });
        if self.stretches.len() > STRETCHES
            && let Some(oldest) = self.stretches.pop_front()
        {
            self.forgotten = self.forgotten.max(oldest.upto);
        }
    }

    /// Leaves out everything up to `position`; what was had before is remembered.
    pub fn skip_to(&mut self, position: Position, bounds: &Bounds) {
        self.settle(bounds);
        for topic in self.topics() {
            let Some(held) = self.subscriptions.get_mut(&topic) else { continue };
            let after = held.had_from;
            held.had_from = after.max(position);
            self.remember(topic, after, self.written);
        }
        self.written = self.written.max(position);
        self.queued = self.written;
        self.measured = false;
    }
}
