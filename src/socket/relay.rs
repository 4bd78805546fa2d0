//! What one person's socket tells another person's, passed on and never kept. Names no area: who may tell whom stands in
//! [`crate::rights`].

use crate::id::PersonId;
use crate::log::{Away, Log};
use futures_util::future::BoxFuture;
use uuid::Uuid;

/// Whether what an id names goes on between two people now: (log, id, from, to).
type Passes = for<'a> fn(&'a Log, Uuid, PersonId, PersonId) -> BoxFuture<'a, Result<bool, Away>>;

pub struct Relay {
    pub passes: Passes,
    /// The error's code when it does not.
    pub refusal: &'static str,
}
