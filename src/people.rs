//! People: who they are, what they may do.

pub mod erase;

use crate::event::{Aggregate, Deliver, Forget, Meta};
use crate::id::PersonId;
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
    pub banned: Option<Ban>,
    pub erased: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Ban {
    pub until: Option<OffsetDateTime>,
}

impl Aggregate for Person {
    type Event = Event;
    crate::read_own_events!(People);

    fn evolve(&mut self, _: &Meta, event: &Event) {
        match event {
            Event::Joined(event) => {
                self.username = Some(event.username.clone());
                self.display_name = event.display_name.clone();
                self.role = event.role;
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
            Event::Banned(event) => self.banned = Some(Ban { until: event.until }),
            Event::Unbanned(_) => self.banned = None,
            Event::RoleChanged(event) => self.role = event.role,
        }
    }
}
