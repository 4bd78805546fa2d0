//! What one person's socket tells another person's, passed on and never kept. Names no area: who may tell whom stands in
//! [`crate::rights`].

use crate::id::PersonId;
use crate::log::{Away, Log};
use futures_util::future::BoxFuture;
use uuid::Uuid;

pub struct Relay {
    /// Whether what `id` names goes on between the two now: (log, id, from, to).
    pub passes: for<'a> fn(&'a Log, Uuid, PersonId, PersonId) -> BoxFuture<'a, Result<bool, Away>>,
    /// The error's code when it does not.
    pub refusal: &'static str,
}
