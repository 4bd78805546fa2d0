//! Communities from elsewhere, brought in by the commands that HTTP uses.

/// Hacker News.
pub mod hn;
/// Many commands at a time, in an order that makes sense.
pub mod lanes;
