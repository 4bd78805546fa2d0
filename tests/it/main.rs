//! Black-box tests: HTTP in, HTTP and socket out, on real NATS, Postgres and Redis. One binary, one server set per test.

mod support;

mod log_append;
mod log_follow;
