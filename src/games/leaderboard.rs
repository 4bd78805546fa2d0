//! `/api/leaderboard`

use super::list;
use crate::app::App;
use crate::http::fresh::{self, Fresh, Raw, Seen};
use crate::http::page::{Page, Params};
use crate::http::problem::Problem;
use crate::http::viewer::MaybeViewer;
use crate::people::view::Brief;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

const LEADERBOARD: &str = crate::snapshot!("sql/leaderboard.sql");

pub const QUERIES: &[(&str, &str)] = &[("games/leaderboard", LEADERBOARD)];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(leaderboard))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Standing {
    rank: i64,
    person: Brief,
    /// Glicko-2; who has played no game would have 1500.
    rating: i64,
    /// The rating lies within two of them with 95 % certainty.
    deviation: i64,
    /// For wins.
    points: i64,
    wins: i64,
    losses: i64,
    draws: i64,
    games: i64,
}

#[derive(Deserialize)]
struct Row {
    #[serde(flatten)]
    standing: Standing,
    /// Text, so that it comes back to Postgres exactly as it was.
    exact: String,
}

/// Who plays a kind best: rating, the highest first.
#[utoipa::path(get, path = "/api/leaderboard", tag = "games", params(
    ("kind" = String, Query), ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query),
), responses((status = 200, body = Page<Standing>)))]
async fn leaderboard(
    State(app): State<App>,
    _: MaybeViewer,
    _: Fresh,
    params: Params,
) -> Result<Seen<Page<Standing>>, Problem> {
    let missing = || Problem::invalid_field("/kind", "missing", "Of which kind of game?");
    let kind = list::kind(&params)?.ok_or_else(missing)?;
    let limit = params.limit()?;
    let name = format!("leaderboard.{kind}");
    let after: Option<(String, Uuid, i64)> = params.cursor(&name)?;
    let (rating, person, rank) = match after {
        Some((rating, ..)) if !rating.parse::<f64>().is_ok_and(f64::is_finite) || rating.len() > 40 => {
            return Err(Problem::invalid_field("/cursor", "bad_cursor", "This is no cursor of this list."));
        }
        Some((rating, person, rank)) => (Some(rating), Some(person), Some(rank)),
        None => (None, None, None),
    };
    let query = sqlx::query_as::<_, Raw>(LEADERBOARD).bind(kind).bind(limit as i64 + 1).bind(rating).bind(person);
    let raw = query.bind(rank).fetch_one(&app.db).await?;
    let key = |row: &Row| (row.exact.clone(), row.standing.person.id, row.standing.rank);
    Ok(Page::of(fresh::rows::<Row>(raw)?, limit, &name, key, |row| row.standing))
}
