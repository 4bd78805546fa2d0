//! Between whom the socket tier passes signals of a call on: offers, answers, candidates.

use super::Call;
use super::commands::subject;
use crate::id::{CallId, PersonId};
use crate::log::{Away, Log};
use futures_util::future::BoxFuture;
use uuid::Uuid;

/// Whether they are the two of that call, and it rings or is on, as the log has it.
pub fn passes<'a>(log: &'a Log, call: Uuid, from: PersonId, to: PersonId) -> BoxFuture<'a, Result<bool, Away>> {
    Box::pin(async move {
        let state: Call = log.state(&subject(CallId(call))).await?;
        Ok(state.is_of(from, to) && !state.is_over())
    })
}
