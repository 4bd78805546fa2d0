//! How long what a person sends is on its way: half of how long their answer to a ping takes. Measured by the server, so a
//! client can only be slower than it is, and whoever uses it says how much of it counts. The socket may be on one node and the
//! request on another: every node is told. Never stored; where nothing was measured it is nothing.

use crate::id::PersonId;
use crate::log::Log;
use futures_util::StreamExt;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

const SUBJECT: &str = "signal.lag";
const RETRY: Duration = Duration::from_secs(1);
/// Sockets are pinged with each heartbeat; what is older than several says nothing about now.
const FRESH: Duration = Duration::from_secs(120);
/// A change of less is not told to the other nodes.
const STEP_MS: u32 = 10;
/// So many people are kept before the first look for those who are long gone.
const SWEEP: usize = 1024;

/// What this node knows; cheap to clone.
#[derive(Clone)]
pub struct Lags(Arc<Inner>);

struct Inner {
    log: Log,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    people: HashMap<PersonId, Lag>,
    sweep: usize,
}

#[derive(Clone, Copy)]
struct Lag {
    ms: u32,
    at: Instant,
    /// What the other nodes were told last, and when.
    told: Option<(u32, Instant)>,
}

#[derive(Serialize, Deserialize)]
struct Telling {
    person: PersonId,
    ms: u32,
}

impl Lag {
    fn is_fresh(&self, now: Instant) -> bool {
        now.duration_since(self.at) < FRESH
    }

    /// Whether the other nodes have to be told, soon enough for what they know not to grow old.
    fn is_news(&self, now: Instant) -> bool {
        match self.told {
            Some((ms, at)) => ms.abs_diff(self.ms) >= STEP_MS || (ms > 0 && now.duration_since(at) > FRESH / 2),
            None => self.ms >= STEP_MS,
        }
    }
}

impl Known {
    fn of(&self, person: PersonId, now: Instant) -> Option<Lag> {
        self.people.get(&person).copied().filter(|lag| lag.is_fresh(now))
    }

    /// Takes a round trip in; what to tell the other nodes. One slow answer among others counts a quarter.
    fn measured(&mut self, person: PersonId, round_trip_ms: u32, now: Instant) -> Option<Telling> {
        let way = round_trip_ms / 2;
        let before = self.of(person, now);
        let ms = before.map_or(way, |lag| (lag.ms * 3 + way) / 4);
        let mut lag = Lag { ms, at: now, told: before.and_then(|lag| lag.told) };
        let news = lag.is_news(now);
        if news {
            lag.told = Some((ms, now));
        }
        self.put(person, lag, now);
        news.then_some(Telling { person, ms })
    }

    fn put(&mut self, person: PersonId, lag: Lag, now: Instant) {
        self.people.insert(person, lag);
        if self.people.len() > self.sweep.max(SWEEP) {
            self.people.retain(|_, lag| lag.is_fresh(now));
            self.sweep = self.people.len() * 2;
        }
    }
}

impl Lags {
    pub fn new(log: Log) -> Lags {
        Lags(Arc::new(Inner { log, known: Mutex::default() }))
    }

    /// How long what this person sends is on its way.
    pub fn of(&self, person: PersonId) -> Duration {
        let lag = self.0.known.lock().of(person, Instant::now());
        Duration::from_millis(lag.map_or(0, |lag| lag.ms.into()))
    }

    /// A ping of one of their sockets was answered after so long.
    pub async fn measured(&self, person: PersonId, round_trip_ms: u32) {
        let telling = self.0.known.lock().measured(person, round_trip_ms, Instant::now());
        if let Some(payload) = telling.and_then(|telling| serde_json::to_vec(&telling).ok()) {
            let _ = self.0.log.nats().publish(SUBJECT, payload.into()).await;
        }
    }

    /// Hears what every node measures; never ends.
    pub async fn hear(self) {
        loop {
            if let Ok(mut tellings) = self.0.log.nats().subscribe(SUBJECT).await {
                while let Some(message) = tellings.next().await {
                    match serde_json::from_slice::<Telling>(&message.payload) {
                        Ok(Telling { person, ms }) => {
                            let now = Instant::now();
                            self.0.known.lock().put(person, Lag { ms, at: now, told: Some((ms, now)) }, now);
                        }
                        Err(error) => tracing::debug!(%error, "a measured lag cannot be read"),
                    }
                }
            }
            tokio::time::sleep(RETRY).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::person;

    #[test]
    fn half_the_round_trip_is_the_way_and_one_slow_answer_counts_a_quarter() {
        let (mut known, now) = (Known::default(), Instant::now());
        let told = known.measured(person(1), 80, now).map(|telling| telling.ms);
        assert_eq!((told, known.of(person(1), now).map(|lag| lag.ms)), (Some(40), Some(40)));
        known.measured(person(1), 400, now);
        assert_eq!(known.of(person(1), now).map(|lag| lag.ms), Some(80));
        assert!(known.of(person(2), now).is_none());
    }

    #[test]
    fn what_changes_little_is_not_told_before_it_grows_old() {
        let (mut known, now) = (Known::default(), Instant::now());
        assert!(known.measured(person(1), 2, now).is_none(), "next to nothing");
        assert!(known.measured(person(2), 80, now).is_some());
        assert!(known.measured(person(2), 84, now).is_none());
        assert!(known.measured(person(2), 84, now + FRESH / 2 + RETRY).is_some());
    }

    #[test]
    fn who_is_long_gone_has_no_lag_and_is_forgotten() {
        let (mut known, now) = (Known::default(), Instant::now());
        for number in 0..SWEEP as u128 {
            known.measured(person(number), 80, now);
        }
        assert!(known.of(person(1), now + FRESH).is_none());
        known.measured(person(1 << 20), 80, now + FRESH);
        assert_eq!(known.people.len(), 1);
    }
}
