//! The one path to games, for whoever asks: HTTP, seed, the clock.

use super::judge::{self, Ask, Open};
use super::table::Game;
use super::{Event, Refused};
use crate::app::App;
use crate::clock::Fate;
use crate::friends::Closed;
use crate::friends::commands::reach;
use crate::id::{GameId, PersonId, created};
use crate::log::{Away, CommandError, Decision, Done, Log, Request, Subject, Unit};
use crate::people::Person;
use futures_util::future::BoxFuture;
use uuid::Uuid;

/// Opens a game for whoever comes, or for somebody who is invited; its id is a function of who opens it and the request's key.
pub async fn open(log: &Log, request: &Request, wanted: &Open) -> Result<(GameId, Done<Game>), CommandError<Refused>> {
    let id = GameId(created("game", request.actor, request.key));
    if let Some(invited) = wanted.invited {
        let person: Person = log.state(&Subject::of(Unit::Person, invited)).await?;
        if !person.is_here() {
            return Err(CommandError::Refused(Refused::UnknownPerson));
        }
    }
    let reach = reach(log, request.actor, wanted.invited).await?;
    let decide = |state: &Game| judge::open(state, ask(id, request), wanted, reach);
    Ok((id, log.execute_new(&subject(id), request, decide).await?))
}

/// Takes the second seat.
pub async fn join(log: &Log, request: &Request, id: GameId) -> Result<Done<Game>, CommandError<Refused>> {
    let reach = reach_players(log, id, request.actor).await?;
    execute(log, request, id, |state, ask| judge::join(state, ask, reach)).await
}

/// Carries out one of the judge's rules.
pub async fn execute(
    log: &Log,
    request: &Request,
    id: GameId,
    rule: impl Fn(&Game, Ask) -> Result<Decision<Event>, Refused>,
) -> Result<Done<Game>, CommandError<Refused>> {
    log.execute(&subject(id), request, |state| rule(state, ask(id, request))).await
}

/// Which game a request for another one came to.
pub enum Rematch {
    /// The old one: it was offered there.
    Offered(Done<Game>),
    /// The new one.
    Begun(GameId, Done<Game>),
}

/// Offers another game, or accepts the other's offer: then it is there at once. Its id is a function of the old one's, so that
/// there is one, however often and by whomever it is accepted.
pub async fn rematch(log: &Log, request: &Request, id: GameId) -> Result<Rematch, CommandError<Refused>> {
    let reach = reach_players(log, id, request.actor).await?;
    let offered = execute(log, request, id, |state, ask| judge::offer_rematch(state, ask, reach)).await?;
    let table = offered.state.table().map_err(CommandError::Refused)?;
    if offered.appended || table.rematch_offered_by == table.seat(request.actor) {
        return Ok(Rematch::Offered(offered));
    }
    let new = rematch_of(id);
    let decide = |state: &Game| judge::rematch(state, ask(new, request), table, id);
    Ok(Rematch::Begun(new, log.execute_new(&subject(new), request, decide).await?))
}

/// The id of the game after that one.
pub fn rematch_of(old: GameId) -> GameId {
    GameId(Uuid::new_v5(&old.0, b"rematch"))
}

/// Whether the actor can reach who else sits there.
async fn reach_players(log: &Log, id: GameId, actor: PersonId) -> Result<Result<(), Closed>, Away> {
    let state = load(log, id).await?;
    let players = state.table.map(|table| (table.first, table.second));
    reach(log, actor, players.into_iter().flat_map(|(first, second)| [Some(first), second]).flatten()).await
}

/// The flag of whose turn it is falls; asked by the clock.
pub fn flag_due<'a>(app: &'a App, request: &'a Request, game: Uuid) -> BoxFuture<'a, Fate> {
    Box::pin(async move { Fate::of(execute(&app.log, request, GameId(game), judge::flag).await) })
}

/// Nobody came; asked by the clock.
pub fn expiry_due<'a>(app: &'a App, request: &'a Request, game: Uuid) -> BoxFuture<'a, Fate> {
    Box::pin(async move { Fate::of(execute(&app.log, request, GameId(game), judge::expire).await) })
}

/// The game as the log has it.
pub async fn load(log: &Log, id: GameId) -> Result<Game, Away> {
    log.state(&subject(id)).await
}

pub fn ask(game: GameId, request: &Request) -> Ask {
    Ask { game, person: request.actor, at: request.at }
}

pub fn subject(id: GameId) -> Subject {
    Subject::of(Unit::Game, id)
}
