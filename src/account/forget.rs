//! Finding and removing an account, for operators.

use crate::app::App;
use crate::id::{PersonId, SessionId};

/// The person of a username (with or without @) or id; with the name as it is written.
pub async fn find(app: &App, asked: &str) -> Result<Option<(String, PersonId)>, sqlx::Error> {
    let found = sqlx::query_as::<_, (String, PersonId)>(include_str!("sql/find.sql"));
    found.bind(asked.trim_start_matches('@')).fetch_optional(&app.db).await
}

/// Removes the account with its address, password and sessions; open sockets end.
pub async fn forget(app: &App, person: PersonId) -> Result<(), sqlx::Error> {
    let sessions: Vec<SessionId> =
        sqlx::query_scalar(include_str!("sql/forget.sql")).bind(person).fetch_all(&app.db).await?;
    for session in sessions {
        app.sessions.announce(session).await;
    }
    Ok(())
}
