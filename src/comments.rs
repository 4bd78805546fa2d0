//! Comments: answers to a post, in a tree.

pub mod commands;
pub mod http;
pub mod likes;
pub mod view;

use crate::event::{Aggregate, Deliver, Forget, Meta};
use crate::friends::Closed;
use crate::id::{CommentId, PersonId, PostId};
use crate::log::Decision;
use crate::people::Role;
use crate::posts::{Actor, Post};
use crate::socket::topics::Topic;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

// Events

crate::events! {
    "comment.added" => Added,
    "comment.edited" => Edited,
    "comment.deleted" => Deleted,
    "comment.erased" => Erased,
    "comment.liked" => Liked,
    "comment.unliked" => Unliked,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Added {
    pub comment: CommentId,
    pub post: PostId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<CommentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_author: Option<PersonId>,
    pub post_author: PersonId,
    pub body: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
    #[serde(default)]
    pub private: bool,
    #[serde(default)]
    pub mentions: Vec<PersonId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Edited {
    pub comment: CommentId,
    pub post: PostId,
    pub body: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
    #[serde(default)]
    pub mentions: Vec<PersonId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Deleted {
    pub comment: CommentId,
    pub post: PostId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
}

/// The tombstone of erasing its author: announced like a deletion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Erased {
    pub comment: CommentId,
    pub post: PostId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Liked {
    pub comment: CommentId,
    pub post: PostId,
    pub author: PersonId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Unliked {
    pub comment: CommentId,
    pub post: PostId,
    pub author: PersonId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
}

impl Deliver for Event {
    fn topics(&self) -> Vec<Topic> {
        match self {
            Event::Added(event) => {
                let mut topics = vec![Topic::of("post", event.post), Topic::person(event.post_author)];
                topics.extend(event.parent_author.map(Topic::person));
                topics.extend(event.mentions.iter().map(|person| Topic::person(*person)));
                topics
            }
            Event::Edited(event) => {
                let mentioned = event.mentions.iter().map(|person| Topic::person(*person));
                [Topic::of("post", event.post)].into_iter().chain(mentioned).collect()
            }
            Event::Deleted(event) => vec![Topic::of("post", event.post)],
            Event::Erased(event) => vec![Topic::of("post", event.post)],
            Event::Liked(event) => vec![Topic::of("post", event.post), Topic::person(event.author)],
            Event::Unliked(event) => vec![Topic::of("post", event.post), Topic::person(event.author)],
        }
    }

    fn markdown(&self) -> Option<&str> {
        match self {
            Event::Added(event) => Some(&event.body),
            Event::Edited(event) => Some(&event.body),
            Event::Deleted(_) | Event::Erased(_) | Event::Liked(_) | Event::Unliked(_) => None,
        }
    }
}

impl Forget for Event {
    fn tombstone(&self) -> Option<crate::event::Event> {
        match self {
            Event::Added(Added { comment, post, community, .. })
            | Event::Edited(Edited { comment, post, community, .. }) => {
                Some(Event::from(Erased { comment: *comment, post: *post, community: community.clone() }).into())
            }
            Event::Deleted(_) | Event::Erased(_) | Event::Liked(_) | Event::Unliked(_) => None,
        }
    }
}

// State

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comment {
    /// `None`: not written yet, or erased.
    pub author: Option<PersonId>,
    pub post: Option<PostId>,
    pub parent: Option<CommentId>,
    pub body: String,
    pub community: Option<String>,
    pub created_at: Option<OffsetDateTime>,
    pub edited_at: Option<OffsetDateTime>,
    /// Deleted or erased.
    pub gone: bool,
}

impl Comment {
    /// Whose comment it is and under which post, if it can be read.
    pub fn standing(&self) -> Result<(PersonId, PostId), Refused> {
        self.author.zip(self.post).filter(|_| !self.gone).ok_or(Refused::Unknown)
    }
}

impl Aggregate for Comment {
    type Event = Event;
    crate::read_own_events!(Comments);

    fn evolve(&mut self, meta: &Meta, event: &Event) {
        match event {
            Event::Added(event) => {
                self.author = Some(meta.actor);
                self.post = Some(event.post);
                self.parent = event.parent;
                self.body = event.body.clone();
                self.community = event.community.clone();
                self.created_at = Some(meta.at);
            }
            Event::Edited(event) => {
                self.body = event.body.clone();
                self.edited_at = Some(meta.at);
            }
            Event::Deleted(_) => {
                self.body.clear();
                self.gone = true;
            }
            Event::Erased(event) => *self = Comment { post: Some(event.post), gone: true, ..Comment::default() },
            // These live on their actor's subject.
            Event::Liked(_) | Event::Unliked(_) => {}
        }
    }
}

// Commands

/// A new comment on `post`, perhaps answering `parent`; the mentioned exist.
#[derive(Clone, Debug)]
pub struct Add {
    pub post: PostId,
    pub parent: Option<CommentId>,
    pub body: String,
    pub mentions: Vec<PersonId>,
}

#[derive(Clone, Debug)]
pub struct Edit {
    pub body: String,
    pub mentions: Vec<PersonId>,
}

// Refusals

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refused {
    /// There is no such comment, or not any more.
    Unknown,
    /// There is no such post, or not any more.
    UnknownPost,
    /// The comment to answer is not there, or under another post.
    NoSuchParent,
    NotAuthor,
    /// There is a block between the actor and an author they speak to.
    Closed(Closed),
}

// decide

/// `post` and `parent` as they are now: a comment puts no expectation on them. `reach`: whether the actor can reach their authors.
pub fn add(
    state: &Comment,
    comment: CommentId,
    post: &Post,
    parent: Option<&Comment>,
    reach: Result<(), Closed>,
    command: &Add,
) -> Result<Decision<Event>, Refused> {
    if state.gone {
        return Err(Refused::Unknown);
    }
    if state.author.is_some() {
        return Ok(Decision::Nothing);
    }
    let post_author = post.standing().map_err(|_| Refused::UnknownPost)?;
    let parent_author = match parent.map(Comment::standing) {
        None => None,
        Some(Ok((author, of))) if of == command.post => Some(author),
        Some(Ok(_) | Err(_)) => return Err(Refused::NoSuchParent),
    };
    reach.map_err(Refused::Closed)?;
    let Add { post: id, parent, body, mentions } = command.clone();
    let community = post.community.clone();
    let added =
        Added { comment, post: id, parent, parent_author, post_author, body, community, private: false, mentions };
    Ok(Decision::Append(added.into()))
}

pub fn edit(state: &Comment, comment: CommentId, actor: PersonId, command: &Edit) -> Result<Decision<Event>, Refused> {
    let (author, post) = state.standing()?;
    if author != actor {
        return Err(Refused::NotAuthor);
    }
    if command.body == state.body {
        return Ok(Decision::Nothing);
    }
    let Edit { body, mentions } = command.clone();
    Ok(Decision::Append(Edited { comment, post, body, community: state.community.clone(), mentions }.into()))
}

pub fn delete(state: &Comment, comment: CommentId, actor: Actor) -> Result<Decision<Event>, Refused> {
    let (author, post) = state.standing()?;
    if author != actor.person && actor.role != Role::Admin {
        return Err(Refused::NotAuthor);
    }
    Ok(Decision::Append(Deleted { comment, post, community: state.community.clone() }.into()))
}

/// `liked`: whether the actor likes it now; `like`: whether they want to; `reach`: whether they can reach the author. A like can
/// always be taken back.
pub fn react(
    state: &Comment,
    comment: CommentId,
    reach: Result<(), Closed>,
    liked: bool,
    like: bool,
) -> Result<Decision<Event>, Refused> {
    let (author, post) = state.standing()?;
    let community = state.community.clone();
    Ok(match (liked, like) {
        (false, true) => {
            reach.map_err(Refused::Closed)?;
            Decision::Append(Liked { comment, post, author, community }.into())
        }
        (true, false) => Decision::Append(Unliked { comment, post, author, community }.into()),
        (true, true) | (false, false) => Decision::Nothing,
    })
}

#[cfg(test)]
mod tests;
