//! People on the wire.

use super::{Person, Role};
use crate::http::utc;
use crate::id::PersonId;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A person inside other things.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Brief {
    pub id: PersonId,
    pub username: String,
    pub display_name: String,
    pub avatar: Option<String>,
}

/// A person as everybody sees them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Profile {
    pub id: PersonId,
    pub username: String,
    pub display_name: String,
    pub bio: String,
    /// An https address, or null.
    pub avatar: Option<String>,
    #[serde(with = "utc")]
    pub joined_at: OffsetDateTime,
}

/// A person as they see themselves.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Me {
    #[serde(flatten)]
    pub profile: Profile,
    pub email: Option<String>,
    pub role: Role,
}

impl Brief {
    pub fn of(id: PersonId, person: &Person) -> Brief {
        Brief {
            id,
            username: person.username.clone().unwrap_or_default(),
            display_name: person.display_name.clone(),
            avatar: person.avatar.clone(),
        }
    }
}

impl Profile {
    pub fn of(id: PersonId, person: &Person) -> Profile {
        let Brief { id, username, display_name, avatar } = Brief::of(id, person);
        let joined_at = person.joined_at.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        Profile { id, username, display_name, bio: person.bio.clone(), avatar, joined_at }
    }
}

impl Me {
    pub fn of(id: PersonId, person: &Person, email: Option<String>) -> Me {
        Me { profile: Profile::of(id, person), email, role: person.role }
    }
}
