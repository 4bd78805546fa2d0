//! What a socket subscribes to, and what an event may change about subscriptions. Names no area: a topic is `kind` or `kind:id`.

use crate::id::{PersonId, SessionId};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// `feed`, `post:<id>`, `person:<id>`...
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Topic(Arc<str>);

impl Topic {
    /// What everybody may see.
    pub fn feed() -> Topic {
        Topic("feed".into())
    }

    /// The topic of one person: everything that concerns them or that they did. Only they may receive it.
    pub fn person(id: PersonId) -> Topic {
        Topic::of("person", id)
    }

    pub fn of(kind: &str, id: impl fmt::Display) -> Topic {
        Topic(format!("{kind}:{id}").into())
    }

    /// Reads what a client wrote; whether it exists and may be had is for the rights to say.
    pub fn read(text: &str) -> Topic {
        Topic(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `("post", Some("0190.."))`, `("feed", None)`.
    pub fn parts(&self) -> (&str, Option<&str>) {
        match self.0.split_once(':') {
            Some((kind, id)) => (kind, Some(id)),
            None => (&self.0, None),
        }
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an event changes about who receives what, applied by the fan-out right after the event itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// From now on the person has this topic without asking (a membership).
    Joined {
        person: PersonId,
        topic: Topic,
    },
    /// Every subscription that rests on this topic's right ends.
    Removed {
        person: PersonId,
        topic: Topic,
    },
    /// `by` no longer receives what `person` does.
    Blocked {
        by: PersonId,
        person: PersonId,
    },
    Unblocked {
        by: PersonId,
        person: PersonId,
    },
    /// The person's sockets close (4009) after this event.
    Banned {
        person: PersonId,
    },
}

/// Whose socket it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Holder {
    pub person: PersonId,
    pub session: SessionId,
}
