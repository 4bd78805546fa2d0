//! `/api/friends` and `/api/blocks`

use super::commands::{Rule, execute};
use super::view::{RequestRow, Requests, Stand, StandRow, Status, Suggestion, Tie, TieRow};
use super::{Closed, Refused, befriend, block, mentions, unblock, unfriend};
use crate::app::App;
use crate::http::command::{Command, Done};
use crate::http::fresh::{self, Fresh, Raw, Seen};
use crate::http::page::{Closed as ClosedList, Page, Params};
use crate::http::path::{At, Named};
use crate::http::problem::Problem;
use crate::http::viewer::Viewer;
use crate::id::PersonId;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const FRIENDS: &str = crate::snapshot!("sql/friends.sql");
const BLOCKS: &str = crate::snapshot!("sql/blocks.sql");
const REQUESTS: &str = crate::snapshot!("sql/requests.sql");
const STANDING: &str = crate::snapshot!("sql/standing.sql");
const SUGGESTIONS: &str = crate::snapshot!("sql/suggestions.sql");

pub const QUERIES: &[(&str, &str)] = &[
    ("friends/friends", FRIENDS),
    ("friends/blocks", BLOCKS),
    ("friends/requests", REQUESTS),
    ("friends/standing", STANDING),
    ("friends/suggestions", SUGGESTIONS),
    ("friends/named", mentions::NAMED),
    ("friends/blocked_by", include_str!("sql/blocked_by.sql")),
    ("friends/of_one", include_str!("sql/of_one.sql")),
    ("friends/of_many", include_str!("sql/of_many.sql")),
    ("friends/among", include_str!("sql/among.sql")),
];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(friends))
        .routes(routes!(requests))
        .routes(routes!(suggestions))
        .routes(routes!(standing, add, remove))
        .routes(routes!(blocks))
        .routes(routes!(add_block, lift_block))
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        match refused {
            Refused::Unknown => PersonId::missing(),
            Refused::Oneself => Problem::refused("friends.oneself", "That is yourself."),
            Refused::Closed(Closed::Blocked) => Problem::forbidden("friends.blocked", "You have blocked this person."),
            Refused::Closed(Closed::NotAllowed) => {
                Problem::forbidden("friends.not_allowed", "This person cannot be asked.")
            }
        }
    }
}

/// One's friends, the newest friendship first.
#[utoipa::path(get, path = "/api/friends", tag = "friends", security(("bearer" = [])), params(
    ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query),
), responses((status = 200, body = Page<Tie>)))]
async fn friends(State(app): State<App>, viewer: Viewer, _: Fresh, params: Params) -> Result<Seen<Page<Tie>>, Problem> {
    ties(&app, viewer, &params, "friends", FRIENDS).await
}

/// Whom one has blocked, the latest first.
#[utoipa::path(get, path = "/api/blocks", tag = "friends", security(("bearer" = [])), params(
    ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query),
), responses((status = 200, body = Page<Tie>)))]
async fn blocks(State(app): State<App>, viewer: Viewer, _: Fresh, params: Params) -> Result<Seen<Page<Tie>>, Problem> {
    ties(&app, viewer, &params, "blocks", BLOCKS).await
}

async fn ties(
    app: &App,
    viewer: Viewer,
    params: &Params,
    list: &str,
    query: &'static str,
) -> Result<Seen<Page<Tie>>, Problem> {
    let limit = params.limit()?;
    let before: Option<i64> = params.cursor(list)?;
    let raw: Raw =
        sqlx::query_as(query).bind(viewer.person).bind(limit as i64 + 1).bind(before).fetch_one(&app.db).await?;
    Ok(Page::of(fresh::rows::<TieRow>(raw)?, limit, list, |row| row.since, |row| row.tie))
}

/// Requests that wait for an answer: others' and one's own.
#[utoipa::path(get, path = "/api/friends/requests", tag = "friends", security(("bearer" = [])),
    responses((status = 200, body = Requests)))]
async fn requests(State(app): State<App>, viewer: Viewer, _: Fresh) -> Result<Seen<Requests>, Problem> {
    let raw: Raw = sqlx::query_as(REQUESTS).bind(viewer.person).fetch_one(&app.db).await?;
    let (position, rows) = fresh::rows::<RequestRow>(raw)?;
    let (incoming, outgoing): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.incoming);
    let ties = |rows: Vec<RequestRow>| rows.into_iter().map(|row| row.tie).collect();
    Ok(Seen { position, body: Requests { incoming: ties(incoming), outgoing: ties(outgoing), position } })
}

/// People one may know: friends of friends and who is in the same conversations, those with the most friends in common first.
#[utoipa::path(get, path = "/api/friends/suggestions", tag = "friends", security(("bearer" = [])),
    params(("limit" = Option<u32>, Query)), responses((status = 200, body = ClosedList<Suggestion>)))]
async fn suggestions(
    State(app): State<App>,
    viewer: Viewer,
    _: Fresh,
    params: Params,
) -> Result<Seen<ClosedList<Suggestion>>, Problem> {
    let limit = params.limit()? as i64;
    let raw: Raw = sqlx::query_as(SUGGESTIONS).bind(viewer.person).bind(limit).fetch_one(&app.db).await?;
    let (position, items) = fresh::rows::<Suggestion>(raw)?;
    Ok(Seen { position, body: ClosedList { items, position } })
}

/// How somebody stands to oneself. Whoever is blocked by them reads `none`, as between strangers.
#[utoipa::path(get, path = "/api/friends/{person}", tag = "friends", security(("bearer" = [])),
    params(("person" = uuid::Uuid, Path)), responses((status = 200, body = Stand)))]
async fn standing(
    State(app): State<App>,
    viewer: Viewer,
    _: Fresh,
    At(person): At<PersonId>,
) -> Result<Seen<Stand>, Problem> {
    let raw: Raw = sqlx::query_as(STANDING).bind(viewer.person).bind(person).fetch_one(&app.db).await?;
    let (position, mut rows) = fresh::rows::<StandRow>(raw)?;
    let StandRow { status } = rows.pop().ok_or_else(PersonId::missing)?;
    Ok(Seen { position, body: Stand { status, position } })
}

/// Asks somebody to be friends, or accepts their request. Doing it again changes nothing.
#[utoipa::path(put, path = "/api/friends/{person}", tag = "friends", security(("bearer" = [])),
    params(("person" = uuid::Uuid, Path)), responses((status = 200, body = Stand)))]
async fn add(State(app): State<App>, At(person): At<PersonId>, command: Command) -> Result<Done<Stand>, Problem> {
    change(&app, person, &command, befriend).await
}

/// Ends a friendship, declines a request or takes one's own back.
#[utoipa::path(delete, path = "/api/friends/{person}", tag = "friends", security(("bearer" = [])),
    params(("person" = uuid::Uuid, Path)), responses((status = 200, body = Stand)))]
async fn remove(State(app): State<App>, At(person): At<PersonId>, command: Command) -> Result<Done<Stand>, Problem> {
    change(&app, person, &command, unfriend).await
}

/// Blocks somebody. Friendship and requests end. They are not told: their socket carries nothing of it, one's profile and posts
/// stay visible to them as they are to a visitor. But they cannot ask to be friends, like, vote, comment or answer where one is
/// the author, nor open conversations or write in them, and their mentions reach nobody; and one is not shown their posts, nor
/// what they say in comments.
#[utoipa::path(put, path = "/api/blocks/{person}", tag = "friends", security(("bearer" = [])),
    params(("person" = uuid::Uuid, Path)), responses((status = 200, body = Stand)))]
async fn add_block(State(app): State<App>, At(person): At<PersonId>, command: Command) -> Result<Done<Stand>, Problem> {
    change(&app, person, &command, block).await
}

/// Lifts a block. What it ended stays ended.
#[utoipa::path(delete, path = "/api/blocks/{person}", tag = "friends", security(("bearer" = [])),
    params(("person" = uuid::Uuid, Path)), responses((status = 200, body = Stand)))]
async fn lift_block(
    State(app): State<App>,
    At(person): At<PersonId>,
    command: Command,
) -> Result<Done<Stand>, Problem> {
    change(&app, person, &command, unblock).await
}

async fn change(app: &App, person: PersonId, command: &Command, rule: Rule) -> Result<Done<Stand>, Problem> {
    let request = command.request();
    let done = execute(&app.log, &request, person, rule).await?;
    command.settle(app, done.position).await;
    let status = Status::of(&done.state, request.actor);
    Ok(Done::ok(done.position, Stand { status, position: done.position }))
}
