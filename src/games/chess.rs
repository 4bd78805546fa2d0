//! Chess, on cozy-chess' move generation. Every draw comes by itself: stalemate, material, threefold, fifty moves.

mod pgn;

use super::rules::{About, Eyes, Illegal, Notation, Outcome, Record, Rules, Seat};
use cozy_chess::util::{display_san_move, display_uci_move, parse_uci_move};
use cozy_chess::{BitBoard, Board, Color, Move, Piece, Rank, Square, get_pawn_attacks};
use std::fmt;

/// Moves of either side without a capture or a pawn's move that make a draw.
const QUIET_MOVES: u8 = 100;

#[derive(Clone, PartialEq)]
pub struct Chess {
    board: Board,
    /// The positions since the last capture or pawn's move, this one included, by their hash.
    visited: Vec<u64>,
    /// Settled with the move that ends it.
    outcome: Option<Outcome>,
}

impl fmt::Debug for Chess {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Chess({})", self.board)
    }
}

fn seat_of(color: Color) -> Seat {
    match color {
        Color::White => Seat::First,
        Color::Black => Seat::Second,
    }
}

impl Chess {
    fn from(board: Board) -> Chess {
        let mut game = Chess { visited: vec![identity(&board)], board, outcome: None };
        game.outcome = game.settled();
        game
    }

    /// The library's move of a text that is exactly the move's own.
    fn read(&self, mv: &str) -> Option<Move> {
        let read = parse_uci_move(&self.board, mv).ok()?;
        (self.board.is_legal(read) && display_uci_move(&self.board, read).to_string() == mv).then_some(read)
    }

    fn make(&mut self, mv: Move) {
        self.board.play_unchecked(mv);
        if self.board.halfmove_clock() == 0 {
            self.visited.clear();
        }
        self.visited.push(identity(&self.board));
        self.outcome = self.settled();
    }

    fn settled(&self) -> Option<Outcome> {
        let mover = seat_of(self.board.side_to_move());
        let now = self.visited.last();
        let stuck = !self.board.generate_moves(|_| true);
        if stuck && !self.board.checkers().is_empty() {
            Some(Outcome::won(mover.other(), "checkmate"))
        } else if stuck {
            Some(Outcome::drawn("stalemate"))
        } else if cannot_mate(&self.board) {
            Some(Outcome::drawn("insufficient_material"))
        } else if self.visited.iter().filter(|each| Some(*each) == now).count() >= 3 {
            Some(Outcome::drawn("threefold_repetition"))
        } else {
            (self.board.halfmove_clock() >= QUIET_MOVES).then(|| Outcome::drawn("fifty_moves"))
        }
    }

    /// Why a text is no legal move.
    fn why_not(&self, mv: &str) -> Illegal {
        let Ok(read) = mv.parse::<Move>() else {
            return Illegal(
                "A move is two squares, e2e4, and the piece for a promotion, e7e8q; castling is the king's, e1g1.",
            );
        };
        let mover = self.board.side_to_move();
        if self.board.color_on(read.from) != Some(mover) {
            return Illegal("There is no piece of this seat on that square.");
        }
        let last = read.to.rank() == Rank::Eighth.relative_to(mover);
        if last && read.promotion.is_none() && self.board.piece_on(read.from) == Some(Piece::Pawn) {
            return Illegal("A pawn that reaches the last row must say what it becomes: q, r, b or n.");
        }
        if self.board.checkers().is_empty() {
            Illegal("That piece cannot move so, or the king would stand in check.")
        } else {
            Illegal("The king is in check, and this does not help it.")
        }
    }
}

/// What makes two positions the same: pieces, mover, castling rights, and an en passant capture that is really possible.
fn identity(board: &Board) -> u64 {
    let Some(file) = board.en_passant() else { return board.hash() };
    let mover = board.side_to_move();
    let to = Square::new(file, Rank::Sixth.relative_to(mover));
    let capturers = get_pawn_attacks(to, !mover) & board.colored_pieces(mover, Piece::Pawn);
    let possible = capturers.into_iter().any(|from| board.is_legal(Move { from, to, promotion: None }));
    if possible { board.hash() } else { board.hash_without_ep() }
}

/// Neither could mate, however badly the other played: bare kings, one knight, or bishops of one colour only.
fn cannot_mate(board: &Board) -> bool {
    let heavy = board.pieces(Piece::Pawn) | board.pieces(Piece::Rook) | board.pieces(Piece::Queen);
    let bishops = board.pieces(Piece::Bishop);
    let minor = bishops | board.pieces(Piece::Knight);
    let one_colour = bishops.is_subset(BitBoard::DARK_SQUARES) || bishops.is_subset(BitBoard::LIGHT_SQUARES);
    heavy.is_empty() && (minor.len() <= 1 || (minor == bishops && one_colour))
}

fn letter(board: &Board, square: Square) -> char {
    let Some(piece) = board.piece_on(square) else { return '.' };
    let letter = char::from(piece);
    if board.color_on(square) == Some(Color::White) { letter.to_ascii_uppercase() } else { letter }
}

impl Rules for Chess {
    const ABOUT: About = About {
        kind: "chess",
        name: "Chess",
        seats: 2,
        sides: ["white", "black"],
        move_format: "UCI: the square it leaves and the square it reaches, `e2e4`; a promotion adds `q`, `r`, `b` or `n`, \
                      `e7e8q`; castling is the king's move, `e1g1`.",
        example: "e2e4",
        board_format: "Eight rows of eight, row 8 first: `P` `N` `B` `R` `Q` `K` white's, small letters black's, `.` free.",
        points: 30,
        hides: false,
    };

    fn start() -> Chess {
        Chess::from(Board::default())
    }

    fn turn(&self) -> Option<Seat> {
        self.outcome.is_none().then(|| seat_of(self.board.side_to_move()))
    }

    fn legal_moves(&self, seat: Seat) -> Vec<String> {
        let mut legal = Vec::new();
        if Rules::turn(self) == Some(seat) {
            self.board.generate_moves(|moves| {
                legal.extend(moves.into_iter().map(|mv| display_uci_move(&self.board, mv).to_string()));
                false
            });
        }
        legal
    }

    fn play(&mut self, seat: Seat, mv: &str) -> Result<(), Illegal> {
        if Rules::turn(self) != Some(seat) {
            return Err(Illegal("It is not this seat's turn."));
        }
        let mv = self.read(mv).ok_or_else(|| self.why_not(mv))?;
        self.make(mv);
        Ok(())
    }

    fn outcome(&self) -> Option<Outcome> {
        self.outcome.clone()
    }

    fn board(&self, _eyes: Eyes) -> Vec<String> {
        let row = |rank: &Rank| {
            cozy_chess::File::ALL.iter().map(|file| letter(&self.board, Square::new(*file, *rank))).collect()
        };
        Rank::ALL.iter().rev().map(row).collect()
    }

    /// Standard algebraic notation: `Nf3`, `exd5`, `O-O`, `e8=Q#`.
    fn text(&self, _seat: Seat, mv: &str) -> String {
        self.read(mv).map_or_else(|| mv.to_owned(), |mv| display_san_move(&self.board, mv).to_string())
    }

    fn notation(record: &Record) -> Option<Notation> {
        Some(Notation { media_type: "application/x-chess-pgn", extension: "pgn", text: pgn::of(record) })
    }
}

#[cfg(test)]
mod tests;
