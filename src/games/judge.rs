//! What may be done with a game, and by whom: decide. In the order of the contract: there is such a game, the actor plays it, it
//! is not over, it is this move, it is their turn, the rules allow it.

use super::clock::{Left, TimeControl, given};
use super::rules::{Eyes, Kind, Outcome, Position as Board, Seat};
use super::table::{Game, Stage, Table, awaits};
use super::{
    CancelReason, Cancelled, Claimed, DrawDeclined, DrawOffered, Drawn, Event, Flagged, Joined, Moved, Opened, Own,
    Refused, RematchOffered, Resigned, Sight,
};
use crate::friends::Closed;
use crate::id::{GameId, PersonId};
use crate::log::Decision;
use std::time::Duration;
use time::OffsetDateTime;

type Decided = Result<Decision<Event>, Refused>;

// Commands

/// Which game, who asks, and when.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    pub game: GameId,
    pub person: PersonId,
    pub at: OffsetDateTime,
}

/// A new game; whoever is invited exists.
#[derive(Clone, Debug)]
pub struct Open {
    pub kind: &'static Kind,
    pub invited: Option<PersonId>,
    pub clock: Option<TimeControl>,
    /// How long whoever opens it waits for somebody who is not invited.
    pub wait: Duration,
    /// See [`super::matching`].
    pub slot: Option<u64>,
}

/// A move, and its number.
#[derive(Clone, Copy, Debug)]
pub struct Make<'a> {
    pub mv: &'a str,
    pub ply: u32,
    /// How long it was on its way, as measured.
    pub lag: Duration,
}

// decide

/// `reach`: whether the actor can reach whom they invite.
pub fn open(state: &Game, ask: Ask, wanted: &Open, reach: Result<(), Closed>) -> Decided {
    if state.table.is_some() {
        return Ok(Decision::Nothing);
    }
    if wanted.invited == Some(ask.person) {
        return Err(Refused::Oneself);
    }
    reach.map_err(Refused::Closed)?;
    Ok(Decision::Append(
        Opened {
            game: ask.game,
            kind: wanted.kind.about.kind.to_owned(),
            first: ask.person,
            second: None,
            invited: wanted.invited,
            clock: wanted.clock,
            until: wanted.invited.is_none().then_some(ask.at + wanted.wait),
            rematch_of: None,
            slot: wanted.slot,
            awaits: Vec::new(),
            flag_at: None,
        }
        .into(),
    ))
}

/// The actor takes the second seat. `reach`: whether they can reach who opened it.
pub fn join(state: &Game, ask: Ask, reach: Result<(), Closed>) -> Decided {
    let table = state.table()?;
    if matches!(table.stage, Stage::Finished | Stage::Cancelled) {
        return Err(Refused::Over);
    }
    match table.seat(ask.person) {
        Some(Seat::First) if table.stage == Stage::Open => return Err(Refused::OwnGame),
        Some(_) => return Ok(Decision::Nothing),
        None if table.stage == Stage::Active => return Err(Refused::SeatTaken),
        None => {}
    }
    if table.invited.is_some_and(|invited| invited != ask.person) {
        return Err(Refused::Kept);
    }
    reach.map_err(Refused::Closed)?;
    if table.until.is_some_and(|until| ask.at >= until) {
        return Err(Refused::Over);
    }
    let awaits = awaits(&table.board, true);
    let flag_at = flag_at(&table.board, table.clock.map(|(_, left)| left), ask.at);
    let Ask { game, person, .. } = ask;
    let (kind, first) = (kind(table), table.first);
    Ok(Decision::Append(Joined { game, kind, first, second: person, awaits, flag_at }.into()))
}

/// Who opened it thinks better of it, or who is invited does not want to.
pub fn cancel(state: &Game, ask: Ask) -> Decided {
    let table = state.table()?;
    let reason = match ask.person {
        person if person == table.first => CancelReason::Withdrawn,
        person if table.invited == Some(person) => CancelReason::Declined,
        person if table.second == Some(person) => CancelReason::Declined,
        _ => return Err(Refused::NotPlayer),
    };
    match table.stage {
        Stage::Open => Ok(cancelled(table, ask, reason)),
        Stage::Active => Err(Refused::Begun),
        Stage::Finished => Err(Refused::Over),
        Stage::Cancelled => Ok(Decision::Nothing),
    }
}

/// Nobody came in time. Invitations wait for as long as it takes.
pub fn expire(state: &Game, ask: Ask) -> Decided {
    let table = state.table()?;
    if table.stage != Stage::Open {
        return Ok(Decision::Nothing);
    }
    if table.until.is_none_or(|until| ask.at < until) {
        return Err(Refused::NotDue);
    }
    Ok(cancelled(table, ask, CancelReason::Expired))
}

fn cancelled(table: &Table, ask: Ask, reason: CancelReason) -> Decision<Event> {
    let (first, invited) = (table.first, table.invited);
    Decision::Append(Cancelled { game: ask.game, kind: kind(table), first, invited, reason }.into())
}

pub fn make_move(state: &Game, ask: Ask, made: Make) -> Decided {
    let table = state.table()?;
    let seat = table.seat(ask.person).ok_or(Refused::NotPlayer)?;
    if matches!(table.stage, Stage::Finished | Stage::Cancelled) {
        return Err(Refused::Over);
    }
    if made.ply != table.ply {
        return Err(Refused::Stale);
    }
    let (Stage::Active, Some(second)) = (table.stage, table.second) else { return Err(Refused::NotYourTurn) };
    if !table.board.may_move(seat) {
        return Err(Refused::NotYourTurn);
    }
    let runs = table.clock.is_some() && table.turn() == Some(seat);
    let given = if runs { given(made.lag, table.since, ask.at) } else { 0 };
    let clock = match table.clock {
        Some((control, left)) if runs => {
            Some(left.after_move(control, seat, table.since, ask.at, given).ok_or(Refused::TimeUp)?)
        }
        Some((_, left)) => Some(left),
        None => None,
    };
    let mut after = table.board.clone();
    after.play(seat, made.mv).map_err(|why| Refused::Illegal(why.0))?;
    let outcome = after.outcome();
    let eyes = if outcome.is_some() { Eyes::Afterwards } else { Eyes::Spectator };
    let turn = after.turn();
    let (rated, points) = counted(table, outcome.as_ref());
    Ok(Decision::Append(
        Moved {
            game: ask.game,
            kind: kind(table),
            first: table.first,
            second,
            seat,
            ply: table.ply,
            mv: table.kind.seen(seat, made.mv, eyes).to_owned(),
            text: table.board.text(seat, made.mv),
            board: after.board(eyes),
            turn,
            awaits: awaits(&after, true),
            legal_moves: turn.map(|seat| after.legal_moves(seat)),
            flag_at: flag_at(&after, clock, ask.at),
            clock,
            lag_ms: (given > 0).then_some(given),
            // Who moves on does not want the draw they were offered.
            draw_offered_by: table.draw_offered_by.filter(|by| *by == seat && outcome.is_none()),
            own: (table.kind.about.hides && outcome.is_none()).then(|| own(table, seat, made.mv, &after)),
            outcome,
            rated,
            points,
        }
        .into(),
    ))
}

fn own(table: &Table, mover: Seat, mv: &str, after: &Board) -> Own {
    let sight = |seat| Sight {
        mv: table.kind.seen(mover, mv, Eyes::Seat(seat)).to_owned(),
        board: after.board(Eyes::Seat(seat)),
    };
    Own { first: sight(Seat::First), second: sight(Seat::Second) }
}

pub fn resign(state: &Game, ask: Ask) -> Decided {
    let (table, seat, second) = on(state, ask)?;
    let (game, first) = (ask.game, table.first);
    let outcome = Outcome::won(seat.other(), "resigned");
    let (rated, points) = counted(table, Some(&outcome));
    Ok(Decision::Append(Resigned { game, kind: kind(table), first, second, seat, outcome, rated, points }.into()))
}

/// The time of whose turn it is is up.
pub fn flag(state: &Game, ask: Ask) -> Decided {
    let table = state.table()?;
    let (Some(seat), Some((_, left)), Some(second)) = (table.turn(), table.clock, table.second) else {
        return Ok(Decision::Nothing);
    };
    if ask.at < left.flag_at(seat, table.since) {
        return Err(Refused::NotDue);
    }
    let (game, first) = (ask.game, table.first);
    let outcome = Outcome::won(seat.other(), "out_of_time");
    let (rated, points) = counted(table, Some(&outcome));
    Ok(Decision::Append(Flagged { game, kind: kind(table), first, second, seat, outcome, rated, points }.into()))
}

/// Offers a draw, or accepts the other's offer.
pub fn draw(state: &Game, ask: Ask) -> Decided {
    let (table, seat, second) = on(state, ask)?;
    let (game, first) = (ask.game, table.first);
    Ok(match table.draw_offered_by {
        None => Decision::Append(DrawOffered { game, kind: kind(table), first, second, seat }.into()),
        Some(by) if by == seat => return Err(Refused::OwnOffer),
        Some(_) => {
            let outcome = Outcome::drawn("agreed");
            let (rated, points) = counted(table, Some(&outcome));
            Decision::Append(Drawn { game, kind: kind(table), first, second, seat, outcome, rated, points }.into())
        }
    })
}

pub fn decline_draw(state: &Game, ask: Ask) -> Decided {
    let (table, seat, second) = on(state, ask)?;
    let (game, first) = (ask.game, table.first);
    Ok(match table.draw_offered_by {
        None => Decision::Nothing,
        Some(by) if by == seat => return Err(Refused::OwnOffer),
        Some(_) => Decision::Append(DrawDeclined { game, kind: kind(table), first, second, seat }.into()),
    })
}

/// The actor wins, because the other, whose move is waited for, has been gone for `patience`. `gone_since`: since when, `None` if
/// they are here or nobody knows. Where a clock runs it decides; before both have begun none does.
pub fn claim(state: &Game, ask: Ask, gone_since: Option<OffsetDateTime>, patience: Duration) -> Decided {
    let (table, seat, second) = on(state, ask)?;
    if table.clock.is_some() && table.turn().is_some() {
        return Err(Refused::ClockDecides);
    }
    let since = gone_since.map(|gone| gone.max(table.since)).ok_or(Refused::NotGone)?;
    if !table.awaits().contains(&seat.other()) || ask.at < since + patience {
        return Err(Refused::NotGone);
    }
    let (game, first) = (ask.game, table.first);
    let outcome = Outcome::won(seat, "abandoned");
    let (rated, points) = counted(table, Some(&outcome));
    Ok(Decision::Append(Claimed { game, kind: kind(table), first, second, seat, outcome, rated, points }.into()))
}

/// Offers another game; `Nothing` when an offer stands, the actor's own or the other's, which [`rematch`] answers.
pub fn offer_rematch(state: &Game, ask: Ask, reach: Result<(), Closed>) -> Decided {
    let (table, seat, second) = played(state, ask)?;
    if table.stage != Stage::Finished {
        return Err(Refused::NotOver);
    }
    reach.map_err(Refused::Closed)?;
    let (game, first) = (ask.game, table.first);
    Ok(match table.rematch_offered_by {
        Some(_) => Decision::Nothing,
        None => Decision::Append(RematchOffered { game, kind: kind(table), first, second, seat }.into()),
    })
}

/// The game after `old`, with the seats swapped, on at once. `ask.game` is the new one's id.
pub fn rematch(state: &Game, ask: Ask, old: &Table, old_id: GameId) -> Decided {
    if state.table.is_some() {
        return Ok(Decision::Nothing);
    }
    let first = old.second.ok_or(Refused::NotOver)?;
    let (board, clock) = (old.kind.start(), old.clock.map(|(control, _)| control));
    Ok(Decision::Append(
        Opened {
            game: ask.game,
            kind: kind(old),
            first,
            second: Some(old.first),
            invited: None,
            clock,
            until: None,
            rematch_of: Some(old_id),
            slot: None,
            awaits: awaits(&board, true),
            flag_at: flag_at(&board, clock.map(TimeControl::begin), ask.at),
        }
        .into(),
    ))
}

fn kind(table: &Table) -> String {
    table.kind.about.kind.to_owned()
}

/// The leaderboard an outcome counts for, and the winner's points.
fn counted(table: &Table, outcome: Option<&Outcome>) -> (Option<String>, Option<u32>) {
    let points = outcome.and_then(|outcome| outcome.winner).map(|_| table.kind.about.points);
    (outcome.map(|_| kind(table)), points)
}

/// From when on the flag of whose turn it is has fallen; `at`: since when it is.
fn flag_at(board: &Board, left: Option<Left>, at: OffsetDateTime) -> Option<OffsetDateTime> {
    Some(left?.flag_at(board.turn()?, at))
}

/// A game of two of whom the actor is one.
fn played(state: &Game, ask: Ask) -> Result<(&Table, Seat, PersonId), Refused> {
    let table = state.table()?;
    let seat = table.seat(ask.person).ok_or(Refused::NotPlayer)?;
    match (table.stage, table.second) {
        (Stage::Cancelled, _) => Err(Refused::Over),
        (_, Some(second)) => Ok((table, seat, second)),
        (_, None) => Err(Refused::NotBegun),
    }
}

/// The same while it goes on.
fn on(state: &Game, ask: Ask) -> Result<(&Table, Seat, PersonId), Refused> {
    let (table, seat, second) = played(state, ask)?;
    match table.stage {
        Stage::Active => Ok((table, seat, second)),
        Stage::Finished | Stage::Cancelled => Err(Refused::Over),
        Stage::Open => Err(Refused::NotBegun),
    }
}
