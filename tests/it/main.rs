//! Black-box tests: HTTP in, HTTP and socket out, on real NATS, Postgres and Redis. One binary, one server set per test.

#![allow(clippy::unwrap_used, reason = "a test that panics says where")]

#[allow(dead_code, unused_imports, reason = "tests of different areas use different parts")]
mod support;

mod bot;
mod clock;
mod crash;
mod erase;
mod games;
mod http_accounts;
mod http_bad_input;
mod http_calls;
mod http_comments;
mod http_conventions;
mod http_conversations;
mod http_dependencies;
mod http_friends;
mod http_idempotency;
mod http_messages;
mod http_notifications;
mod http_people;
mod http_polls;
mod http_posts;
mod http_queries;
mod http_reading;
mod http_rooms;
mod http_search;
mod http_tokens;
mod import;
mod import_slack;
mod log_append;
mod log_follow;
mod log_room;
mod outside;
mod presence;
mod projection_apply;
mod projection_notifications;
mod projection_rebuild;
mod projection_run;
mod projection_sql;
mod push;
mod seed;
mod sockets;
mod torture;
mod wire;
