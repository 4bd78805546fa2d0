//! HTTP conventions.
pub mod limits;
pub mod markdown;
