//! What was said in a conversation, page by page.

use super::Refused;
use crate::app::App;
use crate::conversations::view::{Message as View, MessageRow};
use crate::http::fresh::{self, Fresh, Raw, Seen};
use crate::http::page::{Params, cursor};
use crate::http::path::At;
use crate::http::problem::Problem;
use crate::http::viewer::Viewer;
use crate::id::{ConversationId, MessageId, PersonId, Position};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! rows {
    ($file:literal) => {
        concat!(
            "select (select position from checkpoint), (select coalesce(json_agg(r), '[]')::text from (\n",
            include_str!("../conversations/sql/message.sql"),
            include_str!($file),
            "\n) r)"
        )
    };
}

const ONE: &str = rows!("sql/one.sql");
const OLDER: &str = rows!("sql/older.sql");
const NEWER: &str = rows!("sql/newer.sql");
const AROUND: &str = rows!("sql/around.sql");
const FIRST_UNREAD: &str = include_str!("sql/first_unread.sql");
const SEARCH: &str = rows!("sql/search.sql");
pub const PINS: &str = rows!("sql/pins.sql");
const IS_MEMBER: &str = include_str!("sql/is_member.sql");

pub const QUERIES: &[(&str, &str)] = &[
    ("messages/one", ONE),
    ("messages/older", OLDER),
    ("messages/newer", NEWER),
    ("messages/around", AROUND),
    ("messages/first_unread", FIRST_UNREAD),
    ("messages/search", SEARCH),
    ("messages/pins", PINS),
    ("messages/is_member", IS_MEMBER),
];

/// A part of what was said, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Messages {
    pub items: Vec<View>,
    /// Give it back as `?cursor=` for what was said before; null: this was the beginning.
    pub next_cursor: Option<String>,
    /// Give it back as `?cursor=` for what was said after; null: this is the end, as far as it was asked for.
    pub newer_cursor: Option<String>,
    pub position: Position,
}

/// Which way a cursor goes on, and from which position.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Place {
    Before(i64),
    After(i64),
}

/// `?around=` this: the first message one has not read; the newest when there is none.
const UNREAD: &str = "unread";

/// What was said in a conversation, newest first; or `around` a message, from which cursors go on both ways.
#[utoipa::path(get, path = "/api/conversations/{conversation}/messages", tag = "messages", security(("bearer" = [])),
    params(("conversation" = uuid::Uuid, Path), ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query),
    ("around" = Option<String>, Query,
    description = "a message of this conversation; or `unread`: the first one not read, or the newest where there is none")),
    responses((status = 200, body = Messages)))]
pub async fn messages(
    State(app): State<App>,
    viewer: Viewer,
    _: Fresh,
    At(id): At<ConversationId>,
    params: Params,
) -> Result<Seen<Messages>, Problem> {
    let limit = params.limit()?;
    let list = format!("messages.{id}");
    let page = match (params.get("around"), params.cursor(&list)?) {
        (Some(UNREAD), None) => match first_unread(&app, viewer.person, id).await? {
            Some(message) => around(&app, viewer.person, id, message, limit).await?,
            None => older(&app, viewer.person, id, None, limit).await?,
        },
        (Some(message), None) => around(&app, viewer.person, id, named(message)?, limit).await?,
        (None, Some(Place::After(position))) => newer(&app, viewer.person, id, position, limit).await?,
        (None, Some(Place::Before(position))) => older(&app, viewer.person, id, Some(position), limit).await?,
        (None, None) => older(&app, viewer.person, id, None, limit).await?,
        (Some(_), Some(_)) => {
            return Err(Problem::invalid_field("/cursor", "not_allowed", "Either around a message or from a cursor."));
        }
    };
    if page.rows.is_empty() && !is_member(&app, viewer.person, id).await? {
        return Err(Refused::UnknownConversation.into());
    }
    let at = |row: Option<&MessageRow>| row.map(|row| row.created_position as i64).unwrap_or_default();
    let next_cursor = page.more_before.then(|| cursor(&list, &Place::Before(at(page.rows.last()))));
    let newer_cursor = page.more_after.then(|| cursor(&list, &Place::After(at(page.rows.first()))));
    let items = page.rows.into_iter().map(View::from).collect();
    let position = page.position;
    Ok(Seen { position, body: Messages { items, next_cursor, newer_cursor, position } })
}

struct Part {
    /// Newest first.
    rows: Vec<MessageRow>,
    more_before: bool,
    more_after: bool,
    position: Position,
}

async fn older(
    app: &App,
    viewer: PersonId,
    id: ConversationId,
    before: Option<i64>,
    limit: usize,
) -> Result<Part, Problem> {
    let raw: Raw =
        sqlx::query_as(OLDER).bind(viewer).bind(id).bind(limit as i64 + 1).bind(before).fetch_one(&app.db).await?;
    let (position, mut rows) = fresh::rows::<MessageRow>(raw)?;
    let more_before = rows.len() > limit;
    rows.truncate(limit);
    Ok(Part { rows, more_before, more_after: false, position })
}

async fn newer(app: &App, viewer: PersonId, id: ConversationId, after: i64, limit: usize) -> Result<Part, Problem> {
    let raw: Raw =
        sqlx::query_as(NEWER).bind(viewer).bind(id).bind(limit as i64 + 1).bind(after).fetch_one(&app.db).await?;
    let (position, mut rows) = fresh::rows::<MessageRow>(raw)?;
    let more_after = rows.len() > limit;
    rows.truncate(limit);
    rows.reverse();
    Ok(Part { rows, more_before: false, more_after, position })
}

fn named(message: &str) -> Result<MessageId, Problem> {
    message.parse().map_err(|_| Problem::invalid_field("/around", "wrong_type", "around must be the id of a message."))
}

async fn first_unread(app: &App, viewer: PersonId, id: ConversationId) -> Result<Option<MessageId>, sqlx::Error> {
    sqlx::query_scalar(FIRST_UNREAD).bind(viewer).bind(id).fetch_optional(&app.db).await
}

/// Half of the page before the message, which comes with it, half after.
async fn around(
    app: &App,
    viewer: PersonId,
    id: ConversationId,
    message: MessageId,
    limit: usize,
) -> Result<Part, Problem> {
    let half = limit.div_ceil(2);
    let raw: Raw =
        sqlx::query_as(AROUND).bind(viewer).bind(id).bind(half as i64 + 2).bind(message).fetch_one(&app.db).await?;
    let (position, rows) = fresh::rows::<MessageRow>(raw)?;
    let Some(anchor) = rows.iter().position(|row| row.id == message) else {
        let known = is_member(app, viewer, id).await?;
        return Err(if known { Refused::Unknown } else { Refused::UnknownConversation }.into());
    };
    let (first, end) = (anchor.saturating_sub(half), (anchor + half).min(rows.len()));
    let (more_after, more_before) = (first > 0, end < rows.len());
    let rows = rows.into_iter().take(end).skip(first).collect();
    Ok(Part { rows, more_before, more_after, position })
}

/// What was said in conversations of `viewer` and has what `tsquery` says, the newest first, before a position.
pub async fn search(
    app: &App,
    viewer: PersonId,
    tsquery: &str,
    before: Option<i64>,
    most: usize,
) -> Result<(Position, Vec<MessageRow>), Problem> {
    let rows = sqlx::query_as::<_, Raw>(SEARCH).bind(viewer).bind(tsquery).bind(most as i64).bind(before);
    fresh::rows(rows.fetch_one(&app.db).await?)
}

/// One message as `viewer` sees it, if they are a member.
pub async fn one(app: &App, viewer: PersonId, message: MessageId) -> Result<Option<MessageRow>, Problem> {
    let raw: Raw = sqlx::query_as(ONE).bind(viewer).bind(message).fetch_one(&app.db).await?;
    Ok(fresh::rows::<MessageRow>(raw)?.1.pop())
}

pub async fn is_member(app: &App, person: PersonId, id: ConversationId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(IS_MEMBER).bind(person).bind(id).fetch_one(&app.db).await
}
