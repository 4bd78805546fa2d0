//! Posts: what is written for everybody, its likes and votes.

use crate::event::{Deliver, Forget};
use crate::id::{PersonId, PostId};
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
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
            Event::Edited(event) => of_post(&event.post, &event.community),
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
