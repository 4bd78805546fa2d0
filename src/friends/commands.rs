//! The one path to what is between two people, for whoever asks: HTTP, seed, import.

use super::{Closed, Event, Friendship, Refused};
use crate::id::PersonId;
use crate::log::{Away, CommandError, Decision, Done, Log, Request, Subject, Unit};
use crate::people::Person;

/// One of the area's four rules: (state, actor, the other).
pub type Rule = fn(&Friendship, PersonId, PersonId) -> Result<Decision<Event>, Refused>;

/// Carries out one of [`super::befriend`], [`super::unfriend`], [`super::block`], [`super::unblock`] towards `person`.
pub async fn execute(
    log: &Log,
    request: &Request,
    person: PersonId,
    rule: Rule,
) -> Result<Done<Friendship>, CommandError<Refused>> {
    let other: Person = log.state(&Subject::of(Unit::Person, person)).await?;
    if !other.is_here() {
        return Err(CommandError::Refused(Refused::Unknown));
    }
    let actor = request.actor;
    log.execute(&subject(actor, person), request, |state| rule(state, actor, person)).await
}

/// Whether `actor` can reach all of these people, as the log has it; oneself always.
///
/// # Errors
/// When the log is away.
pub async fn reach(
    log: &Log,
    actor: PersonId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Result<(), Closed>, Away> {
    for person in people.into_iter().filter(|person| *person != actor) {
        let state: Friendship = log.state(&subject(actor, person)).await?;
        if let Err(closed) = state.open_to(actor) {
            return Ok(Err(closed));
        }
    }
    Ok(Ok(()))
}

fn subject(one: PersonId, other: PersonId) -> Subject {
    Subject::of(Unit::Friendship, Friendship::id(one, other))
}
