//! The right to be forgotten, as a command for operators.

use crate::app::App;
use crate::id::PersonId;
use crate::log::erase::{EraseError, Erasure};
use time::OffsetDateTime;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Log(#[from] EraseError),
    #[error("Postgres: {0}")]
    Postgres(#[from] sqlx::Error),
}

/// Overwrites what the person wrote in the log, and removes their account. The read models are to be rebuilt after it: what was
/// derived from the overwritten events is still in them.
pub async fn erase(app: &App, person: PersonId) -> Result<Erasure, Error> {
    let erasure = app.log.erase(person, OffsetDateTime::now_utc()).await?;
    crate::account::forget::forget(app, person).await?;
    Ok(erasure)
}
