//! The one path to calls, for whoever asks: HTTP, the clock.

use super::{About, Call, Event, Phase, Refused, Start, abandon, accept, decline, hang_up, miss, seats, start};
use crate::app::App;
use crate::clock::Fate;
use crate::config::seconds;
use crate::conversations::commands::At;
use crate::friends::commands::reach;
use crate::http::problem::Problem;
use crate::id::{CallId, ConversationId, created};
use crate::log::{CommandError, Decision, Done, Log, Request, Subject, Unit};
use futures_util::future::BoxFuture;
use uuid::Uuid;

/// Calls the other one of a direct conversation; the call's id is a function of who calls and the request's key.
pub async fn ring(
    app: &App,
    request: &Request,
    conversation: ConversationId,
    video: bool,
) -> Result<(CallId, Done<Call>), Problem> {
    let call = CallId(created("call", request.actor, request.key));
    let at = At::load(&app.log, conversation, request.actor).await?;
    let other = at.conversation.other(request.actor);
    let reach = reach(&app.log, request.actor, other).await?;
    let wanted = Start { call, video, ring: seconds(app.config.call_ring_s) };
    let decide = |state: &Call| start(state, &at.scene(request), reach, &wanted);
    let known: Call = app.log.state(&subject(call)).await?;
    // A repeat has its seats, or has had them.
    if known.about.is_none() {
        decide(&known)?;
        let both: Vec<_> = other.into_iter().chain([request.actor]).collect();
        if !seats::take(app, call, &both).await? {
            return Err(Refused::Busy.into());
        }
    }
    match app.log.execute_new(&subject(call), request, decide).await {
        Ok(done) => Ok((call, done)),
        Err(error) => {
            // Of one whose outcome is unknown the seats stay: it may have begun.
            if matches!(error, CommandError::Refused(_) | CommandError::Full(_)) {
                seats::free(app, call).await;
            }
            Err(error.into())
        }
    }
}

pub async fn take(app: &App, request: &Request, call: CallId) -> Result<Done<Call>, CommandError<Refused>> {
    execute(&app.log, request, call, |state| accept(state, call, request.actor, request.at)).await
}

pub async fn turn_down(app: &App, request: &Request, call: CallId) -> Result<Done<Call>, CommandError<Refused>> {
    end(app, request, call, |state| decline(state, call, request.actor)).await
}

pub async fn put_down(app: &App, request: &Request, call: CallId) -> Result<Done<Call>, CommandError<Refused>> {
    end(app, request, call, |state| hang_up(state, call, request.actor, request.at)).await
}

/// For the clock: nobody answered in time.
pub fn unanswered<'a>(app: &'a App, request: &'a Request, unit: Uuid) -> BoxFuture<'a, Fate> {
    let call = CallId(unit);
    Box::pin(async move { Fate::of(end(app, request, call, |state| miss(state, call, request.at)).await) })
}

/// For the clock: ends a call when neither of the two has been here for a while. One who is waits as long as they like.
pub fn abandoned<'a>(app: &'a App, request: &'a Request, unit: Uuid) -> BoxFuture<'a, Fate> {
    Box::pin(async move {
        let call = CallId(unit);
        match are_gone(app, request, call).await {
            Ok(true) => Fate::of(end(app, request, call, |state| abandon(state, call, request.at)).await),
            Ok(false) => Fate::NotYet,
            Err(why) => Fate::Again(why),
        }
    })
}

async fn are_gone(app: &App, request: &Request, call: CallId) -> Result<bool, String> {
    let state: Call = app.log.state(&subject(call)).await.map_err(|away| away.to_string())?;
    let (Some(About { caller, callee, .. }), Phase::On { since }) = (state.about, state.phase) else {
        return Ok(false);
    };
    let gone = app.presence.gone_since(&app.db, &[caller, callee]).await.map_err(|error| error.to_string())?;
    // Whoever never had a socket is not gone before the call had time to begin.
    Ok(gone.is_some_and(|gone| request.at - gone.max(since) >= seconds(app.config.call_return_s)))
}

async fn end(
    app: &App,
    request: &Request,
    call: CallId,
    decide: impl Fn(&Call) -> Result<Decision<Event>, Refused>,
) -> Result<Done<Call>, CommandError<Refused>> {
    let done = execute(&app.log, request, call, decide).await?;
    seats::free(app, call).await;
    Ok(done)
}

async fn execute(
    log: &Log,
    request: &Request,
    call: CallId,
    decide: impl Fn(&Call) -> Result<Decision<Event>, Refused>,
) -> Result<Done<Call>, CommandError<Refused>> {
    log.execute(&subject(call), request, decide).await
}

pub(super) fn subject(call: CallId) -> Subject {
    Subject::of(Unit::Call, call)
}
