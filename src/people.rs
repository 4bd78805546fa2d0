//! People: who they are, what they may do.

pub mod commands;
pub mod erase;
pub mod http;
pub mod moderation;
pub mod view;

use crate::event::{Aggregate, Deliver, Forget, Meta};
use crate::id::PersonId;
use crate::log::Decision;
use crate::socket::topics::{Effect, Topic};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

// Events

crate::events! {
    "person.joined" => Joined,
    "person.changed" => Changed,
    "person.erased" => Erased,
    "person.banned" => Banned,
    "person.unbanned" => Unbanned,
    "person.role_changed" => RoleChanged,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    #[default]
    Member,
    Admin,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Joined {
    pub person: PersonId,
    pub username: String,
    pub display_name: String,
    pub role: Role,
}

/// Only what changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Changed {
    pub person: PersonId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
    /// An https address; empty: none any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
}

/// The tombstone of erasing: nothing of the person's own words is left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Erased {
    pub person: PersonId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Banned {
    pub person: PersonId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub until: Option<OffsetDateTime>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Unbanned {
    pub person: PersonId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RoleChanged {
    pub person: PersonId,
    pub role: Role,
}

impl Event {
    pub fn person(&self) -> PersonId {
        match self {
            Event::Joined(event) => event.person,
            Event::Changed(event) => event.person,
            Event::Erased(event) => event.person,
            Event::Banned(event) => event.person,
            Event::Unbanned(event) => event.person,
            Event::RoleChanged(event) => event.person,
        }
    }
}

impl Deliver for Event {
    fn topics(&self) -> Vec<Topic> {
        vec![Topic::person(self.person())]
    }

    fn effects(&self) -> Vec<Effect> {
        match self {
            Event::Banned(event) => vec![Effect::Banned { person: event.person }],
            Event::Erased(event) => vec![Effect::Banned { person: event.person }],
            Event::Joined(_) | Event::Changed(_) | Event::Unbanned(_) | Event::RoleChanged(_) => Vec::new(),
        }
    }
}

impl Forget for Event {
    fn tombstone(&self) -> Option<crate::event::Event> {
        match self {
            Event::Joined(Joined { person, .. }) | Event::Changed(Changed { person, .. }) => {
                Some(Event::from(Erased { person: *person }).into())
            }
            Event::Erased(_) | Event::Banned(_) | Event::Unbanned(_) | Event::RoleChanged(_) => None,
        }
    }
}

// State

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    pub username: Option<String>,
    pub display_name: String,
    pub bio: String,
    pub avatar: Option<String>,
    pub role: Role,
    pub joined_at: Option<OffsetDateTime>,
    pub banned: Option<Ban>,
    pub erased: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Ban {
    pub reason: Option<String>,
    pub until: Option<OffsetDateTime>,
}

impl Person {
    /// Has joined and was not erased.
    pub fn is_here(&self) -> bool {
        self.username.is_some()
    }
}

impl Aggregate for Person {
    type Event = Event;
    crate::read_own_events!(People);

    fn evolve(&mut self, meta: &Meta, event: &Event) {
        match event {
            Event::Joined(event) => {
                self.username = Some(event.username.clone());
                self.display_name = event.display_name.clone();
                self.role = event.role;
                self.joined_at = Some(meta.at);
            }
            Event::Changed(event) => {
                if let Some(name) = &event.display_name {
                    self.display_name = name.clone();
                }
                if let Some(bio) = &event.bio {
                    self.bio = bio.clone();
                }
                if let Some(avatar) = &event.avatar {
                    self.avatar = (!avatar.is_empty()).then(|| avatar.clone());
                }
            }
            Event::Erased(_) => *self = Person { erased: true, ..Person::default() },
            Event::Banned(event) => self.banned = Some(Ban { reason: event.reason.clone(), until: event.until }),
            Event::Unbanned(_) => self.banned = None,
            Event::RoleChanged(event) => self.role = event.role,
        }
    }
}

// Commands

/// Somebody whose name and address were reserved for them.
#[derive(Clone, Debug)]
pub struct Join {
    pub username: String,
    pub role: Role,
}

/// What is given changes; an empty avatar takes it away.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub display_name: Option<String>,
    pub bio: Option<String>,
    pub avatar: Option<String>,
}

#[derive(Clone, Debug)]
pub struct SetBan {
    pub reason: Option<String>,
    /// `None`: for good.
    pub until: Option<OffsetDateTime>,
}

// Refusals

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refused {
    /// There is no such person, or not any more.
    Unknown,
    /// The person was erased, or somebody else has taken the name over, before the joining was through.
    Lapsed,
    /// Administrators are not banned: take the role away first.
    Administrator,
    /// A ban that would be over already.
    Past,
}

// decide

pub fn join(state: &Person, person: PersonId, command: &Join) -> Result<Decision<Event>, Refused> {
    if state.erased {
        return Err(Refused::Lapsed);
    }
    if state.is_here() {
        return Ok(Decision::Nothing);
    }
    let Join { username, role } = command.clone();
    Ok(Decision::Append(Joined { person, display_name: username.clone(), username, role }.into()))
}

pub fn change(state: &Person, person: PersonId, command: &Change) -> Result<Decision<Event>, Refused> {
    if !state.is_here() {
        return Err(Refused::Unknown);
    }
    let differs = |new: &Option<String>, old: &str| new.clone().filter(|new| new != old);
    let display_name = differs(&command.display_name, &state.display_name);
    let bio = differs(&command.bio, &state.bio);
    let avatar = differs(&command.avatar, state.avatar.as_deref().unwrap_or_default());
    if display_name.is_none() && bio.is_none() && avatar.is_none() {
        return Ok(Decision::Nothing);
    }
    Ok(Decision::Append(Changed { person, display_name, bio, avatar }.into()))
}

pub fn ban(state: &Person, person: PersonId, command: &SetBan, at: OffsetDateTime) -> Result<Decision<Event>, Refused> {
    if !state.is_here() {
        return Err(Refused::Unknown);
    }
    if state.role == Role::Admin {
        return Err(Refused::Administrator);
    }
    if command.until.is_some_and(|until| until <= at) {
        return Err(Refused::Past);
    }
    let SetBan { reason, until } = command.clone();
    if state.banned == Some(Ban { reason: reason.clone(), until }) {
        return Ok(Decision::Nothing);
    }
    Ok(Decision::Append(Banned { person, reason, until }.into()))
}

pub fn unban(state: &Person, person: PersonId) -> Result<Decision<Event>, Refused> {
    match state {
        state if !state.is_here() => Err(Refused::Unknown),
        Person { banned: None, .. } => Ok(Decision::Nothing),
        Person { banned: Some(_), .. } => Ok(Decision::Append(Unbanned { person }.into())),
    }
}

#[cfg(test)]
mod tests;
