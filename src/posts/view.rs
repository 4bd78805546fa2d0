//! Posts on the wire.

use super::{Kind, PollSetup, Post as State};
use crate::http::{markdown, utc};
use crate::id::{PersonId, Position, PostId};
use crate::people::Person;
use crate::people::view::Brief;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use time::OffsetDateTime;
use utoipa::ToSchema;

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Post {
    pub id: PostId,
    pub author: Brief,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
    pub kind: Kind,
    pub title: String,
    /// Markdown.
    pub body: String,
    /// Sanitised.
    #[schema(value_type = String)]
    pub html: Arc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poll: Option<Poll>,
    pub likes: i64,
    /// Whether the viewer likes it.
    pub liked: bool,
    /// Deleted ones included.
    pub comments: i64,
    #[serde(with = "utc")]
    pub created_at: OffsetDateTime,
    #[serde(skip_serializing_if = "Option::is_none", with = "utc::option")]
    pub edited_at: Option<OffsetDateTime>,
    /// Of its last change.
    pub position: Position,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Poll {
    pub options: Vec<PollOption>,
    pub multiple: bool,
    #[serde(skip_serializing_if = "Option::is_none", with = "utc::option")]
    pub closes_at: Option<OffsetDateTime>,
    pub closed: bool,
    /// The viewer's vote: indices of options.
    pub voted: Vec<usize>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PollOption {
    pub text: String,
    pub votes: i64,
}

/// A post as `sql/row.sql` reads it.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub id: PostId,
    pub author: Brief,
    pub community: Option<String>,
    pub kind: Kind,
    pub title: String,
    pub body: String,
    pub link: Option<String>,
    pub poll: Option<PollSetup>,
    pub votes: Option<Vec<i64>>,
    pub voted: Vec<usize>,
    pub likes: i64,
    pub liked: bool,
    pub comments: i64,
    #[serde(with = "utc")]
    pub created_at: OffsetDateTime,
    #[serde(default, with = "utc::option")]
    pub edited_at: Option<OffsetDateTime>,
    pub position: Position,
    pub created_position: Position,
    /// Text, so that it comes back to Postgres exactly as it was.
    pub hot: String,
    pub rising: i64,
}

impl Row {
    /// As it is to be shown at `now`.
    pub fn shown(self, now: OffsetDateTime) -> Post {
        let poll = self.poll.map(|setup| Poll::of(setup, self.votes.unwrap_or_default(), self.voted, now));
        Post {
            id: self.id,
            author: self.author,
            community: self.community,
            kind: self.kind,
            title: self.title,
            html: markdown::html(&self.body),
            body: self.body,
            link: self.link,
            poll,
            likes: self.likes,
            liked: self.liked,
            comments: self.comments,
            created_at: self.created_at,
            edited_at: self.edited_at,
            position: self.position,
        }
    }

    /// A post that the read side does not know yet, as the log has it.
    pub fn unread(id: PostId, state: &State, author: PersonId, person: &Person) -> Row {
        let created_at = state.created_at.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        Row {
            id,
            author: Brief::of(author, person),
            community: state.community.clone(),
            kind: state.kind,
            title: state.title.clone(),
            body: state.body.clone(),
            link: state.link.clone(),
            poll: state.poll.clone(),
            votes: state.poll.as_ref().map(|poll| vec![0; poll.options.len()]),
            voted: Vec::new(),
            likes: 0,
            liked: false,
            comments: 0,
            created_at,
            edited_at: state.edited_at,
            position: 0,
            created_position: 0,
            hot: String::new(),
            rising: 0,
        }
    }

    /// Puts a viewer's vote in place of the one counted here.
    pub fn vote(&mut self, options: &[usize]) {
        let Some(votes) = &mut self.votes else { return };
        for option in &self.voted {
            votes.get_mut(*option).into_iter().for_each(|votes| *votes -= 1);
        }
        for option in options {
            votes.get_mut(*option).into_iter().for_each(|votes| *votes += 1);
        }
        self.voted = options.to_vec();
    }
}

impl Poll {
    fn of(setup: PollSetup, votes: Vec<i64>, voted: Vec<usize>, now: OffsetDateTime) -> Poll {
        let closed = setup.is_closed(now);
        let votes = votes.into_iter().chain(std::iter::repeat(0));
        let options = setup.options.into_iter().zip(votes).map(|(text, votes)| PollOption { text, votes }).collect();
        Poll { options, multiple: setup.multiple, closes_at: setup.closes_at, closed, voted }
    }
}

/// What a post said, and since when.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Version {
    title: String,
    body: String,
    #[schema(value_type = String)]
    html: Arc<str>,
    #[serde(with = "utc")]
    at: OffsetDateTime,
    position: Position,
}

/// A version as `sql/history.sql` reads it.
#[derive(Clone, Debug, Deserialize)]
pub struct VersionRow {
    title: String,
    body: String,
    #[serde(with = "utc")]
    at: OffsetDateTime,
    position: Position,
}

impl From<VersionRow> for Version {
    fn from(row: VersionRow) -> Version {
        let VersionRow { title, body, at, position } = row;
        Version { html: markdown::html(&body), title, body, at, position }
    }
}

/// Whether the viewer likes something, and how many do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Liking {
    pub likes: i64,
    pub liked: bool,
    pub position: Position,
}

/// What `likes.sql` of posts and comments reads.
#[derive(Clone, Debug, Deserialize)]
pub struct LikesRow {
    pub likes: i64,
    pub liked: bool,
}

impl LikesRow {
    /// With the viewer's like as the log has it, should the read side be behind.
    pub fn liking(&self, liked: bool, position: Position) -> Liking {
        let likes = self.likes - i64::from(self.liked) + i64::from(liked);
        Liking { likes, liked, position }
    }
}
