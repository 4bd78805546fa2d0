//! One call for each person at a time. A call concerns two people, and an append only one unit of the log, so Postgres decides:
//! a call takes the seats of both in one transaction before it begins, and gives them back when it has ended.
//!
//! Whatever calls begin at once, on whichever nodes, nobody has two. A seat that was left behind (a node died, or an answer of
//! the log was lost) keeps nobody waiting: whoever finds it taken asks the log whether that call is still going on.

use super::Call;
use super::commands::subject;
use crate::app::App;
use crate::http::problem::Problem;
use crate::id::{CallId, PersonId};

const TAKE: &str = include_str!("sql/take_seats.sql");
const HOLDERS: &str = include_str!("sql/holders.sql");
const FREE: &str = include_str!("sql/free_seats.sql");

pub const QUERIES: &[(&str, &str)] =
    &[("calls/take_seats", TAKE), ("calls/holders", HOLDERS), ("calls/free_seats", FREE)];

/// Each time some that were left behind are given back.
const ATTEMPTS: usize = 3;

/// Takes the seats of all these people, or none; `false`: somebody of them is in another call. The same call may take them again.
pub async fn take(app: &App, call: CallId, people: &[PersonId]) -> Result<bool, Problem> {
    for _ in 0..ATTEMPTS {
        let mut work = app.db.begin().await?;
        let taken: i64 = sqlx::query_scalar(TAKE).bind(call).bind(people).fetch_one(&mut *work).await?;
        if taken == people.len() as i64 {
            work.commit().await?;
            return Ok(true);
        }
        let holders: Vec<(CallId, bool)> =
            sqlx::query_as(HOLDERS).bind(call).bind(people).fetch_all(&mut *work).await?;
        work.rollback().await?;
        for (holder, old) in holders {
            if !is_left_behind(app, holder, old).await? {
                return Ok(false);
            }
            sqlx::query(FREE).bind(holder).execute(&app.db).await?;
        }
    }
    Ok(false)
}

/// `old`: taken so long ago that the call would have begun.
async fn is_left_behind(app: &App, call: CallId, old: bool) -> Result<bool, Problem> {
    let state: Call = app.log.state(&subject(call)).await?;
    Ok(state.is_over() || (state.about.is_none() && old))
}

/// The call has ended, or never began. What cannot be given back now is left behind.
pub async fn free(app: &App, call: CallId) {
    if let Err(error) = sqlx::query(FREE).bind(call).execute(&app.db).await {
        tracing::warn!(%error, %call, "the seats of a call are left behind");
    }
}
