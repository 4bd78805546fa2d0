//! Games as the read side has them.

use super::table::Table;
use super::view::{Game, People, Row};
use crate::app::App;
use crate::http::fresh::{self, Raw, Seen};
use crate::http::page::{Page, Params};
use crate::http::problem::Problem;
use crate::id::{GameId, PersonId, Position};
use crate::log::{Away, Log, Subject, Unit};
use crate::people::Person;
use crate::people::http::Who;
use crate::people::view::Brief;
use time::OffsetDateTime;

macro_rules! rows {
    ($moves:literal, $which:literal) => {
        concat!(
            "select (select position from checkpoint), (select coalesce(json_agg(r), '[]')::text from (\n",
            include_str!("sql/row.sql"),
            include_str!($moves),
            include_str!("sql/from.sql"),
            include_str!($which),
            "\n) r)"
        )
    };
}

const ONE: &str = rows!("sql/record.sql", "sql/one.sql");
const LIST: &str = rows!("sql/played.sql", "sql/list.sql");

pub const QUERIES: &[(&str, &str)] = &[("games/one", ONE), ("games/list", LIST)];

/// A game with its moves, and at which position.
pub async fn read(app: &App, id: GameId) -> Result<(Position, Option<Row>), Problem> {
    let raw: Raw = sqlx::query_as(ONE).bind(id).fetch_one(&app.db).await?;
    let (position, mut rows) = fresh::rows::<Row>(raw)?;
    Ok((position, rows.pop()))
}

/// A page of games, the newest first.
pub async fn page(app: &App, viewer: Option<PersonId>, params: &Params) -> Result<Seen<Page<Game>>, Problem> {
    let limit = params.limit()?;
    let (state, kind, player) = (state(params)?, kind(params)?, player(params)?);
    let filter = |name| params.get(name).unwrap_or_default().to_lowercase();
    let list = format!("games.{}.{}.{}", filter("state"), filter("kind"), filter("player"));
    let before: Option<i64> = params.cursor(&list)?;
    let raw: Raw = sqlx::query_as(LIST)
        .bind(viewer)
        .bind(limit as i64 + 1)
        .bind(before)
        .bind(state)
        .bind(kind)
        .bind(player.as_ref().and_then(Who::id))
        .bind(player.as_ref().and_then(Who::name))
        .bind(OffsetDateTime::now_utc())
        .fetch_one(&app.db)
        .await?;
    let page = Page::of(fresh::rows::<Row>(raw)?, limit, &list, |row| row.created_position, |row| row.shown(viewer));
    let Seen { position, body: Page { items, next_cursor, .. } } = page;
    // A kind that only a newer release knows cannot be shown.
    let items = items.into_iter().flatten().collect();
    Ok(Seen { position, body: Page { items, next_cursor, position } })
}

fn state(params: &Params) -> Result<Option<&str>, Problem> {
    match params.get("state") {
        state @ (None | Some("open" | "active" | "finished" | "cancelled")) => Ok(state),
        Some(_) => Err(Problem::invalid_field("/state", "unknown", "state must be open, active or finished.")),
    }
}

/// The kind of game that is asked for.
pub fn kind(params: &Params) -> Result<Option<&str>, Problem> {
    let Some(kind) = params.get("kind") else { return Ok(None) };
    match super::rules::Kind::named(kind) {
        Some(_) => Ok(Some(kind)),
        None => Err(Problem::invalid_field("/kind", "unknown", "There is no such kind of game.")),
    }
}

fn player(params: &Params) -> Result<Option<Who>, Problem> {
    let Some(text) = params.get("player") else { return Ok(None) };
    text.parse()
        .map(Some)
        .map_err(|_| Problem::invalid_field("/player", "wrong_type", "player must be an id or @username."))
}

/// The game after a command, as the log has it.
pub async fn after(log: &Log, id: GameId, table: &Table, viewer: PersonId) -> Result<Game, Away> {
    let people = People {
        first: brief(log, table.first).await?,
        second: briefs(log, table.second).await?,
        invited: briefs(log, table.invited).await?,
    };
    Ok(Game::of(id, table, people, Some(viewer)))
}

async fn briefs(log: &Log, person: Option<PersonId>) -> Result<Option<Brief>, Away> {
    match person {
        Some(person) => brief(log, person).await.map(Some),
        None => Ok(None),
    }
}

async fn brief(log: &Log, id: PersonId) -> Result<Brief, Away> {
    let person: Person = log.state(&Subject::of(Unit::Person, id)).await?;
    Ok(Brief::of(id, &person))
}
