//! What one person is in one conversation.

use super::{Banned, Event, Joined, Kind, Left, Muted, Role};
use crate::event::{Aggregate, Meta};
use crate::id::{ConversationId, PersonId, Position};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// What somebody wants to be told of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    #[default]
    All,
    Mentions,
    None,
}

/// How long something holds: until then, or until it is lifted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    pub until: Option<OffsetDateTime>,
}

impl Term {
    pub fn holds(&self, at: OffsetDateTime) -> bool {
        self.until.is_none_or(|until| until > at)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    pub role: Role,
    pub joined_at: OffsetDateTime,
    pub joined: Position,
    pub muted: Option<Term>,
}

impl Member {
    pub fn new(meta: &Meta, role: Role) -> Member {
        Member { role, joined_at: meta.at, joined: meta.position, muted: None }
    }

    pub fn is_muted(&self, at: OffsetDateTime) -> bool {
        self.muted.is_some_and(|term| term.holds(at))
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seat {
    pub member: Option<Member>,
    pub ban: Option<Term>,
}

impl Seat {
    pub fn is_banned(&self, at: OffsetDateTime) -> bool {
        self.ban.is_some_and(|term| term.holds(at))
    }

    pub fn joined(&mut self, meta: &Meta, event: &Joined) {
        *self = Seat { member: Some(Member::new(meta, event.role)), ban: None };
    }

    pub fn left(&mut self, event: &Left) {
        if event.kind != Kind::Direct {
            self.member = None;
        }
    }

    pub fn muted(&mut self, event: &Muted) {
        if let Some(member) = &mut self.member {
            member.muted = event.muted.then_some(Term { until: event.until });
        }
    }

    pub fn banned(&mut self, event: &Banned) {
        self.ban = event.banned.then_some(Term { until: event.until });
        if event.banned {
            self.member = None;
        }
    }
}

/// One person in one room, and what they want to be told of in any conversation: a unit of its own for each pair of the two.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Membership {
    /// `None`: nothing has happened to it here. Whoever opened a room begins with the seat the room gives them.
    pub seat: Option<Seat>,
    pub level: Level,
}

impl Membership {
    pub fn id(conversation: ConversationId, person: PersonId) -> Uuid {
        Uuid::new_v5(&conversation.0, person.0.as_bytes())
    }

    fn seat(&mut self) -> &mut Seat {
        self.seat.get_or_insert_default()
    }
}

impl Aggregate for Membership {
    type Event = Event;
    crate::read_own_events!(Conversations);

    fn evolve(&mut self, meta: &Meta, event: &Event) {
        match event {
            Event::Joined(event) => self.seat().joined(meta, event),
            Event::Left(event) => self.seat().left(event),
            Event::Removed(_) => self.seat().member = None,
            // The first that happens to who opened a room may be this: they have been a member all the time.
            Event::RoleChanged(event) => {
                self.seat().member.get_or_insert_with(|| Member::new(meta, event.role)).role = event.role;
            }
            Event::Muted(event) => self.seat().muted(event),
            Event::Banned(event) => self.seat().banned(event),
            Event::LevelChanged(event) => self.level = event.level,
            // These are the conversation's own.
            Event::Opened(_) | Event::Changed(_) => {}
        }
    }
}
