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
    singles: Line,
    batches: Line,
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
        // Where all were of one size, singles are taken to cost as much each, and batches as much together.
        match (self.singles.seconds(size, 1.0), self.batches.seconds(size, 0.0)) {
            (Some(singles), Some(batch)) if singles <= batch => {
                if look {
                    Way::Batch
                } else {
                    Way::Singly
                }
            }
            (_, Some(_)) if look && size > LOOK => Way::Look(LOOK),
            (_, Some(_)) if look => Way::Singly,
            _ => Way::Batch,
        }
    }

    pub fn batch_took(&mut self, messages: usize, took: Duration) {
        self.batches.add(messages, took);
    }

    pub fn singles_took(&mut self, messages: usize, took: Duration) {
        self.singles.add(messages, took);
    }
}

/// What groups of a size take, which is something for each group and something for each message: a straight line through what was
/// measured, the least squares, older measurements counting less.
#[derive(Debug, Default)]
struct Line {
    /// Means of the sizes, the seconds, the sizes' squares and the products.
    means: Option<[f64; 4]>,
}

impl Line {
    fn add(&mut self, messages: usize, took: Duration) {
        let (size, seconds) = (messages as f64, took.as_secs_f64());
        let new = [size, seconds, size * size, size * seconds];
        self.means = Some(match self.means {
            None => new,
            Some(means) => std::array::from_fn(|n| means[n] + (new[n] - means[n]) * WEIGHT),
        });
    }

    /// What a group of that size is expected to take. `share`: how much of that is for the messages, where all groups were of about
    /// one size, which does not tell.
    fn seconds(&self, messages: usize, share: f64) -> Option<f64> {
        let [size, seconds, squares, products] = self.means?;
        let (most, spread) = (seconds / size, squares - size * size);
        let slope = if spread < size { most * share } else { (products - size * seconds) / spread };
        Some(seconds + (messages as f64 - size) * slope.clamp(0.0, most))
    }
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
    fn what_a_small_batch_costs_says_little_of_a_large_one() {
        let mut pace = Pace::default();
        let batch = |size: usize| Duration::from_micros(4_000 + 5 * size as u64);
        let singles = |size: usize| Duration::from_micros(200 * size as u64);
        for size in [16, 240, 18, 250, 17] {
            pace.batch_took(size, batch(size));
            pace.singles_took(16, singles(16));
        }
        for _ in 0..LOOK_EVERY {
            pace.batch_took(16, batch(16));
        }
        let mut chosen = |size: usize, wanted: Way| (0..LOOK_EVERY).filter(|_| pace.choose(size) == wanted).count();
        assert_eq!(chosen(16, Way::Singly), LOOK_EVERY as usize - 1);
        assert_eq!(chosen(240, Way::Batch), LOOK_EVERY as usize - 1);
    }

    #[test]
    fn what_a_few_singles_cost_says_little_of_many() {
        let mut pace = Pace::default();
        for size in [16, 120, 20, 16, 18, 16, 17, 16] {
            pace.singles_took(size, Duration::from_micros(1_000 + 12 * size as u64));
            pace.batch_took(200 + size, Duration::from_micros(1_000 + 40 * (200 + size) as u64));
        }
        let singly = (0..LOOK_EVERY).filter(|_| pace.choose(250) == Way::Singly).count();
        assert_eq!(singly, LOOK_EVERY as usize - 1);
    }

    #[test]
    fn small_groups_are_looked_at_too() {
        let mut pace = Pace::default();
        let mut ways = Vec::new();
        for _ in 0..2 * LOOK_EVERY {
            let way = pace.choose(16);
            match way {
                Way::Singly => pace.singles_took(16, Duration::from_micros(1_200)),
                Way::Batch | Way::Look(_) => pace.batch_took(16, Duration::from_millis(3)),
            }
            ways.push(way);
        }
        assert_eq!(ways[..LOOK_EVERY as usize], [Way::Batch; LOOK_EVERY as usize]);
        assert!(ways[LOOK_EVERY as usize..].iter().all(|way| *way == Way::Singly));
    }
}
