//! How somebody wants to be shown: one choice over all their tabs, kept in Postgres, where it outlives Redis.

use crate::id::PersonId;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// As one is.
    Online,
    Away,
    /// Offline to everybody else.
    Invisible,
}

impl Choice {
    pub fn as_str(self) -> &'static str {
        match self {
            Choice::Online => "online",
            Choice::Away => "away",
            Choice::Invisible => "invisible",
        }
    }

    pub fn read(text: &str) -> Option<Choice> {
        [Choice::Online, Choice::Away, Choice::Invisible].into_iter().find(|choice| choice.as_str() == text)
    }
}

/// A person's choice, and how many there were before it.
pub type Chosen = (PersonId, Choice, i64);

pub(super) const CHOICES: &str = include_str!("sql/choices.sql");
pub(super) const CHOOSE: &str = include_str!("sql/choose.sql");

/// Everybody's who ever chose.
pub(super) async fn load(db: &PgPool) -> Result<Vec<Chosen>, sqlx::Error> {
    let rows: Vec<(PersonId, String, i64)> = sqlx::query_as(CHOICES).fetch_all(db).await?;
    Ok(rows
        .into_iter()
        .filter_map(|(person, choice, revision)| Some((person, Choice::read(&choice)?, revision)))
        .collect())
}

/// Keeps a choice; its revision, or `None` when there is no such account. `leaves`: it takes somebody out of sight.
pub(super) async fn save(
    db: &PgPool,
    person: PersonId,
    choice: Choice,
    leaves: bool,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar(CHOOSE).bind(person).bind(choice.as_str()).bind(leaves).fetch_optional(db).await
}
