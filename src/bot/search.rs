//! Looking ahead in any game of open positions: alpha-beta, deeper and deeper until the effort is spent, and on over captures
//! until it is quiet. The same position, effort and seed give the same move.

use super::judge::{Judge, LOUD};
use crate::games::rules::{Eyes, Position, Seat};
use crate::seed::rng::Rng;

/// A move, and what it is worth to its mover: 100 is about a man.
#[derive(Clone, Debug, PartialEq)]
pub struct Thought {
    pub mv: String,
    pub worth: i32,
}

/// A game that is won now; one that is won later is worth a little less.
const WON: i32 = 1_000_000;
const DEEPEST: i32 = 16;
/// How far captures are followed beyond the depth, where taking is a choice.
const QUIET_AFTER: i32 = 6;

/// The best move of `seat`, looking at about `effort` positions; `None` when it has none.
pub fn choose(position: &Position, seat: Seat, effort: u32, rng: &mut Rng) -> Option<Thought> {
    let mut search = Search { judge: Judge::of(position.about().kind), left: effort };
    let mut moves = position.legal_moves(seat);
    shuffle(&mut moves, rng);
    search.order(&position.board(Eyes::Spectator), &mut moves);
    let mut best = Thought { mv: moves.first()?.clone(), worth: 0 };
    if moves.len() == 1 {
        return Some(best);
    }
    for depth in 1..=DEEPEST {
        match search.best_of(position, seat, &moves, depth) {
            Some(found) => best = found,
            None => break,
        }
        if best.worth.abs() > WON / 2 {
            break;
        }
        // What was best is looked at first: the rest is then cut off sooner.
        moves.sort_by_key(|mv| *mv != best.mv);
    }
    Some(best)
}

/// Among moves of equal promise any may come first, so that not every game is the same.
fn shuffle(moves: &mut [String], rng: &mut Rng) {
    for end in (1..moves.len()).rev() {
        moves.swap(end, rng.below(end + 1));
    }
}

struct Search {
    judge: Judge,
    /// Positions that may still be looked at.
    left: u32,
}

impl Search {
    fn order(&self, rows: &[String], moves: &mut [String]) {
        moves.sort_by_cached_key(|mv| -(self.judge.promise)(rows, mv));
    }

    /// `None`: the effort was spent before it was known.
    fn best_of(&mut self, position: &Position, seat: Seat, moves: &[String], depth: i32) -> Option<Thought> {
        let mut best: Option<Thought> = None;
        for mv in moves {
            let floor = best.as_ref().map_or(-2 * WON, |best| best.worth);
            let worth = self.after(position, seat, mv, depth - 1, (floor, 2 * WON))?;
            if worth > floor {
                best = Some(Thought { mv: mv.clone(), worth });
            }
        }
        best
    }

    /// What making `mv` is worth to `seat`.
    fn after(&mut self, position: &Position, seat: Seat, mv: &str, depth: i32, bounds: (i32, i32)) -> Option<i32> {
        let mut next = position.clone();
        // What is listed as legal is accepted; were it not, it would be no good.
        let (floor, ceiling) = bounds;
        if next.play(seat, mv).is_err() {
            return Some(floor);
        }
        // The mover may be the same again: who cannot move passes.
        match next.turn() {
            Some(turn) if turn == seat => self.worth(&next, seat, depth, (floor, ceiling)),
            _ => Some(-self.worth(&next, seat.other(), depth, (-ceiling, -floor))?),
        }
    }

    /// What the position is worth to `seat`, whose turn it is: exact between the bounds, else a bound.
    fn worth(&mut self, position: &Position, seat: Seat, depth: i32, bounds: (i32, i32)) -> Option<i32> {
        self.left = self.left.checked_sub(1)?;
        if let Some(outcome) = position.outcome() {
            let later = DEEPEST - depth.max(-QUIET_AFTER);
            return Some(match outcome.winner {
                Some(winner) if winner == seat => WON - later,
                Some(_) => later - WON,
                None => 0,
            });
        }
        let rows = position.board(Eyes::Spectator);
        let mut moves = position.legal_moves(seat);
        self.order(&rows, &mut moves);
        let (mut floor, ceiling) = bounds;
        let mut best = -2 * WON;
        if depth <= 0 {
            let loud = |mv: &String| (self.judge.promise)(&rows, mv) >= LOUD;
            let must_take = self.judge.must_take && moves.first().is_some_and(loud);
            if !must_take {
                best = self.judge.worth_to(seat, &rows);
                floor = floor.max(best);
                moves.retain(loud);
            }
            if floor >= ceiling || moves.is_empty() || (depth <= -QUIET_AFTER && !must_take) {
                return Some(best);
            }
        }
        for mv in &moves {
            best = best.max(self.after(position, seat, mv, depth - 1, (floor, ceiling))?);
            floor = floor.max(best);
            if floor >= ceiling {
                break;
            }
        }
        Some(best)
    }
}
