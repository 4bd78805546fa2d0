//! Friends on the wire.

use super::{Friendship, Standing};
use crate::http::utc;
use crate::id::{PersonId, Position};
use crate::people::view::Brief;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// How somebody stands to the viewer, as far as the viewer is told: whom they are blocked by, they are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FriendStatus)]
pub enum Status {
    None,
    /// The viewer has asked.
    Requested,
    /// They have asked.
    Incoming,
    Friends,
    /// The viewer has blocked them.
    Blocked,
}

impl Status {
    pub fn of(state: &Friendship, viewer: PersonId) -> Status {
        match state.standing {
            _ if state.blocked_by.contains(&viewer) => Status::Blocked,
            Standing::Strangers => Status::None,
            Standing::Requested { by } if by == viewer => Status::Requested,
            Standing::Requested { .. } => Status::Incoming,
            Standing::Friends => Status::Friends,
        }
    }
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Stand {
    pub status: Status,
    pub position: Position,
}

#[derive(Clone, Debug, Deserialize)]
pub struct StandRow {
    pub status: Status,
}

/// A friend, somebody who asks or is asked, somebody blocked; and since when.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Tie {
    pub person: Brief,
    #[serde(with = "utc")]
    pub created_at: OffsetDateTime,
}

/// A tie as the queries read it.
#[derive(Clone, Debug, Deserialize)]
pub struct TieRow {
    #[serde(flatten)]
    pub tie: Tie,
    /// Where the list goes on.
    pub since: Position,
}

/// Requests that wait for an answer, newest first, the latest 500 each way.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Requests {
    pub incoming: Vec<Tie>,
    pub outgoing: Vec<Tie>,
    pub position: Position,
}

#[derive(Clone, Debug, Deserialize)]
pub struct RequestRow {
    #[serde(flatten)]
    pub tie: Tie,
    pub incoming: bool,
}

/// Somebody the viewer may know.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Suggestion {
    pub person: Brief,
    /// How many friends they share.
    pub friends_in_common: i64,
    /// How many conversations they are both in.
    pub conversations_in_common: i64,
}
