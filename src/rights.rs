//! Who may subscribe to what: the one place that lists the areas for the socket tier. An area with topics adds its line here.

use crate::socket::rights::{Gate, TopicKind};

pub const TOPICS: &[TopicKind] = &[
    TopicKind { kind: "feed", gate: Gate::Everybody },
    TopicKind { kind: "games", gate: Gate::Everybody },
    TopicKind { kind: "person", gate: Gate::Oneself },
    TopicKind { kind: "post", gate: Gate::Ask(include_str!("posts/sql/topics.sql")) },
];

/// Statements that give what the server subscribes for a person ($1): `(topic text, joined bigint)`, `joined` being the position
/// after which it is theirs.
pub const MEMBERSHIPS: &[&str] = &[];

/// Statements that give whom a person ($1) has blocked: `(person uuid)`.
pub const BLOCKS: &[&str] = &[include_str!("friends/sql/blocked_by.sql")];

/// Whether a session ($1) of a person ($2) may have a socket, and the position that is said at: `(position bigint, welcome boolean)`.
pub const WELCOME: &str = include_str!("account/sql/welcome.sql");
