//! Spectators: what those who look on say among themselves. Whoever plays sees it when the game is over, not before.
//!
//! A remark is appended to `evt.spectators.<game>` without an expectation, beside the game's own subject: moves wait for no
//! words. That subject is never folded.

pub mod http;

use crate::event::{Deliver, Forget};
use crate::games::table::{Game, Stage};
use crate::id::{GameId, PersonId, RemarkId};
use crate::socket::topics::Topic;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

// Events

crate::events! {
    "spectator.said" => Said,
    "spectator.erased" => Erased,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = SpectatorSaid)]
pub struct Said {
    pub remark: RemarkId,
    pub game: GameId,
    pub body: String,
}

/// The tombstone of erasing somebody: everything the actor said at the game is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = SpectatorErased)]
pub struct Erased {
    pub game: GameId,
}

/// The topic of what is said at a game. Whoever plays may not have it while they do.
pub fn topic(game: GameId) -> Topic {
    Topic::of("spectators", game)
}

impl Event {
    fn game(&self) -> GameId {
        match self {
            Event::Said(event) => event.game,
            Event::Erased(event) => event.game,
        }
    }
}

impl Deliver for Event {
    fn topics(&self) -> Vec<Topic> {
        vec![topic(self.game())]
    }
}

impl Forget for Event {
    fn tombstone(&self) -> Option<crate::event::Event> {
        match self {
            Event::Said(Said { game, .. }) => Some(Event::from(Erased { game: *game }).into()),
            Event::Erased(_) => None,
        }
    }
}

// Refusals

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refused {
    /// There is no such game.
    Unknown,
    /// It has not begun, or never will.
    NotOn,
    /// The actor plays it.
    Plays,
}

// decide

/// Whoever looks on; when the game is over, its players too.
pub fn say(game: &Game, person: PersonId, said: Said) -> Result<Event, Refused> {
    let table = game.table().map_err(|_| Refused::Unknown)?;
    match table.stage {
        Stage::Open | Stage::Cancelled => Err(Refused::NotOn),
        Stage::Active if table.seat(person).is_some() => Err(Refused::Plays),
        Stage::Active | Stage::Finished => Ok(said.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::games::rules::{Outcome, Seat};
    use crate::games::{self, CancelReason, Cancelled, Joined, Opened, Resigned};
    use crate::testing::{given, person};
    use uuid::Uuid;

    const GAME: GameId = GameId(Uuid::from_u128(51));

    fn kind() -> String {
        "connect_four".into()
    }

    fn opened() -> games::Event {
        let (invited, clock, until, rematch_of, slot, flag_at) = (None, None, None, None, None, None);
        let (first, second, awaits) = (person(1), None, vec![]);
        Opened { game: GAME, kind: kind(), first, second, invited, clock, until, rematch_of, slot, awaits, flag_at }
            .into()
    }

    fn joined() -> games::Event {
        let (first, second) = (person(1), person(2));
        Joined { game: GAME, kind: kind(), first, second, awaits: vec![Seat::First], flag_at: None }.into()
    }

    fn resigned() -> games::Event {
        let (first, second, seat, outcome) =
            (person(1), person(2), Seat::Second, Outcome::won(Seat::First, "resigned"));
        Resigned { game: GAME, kind: kind(), first, second, seat, outcome, rated: None, points: None }.into()
    }

    fn said(events: Vec<games::Event>, by: u128) -> Result<Event, Refused> {
        let remark = Said { remark: RemarkId(Uuid::from_u128(7)), game: GAME, body: "Well played.".into() };
        say(&given::<Game>(events).state(), person(by), remark)
    }

    #[test]
    fn who_looks_on_may_speak_and_who_plays_may_not() {
        assert!(said(vec![opened(), joined()], 3).is_ok());
        assert_eq!(said(vec![opened(), joined()], 1), Err(Refused::Plays));
        assert_eq!(said(vec![opened(), joined()], 2), Err(Refused::Plays));
    }

    #[test]
    fn afterwards_everybody_may() {
        for by in 1..=3 {
            assert!(said(vec![opened(), joined(), resigned()], by).is_ok());
        }
    }

    #[test]
    fn a_game_that_never_began_has_no_spectators() {
        let cancelled =
            Cancelled { game: GAME, kind: kind(), first: person(1), invited: None, reason: CancelReason::Expired };
        assert_eq!(said(vec![], 3), Err(Refused::Unknown));
        assert_eq!(said(vec![opened()], 3), Err(Refused::NotOn));
        assert_eq!(said(vec![opened(), cancelled.into()], 3), Err(Refused::NotOn));
    }

    #[test]
    fn it_reaches_those_who_may_have_it_and_nobody_by_the_game() {
        let event = said(vec![opened(), joined()], 3).unwrap();
        assert_eq!(event.topics(), [topic(GAME)]);
    }
}
