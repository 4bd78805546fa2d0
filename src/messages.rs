//! Messages: what is said in conversations.
//!
//! A message is appended to `evt.talk.<conversation>` without an expectation, and that subject is never folded. What happens to
//! one message afterwards (edits, deletion, pins) is a unit of its own, `evt.message.<id>`, with an expectation; what it began
//! with never changes and comes from the read model. Reactions are on their actor's subject, like likes.

pub mod commands;
pub mod emoji;
pub mod history;
pub mod http;
pub mod page;
pub mod pins;
pub mod reactions;
pub mod read;

use crate::conversations::{Kind, Role, Scene, topic};
use crate::event::{Aggregate, Deliver, Forget, Meta};
use crate::friends::Closed;
use crate::id::{ConversationId, MessageId, PersonId};
use crate::log::Decision;
use crate::socket::topics::Topic;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

// Events

crate::events! {
    "message.sent" => Sent,
    "message.edited" => Edited,
    "message.deleted" => Deleted,
    "message.erased" => Erased,
    "message.reacted" => Reacted,
    "message.unreacted" => Unreacted,
    "message.pinned" => Pinned,
    "message.unpinned" => Unpinned,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Sent {
    pub message: MessageId,
    pub conversation: ConversationId,
    /// What kind of conversation that is.
    pub kind: Kind,
    pub body: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to_sender: Option<PersonId>,
    #[serde(default)]
    pub mentions: Vec<PersonId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Edited {
    pub message: MessageId,
    pub conversation: ConversationId,
    pub body: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Deleted {
    pub message: MessageId,
    pub conversation: ConversationId,
}

/// The tombstone of erasing somebody: everything the actor said in the conversation is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Erased {
    pub conversation: ConversationId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reacted {
    pub message: MessageId,
    pub conversation: ConversationId,
    pub emoji: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Unreacted {
    pub message: MessageId,
    pub conversation: ConversationId,
    pub emoji: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Pinned {
    pub message: MessageId,
    pub conversation: ConversationId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Unpinned {
    pub message: MessageId,
    pub conversation: ConversationId,
}

impl Event {
    fn conversation(&self) -> ConversationId {
        match self {
            Event::Sent(event) => event.conversation,
            Event::Edited(event) => event.conversation,
            Event::Deleted(event) => event.conversation,
            Event::Erased(event) => event.conversation,
            Event::Reacted(event) => event.conversation,
            Event::Unreacted(event) => event.conversation,
            Event::Pinned(event) => event.conversation,
            Event::Unpinned(event) => event.conversation,
        }
    }

    fn mentions(&self) -> &[PersonId] {
        match self {
            Event::Sent(event) => &event.mentions,
            Event::Edited(_)
            | Event::Deleted(_)
            | Event::Erased(_)
            | Event::Reacted(_)
            | Event::Unreacted(_)
            | Event::Pinned(_)
            | Event::Unpinned(_) => &[],
        }
    }
}

impl Deliver for Event {
    fn topics(&self) -> Vec<Topic> {
        let mentioned = self.mentions().iter().copied().map(Topic::person);
        [topic(self.conversation())].into_iter().chain(mentioned).collect()
    }

    fn within(&self) -> Option<Topic> {
        Some(topic(self.conversation()))
    }

    fn markdown(&self) -> Option<&str> {
        match self {
            Event::Sent(event) => Some(&event.body),
            Event::Edited(event) => Some(&event.body),
            Event::Deleted(_)
            | Event::Erased(_)
            | Event::Reacted(_)
            | Event::Unreacted(_)
            | Event::Pinned(_)
            | Event::Unpinned(_) => None,
        }
    }
}

impl Forget for Event {
    fn tombstone(&self) -> Option<crate::event::Event> {
        match self {
            Event::Sent(Sent { conversation, .. }) | Event::Edited(Edited { conversation, .. }) => {
                Some(Event::from(Erased { conversation: *conversation }).into())
            }
            Event::Deleted(_)
            | Event::Erased(_)
            | Event::Reacted(_)
            | Event::Unreacted(_)
            | Event::Pinned(_)
            | Event::Unpinned(_) => None,
        }
    }
}

// State

/// What has happened to a message since it was sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// The text it was given last; `None`: it says what it said first.
    pub body: Option<String>,
    pub edited_at: Option<OffsetDateTime>,
    pub pinned: bool,
    /// Deleted or erased.
    pub gone: bool,
}

/// What a message began with; it never changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    pub id: MessageId,
    pub conversation: ConversationId,
    pub sender: PersonId,
    /// As the read model has it: the first text unless the state knows a later one.
    pub body: String,
}

impl Aggregate for Message {
    type Event = Event;
    crate::read_own_events!(Messages);

    fn evolve(&mut self, meta: &Meta, event: &Event) {
        match event {
            Event::Edited(event) => {
                self.body = Some(event.body.clone());
                self.edited_at = Some(meta.at);
            }
            Event::Deleted(_) | Event::Erased(_) => *self = Message { gone: true, ..Message::default() },
            Event::Pinned(_) => self.pinned = true,
            Event::Unpinned(_) => self.pinned = false,
            // These live on the conversation's talk and on their actor's subject.
            Event::Sent(_) | Event::Reacted(_) | Event::Unreacted(_) => {}
        }
    }
}

// Commands

/// A new message; the mentioned are members.
#[derive(Clone, Debug)]
pub struct Send {
    pub body: String,
    /// The message it answers, with its sender as the read model found it in the same conversation.
    pub reply_to: Option<(MessageId, Option<PersonId>)>,
    pub mentions: Vec<PersonId>,
}

// Refusals

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refused {
    /// There is no such message, or not any more, or not for the actor.
    Unknown,
    /// There is no such conversation, or not for the actor.
    UnknownConversation,
    /// The message to answer is not there, or in another conversation.
    NoSuchMessage,
    NotSender,
    NotModerator,
    /// They may not write for a while.
    Muted,
    /// There is a block between the two of a direct conversation.
    Closed(Closed),
    /// A message has so many different reactions already.
    TooManyReactions,
}

// decide

/// Different emoji on one message.
pub const REACTIONS: i64 = 50;

/// `reach`: whether the actor can reach the other one of a direct conversation.
pub fn send(scene: &Scene, message: MessageId, reach: Result<(), Closed>, command: &Send) -> Result<Event, Refused> {
    writes(scene, reach)?;
    let Send { body, reply_to, mentions } = command.clone();
    let (reply_to, reply_to_sender) = match reply_to {
        None => (None, None),
        Some((answered, Some(sender))) => (Some(answered), Some(sender)),
        Some((_, None)) => return Err(Refused::NoSuchMessage),
    };
    let kind = scene.conversation.kind.ok_or(Refused::UnknownConversation)?;
    Ok(Sent { message, conversation: scene.id, kind, body, reply_to, reply_to_sender, mentions }.into())
}

pub fn edit(
    state: &Message,
    origin: &Origin,
    scene: &Scene,
    reach: Result<(), Closed>,
    body: &str,
) -> Result<Decision<Event>, Refused> {
    sees(state, scene)?;
    if origin.sender != scene.actor.person {
        return Err(Refused::NotSender);
    }
    writes(scene, reach)?;
    if state.body.as_deref().unwrap_or(&origin.body) == body {
        return Ok(Decision::Nothing);
    }
    let Origin { id: message, conversation, .. } = *origin;
    Ok(Decision::Append(Edited { message, conversation, body: body.to_owned() }.into()))
}

/// Its sender, or a moderator of the group or room.
pub fn delete(state: &Message, origin: &Origin, scene: &Scene) -> Result<Decision<Event>, Refused> {
    sees(state, scene)?;
    let moderates = !scene.conversation.is_direct() && scene.rank().is_ok_and(|rank| rank >= Role::Moderator);
    if origin.sender != scene.actor.person && !moderates {
        return Err(Refused::NotSender);
    }
    let Origin { id: message, conversation, .. } = *origin;
    Ok(Decision::Append(Deleted { message, conversation }.into()))
}

/// Either of the two of a direct conversation; moderators elsewhere.
pub fn pin(
    state: &Message,
    origin: &Origin,
    scene: &Scene,
    reach: Result<(), Closed>,
    pin: bool,
) -> Result<Decision<Event>, Refused> {
    sees(state, scene)?;
    writes(scene, reach)?;
    if !scene.conversation.is_direct() && scene.rank().is_ok_and(|rank| rank < Role::Moderator) {
        return Err(Refused::NotModerator);
    }
    let Origin { id: message, conversation, .. } = *origin;
    Ok(match (state.pinned, pin) {
        (false, true) => Decision::Append(Pinned { message, conversation }.into()),
        (true, false) => Decision::Append(Unpinned { message, conversation }.into()),
        (true, true) | (false, false) => Decision::Nothing,
    })
}

/// What one person's reaction with one emoji stands on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reaction {
    pub there: bool,
    /// How many other emoji the message has.
    pub others: i64,
}

/// `emoji` is one. A reaction can always be taken back by who still sees the message.
pub fn react(
    state: &Message,
    origin: &Origin,
    scene: &Scene,
    reach: Result<(), Closed>,
    reaction: Reaction,
    (emoji, wanted): (&str, bool),
) -> Result<Decision<Event>, Refused> {
    sees(state, scene)?;
    let Origin { id: message, conversation, .. } = *origin;
    let emoji = emoji.to_owned();
    Ok(match (reaction.there, wanted) {
        (false, true) => {
            writes(scene, reach)?;
            if reaction.others >= REACTIONS {
                return Err(Refused::TooManyReactions);
            }
            Decision::Append(Reacted { message, conversation, emoji }.into())
        }
        (true, false) => Decision::Append(Unreacted { message, conversation, emoji }.into()),
        (true, true) | (false, false) => Decision::Nothing,
    })
}

/// The actor is a member, and the message there.
fn sees(state: &Message, scene: &Scene) -> Result<(), Refused> {
    match scene.actor.seat.member.is_none() || state.gone {
        true => Err(Refused::Unknown),
        false => Ok(()),
    }
}

/// The actor may say something here.
fn writes(scene: &Scene, reach: Result<(), Closed>) -> Result<(), Refused> {
    let member = scene.actor.seat.member.as_ref().ok_or(Refused::UnknownConversation)?;
    if member.is_muted(scene.at) {
        return Err(Refused::Muted);
    }
    reach.map_err(Refused::Closed)
}

#[cfg(test)]
mod tests;
