//! Connect Four: seven columns of six; four of one's own in a line win.

use super::rules::{About, Eyes, Illegal, Outcome, Rules, Seat};

const COLUMNS: usize = 7;
const ROWS: usize = 6;
/// A column takes seven bits: its six squares from the bottom, and one that stays empty so that no line runs over the edge.
const HEIGHT: usize = 7;

/// Each seat's pieces as bits, `column * 7 + row from the bottom` (Fhourstones' layout, John Tromp).
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectFour {
    pieces: [u64; 2],
    turn: Seat,
}

impl ConnectFour {
    fn height(&self, column: usize) -> usize {
        let all = self.pieces[0] | self.pieces[1];
        ((all >> (column * HEIGHT)) & 0x3f).count_ones() as usize
    }

    fn full(&self) -> bool {
        (self.pieces[0] | self.pieces[1]).count_ones() as usize == COLUMNS * ROWS
    }

    fn winner(&self) -> Option<Seat> {
        Seat::BOTH.into_iter().find(|seat| connected(self.pieces[seat.index()]))
    }

    fn over(&self) -> bool {
        self.full() || self.winner().is_some()
    }
}

/// Whether four bits stand in a line: up, along, or along one of the diagonals.
fn connected(pieces: u64) -> bool {
    [1, HEIGHT, HEIGHT - 1, HEIGHT + 1].into_iter().any(|step| {
        let pairs = pieces & (pieces >> step);
        pairs & (pairs >> (2 * step)) != 0
    })
}

fn column_of(mv: &str) -> Option<usize> {
    match mv.as_bytes() {
        [letter @ b'a'..=b'g'] => Some(usize::from(letter - b'a')),
        _ => None,
    }
}

impl Rules for ConnectFour {
    const ABOUT: About = About {
        kind: "connect_four",
        name: "Connect Four",
        seats: 2,
        sides: ["red", "yellow"],
        move_format: "The letter of a column, `a` to `g` from the left; the piece falls to the lowest free square.",
        example: "d",
        board_format: "Six rows of seven, columns a to g: `x` first's pieces, `o` second's, `.` free.",
        points: 15,
        hides: false,
    };

    fn start() -> ConnectFour {
        ConnectFour { pieces: [0, 0], turn: Seat::First }
    }

    fn turn(&self) -> Option<Seat> {
        (!self.over()).then_some(self.turn)
    }

    fn legal_moves(&self, seat: Seat) -> Vec<String> {
        if self.turn() != Some(seat) {
            return Vec::new();
        }
        let open = (0..COLUMNS).filter(|column| self.height(*column) < ROWS);
        open.map(|column| char::from(b'a' + column as u8).to_string()).collect()
    }

    fn play(&mut self, seat: Seat, mv: &str) -> Result<(), Illegal> {
        if self.turn() != Some(seat) {
            return Err(Illegal("It is not this seat's turn."));
        }
        let column = column_of(mv).ok_or(Illegal("A move is the letter of a column, a to g."))?;
        let height = self.height(column);
        if height == ROWS {
            return Err(Illegal("That column is full."));
        }
        self.pieces[seat.index()] |= 1 << (column * HEIGHT + height);
        self.turn = seat.other();
        Ok(())
    }

    fn outcome(&self) -> Option<Outcome> {
        match self.winner() {
            Some(seat) => Some(Outcome::won(seat, "connected")),
            None if self.full() => Some(Outcome::drawn("board_full")),
            None => None,
        }
    }

    fn board(&self, _eyes: Eyes) -> Vec<String> {
        let square = |column: usize, row: usize| {
            let bit = 1u64 << (column * HEIGHT + row);
            match () {
                () if self.pieces[0] & bit != 0 => 'x',
                () if self.pieces[1] & bit != 0 => 'o',
                () => '.',
            }
        };
        (0..ROWS).rev().map(|row| (0..COLUMNS).map(|column| square(column, row)).collect()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::games::trial::{played, random_games};

    #[test]
    fn a_piece_falls_to_the_lowest_free_square() {
        let game = played::<ConnectFour>("d d c");
        assert_eq!(game.board(Eyes::Spectator)[4..], ["...o...", "..xx..."]);
        assert_eq!(Rules::turn(&game), Some(Seat::Second));
    }

    #[test]
    fn four_in_a_line_win_in_every_direction() {
        for (moves, winner) in [
            ("a b a b a b a", Seat::First),
            ("a a b b c c d", Seat::First),
            ("g a g b g c f d", Seat::Second),
            ("a b b c d c c d e d d", Seat::First),
            ("g f f e d e e d c d d", Seat::First),
        ] {
            let game = played::<ConnectFour>(moves);
            assert_eq!(game.outcome(), Some(Outcome::won(winner, "connected")), "{moves}");
            assert_eq!(Rules::turn(&game), None);
            assert!(game.legal_moves(Seat::First).is_empty() && game.legal_moves(Seat::Second).is_empty());
        }
    }

    #[test]
    fn three_do_not_win_and_no_line_runs_over_the_edge() {
        assert_eq!(played::<ConnectFour>("a g a g a g").outcome(), None);
        // Three at the top of a and one at the bottom of b are neighbours in the bits, but for the empty one between.
        assert_eq!(played::<ConnectFour>("b a g a g a a g a c a").outcome(), None);
    }

    #[test]
    fn a_full_board_is_a_draw() {
        let game = played::<ConnectFour>(
            "a a a a a a b b b b b b c c c c c c g d d d d d d e e e e e e f f f f f f g g g g g",
        );
        assert_eq!(game.outcome(), Some(Outcome::drawn("board_full")), "{:#?}", game.board(Eyes::Spectator));
    }

    #[test]
    fn what_is_no_move_is_refused_with_a_reason() {
        let mut game = played::<ConnectFour>("d d d d d d");
        let before = game.clone();
        assert_eq!(Rules::play(&mut game, Seat::First, "d"), Err(Illegal("That column is full.")));
        for no_move in ["", "h", "D", "dd", "d ", "4", "é"] {
            assert!(Rules::play(&mut game, Seat::First, no_move).is_err(), "{no_move:?}");
        }
        assert!(Rules::play(&mut game, Seat::Second, "a").is_err(), "not its turn");
        assert_eq!(game, before);
        assert_eq!(game.legal_moves(Seat::First), ["a", "b", "c", "e", "f", "g"]);
    }

    #[test]
    fn random_games_end_and_keep_their_promises() {
        random_games::<ConnectFour>(300, 42);
    }
}
