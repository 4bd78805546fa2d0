//! The lists of posts: new, hot, top, rising; of everybody or of one author.

use super::view::{Post, Row};
use crate::app::App;
use crate::http::fresh::{self, Raw, Seen};
use crate::http::page::{Page, Params};
use crate::http::problem::Problem;
use crate::id::{PersonId, Position};
use crate::people::http::Who;
use time::OffsetDateTime;

macro_rules! list {
    ($file:literal) => {
        concat!(
            "select (select position from checkpoint), (select coalesce(json_agg(r), '[]')::text from (\n",
            include_str!("sql/row.sql"),
            include_str!($file),
            "\n) r)"
        )
    };
}

pub const ONE: &str = list!("sql/one.sql");
const NEW: &str = list!("sql/new.sql");
const HOT: &str = list!("sql/hot.sql");
const TOP: &str = list!("sql/top.sql");
const RISING: &str = list!("sql/rising.sql");
const OF_AUTHOR: &str = list!("sql/of_author.sql");
const SEARCH: &str = list!("sql/search.sql");

pub const QUERIES: &[(&str, &str)] = &[
    ("posts/one", ONE),
    ("posts/new", NEW),
    ("posts/hot", HOT),
    ("posts/top", TOP),
    ("posts/rising", RISING),
    ("posts/of_author", OF_AUTHOR),
    ("posts/search", SEARCH),
];

/// Rising posts are at most this old.
const RECENT: time::Duration = time::Duration::hours(48);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Sort {
    New,
    Hot,
    Top,
    Rising,
}

impl Sort {
    fn asked(params: &Params) -> Result<Sort, Problem> {
        match params.get("sort") {
            None | Some("new") => Ok(Sort::New),
            Some("hot") => Ok(Sort::Hot),
            Some("top") => Ok(Sort::Top),
            Some("rising") => Ok(Sort::Rising),
            Some(_) => Err(Problem::invalid_field("/sort", "unknown", "sort must be new, hot, top or rising.")),
        }
    }

    /// The name of the list, for its cursors.
    fn name(self) -> &'static str {
        match self {
            Sort::New => "new",
            Sort::Hot => "hot",
            Sort::Top => "top",
            Sort::Rising => "rising",
        }
    }

    /// What the list is sorted by before the position.
    fn rank(self, row: &Row) -> String {
        match self {
            Sort::New => "0".to_owned(),
            Sort::Hot => row.hot.clone(),
            Sort::Top => row.likes.to_string(),
            Sort::Rising => row.rising.to_string(),
        }
    }
}

/// Where a page ended: rank and position of its last post, and for rising posts since when they are listed.
type Key = (String, Position, Option<i64>);

/// A page of posts as `viewer` sees them at `now`.
pub async fn page(
    app: &App,
    viewer: Option<PersonId>,
    params: &Params,
    now: OffsetDateTime,
) -> Result<Seen<Page<Post>>, Problem> {
    let sort = Sort::asked(params)?;
    let limit = params.limit()?;
    let author = author(params)?;
    let list = format!("posts.{}.{}", sort.name(), params.get("author").unwrap_or_default().to_lowercase());
    let after: Option<Key> = params.cursor(&list)?;
    let since = since(sort, &after, now)?;
    let place = Place::of(after)?;
    let community = params.get("community");
    let rows = |query| sqlx::query_as::<_, Raw>(query).bind(viewer).bind(limit as i64 + 1).bind(community);
    let raw = match (author, sort) {
        (Some(author), _) => rows(OF_AUTHOR)
            .bind(author.id())
            .bind(author.name().map(str::to_owned))
            .bind(sort.name())
            .bind(&place.rank)
            .bind(place.position)
            .bind(since)
            .fetch_one(&app.db),
        (None, Sort::New) => rows(NEW).bind(place.position).fetch_one(&app.db),
        (None, Sort::Hot) => rows(HOT).bind(&place.rank).bind(place.position).fetch_one(&app.db),
        (None, Sort::Top) => rows(TOP).bind(place.whole()).bind(place.position).fetch_one(&app.db),
        (None, Sort::Rising) => rows(RISING).bind(since).bind(place.whole()).bind(place.position).fetch_one(&app.db),
    }
    .await?;
    let key = |row: &Row| (sort.rank(row), row.created_position, since.map(OffsetDateTime::unix_timestamp));
    Ok(Page::of(fresh::rows::<Row>(raw)?, limit, &list, key, |row| row.shown(now)))
}

/// Posts that `viewer` may see and that have what `tsquery` says, the newest first, before a position.
pub async fn search(
    app: &App,
    viewer: PersonId,
    tsquery: &str,
    before: Option<i64>,
    most: usize,
) -> Result<(Position, Vec<Row>), Problem> {
    let rows = sqlx::query_as::<_, Raw>(SEARCH).bind(viewer).bind(tsquery).bind(most as i64).bind(before);
    fresh::rows(rows.fetch_one(&app.db).await?)
}

fn author(params: &Params) -> Result<Option<Who>, Problem> {
    let Some(text) = params.get("author") else { return Ok(None) };
    text.parse()
        .map(Some)
        .map_err(|_| Problem::invalid_field("/author", "wrong_type", "author must be an id or @username."))
}

/// The same on every page of a walk through the list, so that nothing falls out at its end meanwhile.
fn since(sort: Sort, after: &Option<Key>, now: OffsetDateTime) -> Result<Option<OffsetDateTime>, Problem> {
    match (sort, after) {
        (Sort::Rising, Some((_, _, Some(since)))) => {
            OffsetDateTime::from_unix_timestamp(*since).map(Some).map_err(|_| bad_cursor())
        }
        (Sort::Rising, _) => Ok(Some((now - RECENT).replace_nanosecond(0).unwrap_or(now))),
        (Sort::New | Sort::Hot | Sort::Top, _) => Ok(None),
    }
}

/// Where to go on, as the queries take it.
struct Place {
    rank: Option<String>,
    position: Option<i64>,
}

impl Place {
    /// Whoever makes up a cursor gets 422, not an error of Postgres.
    fn of(after: Option<Key>) -> Result<Place, Problem> {
        let Some((rank, position, _)) = after else { return Ok(Place { rank: None, position: None }) };
        let finite = rank.len() <= 40 && rank.parse::<f64>().is_ok_and(f64::is_finite);
        match i64::try_from(position) {
            Ok(position) if finite => Ok(Place { rank: Some(rank), position: Some(position) }),
            _ => Err(bad_cursor()),
        }
    }

    fn whole(&self) -> Option<i64> {
        self.rank.as_deref().and_then(|rank| rank.parse().ok())
    }
}

fn bad_cursor() -> Problem {
    Problem::invalid_field("/cursor", "bad_cursor", "This is no cursor of this list.")
}
