//! Conversations: who talks with whom, directly, in a group or in a public room. What they say is in `messages`.

pub mod commands;
pub mod default_room;
pub mod http;
pub mod list;
pub mod members;
pub mod rooms;
mod rules;
mod seat;
pub mod view;

use crate::event::{Aggregate, Deliver, Forget, Meta};
use crate::friends::Closed;
use crate::id::{ConversationId, PersonId, of_pair};
use crate::socket::topics::{Effect, Topic};
pub use rules::{
    Actor, Change, Open, Scene, admit, ban, change, join, leave, mute, open, open_direct, remove, set_level,
};
pub use seat::{Level, Member, Membership, Seat, Term};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// People in one group. A room has no limit.
pub const GROUP: usize = 250;

// Events

crate::events! {
    "conversation.opened" => Opened,
    "conversation.changed" => Changed,
    "conversation.joined" => Joined,
    "conversation.left" => Left,
    "conversation.removed" => Removed,
    "conversation.role_changed" => RoleChanged,
    "conversation.muted" => Muted,
    "conversation.banned" => Banned,
    "conversation.level_changed" => LevelChanged,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ConversationKind)]
pub enum Kind {
    /// Two people's, once for each pair.
    Direct,
    /// Of those who were added.
    Group,
    /// Public: anybody may join.
    Room,
}

/// By what they may do: a later one may do what an earlier one may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ConversationRole)]
pub enum Role {
    #[default]
    Member,
    Moderator,
    Owner,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Opened {
    pub conversation: ConversationId,
    pub kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Who is in it from the beginning, the actor included; of a group or room the actor is the owner.
    pub people: Vec<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PersonId>,
}

/// Only what changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Changed {
    pub conversation: ConversationId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// `person` came by themselves, or the actor added them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Joined {
    pub conversation: ConversationId,
    pub person: PersonId,
    #[serde(default)]
    pub role: Role,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Left {
    pub conversation: ConversationId,
    /// One leaves a direct conversation by hiding it: they stay in it, and the next message shows it again.
    pub kind: Kind,
    /// The actor.
    pub person: PersonId,
    /// Who owns the group after its owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heir: Option<PersonId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Removed {
    pub conversation: ConversationId,
    pub person: PersonId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RoleChanged {
    pub conversation: ConversationId,
    pub person: PersonId,
    pub role: Role,
    /// Who owned it until now and is a moderator from now on: there is one owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_owner: Option<PersonId>,
}

/// May not write, or may again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Muted {
    pub conversation: ConversationId,
    pub person: PersonId,
    pub muted: bool,
    /// Left out: until it is lifted.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub until: Option<OffsetDateTime>,
}

/// May not be in it, or may again; who is banned is no member any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Banned {
    pub conversation: ConversationId,
    pub person: PersonId,
    pub banned: bool,
    /// Left out: until it is lifted.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub until: Option<OffsetDateTime>,
}

/// What the actor wants to be told of. Nobody else learns of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LevelChanged {
    pub conversation: ConversationId,
    /// The actor.
    pub person: PersonId,
    pub level: Level,
}

impl Event {
    fn conversation(&self) -> ConversationId {
        match self {
            Event::Opened(event) => event.conversation,
            Event::Changed(event) => event.conversation,
            Event::Joined(event) => event.conversation,
            Event::Left(event) => event.conversation,
            Event::Removed(event) => event.conversation,
            Event::RoleChanged(event) => event.conversation,
            Event::Muted(event) => event.conversation,
            Event::Banned(event) => event.conversation,
            Event::LevelChanged(event) => event.conversation,
        }
    }
}

/// The topic of a conversation's members.
pub fn topic(conversation: ConversationId) -> Topic {
    Topic::of("conversation", conversation)
}

impl Deliver for Event {
    fn topics(&self) -> Vec<Topic> {
        let mut topics = vec![topic(self.conversation())];
        match self {
            Event::Opened(event) => topics.extend(event.people.iter().copied().map(Topic::person)),
            Event::Changed(_) => {}
            Event::Joined(event) => topics.push(Topic::person(event.person)),
            Event::Left(event) => topics.push(Topic::person(event.person)),
            Event::Removed(event) => topics.push(Topic::person(event.person)),
            Event::RoleChanged(event) => topics.push(Topic::person(event.person)),
            Event::Muted(event) => topics.push(Topic::person(event.person)),
            Event::Banned(event) => topics.push(Topic::person(event.person)),
            Event::LevelChanged(_) => topics.clear(),
        }
        topics
    }

    fn effects(&self) -> Vec<Effect> {
        let topic = topic(self.conversation());
        let joined = |person: &PersonId| Effect::Joined { person: *person, topic: topic.clone() };
        let removed = |person: PersonId| vec![Effect::Removed { person, topic: topic.clone() }];
        match self {
            Event::Opened(event) => event.people.iter().map(joined).collect(),
            Event::Joined(event) => vec![joined(&event.person)],
            Event::Left(Left { kind: Kind::Direct, .. }) => Vec::new(),
            Event::Left(event) => removed(event.person),
            Event::Removed(event) => removed(event.person),
            Event::Banned(event) if event.banned => removed(event.person),
            Event::Banned(_) | Event::Changed(_) | Event::RoleChanged(_) | Event::Muted(_) | Event::LevelChanged(_) => {
                Vec::new()
            }
        }
    }
}

impl Forget for Event {
    fn tombstone(&self) -> Option<crate::event::Event> {
        // Memberships stay; the name of a group is everybody's who is in it.
        None
    }
}

// State

/// Of a room only who opened it has a seat here; everybody's own is their [`Membership`], so that no fold grows with the room.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conversation {
    /// `None`: not opened yet.
    pub kind: Option<Kind>,
    pub name: Option<String>,
    pub description: Option<String>,
    pub created_at: Option<OffsetDateTime>,
    pub seats: BTreeMap<PersonId, Seat>,
}

impl Conversation {
    /// The id of two people's direct conversation, whoever of the two asks.
    pub fn between(one: PersonId, other: PersonId) -> ConversationId {
        ConversationId(of_pair("conversation", one, other))
    }

    pub fn is_room(&self) -> bool {
        self.kind == Some(Kind::Room)
    }

    pub fn is_direct(&self) -> bool {
        self.kind == Some(Kind::Direct)
    }

    /// What somebody is in it. `membership`: theirs, which only rooms have.
    pub fn seat(&self, person: PersonId, membership: Option<&Membership>) -> Seat {
        let own = membership.and_then(|membership| membership.seat.as_ref());
        own.or_else(|| self.seats.get(&person)).cloned().unwrap_or_default()
    }

    pub fn members(&self) -> impl Iterator<Item = (PersonId, &Member)> {
        self.seats.iter().filter_map(|(person, seat)| Some((*person, seat.member.as_ref()?)))
    }

    /// The other one of a direct conversation.
    pub fn other(&self, person: PersonId) -> Option<PersonId> {
        self.seats.keys().copied().find(|other| self.is_direct() && *other != person)
    }

    fn take_seat(&mut self, meta: &Meta, person: PersonId, role: Role) {
        self.seats.entry(person).or_default().member = Some(Member::new(meta, role));
    }

    fn set_role(&mut self, person: Option<PersonId>, role: Role) {
        let seat = person.and_then(|person| self.seats.get_mut(&person));
        if let Some(member) = seat.and_then(|seat| seat.member.as_mut()) {
            member.role = role;
        }
    }
}

impl Aggregate for Conversation {
    type Event = Event;
    crate::read_own_events!(Conversations);

    fn evolve(&mut self, meta: &Meta, event: &Event) {
        match event {
            Event::Opened(event) => {
                self.kind = Some(event.kind);
                self.name = event.name.clone();
                self.description = event.description.clone();
                self.created_at = Some(meta.at);
                for person in &event.people {
                    self.take_seat(meta, *person, Role::Member);
                }
                self.set_role(event.owner, Role::Owner);
            }
            Event::Changed(event) => {
                self.name = event.name.clone().or_else(|| self.name.take());
                self.description = event.description.clone().or_else(|| self.description.take());
            }
            Event::Joined(event) => self.seats.entry(event.person).or_default().joined(meta, event),
            Event::Left(event) => {
                self.seats.entry(event.person).or_default().left(event);
                self.set_role(event.heir, Role::Owner);
            }
            Event::Removed(event) => self.seats.entry(event.person).or_default().member = None,
            Event::RoleChanged(event) => {
                self.set_role(event.previous_owner, Role::Moderator);
                self.set_role(Some(event.person), event.role);
            }
            Event::Muted(event) => self.seats.entry(event.person).or_default().muted(event),
            Event::Banned(event) => self.seats.entry(event.person).or_default().banned(event),
            // It lives on the subject of the conversation and its actor.
            Event::LevelChanged(_) => {}
        }
    }
}

// Refusals

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refused {
    /// There is no such conversation, or not for the actor.
    Unknown,
    /// There is no such person, or not any more.
    UnknownPerson,
    /// One does not talk with oneself.
    Oneself,
    /// There is a block between the actor and somebody it concerns.
    Closed(Closed),
    /// Only moderators and the owner may, and only to those below them.
    NotModerator,
    /// Only the owner may.
    NotOwner,
    /// A group or room has an owner: who owns it hands it over.
    NeedsOwner,
    /// A direct conversation is two people's, and stays so.
    Direct,
    /// Rooms are joined by those who want to.
    Public,
    /// They were banned from it.
    Banned,
    Full,
    /// An end that is over already.
    Past,
}

#[cfg(test)]
mod tests;
