//! Comments: answers to a post, in a tree.

use crate::event::{Deliver, Forget};
use crate::id::{CommentId, PersonId, PostId};
use crate::socket::topics::Topic;
use serde::{Deserialize, Serialize};
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
            Event::Edited(event) => vec![Topic::of("post", event.post)],
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
