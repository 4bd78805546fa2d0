//! `/api/games`: opening, joining, ending. Moves are in `moves`, play-now in `matching`.

use super::clock::{INCREMENT, INITIAL, TimeControl};
use super::commands::{self, Rematch};
use super::judge::{self, Ask, Open};
use super::rules::{About, Kind};
use super::table::Game;
use super::view::Game as View;
use super::{Event, KINDS, Refused, export, leaderboard, list, matching, moves};
use crate::app::App;
use crate::config::seconds;
use crate::friends::Closed as Block;
use crate::http::body::Body;
use crate::http::check::Faults;
use crate::http::command::{Command, Done};
use crate::http::fresh::{Fresh, Seen};
use crate::http::page::{Closed, Page, Params};
use crate::http::path::{At, Named};
use crate::http::problem::Problem;
use crate::http::viewer::MaybeViewer;
use crate::id::{GameId, PersonId, Position};
use crate::log::{CommandError, Decision, Done as Appended};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub const QUERIES: &[(&str, &str)] = &[
    ("games/topics", include_str!("sql/topics.sql")),
    ("games/flags", include_str!("sql/flags.sql")),
    ("games/expiries", include_str!("sql/expiries.sql")),
];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(kinds))
        .routes(routes!(page, open))
        .routes(routes!(one))
        .routes(routes!(join))
        .routes(routes!(resign))
        .routes(routes!(cancel))
        .routes(routes!(claim))
        .routes(routes!(draw, decline_draw))
        .routes(routes!(rematch))
        .merge(matching::routes())
        .merge(moves::routes())
        .merge(export::routes())
        .merge(leaderboard::routes())
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        match refused {
            Refused::Unknown => GameId::missing(),
            Refused::UnknownPerson => Problem::invalid_field("/opponent", "unknown", "There is no such person."),
            Refused::NotPlayer => Problem::forbidden("games.not_a_player", "Only its players may do that."),
            Refused::Over => Problem::conflict("games.over", "This game is over."),
            Refused::Stale => Problem::conflict("games.stale", "The game has gone on: this is not the next move."),
            Refused::NotYourTurn => Problem::conflict("games.not_your_turn", "It is not your turn."),
            Refused::Illegal(why) => Problem::refused("games.illegal", why),
            Refused::TimeUp => Problem::conflict("games.over", "Your time was up before this move."),
            Refused::SeatTaken => Problem::conflict("games.seat_taken", "This game has both its players."),
            Refused::Kept => Problem::forbidden("games.not_invited", "This seat is kept for somebody else."),
            Refused::Oneself => Problem::refused("games.oneself", "One does not play against oneself."),
            Refused::OwnGame => Problem::conflict("games.own_game", "You sit at this game, waiting for the other."),
            Refused::Closed(Block::Blocked) => Problem::forbidden("games.blocked", "You have blocked this person."),
            Refused::Closed(Block::NotAllowed) => {
                Problem::forbidden("games.not_allowed", "You cannot play with this person.")
            }
            Refused::NotBegun => Problem::conflict("games.not_begun", "Nobody has joined this game yet."),
            Refused::Begun => Problem::conflict("games.begun", "This game has begun; one can resign."),
            Refused::NotOver => Problem::conflict("games.not_over", "This game is not over."),
            Refused::NotGone => Problem::conflict("games.not_gone", "The other has not been gone for long enough."),
            Refused::ClockDecides => Problem::conflict("games.clock_decides", "In this game the clock decides."),
            Refused::OwnOffer => Problem::conflict("games.own_offer", "It is for the other to answer your offer."),
            // Only asked by the clock.
            Refused::NotDue => Problem::conflict("games.not_due", "That is not due yet."),
        }
    }
}

impl Named for GameId {
    fn missing() -> Problem {
        Problem::not_found("games.not_found", "There is no such game.")
    }
}

/// What there is to play, and all that a program must know to play it.
#[utoipa::path(get, path = "/api/games/kinds", tag = "games", responses((status = 200, body = Closed<About>)))]
async fn kinds(State(app): State<App>, _: MaybeViewer) -> Seen<Closed<&'static About>> {
    let position = app.progress.position();
    Seen { position, body: Closed { items: KINDS.iter().map(|kind| kind.about).collect(), position } }
}

/// Games, the newest first. Those that wait are shown to those for whom they do.
#[utoipa::path(get, path = "/api/games", tag = "games", params(
    ("state" = Option<String>, Query, description = "open, active, finished or cancelled"),
    ("kind" = Option<String>, Query), ("player" = Option<String>, Query, description = "An id or @username."),
    ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query),
), responses((status = 200, body = Page<View>)))]
async fn page(
    State(app): State<App>,
    viewer: MaybeViewer,
    _: Fresh,
    params: Params,
) -> Result<Seen<Page<View>>, Problem> {
    list::page(&app, viewer.person(), &params).await
}

/// What each begins with, and what each move adds.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClock {
    #[schema(minimum = 10, maximum = 10800)]
    initial_s: u32,
    #[schema(maximum = 600)]
    #[serde(default)]
    increment_s: u32,
}

impl NewClock {
    pub fn check(self, faults: &mut Faults) {
        let mut within = |pointer, value: u32, range: RangeInclusive<u32>| {
            if !range.contains(&value) {
                let detail = format!("From {} to {} seconds.", range.start(), range.end());
                faults.add(pointer, "out_of_range", detail);
            }
        };
        within("/clock/initial_s", self.initial_s, INITIAL);
        within("/clock/increment_s", self.increment_s, INCREMENT);
    }
}

impl From<NewClock> for TimeControl {
    fn from(NewClock { initial_s, increment_s }: NewClock) -> TimeControl {
        TimeControl { initial_s, increment_s }
    }
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewGame {
    #[schema(example = "connect_four")]
    kind: String,
    /// Keeps the other seat for them, for as long as it takes. Without, it waits ten minutes for whoever comes.
    #[serde(default)]
    opponent: Option<PersonId>,
    #[serde(default)]
    clock: Option<NewClock>,
}

impl Body for NewGame {
    fn check(&self, faults: &mut Faults) {
        known(&self.kind, faults);
        self.clock.into_iter().for_each(|clock| clock.check(faults));
    }
}

/// Whether there is such a kind of game.
pub fn known(kind: &str, faults: &mut Faults) {
    if Kind::named(kind).is_none() {
        faults.add("/kind", "unknown", "There is no such kind of game.");
    }
}

/// Opens a game and takes its first seat.
#[utoipa::path(post, path = "/api/games", tag = "games", security(("bearer" = [])), request_body = NewGame,
    responses((status = 201, body = View)))]
async fn open(State(app): State<App>, command: Command<NewGame>) -> Result<Done<View>, Problem> {
    let NewGame { kind, opponent, clock } = &command.asked.body;
    // The body was checked: there is one.
    let kind = Kind::named(kind).ok_or(Refused::Unknown)?;
    let wait = seconds(app.config.game_wait_s);
    let wanted = Open { kind, invited: *opponent, clock: clock.map(TimeControl::from), wait, slot: None };
    let (id, done) = commands::open(&app.log, &command.request(), &wanted).await?;
    let body = after(&app, &command, id, &done.state, done.position).await?;
    Ok(Done::created(done.position, body))
}

/// A game as it is, or as it was.
#[utoipa::path(get, path = "/api/games/{game}", tag = "games", params(
    ("game" = uuid::Uuid, Path), ("at" = Option<u32>, Query, description = "After so many moves; 0 is the start."),
), responses((status = 200, body = View)))]
async fn one(
    State(app): State<App>,
    viewer: MaybeViewer,
    _: Fresh,
    At(id): At<GameId>,
    params: Params,
) -> Result<Seen<View>, Problem> {
    let (position, row) = list::read(&app, id).await?;
    let row = row.ok_or(Refused::Unknown)?;
    let body = match params.get("at") {
        None => row.shown(viewer.person()),
        Some(text) => {
            let plies = text.parse().ok().filter(|plies| *plies <= row.moves.len());
            let fault = || Problem::invalid_field("/at", "out_of_range", "at counts moves that were made.");
            row.shown_at(plies.ok_or_else(fault)?, viewer.person())
        }
    };
    Ok(Seen { position, body: body.ok_or(Refused::Unknown)? })
}

/// Takes the second seat.
#[utoipa::path(put, path = "/api/games/{game}/seat", tag = "games", security(("bearer" = [])),
    params(("game" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn join(State(app): State<App>, At(id): At<GameId>, command: Command) -> Result<Done<View>, Problem> {
    let done = commands::join(&app.log, &command.request(), id).await;
    answered(&app, &command, id, done).await
}

/// Gives up.
#[utoipa::path(post, path = "/api/games/{game}/resign", tag = "games", security(("bearer" = [])),
    params(("game" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn resign(State(app): State<App>, At(id): At<GameId>, command: Command) -> Result<Done<View>, Problem> {
    simply(&app, &command, id, judge::resign).await
}

/// Waits no longer for an opponent, or declines an invitation.
#[utoipa::path(post, path = "/api/games/{game}/cancel", tag = "games", security(("bearer" = [])),
    params(("game" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn cancel(State(app): State<App>, At(id): At<GameId>, command: Command) -> Result<Done<View>, Problem> {
    simply(&app, &command, id, judge::cancel).await
}

/// Wins a game without a clock against somebody whose move is waited for, and who has had no socket open for a minute.
#[utoipa::path(post, path = "/api/games/{game}/claim", tag = "games", security(("bearer" = [])),
    params(("game" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn claim(State(app): State<App>, At(id): At<GameId>, command: Command) -> Result<Done<View>, Problem> {
    let request = command.request();
    let other = commands::load(&app.log, id).await?.other_than(request.actor);
    let gone_since = match other {
        Some(other) => app.presence.gone_since(&app.db, &[other]).await?,
        None => None,
    };
    let patience = seconds(app.config.game_claim_s);
    let rule = |state: &Game, ask| judge::claim(state, ask, gone_since, patience);
    let done = commands::execute(&app.log, &request, id, rule).await;
    answered(&app, &command, id, done).await
}

/// Offers a draw, or accepts the other's offer.
#[utoipa::path(post, path = "/api/games/{game}/draw", tag = "games", security(("bearer" = [])),
    params(("game" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn draw(State(app): State<App>, At(id): At<GameId>, command: Command) -> Result<Done<View>, Problem> {
    simply(&app, &command, id, judge::draw).await
}

/// Declines the other's offer.
#[utoipa::path(delete, path = "/api/games/{game}/draw", tag = "games", security(("bearer" = [])),
    params(("game" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn decline_draw(State(app): State<App>, At(id): At<GameId>, command: Command) -> Result<Done<View>, Problem> {
    simply(&app, &command, id, judge::decline_draw).await
}

/// Offers another game with the seats swapped, or accepts the other's offer: then the answer is the new game, which is on.
#[utoipa::path(post, path = "/api/games/{game}/rematch", tag = "games", security(("bearer" = [])),
    params(("game" = uuid::Uuid, Path)), responses((status = 200, body = View), (status = 201, body = View)))]
async fn rematch(State(app): State<App>, At(id): At<GameId>, command: Command) -> Result<Done<View>, Problem> {
    match commands::rematch(&app.log, &command.request(), id).await? {
        Rematch::Offered(done) => answered(&app, &command, id, Ok(done)).await,
        Rematch::Begun(new, done) => {
            let body = after(&app, &command, new, &done.state, done.position).await?;
            Ok(match done.appended {
                true => Done::created(done.position, body),
                false => Done::ok(done.position, body),
            })
        }
    }
}

/// A rule that needs no more than who asks and when.
async fn simply(
    app: &App,
    command: &Command,
    id: GameId,
    rule: fn(&Game, Ask) -> Result<Decision<Event>, Refused>,
) -> Result<Done<View>, Problem> {
    let done = commands::execute(&app.log, &command.request(), id, rule).await;
    answered(app, command, id, done).await
}

/// The answer of a command on a game that was there.
pub async fn answered<B>(
    app: &App,
    command: &Command<B>,
    id: GameId,
    done: Result<Appended<Game>, CommandError<Refused>>,
) -> Result<Done<View>, Problem> {
    let done = done?;
    let body = after(app, command, id, &done.state, done.position).await?;
    Ok(Done::ok(done.position, body))
}

/// The game after a command that ended at `position`, when reads show it.
pub async fn after<B>(
    app: &App,
    command: &Command<B>,
    id: GameId,
    state: &Game,
    position: Position,
) -> Result<View, Problem> {
    let view = list::after(&app.log, id, state.table()?, command.viewer.person).await?;
    command.settle(app, position).await;
    Ok(View { position, ..view })
}
