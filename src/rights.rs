//! Who may subscribe to what, and who sees whom come and go: the one place that lists the areas for the socket tier and for
//! presence. An area with topics adds its line here.

use crate::calls;
use crate::presence::rooms::RoomKind;
use crate::socket::relay::Relay;
use crate::socket::rights::{Gate, TopicKind};

pub const TOPICS: &[TopicKind] = &[
    TopicKind { kind: "feed", gate: Gate::Everybody },
    TopicKind { kind: "games", gate: Gate::Everybody },
    TopicKind { kind: "person", gate: Gate::Oneself },
    TopicKind { kind: "post", gate: Gate::Ask(include_str!("posts/sql/topics.sql")) },
    TopicKind { kind: "conversation", gate: Gate::Ask(include_str!("conversations/sql/topics.sql")) },
    TopicKind { kind: "game", gate: Gate::Ask(include_str!("games/sql/topics.sql")) },
    TopicKind { kind: "spectators", gate: Gate::Ask(include_str!("spectators/sql/topics.sql")) },
];

/// Statements that give what the server subscribes for people ($1, uuid[]): `(person uuid, topic text, joined bigint)`, `joined`
/// being the position after which it is theirs.
pub const MEMBERSHIPS: &[&str] = &[include_str!("conversations/sql/subscribed.sql")];

/// Statements that give whom people ($1, uuid[]) have blocked: `(by uuid, person uuid)`.
pub const BLOCKS: &[&str] = &[include_str!("friends/sql/blocked_by.sql")];

/// Between whom signals are passed on.
pub const RELAY: Relay = Relay { passes: calls::relay::passes, refusal: "calls.not_a_member" };

/// Whether sessions ($1, uuid[]) of people ($2, uuid[], in the same order) may have a socket, and the position that is said at:
/// `(position bigint, session uuid, welcome boolean)`.
pub const WELCOME: &str = include_str!("account/sql/welcome.sql");

/// Statements that give who sees some people ($1) come and go, and whom they see: `(person uuid, other uuid)`.
pub const TIES: &[&str] = &[include_str!("friends/sql/of_many.sql")];

/// Statements that give those of some people ($2) whose presence a person ($1) may ask for: `(person uuid)`.
pub const ACQUAINTED: &[&str] = &[include_str!("friends/sql/among.sql"), include_str!("conversations/sql/shared.sql")];

/// Topics whose subscribers are told who is there.
pub const ROOMS: &[RoomKind] = &[RoomKind {
    kind: "conversation",
    members: include_str!("conversations/sql/people.sql"),
    shared: include_str!("conversations/sql/of_people.sql"),
}];
