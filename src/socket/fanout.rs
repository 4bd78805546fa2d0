//! The one reader of a socket node: every event of the log taken into what the node remembers, encoded once, handed to delivery;
//! heartbeats; revoked sessions.

use super::Node;
use super::close::Close;
use super::fact::Fact;
use crate::account::sessions::Ended;
use crate::config::seconds;
use crate::id::Position;
use crate::log::{Away, Cursor, Entry, Follower, Log, ReplacedLog};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// Events of the past that a new node's ring begins with, if they fit.
const PAST: u64 = 65_536;
const BATCH: usize = 256;
/// Frames queued before the lock is let go for a moment.
const AT_ONCE: u64 = 512;
/// A heartbeat is this many turns, one for each part of the connections.
const SLOTS: u32 = 32;

/// A reader that begins in the recent past, not after `latest`, and the position it begins after.
pub async fn recent_past(log: &Log, latest: Position) -> Result<(Follower, Position), Away> {
    let floor = log.end().await?.saturating_sub(PAST).min(latest);
    Ok((log.follow(Cursor::at(floor)), floor))
}

/// Encodes entries; what this release does not know or cannot read becomes nothing, and is passed over.
pub fn facts(entries: &[Entry]) -> Vec<Arc<Fact>> {
    let read = |entry: &Entry| match Fact::of(entry) {
        Ok(fact) => fact.map(Arc::new),
        Err(error) => {
            metrics::counter!("loggia_socket_unreadable_total").increment(1);
            tracing::error!(%error, "an event cannot be delivered");
            None
        }
    };
    entries.iter().filter_map(read).collect()
}

pub struct FanOut {
    node: Arc<Node>,
    follower: Follower,
    slot: u32,
}

impl FanOut {
    pub fn new(node: Arc<Node>, follower: Follower) -> FanOut {
        FanOut { node, follower, slot: 0 }
    }

    /// Reads up to the log's present end.
    pub async fn fill(&mut self) -> Result<(), Away> {
        const ERASED_END: Duration = Duration::from_millis(250);
        let end = self.node.log.end().await?;
        while self.follower.cursor().position < end {
            // The last events may be erased: then nothing comes, and only the cursor moves.
            match timeout(ERASED_END, self.follower.next(BATCH)).await {
                Ok(Ok(entries)) => self.hand_out(&entries),
                Ok(Err(replaced)) => return Err(Away(replaced.to_string())),
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// Never ends, unless the log was replaced: then this node's sockets are no longer to be trusted and close.
    pub async fn run(mut self) {
        let why = self.follow().await;
        tracing::error!(%why, "this node's sockets close");
        self.node.closed.store(true, Ordering::Relaxed);
        self.node.lost.cancel();
        self.node.with(|delivery| {
            for id in delivery.ids() {
                delivery.close(id, Close::TryLater);
            }
        });
    }

    async fn follow(&mut self) -> ReplacedLog {
        let mut beat = interval(self.node.heartbeat().max(Duration::from_millis(u64::from(SLOTS))) / SLOTS);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                entries = self.follower.next(BATCH) => match entries {
                    Ok(entries) => self.hand_out(&entries),
                    Err(replaced) => return replaced,
                },
                _ = beat.tick() => self.beat(),
            }
            self.node.pulse.heard(self.follower.heard());
        }
    }

    fn hand_out(&mut self, entries: &[Entry]) {
        let Some(last) = entries.last() else { return };
        // Whoever is told of an event finds the node knowing it.
        self.node.log.refresh(entries);
        self.node.sessions.read(entries);
        let facts = facts(entries);
        if facts.iter().any(|fact| fact.erases) {
            self.node.ranges.forget();
        }
        for fact in facts.iter().filter(|fact| !fact.effects.is_empty()) {
            self.node.presence.stir(fact.position, &fact.effects);
        }
        let mut facts = facts.into_iter();
        while facts.len() > 0 {
            self.node.with(|delivery| {
                // So much under one lock, so that writers get their turn.
                let enough = delivery.counts.queued + AT_ONCE;
                while delivery.counts.queued < enough {
                    let Some(fact) = facts.next() else { break };
                    delivery.fan_out(fact);
                }
            });
        }
        self.node.with(|delivery| delivery.advance(last.position));
        self.node.head.send_replace(last.position);
        let age = OffsetDateTime::now_utc() - last.stored_at;
        metrics::histogram!("loggia_socket_fanout_seconds").record(age.as_seconds_f64().max(0.0));
    }

    fn beat(&mut self) {
        self.slot = (self.slot + 1) % SLOTS;
        // An erased end is never read, but it was passed.
        let passed = self.follower.cursor().position;
        self.node.with(|delivery| {
            delivery.advance(passed);
            delivery.heartbeat(self.slot, SLOTS);
            delivery.expire(OffsetDateTime::now_utc() - seconds(self.node.config.ring_s));
        });
        self.node.head.send_if_modified(|head| std::mem::replace(head, passed.max(*head)) < passed);
        if self.slot == 0 {
            self.node.ranges.forget();
        }
    }
}

/// Closes the sockets of sessions that end. Bans are facts: delivery closes theirs right after the event.
pub async fn close_revoked(node: Arc<Node>) {
    let mut ended = node.sessions.watch();
    loop {
        match ended.recv().await {
            Ok(Ended::Session(session)) => node.with(|delivery| delivery.end_session(session)),
            Ok(Ended::Person(_)) => {}
            // More ended than could be told: look at everybody.
            Err(RecvError::Lagged(_)) => node.with(|delivery| {
                for holder in delivery.holders() {
                    if node.sessions.ended(holder.person, holder.session) {
                        delivery.end_session(holder.session);
                    }
                }
            }),
            Err(RecvError::Closed) => return,
        }
    }
}
