//! The one path to conversations and who is in them, for whoever asks: HTTP, seed, import.

use super::{Actor, Conversation, Event, Membership, Open, Refused, Scene, Seat, open, open_direct};
use crate::friends::commands::reach;
use crate::id::{ConversationId, PersonId, Position, created};
use crate::log::{Away, CommandError, Decision, Done, Log, Request, Subject, Unit};
use crate::people::{Person, Role as InstanceRole};
use time::OffsetDateTime;

/// Opens two people's conversation, or finds it.
pub async fn open_between(
    log: &Log,
    request: &Request,
    other: PersonId,
) -> Result<(ConversationId, Done<Conversation>), CommandError<Refused>> {
    let actor = request.actor;
    let person: Person = log.state(&Subject::of(Unit::Person, other)).await?;
    let reach = reach(log, actor, [other]).await?;
    let id = Conversation::between(actor, other);
    let decide = |state: &Conversation| match state.kind.is_some() || person.is_here() {
        true => open_direct(state, actor, other, reach),
        false => Err(Refused::UnknownPerson),
    };
    Ok((id, log.execute(&conversation(id), request, decide).await?))
}

/// Opens a group or a room; its id is a function of who opens it and the request's key.
pub async fn open_new(
    log: &Log,
    request: &Request,
    wanted: &Open,
) -> Result<(ConversationId, Done<Conversation>), CommandError<Refused>> {
    let id = ConversationId(created("conversation", request.actor, request.key));
    let reach = reach(log, request.actor, wanted.people.iter().copied()).await?;
    let decide = |state: &Conversation| open(state, id, wanted, reach);
    Ok((id, log.execute_new(&conversation(id), request, decide).await?))
}

/// Changes the conversation itself.
pub async fn execute(
    log: &Log,
    request: &Request,
    id: ConversationId,
    rule: impl Fn(&Scene) -> Result<Decision<Event>, Refused>,
) -> Result<Done<Conversation>, CommandError<Refused>> {
    let known = At::load(log, id, request.actor).await?;
    let decide = |state: &Conversation| rule(&known.now(state).scene(request));
    log.execute(&conversation(id), request, decide).await
}

/// Changes what `person` is in it: of a room on the subject of the two, elsewhere on the conversation's own, where rules about
/// several members hold. Gives the position, and the seat after it.
pub async fn execute_on_seat(
    log: &Log,
    request: &Request,
    id: ConversationId,
    person: PersonId,
    rule: impl Fn(&Scene, &Seat) -> Result<Decision<Event>, Refused>,
) -> Result<(Position, Seat), CommandError<Refused>> {
    let known = At::load(log, id, request.actor).await?;
    if !known.conversation.is_room() {
        let decide = |state: &Conversation| rule(&known.now(state).scene(request), &state.seat(person, None));
        let done = log.execute(&conversation(id), request, decide).await?;
        return Ok((done.position, done.state.seat(person, None)));
    }
    let seat = |state: &Membership| known.conversation.seat(person, Some(state));
    let decide = |state: &Membership| match person == request.actor {
        true => rule(&known.with(seat(state)).scene(request), &seat(state)),
        false => rule(&known.scene(request), &seat(state)),
    };
    let done = log.execute(&membership(id, person), request, decide).await?;
    Ok((done.position, seat(&done.state)))
}

/// Changes what the actor wants of it for themselves.
pub async fn execute_on_membership(
    log: &Log,
    request: &Request,
    id: ConversationId,
    rule: impl Fn(&Scene, &Membership) -> Result<Decision<Event>, Refused>,
) -> Result<Done<Membership>, CommandError<Refused>> {
    let known = At::load(log, id, request.actor).await?;
    let decide = |state: &Membership| rule(&known.scene(request), state);
    log.execute(&membership(id, request.actor), request, decide).await
}

/// A conversation and who asks about it, as the log has them.
#[derive(Clone, Debug)]
pub struct At {
    pub id: ConversationId,
    pub conversation: Conversation,
    pub actor: Actor,
}

impl At {
    /// # Errors
    /// When the log is away.
    pub async fn load(log: &Log, id: ConversationId, person: PersonId) -> Result<At, Away> {
        let state: Conversation = log.state(&conversation(id)).await?;
        let mut administrator = false;
        let mut seat = state.seat(person, None);
        if state.is_room() {
            let own: Membership = log.state(&membership(id, person)).await?;
            seat = state.seat(person, Some(&own));
            let person: Person = log.state(&Subject::of(Unit::Person, person)).await?;
            administrator = person.role == InstanceRole::Admin;
        }
        Ok(At { id, conversation: state, actor: Actor { person, seat, administrator } })
    }

    /// Whether somebody is in it now.
    ///
    /// # Errors
    /// When the log is away.
    pub async fn has(&self, log: &Log, person: PersonId) -> Result<bool, Away> {
        if !self.conversation.is_room() {
            return Ok(self.conversation.seat(person, None).member.is_some());
        }
        let own: Membership = log.state(&membership(self.id, person)).await?;
        Ok(self.conversation.seat(person, Some(&own)).member.is_some())
    }

    pub fn scene(&self, request: &Request) -> Scene<'_> {
        self.scene_at(request.at)
    }

    pub fn scene_at(&self, at: OffsetDateTime) -> Scene<'_> {
        Scene { id: self.id, conversation: &self.conversation, actor: &self.actor, at }
    }

    /// The same with the conversation as it is by now; not for rooms, whose members it does not hold.
    fn now(&self, state: &Conversation) -> At {
        match state.is_room() {
            true => At { conversation: state.clone(), ..self.clone() },
            false => At { conversation: state.clone(), ..self.with(state.seat(self.actor.person, None)) },
        }
    }

    fn with(&self, seat: Seat) -> At {
        At { actor: Actor { seat, ..self.actor.clone() }, ..self.clone() }
    }
}

fn conversation(id: ConversationId) -> Subject {
    Subject::of(Unit::Conversation, id)
}

fn membership(id: ConversationId, person: PersonId) -> Subject {
    Subject::of(Unit::Membership, Membership::id(id, person))
}
