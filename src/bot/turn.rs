//! What to do about one game: a pure function of what the server shows of it.

use super::api::{Game, Made, Stage};
use super::{battleship, search};
use crate::games::rules::{Kind, Position, Seat};
use crate::seed::rng::Rng;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// Nothing until something happens.
    Rest,
    /// Sit down: it is for the bot.
    Join,
    /// Somebody waits for whoever comes: sit down if nobody else does.
    JoinLater,
    Move(String),
    /// Take the offer of a draw, or not.
    AnswerDraw(bool),
    /// Play the same again.
    Rematch,
    /// The other is to move: look again when they have had their time.
    Wait,
}

/// What `me` does about a game.
/// `moves`: all that were made; `effort`: positions to look at.
pub fn intent(game: &Game, moves: &[Made], me: Uuid, effort: u32) -> Intent {
    let seat = game.players.iter().find(|player| player.person.id == me).map(|player| player.seat);
    match (game.state, seat) {
        (Stage::Open, None) => match &game.invited {
            Some(invited) if invited.id == me => Intent::Join,
            Some(_) => Intent::Rest,
            None => Intent::JoinLater,
        },
        (Stage::Active, Some(seat)) => playing(game, moves, seat, effort),
        (Stage::Finished, Some(seat)) if game.rematch_offered_by == Some(seat.other()) => Intent::Rematch,
        (Stage::Open | Stage::Active | Stage::Finished | Stage::Cancelled, _) => Intent::Rest,
    }
}

fn playing(game: &Game, moves: &[Made], seat: Seat, effort: u32) -> Intent {
    let mut rng = Rng::new(game.id.as_u64_pair().1).part("ply", game.ply as usize);
    if game.draw_offered_by == Some(seat.other()) {
        return Intent::AnswerDraw(content_with_draw(game, moves, seat, effort, &mut rng));
    }
    if !game.awaits.contains(&seat) {
        return Intent::Wait;
    }
    best_move(game, moves, seat, effort, &mut rng).map_or(Intent::Rest, Intent::Move)
}

fn best_move(game: &Game, moves: &[Made], seat: Seat, effort: u32, rng: &mut Rng) -> Option<String> {
    let listed = game.legal_moves.clone().unwrap_or_default();
    if game.kind == "battleship" {
        // Nothing is listed for a seat that has to lay its fleet, and for one that has laid it and waits for the other's.
        let laid = moves.iter().any(|made| made.seat == seat);
        return match (listed.is_empty(), laid) {
            (true, false) => Some(battleship::fleet(rng)),
            (true, true) => None,
            (false, _) => battleship::shot(&sea(&game.board, seat.other()), rng),
        };
    }
    // A kind that came with a newer server is played all the same, by what the server lists.
    let anything = || (!listed.is_empty()).then(|| listed[rng.clone().below(listed.len())].clone());
    match position_after(&game.kind, moves) {
        Some(position) => search::choose(&position, seat, effort, &mut rng.clone()).map(|thought| thought.mv),
        None => anything(),
    }
}

/// The half of the board that is `owner`'s.
fn sea(board: &[String], owner: Seat) -> Vec<&str> {
    board.iter().filter_map(|row| row.split(' ').nth(owner.index())).collect()
}

/// `None` when these rules do not know the kind, or not these moves.
fn position_after(kind: &str, moves: &[Made]) -> Option<Position> {
    let mut position = Kind::named(kind)?.start();
    for made in moves {
        position.play(made.seat, &made.mv).ok()?;
    }
    Some(position)
}

/// Whoever is not ahead takes it.
fn content_with_draw(game: &Game, moves: &[Made], seat: Seat, effort: u32, rng: &mut Rng) -> bool {
    if game.kind == "battleship" {
        let hits =
            |owner: Seat| sea(&game.board, owner).concat().bytes().filter(|square| b"x#".contains(square)).count();
        return hits(seat) >= hits(seat.other());
    }
    let thought = position_after(&game.kind, moves).and_then(|position| {
        let turn = position.turn()?;
        let worth = search::choose(&position, turn, effort, rng)?.worth;
        Some(if turn == seat { worth } else { -worth })
    });
    thought.is_some_and(|worth| worth <= 0)
}
