//! Loggia: everything that happens is a fact in one ordered log; everything else is derived from it.
//!
//! The modules, in the order data flows:

/// Sessions, passwords, secrets: what is not in the log.
pub mod account;
/// What is built once and handed to handlers.
pub mod app;
/// Every variable of the environment.
pub mod config;
/// Private NATS, Postgres and Redis for a machine without any.
pub mod embedded;
/// What an event is; the list of areas.
pub mod event;
/// HTTP conventions: problems, who asks, fresh reads, pages, limits.
pub mod http;
/// One type per kind of id.
pub mod id;
/// The limit of open files, which is the limit of sockets.
pub mod open_files;

/// Areas: events, state, commands, refusals.
pub mod comments;
pub mod people;
pub mod posts;

/// The log: append, load, follow.
pub mod log;
/// The log folded into Postgres.
pub mod projector;
/// Who may subscribe to what: the areas' lines.
pub mod rights;
/// The log delivered to browsers.
pub mod socket;
/// Socket tickets, in Redis.
pub mod tickets;

/// What the commands do.
pub mod command_line;
/// Communities from elsewhere, through the command path.
pub mod import;
/// One running node.
pub mod serve;

/// A believable community, through the command path.
pub mod seed;

/// Rules as sentences, for the areas' tests.
#[cfg(test)]
mod testing;
