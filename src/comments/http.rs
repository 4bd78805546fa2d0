//! `/api/posts/{post}/comments` and `/api/comments`

use super::view::{Comment as View, Row};
use super::{Add, Comment, Edit, Refused, commands, likes};
use crate::app::App;
use crate::friends::Closed;
use crate::friends::mentions::mentioned;
use crate::http::body::Body;
use crate::http::check::Faults;
use crate::http::command::{Command, Done};
use crate::http::fresh::{self, Fresh, Raw, Seen};
use crate::http::page::{Page, Params};
use crate::http::path::{At, Named};
use crate::http::problem::Problem;
use crate::http::viewer::MaybeViewer;
use crate::id::{CommentId, PersonId, Position, PostId};
use crate::log::{Subject, Unit};
use crate::people::Person;
use crate::posts::http::actor;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

macro_rules! rows {
    ($file:literal) => {
        concat!(
            "select (select position from checkpoint), (select coalesce(json_agg(r), '[]')::text from (\n",
            include_str!("sql/row.sql"),
            include_str!($file),
            "\n) r)"
        )
    };
}

const ONE: &str = rows!("sql/one.sql");
const OF_POST: &str = rows!("sql/of_post.sql");
const POST_IS_THERE: &str = include_str!("sql/post_is_there.sql");

pub const QUERIES: &[(&str, &str)] =
    &[("comments/one", ONE), ("comments/of_post", OF_POST), ("comments/post_is_there", POST_IS_THERE)];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(tree, write)).routes(routes!(change, remove)).merge(likes::routes())
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        match refused {
            Refused::Unknown => CommentId::missing(),
            Refused::UnknownPost => PostId::missing(),
            Refused::NoSuchParent => {
                Problem::invalid_field("/parent", "unknown", "There is no such comment under this post to answer.")
            }
            Refused::Closed(Closed::Blocked) => {
                Problem::forbidden("comments.blocked", "You have blocked whom this speaks to.")
            }
            Refused::Closed(Closed::NotAllowed) => {
                Problem::forbidden("comments.not_allowed", "You cannot say anything to this author.")
            }
            Refused::NotAuthor => Problem::forbidden("comments.not_author", "This comment is somebody else's."),
        }
    }
}

impl Named for CommentId {
    fn missing() -> Problem {
        Problem::not_found("comments.not_found", "There is no such comment.")
    }
}

/// The comments of a post in the order they were written: a comment comes after the one it answers, so the tree can be built
/// while reading. Deleted ones stay, without their text; so do those of people one has blocked, marked `blocked`.
#[utoipa::path(get, path = "/api/posts/{post}/comments", tag = "comments", params(
    ("post" = uuid::Uuid, Path), ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query),
), responses((status = 200, body = Page<View>)))]
async fn tree(
    State(app): State<App>,
    viewer: MaybeViewer,
    _: Fresh,
    At(post): At<PostId>,
    params: Params,
) -> Result<Seen<Page<View>>, Problem> {
    let limit = params.limit()?;
    let list = format!("comments.{post}");
    let after: Option<i64> = params.cursor(&list)?;
    let raw: Raw = sqlx::query_as(OF_POST)
        .bind(viewer.person())
        .bind(post)
        .bind(limit as i64 + 1)
        .bind(after)
        .fetch_one(&app.db)
        .await?;
    let (position, rows) = fresh::rows::<Row>(raw)?;
    if rows.is_empty() && !sqlx::query_scalar::<_, bool>(POST_IS_THERE).bind(post).fetch_one(&app.db).await? {
        return Err(PostId::missing());
    }
    Ok(Page::of((position, rows), limit, &list, |row| row.created_position, View::from))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewComment {
    /// Markdown.
    #[schema(min_length = 1, max_length = 10000)]
    body: String,
    /// The comment it answers, under the same post.
    #[serde(default)]
    parent: Option<CommentId>,
}

impl Body for NewComment {
    fn check(&self, faults: &mut Faults) {
        faults.text("/body", &self.body, 1..=10_000);
    }
}

/// Comments a post or answers a comment. Its id is a function of its author and the idempotency key.
#[utoipa::path(post, path = "/api/posts/{post}/comments", tag = "comments", security(("bearer" = [])),
    request_body = NewComment, params(("post" = uuid::Uuid, Path)), responses((status = 201, body = View)))]
async fn write(
    State(app): State<App>,
    At(post): At<PostId>,
    command: Command<NewComment>,
) -> Result<Done<View>, Problem> {
    let request = command.request();
    let NewComment { body, parent } = &command.asked.body;
    let mentions = mentioned(&app, request.actor, body).await?;
    let wanted = Add { post, parent: *parent, body: body.clone(), mentions };
    let (comment, done) = commands::write(&app.log, &request, &wanted).await?;
    let row = row_after(&app, &command, comment, &done.state, done.position).await?;
    Ok(Done::created(done.position, View { position: done.position, ..row.into() }))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeComment {
    #[schema(min_length = 1, max_length = 10000)]
    body: String,
}

impl Body for ChangeComment {
    fn check(&self, faults: &mut Faults) {
        faults.text("/body", &self.body, 1..=10_000);
    }
}

/// Changes one's own comment.
#[utoipa::path(patch, path = "/api/comments/{comment}", tag = "comments", security(("bearer" = [])),
    request_body = ChangeComment, params(("comment" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn change(
    State(app): State<App>,
    At(comment): At<CommentId>,
    command: Command<ChangeComment>,
) -> Result<Done<View>, Problem> {
    let request = command.request();
    let body = command.asked.body.body.clone();
    let mentions = mentioned(&app, request.actor, &body).await?;
    let wanted = Edit { body, mentions };
    let done = commands::change(&app.log, &request, comment, &wanted).await?;
    let row = row_after(&app, &command, comment, &done.state, done.position).await?;
    Ok(Done::ok(done.position, View { position: done.position, ..row.into() }))
}

/// Deletes one's own comment, or as an administrator anybody's. It stays in the tree without its text.
#[utoipa::path(delete, path = "/api/comments/{comment}", tag = "comments", security(("bearer" = [])),
    params(("comment" = uuid::Uuid, Path)), responses((status = 204)))]
async fn remove(State(app): State<App>, At(comment): At<CommentId>, command: Command) -> Result<Done<()>, Problem> {
    let request = command.request();
    let actor = actor(&app, command.viewer).await?;
    let done = commands::remove(&app.log, &request, comment, actor).await?;
    command.settle(&app, done.position).await;
    Ok(Done::no_content(done.position))
}

/// The comment after a command that ended at `position`: as the read side has it, with what the log knows better should the
/// read side be behind.
async fn row_after<B>(
    app: &App,
    command: &Command<B>,
    comment: CommentId,
    state: &Comment,
    position: Position,
) -> Result<Row, Problem> {
    let (author, post) = state.standing()?;
    let settled = command.settle(app, position).await;
    let known = match settled || state.edited_at.is_some() {
        true => read(app, command.viewer.person, comment).await?,
        // Just written, and nobody wants to wait: what could the read side add?
        false => None,
    };
    match known {
        Some(row) if settled => Ok(row),
        Some(row) => Ok(Row { body: state.body.clone(), edited_at: state.edited_at, ..row }),
        None => {
            let person: Person = app.log.state(&Subject::of(Unit::Person, author)).await?;
            Ok(Row::unread(comment, state, author, post, &person))
        }
    }
}

async fn read(app: &App, viewer: PersonId, comment: CommentId) -> Result<Option<Row>, Problem> {
    let raw: Raw = sqlx::query_as(ONE).bind(viewer).bind(comment).fetch_one(&app.db).await?;
    Ok(fresh::rows::<Row>(raw)?.1.pop())
}
