//! Play now: joins somebody who waits for the same kind and clock, else waits.
//!
//! Two who come at the same time must meet, wherever they are, though neither can see the other's game yet. So play-now's games
//! of one kind and clock have numbered slots, and the id of a slot's game is a function of its number: both go for the same
//! game. What decides is the expectation on that game's subject: of two who open it one does, and the other finds it open and
//! joins; of two who join it one does, and the other goes on to the next slot. A slot is opened only by somebody who has found
//! the one before it taken, given up or closed to them by a block, none of which ends (a block may; then the list of those who
//! wait brings them together). So at most one waits in each line of slots, but for people who have blocked each other.
//!
//! Who waits in the lobby is found in the read model, the first first. A node lets its own seekers of one kind and clock go one
//! after the other: they would only lose to each other.

use super::clock::TimeControl;
use super::commands::{ask, execute, load};
use super::http::{NewClock, after, known};
use super::judge::{self, Open};
use super::rules::Kind;
use super::table::{Game, Stage};
use super::view::Game as View;
use super::{Event, Refused};
use crate::app::App;
use crate::config::seconds;
use crate::friends::Closed;
use crate::http::body::Body;
use crate::http::check::Faults;
use crate::http::command::{Command, Done};
use crate::http::problem::Problem;
use crate::id::{GameId, PersonId, Position};
use crate::log::{CommandError, Decision, Request};
use axum::extract::State;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

const WAITING: &str = include_str!("sql/waiting.sql");
const SLOTS: &str = include_str!("sql/slots.sql");
const CAME_TO: &str = include_str!("sql/came_to.sql");
const CLOSED_TO: &str = include_str!("sql/closed_to.sql");

pub const QUERIES: &[(&str, &str)] =
    &[("games/waiting", WAITING), ("games/slots", SLOTS), ("games/came_to", CAME_TO), ("games/closed_to", CLOSED_TO)];

/// Of those who wait so many are tried.
const TRIES: i64 = 5;
/// How long somebody waits for the read side to know what the log does.
const PATIENCE: Duration = Duration::from_secs(1);

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(play))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Seek {
    #[schema(example = "connect_four")]
    kind: String,
    #[serde(default)]
    clock: Option<NewClock>,
}

impl Body for Seek {
    fn check(&self, faults: &mut Faults) {
        known(&self.kind, faults);
        self.clock.into_iter().for_each(|clock| clock.check(faults));
    }
}

/// Joins somebody who waits for the same (200), else opens a game and waits (201). Who waits already gets the game they wait in.
#[utoipa::path(post, path = "/api/games/play", tag = "games", security(("bearer" = [])), request_body = Seek,
    responses((status = 200, body = View), (status = 201, body = View)))]
async fn play(State(app): State<App>, command: Command<Seek>) -> Result<Done<View>, Problem> {
    let Seek { kind, clock } = &command.asked.body;
    // The body was checked: there is one.
    let kind = Kind::named(kind).ok_or(Refused::Unknown)?;
    let line = Line { kind, clock: clock.map(TimeControl::from) };
    let met = seek(&app, &command.request(), line).await?;
    let body = after(&app, &command, met.game, &met.state, met.position).await?;
    Ok(match met.opened {
        true => Done::created(met.position, body),
        false => Done::ok(met.position, body),
    })
}

/// Those who want the same.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Line {
    kind: &'static Kind,
    clock: Option<TimeControl>,
}

impl Line {
    fn name(&self) -> String {
        let clock = self.clock.map(|clock| format!("{}+{}", clock.initial_s, clock.increment_s)).unwrap_or_default();
        format!("{}:{clock}", self.kind.about.kind)
    }

    fn slot(&self, number: u64) -> GameId {
        GameId(Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("game:play:{}:{number}", self.name()).as_bytes()))
    }

    /// Initial time and increment, 0 for none, as the statements take them.
    fn control(&self) -> (i32, i32) {
        let whole = |seconds: u32| i32::try_from(seconds).unwrap_or(i32::MAX);
        self.clock.map_or((0, 0), |clock| (whole(clock.initial_s), whole(clock.increment_s)))
    }
}

/// This node's seekers: for each line the first slot that may be free. Whoever holds it seeks.
#[derive(Clone, Default)]
pub struct Seekers(Arc<Mutex<HashMap<String, Arc<tokio::sync::Mutex<u64>>>>>);

impl Seekers {
    fn line(&self, line: &Line) -> Arc<tokio::sync::Mutex<u64>> {
        self.0.lock().entry(line.name()).or_default().clone()
    }
}

/// The game somebody came to.
struct Met {
    game: GameId,
    state: Game,
    position: Position,
    opened: bool,
}

async fn seek(app: &App, request: &Request, line: Line) -> Result<Met, Problem> {
    if let Some(met) = earlier(app, request).await? {
        return Ok(met);
    }
    let found = match in_lobby(app, request, line).await {
        Ok(Some(met)) => return Ok(met),
        Ok(None) => in_line(app, request, line).await,
        Err(error) => Err(error),
    };
    match found {
        // An attempt of the same request that is only just over came to another game.
        Err(Lost::KeyReused) => {
            let end = app.log.end().await?;
            app.progress.reached(end, PATIENCE).await;
            earlier(app, request).await?.ok_or_else(|| CommandError::<Refused>::KeyReused.into())
        }
        Err(Lost::Problem(problem)) => Err(*problem),
        Ok(met) => Ok(met),
    }
}

enum Lost {
    KeyReused,
    Problem(Box<Problem>),
}

impl<E: Into<Problem>> From<E> for Lost {
    fn from(error: E) -> Lost {
        Lost::Problem(Box::new(error.into()))
    }
}

/// What an earlier attempt of this request came to, however long ago.
async fn earlier(app: &App, request: &Request) -> Result<Option<Met>, Problem> {
    let row: Option<(GameId, i64, bool)> =
        sqlx::query_as(CAME_TO).bind(request.event_id()).fetch_optional(&app.db).await?;
    let Some((game, position, opened)) = row else { return Ok(None) };
    let position = position.unsigned_abs();
    app.log.confirm::<Refused>(request, position).await?;
    let state = load(&app.log, game).await?;
    Ok(Some(Met { game, state, position, opened }))
}

/// Joins somebody who has been waiting for a while.
async fn in_lobby(app: &App, request: &Request, line: Line) -> Result<Option<Met>, Lost> {
    let (initial, increment) = line.control();
    let waiting: Vec<GameId> = sqlx::query_scalar(WAITING)
        .bind(request.actor)
        .bind(line.kind.about.kind)
        .bind(initial)
        .bind(increment)
        .bind(request.at)
        .bind(TRIES)
        .fetch_all(&app.db)
        .await?;
    for game in waiting {
        match super::commands::join(&app.log, request, game).await {
            Ok(done) if done.appended => {
                return Ok(Some(Met { game, state: done.state, position: done.position, opened: false }));
            }
            // Somebody was faster.
            Ok(_) | Err(CommandError::Refused(_) | CommandError::Conflict) => {}
            Err(CommandError::KeyReused) => return Err(Lost::KeyReused),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(None)
}

/// Takes the first slot that is free or where somebody waits.
async fn in_line(app: &App, request: &Request, line: Line) -> Result<Met, Lost> {
    let closed: Vec<PersonId> = sqlx::query_scalar(CLOSED_TO).bind(request.actor).fetch_all(&app.db).await?;
    let closed: HashSet<PersonId> = closed.into_iter().collect();
    let (initial, increment) = line.control();
    let known: Option<i64> =
        sqlx::query_scalar(SLOTS).bind(line.kind.about.kind).bind(initial).bind(increment).fetch_one(&app.db).await?;
    let seekers = app.seekers.line(&line);
    let mut first = seekers.lock().await;
    *first = (*first).max(known.unwrap_or_default().unsigned_abs());
    let mut slot = *first;
    let wait = seconds(app.config.game_wait_s);
    loop {
        let game = line.slot(slot);
        let wanted = Open { kind: line.kind, invited: None, clock: line.clock, wait, slot: Some(slot) };
        let rule = |state: &Game| take_slot(state, request, game, &wanted, &closed);
        match execute(&app.log, request, game, |state, _| rule(state)).await {
            Ok(done) => {
                let opened = done.state.table()?.first == request.actor;
                if !opened {
                    *first = slot + 1;
                }
                let opened = opened && done.appended;
                return Ok(Met { game, state: done.state, position: done.position, opened });
            }
            Err(CommandError::Conflict) => {}
            Err(CommandError::KeyReused) => return Err(Lost::KeyReused),
            Err(CommandError::Refused(why)) => {
                // Who is closed to this seeker may wait for the next one.
                if !matches!(why, Refused::Closed(_)) && slot == *first {
                    *first += 1;
                }
                slot += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Opens the slot's game, or joins who waits there.
fn take_slot(
    state: &Game,
    request: &Request,
    game: GameId,
    wanted: &Open,
    closed: &HashSet<PersonId>,
) -> Result<Decision<Event>, Refused> {
    let asked = ask(game, request);
    match &state.table {
        None => judge::open(state, asked, wanted, Ok(())),
        Some(table) if table.stage == Stage::Open && table.first == request.actor => Ok(Decision::Nothing),
        Some(table) if table.stage == Stage::Open => {
            let reach = if closed.contains(&table.first) { Err(Closed::NotAllowed) } else { Ok(()) };
            judge::join(state, asked, reach)
        }
        Some(_) => Err(Refused::SeatTaken),
    }
}
