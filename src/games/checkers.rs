//! Checkers, by the English rules: men forward, kings one step both ways, captures are mandatory.

use super::rules::{About, Eyes, Illegal, Outcome, Rules, Seat};

/// Moves without a capture or a man's move that make a draw: forty of each seat.
const QUIET_MOVES: u16 = 80;

/// Pieces as bits, `row * 8 + column` from first's side: a1 is 0, h8 is 63. Only dark squares (a1 is one) are used.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkers {
    pieces: [u64; 2],
    kings: u64,
    turn: Seat,
    /// Moves since the last capture or move of a man.
    quiet: u16,
    /// Settled with the move that ends it.
    outcome: Option<Outcome>,
}

/// One move: every square it touches, and what it takes.
#[derive(Clone, Debug, PartialEq)]
struct Move {
    path: Vec<u8>,
    taken: u64,
}

impl Move {
    fn text(&self) -> String {
        let link = if self.taken == 0 { "-" } else { "x" };
        self.path.iter().map(|square| name_of(*square)).collect::<Vec<_>>().join(link)
    }
}

fn name_of(square: u8) -> String {
    format!("{}{}", char::from(b'a' + square % 8), square / 8 + 1)
}

fn bit(square: u8) -> u64 {
    1 << square
}

/// The square that many diagonal steps away; `None` beyond the edge.
fn away(square: u8, (rows, columns): (i8, i8), steps: i8) -> Option<u8> {
    let row = (square / 8) as i8 + rows * steps;
    let column = (square % 8) as i8 + columns * steps;
    ((0..8).contains(&row) && (0..8).contains(&column)).then_some((row * 8 + column) as u8)
}

impl Checkers {
    fn pieces(&self, seat: Seat) -> u64 {
        self.pieces[seat.index()]
    }

    /// Forward for a man of `seat`, both ways for a king.
    fn directions(seat: Seat, king: bool) -> &'static [(i8, i8)] {
        match (king, seat) {
            (true, _) => &[(1, -1), (1, 1), (-1, -1), (-1, 1)],
            (false, Seat::First) => &[(1, -1), (1, 1)],
            (false, Seat::Second) => &[(-1, -1), (-1, 1)],
        }
    }

    fn is_last_row(seat: Seat, square: u8) -> bool {
        square / 8 == if seat == Seat::First { 7 } else { 0 }
    }

    /// Every move of `seat`, were it its turn: captures only, if there is one. By squares from a1.
    fn moves(&self, seat: Seat) -> Vec<Move> {
        let own = (0..64).filter(|square| self.pieces(seat) & bit(*square) != 0);
        let mut captures = Vec::new();
        for from in own.clone() {
            // The mover has left its square: a king may come back over it.
            let lifted = self.pieces(Seat::First) | self.pieces(Seat::Second);
            self.captures(seat, &Move { path: vec![from], taken: 0 }, lifted & !bit(from), &mut captures);
        }
        if !captures.is_empty() {
            return captures;
        }
        let occupied = self.pieces[0] | self.pieces[1];
        let steps = own.flat_map(|from| {
            let directions = Checkers::directions(seat, self.kings & bit(from) != 0).iter();
            let ends = directions.filter_map(move |direction| away(from, *direction, 1));
            ends.filter(|to| occupied & bit(*to) == 0)
                .map(move |to| Move { path: vec![from, to], taken: 0 })
                .collect::<Vec<_>>()
        });
        steps.collect()
    }

    /// Goes on from `so_far` while something can be taken; what cannot go on is a move.
    fn captures(&self, seat: Seat, so_far: &Move, occupied: u64, found: &mut Vec<Move>) {
        let (Some(&start), Some(&at)) = (so_far.path.first(), so_far.path.last()) else { return };
        let king = self.kings & bit(start) != 0;
        let others = self.pieces(seat.other()) & !so_far.taken;
        let mut ends = true;
        // Who comes to the last row as a man goes on as a man, which leads nowhere: kinging ends the turn.
        for direction in Checkers::directions(seat, king) {
            let (Some(over), Some(to)) = (away(at, *direction, 1), away(at, *direction, 2)) else { continue };
            if others & bit(over) == 0 || occupied & bit(to) != 0 {
                continue;
            }
            ends = false;
            let mut next = so_far.clone();
            next.path.push(to);
            next.taken |= bit(over);
            self.captures(seat, &next, occupied, found);
        }
        if ends && so_far.taken != 0 {
            found.push(so_far.clone());
        }
    }

    /// Makes a move that was found by `moves`.
    fn make(&mut self, seat: Seat, made: &Move) {
        let (Some(&from), Some(&to)) = (made.path.first(), made.path.last()) else { return };
        let king = self.kings & bit(from) != 0;
        self.pieces[seat.index()] = self.pieces[seat.index()] & !bit(from) | bit(to);
        self.pieces[seat.other().index()] &= !made.taken;
        self.kings &= !(bit(from) | made.taken);
        if king || Checkers::is_last_row(seat, to) {
            self.kings |= bit(to);
        }
        self.quiet = if king && made.taken == 0 { self.quiet + 1 } else { 0 };
        self.turn = seat.other();
        self.outcome = self.settled();
    }

    fn settled(&self) -> Option<Outcome> {
        let winner = self.turn.other();
        if self.pieces(self.turn) == 0 {
            Some(Outcome::won(winner, "no_pieces"))
        } else if self.moves(self.turn).is_empty() {
            Some(Outcome::won(winner, "no_moves"))
        } else {
            (self.quiet >= QUIET_MOVES).then(|| Outcome::drawn("forty_moves"))
        }
    }
}

/// Why a text is none of these moves.
fn why_not(mv: &str, legal: &[Move]) -> Illegal {
    let links = |byte: u8| byte == b'-' || byte == b'x';
    let squares = mv.split(['-', 'x']);
    let is_square = |part: &str| matches!(part.as_bytes(), [b'a'..=b'h', b'1'..=b'8']);
    if !mv.bytes().any(links) || !squares.clone().all(is_square) {
        return Illegal("A move is two squares, c3-d4, or a capture with every square it lands on, c3xe5xg7.");
    }
    let capturing = legal.iter().any(|each| each.taken != 0);
    if legal.iter().any(|each| each.text().starts_with(mv)) {
        return Illegal("The capture must go on with the same piece.");
    }
    if capturing && mv.contains('-') {
        return Illegal("A capture is mandatory.");
    }
    Illegal("No piece of this seat can move so.")
}

impl Rules for Checkers {
    const ABOUT: About = About {
        kind: "checkers",
        name: "Checkers",
        seats: 2,
        sides: ["dark", "light"],
        move_format: "Two squares, `c3-d4`; a capture names every square it lands on, `c3xe5xg7`. Columns `a` to `h`, \
                      rows `1` to `8` from first's side.",
        example: "c3-d4",
        board_format: "Eight rows of eight, row 8 first: `x` dark's men, `X` dark's kings, `o` and `O` light's, `.` free.",
        points: 20,
        hides: false,
    };

    fn start() -> Checkers {
        let dark_squares: u64 = (0..64).filter(|square| (square / 8 + square % 8) % 2 == 0).map(bit).sum();
        Checkers {
            pieces: [dark_squares & 0x00ff_ffff, dark_squares & 0xffff_ff00_0000_0000],
            kings: 0,
            turn: Seat::First,
            quiet: 0,
            outcome: None,
        }
    }

    fn turn(&self) -> Option<Seat> {
        self.outcome.is_none().then_some(self.turn)
    }

    fn legal_moves(&self, seat: Seat) -> Vec<String> {
        match Rules::turn(self) {
            Some(turn) if turn == seat => self.moves(seat).iter().map(Move::text).collect(),
            _ => Vec::new(),
        }
    }

    fn play(&mut self, seat: Seat, mv: &str) -> Result<(), Illegal> {
        if Rules::turn(self) != Some(seat) {
            return Err(Illegal("It is not this seat's turn."));
        }
        let legal = self.moves(seat);
        let made = legal.iter().find(|each| each.text() == mv).ok_or_else(|| why_not(mv, &legal))?;
        self.make(seat, made);
        Ok(())
    }

    fn outcome(&self) -> Option<Outcome> {
        self.outcome.clone()
    }

    fn board(&self, _eyes: Eyes) -> Vec<String> {
        let square = |square: u8| {
            let king = self.kings & bit(square) != 0;
            match bit(square) {
                own if self.pieces[0] & own != 0 => {
                    if king {
                        'X'
                    } else {
                        'x'
                    }
                }
                own if self.pieces[1] & own != 0 => {
                    if king {
                        'O'
                    } else {
                        'o'
                    }
                }
                _ => '.',
            }
        };
        (0..8).rev().map(|row| (0..8).map(|column| square(row * 8 + column)).collect()).collect()
    }
}

#[cfg(test)]
mod tests;
