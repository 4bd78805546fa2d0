//! Posts: what is written for everybody, its likes and votes.

pub mod commands;
pub mod http;
pub mod list;
pub mod reactions;
pub mod view;

use crate::event::{Aggregate, Deliver, Forget, Meta};
use crate::friends::Closed;
use crate::id::{PersonId, PostId};
use crate::log::Decision;
use crate::people::Role;
use crate::socket::topics::Topic;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

// Events

crate::events! {
    "post.created" => Created,
    "post.edited" => Edited,
    "post.deleted" => Deleted,
    "post.erased" => Erased,
    "post.liked" => Liked,
    "post.unliked" => Unliked,
    "post.voted" => Voted,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Text,
    Link,
    Poll,
    Image,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PollSetup {
    pub options: Vec<String>,
    pub multiple: bool,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub closes_at: Option<OffsetDateTime>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Created {
    pub post: PostId,
    pub kind: Kind,
    pub title: String,
    pub body: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll: Option<PollSetup>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
    /// Not for everybody: a private community's.
    #[serde(default)]
    pub private: bool,
    #[serde(default)]
    pub mentions: Vec<PersonId>,
}

/// Only what changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Edited {
    pub post: PostId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
    #[serde(default)]
    pub mentions: Vec<PersonId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Deleted {
    pub post: PostId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
}

/// The tombstone of erasing its author: announced like a deletion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Erased {
    pub post: PostId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Liked {
    pub post: PostId,
    pub author: PersonId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Unliked {
    pub post: PostId,
    pub author: PersonId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
}

/// One person's whole vote; `previous` is what it replaces, so that counting needs only the event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Voted {
    pub post: PostId,
    pub author: PersonId,
    pub options: Vec<usize>,
    #[serde(default)]
    pub previous: Vec<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
}

impl Deliver for Event {
    fn topics(&self) -> Vec<Topic> {
        let of_post = |post: &PostId, community: &Option<String>| {
            let mut topics = vec![Topic::of("post", post)];
            topics.extend(community.as_ref().map(|slug| Topic::of("community", slug)));
            topics
        };
        match self {
            Event::Created(event) => {
                let mut topics = Vec::new();
                if !event.private {
                    topics.push(Topic::feed());
                }
                topics.extend(event.community.as_ref().map(|slug| Topic::of("community", slug)));
                topics.extend(event.mentions.iter().map(|person| Topic::person(*person)));
                topics
            }
            Event::Edited(event) => {
                let mut topics = of_post(&event.post, &event.community);
                topics.extend(event.mentions.iter().map(|person| Topic::person(*person)));
                topics
            }
            Event::Deleted(event) => of_post(&event.post, &event.community),
            Event::Erased(event) => of_post(&event.post, &event.community),
            Event::Voted(event) => of_post(&event.post, &event.community),
            Event::Liked(event) => vec![Topic::of("post", event.post), Topic::person(event.author)],
            Event::Unliked(event) => vec![Topic::of("post", event.post), Topic::person(event.author)],
        }
    }

    fn markdown(&self) -> Option<&str> {
        match self {
            Event::Created(event) => Some(&event.body),
            Event::Edited(event) => event.body.as_deref(),
            Event::Deleted(_) | Event::Erased(_) | Event::Liked(_) | Event::Unliked(_) | Event::Voted(_) => None,
        }
    }

    fn shows_actor(&self) -> bool {
        !matches!(self, Event::Voted(_))
    }
}

impl Forget for Event {
    fn tombstone(&self) -> Option<crate::event::Event> {
        match self {
            Event::Created(Created { post, community, .. }) | Event::Edited(Edited { post, community, .. }) => {
                Some(Event::from(Erased { post: *post, community: community.clone() }).into())
            }
            Event::Deleted(_) | Event::Erased(_) | Event::Liked(_) | Event::Unliked(_) | Event::Voted(_) => None,
        }
    }
}

// State

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Post {
    /// `None`: not written yet.
    pub author: Option<PersonId>,
    pub kind: Kind,
    pub title: String,
    pub body: String,
    pub link: Option<String>,
    pub poll: Option<PollSetup>,
    pub community: Option<String>,
    pub created_at: Option<OffsetDateTime>,
    pub edited_at: Option<OffsetDateTime>,
    /// Deleted or erased.
    pub gone: bool,
}

impl Post {
    /// Whose post it is, if it can be seen.
    pub fn standing(&self) -> Result<PersonId, Refused> {
        self.author.filter(|_| !self.gone).ok_or(Refused::Unknown)
    }
}

impl Aggregate for Post {
    type Event = Event;
    crate::read_own_events!(Posts);

    fn evolve(&mut self, meta: &Meta, event: &Event) {
        match event {
            Event::Created(event) => {
                self.author = Some(meta.actor);
                self.kind = event.kind;
                self.title = event.title.clone();
                self.body = event.body.clone();
                self.link = event.link.clone();
                self.poll = event.poll.clone();
                self.community = event.community.clone();
                self.created_at = Some(meta.at);
            }
            Event::Edited(event) => {
                self.title = event.title.clone().unwrap_or_else(|| std::mem::take(&mut self.title));
                self.body = event.body.clone().unwrap_or_else(|| std::mem::take(&mut self.body));
                self.edited_at = Some(meta.at);
            }
            Event::Deleted(_) => self.gone = true,
            Event::Erased(_) => *self = Post { gone: true, ..Post::default() },
            // These live on their actor's subject.
            Event::Liked(_) | Event::Unliked(_) | Event::Voted(_) => {}
        }
    }
}

// Commands

/// A new post; the mentioned exist.
#[derive(Clone, Debug)]
pub struct Create {
    pub kind: Kind,
    pub title: String,
    pub body: String,
    pub link: Option<String>,
    pub poll: Option<PollSetup>,
    pub mentions: Vec<PersonId>,
}

/// What is given changes.
#[derive(Clone, Debug)]
pub struct Edit {
    pub title: Option<String>,
    pub body: Option<String>,
    pub mentions: Vec<PersonId>,
}

/// Who asks, and what they may.
#[derive(Clone, Copy, Debug)]
pub struct Actor {
    pub person: PersonId,
    pub role: Role,
}

// Refusals

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refused {
    /// There is no such post, or not any more.
    Unknown,
    NotAuthor,
    /// A poll that would be over before it began.
    EndsInThePast,
    NoPoll,
    PollClosed,
    NoSuchOption,
    /// One choice only.
    OneChoice,
    /// There is a block between the actor and the author.
    Closed(Closed),
}

// decide

pub fn create(state: &Post, post: PostId, command: &Create, at: OffsetDateTime) -> Result<Decision<Event>, Refused> {
    if state.gone {
        return Err(Refused::Unknown);
    }
    if state.author.is_some() {
        return Ok(Decision::Nothing);
    }
    if command.poll.as_ref().and_then(|poll| poll.closes_at).is_some_and(|closes_at| closes_at <= at) {
        return Err(Refused::EndsInThePast);
    }
    let Create { kind, title, body, link, poll, mentions } = command.clone();
    let created = Created { post, kind, title, body, link, poll, community: None, private: false, mentions };
    Ok(Decision::Append(created.into()))
}

pub fn edit(state: &Post, post: PostId, actor: PersonId, command: &Edit) -> Result<Decision<Event>, Refused> {
    if state.standing()? != actor {
        return Err(Refused::NotAuthor);
    }
    let title = command.title.clone().filter(|title| *title != state.title);
    let body = command.body.clone().filter(|body| *body != state.body);
    if title.is_none() && body.is_none() {
        return Ok(Decision::Nothing);
    }
    let community = state.community.clone();
    Ok(Decision::Append(Edited { post, title, body, community, mentions: command.mentions.clone() }.into()))
}

pub fn delete(state: &Post, post: PostId, actor: Actor) -> Result<Decision<Event>, Refused> {
    if state.standing()? != actor.person && actor.role != Role::Admin {
        return Err(Refused::NotAuthor);
    }
    Ok(Decision::Append(Deleted { post, community: state.community.clone() }.into()))
}

/// `liked`: whether the actor likes it now; `like`: whether they want to; `reach`: whether they can reach the author. A like can
/// always be taken back.
pub fn react(
    state: &Post,
    post: PostId,
    reach: Result<(), Closed>,
    liked: bool,
    like: bool,
) -> Result<Decision<Event>, Refused> {
    let author = state.standing()?;
    let community = state.community.clone();
    Ok(match (liked, like) {
        (false, true) => {
            reach.map_err(Refused::Closed)?;
            Decision::Append(Liked { post, author, community }.into())
        }
        (true, false) => Decision::Append(Unliked { post, author, community }.into()),
        (true, true) | (false, false) => Decision::Nothing,
    })
}

/// `reach`: whether the actor can reach the author; `previous`: the actor's vote until now. `options` must not be empty and name
/// each option once.
pub fn vote(
    state: &Post,
    post: PostId,
    reach: Result<(), Closed>,
    previous: &[usize],
    options: &[usize],
    at: OffsetDateTime,
) -> Result<Decision<Event>, Refused> {
    let author = state.standing()?;
    reach.map_err(Refused::Closed)?;
    let poll = state.poll.as_ref().ok_or(Refused::NoPoll)?;
    if poll.is_closed(at) {
        return Err(Refused::PollClosed);
    }
    if options.iter().any(|option| *option >= poll.options.len()) {
        return Err(Refused::NoSuchOption);
    }
    if options.len() > 1 && !poll.multiple {
        return Err(Refused::OneChoice);
    }
    let mut options = options.to_vec();
    options.sort_unstable();
    if options == previous {
        return Ok(Decision::Nothing);
    }
    let (previous, community) = (previous.to_vec(), state.community.clone());
    Ok(Decision::Append(Voted { post, author, options, previous, community }.into()))
}

impl PollSetup {
    pub fn is_closed(&self, at: OffsetDateTime) -> bool {
        self.closes_at.is_some_and(|closes_at| closes_at <= at)
    }
}

#[cfg(test)]
mod tests;
