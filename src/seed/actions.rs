//! What the people of a seeded community do, each thing at its simulated moment.

use crate::id::Key;
use crate::posts::{Kind, PollSetup};
use time::OffsetDateTime;

/// Something somebody made: its id is a function of who made it and the key they made it with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Thing {
    /// The maker's index among the residents.
    pub by: usize,
    pub key: Key,
}

/// Where something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A room or a group.
    Conversation(Thing),
    /// Two people's own.
    Between(usize, usize),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    pub at: OffsetDateTime,
    pub by: usize,
    pub key: Key,
    pub act: Act,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Join,
    Introduce {
        display_name: Option<String>,
        bio: Option<String>,
    },
    Post {
        kind: Kind,
        title: String,
        body: String,
        link: Option<String>,
        poll: Option<PollSetup>,
    },
    EditPost {
        post: Thing,
        body: String,
    },
    DeletePost {
        post: Thing,
    },
    LikePost {
        post: Thing,
    },
    UnlikePost {
        post: Thing,
    },
    Vote {
        post: Thing,
        options: Vec<usize>,
    },
    Comment {
        post: Thing,
        parent: Option<Thing>,
        body: String,
    },
    EditComment {
        comment: Thing,
        body: String,
    },
    DeleteComment {
        comment: Thing,
    },
    LikeComment {
        comment: Thing,
    },
    /// Asks to be friends, or accepts.
    Befriend {
        with: usize,
    },
    /// A room, or a group of these people.
    Open {
        name: String,
        description: Option<String>,
        people: Vec<usize>,
        room: bool,
    },
    OpenDirect {
        with: usize,
    },
    Enter {
        room: Thing,
    },
    Say {
        place: Place,
        body: String,
        answers: Option<Thing>,
    },
    React {
        place: Place,
        message: Thing,
        emoji: &'static str,
    },
}

impl Action {
    /// What this makes.
    pub fn thing(&self) -> Thing {
        Thing { by: self.by, key: self.key }
    }

    /// The comment without which, or after whose deletion, this cannot be.
    pub fn needs(&self) -> Option<Thing> {
        match &self.act {
            Act::Comment { parent, .. } => *parent,
            Act::EditComment { comment, .. } | Act::DeleteComment { comment } | Act::LikeComment { comment } => {
                Some(*comment)
            }
            Act::Join
            | Act::Introduce { .. }
            | Act::Post { .. }
            | Act::EditPost { .. }
            | Act::DeletePost { .. }
            | Act::LikePost { .. }
            | Act::UnlikePost { .. }
            | Act::Vote { .. }
            | Act::Befriend { .. }
            | Act::Open { .. }
            | Act::OpenDirect { .. }
            | Act::Enter { .. }
            | Act::Say { .. }
            | Act::React { .. } => None,
        }
    }
}
