//! `/api/notifications`

use super::read;
use super::view::{Notification, Notifications, Row};
use crate::app::App;
use crate::http::fresh::{self, Fresh, Seen};
use crate::http::page::{Page, Params};
use crate::http::problem::Problem;
use crate::http::viewer::Viewer;
use crate::id::PersonId;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// A page, how many are unread, and their position, from one snapshot.
const PAGE: &str = concat!(
    "select (select position from checkpoint), (select coalesce(json_agg(r), '[]')::text from (\n",
    include_str!("sql/page.sql"),
    include_str!("sql/visible.sql"),
    include_str!("sql/newest.sql"),
    "\n) r), (select count(*) from (select 1\n",
    include_str!("sql/visible.sql"),
    include_str!("sql/unread.sql"),
    "\n) u)"
);

const ONE: &str = concat!(
    "select row_to_json(r)::text from (\n",
    include_str!("sql/page.sql"),
    include_str!("sql/visible.sql"),
    include_str!("sql/one.sql"),
    "\n) r"
);

pub const QUERIES: &[(&str, &str)] = &[("notifications/page", PAGE), ("notifications/one", ONE)];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(page)).merge(read::routes())
}

/// What concerns one, newest first: once for each person and thing, likes of one thing together. What was taken back or deleted
/// is not there, nor what people did whom one has blocked.
#[utoipa::path(get, path = "/api/notifications", tag = "notifications", security(("bearer" = [])), params(
    ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query),
), responses((status = 200, body = Notifications)))]
async fn page(
    State(app): State<App>,
    viewer: Viewer,
    _: Fresh,
    params: Params,
) -> Result<Seen<Notifications>, Problem> {
    let limit = params.limit()?;
    let before: Option<i64> = params.cursor("notifications")?;
    let (position, rows, unread): (i64, String, i64) =
        sqlx::query_as(PAGE).bind(viewer.person).bind(limit as i64 + 1).bind(before).fetch_one(&app.db).await?;
    let rows = fresh::rows::<Row>((position, rows))?;
    let Seen { position, body } = Page::of(rows, limit, "notifications", |row| row.position, Notification::from);
    let Page { items, next_cursor, .. } = body;
    Ok(Seen { position, body: Notifications { items, unread, next_cursor, position } })
}

/// What `person` is told of `item` in that way, if they have not seen it and it is still so.
pub async fn unread(app: &App, person: PersonId, item: Uuid, kind: &str) -> Result<Option<Notification>, sqlx::Error> {
    let found: Option<String> =
        sqlx::query_scalar(ONE).bind(person).bind(item).bind(kind).fetch_optional(&app.db).await?;
    let Some(text) = found else { return Ok(None) };
    let row: Row = serde_json::from_str(&text).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(Some(row.into()))
}
