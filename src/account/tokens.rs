//! Personal tokens: 256 random bits for a program that acts as a person, kept hashed. Each is the key to a session of its own,
//! which its person sees among their devices and may end.

use crate::app::App;
use crate::id::{PersonId, SessionId};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use uuid::Uuid;

/// What every personal token begins with, and no access token.
pub const PREFIX: &str = "loggia_";

const ISSUE: &str = include_str!("sql/issue_token.sql");
const HOLDER: &str = include_str!("sql/holder_of_token.sql");

/// A new token of that person; the one that was for the same `purpose` before is refused from now on (its sockets end within 30 s).
pub async fn issue(app: &App, person: PersonId, purpose: &str) -> Result<String, sqlx::Error> {
    let token = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()));
    let agent = format!("Personal token: {purpose}");
    sqlx::query(ISSUE)
        .bind(SessionId(Uuid::now_v7()))
        .bind(person)
        .bind(agent)
        .bind(hash(&token))
        .execute(&app.db)
        .await?;
    Ok(token)
}

/// Whose token it is; `None`: nobody's any more.
pub async fn holder(db: &PgPool, token: &str) -> Result<Option<(PersonId, SessionId)>, sqlx::Error> {
    sqlx::query_as(HOLDER).bind(hash(token)).fetch_optional(db).await
}

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
