//! Which way of appending a group is cheaper here and now: as one atomic batch, or each message by itself.
//!
//! Where every append is synced to disk a batch costs one sync and wins by far; where the server syncs later, a batch only adds
//! bookkeeping. Which of the two it is is the operator's setting, the disk's and the load's: so it is measured, not assumed.

use std::time::Duration;

/// Groups between two looks at the other way.
const LOOK_EVERY: u32 = 32;
/// Messages sent singly for a look: few, since with synced writes each of them costs a sync.
const LOOK: usize = 32;
/// How much a new measurement counts.
const WEIGHT: f64 = 0.25;

#[derive(Debug, Default)]
pub struct Pace {
    /// Seconds a message.
    single: Option<f64>,
    batch: Option<f64>,
    groups: u32,
}

/// How to append a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    Batch,
    Singly,
    /// So many singly first, to see what that costs.
    Look(usize),
}

impl Pace {
    /// The way for a group of so many, at least enough for a batch.
    pub fn choose(&mut self, size: usize) -> Way {
        self.groups = self.groups.wrapping_add(1);
        let look = self.groups % LOOK_EVERY == 1;
        match (self.single, self.batch) {
            (Some(single), Some(batch)) if single < batch => {
                if look {
                    Way::Batch
                } else {
                    Way::Singly
                }
            }
            (_, Some(_)) if look && size > LOOK => Way::Look(LOOK),
            _ => Way::Batch,
        }
    }

    pub fn batch_took(&mut self, messages: usize, took: Duration) {
        smooth(&mut self.batch, messages, took);
    }

    pub fn singles_took(&mut self, messages: usize, took: Duration) {
        smooth(&mut self.single, messages, took);
    }
}

fn smooth(known: &mut Option<f64>, messages: usize, took: Duration) {
    let each = took.as_secs_f64() / messages.max(1) as f64;
    *known = Some(known.map_or(each, |before| before + (each - before) * WEIGHT));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a thousand groups of 200 cost, in microseconds a message, with these costs of a sync and of a message.
    fn run(singles: u64, batch: u64) -> f64 {
        let mut pace = Pace::default();
        let mut spent = 0;
        for _ in 0..1_000 {
            let way = pace.choose(200);
            let (alone, together) = match way {
                Way::Batch => (0, 200),
                Way::Singly => (200, 0),
                Way::Look(some) => (some, 200 - some),
            };
            let took = |each: u64, messages: usize| Duration::from_micros(each * messages as u64);
            if alone > 0 {
                pace.singles_took(alone, took(singles, alone));
            }
            if together > 0 {
                pace.batch_took(together, took(batch, together));
            }
            spent += (took(singles, alone) + took(batch, together)).as_micros();
        }
        spent as f64 / 200_000.0
    }

    #[test]
    fn synced_writes_go_in_batches() {
        assert!(run(200, 25) < 27.0, "{}", run(200, 25));
    }

    #[test]
    fn writes_synced_later_go_singly() {
        assert!(run(12, 25) < 13.0, "{}", run(12, 25));
    }

    #[test]
    fn a_small_group_is_not_looked_at() {
        let mut pace = Pace::default();
        pace.batch_took(16, Duration::from_millis(3));
        let ways: Vec<Way> = (0..100).map(|_| pace.choose(16)).collect();
        assert!(ways.iter().all(|way| *way == Way::Batch));
    }
}
