//! Players' clocks beside the time that really passed.

use loggia::games::clock::{LAG_MOST, TimeControl};
use serde_json::Value;
use std::time::{Duration, Instant};

/// A move that was acknowledged.
pub struct Ply {
    pub position: u64,
    /// Milliseconds, first's and second's.
    pub left: [i64; 2],
    /// When it was asked for the first time, and when it was acknowledged.
    asked: Instant,
    heard: Instant,
}

impl Ply {
    /// From the game as the answer has it.
    pub fn of(answer: &Value, asked: Instant) -> Ply {
        let position = answer["position"].as_u64().expect("a position");
        Ply { position, left: left(answer), asked, heard: Instant::now() }
    }
}

/// What a game says to be left.
pub fn left(game: &Value) -> [i64; 2] {
    ["first_ms", "second_ms"].map(|seat| game["clock"][seat].as_i64().expect("a clock"))
}

/// Milliseconds by which times of the wall and of stopwatches, and rounded ones, may differ.
const BLUR: i64 = 20;

/// Each move, from the second on, cost its player the time between it and the one before, whatever died meanwhile, and the other
/// nothing.
pub fn run_as_time_does(control: TimeControl, plies: &[Ply]) {
    let ms = |time: Duration| time.as_millis() as i64;
    for (number, two) in (1..).zip(plies.windows(2)) {
        let [before, after] = two else { continue };
        let mover = number % 2;
        assert_eq!(before.left[1 - mover], after.left[1 - mover], "ply {number}: the other's clock stands");
        let cost = before.left[mover] + i64::from(control.increment_s) * 1000 - after.left[mover];
        let most = ms(after.heard - before.asked) + BLUR;
        let least = (ms(after.asked - before.heard) - ms(LAG_MOST) - BLUR).max(0);
        assert!((least..=most).contains(&cost), "ply {number} cost {cost} ms, of {least} to {most} that passed");
    }
}
