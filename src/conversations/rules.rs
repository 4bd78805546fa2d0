//! What may be done with a conversation, and by whom: decide.

use super::{
    Banned, Changed, Conversation, Event, GROUP, Joined, Kind, Left, Level, LevelChanged, Member, Membership, Muted,
    Opened, Refused, Removed, Role, RoleChanged, Seat, Term,
};
use crate::friends::Closed;
use crate::id::{ConversationId, PersonId};
use crate::log::Decision;
use time::OffsetDateTime;

type Decided = Result<Decision<Event>, Refused>;

// Commands

/// A new group or room; the people exist, each once, the actor not among them.
#[derive(Clone, Debug)]
pub struct Open {
    pub kind: Kind,
    pub name: String,
    pub description: Option<String>,
    pub people: Vec<PersonId>,
    /// `None`: the instance itself makes it.
    pub owner: Option<PersonId>,
}

/// What is given changes.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub name: Option<String>,
    pub description: Option<String>,
}

/// Who asks: what they are in the conversation, and whether they are an administrator of the instance, who ranks like the owner
/// of every room.
#[derive(Clone, Debug)]
pub struct Actor {
    pub person: PersonId,
    pub seat: Seat,
    pub administrator: bool,
}

/// The conversation as it is, who asks, and when.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub id: ConversationId,
    pub conversation: &'a Conversation,
    pub actor: &'a Actor,
    pub at: OffsetDateTime,
}

impl Scene<'_> {
    /// What the actor counts as.
    ///
    /// # Errors
    /// Whoever is not in it shall not know of it; rooms everybody knows.
    pub fn rank(&self) -> Result<Role, Refused> {
        match &self.actor.seat.member {
            _ if self.conversation.is_room() && self.actor.administrator => Ok(Role::Owner),
            Some(member) => Ok(member.role),
            None => Err(Refused::Unknown),
        }
    }

    fn moderates(&self) -> Result<Role, Refused> {
        let rank = self.rank()?;
        if self.conversation.is_direct() {
            return Err(Refused::Direct);
        }
        if rank < Role::Moderator { Err(Refused::NotModerator) } else { Ok(rank) }
    }

    /// Whether the actor may act against somebody: moderators against members, the owner against everybody else.
    fn moderates_over(&self, target: &Seat) -> Result<(), Refused> {
        let rank = self.moderates()?;
        match &target.member {
            Some(member) if member.role >= rank => Err(Refused::NotModerator),
            Some(_) | None => Ok(()),
        }
    }
}

// decide

/// `reach`: whether the actor can reach the other, who exists.
pub fn open_direct(state: &Conversation, actor: PersonId, other: PersonId, reach: Result<(), Closed>) -> Decided {
    if actor == other {
        return Err(Refused::Oneself);
    }
    reach.map_err(Refused::Closed)?;
    if state.kind.is_some() {
        return Ok(Decision::Nothing);
    }
    let (conversation, people) = (Conversation::between(actor, other), vec![actor, other]);
    let opened = Opened { conversation, kind: Kind::Direct, name: None, description: None, people, owner: None };
    Ok(Decision::Append(opened.into()))
}

/// `reach`: whether the actor can reach everybody who shall be in it.
pub fn open(state: &Conversation, conversation: ConversationId, command: &Open, reach: Result<(), Closed>) -> Decided {
    if state.kind.is_some() {
        return Ok(Decision::Nothing);
    }
    reach.map_err(Refused::Closed)?;
    let Open { kind, name, description, people, owner } = command.clone();
    let people: Vec<_> = owner.into_iter().chain(people).collect();
    if kind == Kind::Group && people.len() > GROUP {
        return Err(Refused::Full);
    }
    Ok(Decision::Append(Opened { conversation, kind, name: Some(name), description, people, owner }.into()))
}

pub fn change(scene: &Scene, command: &Change) -> Decided {
    scene.moderates()?;
    let state = scene.conversation;
    let name = command.name.clone().filter(|name| state.name.as_ref() != Some(name));
    let old = state.description.as_deref().unwrap_or_default();
    let description = command.description.clone().filter(|new| new != old);
    Ok(match (&name, &description) {
        (None, None) => Decision::Nothing,
        _ => Decision::Append(Changed { conversation: scene.id, name, description }.into()),
    })
}

/// `hidden`: whether a direct conversation is hidden already, and nothing was said since.
pub fn leave(scene: &Scene, hidden: bool) -> Decided {
    let (conversation, person) = (scene.id, scene.actor.person);
    let Some(member) = &scene.actor.seat.member else { return Err(Refused::Unknown) };
    Ok(match scene.conversation.kind {
        Some(Kind::Direct) if hidden => Decision::Nothing,
        Some(kind) => {
            let heir = (kind == Kind::Group && member.role == Role::Owner).then(|| heir(scene.conversation, person));
            Decision::Append(Left { conversation, kind, person, heir: heir.flatten() }.into())
        }
        None => return Err(Refused::Unknown),
    })
}

/// Who owns a group after its owner: the moderator, else the member, who has been in it for the longest.
fn heir(state: &Conversation, owner: PersonId) -> Option<PersonId> {
    let others = state.members().filter(|(person, _)| *person != owner);
    let first = |(person, member): &(PersonId, &Member)| (std::cmp::Reverse(member.role), member.joined, *person);
    others.min_by_key(first).map(|(person, _)| person)
}

/// The actor comes into a room.
pub fn join(scene: &Scene) -> Decided {
    if !scene.conversation.is_room() {
        return Err(Refused::Unknown);
    }
    let seat = &scene.actor.seat;
    if seat.is_banned(scene.at) {
        return Err(Refused::Banned);
    }
    Ok(match seat.member {
        Some(_) => Decision::Nothing,
        None => {
            let (conversation, person) = (scene.id, scene.actor.person);
            Decision::Append(Joined { conversation, person, role: Role::Member }.into())
        }
    })
}

/// Adds `person`, or gives who is in it that role. `reach`: whether the actor can reach them.
pub fn admit(scene: &Scene, person: PersonId, seat: &Seat, role: Option<Role>, reach: Result<(), Closed>) -> Decided {
    let rank = scene.rank()?;
    if scene.conversation.is_direct() {
        return Err(Refused::Direct);
    }
    if let Some(member) = &seat.member {
        return match role {
            Some(role) if role != member.role => set_role(scene, rank, person, member.role, role),
            Some(_) | None => Ok(Decision::Nothing),
        };
    }
    if scene.conversation.is_room() {
        return Err(Refused::Public);
    }
    scene.moderates()?;
    let role = role.unwrap_or_default();
    match role {
        Role::Owner => return Err(Refused::NeedsOwner),
        Role::Moderator if rank < Role::Owner => return Err(Refused::NotOwner),
        Role::Moderator | Role::Member => {}
    }
    if seat.is_banned(scene.at) {
        return Err(Refused::Banned);
    }
    reach.map_err(Refused::Closed)?;
    if scene.conversation.members().count() >= GROUP {
        return Err(Refused::Full);
    }
    Ok(Decision::Append(Joined { conversation: scene.id, person, role }.into()))
}

fn set_role(scene: &Scene, rank: Role, person: PersonId, old: Role, role: Role) -> Decided {
    if rank < Role::Owner {
        return Err(Refused::NotOwner);
    }
    // Administrators may set any role in a room, which may do without an owner.
    if old == Role::Owner && !scene.conversation.is_room() {
        return Err(Refused::NeedsOwner);
    }
    let hands_over = role == Role::Owner && !scene.conversation.is_room();
    let previous_owner = hands_over.then_some(scene.actor.person);
    Ok(Decision::Append(RoleChanged { conversation: scene.id, person, role, previous_owner }.into()))
}

/// Takes `person` out of it.
pub fn remove(scene: &Scene, person: PersonId, seat: &Seat) -> Decided {
    if person == scene.actor.person {
        return match scene.conversation.is_direct() {
            true => Err(Refused::Direct),
            false => leave(scene, false),
        };
    }
    scene.moderates_over(seat)?;
    Ok(match seat.member {
        Some(_) => Decision::Append(Removed { conversation: scene.id, person }.into()),
        None => Decision::Nothing,
    })
}

/// `term`: for how long `person` may not write; `None`: they may again.
pub fn mute(scene: &Scene, person: PersonId, seat: &Seat, term: Option<Term>) -> Decided {
    scene.moderates_over(seat)?;
    not_over(scene, term)?;
    let Some(member) = &seat.member else { return Err(Refused::UnknownPerson) };
    Ok(match member.muted == term {
        true => Decision::Nothing,
        false => {
            let (muted, until) = (term.is_some(), term.and_then(|term| term.until));
            Decision::Append(Muted { conversation: scene.id, person, muted, until }.into())
        }
    })
}

/// `term`: for how long `person` may not be in it; `None`: they may again.
pub fn ban(scene: &Scene, person: PersonId, seat: &Seat, term: Option<Term>) -> Decided {
    scene.moderates_over(seat)?;
    not_over(scene, term)?;
    if person == scene.actor.person {
        return Err(Refused::Oneself);
    }
    Ok(match seat.ban == term {
        true => Decision::Nothing,
        false => {
            let (banned, until) = (term.is_some(), term.and_then(|term| term.until));
            Decision::Append(Banned { conversation: scene.id, person, banned, until }.into())
        }
    })
}

fn not_over(scene: &Scene, term: Option<Term>) -> Result<(), Refused> {
    if term.is_some_and(|term| !term.holds(scene.at)) { Err(Refused::Past) } else { Ok(()) }
}

/// `membership`: the actor's own.
pub fn set_level(scene: &Scene, membership: &Membership, level: Level) -> Decided {
    if scene.actor.seat.member.is_none() {
        return Err(Refused::Unknown);
    }
    let (conversation, person) = (scene.id, scene.actor.person);
    Ok(match membership.level == level {
        true => Decision::Nothing,
        false => Decision::Append(LevelChanged { conversation, person, level }.into()),
    })
}
