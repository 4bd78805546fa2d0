//! Likes and votes. They live on their actor's own subject, so that they strictly alternate; that subject is too long to fold, so
//! the read model's answer is carried on over the entries after it.

use super::http;
use super::view::{LikesRow, Liking, Post as View};
use super::{Event as PostEvent, Post, react, vote};
use crate::app::App;
use crate::event::{Event, Meta};
use crate::friends::commands::reach;
use crate::http::body::Body;
use crate::http::check::Faults;
use crate::http::command::{Command, Done};
use crate::http::fresh::{self, Raw};
use crate::http::path::{At, Named};
use crate::http::problem::Problem;
use crate::id::PostId;
use crate::log::command::Base;
use crate::log::{CommandError, Decision, Request, Subject, Unit};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const REACTION: &str = include_str!("sql/reaction.sql");
const LIKES: &str = crate::snapshot!("sql/likes.sql");

pub const QUERIES: &[(&str, &str)] = &[("posts/reaction", REACTION), ("posts/likes", LIKES)];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(like, unlike)).routes(routes!(cast_vote))
}

/// What one person has to do with one post.
#[derive(Clone, Debug, Default)]
pub struct Reaction {
    pub liked: bool,
    pub voted: Vec<usize>,
}

impl Reaction {
    fn evolve(&mut self, post: PostId, event: Event) {
        match event {
            Event::Posts(PostEvent::Liked(event)) if event.post == post => self.liked = true,
            Event::Posts(PostEvent::Unliked(event)) if event.post == post => self.liked = false,
            Event::Posts(PostEvent::Voted(event)) if event.post == post => self.voted = event.options,
            // Other posts', other areas'.
            Event::Posts(_)
            | Event::Comments(_)
            | Event::Conversations(_)
            | Event::Messages(_)
            | Event::Calls(_)
            | Event::Games(_)
            | Event::Spectators(_)
            | Event::People(_)
            | Event::Friends(_) => {}
        }
    }
}

/// Likes a post. Doing it again changes nothing.
#[utoipa::path(put, path = "/api/posts/{post}/like", tag = "posts", security(("bearer" = [])),
    params(("post" = uuid::Uuid, Path)), responses((status = 200, body = Liking)))]
async fn like(State(app): State<App>, At(post): At<PostId>, command: Command) -> Result<Done<Liking>, Problem> {
    set_like(&app, post, command, true).await
}

/// Takes a like back.
#[utoipa::path(delete, path = "/api/posts/{post}/like", tag = "posts", security(("bearer" = [])),
    params(("post" = uuid::Uuid, Path)), responses((status = 200, body = Liking)))]
async fn unlike(State(app): State<App>, At(post): At<PostId>, command: Command) -> Result<Done<Liking>, Problem> {
    set_like(&app, post, command, false).await
}

async fn set_like(app: &App, post: PostId, command: Command, like: bool) -> Result<Done<Liking>, Problem> {
    let request = command.request();
    let (state, done) = react_to(app, &request, post, like).await?;
    command.settle(app, done.position).await;
    let raw: Raw = sqlx::query_as(LIKES).bind(request.actor).bind(post).fetch_one(&app.db).await?;
    let (_, mut rows) = fresh::rows::<LikesRow>(raw)?;
    let row = match rows.pop() {
        Some(row) => row,
        None if state.standing().is_ok() => LikesRow { likes: 0, liked: false },
        None => return Err(PostId::missing()),
    };
    Ok(Done::ok(done.position, row.liking(done.state.liked, done.position)))
}

/// One's whole vote: it replaces an earlier one.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Vote {
    /// Indices of the poll's options, counted from 0.
    #[schema(min_items = 1, max_items = 20)]
    options: Vec<usize>,
}

impl Body for Vote {
    fn check(&self, faults: &mut Faults) {
        faults.length("/options", self.options.len(), &(1..=20));
        let mut sorted = self.options.clone();
        sorted.sort_unstable();
        if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
            faults.add("/options", "repeated", "Name each option once.");
        }
    }
}

/// Votes in a poll.
#[utoipa::path(put, path = "/api/posts/{post}/vote", tag = "posts", security(("bearer" = [])), request_body = Vote,
    params(("post" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn cast_vote(
    State(app): State<App>,
    At(post): At<PostId>,
    command: Command<Vote>,
) -> Result<Done<View>, Problem> {
    let request = command.request();
    let (state, done) = vote_in(&app, &request, post, &command.asked.body.options).await?;
    let mut row = http::row_after(&app, &command, post, &state, done.position).await?;
    row.vote(&done.state.voted);
    Ok(Done::ok(done.position, View { position: done.position, ..row.shown(request.at) }))
}

/// Likes a post or takes the like back, for whoever asks; with the post as it is.
pub async fn react_to(
    app: &App,
    request: &Request,
    post: PostId,
    like: bool,
) -> Result<(Post, crate::log::Done<Reaction>), Problem> {
    let state: Post = app.log.state(&Subject::of(Unit::Post, post)).await?;
    let reach = reach(&app.log, request.actor, state.author).await?;
    let decide = |reaction: &Reaction| react(&state, post, reach, reaction.liked, like).map(as_any);
    let done = execute(app, request, post, decide).await?;
    Ok((state, done))
}

/// Votes in a poll, for whoever asks; with the post as it is. `options` names each option once.
pub async fn vote_in(
    app: &App,
    request: &Request,
    post: PostId,
    options: &[usize],
) -> Result<(Post, crate::log::Done<Reaction>), Problem> {
    let state: Post = app.log.state(&Subject::of(Unit::Post, post)).await?;
    let reach = reach(&app.log, request.actor, state.author).await?;
    let decide = |reaction: &Reaction| vote(&state, post, reach, &reaction.voted, options, request.at).map(as_any);
    let done = execute(app, request, post, decide).await?;
    Ok((state, done))
}

fn as_any(decision: Decision<PostEvent>) -> Decision<Event> {
    match decision {
        Decision::Append(event) => Decision::Append(event.into()),
        Decision::Nothing => Decision::Nothing,
    }
}

async fn execute(
    app: &App,
    request: &Request,
    post: PostId,
    decide: impl Fn(&Reaction) -> Result<Decision<Event>, super::Refused>,
) -> Result<crate::log::Done<Reaction>, Problem> {
    let subject = Subject::of(Unit::Reactions, request.actor);
    let base = || base(app, request, post);
    let fold = |state: &mut Reaction, _: &Meta, event: Event| state.evolve(post, event);
    let done =
        app.log.execute_on_tail(&subject, request, base, fold, |state| decide(state).map_err(Problem::from)).await?;
    Ok(done)
}

async fn base(app: &App, request: &Request, post: PostId) -> Result<Base<Reaction>, CommandError<Problem>> {
    type Row = (i64, bool, Option<Vec<i32>>, Option<i64>);
    let row: Row = sqlx::query_as(REACTION)
        .bind(request.actor)
        .bind(post)
        .bind(request.event_id())
        .fetch_one(&app.db)
        .await
        .map_err(|error| CommandError::Refused(error.into()))?;
    let (position, liked, voted, earlier) = row;
    let voted = voted.unwrap_or_default().into_iter().map(|option| option.unsigned_abs() as usize).collect();
    Ok(Base {
        state: Reaction { liked, voted },
        position: position.unsigned_abs(),
        earlier: earlier.map(i64::unsigned_abs),
    })
}
