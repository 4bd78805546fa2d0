//! Likes of comments: like those of posts, on their actor's own subject.

use super::{Comment, Event as CommentEvent, Refused, react};
use crate::app::App;
use crate::event::{Event, Meta};
use crate::friends::commands::reach;
use crate::http::command::{Command, Done};
use crate::http::fresh::{self, Raw};
use crate::http::path::{At, Named};
use crate::http::problem::Problem;
use crate::id::CommentId;
use crate::log::command::Base;
use crate::log::{CommandError, Decision, Request, Subject, Unit};
use crate::posts::view::{LikesRow, Liking};
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const REACTION: &str = include_str!("sql/reaction.sql");
const LIKES: &str = crate::snapshot!("sql/likes.sql");

pub const QUERIES: &[(&str, &str)] = &[("comments/reaction", REACTION), ("comments/likes", LIKES)];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(like, unlike))
}

/// Likes a comment. Doing it again changes nothing.
#[utoipa::path(put, path = "/api/comments/{comment}/like", tag = "comments", security(("bearer" = [])),
    params(("comment" = uuid::Uuid, Path)), responses((status = 200, body = Liking)))]
async fn like(State(app): State<App>, At(comment): At<CommentId>, command: Command) -> Result<Done<Liking>, Problem> {
    set_like(&app, comment, command, true).await
}

/// Takes a like back.
#[utoipa::path(delete, path = "/api/comments/{comment}/like", tag = "comments", security(("bearer" = [])),
    params(("comment" = uuid::Uuid, Path)), responses((status = 200, body = Liking)))]
async fn unlike(State(app): State<App>, At(comment): At<CommentId>, command: Command) -> Result<Done<Liking>, Problem> {
    set_like(&app, comment, command, false).await
}

async fn set_like(app: &App, comment: CommentId, command: Command, like: bool) -> Result<Done<Liking>, Problem> {
    let request = command.request();
    let (state, done) = react_to(app, &request, comment, like).await?;
    command.settle(app, done.position).await;
    let raw: Raw = sqlx::query_as(LIKES).bind(request.actor).bind(comment).fetch_one(&app.db).await?;
    let row = match fresh::rows::<LikesRow>(raw)?.1.pop() {
        Some(row) => row,
        None if state.standing() != Err(Refused::Unknown) => LikesRow { likes: 0, liked: false },
        None => return Err(CommentId::missing()),
    };
    Ok(Done::ok(done.position, row.liking(done.state, done.position)))
}

/// Likes a comment or takes the like back, for whoever asks; with the comment as it is, and whether it is liked now.
pub async fn react_to(
    app: &App,
    request: &Request,
    comment: CommentId,
    like: bool,
) -> Result<(Comment, crate::log::Done<bool>), Problem> {
    let state: Comment = app.log.state(&Subject::of(Unit::Comment, comment)).await?;
    let reach = reach(&app.log, request.actor, state.author).await?;
    let decide = |liked: &bool| match react(&state, comment, reach, *liked, like) {
        Ok(Decision::Append(event)) => Ok(Decision::Append(Event::from(event))),
        Ok(Decision::Nothing) => Ok(Decision::Nothing),
        Err(refused) => Err(Problem::from(refused)),
    };
    let fold = |liked: &mut bool, _: &Meta, event: Event| evolve(liked, comment, event);
    let subject = Subject::of(Unit::Reactions, request.actor);
    let base = || base(app, request, comment);
    let done = app.log.execute_on_tail(&subject, request, base, fold, decide).await?;
    Ok((state, done))
}

fn evolve(liked: &mut bool, comment: CommentId, event: Event) {
    match event {
        Event::Comments(CommentEvent::Liked(event)) if event.comment == comment => *liked = true,
        Event::Comments(CommentEvent::Unliked(event)) if event.comment == comment => *liked = false,
        // Other comments', other areas'.
        Event::Comments(_)
        | Event::Conversations(_)
        | Event::Messages(_)
        | Event::Calls(_)
        | Event::Games(_)
        | Event::Spectators(_)
        | Event::Posts(_)
        | Event::People(_)
        | Event::Friends(_) => {}
    }
}

async fn base(app: &App, request: &Request, comment: CommentId) -> Result<Base<bool>, CommandError<Problem>> {
    let (position, liked, earlier): (i64, bool, Option<i64>) = sqlx::query_as(REACTION)
        .bind(request.actor)
        .bind(comment)
        .bind(request.event_id())
        .fetch_one(&app.db)
        .await
        .map_err(|error| CommandError::Refused(error.into()))?;
    Ok(Base { state: liked, position: position.unsigned_abs(), earlier: earlier.map(i64::unsigned_abs) })
}
