//! Accounts: what is not in the log. Passwords, e-mail addresses, sessions, secrets.

/// `/api/auth/sessions`: one's signed-in devices.
pub mod devices;
/// A name and an address become a person in the log, whatever crashes in between.
pub mod enrol;
/// What is kept of a person who is erased: nothing.
pub mod forget;
/// `/api/auth`: sign up, in and out.
pub mod http;
/// Argon2id, off the async threads.
pub mod password;
/// Refresh tokens: issued, rotated, caught when used twice.
pub mod refresh;
/// The keys of this instance.
pub mod secrets;
/// What every node knows of ended sessions and bans.
pub mod sessions;
/// Personal tokens, for programs.
pub mod tokens;

use crate::id::PersonId;
use sqlx::PgPool;

const EMAIL: &str = "select email from account.person where id = $1";

/// The address somebody signs in with; people who were imported have none.
pub async fn email_of(db: &PgPool, person: PersonId) -> Result<Option<String>, sqlx::Error> {
    Ok(sqlx::query_scalar(EMAIL).bind(person).fetch_optional(db).await?.flatten())
}

pub const QUERIES: &[(&str, &str)] = &[
    ("account/secret", include_str!("account/sql/secret.sql")),
    ("account/revoked", include_str!("account/sql/revoked.sql")),
    ("account/banned", include_str!("account/sql/banned.sql")),
    ("account/reserve", include_str!("account/sql/reserve.sql")),
    ("account/holder", include_str!("account/sql/holder.sql")),
    ("account/by_login", include_str!("account/sql/by_login.sql")),
    ("account/open_session", include_str!("account/sql/open_session.sql")),
    ("account/use_token", include_str!("account/sql/use_token.sql")),
    ("account/rotate", include_str!("account/sql/rotate.sql")),
    ("account/misused", include_str!("account/sql/misused.sql")),
    ("account/session_of", include_str!("account/sql/session_of.sql")),
    ("account/devices", include_str!("account/sql/devices.sql")),
    ("account/revoke", include_str!("account/sql/revoke.sql")),
    ("account/issue_token", include_str!("account/sql/issue_token.sql")),
    ("account/holder_of_token", include_str!("account/sql/holder_of_token.sql")),
    ("account/sweep", include_str!("account/sql/sweep.sql")),
    ("account/email", EMAIL),
    ("account/find", include_str!("account/sql/find.sql")),
    ("account/forget", include_str!("account/sql/forget.sql")),
    ("account/welcome", include_str!("account/sql/welcome.sql")),
];
