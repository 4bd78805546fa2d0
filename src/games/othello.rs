//! Othello: outflanked discs turn over; whoever cannot move passes; most discs win.

use super::rules::{About, Eyes, Illegal, Outcome, Rules, Seat};

/// Columns a to h, and rows 1 to 8 from the top.
const SIDE: u32 = 8;

/// Each seat's discs as bits, `row * 8 + column` from the top left.
#[derive(Clone, Debug, PartialEq)]
pub struct Othello {
    discs: [u64; 2],
    /// `None`: neither can move, it is over. Passing is no move, so it is settled with the move before.
    turn: Option<Seat>,
}

impl Othello {
    /// Where `seat` can put a disc, as bits.
    fn places(&self, seat: Seat) -> u64 {
        let (own, others) = (self.discs[seat.index()], self.discs[seat.other().index()]);
        let free = !(own | others);
        DIRECTIONS.into_iter().map(|direction| line(direction, own, others).1 & free).fold(0, |all, end| all | end)
    }

    /// What a disc on `place` turns over; 0 when it turns nothing.
    fn turned(&self, seat: Seat, place: u64) -> u64 {
        let (own, others) = (self.discs[seat.index()], self.discs[seat.other().index()]);
        let closed = |direction| match line(direction, place, others) {
            (passed, end) if end & own != 0 => passed,
            _ => 0,
        };
        DIRECTIONS.into_iter().map(closed).fold(0, |all, passed| all | passed)
    }

    /// Puts a disc on a place that was found legal.
    fn put(&mut self, seat: Seat, place: u64) {
        let turned = self.turned(seat, place);
        self.discs[seat.index()] |= place | turned;
        self.discs[seat.other().index()] &= !turned;
        self.turn = [seat.other(), seat].into_iter().find(|next| self.places(*next) != 0);
    }
}

const DIRECTIONS: [(i32, i32); 8] = [(0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1)];
const NOT_COLUMN_A: u64 = 0xfefe_fefe_fefe_fefe;
const NOT_COLUMN_H: u64 = 0x7f7f_7f7f_7f7f_7f7f;

/// Every bit moved by one row and one column; what leaves the board is gone.
fn step((rows, columns): (i32, i32), bits: u64) -> u64 {
    let aside = match columns {
        1 => (bits & NOT_COLUMN_H) << 1,
        -1 => (bits & NOT_COLUMN_A) >> 1,
        _ => bits,
    };
    match rows {
        1 => aside << SIDE,
        -1 => aside >> SIDE,
        _ => aside,
    }
}

/// From `start` over the unbroken run of `over`: the run, and what comes after it (nothing when the run is empty).
fn line(direction: (i32, i32), start: u64, over: u64) -> (u64, u64) {
    let mut run = step(direction, start) & over;
    let mut passed = run;
    while run != 0 {
        run = step(direction, run) & over;
        passed |= run;
    }
    (passed, step(direction, passed) & !over)
}

fn name_of(place: u64) -> String {
    let square = place.trailing_zeros();
    let column = char::from(b'a' + (square % SIDE) as u8);
    format!("{column}{}", square / SIDE + 1)
}

fn place_of(mv: &str) -> Option<u64> {
    match mv.as_bytes() {
        [column @ b'a'..=b'h', row @ b'1'..=b'8'] => {
            Some(1 << (u32::from(row - b'1') * SIDE + u32::from(column - b'a')))
        }
        _ => None,
    }
}

/// The single bits of a set.
fn each(bits: u64) -> impl Iterator<Item = u64> {
    (0..64).map(|square| 1u64 << square).filter(move |bit| bits & bit != 0)
}

impl Rules for Othello {
    const ABOUT: About = About {
        kind: "othello",
        name: "Othello",
        seats: 2,
        sides: ["dark", "light"],
        move_format: "A square, column `a` to `h` from the left and row `1` to `8` from the top. Who cannot move passes \
                      without a move of its own; when neither can, it is over.",
        example: "d3",
        board_format: "Eight rows of eight, row 1 first: `x` dark, `o` light, `.` free.",
        points: 25,
        hides: false,
    };

    fn start() -> Othello {
        let on = |names: [&str; 2]| names.into_iter().filter_map(place_of).sum();
        Othello { discs: [on(["e4", "d5"]), on(["d4", "e5"])], turn: Some(Seat::First) }
    }

    fn turn(&self) -> Option<Seat> {
        self.turn
    }

    fn legal_moves(&self, seat: Seat) -> Vec<String> {
        match self.turn {
            Some(turn) if turn == seat => each(self.places(seat)).map(name_of).collect(),
            _ => Vec::new(),
        }
    }

    fn play(&mut self, seat: Seat, mv: &str) -> Result<(), Illegal> {
        if self.turn != Some(seat) {
            return Err(Illegal("It is not this seat's turn."));
        }
        let place = place_of(mv).ok_or(Illegal("A move is a square, a1 to h8."))?;
        if (self.discs[0] | self.discs[1]) & place != 0 {
            return Err(Illegal("That square is taken."));
        }
        if self.places(seat) & place == 0 {
            return Err(Illegal("A disc must outflank at least one of the other's."));
        }
        self.put(seat, place);
        Ok(())
    }

    fn outcome(&self) -> Option<Outcome> {
        if self.turn.is_some() {
            return None;
        }
        let count = |seat: Seat| self.discs[seat.index()].count_ones();
        Some(match count(Seat::First).cmp(&count(Seat::Second)) {
            std::cmp::Ordering::Greater => Outcome::won(Seat::First, "most_discs"),
            std::cmp::Ordering::Less => Outcome::won(Seat::Second, "most_discs"),
            std::cmp::Ordering::Equal => Outcome::drawn("equal_discs"),
        })
    }

    fn board(&self, _eyes: Eyes) -> Vec<String> {
        let square = |bit: u64| match bit {
            _ if self.discs[0] & bit != 0 => 'x',
            _ if self.discs[1] & bit != 0 => 'o',
            _ => '.',
        };
        let row = |row: u32| (0..SIDE).map(|column| square(1 << (row * SIDE + column))).collect();
        (0..SIDE).map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::games::trial::{played, random_games};

    /// Leaves of the tree of moves; a pass is a step of its own there.
    fn perft(game: &Othello, depth: u32) -> u64 {
        let (Some(seat), 1..) = (Rules::turn(game), depth) else { return 1 };
        let next = each(game.places(seat)).map(|place| {
            let mut next = game.clone();
            next.put(seat, place);
            next
        });
        next.map(|next| perft(&next, depth - 1)).sum()
    }

    #[test]
    fn the_tree_has_the_published_size() {
        // Counts by Aart Bik; up to here nobody has to pass.
        for (depth, count) in [(1, 4), (2, 12), (3, 56), (4, 244), (5, 1396), (6, 8200), (7, 55092)] {
            assert_eq!(perft(&Othello::start(), depth), count, "depth {depth}");
        }
    }

    #[test]
    fn dark_begins_and_outflanked_discs_turn() {
        let game = Othello::start();
        assert_eq!(game.legal_moves(Seat::First), ["d3", "c4", "f5", "e6"]);
        assert!(game.legal_moves(Seat::Second).is_empty());
        let game = played::<Othello>("d3");
        assert_eq!(
            game.board(Eyes::Spectator),
            ["........", "........", "...x....", "...xx...", "...xo...", "........", "........", "........"]
        );
        assert_eq!(Rules::turn(&game), Some(Seat::Second));
    }

    #[test]
    fn nothing_is_turned_around_the_edge() {
        let mut game = Othello::start();
        // The row's end and the next row's start are neighbours in the bits only.
        game.discs = [place_of("g1").unwrap(), place_of("h1").unwrap()];
        assert_eq!(game.places(Seat::First), 0);
        game.discs = [place_of("b2").unwrap(), place_of("a2").unwrap()];
        assert_eq!(game.places(Seat::First), 0);
    }

    #[test]
    fn who_cannot_move_passes_without_a_move() {
        // The shortest way to a pass: light has nothing to outflank after dark's eighth disc.
        let mut game = Othello::start();
        game.discs = [place_of("a1").unwrap(), place_of("b1").unwrap() | place_of("b3").unwrap()];
        game.discs[0] |= place_of("a3").unwrap();
        Rules::play(&mut game, Seat::First, "c1").unwrap();
        assert_eq!(Rules::turn(&game), Some(Seat::First), "light has no move, dark goes on");
        assert!(Rules::play(&mut game, Seat::Second, "c3").is_err());
        Rules::play(&mut game, Seat::First, "c3").unwrap();
        assert_eq!(Rules::turn(&game), None);
        assert_eq!(game.outcome(), Some(Outcome::won(Seat::First, "most_discs")));
    }

    #[test]
    fn it_ends_early_when_one_colour_is_gone() {
        let game = played::<Othello>("e6 f4 e3 f6 g5 d6 e7 f5 c5");
        assert_eq!(game.outcome(), Some(Outcome::won(Seat::First, "most_discs")));
        assert_eq!(game.discs[1], 0);
    }

    #[test]
    fn equal_discs_are_a_draw() {
        let mut game = Othello::start();
        game.turn = None;
        assert_eq!(game.outcome(), Some(Outcome::drawn("equal_discs")));
    }

    #[test]
    fn what_is_no_move_is_refused_with_a_reason() {
        let mut game = Othello::start();
        for (mv, reason) in [
            ("d4", "That square is taken."),
            ("a1", "A disc must outflank at least one of the other's."),
            ("i1", "A move is a square, a1 to h8."),
            ("d9", "A move is a square, a1 to h8."),
            ("pass", "A move is a square, a1 to h8."),
        ] {
            assert_eq!(Rules::play(&mut game, Seat::First, mv), Err(Illegal(reason)), "{mv}");
        }
        assert_eq!(game, Othello::start());
    }

    #[test]
    fn random_games_end_and_keep_their_promises() {
        random_games::<Othello>(100, 60);
    }
}
