//! What a message said before it was changed.

use crate::app::App;
use crate::http::fresh::{self, Fresh, Raw, Seen};
use crate::http::page::Closed;
use crate::http::path::{At, Named};
use crate::http::problem::Problem;
use crate::http::viewer::Viewer;
use crate::http::{markdown, utc};
use crate::id::{MessageId, Position};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const HISTORY: &str = crate::snapshot!("sql/history.sql");

pub const QUERIES: &[(&str, &str)] = &[("messages/history", HISTORY)];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(history))
}

/// What a message said, and since when.
#[derive(Debug, Serialize, ToSchema)]
struct MessageVersion {
    body: String,
    #[schema(value_type = String)]
    html: Arc<str>,
    #[serde(with = "utc")]
    at: OffsetDateTime,
    position: Position,
}

#[derive(Deserialize)]
struct Row {
    body: String,
    #[serde(with = "utc")]
    at: OffsetDateTime,
    position: Position,
}

impl From<Row> for MessageVersion {
    fn from(row: Row) -> MessageVersion {
        let Row { body, at, position } = row;
        MessageVersion { html: markdown::html(&body), body, at, position }
    }
}

/// Every version of a message, oldest first.
#[utoipa::path(get, path = "/api/messages/{message}/history", tag = "messages", security(("bearer" = [])),
    params(("message" = uuid::Uuid, Path)), responses((status = 200, body = Closed<MessageVersion>)))]
async fn history(
    State(app): State<App>,
    viewer: Viewer,
    _: Fresh,
    At(message): At<MessageId>,
) -> Result<Seen<Closed<MessageVersion>>, Problem> {
    let raw: Raw = sqlx::query_as(HISTORY).bind(viewer.person).bind(message).fetch_one(&app.db).await?;
    let (position, rows) = fresh::rows::<Row>(raw)?;
    if rows.is_empty() {
        return Err(MessageId::missing());
    }
    let items = rows.into_iter().map(MessageVersion::from).collect();
    Ok(Seen { position, body: Closed { items, position } })
}
