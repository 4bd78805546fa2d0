//! Reactions: like likes, on their actor's own subject.

use super::emoji::Emoji;
use super::{Event as MessageEvent, Message, Reaction, commands, page, react};
use crate::app::App;
use crate::conversations::view::Reactions;
use crate::event::{Event, Meta};
use crate::http::command::{Command, Done};
use crate::http::path::{AtBoth, Named};
use crate::http::problem::Problem;
use crate::id::{MessageId, Position};
use crate::log::command::Base;
use crate::log::{CommandError, Decision, Request, Subject, Unit};
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const REACTION: &str = include_str!("sql/reaction.sql");

pub const QUERIES: &[(&str, &str)] = &[("messages/reaction", REACTION)];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(add_reaction, remove_reaction))
}

/// What a message has by way of reactions.
#[derive(Debug, Serialize, ToSchema)]
struct Reacting {
    reactions: Vec<Reactions>,
    position: Position,
}

/// Reacts with one emoji. Doing it again changes nothing.
#[utoipa::path(put, path = "/api/messages/{message}/reactions/{emoji}", tag = "messages", security(("bearer" = [])),
    params(("message" = uuid::Uuid, Path), ("emoji" = String, Path, description = "one emoji, not text")),
    responses((status = 200, body = Reacting)))]
async fn add_reaction(
    State(app): State<App>,
    AtBoth(message, emoji): AtBoth<MessageId, Emoji>,
    command: Command,
) -> Result<Done<Reacting>, Problem> {
    set_reaction(&app, message, &emoji, command, true).await
}

/// Takes a reaction back.
#[utoipa::path(delete, path = "/api/messages/{message}/reactions/{emoji}", tag = "messages", security(("bearer" = [])),
    params(("message" = uuid::Uuid, Path), ("emoji" = String, Path)), responses((status = 200, body = Reacting)))]
async fn remove_reaction(
    State(app): State<App>,
    AtBoth(message, emoji): AtBoth<MessageId, Emoji>,
    command: Command,
) -> Result<Done<Reacting>, Problem> {
    set_reaction(&app, message, &emoji, command, false).await
}

async fn set_reaction(
    app: &App,
    message: MessageId,
    emoji: &Emoji,
    command: Command,
    wanted: bool,
) -> Result<Done<Reacting>, Problem> {
    let request = command.request();
    let done = react_to(app, &request, message, emoji, wanted).await?;
    command.settle(app, done.position).await;
    let row = page::one(app, request.actor, message).await?.ok_or_else(MessageId::missing)?;
    let reactions = with_own(row.reactions, emoji, done.state.there);
    Ok(Done::ok(done.position, Reacting { reactions, position: done.position }))
}

/// Reacts to a message or takes the reaction back, for whoever asks.
pub async fn react_to(
    app: &App,
    request: &Request,
    message: MessageId,
    emoji: &Emoji,
    wanted: bool,
) -> Result<crate::log::Done<Reaction>, Problem> {
    let (origin, at) = commands::of_message(app, message, request.actor).await?;
    let state: Message = app.log.state(&Subject::of(Unit::Message, message)).await?;
    let reach = commands::reach_other(&app.log, &at).await?;
    let decide = |reaction: &Reaction| {
        let decision = react(&state, &origin, &at.scene(request), reach, *reaction, (emoji.as_str(), wanted));
        decision.map_err(Problem::from).map(|decision| match decision {
            Decision::Append(event) => Decision::Append(Event::from(event)),
            Decision::Nothing => Decision::Nothing,
        })
    };
    let fold = |reaction: &mut Reaction, _: &Meta, event: Event| evolve(reaction, message, emoji, event);
    let base = || base(app, request, message, emoji);
    Ok(app.log.execute_on_tail(&Subject::of(Unit::Reactions, request.actor), request, base, fold, decide).await?)
}

fn evolve(reaction: &mut Reaction, message: MessageId, emoji: &Emoji, event: Event) {
    match event {
        Event::Messages(MessageEvent::Reacted(event)) if event.message == message && event.emoji == emoji.as_str() => {
            reaction.there = true;
        }
        Event::Messages(MessageEvent::Unreacted(event))
            if event.message == message && event.emoji == emoji.as_str() =>
        {
            reaction.there = false;
        }
        // Other messages', other areas'.
        Event::Messages(_)
        | Event::Games(_)
        | Event::Spectators(_)
        | Event::Conversations(_)
        | Event::Calls(_)
        | Event::Comments(_)
        | Event::Posts(_)
        | Event::Friends(_)
        | Event::People(_) => {}
    }
}

async fn base(
    app: &App,
    request: &Request,
    message: MessageId,
    emoji: &Emoji,
) -> Result<Base<Reaction>, CommandError<Problem>> {
    let (position, there, others, earlier): (i64, bool, i64, Option<i64>) = sqlx::query_as(REACTION)
        .bind(request.actor)
        .bind(message)
        .bind(emoji.as_str())
        .bind(request.event_id())
        .fetch_one(&app.db)
        .await
        .map_err(|error| CommandError::Refused(error.into()))?;
    Ok(Base {
        state: Reaction { there, others },
        position: position.unsigned_abs(),
        earlier: earlier.map(i64::unsigned_abs),
    })
}

/// With the viewer's own as the log has it, should the read side be behind.
fn with_own(mut reactions: Vec<Reactions>, emoji: &Emoji, there: bool) -> Vec<Reactions> {
    match reactions.iter_mut().find(|known| known.emoji == emoji.as_str()) {
        Some(known) if known.mine != there => {
            known.count += if there { 1 } else { -1 };
            known.mine = there;
        }
        Some(_) => {}
        None if there => reactions.push(Reactions { emoji: emoji.to_string(), count: 1, mine: true }),
        None => {}
    }
    reactions.retain(|known| known.count > 0);
    reactions
}
