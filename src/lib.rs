//! Loggia: everything that happens is a fact in one ordered log; everything else is derived from it.
//!
//! The modules, in the order data flows: what is there from the start, how a command comes in, what the areas decide, where the
//! fact goes, and the program around it.
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics says where"))]

/// One type per kind of id.
pub mod id;
/// Every variable of the environment.
pub mod config;
/// Private NATS, Postgres and Redis for a machine without any.
pub mod embedded;
/// The limit of open files, which is the limit of sockets.
pub mod open_files;
/// What is built once and handed to handlers.
pub mod app;

/// HTTP conventions: problems, who asks, fresh reads, pages, limits.
pub mod http;
/// Sessions, passwords, secrets: what is not in the log.
pub mod account;
/// What an event is; the list of areas.
pub mod event;

/// An area: its events, state, commands, refusals. Each may lean on those before it: a post is by a person, a comment is on a post.
pub mod people;
pub mod friends;
pub mod posts;
pub mod comments;
pub mod conversations;
pub mod messages;
pub mod calls;
pub mod games;
pub mod spectators;
/// What concerns somebody.
pub mod notifications;
/// What concerns somebody, to their browsers while nobody looks.
pub mod push;
/// Search over what one may see: the areas' lines.
pub mod search;
/// Who may subscribe to what: the areas' lines.
pub mod rights;
/// What falls due by itself: the areas' lines.
pub mod deadlines;

/// The log: append, load, follow.
pub mod log;
/// The log folded into Postgres.
pub mod projector;
/// The log delivered to browsers.
pub mod socket;
/// What falls due becomes a command.
pub mod clock;
/// Who is online, in Redis.
pub mod presence;
/// Socket tickets, in Redis.
pub mod tickets;

/// One running node.
pub mod serve;
/// What the commands do.
pub mod command_line;
/// A believable community, through the command path.
pub mod seed;
/// Communities from elsewhere, through the command path.
pub mod import;
/// Somebody to play with, through the public API.
pub mod bot;

/// Rules as sentences, for the areas' tests.
#[cfg(test)]
mod testing;
