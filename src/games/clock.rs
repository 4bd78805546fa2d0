//! How long somebody may think. A clock runs from its owner's first turn, and only while it is their turn.

use super::rules::Seat;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// Of a move so much time on the way does not count, if it was measured.
pub const LAG_MOST: Duration = Duration::from_millis(500);
/// Seconds.
pub const INITIAL: std::ops::RangeInclusive<u32> = 10..=10_800;
pub const INCREMENT: std::ops::RangeInclusive<u32> = 0..=600;

/// What each begins with, and what each move adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct TimeControl {
    pub initial_s: u32,
    pub increment_s: u32,
}

/// What the two have left, when nobody's time ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TimeLeft)]
pub struct Left {
    pub first_ms: i64,
    pub second_ms: i64,
}

impl TimeControl {
    pub fn begin(self) -> Left {
        let all = i64::from(self.initial_s) * 1000;
        Left { first_ms: all, second_ms: all }
    }
}

impl Left {
    pub fn of(&self, seat: Seat) -> i64 {
        match seat {
            Seat::First => self.first_ms,
            Seat::Second => self.second_ms,
        }
    }

    fn of_mut(&mut self, seat: Seat) -> &mut i64 {
        match seat {
            Seat::First => &mut self.first_ms,
            Seat::Second => &mut self.second_ms,
        }
    }

    /// After `seat`, whose turn it was since then, moved now; `None`: too late. `given`: what was [`given`] for the way.
    pub fn after_move(
        self,
        control: TimeControl,
        seat: Seat,
        since: OffsetDateTime,
        now: OffsetDateTime,
        given: u32,
    ) -> Option<Left> {
        let mut left = self;
        let own = left.of_mut(seat);
        *own -= elapsed_ms(since, now) - i64::from(given);
        if *own < 0 {
            return None;
        }
        *own += i64::from(control.increment_s) * 1000;
        Some(left)
    }

    /// With nothing left for that seat.
    pub fn without(mut self, seat: Seat) -> Left {
        *self.of_mut(seat) = 0;
        self
    }

    /// From when on the flag of `seat`, whose turn it is since then, has fallen, however long a move was on its way.
    pub fn flag_at(&self, seat: Seat, since: OffsetDateTime) -> OffsetDateTime {
        since + Duration::from_millis(self.of(seat).max(0).unsigned_abs()) + LAG_MOST
    }
}

/// How many milliseconds of a move that was waited for since then do not count, its way having taken `lag`: no more than the most
/// there is, nor than it took.
pub fn given(lag: Duration, since: OffsetDateTime, now: OffsetDateTime) -> u32 {
    let took = u128::from(elapsed_ms(since, now).unsigned_abs());
    lag.min(LAG_MOST).as_millis().min(took) as u32
}

/// Nodes' clocks differ: what was before its beginning took no time.
fn elapsed_ms(since: OffsetDateTime, now: OffsetDateTime) -> i64 {
    i64::try_from((now - since).whole_milliseconds()).unwrap_or(i64::MAX).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::at;

    const CONTROL: TimeControl = TimeControl { initial_s: 60, increment_s: 2 };

    #[test]
    fn thinking_takes_and_moving_adds() {
        let left = CONTROL.begin().after_move(CONTROL, Seat::First, at(0), at(10), 0);
        assert_eq!(left, Some(Left { first_ms: 52_000, second_ms: 60_000 }));
    }

    #[test]
    fn time_on_the_way_does_not_count_up_to_half_a_second() {
        let given = |lag| given(Duration::from_millis(lag), at(0), at(60));
        assert_eq!((given(200), given(5_000)), (200, 500));
        let after = |given| CONTROL.begin().after_move(CONTROL, Seat::Second, at(0), at(60), given);
        assert_eq!(after(200).map(|left| left.second_ms), Some(2_200));
        assert_eq!(after(500).map(|left| left.second_ms), Some(2_500));
    }

    #[test]
    fn no_more_is_given_than_the_move_took() {
        let now = at(0) + Duration::from_millis(120);
        assert_eq!(given(Duration::from_millis(300), at(0), now), 120);
        assert_eq!(given(Duration::from_millis(300), at(1), at(0)), 0);
    }

    #[test]
    fn who_is_too_late_is_too_late() {
        let after = |seconds| CONTROL.begin().after_move(CONTROL, Seat::First, at(0), at(seconds), 0);
        assert_eq!(after(60).map(|left| left.first_ms), Some(2_000));
        assert_eq!(after(61), None);
        assert_eq!(CONTROL.begin().flag_at(Seat::First, at(0)), at(60) + LAG_MOST);
    }

    #[test]
    fn a_clock_of_another_node_that_goes_before_gives_no_time() {
        let left = CONTROL.begin().after_move(CONTROL, Seat::First, at(10), at(5), 0);
        assert_eq!(left.map(|left| left.first_ms), Some(62_000));
    }
}
