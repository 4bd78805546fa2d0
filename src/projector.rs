//! The log folded into Postgres by SQL.
pub mod progress;
