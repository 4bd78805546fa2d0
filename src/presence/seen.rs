//! When people were last seen: kept in Postgres, written by the node whose script found them gone.

use super::Presence;
use crate::id::PersonId;
use sqlx::PgPool;
use std::collections::HashMap;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::time::sleep;

pub(super) const LEAVE: &str = include_str!("sql/leave.sql");
pub(super) const SEEN: &str = include_str!("sql/seen.sql");

const RETRY: Duration = Duration::from_millis(500);

/// Never ends. What Postgres does not take is kept until it does: then they were last seen a little later than in truth.
pub async fn run(presence: Presence, db: PgPool) {
    loop {
        presence.0.went.notified().await;
        let people: Vec<PersonId> = presence.0.gone.lock().drain().collect();
        if let Err(error) = sqlx::query(LEAVE).bind(&people).execute(&db).await {
            tracing::warn!(%error, "when people were last seen is not written down yet");
            sleep(RETRY).await;
            presence.note_gone(people);
        }
    }
}

/// When those of these people who ever went were last seen.
pub async fn last(db: &PgPool, people: &[PersonId]) -> Result<HashMap<PersonId, OffsetDateTime>, sqlx::Error> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(PersonId, OffsetDateTime)> = sqlx::query_as(SEEN).bind(people).fetch_all(db).await?;
    Ok(rows.into_iter().collect())
}
