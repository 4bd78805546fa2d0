//! When people are about: the hours of a day, the days of a week, how long until somebody answers.

use super::rng::Rng;
use time::{Duration, OffsetDateTime, Weekday};

/// The weight of each hour (UTC): a coffee, a lunch and a long evening.
const HOURS: [u8; 24] = [3, 1, 1, 1, 1, 3, 9, 18, 24, 22, 20, 20, 27, 25, 19, 18, 20, 26, 34, 42, 46, 40, 26, 11];

/// How long until somebody reacts: weight, then minutes from and to. Most within the day, a few find an old thing.
const DELAYS: [(u8, i64, i64); 7] =
    [(8, 1, 10), (20, 10, 60), (28, 60, 240), (22, 240, 720), (15, 720, 1_800), (6, 1_800, 5_800), (1, 5_800, 14_400)];

/// When in a day somebody writes who writes when everybody does; `shift` hours later than that.
pub fn time_of_day(rng: &mut Rng, shift: i64) -> Duration {
    let hour = rng.weighted(HOURS.iter().map(|weight| f64::from(*weight))).unwrap_or(12) as i64;
    Duration::milliseconds((hour + shift).rem_euclid(24) * 3_600_000 + rng.between(0, 3_600_000))
}

/// A moment some time after `since` at which people are awake.
pub fn soon(rng: &mut Rng, since: OffsetDateTime) -> OffsetDateTime {
    let mut at = since;
    for _ in 0..8 {
        let bucket = rng.weighted(DELAYS.iter().map(|(weight, ..)| f64::from(*weight))).unwrap_or(0);
        let (_, from, to) = DELAYS[bucket];
        at = since + Duration::milliseconds(rng.between(from * 60_000, to * 60_000));
        if rng.unit() * 46.0 < f64::from(HOURS[usize::from(at.hour())]) {
            return at;
        }
    }
    at
}

/// How much more is written on a day than on an ordinary one.
pub fn of_day(day: OffsetDateTime) -> f64 {
    match day.weekday() {
        Weekday::Saturday => 1.25,
        Weekday::Sunday => 1.5,
        Weekday::Monday => 1.1,
        Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday | Weekday::Friday => 0.9,
    }
}
