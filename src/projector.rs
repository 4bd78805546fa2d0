//! The log folded into Postgres by SQL: `projections/<read model>/<event type>.sql`, one statement for a set of events.
//!
//! The files of a folder, in the order data flows. Nothing here names an area or an event.

/// One transaction: a batch's rows and the checkpoint.
pub mod apply;
/// Batches out of the log, read and planned ahead while Postgres works.
pub mod feed;
/// One generation's schema: make it, keep it, drop what nobody uses.
pub mod generation;
/// Which events may share a call: waves.
pub mod plan;
/// Waits until a position has been folded in.
pub mod progress;
/// Builds a generation beside the one in use, and swaps.
pub mod rebuild;
/// Follows the log, for ever.
pub mod run;
/// The SQL files and their headers; their hash is the generation.
pub mod source;
/// Proves that the live rows are what the log says.
pub mod verify;
