//! Battleship: two seas of ten by ten, five ships each, one shot a turn. A fleet is its owner's secret until the end.

use super::rules::{About, Eyes, Illegal, Outcome, Rules, Seat};
use std::fmt;

const SIDE: usize = 10;
/// The lengths in the order in which they are placed.
const SHIPS: [usize; 5] = [5, 4, 3, 3, 2];
/// What a fleet is called to whoever may not see it.
const HIDDEN: &str = "fleet";

const LAID: Illegal = Illegal("This fleet is laid already.");
const NO_FLEET: Illegal = Illegal(
    "A fleet is five placements for lengths 5 4 3 3 2, each a square and h (to the right) or v (down): a1h c3v e5h g7v i9h.",
);
const OVER_THE_EDGE: Illegal = Illegal("A ship reaches over the edge.");
const ON_EACH_OTHER: Illegal = Illegal("Two ships share a square.");

/// A set of squares as bits, `row * 10 + column` from the top left.
type Squares = u128;

/// The ships' squares, in the order of `SHIPS`.
#[derive(Clone, Copy, PartialEq)]
struct Fleet([Squares; 5]);

impl Fleet {
    fn all(&self) -> Squares {
        self.0.iter().fold(0, |all, ship| all | ship)
    }

    /// The squares of ships that are hit everywhere.
    fn sunk(&self, shots: Squares) -> Squares {
        self.0.iter().filter(|ship| *ship & !shots == 0).fold(0, |all, ship| all | ship)
    }

    fn parse(text: &str) -> Result<Fleet, Illegal> {
        let mut ships = [0; 5];
        let mut placements = text.split(' ');
        for (ship, length) in ships.iter_mut().zip(SHIPS) {
            *ship = placed(placements.next().ok_or(NO_FLEET)?, length)?;
        }
        if placements.next().is_some() {
            return Err(NO_FLEET);
        }
        let squares: u32 = ships.iter().map(|ship| ship.count_ones()).sum();
        let fleet = Fleet(ships);
        if fleet.all().count_ones() == squares { Ok(fleet) } else { Err(ON_EACH_OTHER) }
    }
}

/// A log that prints a position must not tell where the ships are.
impl fmt::Debug for Fleet {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

/// The squares of one ship, from e.g. `c3v`.
fn placed(placement: &str, length: usize) -> Result<Squares, Illegal> {
    let (name, across) = match placement.as_bytes() {
        [.., b'h'] => (&placement[..placement.len() - 1], true),
        [.., b'v'] => (&placement[..placement.len() - 1], false),
        _ => return Err(NO_FLEET),
    };
    let first = square_of(name).ok_or(NO_FLEET)?;
    let (along, step) = if across { (first % SIDE, 1) } else { (first / SIDE, SIDE) };
    if along + length > SIDE {
        return Err(OVER_THE_EDGE);
    }
    Ok((0..length).map(|part| 1 << (first + part * step)).sum())
}

/// `a1` is 0, `j10` is 99.
fn square_of(name: &str) -> Option<usize> {
    let (column, row) = match name.as_bytes() {
        [column @ b'a'..=b'j', row @ b'1'..=b'9'] => (column, usize::from(row - b'1')),
        [column @ b'a'..=b'j', b'1', b'0'] => (column, 9),
        _ => return None,
    };
    Some(row * SIDE + usize::from(column - b'a'))
}

fn name_of(square: usize) -> String {
    format!("{}{}", char::from(b'a' + (square % SIDE) as u8), square / SIDE + 1)
}

#[derive(Clone, Debug, PartialEq)]
pub struct Battleship {
    fleets: [Option<Fleet>; 2],
    /// What each seat has shot at, in the other's sea.
    shots: [Squares; 2],
    turn: Seat,
}

impl Battleship {
    fn laying(&self) -> bool {
        self.fleets.contains(&None)
    }

    /// The other's fleet under this seat's shots.
    fn target(&self, seat: Seat) -> (Squares, Squares) {
        let fleet = self.fleets[seat.other().index()];
        (fleet.map_or(0, |fleet| fleet.all()), fleet.map_or(0, |fleet| fleet.sunk(self.shots[seat.index()])))
    }

    fn winner(&self) -> Option<Seat> {
        let sank = |seat: &Seat| {
            let (all, sunk) = self.target(*seat);
            all != 0 && all == sunk
        };
        Seat::BOTH.into_iter().find(sank)
    }

    /// One square of `owner`'s sea.
    fn square(&self, owner: Seat, eyes: Eyes, square: Squares) -> char {
        let (all, sunk) = self.target(owner.other());
        let shot = self.shots[owner.other().index()] & square != 0;
        match (shot, all & square != 0) {
            (true, true) if sunk & square != 0 => '#',
            (true, true) => 'x',
            (true, false) => 'o',
            (false, true) if eyes.see(owner) => self.letter(owner, square),
            (false, _) => '.',
        }
    }

    fn letter(&self, owner: Seat, square: Squares) -> char {
        let ships = self.fleets[owner.index()].map_or([0; 5], |fleet| fleet.0);
        ships.iter().zip('A'..).find(|(ship, _)| *ship & square != 0).map_or('.', |(_, letter)| letter)
    }
}

impl Rules for Battleship {
    const ABOUT: About = About {
        kind: "battleship",
        name: "Battleship",
        seats: 2,
        sides: ["blue", "green"],
        move_format: "First a fleet: five placements for the lengths 5 4 3 3 2, each the ship's first square and `h` (to \
                      the right) or `v` (down), parted by blanks; ships may touch. Both lay theirs in any order (too many \
                      to be listed as legal moves). Then first shoots, one square a turn, `a1` to `j10`: column from the \
                      left, row from the top.",
        example: "a1h c3v e5h g7v i9h",
        board_format: "Ten rows, row 1 first: first's sea, a blank, second's sea. `A` to `E` an unhit ship (lengths \
                       5 4 3 3 2) where one may see it, `x` a hit, `#` a sunk ship, `o` a miss, `.` water or unknown. \
                       All ships are shown when the game is over.",
        points: 30,
        hides: true,
    };

    fn start() -> Battleship {
        Battleship { fleets: [None, None], shots: [0, 0], turn: Seat::First }
    }

    /// While fleets are laid: nobody's, then that of the seat whose fleet is missing.
    fn turn(&self) -> Option<Seat> {
        match self.fleets {
            [None, None] => None,
            [None, Some(_)] => Some(Seat::First),
            [Some(_), None] => Some(Seat::Second),
            [Some(_), Some(_)] => self.winner().is_none().then_some(self.turn),
        }
    }

    /// Fleets in any order; so a second one is looked at, and refused as what it is.
    fn may_move(&self, seat: Seat) -> bool {
        self.laying() || self.turn() == Some(seat)
    }

    fn legal_moves(&self, seat: Seat) -> Vec<String> {
        if self.laying() || self.turn() != Some(seat) {
            return Vec::new();
        }
        let open = (0..SIDE * SIDE).filter(|square| self.shots[seat.index()] & (1 << square) == 0);
        open.map(name_of).collect()
    }

    fn play(&mut self, seat: Seat, mv: &str) -> Result<(), Illegal> {
        if self.laying() {
            if self.fleets[seat.index()].is_some() {
                return Err(LAID);
            }
            self.fleets[seat.index()] = Some(Fleet::parse(mv)?);
            return Ok(());
        }
        if self.turn() != Some(seat) {
            return Err(Illegal("It is not this seat's turn."));
        }
        if mv.contains(' ') {
            return Err(LAID);
        }
        let square = 1 << square_of(mv).ok_or(Illegal("A shot is a square, a1 to j10."))?;
        if self.shots[seat.index()] & square != 0 {
            return Err(Illegal("That square was shot at already."));
        }
        self.shots[seat.index()] |= square;
        self.turn = seat.other();
        Ok(())
    }

    fn outcome(&self) -> Option<Outcome> {
        self.winner().map(|winner| Outcome::won(winner, "fleet_sunk"))
    }

    fn board(&self, eyes: Eyes) -> Vec<String> {
        let sea =
            |owner, row| (0..SIDE).map(|column| self.square(owner, eyes, 1u128 << (row * SIDE + column))).collect();
        (0..SIDE).map(|row| Seat::BOTH.map(|owner| -> String { sea(owner, row) }).join(" ")).collect()
    }

    /// `fleet`, `b5 miss`, `b5 hit`, or `b5 sunk` for the last hit of a ship.
    fn text(&self, seat: Seat, mv: &str) -> String {
        let Some(square) = square_of(mv).filter(|_| !self.laying()) else { return HIDDEN.to_owned() };
        let mut after = self.clone();
        after.shots[seat.index()] |= 1 << square;
        let (all, sunk) = after.target(seat);
        let result = match 1 << square {
            bit if sunk & bit != 0 => "sunk",
            bit if all & bit != 0 => "hit",
            _ => "miss",
        };
        format!("{mv} {result}")
    }

    fn seen(mover: Seat, mv: &str, eyes: Eyes) -> &str {
        if mv.contains(' ') && !eyes.see(mover) { HIDDEN } else { mv }
    }
}

#[cfg(test)]
mod tests;
