//! The people of a seeded community: who they are, when they join, how much they write, what they care about.

use super::grammar::{NAMES, TOPICS, Telling, WELCOME};
use super::rhythm;
use super::rng::Rng;
use crate::id::Key;
use std::collections::HashSet;
use time::{Duration, OffsetDateTime};
use uuid::Builder;

#[derive(Clone, Debug, PartialEq)]
pub struct Resident {
    /// Of the signing up.
    pub key: Key,
    pub username: String,
    pub display_name: String,
    pub bio: String,
    pub joined_at: OffsetDateTime,
    /// How much they write, and how much is answered to it; 1 is usual.
    pub activity: f64,
    pub charm: f64,
    /// Indexes of topics, the dearest first.
    pub interests: Vec<usize>,
    /// Hours by which their day is later than others'.
    pub shift: i64,
    pub style: Style,
}

/// How somebody types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Careful,
    /// no capitals at all
    Small,
    /// No full stop at the end
    Open,
}

/// A key of that moment.
pub fn key(at: OffsetDateTime, rng: &mut Rng) -> Key {
    let millis = u64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
    Key(Builder::from_unix_timestamp_millis(millis, &rng.ten_bytes()).into_uuid())
}

/// `count` people who join between `start` and `until`; the first is Ada.
pub fn all(rng: &Rng, count: usize, start: OffsetDateTime, until: OffsetDateTime) -> Vec<Resident> {
    let mut names = Names { taken: HashSet::new(), rng: rng.part("names", 0) };
    let mut people: Vec<Resident> = (0..count)
        .map(|number| one(number, count, start, until, &mut names, &mut rng.part("person", number)))
        .collect();
    // Who founded the place comes first whatever the others do.
    people.sort_by_key(|person| (person.joined_at, person.key));
    people
}

fn one(
    number: usize,
    count: usize,
    start: OffsetDateTime,
    until: OffsetDateTime,
    names: &mut Names,
    rng: &mut Rng,
) -> Resident {
    let (username, display_name) = if number == 0 { names.ada() } else { names.next() };
    let joined_at = joining(number, count, start, until, rng);
    let mut interests: Vec<usize> = (0..TOPICS.len()).collect();
    rng.shuffle(&mut interests);
    interests.truncate(1 + rng.below(3));
    // A few people carry a community: one in twelve writes ten times as much as most.
    let activity = match rng.unit() {
        x if x < 0.08 => 8.0 + 4.0 * rng.unit(),
        x if x < 0.30 => 2.5 + 2.0 * rng.unit(),
        x if x < 0.75 => 0.6 + rng.unit(),
        _ => 0.15,
    };
    Resident {
        key: key(joined_at, rng),
        username,
        display_name,
        bio: if number == 0 || rng.chance(0.72) { Telling::new(&WELCOME).any("bio", rng) } else { String::new() },
        joined_at,
        activity: if number == 0 { 9.0 } else { activity },
        charm: if number == 0 || rng.chance(0.06) { 3.0 } else { 0.7 + 0.6 * rng.unit() },
        interests,
        shift: *rng.pick(&[-2, -1, 0, 0, 0, 0, 1, 1, 3]),
        style: match rng.below(10) {
            0 => Style::Small,
            1 | 2 => Style::Open,
            _ => Style::Careful,
        },
    }
}

/// Founders on the first day, then a stream that thins out.
fn joining(number: usize, count: usize, start: OffsetDateTime, until: OffsetDateTime, rng: &mut Rng) -> OffsetDateTime {
    let founders = (count / 12).max(3);
    if number == 0 {
        return start + Duration::milliseconds(rng.between(6 * 3_600_000, 7 * 3_600_000));
    }
    if number < founders {
        return start + Duration::milliseconds(rng.between(7 * 3_600_000, 20 * 3_600_000));
    }
    let days = (until - start).whole_days().max(1);
    let share = rng.unit();
    let day = ((share * share * 0.8 + share * 0.2) * days as f64) as i64;
    let at = start + Duration::days(day.min(days - 1)) + rhythm::time_of_day(rng, 0);
    // Not before the place was founded.
    if day == 0 { at.max(start + Duration::milliseconds(rng.between(8 * 3_600_000, 20 * 3_600_000))) } else { at }
}

struct Names {
    taken: HashSet<String>,
    rng: Rng,
}

impl Names {
    fn ada(&mut self) -> (String, String) {
        self.taken.insert("ada".to_owned());
        ("ada".to_owned(), "Ada Winter".to_owned())
    }

    fn next(&mut self) -> (String, String) {
        loop {
            let (given, family) = (*self.rng.pick(NAMES.rule("given")), *self.rng.pick(NAMES.rule("family")));
            let handle = *self.rng.pick(NAMES.rule("handle"));
            let small = given.to_lowercase();
            let number = self.rng.between(2, 99);
            let (username, shown) = match self.rng.below(10) {
                0 | 1 => (small, given.to_owned()),
                2 | 3 => (format!("{small}_{}", family.to_lowercase()), format!("{given} {family}")),
                4 => (format!("{given}{}", &family[..1]), format!("{given} {family}")),
                5 => (format!("{small}{number}"), given.to_owned()),
                6 => (format!("{}_{}", &small[..1], family.to_lowercase()), format!("{given} {family}")),
                7 => (format!("{small}_from_the_mill"), given.to_owned()),
                8 => (handle.to_owned(), handle.to_owned()),
                _ => (handle.to_owned(), format!("{given} {family}")),
            };
            if (3..=30).contains(&username.len()) && self.taken.insert(username.to_lowercase()) {
                return (username, shown);
            }
        }
    }
}
