//! Games on the wire. What a seat may not see ends here: everything that leaves goes through [`Table::eyes`].

use super::clock::{Left, TimeControl};
use super::rules::{Kind, Outcome, Seat};
use super::table::{Stage, Table};
use crate::http::utc;
use crate::id::{GameId, PersonId, Position};
use crate::people::view::Brief;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A game as the viewer's seat may see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Game {
    pub id: GameId,
    pub kind: &'static str,
    pub state: Stage,
    pub players: Vec<Player>,
    /// Whose turn it is; null when it is not on, or when both may move.
    pub turn: Option<Seat>,
    /// Whose move is waited for: both, while both may move.
    pub awaits: Vec<Seat>,
    /// Moves made.
    pub ply: u32,
    /// Rows from the top, as the kind's `board_format` says.
    pub board: Vec<String>,
    /// Of the viewer, whose turn it is; empty where there are too many to list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_moves: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_move: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<Clock>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draw_offered_by: Option<Seat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// For whom the second seat is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invited: Option<Brief>,
    /// How long who opened it waits.
    #[serde(skip_serializing_if = "Option::is_none", with = "utc::option")]
    pub until: Option<OffsetDateTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rematch_offered_by: Option<Seat>,
    /// The game before this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rematch_of: Option<GameId>,
    /// The game after this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rematch: Option<GameId>,
    #[serde(with = "utc")]
    pub created_at: OffsetDateTime,
    /// Of its last change.
    pub position: Position,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Player {
    pub seat: Seat,
    pub person: Brief,
}

/// What is left, as it was at `at`; since then the time of `running` runs.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = GameClock)]
pub struct Clock {
    pub initial_s: u32,
    pub increment_s: u32,
    pub first_ms: i64,
    pub second_ms: i64,
    pub running: Option<Seat>,
    #[serde(with = "utc")]
    pub at: OffsetDateTime,
}

/// Who sits at a game, or may.
#[derive(Clone, Debug)]
pub struct People {
    pub first: Brief,
    pub second: Option<Brief>,
    pub invited: Option<Brief>,
}

impl Game {
    pub fn of(id: GameId, table: &Table, people: People, viewer: Option<PersonId>) -> Game {
        let eyes = table.eyes(viewer);
        let seat = viewer.and_then(|viewer| table.seat(viewer));
        let awaits = table.awaits();
        let legal_moves = seat.filter(|seat| awaits.contains(seat)).map(|seat| table.board.legal_moves(seat));
        let (last_move, waits) = (table.last_move.as_ref(), table.stage == Stage::Open);
        let first = Player { seat: Seat::First, person: people.first };
        let second = people.second.map(|person| Player { seat: Seat::Second, person });
        Game {
            id,
            kind: table.kind.about.kind,
            state: table.stage,
            players: [Some(first), second].into_iter().flatten().collect(),
            turn: table.turn(),
            awaits,
            ply: table.ply,
            board: table.board.board(eyes),
            legal_moves,
            last_move: last_move.map(|(seat, mv)| table.kind.seen(*seat, mv, eyes).to_owned()),
            clock: table.clock.map(|(control, left)| Clock::of(control, left, table)),
            draw_offered_by: table.draw_offered_by,
            outcome: table.outcome.clone(),
            invited: people.invited.filter(|_| waits),
            until: table.until.filter(|_| waits),
            rematch_offered_by: table.rematch_offered_by,
            rematch_of: table.rematch_of,
            rematch: None,
            created_at: table.created_at,
            position: table.position,
        }
    }
}

impl Clock {
    fn of(control: TimeControl, left: Left, table: &Table) -> Clock {
        let TimeControl { initial_s, increment_s } = control;
        let Left { first_ms, second_ms } = left;
        Clock { initial_s, increment_s, first_ms, second_ms, running: table.turn(), at: table.since }
    }
}

/// A move that was made, as the viewer's seat may know it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = GameMove)]
pub struct Move {
    pub ply: u32,
    pub seat: Seat,
    #[serde(rename = "move")]
    pub mv: String,
    /// In the game's notation.
    pub text: String,
    #[serde(with = "utc")]
    pub at: OffsetDateTime,
    pub position: Position,
}

/// A game as `sql/row.sql` reads it.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub id: GameId,
    pub kind: String,
    pub state: Stage,
    pub first: Brief,
    pub second: Option<Brief>,
    pub invited: Option<Brief>,
    #[serde(default, with = "utc::option")]
    pub until: Option<OffsetDateTime>,
    pub control: Option<TimeControl>,
    pub clock: Option<Left>,
    pub rematch_of: Option<GameId>,
    pub rematch: Option<GameId>,
    #[serde(with = "utc")]
    pub since: OffsetDateTime,
    pub draw_offered_by: Option<Seat>,
    pub rematch_offered_by: Option<Seat>,
    pub outcome: Option<Outcome>,
    #[serde(with = "utc")]
    pub created_at: OffsetDateTime,
    pub created_position: Position,
    pub position: Position,
    pub moves: Vec<MoveRow>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct MoveRow {
    pub seat: Seat,
    #[serde(rename = "move")]
    pub mv: String,
    #[serde(default)]
    pub text: String,
    #[serde(default, with = "utc::option")]
    pub at: Option<OffsetDateTime>,
    #[serde(default)]
    pub position: Position,
}

impl Row {
    /// The game after `plies` moves; `None` when this release does not know its kind.
    pub fn table(&self, plies: usize) -> Option<Table> {
        let mut table = Table::open(Kind::named(&self.kind)?, self.first.id, self.created_at);
        table.stage = self.state;
        table.second = self.second.as_ref().map(|second| second.id);
        table.invited = self.invited.as_ref().map(|invited| invited.id);
        table.until = self.until;
        table.rematch_of = self.rematch_of;
        table.clock = self.control.map(|control| (control, self.clock.unwrap_or_else(|| control.begin())));
        table.since = self.since;
        table.draw_offered_by = self.draw_offered_by;
        table.rematch_offered_by = self.rematch_offered_by;
        table.outcome = self.outcome.clone();
        table.position = self.position;
        for made in self.moves.iter().take(plies) {
            table.make(made.seat, &made.mv);
        }
        Some(table)
    }

    pub fn people(&self) -> People {
        People { first: self.first.clone(), second: self.second.clone(), invited: self.invited.clone() }
    }

    /// As it is.
    pub fn shown(&self, viewer: Option<PersonId>) -> Option<Game> {
        let table = self.table(self.moves.len())?;
        Some(Game { rematch: self.rematch, ..Game::of(self.id, &table, self.people(), viewer) })
    }

    /// As it was after so many moves, to be looked at.
    pub fn shown_at(&self, plies: usize, viewer: Option<PersonId>) -> Option<Game> {
        if plies == self.moves.len() {
            return self.shown(viewer);
        }
        let mut table = self.table(plies)?;
        (table.clock, table.draw_offered_by, table.outcome) = (None, None, None);
        let turn = table.board.turn();
        let then = Game::of(self.id, &table, self.people(), viewer);
        Some(Game { turn, awaits: Vec::new(), legal_moves: None, rematch: self.rematch, ..then })
    }

    /// Its moves, as the viewer may know them.
    pub fn moves(&self, viewer: Option<PersonId>) -> Option<Vec<Move>> {
        let kind = Kind::named(&self.kind)?;
        let eyes = self.table(0)?.eyes(viewer);
        let seen = |(ply, made): (u32, &MoveRow)| Move {
            ply,
            seat: made.seat,
            mv: kind.seen(made.seat, &made.mv, eyes).to_owned(),
            text: made.text.clone(),
            at: made.at.unwrap_or(self.created_at),
            position: made.position,
        };
        Some((0..).zip(&self.moves).map(seen).collect())
    }
}
