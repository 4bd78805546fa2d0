//! `/api/notifications`

use super::read;
use super::view::{Notification, Notifications, Row};
use crate::app::App;
use crate::http::fresh::{self, Fresh, Seen};
use crate::http::page::{Page, Params};
use crate::http::problem::Problem;
use crate::http::viewer::Viewer;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

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

pub const QUERIES: &[(&str, &str)] = &[("notifications/page", PAGE)];

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
