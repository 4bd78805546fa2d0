//! Friends and blocks: how two people stand to each other.

pub mod commands;
pub mod http;
pub mod mentions;
pub mod view;

use crate::event::{Aggregate, Deliver, Forget, Meta};
use crate::id::{FriendshipId, PersonId, of_pair};
use crate::log::Decision;
use crate::socket::topics::{Effect, Topic};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

// Events

crate::events! {
    "friend.requested" => Requested,
    "friend.accepted" => Accepted,
    "friend.declined" => Declined,
    "friend.cancelled" => Cancelled,
    "friend.removed" => Removed,
    /// It ends what was between the two: whoever folds it ends friendship and requests.
    "person.blocked" => Blocked,
    "person.unblocked" => Unblocked,
}

/// The actor asks `person` to be friends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Requested {
    pub friendship: FriendshipId,
    pub person: PersonId,
}

/// The actor accepts the request of `person`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Accepted {
    pub friendship: FriendshipId,
    pub person: PersonId,
}

/// The actor declines the request of `person`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Declined {
    pub friendship: FriendshipId,
    pub person: PersonId,
}

/// The actor takes the request to `person` back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Cancelled {
    pub friendship: FriendshipId,
    pub person: PersonId,
}

/// The actor ends the friendship with `person`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Removed {
    pub friendship: FriendshipId,
    pub person: PersonId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Blocked {
    pub friendship: FriendshipId,
    /// The actor.
    pub by: PersonId,
    pub person: PersonId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Unblocked {
    pub friendship: FriendshipId,
    /// The actor.
    pub by: PersonId,
    pub person: PersonId,
}

impl Deliver for Event {
    fn topics(&self) -> Vec<Topic> {
        match self {
            Event::Requested(event) => vec![Topic::person(event.person)],
            Event::Accepted(event) => vec![Topic::person(event.person)],
            Event::Declined(event) => vec![Topic::person(event.person)],
            Event::Cancelled(event) => vec![Topic::person(event.person)],
            Event::Removed(event) => vec![Topic::person(event.person)],
            // Only the actor's own: the blocked never learns of it.
            Event::Blocked(_) | Event::Unblocked(_) => Vec::new(),
        }
    }

    fn effects(&self) -> Vec<Effect> {
        match self {
            Event::Blocked(event) => vec![Effect::Blocked { by: event.by, person: event.person }],
            Event::Unblocked(event) => vec![Effect::Unblocked { by: event.by, person: event.person }],
            Event::Requested(_) | Event::Accepted(_) | Event::Declined(_) | Event::Cancelled(_) | Event::Removed(_) => {
                Vec::new()
            }
        }
    }
}

impl Forget for Event {
    fn tombstone(&self) -> Option<crate::event::Event> {
        // Who stood how to whom holds no words.
        None
    }
}

// State

/// How two people stand to each other; one for each unordered pair.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Friendship {
    pub standing: Standing,
    /// Who of the two has blocked the other.
    pub blocked_by: BTreeSet<PersonId>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    #[default]
    Strangers,
    Requested {
        by: PersonId,
    },
    Friends,
}

/// Why one of two cannot reach the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// They have blocked the other themselves.
    Blocked,
    /// They have been blocked; they are not told more than that it is not allowed.
    NotAllowed,
}

impl Friendship {
    /// The pair's id, whoever of the two asks.
    pub fn id(one: PersonId, other: PersonId) -> FriendshipId {
        FriendshipId(of_pair("friendship", one, other))
    }

    /// Whether `actor`, one of the two, can reach the other. Who has blocked and is blocked is told of their own block.
    pub fn open_to(&self, actor: PersonId) -> Result<(), Closed> {
        match self.blocked_by.is_empty() {
            true => Ok(()),
            false if self.blocked_by.contains(&actor) => Err(Closed::Blocked),
            false => Err(Closed::NotAllowed),
        }
    }
}

impl Aggregate for Friendship {
    type Event = Event;
    crate::read_own_events!(Friends);

    fn evolve(&mut self, meta: &Meta, event: &Event) {
        match event {
            Event::Requested(_) => self.standing = Standing::Requested { by: meta.actor },
            Event::Accepted(_) => self.standing = Standing::Friends,
            Event::Declined(_) | Event::Cancelled(_) | Event::Removed(_) => self.standing = Standing::Strangers,
            Event::Blocked(event) => {
                self.standing = Standing::Strangers;
                self.blocked_by.insert(event.by);
            }
            Event::Unblocked(event) => {
                self.blocked_by.remove(&event.by);
            }
        }
    }
}

// Refusals

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refused {
    /// There is no such person, or not any more.
    Unknown,
    /// Nobody befriends or blocks themselves.
    Oneself,
    Closed(Closed),
}

// decide

/// Asks `person` to be friends, or accepts what they asked: two crossing requests make a friendship.
pub fn befriend(state: &Friendship, actor: PersonId, person: PersonId) -> Result<Decision<Event>, Refused> {
    let friendship = of_two(actor, person)?;
    state.open_to(actor).map_err(Refused::Closed)?;
    Ok(match state.standing {
        Standing::Strangers => Decision::Append(Requested { friendship, person }.into()),
        Standing::Requested { by } if by == person => Decision::Append(Accepted { friendship, person }.into()),
        Standing::Requested { .. } | Standing::Friends => Decision::Nothing,
    })
}

/// Ends a friendship, declines a request or takes one's own back.
pub fn unfriend(state: &Friendship, actor: PersonId, person: PersonId) -> Result<Decision<Event>, Refused> {
    let friendship = of_two(actor, person)?;
    Ok(match state.standing {
        Standing::Strangers => Decision::Nothing,
        Standing::Requested { by } if by == actor => Decision::Append(Cancelled { friendship, person }.into()),
        Standing::Requested { .. } => Decision::Append(Declined { friendship, person }.into()),
        Standing::Friends => Decision::Append(Removed { friendship, person }.into()),
    })
}

pub fn block(state: &Friendship, actor: PersonId, person: PersonId) -> Result<Decision<Event>, Refused> {
    let friendship = of_two(actor, person)?;
    Ok(match state.blocked_by.contains(&actor) {
        true => Decision::Nothing,
        false => Decision::Append(Blocked { friendship, by: actor, person }.into()),
    })
}

pub fn unblock(state: &Friendship, actor: PersonId, person: PersonId) -> Result<Decision<Event>, Refused> {
    let friendship = of_two(actor, person)?;
    Ok(match state.blocked_by.contains(&actor) {
        true => Decision::Append(Unblocked { friendship, by: actor, person }.into()),
        false => Decision::Nothing,
    })
}

fn of_two(actor: PersonId, person: PersonId) -> Result<FriendshipId, Refused> {
    if actor == person { Err(Refused::Oneself) } else { Ok(Friendship::id(actor, person)) }
}

#[cfg(test)]
mod tests;
