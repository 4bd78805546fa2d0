//! One type per kind of id, and the function that gives a created thing its id.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};
use time::{Duration, OffsetDateTime};
use utoipa::ToSchema;
use uuid::{Builder, Uuid, Variant, Version};

/// How far a client's clock may be ahead of ours for its keys to count as young.
const AHEAD: Duration = Duration::seconds(30);

/// A place in the log: the stream sequence of an event. Below 2^53; 0 is "before everything".
pub type Position = u64;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type, ToSchema)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        #[schema(value_type = Uuid)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// Somebody with an account.
    PersonId,
    /// What is between two people: one for each unordered pair.
    FriendshipId,
    PostId,
    CommentId,
    ConversationId,
    MessageId,
    CallId,
    GameId,
    /// What somebody who looks on at a game said.
    RemarkId,
    /// One signed-in device; carried by the access token and the socket ticket.
    SessionId,
    /// One event; also its `Nats-Msg-Id`, so that a retry of a request is the same message.
    EventId,
    /// An `Idempotency-Key`: one request, however often it is sent.
    Key,
}

impl PersonId {
    /// Who acts when nobody signed in does: the command line, the clock.
    pub const OPERATOR: PersonId = PersonId(Uuid::nil());
}

impl Key {
    /// A fresh key for a request that brought none.
    pub fn fresh() -> Key {
        Key(passing())
    }

    /// Whether the key's own time, that of a UUIDv7, is at most `oldest` before `now`, and no more than half a minute after it,
    /// because clocks differ. However often a key is sent, it is young for no longer than these two together. One that carries
    /// no time never is.
    pub fn is_young(self, now: OffsetDateTime, oldest: Duration) -> bool {
        let Some([a, b, c, d, e, f]) = time_prefix(self) else { return false };
        let made = Duration::milliseconds(i64::from_be_bytes([0, 0, a, b, c, d, e, f]));
        let age = now - OffsetDateTime::UNIX_EPOCH - made;
        (-AHEAD..=oldest).contains(&age)
    }
}

impl EventId {
    /// The id of the one event that (actor, key) may append.
    pub fn of(actor: PersonId, key: Key) -> EventId {
        EventId(derived(&digest("event", actor, key), None))
    }
}

/// A new id of something that passes, a request or a connection, in the order of time (UUIDv7). Its bits are this thread's own:
/// the library asks the kernel for each, which is felt where thousands connect at once.
pub fn passing() -> Uuid {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let milliseconds = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
    Builder::from_unix_timestamp_millis(milliseconds, &rand::random()).into_uuid()
}

/// The id of what a command creates: the key's time prefix when the key is a UUIDv7, hash bits after it; hash bits alone
/// otherwise. `kind` is the thing's singular noun (`post`). Clients know this function: an optimistic row has its final id.
pub fn created(kind: &str, actor: PersonId, key: Key) -> Uuid {
    derived(&digest(kind, actor, key), time_prefix(key))
}

/// The id of what two people have together, whoever of the two asks: a UUIDv5 of the sorted pair, so that both meet in the same
/// unit however they begin. `kind` is the thing's singular noun (`friendship`).
pub fn of_pair(kind: &str, one: PersonId, other: PersonId) -> Uuid {
    let (first, second) = (one.min(other), one.max(other));
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{kind}:{first}:{second}").as_bytes())
}

fn digest(kind: &str, actor: PersonId, key: Key) -> [u8; 32] {
    Sha256::digest(format!("{kind}:{actor}:{key}").as_bytes()).into()
}

fn time_prefix(key: Key) -> Option<[u8; 6]> {
    let bytes = key.0.as_bytes();
    (key.0.get_version() == Some(Version::SortRand))
        .then(|| [bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5]])
}

fn derived(hash: &[u8; 32], prefix: Option<[u8; 6]>) -> Uuid {
    let mut bytes = [0; 16];
    let version = match prefix {
        Some(prefix) => {
            bytes[..6].copy_from_slice(&prefix);
            bytes[6..].copy_from_slice(&hash[..10]);
            Version::SortRand
        }
        None => {
            bytes.copy_from_slice(&hash[..16]);
            Version::Custom
        }
    };
    Builder::from_bytes(bytes).with_version(version).with_variant(Variant::RFC4122).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor() -> PersonId {
        "019a0000-0000-7000-8000-000000000001".parse().unwrap()
    }

    #[test]
    fn a_v7_key_keeps_its_time() {
        let key: Key = "019a1234-5678-7abc-8def-0123456789ab".parse().unwrap();
        let id = created("post", actor(), key);
        assert_eq!(id.get_version(), Some(Version::SortRand));
        assert_eq!(id.as_bytes()[..6], key.0.as_bytes()[..6]);
        assert_eq!(id, created("post", actor(), key), "a retry makes the same id");
        assert_ne!(id, created("comment", actor(), key));
    }

    #[test]
    fn a_key_says_how_old_it_is() {
        let key: Key = "019a1234-5678-7abc-8def-0123456789ab".parse().unwrap();
        let made = OffsetDateTime::UNIX_EPOCH + Duration::milliseconds(0x019a_1234_5678);
        let young = |key: Key, after| key.is_young(made + Duration::seconds(after), Duration::minutes(3));
        assert_eq!([-31, -30, 0, 180, 181].map(|after| young(key, after)), [false, true, true, true, false]);
        assert!(!young("7b0e1c4e-6a3d-4c5b-9f5e-1d2c3b4a5968".parse().unwrap(), 0), "it has no time");
        assert!(!young("ffffffff-ffff-7fff-8fff-ffffffffffff".parse().unwrap(), 0));
    }

    #[test]
    fn another_key_is_hash_alone() {
        let key: Key = "7b0e1c4e-6a3d-4c5b-9f5e-1d2c3b4a5968".parse().unwrap();
        let id = created("post", actor(), key);
        assert_eq!(id.get_version(), Some(Version::Custom));
        assert_ne!(id, created("post", PersonId::OPERATOR, key), "nobody can take another's id");
    }
}
