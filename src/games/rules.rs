//! What a kind of game is: one type with pure rules. No clock, no randomness, no I/O; who may see what is a function of the
//! position and the looker.

use super::KINDS;
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use utoipa::ToSchema;

/// The opener sits first; a rematch swaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Seat {
    First,
    Second,
}

impl Seat {
    pub const BOTH: [Seat; 2] = [Seat::First, Seat::Second];

    pub fn other(self) -> Seat {
        match self {
            Seat::First => Seat::Second,
            Seat::Second => Seat::First,
        }
    }

    /// 0 or 1, for arrays of two.
    pub fn index(self) -> usize {
        self as usize
    }
}

/// Who looks at a game.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Eyes {
    Seat(Seat),
    Spectator,
    /// Anybody, once the game is over for whatever reason: nothing is hidden any more.
    Afterwards,
}

impl Eyes {
    /// Whether `owner`'s secrets may be shown.
    pub fn see(self, owner: Seat) -> bool {
        match self {
            Eyes::Seat(seat) => seat == owner,
            Eyes::Spectator => false,
            Eyes::Afterwards => true,
        }
    }
}

/// How a game ended. Beside the reasons of the rules there are those of the engine: resigned, out of time, agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = GameOutcome)]
pub struct Outcome {
    /// None: a draw.
    pub winner: Option<Seat>,
    /// One word or more in snake_case, e.g. `checkmate`.
    #[schema(value_type = String)]
    pub reason: Cow<'static, str>,
}

impl Outcome {
    pub fn won(winner: Seat, reason: &'static str) -> Outcome {
        Outcome { winner: Some(winner), reason: reason.into() }
    }

    pub fn drawn(reason: &'static str) -> Outcome {
        Outcome { winner: None, reason: reason.into() }
    }
}

/// Why a move is refused, in words for a person. A constant text, so that it can reveal nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Illegal(pub &'static str);

/// What a program needs to know to play a kind without reading its source.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = GameKind)]
pub struct About {
    /// Its name on the wire, snake_case.
    pub kind: &'static str,
    pub name: &'static str,
    pub seats: u8,
    /// What the players are called, first then second, e.g. white and black.
    pub sides: [&'static str; 2],
    pub move_format: &'static str,
    /// A move as the first seat might begin.
    pub example: &'static str,
    /// How the rows of `board` are to be read.
    pub board_format: &'static str,
    /// Points for a win.
    pub points: u32,
    /// Whether a seat sees what others do not.
    pub hides: bool,
}

/// A position of one kind of game, from the first move to the last.
pub trait Rules: Clone + PartialEq + fmt::Debug + Send + Sync + Sized + 'static {
    const ABOUT: About;

    fn start() -> Self;

    /// Whose turn it is; `None` when it is over, or when both may move.
    fn turn(&self) -> Option<Seat>;

    /// Whether a move of that seat is looked at. It may be so for both; `play` still refuses what the rules refuse.
    fn may_move(&self, seat: Seat) -> bool {
        self.turn() == Some(seat)
    }

    /// Every move of that seat, in a fixed order; empty when it may not move, and where there are too many to list
    /// (`About::move_format` says so).
    fn legal_moves(&self, seat: Seat) -> Vec<String>;

    /// Makes a move, or refuses it and leaves everything as it was. Exactly one text stands for each move: what is accepted
    /// can be compared and kept as it came.
    fn play(&mut self, seat: Seat, mv: &str) -> Result<(), Illegal>;

    /// `None` while it goes on.
    fn outcome(&self) -> Option<Outcome>;

    /// Rows from the top, as `About::board_format` says.
    fn board(&self, eyes: Eyes) -> Vec<String>;

    /// How a legal move is written in this position, before it is made. It is shown to everybody, so it reveals nothing.
    fn text(&self, _seat: Seat, mv: &str) -> String {
        mv.to_owned()
    }

    /// A move that was made, as `eyes` may know it.
    fn seen(_mover: Seat, mv: &str, _eyes: Eyes) -> &str {
        mv
    }

    /// The record in the notation that this game's programs read, if there is one.
    fn notation(_record: &Record) -> Option<Notation> {
        None
    }
}

/// A game that is over, for its notation.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The address of the instance.
    pub site: &'a str,
    /// Year, month and day it began.
    pub date: (i32, u8, u8),
    /// Names, first then second.
    pub players: [&'a str; 2],
    /// The texts of its moves.
    pub texts: &'a [String],
    /// `None` while it goes on.
    pub outcome: Option<&'a Outcome>,
}

/// A record as a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Notation {
    pub media_type: &'static str,
    /// Of the file's name, without a dot.
    pub extension: &'static str,
    pub text: String,
}

/// A kind of game without its type, found by its name on the wire.
#[derive(Clone, Copy)]
pub struct Kind {
    pub about: &'static About,
    start: fn() -> Position,
    seen: fn(Seat, &str, Eyes) -> &str,
    notation: fn(&Record) -> Option<Notation>,
}

impl Kind {
    /// A line of `KINDS`.
    pub const fn of<R: Rules>() -> Kind {
        Kind {
            about: &R::ABOUT,
            start: || R::start().into(),
            seen: |mover, mv, eyes| R::seen(mover, mv, eyes),
            notation: |record| R::notation(record),
        }
    }

    pub fn named(kind: &str) -> Option<&'static Kind> {
        KINDS.iter().find(|each| each.about.kind == kind)
    }

    pub fn start(&self) -> Position {
        (self.start)()
    }

    /// See [`Rules::seen`].
    pub fn seen<'a>(&self, mover: Seat, mv: &'a str, eyes: Eyes) -> &'a str {
        (self.seen)(mover, mv, eyes)
    }

    /// See [`Rules::notation`].
    pub fn notation(&self, record: &Record) -> Option<Notation> {
        (self.notation)(record)
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_tuple("Kind").field(&self.about.kind).finish()
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Kind) -> bool {
        self.about.kind == other.about.kind
    }
}

/// A position of any kind. Two are equal when they are of one kind and equal there.
pub struct Position(Box<dyn Erased>);

impl Position {
    pub fn about(&self) -> &'static About {
        self.0.about()
    }

    /// See [`Rules::turn`].
    pub fn turn(&self) -> Option<Seat> {
        self.0.turn()
    }

    /// See [`Rules::may_move`].
    pub fn may_move(&self, seat: Seat) -> bool {
        self.0.may_move(seat)
    }

    /// See [`Rules::legal_moves`].
    pub fn legal_moves(&self, seat: Seat) -> Vec<String> {
        self.0.legal_moves(seat)
    }

    /// See [`Rules::play`].
    pub fn play(&mut self, seat: Seat, mv: &str) -> Result<(), Illegal> {
        self.0.play(seat, mv)
    }

    /// See [`Rules::outcome`].
    pub fn outcome(&self) -> Option<Outcome> {
        self.0.outcome()
    }

    /// See [`Rules::board`].
    pub fn board(&self, eyes: Eyes) -> Vec<String> {
        self.0.board(eyes)
    }

    /// See [`Rules::text`].
    pub fn text(&self, seat: Seat, mv: &str) -> String {
        self.0.text(seat, mv)
    }
}

impl<R: Rules> From<R> for Position {
    fn from(game: R) -> Position {
        Position(Box::new(game))
    }
}

impl Clone for Position {
    fn clone(&self) -> Position {
        Position(self.0.boxed())
    }
}

impl PartialEq for Position {
    fn eq(&self, other: &Position) -> bool {
        self.0.same(&*other.0)
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// [`Rules`] as far as an object can have them.
trait Erased: fmt::Debug + Any + Send + Sync {
    fn about(&self) -> &'static About;
    fn boxed(&self) -> Box<dyn Erased>;
    fn same(&self, other: &dyn Erased) -> bool;
    fn turn(&self) -> Option<Seat>;
    fn may_move(&self, seat: Seat) -> bool;
    fn legal_moves(&self, seat: Seat) -> Vec<String>;
    fn play(&mut self, seat: Seat, mv: &str) -> Result<(), Illegal>;
    fn outcome(&self) -> Option<Outcome>;
    fn board(&self, eyes: Eyes) -> Vec<String>;
    fn text(&self, seat: Seat, mv: &str) -> String;
}

impl<R: Rules> Erased for R {
    fn about(&self) -> &'static About {
        &R::ABOUT
    }

    fn boxed(&self) -> Box<dyn Erased> {
        Box::new(self.clone())
    }

    fn same(&self, other: &dyn Erased) -> bool {
        (other as &dyn Any).downcast_ref::<R>() == Some(self)
    }

    fn turn(&self) -> Option<Seat> {
        Rules::turn(self)
    }

    fn may_move(&self, seat: Seat) -> bool {
        Rules::may_move(self, seat)
    }

    fn legal_moves(&self, seat: Seat) -> Vec<String> {
        Rules::legal_moves(self, seat)
    }

    fn play(&mut self, seat: Seat, mv: &str) -> Result<(), Illegal> {
        Rules::play(self, seat, mv)
    }

    fn outcome(&self) -> Option<Outcome> {
        Rules::outcome(self)
    }

    fn board(&self, eyes: Eyes) -> Vec<String> {
        Rules::board(self, eyes)
    }

    fn text(&self, seat: Seat, mv: &str) -> String {
        Rules::text(self, seat, mv)
    }
}
