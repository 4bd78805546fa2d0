//! The one path to what is said, for whoever asks: HTTP, seed, import. The values have been checked.

use super::{Event, Message, Origin, Refused, Send, delete, edit, pin, send};
use crate::app::App;
use crate::conversations::commands::At;
use crate::friends::Closed;
use crate::friends::commands::reach;
use crate::http::markdown;
use crate::http::problem::Problem;
use crate::id::{ConversationId, MessageId, PersonId, Position, created};
use crate::log::{Away, CommandError, Decision, Done, Log, Request, Subject, Unit};
use std::time::Duration;

const KNOWN: &str = include_str!("sql/known.sql");
const NAMED: &str = include_str!("sql/named.sql");
const ORIGIN: &str = include_str!("sql/origin.sql");

pub const QUERIES: &[(&str, &str)] =
    &[("messages/known", KNOWN), ("messages/named", NAMED), ("messages/origin", ORIGIN)];

/// Mentions in one message; further names are only words.
const MENTIONS: usize = 50;
/// A repeat of a key that is no older than this the log itself finds: it knows its messages' ids for five minutes
/// (`nats/events.json`), and nodes' clocks may differ.
pub(super) const REMEMBERED: time::Duration = time::Duration::minutes(3);
/// How long somebody waits for a message that the read side may not have yet.
const PATIENCE: Duration = Duration::from_secs(1);

/// A message that is in the log.
pub struct Delivered {
    pub message: MessageId,
    pub position: Position,
    /// What it says; `None`: the read side has had it for a while.
    pub event: Option<Event>,
    /// An earlier attempt had said it, so that more may have happened to it since.
    pub repeated: bool,
}

/// Says something; the message's id is a function of its sender and the request's key. The append carries no expectation: two
/// people who write at once do not wait for each other. So a repeat is known by the log for five minutes and by the read side
/// for ever.
pub async fn say(
    app: &App,
    request: &Request,
    conversation: ConversationId,
    body: &str,
    reply_to: Option<MessageId>,
) -> Result<Delivered, Problem> {
    let message = MessageId(created("message", request.actor, request.key));
    let mut known = match reply_to {
        None if request.key.is_young(request.at, REMEMBERED) => (None, None),
        _ => known(app, message, conversation, reply_to).await?,
    };
    if reply_to.is_some() && known.1.is_none() && known.0.is_none() {
        // What is answered may only just have been said.
        caught_up(app).await?;
        known = self::known(app, message, conversation, reply_to).await?;
    }
    if let Some(position) = known.0 {
        app.log.confirm::<Refused>(request, position).await?;
        return Ok(Delivered { message, position, event: None, repeated: true });
    }
    let at = At::load(&app.log, conversation, request.actor).await?;
    let mentions = mentioned(app, &at, body).await?;
    let wanted = Send { body: body.to_owned(), reply_to: reply_to.map(|answered| (answered, known.1)), mentions };
    append(app, request, &at, message, &wanted).await
}

/// The same for who knows the message that is answered and whom it mentions, as seed and import do: not by the read side, which
/// only has to know what an earlier run said.
pub async fn say_as_known(
    app: &App,
    request: &Request,
    conversation: ConversationId,
    wanted: &Send,
) -> Result<Delivered, Problem> {
    let message = MessageId(created("message", request.actor, request.key));
    if let Some(position) = known(app, message, conversation, None).await?.0 {
        return Ok(Delivered { message, position, event: None, repeated: true });
    }
    let at = At::load(&app.log, conversation, request.actor).await?;
    append(app, request, &at, message, wanted).await
}

async fn append(
    app: &App,
    request: &Request,
    at: &At,
    message: MessageId,
    wanted: &Send,
) -> Result<Delivered, Problem> {
    let reach = reach_other(&app.log, at).await?;
    let event = send(&at.scene(request), message, reach, wanted)?;
    let subject = Subject::of(Unit::Talk, at.id);
    let appended = app.log.append_freely::<Refused>(&subject, request, event.clone().into()).await?;
    Ok(Delivered { message, position: appended.position, event: Some(event), repeated: appended.repeated })
}

/// Where the read side has this message, and who sent what it answers.
async fn known(
    app: &App,
    message: MessageId,
    conversation: ConversationId,
    reply_to: Option<MessageId>,
) -> Result<(Option<Position>, Option<PersonId>), sqlx::Error> {
    let (position, sender): (Option<i64>, Option<PersonId>) =
        sqlx::query_as(KNOWN).bind(message).bind(reply_to).bind(conversation).fetch_one(&app.db).await?;
    Ok((position.map(i64::unsigned_abs), sender))
}

/// Members whom the text mentions, each once, in its order; without its sender and those between whom and the sender is a block.
/// A mention brings the message to them by their own topic, so the log says whether they are still in it.
async fn mentioned(app: &App, at: &At, text: &str) -> Result<Vec<PersonId>, Problem> {
    let names = markdown::mentions(text, MENTIONS);
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let named: Vec<PersonId> =
        sqlx::query_scalar(NAMED).bind(names).bind(at.actor.person).bind(at.id).fetch_all(&app.db).await?;
    let mut members = Vec::with_capacity(named.len());
    for person in named {
        if at.has(&app.log, person).await? {
            members.push(person);
        }
    }
    Ok(members)
}

/// Gives one's own message another text.
pub async fn change(app: &App, request: &Request, message: MessageId, body: &str) -> Result<Done<Message>, Problem> {
    let (origin, at) = of_message(app, message, request.actor).await?;
    let reach = reach_other(&app.log, &at).await?;
    let decide = |state: &Message| edit(state, &origin, &at.scene(request), reach, body);
    Ok(execute(&app.log, request, message, decide).await?)
}

/// Deletes a message: one's own, or as a moderator anybody's.
pub async fn remove(app: &App, request: &Request, message: MessageId) -> Result<Done<Message>, Problem> {
    let (origin, at) = of_message(app, message, request.actor).await?;
    let decide = |state: &Message| delete(state, &origin, &at.scene(request));
    Ok(execute(&app.log, request, message, decide).await?)
}

/// Pins a message, or takes the pin away.
pub async fn set_pin(app: &App, request: &Request, message: MessageId, pinned: bool) -> Result<Done<Message>, Problem> {
    let (origin, at) = of_message(app, message, request.actor).await?;
    let reach = reach_other(&app.log, &at).await?;
    let decide = |state: &Message| pin(state, &origin, &at.scene(request), reach, pinned);
    Ok(execute(&app.log, request, message, decide).await?)
}

async fn execute(
    log: &Log,
    request: &Request,
    message: MessageId,
    decide: impl Fn(&Message) -> Result<Decision<Event>, Refused>,
) -> Result<Done<Message>, CommandError<Refused>> {
    log.execute(&Subject::of(Unit::Message, message), request, decide).await
}

/// What a message began with, and its conversation with who asks.
pub async fn of_message(app: &App, message: MessageId, person: PersonId) -> Result<(Origin, At), Problem> {
    let origin = match origin(app, message).await? {
        Some(origin) => origin,
        None => {
            caught_up(app).await?;
            origin(app, message).await?.ok_or(Refused::Unknown)?
        }
    };
    let at = At::load(&app.log, origin.conversation, person).await?;
    Ok((origin, at))
}

async fn origin(app: &App, message: MessageId) -> Result<Option<Origin>, sqlx::Error> {
    let row: Option<(ConversationId, PersonId, String)> =
        sqlx::query_as(ORIGIN).bind(message).fetch_optional(&app.db).await?;
    Ok(row.map(|(conversation, sender, body)| Origin { id: message, conversation, sender, body }))
}

/// Waits until the read side has everything that is in the log now.
async fn caught_up(app: &App) -> Result<(), Problem> {
    let end = app.log.end().await?;
    match app.progress.reached(end, PATIENCE).await {
        true => Ok(()),
        false => Err(Problem::away("projection_behind", "The read side has not got there yet.")),
    }
}

/// Whether the actor can reach the other one, if there are only two.
pub async fn reach_other(log: &Log, at: &At) -> Result<Result<(), Closed>, Away> {
    reach(log, at.actor.person, at.conversation.other(at.actor.person)).await
}
