//! Games: rules that the server judges, every move a fact in the log.

pub mod clock;
pub mod commands;
pub mod export;
pub mod http;
pub mod judge;
pub mod leaderboard;
pub mod list;
pub mod matching;
pub mod moves;
pub mod rules;
mod sights;
pub mod table;
pub mod view;

// A kind of game is a file of rules and its line in `KINDS`.
pub mod connect_four;
pub mod othello;
pub mod battleship;
pub mod checkers;
pub mod chess;
#[cfg(test)]
mod tic_tac_toe;

#[cfg(test)]
mod trial;

use crate::event::{Deliver, Forget, Renderings};
use crate::friends::Closed;
use crate::http::utc;
use crate::id::{GameId, PersonId};
use crate::socket::topics::Topic;
use clock::{Left, TimeControl};
use rules::{Kind, Outcome, Seat};
use serde::{Deserialize, Serialize};
use serde_json::Value;
pub use sights::{Own, Sight};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// The games there are, in the order in which they are offered.
pub static KINDS: &[Kind] = &[
    Kind::of::<connect_four::ConnectFour>(),
    Kind::of::<othello::Othello>(),
    Kind::of::<battleship::Battleship>(),
    Kind::of::<checkers::Checkers>(),
    Kind::of::<chess::Chess>(),
    #[cfg(test)]
    Kind::of::<tic_tac_toe::TicTacToe>(),
];

// Events

crate::events! {
    "game.opened" => Opened,
    "game.joined" => Joined,
    "game.cancelled" => Cancelled,
    "game.moved" => Moved,
    "game.resigned" => Resigned,
    /// Somebody's time was up.
    "game.flagged" => Flagged,
    /// Agreed on.
    "game.drawn" => Drawn,
    "game.draw_offered" => DrawOffered,
    "game.draw_declined" => DrawDeclined,
    "game.claimed" => Claimed,
    "game.rematch_offered" => RematchOffered,
}

/// Somebody waits for an opponent; with `second` it goes on at once: a rematch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Opened {
    pub game: GameId,
    pub kind: String,
    pub first: PersonId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<PersonId>,
    /// The seat is kept for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited: Option<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<TimeControl>,
    /// How long who opened it waits; an invitation waits for as long as it takes.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "utc::option")]
    pub until: Option<OffsetDateTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rematch_of: Option<GameId>,
    /// Its place among the games that play-now opened for this kind and clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<u64>,
    /// Whose move is waited for, of a rematch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub awaits: Vec<Seat>,
    /// When the time of whose turn it is is up, however long a move is on its way.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "utc::option")]
    pub flag_at: Option<OffsetDateTime>,
}

/// The actor takes the second seat, and it begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Joined {
    pub game: GameId,
    pub kind: String,
    pub first: PersonId,
    pub second: PersonId,
    /// Whose move is waited for.
    pub awaits: Vec<Seat>,
    /// When the time of whose turn it is is up, however long a move is on its way.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "utc::option")]
    pub flag_at: Option<OffsetDateTime>,
}

/// Nobody came, or somebody thought better of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Cancelled {
    pub game: GameId,
    pub kind: String,
    pub first: PersonId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited: Option<PersonId>,
    pub reason: CancelReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// By who opened it.
    Withdrawn,
    /// By who was invited.
    Declined,
    /// Nobody came in time.
    Expired,
}

/// What stands at the top is for everybody; a frame for a seat has that seat's `own` in place of it, and nobody's frame has
/// `own` itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Moved {
    pub game: GameId,
    pub kind: String,
    pub first: PersonId,
    pub second: PersonId,
    pub seat: Seat,
    /// The move's number, from 0.
    pub ply: u32,
    #[serde(rename = "move")]
    pub mv: String,
    /// The move in the game's notation.
    pub text: String,
    /// After the move.
    pub board: Vec<String>,
    pub turn: Option<Seat>,
    /// Whose move is waited for: nobody's when it is over, both when both may move.
    pub awaits: Vec<Seat>,
    /// Of the seat whose turn it is, and only in that seat's frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_moves: Option<Vec<String>>,
    /// What is left after the move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<Left>,
    /// How many milliseconds it was on its way, as measured, which its clock did not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lag_ms: Option<u32>,
    /// When the time of whose turn it is is up, however long a move is on its way.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "utc::option")]
    pub flag_at: Option<OffsetDateTime>,
    /// An offer that still stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw_offered_by: Option<Seat>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The leaderboard this counts for: only of a move that ends the game.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rated: Option<String>,
    /// For the winner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<u32>,
    /// Where seats see what others do not. It never leaves the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<Own>,
}

macro_rules! endings {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
        pub struct $name {
            pub game: GameId,
            pub kind: String,
            pub first: PersonId,
            pub second: PersonId,
            pub seat: Seat,
            pub outcome: Outcome,
            /// The leaderboard it counts for.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub rated: Option<String>,
            /// For the winner.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub points: Option<u32>,
        }
    )+};
}

endings! {
    /// The actor's seat gives up.
    Resigned,
    /// The time of that seat is up.
    Flagged,
    /// The actor's seat accepts the other's offer.
    Drawn,
    /// The actor's seat wins, because the other is gone.
    Claimed,
}

macro_rules! notes {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
        pub struct $name {
            pub game: GameId,
            pub kind: String,
            pub first: PersonId,
            pub second: PersonId,
            /// The actor's.
            pub seat: Seat,
        }
    )+};
}

notes! { DrawOffered, DrawDeclined, RematchOffered }

/// The topic of those who look at a game.
pub fn topic(game: GameId) -> Topic {
    Topic::of("game", game)
}

/// The topic of those who look at what games there are.
fn lobby() -> Topic {
    Topic::read("games")
}

impl Event {
    /// Which game, who plays it, and whether the lobby has to know.
    fn about(&self) -> (GameId, [Option<PersonId>; 3], bool) {
        let two = |first: PersonId, second: PersonId| [Some(first), Some(second), None];
        match self {
            Event::Opened(e) => (e.game, [Some(e.first), e.second, e.invited], true),
            Event::Joined(e) => (e.game, two(e.first, e.second), true),
            Event::Cancelled(e) => (e.game, [Some(e.first), e.invited, None], true),
            Event::Moved(e) => (e.game, two(e.first, e.second), e.outcome.is_some()),
            Event::Resigned(e) => (e.game, two(e.first, e.second), true),
            Event::Flagged(e) => (e.game, two(e.first, e.second), true),
            Event::Drawn(e) => (e.game, two(e.first, e.second), true),
            Event::Claimed(e) => (e.game, two(e.first, e.second), true),
            Event::DrawOffered(e) => (e.game, two(e.first, e.second), false),
            Event::DrawDeclined(e) => (e.game, two(e.first, e.second), false),
            Event::RematchOffered(e) => (e.game, two(e.first, e.second), false),
        }
    }
}

impl Deliver for Event {
    fn topics(&self) -> Vec<Topic> {
        let (game, people, lobby_too) = self.about();
        let lobby = lobby_too.then(lobby);
        lobby.into_iter().chain([topic(game)]).chain(people.into_iter().flatten().map(Topic::person)).collect()
    }

    fn urgent(&self) -> bool {
        match self {
            Event::Moved(_) | Event::Flagged(_) => true,
            Event::Opened(_)
            | Event::Joined(_)
            | Event::Cancelled(_)
            | Event::Resigned(_)
            | Event::Drawn(_)
            | Event::Claimed(_)
            | Event::DrawOffered(_)
            | Event::DrawDeclined(_)
            | Event::RematchOffered(_) => false,
        }
    }

    fn renderings(&self, fields: &Value) -> Option<Renderings> {
        match self {
            Event::Moved(event) => Some(event.renderings(fields)),
            Event::Opened(_)
            | Event::Joined(_)
            | Event::Cancelled(_)
            | Event::Resigned(_)
            | Event::Flagged(_)
            | Event::Drawn(_)
            | Event::Claimed(_)
            | Event::DrawOffered(_)
            | Event::DrawDeclined(_)
            | Event::RematchOffered(_) => None,
        }
    }
}

impl Moved {
    /// The move as it was made.
    pub fn played(&self) -> &str {
        self.own.as_ref().map_or(&self.mv, |own| &own.of(self.seat).mv)
    }
}

impl Forget for Event {
    fn tombstone(&self) -> Option<crate::event::Event> {
        // Moves hold nobody's words.
        None
    }
}

// Refusals

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refused {
    /// There is no such game.
    Unknown,
    /// There is no such person, or not any more.
    UnknownPerson,
    /// Only its players may.
    NotPlayer,
    Over,
    /// The move is not the one that is due.
    Stale,
    NotYourTurn,
    /// In words for a person.
    Illegal(&'static str),
    /// The mover's time was up before the move.
    TimeUp,
    SeatTaken,
    /// The seat is kept for somebody else.
    Kept,
    /// One does not play against oneself.
    Oneself,
    /// One sits there already, and waits.
    OwnGame,
    /// There is a block between the two.
    Closed(Closed),
    /// Nobody has the second seat yet.
    NotBegun,
    /// It has begun: one resigns.
    Begun,
    NotOver,
    /// It is not the other's move, or they have not been gone for long enough.
    NotGone,
    /// With a clock, the clock decides.
    ClockDecides,
    /// One does not answer one's own offer.
    OwnOffer,
    /// It is not due yet.
    NotDue,
}

#[cfg(test)]
mod tests;
