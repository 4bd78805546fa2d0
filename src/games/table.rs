//! A game as the log has it: the fold of its events.

use super::clock::{Left, TimeControl};
use super::rules::{Eyes, Kind, Outcome, Position as Board, Seat};
use super::{Event, Joined, Moved, Opened, Refused};
use crate::event::{Aggregate, Meta};
use crate::id::{GameId, PersonId, Position};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = GameState)]
pub enum Stage {
    /// Somebody waits.
    #[default]
    Open,
    Active,
    Finished,
    Cancelled,
}

/// One game; nothing until it is opened.
#[derive(Clone, Debug, Default)]
pub struct Game {
    pub table: Option<Table>,
}

/// A game that was opened.
#[derive(Clone, Debug)]
pub struct Table {
    pub kind: &'static Kind,
    pub stage: Stage,
    pub first: PersonId,
    pub second: Option<PersonId>,
    pub invited: Option<PersonId>,
    /// How long who opened it waits.
    pub until: Option<OffsetDateTime>,
    pub rematch_of: Option<GameId>,
    pub board: Board,
    /// Moves made.
    pub ply: u32,
    pub last_move: Option<(Seat, String)>,
    pub clock: Option<(TimeControl, Left)>,
    /// Since when the next move is waited for.
    pub since: OffsetDateTime,
    pub draw_offered_by: Option<Seat>,
    pub rematch_offered_by: Option<Seat>,
    pub outcome: Option<Outcome>,
    pub created_at: OffsetDateTime,
    /// Of its last change.
    pub position: Position,
}

impl Game {
    pub fn table(&self) -> Result<&Table, Refused> {
        self.table.as_ref().ok_or(Refused::Unknown)
    }

    /// Who plays against that player.
    pub fn other_than(&self, player: PersonId) -> Option<PersonId> {
        let table = self.table.as_ref()?;
        table.person(table.seat(player)?.other())
    }
}

impl Table {
    pub fn open(kind: &'static Kind, first: PersonId, at: OffsetDateTime) -> Table {
        Table {
            kind,
            stage: Stage::Open,
            first,
            second: None,
            invited: None,
            until: None,
            rematch_of: None,
            board: kind.start(),
            ply: 0,
            last_move: None,
            clock: None,
            since: at,
            draw_offered_by: None,
            rematch_offered_by: None,
            outcome: None,
            created_at: at,
            position: 0,
        }
    }

    fn opened(kind: &'static Kind, meta: &Meta, event: &Opened) -> Table {
        let mut table = Table::open(kind, event.first, meta.at);
        table.invited = event.invited;
        table.until = event.until;
        table.rematch_of = event.rematch_of;
        table.clock = event.clock.map(|control| (control, control.begin()));
        if let Some(second) = event.second {
            table.begin(meta, second);
        }
        table
    }

    pub fn seat(&self, person: PersonId) -> Option<Seat> {
        match person {
            _ if person == self.first => Some(Seat::First),
            _ if self.second == Some(person) => Some(Seat::Second),
            _ => None,
        }
    }

    pub fn person(&self, seat: Seat) -> Option<PersonId> {
        match seat {
            Seat::First => Some(self.first),
            Seat::Second => self.second,
        }
    }

    /// What somebody may see of it; nothing is hidden once it is over.
    pub fn eyes(&self, person: Option<PersonId>) -> Eyes {
        match person.and_then(|person| self.seat(person)) {
            _ if self.stage == Stage::Finished => Eyes::Afterwards,
            Some(seat) => Eyes::Seat(seat),
            None => Eyes::Spectator,
        }
    }

    /// Whose turn it is; nobody's when both may move.
    pub fn turn(&self) -> Option<Seat> {
        self.board.turn().filter(|_| self.stage == Stage::Active)
    }

    /// Whose move is waited for.
    pub fn awaits(&self) -> Vec<Seat> {
        awaits(&self.board, self.stage == Stage::Active)
    }

    /// Makes a move that was judged. One that these rules refuse was judged by others: the board stays as it is.
    pub fn make(&mut self, seat: Seat, mv: &str) {
        if let Err(why) = self.board.play(seat, mv) {
            tracing::error!(kind = self.kind.about.kind, ply = self.ply, %why, "a move of the log is against the rules");
        }
        self.ply += 1;
        self.last_move = Some((seat, mv.to_owned()));
    }

    fn moved(&mut self, meta: &Meta, event: &Moved) {
        self.make(event.seat, event.played());
        self.since = meta.at;
        self.draw_offered_by = event.draw_offered_by;
        if let (Some((_, left)), Some(after)) = (&mut self.clock, event.clock) {
            *left = after;
        }
        if let Some(outcome) = &event.outcome {
            self.end(outcome);
        }
    }

    fn begin(&mut self, meta: &Meta, second: PersonId) {
        self.second = Some(second);
        self.stage = Stage::Active;
        self.since = meta.at;
    }

    fn end(&mut self, outcome: &Outcome) {
        self.stage = Stage::Finished;
        self.outcome = Some(outcome.clone());
        self.draw_offered_by = None;
    }

    fn evolve(&mut self, meta: &Meta, event: &Event) {
        match event {
            Event::Opened(_) => {}
            Event::Joined(Joined { second, .. }) => self.begin(meta, *second),
            Event::Cancelled(_) => self.stage = Stage::Cancelled,
            Event::Moved(event) => self.moved(meta, event),
            Event::Resigned(event) => self.end(&event.outcome),
            Event::Flagged(event) => {
                if let Some((_, left)) = &mut self.clock {
                    *left = left.without(event.seat);
                }
                self.end(&event.outcome);
            }
            Event::Drawn(event) => self.end(&event.outcome),
            Event::Claimed(event) => self.end(&event.outcome),
            Event::DrawOffered(event) => self.draw_offered_by = Some(event.seat),
            Event::DrawDeclined(_) => self.draw_offered_by = None,
            Event::RematchOffered(event) => self.rematch_offered_by = Some(event.seat),
        }
        self.position = meta.position;
    }
}

/// Whose move is waited for on that board, if the game is on.
pub fn awaits(board: &Board, active: bool) -> Vec<Seat> {
    match board.turn() {
        _ if !active || board.outcome().is_some() => Vec::new(),
        Some(seat) => vec![seat],
        None => Seat::BOTH.into_iter().filter(|seat| board.may_move(*seat)).collect(),
    }
}

impl Aggregate for Game {
    type Event = Event;
    crate::read_own_events!(Games);

    fn evolve(&mut self, meta: &Meta, event: &Event) {
        if let (None, Event::Opened(opened)) = (&self.table, event) {
            self.table = Kind::named(&opened.kind).map(|kind| Table::opened(kind, meta, opened));
        }
        if let Some(table) = &mut self.table {
            table.evolve(meta, event);
        }
    }
}
