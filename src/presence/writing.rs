//! The one task of a node that writes to Redis: who came and went here, what people chose, and twice a second a look for those
//! whose time is over. One trip at a time, each with everything that has gathered since the last.

use super::Presence;
use super::choice::Chosen;
use super::scripts::{EACH, Look, News, Word, words};
use super::telling::PATIENCE;
use crate::id::PersonId;
use redis::aio::ConnectionManager;
use redis::{Pipeline, RedisError};
use std::time::{Duration, Instant};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{MissedTickBehavior, interval, sleep};

/// What happens within it goes together.
const GATHER: Duration = Duration::from_millis(5);
/// People told in one trip.
const TRIP: usize = 20 * EACH;

/// What Redis is to be told beside who is here.
#[derive(Default)]
pub struct Choices(std::collections::HashMap<PersonId, Chosen>);

impl Choices {
    /// Keeps the latest of each.
    pub fn note(&mut self, chosen: Chosen) {
        let kept = self.0.entry(chosen.0).or_insert(chosen);
        if kept.2 < chosen.2 {
            *kept = chosen;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Never ends.
pub async fn run(presence: Presence) {
    let sessions = presence.0.sessions.clone();
    let mut ended = sessions.watch();
    let mut ticks = interval(presence.times().look());
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (redis, epoch) = (presence.0.redis.clone(), String::new());
    let mut writer = Writer { redis, epoch, failing: None, presence: presence.clone() };
    loop {
        let look = tokio::select! {
            _ = ticks.tick() => true,
            () = presence.0.wake.notified() => {
                sleep(GATHER).await;
                false
            }
            over = ended.recv() => {
                if !matches!(over, Err(RecvError::Closed)) {
                    presence.0.here.lock().signed_out(|person, session| sessions.ended(person, session));
                }
                false
            }
        };
        writer.trips(look).await;
    }
}

struct Writer {
    presence: Presence,
    redis: ConnectionManager,
    epoch: String,
    /// Since when no trip succeeds.
    failing: Option<Instant>,
}

impl Writer {
    /// As many as it takes; what fails is tried again with the next tick.
    async fn trips(&mut self, look: bool) {
        let mut look = look;
        if look {
            self.presence.0.here.lock().tick(Instant::now());
        }
        loop {
            match self.trip(look).await {
                Ok(more) => {
                    self.failing = None;
                    look = more;
                }
                Err(error) => {
                    tracing::debug!(%error, "Redis was not told who is here");
                    let failing = *self.failing.get_or_insert_with(Instant::now);
                    if !error.is_timeout() || failing.elapsed() > PATIENCE {
                        self.presence.0.epoch.send_if_modified(|known| known.take().is_some());
                    }
                    return;
                }
            }
            if !look && self.presence.is_written() {
                return;
            }
        }
    }

    /// Says whether there is more to look at.
    async fn trip(&mut self, look: bool) -> Result<bool, RedisError> {
        let inner = &self.presence.0;
        let work = inner.here.lock().take(TRIP, Instant::now());
        let choices = std::mem::take(&mut *inner.choices.lock());
        let told: Vec<Chosen> = choices.0.values().copied().collect();
        let mut trip = Pipeline::new();
        for people in work.touch.chunks(EACH) {
            trip.add_command(inner.scripts.touch(&inner.node, people));
        }
        for people in work.leave.chunks(EACH) {
            trip.add_command(inner.scripts.leave(&inner.node, people));
        }
        for people in told.chunks(EACH) {
            trip.add_command(inner.scripts.chose(people));
        }
        if look {
            trip.add_command(inner.scripts.reap(&inner.node));
        }
        if trip.is_empty() {
            return Ok(false);
        }
        metrics::counter!("loggia_presence_trips_total").increment(1);
        let answers: Result<Vec<Vec<String>>, RedisError> = trip.query_async(&mut self.redis).await;
        match answers {
            Ok(answers) => Ok(self.answered(answers, look)),
            Err(error) => {
                inner.here.lock().not_told(work);
                let mut kept = inner.choices.lock();
                told.into_iter().for_each(|chosen| kept.note(chosen));
                Err(error)
            }
        }
    }

    /// Says whether there is more to look at.
    fn answered(&mut self, mut answers: Vec<Vec<String>>, look: bool) -> bool {
        let looked = if look { answers.pop().map(Look::read) } else { None };
        for answer in answers {
            self.count(&words(&answer));
        }
        let Some(looked) = looked else { return false };
        self.count(&looked.words);
        let inner = &self.presence.0;
        if looked.epoch != self.epoch {
            // Redis holds nothing, or something else than it was told.
            inner.here.lock().tell_again();
            self.epoch.clone_from(&looked.epoch);
        }
        if inner.epoch.borrow().as_ref() != Some(&looked.epoch) {
            inner.epoch.send_replace(Some(looked.epoch));
        }
        looked.more
    }

    /// Each transition is answered to the one node whose script made it.
    fn count(&self, words: &[Word]) {
        let mut gone = Vec::new();
        for word in words {
            let reason = match word.news {
                News::Online(reason) => reason,
                News::Offline(reason) => {
                    gone.push(word.person);
                    reason
                }
                News::Chose { .. } => continue,
            };
            metrics::counter!("loggia_presence_transitions_total", "reason" => reason.as_str()).increment(1);
        }
        self.presence.note_gone(gone);
    }
}
