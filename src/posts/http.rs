//! `/api/posts`

use super::view::{Post as View, Row, Version, VersionRow};
use super::{Actor, Create, Edit, Kind, PollSetup, Post, Refused, commands, list, reactions};
use crate::app::App;
use crate::friends::Closed as Block;
use crate::friends::mentions::mentioned;
use crate::http::body::Body;
use crate::http::check::Faults;
use crate::http::command::{Command, Done};
use crate::http::fresh::{self, Fresh, Raw, Seen};
use crate::http::page::{Closed, Page, Params};
use crate::http::path::{At, Named};
use crate::http::problem::Problem;
use crate::http::utc;
use crate::http::viewer::{MaybeViewer, Viewer};
use crate::id::{PersonId, Position, PostId};
use crate::log::{Subject, Unit};
use crate::people::Person;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const HISTORY: &str = crate::snapshot!("sql/history.sql");

pub const QUERIES: &[(&str, &str)] = &[("posts/history", HISTORY), ("posts/topics", include_str!("sql/topics.sql"))];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(write, feed))
        .routes(routes!(one, change, remove))
        .routes(routes!(history))
        .merge(reactions::routes())
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        match refused {
            Refused::Unknown => PostId::missing(),
            Refused::NotAuthor => Problem::forbidden("posts.not_author", "This post is somebody else's."),
            Refused::EndsInThePast => Problem::invalid_field("/poll/closes_at", "past", "This time is over already."),
            Refused::NoPoll => Problem::refused("posts.no_poll", "This post has no poll."),
            Refused::PollClosed => Problem::refused("posts.poll_closed", "This poll is closed."),
            Refused::NoSuchOption => Problem::invalid_field("/options", "unknown", "The poll has no such option."),
            Refused::Closed(Block::Blocked) => {
                Problem::forbidden("posts.blocked", "You have blocked this post's author.")
            }
            Refused::Closed(Block::NotAllowed) => {
                Problem::forbidden("posts.not_allowed", "This author's posts take nothing from you.")
            }
            Refused::OneChoice => Problem::invalid_field("/options", "too_long", "This poll takes one choice."),
        }
    }
}

impl Named for PostId {
    fn missing() -> Problem {
        Problem::not_found("posts.not_found", "There is no such post.")
    }
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPost {
    #[schema(min_length = 1, max_length = 300)]
    title: String,
    /// Markdown.
    #[schema(max_length = 50000)]
    body: String,
    kind: Kind,
    /// Of a link: http or https. Of an image: the picture's https address.
    #[serde(default)]
    link: Option<String>,
    #[serde(default)]
    poll: Option<NewPoll>,
    #[serde(default)]
    community: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPoll {
    #[schema(min_items = 2, max_items = 20)]
    options: Vec<String>,
    multiple: bool,
    #[serde(default, with = "utc::option")]
    closes_at: Option<OffsetDateTime>,
}

impl Body for NewPost {
    fn check(&self, faults: &mut Faults) {
        faults.line("/title", &self.title, 1..=300);
        faults.text("/body", &self.body, 0..=50_000);
        match (&self.link, self.kind) {
            (Some(link), Kind::Link | Kind::Image) => faults.link("/link", link, self.kind == Kind::Image),
            (None, Kind::Link | Kind::Image) => faults.add("/link", "missing", "A post of this kind needs a link."),
            (Some(_), Kind::Text | Kind::Poll) => {
                faults.add("/link", "not_allowed", "Only links and images have a link.")
            }
            (None, Kind::Text | Kind::Poll) => {}
        }
        match (&self.poll, self.kind) {
            (Some(poll), Kind::Poll) => poll.check(faults),
            (None, Kind::Poll) => faults.add("/poll", "missing", "A poll needs its options."),
            (Some(_), _) => faults.add("/poll", "not_allowed", "Only a post of the kind poll has one."),
            (None, _) => {}
        }
        if self.community.is_some() {
            faults.add("/community", "unknown", "There is no such community.");
        }
    }
}

impl NewPoll {
    fn check(&self, faults: &mut Faults) {
        faults.length("/poll/options", self.options.len(), &(2..=20));
        for (index, option) in self.options.iter().enumerate() {
            faults.line(&format!("/poll/options/{index}"), option, 1..=200);
        }
    }
}

/// Writes a post. Its id is a function of its author and the idempotency key.
#[utoipa::path(post, path = "/api/posts", tag = "posts", security(("bearer" = [])), request_body = NewPost,
    responses((status = 201, body = View)))]
async fn write(State(app): State<App>, command: Command<NewPost>) -> Result<Done<View>, Problem> {
    let request = command.request();
    let author = request.actor;
    let NewPost { title, body, kind, link, poll, community: _ } = &command.asked.body;
    let setup = |poll: &NewPoll| PollSetup {
        options: poll.options.clone(),
        multiple: poll.multiple,
        closes_at: poll.closes_at,
    };
    let wanted = Create {
        kind: *kind,
        title: title.clone(),
        body: body.clone(),
        link: link.clone(),
        poll: poll.as_ref().map(setup),
        mentions: mentioned(&app, author, body).await?,
    };
    let (post, done) = commands::write(&app.log, &request, &wanted).await?;
    let row = row_after(&app, &command, post, &done.state, done.position).await?;
    Ok(Done::created(done.position, View { position: done.position, ..row.shown(request.at) }))
}

/// Posts: new (the default), hot, top, or rising of the last 48 hours; without those of people one has blocked.
#[utoipa::path(get, path = "/api/posts", tag = "posts", params(
    ("sort" = Option<String>, Query, description = "new, hot, top or rising"),
    ("community" = Option<String>, Query, description = "a slug"),
    ("author" = Option<String>, Query, description = "an id or @username"),
    ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query),
), responses((status = 200, body = Page<View>)))]
async fn feed(
    State(app): State<App>,
    viewer: MaybeViewer,
    _: Fresh,
    params: Params,
) -> Result<Seen<Page<View>>, Problem> {
    list::page(&app, viewer.person(), &params, OffsetDateTime::now_utc()).await
}

/// One post.
#[utoipa::path(get, path = "/api/posts/{post}", tag = "posts", params(("post" = uuid::Uuid, Path)),
    responses((status = 200, body = View)))]
async fn one(
    State(app): State<App>,
    viewer: MaybeViewer,
    _: Fresh,
    At(post): At<PostId>,
) -> Result<Seen<View>, Problem> {
    let (position, row) = read(&app, viewer.person(), post).await?;
    let body = row.ok_or_else(PostId::missing)?.shown(OffsetDateTime::now_utc());
    Ok(Seen { position, body })
}

/// What is given changes.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangePost {
    #[schema(min_length = 1, max_length = 300)]
    #[serde(default)]
    title: Option<String>,
    #[schema(max_length = 50000)]
    #[serde(default)]
    body: Option<String>,
}

impl Body for ChangePost {
    fn check(&self, faults: &mut Faults) {
        if let Some(title) = &self.title {
            faults.line("/title", title, 1..=300);
        }
        if let Some(body) = &self.body {
            faults.text("/body", body, 0..=50_000);
        }
    }
}

/// Changes one's own post; what it said before stays in its history.
#[utoipa::path(patch, path = "/api/posts/{post}", tag = "posts", security(("bearer" = [])), request_body = ChangePost,
    params(("post" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn change(
    State(app): State<App>,
    At(post): At<PostId>,
    command: Command<ChangePost>,
) -> Result<Done<View>, Problem> {
    let request = command.request();
    let ChangePost { title, body } = &command.asked.body;
    let mentions = match body {
        Some(body) => mentioned(&app, request.actor, body).await?,
        None => Vec::new(),
    };
    let wanted = Edit { title: title.clone(), body: body.clone(), mentions };
    let done = commands::change(&app.log, &request, post, &wanted).await?;
    let row = row_after(&app, &command, post, &done.state, done.position).await?;
    Ok(Done::ok(done.position, View { position: done.position, ..row.shown(request.at) }))
}

/// Deletes one's own post, or as an administrator anybody's.
#[utoipa::path(delete, path = "/api/posts/{post}", tag = "posts", security(("bearer" = [])),
    params(("post" = uuid::Uuid, Path)), responses((status = 204)))]
async fn remove(State(app): State<App>, At(post): At<PostId>, command: Command) -> Result<Done<()>, Problem> {
    let request = command.request();
    let actor = actor(&app, command.viewer).await?;
    let done = commands::remove(&app.log, &request, post, actor).await?;
    command.settle(&app, done.position).await;
    Ok(Done::no_content(done.position))
}

/// Every version of a post, oldest first.
#[utoipa::path(get, path = "/api/posts/{post}/history", tag = "posts", params(("post" = uuid::Uuid, Path)),
    responses((status = 200, body = Closed<Version>)))]
async fn history(
    State(app): State<App>,
    viewer: MaybeViewer,
    _: Fresh,
    At(post): At<PostId>,
) -> Result<Seen<Closed<Version>>, Problem> {
    let raw: Raw = sqlx::query_as(HISTORY).bind(post).bind(viewer.person()).fetch_one(&app.db).await?;
    let (position, rows) = fresh::rows::<VersionRow>(raw)?;
    if rows.is_empty() {
        return Err(PostId::missing());
    }
    let items = rows.into_iter().map(Version::from).collect();
    Ok(Seen { position, body: Closed { items, position } })
}

/// A post as the read side has it, and at which position.
pub async fn read(app: &App, viewer: Option<PersonId>, post: PostId) -> Result<(Position, Option<Row>), Problem> {
    let raw: Raw = sqlx::query_as(list::ONE).bind(viewer).bind(post).fetch_one(&app.db).await?;
    let (position, mut rows) = fresh::rows::<Row>(raw)?;
    Ok((position, rows.pop()))
}

/// The post after a command that ended at `position`: as the read side has it, with what the log knows better should the read
/// side be behind.
pub async fn row_after<B>(
    app: &App,
    command: &Command<B>,
    post: PostId,
    state: &Post,
    position: Position,
) -> Result<Row, Problem> {
    let author = state.standing()?;
    let settled = command.settle(app, position).await;
    let known = match settled || state.edited_at.is_some() || author != command.viewer.person {
        true => read(app, Some(command.viewer.person), post).await?.1,
        // Just written, and nobody wants to wait: what could the read side add?
        false => None,
    };
    match known {
        Some(row) if settled => Ok(row),
        Some(row) => {
            let (title, body) = (state.title.clone(), state.body.clone());
            Ok(Row { title, body, edited_at: state.edited_at, ..row })
        }
        None => {
            let person: Person = app.log.state(&Subject::of(Unit::Person, author)).await?;
            Ok(Row::unread(post, state, author, &person))
        }
    }
}

/// What the viewer may, as the log has it.
pub async fn actor(app: &App, viewer: Viewer) -> Result<Actor, Problem> {
    let state: Person = app.log.state(&Subject::of(Unit::Person, viewer.person)).await?;
    Ok(Actor { person: viewer.person, role: state.role })
}
