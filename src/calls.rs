//! Calls: two people of a direct conversation talk and see each other. Sound and pictures go between their browsers; what is a
//! fact here is that somebody rang, that it was accepted, and how it ended.
//!
//! A call is a unit of its own. That nobody is in two at once concerns two people, hence two units, and an append only one: it
//! rests on seats in Postgres, see [`seats`].

pub mod commands;
pub mod http;
pub mod ice;
pub mod relay;
pub mod seats;
pub mod view;

use crate::conversations::{Scene, topic};
use crate::event::{Aggregate, Deliver, Forget, Meta};
use crate::friends::Closed;
use crate::id::{CallId, ConversationId, PersonId};
use crate::log::Decision;
use crate::socket::topics::Topic;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

// Events

crate::events! {
    "call.started" => Started,
    "call.accepted" => Accepted,
    "call.ended" => Ended,
}

/// `caller`, the actor, calls `callee`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Started {
    pub call: CallId,
    pub conversation: ConversationId,
    pub caller: PersonId,
    pub callee: PersonId,
    /// Whether it is meant to be seen as well as heard.
    pub video: bool,
    /// When it is missed, unless somebody does something before.
    #[serde(with = "time::serde::rfc3339")]
    pub rings_until: OffsetDateTime,
}

/// The callee, the actor, accepts: from now on it is on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Accepted {
    pub call: CallId,
    pub conversation: ConversationId,
    pub caller: PersonId,
    pub callee: PersonId,
}

/// Over, by one of the two or by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Ended {
    pub call: CallId,
    pub conversation: ConversationId,
    pub caller: PersonId,
    pub callee: PersonId,
    pub video: bool,
    pub outcome: Outcome,
    /// How long it was on; 0 unless it was.
    pub seconds: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CallOutcome)]
pub enum Outcome {
    /// It was on.
    Completed,
    /// The callee did not want it.
    Declined,
    /// Nobody answered, or the caller hung up before somebody did.
    Missed,
}

/// Whom an event concerns.
fn topics(conversation: ConversationId, caller: PersonId, callee: PersonId) -> Vec<Topic> {
    vec![topic(conversation), Topic::person(caller), Topic::person(callee)]
}

impl Deliver for Event {
    fn topics(&self) -> Vec<Topic> {
        match self {
            Event::Started(event) => topics(event.conversation, event.caller, event.callee),
            Event::Accepted(event) => topics(event.conversation, event.caller, event.callee),
            Event::Ended(event) => topics(event.conversation, event.caller, event.callee),
        }
    }

    fn urgent(&self) -> bool {
        true
    }
}

impl Forget for Event {
    fn tombstone(&self) -> Option<crate::event::Event> {
        // Who called whom holds no words.
        None
    }
}

// State

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Call {
    /// `None`: nobody has called.
    pub about: Option<About>,
    pub phase: Phase,
}

/// What a call began with.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    pub conversation: ConversationId,
    pub caller: PersonId,
    pub callee: PersonId,
    pub video: bool,
    pub started_at: OffsetDateTime,
    pub rings_until: OffsetDateTime,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Phase {
    #[default]
    Ringing,
    On {
        since: OffsetDateTime,
    },
    Ended {
        outcome: Outcome,
        seconds: u64,
    },
}

impl Call {
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Ended { .. })
    }

    /// Whether these are the two of it.
    pub fn is_of(&self, one: PersonId, other: PersonId) -> bool {
        let sorted = |one: PersonId, other: PersonId| (one.min(other), one.max(other));
        self.about.as_ref().is_some_and(|about| sorted(about.caller, about.callee) == sorted(one, other))
    }

    /// What it is about, for one of the two.
    fn seen_by(&self, actor: PersonId) -> Result<&About, Refused> {
        self.about.as_ref().filter(|about| actor == about.caller || actor == about.callee).ok_or(Refused::Unknown)
    }
}

impl Aggregate for Call {
    type Event = Event;
    crate::read_own_events!(Calls);

    fn evolve(&mut self, meta: &Meta, event: &Event) {
        match event {
            Event::Started(event) => {
                self.about = Some(About {
                    conversation: event.conversation,
                    caller: event.caller,
                    callee: event.callee,
                    video: event.video,
                    started_at: meta.at,
                    rings_until: event.rings_until,
                });
            }
            Event::Accepted(_) => self.phase = Phase::On { since: meta.at },
            Event::Ended(event) => self.phase = Phase::Ended { outcome: event.outcome, seconds: event.seconds },
        }
    }
}

// Commands

#[derive(Clone, Copy, Debug)]
pub struct Start {
    pub call: CallId,
    pub video: bool,
    /// How long it rings.
    pub ring: std::time::Duration,
}

// Refusals

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refused {
    /// There is no such call, or not for the actor.
    Unknown,
    /// There is no such conversation, or not for the actor.
    UnknownConversation,
    /// Two people call each other, in their direct conversation.
    NotDirect,
    /// There is a block between the two.
    Closed(Closed),
    /// One of the two is in a call already.
    Busy,
    /// Only who was called accepts or declines.
    NotCalled,
    /// It was accepted already: one ends it now.
    Accepted,
    /// It is over.
    Over,
    /// It may still be answered.
    Early,
}

// decide

type Decided = Result<Decision<Event>, Refused>;

/// `reach`: whether the actor can reach the other one. That both are free is for the seats to say.
pub fn start(state: &Call, scene: &Scene, reach: Result<(), Closed>, command: &Start) -> Decided {
    if scene.actor.seat.member.is_none() {
        return Err(Refused::UnknownConversation);
    }
    let caller = scene.actor.person;
    let callee = scene.conversation.other(caller).ok_or(Refused::NotDirect)?;
    reach.map_err(Refused::Closed)?;
    if state.about.is_some() {
        return Ok(Decision::Nothing);
    }
    let Start { call, video, ring } = *command;
    let (conversation, rings_until) = (scene.id, scene.at + ring);
    Ok(Decision::Append(Started { call, conversation, caller, callee, video, rings_until }.into()))
}

pub fn accept(state: &Call, call: CallId, actor: PersonId, at: OffsetDateTime) -> Decided {
    let about = state.seen_by(actor)?;
    let About { conversation, caller, callee, .. } = *about;
    match state.phase {
        Phase::Ended { .. } => Err(Refused::Over),
        Phase::Ringing | Phase::On { .. } if actor != callee => Err(Refused::NotCalled),
        // Nobody has said so yet, but it is missed.
        Phase::Ringing if at >= about.rings_until => Err(Refused::Over),
        Phase::Ringing => Ok(Decision::Append(Accepted { call, conversation, caller, callee }.into())),
        Phase::On { .. } => Ok(Decision::Nothing),
    }
}

pub fn decline(state: &Call, call: CallId, actor: PersonId) -> Decided {
    let about = state.seen_by(actor)?;
    match state.phase {
        Phase::Ringing | Phase::On { .. } if actor != about.callee => Err(Refused::NotCalled),
        Phase::Ringing => Ok(ended(call, about, Outcome::Declined, 0)),
        Phase::On { .. } => Err(Refused::Accepted),
        Phase::Ended { outcome: Outcome::Declined, .. } if actor == about.callee => Ok(Decision::Nothing),
        Phase::Ended { .. } => Err(Refused::Over),
    }
}

/// Either of the two ends it; while it rings that is missed for the caller, declined for the callee.
pub fn hang_up(state: &Call, call: CallId, actor: PersonId, at: OffsetDateTime) -> Decided {
    let about = state.seen_by(actor)?;
    Ok(match state.phase {
        Phase::Ringing if actor == about.callee => ended(call, about, Outcome::Declined, 0),
        Phase::Ringing => ended(call, about, Outcome::Missed, 0),
        Phase::On { since } => ended(call, about, Outcome::Completed, seconds_between(since, at)),
        Phase::Ended { .. } => Decision::Nothing,
    })
}

/// Nobody answered in time.
pub fn miss(state: &Call, call: CallId, at: OffsetDateTime) -> Decided {
    let about = state.about.as_ref().ok_or(Refused::Unknown)?;
    match state.phase {
        Phase::Ringing if at < about.rings_until => Err(Refused::Early),
        Phase::Ringing => Ok(ended(call, about, Outcome::Missed, 0)),
        Phase::On { .. } => Err(Refused::Accepted),
        Phase::Ended { .. } => Err(Refused::Over),
    }
}

/// Both are gone, and did not come back.
pub fn abandon(state: &Call, call: CallId, at: OffsetDateTime) -> Decided {
    let about = state.about.as_ref().ok_or(Refused::Unknown)?;
    match state.phase {
        Phase::Ringing => Err(Refused::Early),
        Phase::On { since } => Ok(ended(call, about, Outcome::Completed, seconds_between(since, at))),
        Phase::Ended { .. } => Err(Refused::Over),
    }
}

fn ended(call: CallId, about: &About, outcome: Outcome, seconds: u64) -> Decision<Event> {
    let About { conversation, caller, callee, video, .. } = *about;
    Decision::Append(Ended { call, conversation, caller, callee, video, outcome, seconds }.into())
}

/// Nodes' clocks differ: never less than none.
fn seconds_between(since: OffsetDateTime, at: OffsetDateTime) -> u64 {
    u64::try_from((at - since).whole_seconds()).unwrap_or(0)
}

#[cfg(test)]
mod tests;
