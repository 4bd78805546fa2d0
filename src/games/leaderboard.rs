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
const OF_ALL: &str = crate::snapshot!("sql/leaderboard_of_all.sql");

pub const QUERIES: &[(&str, &str)] = &[("games/leaderboard", LEADERBOARD), ("games/leaderboard_of_all", OF_ALL)];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(leaderboard))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Standing {
    rank: i64,
    person: Brief,
    /// Glicko-2; who has played no game would have 1500. Over all kinds: the mean of theirs, each as often as they played.
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

/// Who plays a kind best: rating, the highest first. Without a kind over all of them: points, the most first.
#[utoipa::path(get, path = "/api/leaderboard", tag = "games", params(
    ("kind" = Option<String>, Query), ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query),
), responses((status = 200, body = Page<Standing>)))]
async fn leaderboard(
    State(app): State<App>,
    _: MaybeViewer,
    _: Fresh,
    params: Params,
) -> Result<Seen<Page<Standing>>, Problem> {
    let kind = list::kind(&params)?;
    let limit = params.limit()?;
    let name = format!("leaderboard.{}", kind.unwrap_or("*"));
    let (exact, person, rank) = match params.cursor::<(String, Uuid, i64)>(&name)? {
        Some((exact, ..)) if !is_number(&exact, kind.is_none()) => {
            return Err(Problem::invalid_field("/cursor", "bad_cursor", "This is no cursor of this list."));
        }
        Some((exact, person, rank)) => (Some(exact), Some(person), Some(rank)),
        None => (None, None, None),
    };
    let query = sqlx::query_as::<_, Raw>(if kind.is_some() { LEADERBOARD } else { OF_ALL });
    let query = query.bind(limit as i64 + 1).bind(exact).bind(person).bind(rank);
    let query = match kind {
        Some(kind) => query.bind(kind),
        None => query,
    };
    let raw = query.fetch_one(&app.db).await?;
    let key = |row: &Row| (row.exact.clone(), row.standing.person.id, row.standing.rank);
    Ok(Page::of(fresh::rows::<Row>(raw)?, limit, &name, key, |row| row.standing))
}

/// Whether Postgres can read it as what the list is ordered by.
fn is_number(exact: &str, whole: bool) -> bool {
    match whole {
        true => exact.parse::<i64>().is_ok(),
        false => exact.len() <= 40 && exact.parse::<f64>().is_ok_and(f64::is_finite),
    }
}
