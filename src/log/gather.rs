//! Whether a small group waits a moment for more before it is appended.
//!
//! What comes alone costs the most: for each message the broker, its disk, every reader and whoever they write to wake up. So where
//! much comes by itself, a group waits for what comes next, for at most [`HOLD`]. Where little comes nobody waits. Neither do those
//! who write on only when they have their answers, as an import does: they would be slower for nothing. It is they when nothing comes
//! late in a wait any more, for then everybody who writes is in the group already.

use std::time::{Duration, Instant};

/// A fifth of the window in which a busy socket is written to.
pub const HOLD: Duration = Duration::from_millis(4);
/// Messages a second from which on it waits: two more are to be expected while it does.
const OFTEN: f64 = 500.0;
/// Seconds over which is counted how many come.
const MEMORY: f64 = 0.1;
/// How much a wait counts.
const WEIGHT: f64 = 0.25;
/// Groups between two looks at whether waiting brings anything now.
const LOOK_EVERY: u32 = 64;

#[derive(Debug)]
pub struct Gather {
    /// Messages of the last [`MEMORY`], fading.
    level: f64,
    counted: Option<Instant>,
    /// In which share of the waits something came late.
    fruitful: f64,
    groups: u32,
}

impl Default for Gather {
    fn default() -> Gather {
        Gather { level: 0.0, counted: None, fruitful: 1.0, groups: 0 }
    }
}

impl Gather {
    /// So many have come.
    pub fn came(&mut self, many: usize, now: Instant) {
        self.level = self.level_at(now) + many as f64;
        self.counted = Some(now);
    }

    /// Whether the next group waits for more.
    pub fn waits(&mut self, now: Instant) -> bool {
        if self.level_at(now) < OFTEN * MEMORY {
            return false;
        }
        self.groups = self.groups.wrapping_add(1);
        self.fruitful >= 0.5 || self.groups.is_multiple_of(LOOK_EVERY)
    }

    /// A group has waited; whether something came in the second half of its wait.
    pub fn waited(&mut self, late: bool) {
        self.fruitful += (f64::from(u8::from(late)) - self.fruitful) * WEIGHT;
    }

    fn level_at(&self, now: Instant) -> f64 {
        let since = self.counted.map_or(0.0, |counted| now.saturating_duration_since(counted).as_secs_f64());
        self.level * (-since / MEMORY).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;

    const END: u64 = 10_000_000;
    /// From the sending of a group to its answers.
    const TRIP: u64 = 1_000;

    /// Groups, and messages in them, of ten seconds in which one lane appends what comes at these moments; with `again` whoever
    /// has an answer writes once more so much later. All microseconds.
    fn run(moments: impl IntoIterator<Item = u64>, again: Option<u64>) -> (usize, usize) {
        let (start, mut gather) = (Instant::now(), Gather::default());
        let at = |micros: u64| start + Duration::from_micros(micros);
        let mut moments: BinaryHeap<_> = moments.into_iter().map(Reverse).collect();
        let (mut now, mut groups, mut messages) = (0, 0, 0);
        while let Some(Reverse(first)) = moments.pop().filter(|_| now < END) {
            now = now.max(first);
            let until = now + HOLD.as_micros() as u64;
            let waits = gather.waits(at(now));
            let (mut group, mut late) = (1, false);
            while moments.peek().is_some_and(|next| next.0 <= if waits { until } else { now }) {
                late |= moments.pop().is_some_and(|next| next.0 > until - HOLD.as_micros() as u64 / 2);
                group += 1;
            }
            if waits {
                now = until;
                gather.waited(late);
            }
            gather.came(group, at(now));
            (groups, messages) = (groups + 1, messages + group);
            now += TRIP;
            moments.extend(again.into_iter().flat_map(|after| std::iter::repeat_n(Reverse(now + after), group)));
        }
        (groups, messages)
    }

    #[test]
    fn what_comes_fast_by_itself_goes_in_groups() {
        let (groups, messages) = run((0..10_000).map(|number| number * 1_000), None);
        assert!(messages > groups * 4, "{messages} in {groups}");
    }

    #[test]
    fn where_little_comes_nobody_waits() {
        assert_eq!(run((0..3_000).map(|number| number * 3_000), None), (3_000, 3_000));
    }

    #[test]
    fn who_waits_for_an_answer_before_writing_on_is_not_kept_waiting() {
        for writers in [1, 2, 8] {
            let (_, messages) = run(std::iter::repeat_n(0, writers), Some(100));
            let most = writers * (END / (TRIP + 100)) as usize;
            assert!(messages > most * 9 / 10, "{writers} writers: {messages} of {most}");
        }
    }
}
