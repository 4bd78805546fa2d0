//! Of what the read models say is due: what to issue now, what is being seen to, and when to look again. Pure.

use std::collections::{HashMap, HashSet};
use std::time::Duration;
use time::OffsetDateTime;
use tokio::time::Instant;
use uuid::Uuid;

/// Commands under way at once.
const MOST: usize = 64;
/// The longest that something is left alone which was seen to and is still there.
const LONGEST: Duration = Duration::from_secs(60);
const SHORTEST: Duration = Duration::from_millis(100);

/// One thing that is due at a time. A unit that is due at another time is another item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// Which deadline: its index.
    pub line: usize,
    pub unit: Uuid,
    pub due_at: OffsetDateTime,
}

/// What was issued and is still in the read models.
#[derive(Default)]
pub struct Agenda {
    held: HashMap<Item, Held>,
    under_way: usize,
}

struct Held {
    attempts: u32,
    /// Left alone until then; `None`: under way.
    until: Option<Instant>,
}

impl Agenda {
    /// How many rows of each deadline it wants to see: beyond those it holds as many as it could issue, and what comes next.
    pub fn room(&self) -> i64 {
        (self.held.len() + MOST + 1) as i64
    }

    /// What to issue now, the earliest first, and how long until there is something else to issue.
    pub fn take(&mut self, items: &[Item], now: OffsetDateTime, instant: Instant) -> (Vec<Item>, Duration) {
        let there: HashSet<Item> = items.iter().copied().collect();
        self.held.retain(|item, held| held.until.is_none() || there.contains(item));
        let mut by_time: Vec<Item> = items.to_vec();
        by_time.sort_by_key(|item| item.due_at);
        let (mut due, mut wait) = (Vec::new(), Duration::MAX);
        for item in by_time {
            match self.left_alone(&item, now, instant) {
                Some(time) => wait = wait.min(time),
                None if self.under_way < MOST => {
                    self.under_way += 1;
                    self.held.entry(item).or_insert(Held { attempts: 0, until: None }).until = None;
                    due.push(item);
                }
                // The next that ends makes room.
                None => break,
            }
        }
        (due, wait)
    }

    /// For how long there is nothing to do about it.
    fn left_alone(&self, item: &Item, now: OffsetDateTime, instant: Instant) -> Option<Duration> {
        let due_in = Duration::try_from(item.due_at - now).unwrap_or_default();
        let held_for = match self.held.get(item) {
            None => Duration::ZERO,
            Some(Held { until: None, .. }) => Duration::MAX,
            Some(Held { until: Some(until), .. }) => until.saturating_duration_since(instant),
        };
        Some(due_in.max(held_for)).filter(|time| !time.is_zero())
    }

    /// It has been seen to. What was carried out stays until the read models have it; what was not is tried again.
    pub fn settled(&mut self, item: Item, carried_out: bool, instant: Instant) {
        let Some(held) = self.held.get_mut(&item) else { return };
        self.under_way -= 1;
        let pause = (SHORTEST * 2u32.pow(held.attempts.min(16))).min(LONGEST);
        // Read models take their time; a dependency that is away is asked sooner.
        held.until = Some(instant + if carried_out { pause * 10 } else { pause });
        held.attempts += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + time::Duration::milliseconds(ms)
    }

    fn item(unit: u128, due_ms: i64) -> Item {
        Item { line: 0, unit: Uuid::from_u128(unit), due_at: at(due_ms) }
    }

    const NEVER: Duration = Duration::MAX;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn what_is_due_is_issued_and_the_next_is_waited_for() {
        let (mut agenda, begin) = (Agenda::default(), Instant::now());
        let items = [item(1, 1000), item(2, 2000)];
        assert_eq!(agenda.take(&items, at(400), begin), (vec![], ms(600)));
        assert_eq!(agenda.take(&items, at(1000), begin), (vec![items[0]], ms(1000)));
        assert_eq!(agenda.take(&items, at(1500), begin), (vec![], ms(500)), "one is under way");
        assert_eq!(agenda.take(&[], at(1500), begin), (vec![], NEVER));
    }

    #[test]
    fn what_was_seen_to_is_left_alone_for_longer_and_longer() {
        let (mut agenda, mut instant) = (Agenda::default(), Instant::now());
        let items = [item(1, 0)];
        for pause in [100, 200, 400] {
            assert_eq!(agenda.take(&items, at(0), instant).0, items);
            agenda.settled(items[0], false, instant);
            assert_eq!(agenda.take(&items, at(0), instant), (vec![], ms(pause)));
            instant += ms(pause);
        }
    }

    #[test]
    fn what_has_left_the_read_models_is_forgotten() {
        let (mut agenda, begin) = (Agenda::default(), Instant::now());
        let items = [item(1, 0)];
        agenda.take(&items, at(0), begin);
        agenda.settled(items[0], true, begin);
        assert_eq!(agenda.take(&[], at(0), begin), (vec![], NEVER));
        assert_eq!(agenda.take(&items, at(0), begin).0, items, "it came back");
    }

    #[test]
    fn a_unit_that_is_due_at_another_time_is_another_matter() {
        let (mut agenda, begin) = (Agenda::default(), Instant::now());
        agenda.take(&[item(1, 0)], at(0), begin);
        agenda.settled(item(1, 0), false, begin);
        assert_eq!(agenda.take(&[item(1, 5)], at(5), begin).0, [item(1, 5)]);
    }

    #[test]
    fn those_that_do_not_end_hold_up_nobody() {
        let (mut agenda, begin) = (Agenda::default(), Instant::now());
        let many: Vec<Item> = (0..200).map(|unit| item(unit, unit as i64)).collect();
        let seen = |agenda: &Agenda, gone: &HashSet<Item>| -> Vec<Item> {
            many.iter().filter(|item| !gone.contains(item)).take(agenda.room() as usize).copied().collect()
        };
        let mut gone = HashSet::new();
        let mut issued = 0;
        for round in 0.. {
            let rows = seen(&agenda, &gone);
            let (due, _) = agenda.take(&rows, at(1000), begin + ms(round));
            if due.is_empty() {
                break;
            }
            for one in due {
                issued += 1;
                // The first ten are broken: they stay.
                let broken = one.due_at < at(10);
                agenda.settled(one, !broken, begin + ms(round));
                if !broken {
                    gone.insert(one);
                }
            }
        }
        assert_eq!(issued, 200);
    }
}
