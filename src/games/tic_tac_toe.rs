//! Tic-tac-toe: not offered to anybody; it shows what a game costs: this file and its lines in `games.rs`.

use super::rules::{About, Eyes, Illegal, Outcome, Rules, Seat};

const LINES: [[usize; 3]; 8] = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [0, 3, 6], [1, 4, 7], [2, 5, 8], [0, 4, 8], [2, 4, 6]];

#[derive(Clone, Debug, PartialEq)]
pub struct TicTacToe([Option<Seat>; 9]);

impl TicTacToe {
    fn made(&self) -> usize {
        self.0.iter().flatten().count()
    }
}

impl Rules for TicTacToe {
    const ABOUT: About = About {
        kind: "tic_tac_toe",
        name: "Tic-tac-toe",
        seats: 2,
        sides: ["crosses", "noughts"],
        move_format: "A square, `1` to `9`, by rows from the top left.",
        example: "5",
        board_format: "Three rows of three: `x` first's, `o` second's, `.` free.",
        points: 1,
        hides: false,
    };

    fn start() -> TicTacToe {
        TicTacToe([None; 9])
    }

    fn turn(&self) -> Option<Seat> {
        self.outcome().is_none().then(|| Seat::BOTH[self.made() % 2])
    }

    fn legal_moves(&self, seat: Seat) -> Vec<String> {
        let free = self.0.iter().enumerate().filter(|(_, owner)| self.turn() == Some(seat) && owner.is_none());
        free.map(|(square, _)| (square + 1).to_string()).collect()
    }

    fn play(&mut self, seat: Seat, mv: &str) -> Result<(), Illegal> {
        if !self.legal_moves(seat).iter().any(|legal| legal == mv) {
            return Err(Illegal("That is not a free square."));
        }
        self.0[usize::from(mv.as_bytes()[0] - b'1')] = Some(seat);
        Ok(())
    }

    fn outcome(&self) -> Option<Outcome> {
        let owns = |seat: Seat| LINES.iter().any(|line| line.iter().all(|square| self.0[*square] == Some(seat)));
        match Seat::BOTH.into_iter().find(|seat| owns(*seat)) {
            Some(seat) => Some(Outcome::won(seat, "connected")),
            None => (self.made() == 9).then(|| Outcome::drawn("board_full")),
        }
    }

    fn board(&self, _eyes: Eyes) -> Vec<String> {
        let square = |owner: &Option<Seat>| owner.map_or('.', |seat| ['x', 'o'][seat.index()]);
        self.0.chunks(3).map(|row| row.iter().map(square).collect()).collect()
    }
}

mod tests {
    use super::*;
    use crate::games::rules::Kind;
    use crate::games::trial::random_games;

    #[test]
    fn a_sixth_game_is_its_file_and_its_lines() {
        let mut game = Kind::named("tic_tac_toe").unwrap().start();
        for (seat, mv) in [(Seat::First, "5"), (Seat::Second, "1"), (Seat::First, "3"), (Seat::Second, "2")] {
            game.play(seat, mv).unwrap();
        }
        game.play(Seat::First, "7").unwrap();
        assert_eq!(game.outcome(), Some(Outcome::won(Seat::First, "connected")));
        random_games::<TicTacToe>(100, 9);
    }
}
