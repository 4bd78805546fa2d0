//! Whom a text reaches by name.

use crate::app::App;
use crate::http::markdown;
use crate::http::problem::Problem;
use crate::id::PersonId;

pub const NAMED: &str = include_str!("sql/named.sql");
/// Mentions in one text; further names are only words.
const MENTIONS: usize = 50;

/// The people a text mentions: those who exist, each once, in the text's order; without its author, and without those between
/// whom and the author there is a block.
pub async fn mentioned(app: &App, author: PersonId, markdown: &str) -> Result<Vec<PersonId>, Problem> {
    let names = markdown::mentions(markdown, MENTIONS);
    if names.is_empty() {
        return Ok(Vec::new());
    }
    Ok(sqlx::query_scalar(NAMED).bind(names).bind(author).fetch_all(&app.db).await?)
}
