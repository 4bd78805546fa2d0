//! What a position is worth at a glance, kind by kind, read from its board as anybody sees it. A kind that is not known here is
//! played by wins and losses alone.

use crate::games::rules::Seat;

/// A move of this promise or more changes too much to judge before it was made: a capture.
pub const LOUD: i32 = 1000;

pub struct Judge {
    /// Rows of the board -> what it is worth to first, 100 being about a man.
    worth: fn(&[String]) -> i32,
    /// How early a move is worth looking at.
    pub promise: fn(&[String], &str) -> i32,
    /// Whether a capture must be made where there is one.
    pub must_take: bool,
}

impl Judge {
    pub fn of(kind: &str) -> Judge {
        match kind {
            "connect_four" => Judge { worth: connect_four::worth, promise: connect_four::promise, must_take: false },
            "othello" => Judge { worth: othello::worth, promise: othello::promise, must_take: false },
            "checkers" => Judge { worth: checkers::worth, promise: checkers::promise, must_take: true },
            "chess" => Judge { worth: chess::worth, promise: chess::promise, must_take: false },
            _ => Judge { worth: |_| 0, promise: |_, _| 0, must_take: false },
        }
    }

    pub fn worth_to(&self, seat: Seat, rows: &[String]) -> i32 {
        let worth = (self.worth)(rows);
        if seat == Seat::First { worth } else { -worth }
    }
}

/// Row (0 at the top), column (0 on the left) and letter of every square that is not free.
fn pieces(rows: &[String]) -> impl Iterator<Item = (i32, i32, u8)> {
    let letters = rows
        .iter()
        .zip(0..)
        .flat_map(|(row, number)| row.bytes().zip(0..).map(move |(letter, column)| (number, column, letter)));
    letters.filter(|(_, _, letter)| *letter != b'.')
}

/// The letter on a square named like `e4`, row 1 at the bottom.
fn on(rows: &[String], square: &str) -> u8 {
    let letter = |column: u8, row: u8| {
        let row = rows.len().checked_sub(usize::from(row.checked_sub(b'0')?))?;
        rows.get(row)?.as_bytes().get(usize::from(column.checked_sub(b'a')?)).copied()
    };
    match square.as_bytes() {
        [column, row] => letter(*column, *row).unwrap_or(b'.'),
        _ => b'.',
    }
}

mod connect_four {
    /// Every line of four that only one has a part in speaks for them, the more the fuller.
    pub fn worth(rows: &[String]) -> i32 {
        let at = |row: i32, column: i32| -> Option<u8> {
            rows.get(usize::try_from(row).ok()?)?.as_bytes().get(usize::try_from(column).ok()?).copied()
        };
        let mut worth = 0;
        for (row, column) in (0..6).flat_map(|row| (0..7).map(move |column| (row, column))) {
            for (down, right) in [(0, 1), (1, 0), (1, 1), (1, -1)] {
                let line: Option<Vec<u8>> = (0..4).map(|step| at(row + down * step, column + right * step)).collect();
                worth += line.map_or(0, |line| line_of_four(&line));
            }
        }
        worth
    }

    fn line_of_four(line: &[u8]) -> i32 {
        let count = |letter: u8| line.iter().filter(|each| **each == letter).count();
        match (count(b'x'), count(b'o')) {
            (own, 0) => [0, 1, 10, 50, 0][own],
            (0, others) => -[0, 1, 10, 50, 0][others],
            _ => 0,
        }
    }

    /// The middle first.
    pub fn promise(_rows: &[String], mv: &str) -> i32 {
        mv.bytes().next().map_or(0, |column| -(i32::from(column) - i32::from(b'd')).abs())
    }
}

mod othello {
    use super::pieces;

    /// Corners cannot be turned; the squares beside a free corner give it away. By rows and columns from an edge.
    const SQUARES: [[i32; 4]; 4] = [[100, -20, 10, 5], [-20, -50, -2, -2], [10, -2, -1, -1], [5, -2, -1, -1]];

    fn square(row: i32, column: i32) -> i32 {
        let from_edge = |place: i32| usize::try_from(place.min(7 - place)).unwrap_or(0).min(3);
        SQUARES[from_edge(row)][from_edge(column)]
    }

    pub fn worth(rows: &[String]) -> i32 {
        let (mut worth, mut count, mut lead) = (0, 0, 0);
        for (row, column, letter) in pieces(rows) {
            let side = if letter == b'x' { 1 } else { -1 };
            worth += side * square(row, column);
            lead += side;
            count += 1;
        }
        // Near the end the discs themselves count.
        if count > 52 { worth / 4 + 20 * lead } else { worth }
    }

    pub fn promise(_rows: &[String], mv: &str) -> i32 {
        match mv.as_bytes() {
            [column, row] => square(i32::from(*row) - i32::from(b'1'), i32::from(*column) - i32::from(b'a')),
            _ => 0,
        }
    }
}

mod checkers {
    use super::{LOUD, pieces};

    pub fn worth(rows: &[String]) -> i32 {
        let one = |(row, column, letter): (i32, i32, u8)| {
            let side = if letter.eq_ignore_ascii_case(&b'x') { 1 } else { -1 };
            let advanced = if side == 1 { 7 - row } else { row };
            let middle = 4 - (2 * column - 7).abs() / 2;
            // Men who stay on the first row keep the other from kings.
            let home = if advanced == 0 { 6 } else { 0 };
            let worth = if letter.is_ascii_uppercase() { 150 + 2 * middle } else { 100 + 3 * advanced + middle + home };
            side * worth
        };
        let total: i32 = pieces(rows).map(one).sum();
        // With few pieces left, whoever leads should trade.
        let count = i32::try_from(pieces(rows).count()).unwrap_or(0);
        total + total.signum() * (24 - count)
    }

    pub fn promise(_rows: &[String], mv: &str) -> i32 {
        let taken = mv.bytes().filter(|letter| *letter == b'x').count();
        if taken == 0 { 0 } else { LOUD + i32::try_from(taken).unwrap_or(0) }
    }
}

mod chess {
    use super::{LOUD, on, pieces};

    fn value(letter: u8) -> i32 {
        match letter.to_ascii_lowercase() {
            b'p' => 100,
            b'n' => 320,
            b'b' => 330,
            b'r' => 500,
            b'q' => 900,
            _ => 0,
        }
    }

    /// Half steps from the middle of the board, 1 to 7 each way.
    fn from_middle(row: i32, column: i32) -> i32 {
        (2 * row - 7).abs() + (2 * column - 7).abs()
    }

    pub fn worth(rows: &[String]) -> i32 {
        let material = |white: bool| -> i32 {
            let own = pieces(rows).filter(|(_, _, letter)| letter.is_ascii_uppercase() == white);
            own.map(|(_, _, letter)| value(letter)).sum()
        };
        let (white, black) = (material(true), material(false));
        let late = white + black < 2600;
        let placed: i32 = pieces(rows)
            .map(|(row, column, letter)| {
                let side = if letter.is_ascii_uppercase() { 1 } else { -1 };
                let advanced = if side == 1 { 7 - row } else { row };
                side * placing(letter.to_ascii_lowercase(), row, column, advanced, late)
            })
            .sum();
        white - black + placed + if late { chase(rows, white - black) } else { 0 }
    }

    /// What standing there adds to a piece.
    fn placing(piece: u8, row: i32, column: i32, advanced: i32, late: bool) -> i32 {
        let middle = 14 - from_middle(row, column);
        match piece {
            b'p' if late => 8 * advanced,
            b'p' => 2 * advanced + if (2..6).contains(&column) { 3 * advanced } else { 0 },
            b'n' => 4 * middle - if advanced == 0 { 10 } else { 0 },
            b'b' => 2 * middle - if advanced == 0 { 10 } else { 0 },
            b'k' if late => 2 * middle,
            // At home and aside while there is much to be afraid of.
            b'k' => -8 * advanced + if column == 3 || column == 5 || column == 4 { 0 } else { 15 },
            b'q' => middle / 2,
            _ => 0,
        }
    }

    /// Late, whoever leads drives the other king to the edge with their own.
    fn chase(rows: &[String], lead: i32) -> i32 {
        if lead.abs() < 300 {
            return 0;
        }
        let king = |letter: u8| pieces(rows).find(|(_, _, each)| *each == letter);
        let (Some((row, column, _)), Some((other_row, other_column, _))) = (king(b'K'), king(b'k')) else { return 0 };
        let apart = (row - other_row).abs() + (column - other_column).abs();
        let cornered = if lead > 0 { from_middle(other_row, other_column) } else { from_middle(row, column) };
        lead.signum() * (6 * cornered - 4 * apart)
    }

    /// The dearest victim by the cheapest piece first; then promotions.
    pub fn promise(rows: &[String], mv: &str) -> i32 {
        let (Some(from), Some(to)) = (mv.get(..2), mv.get(2..4)) else { return 0 };
        let victim = value(on(rows, to));
        let taking = if victim == 0 { 0 } else { LOUD + 10 * victim - value(on(rows, from)) / 10 };
        let becoming = if mv.ends_with('q') { LOUD + 8000 } else { 0 };
        taking + becoming
    }
}
