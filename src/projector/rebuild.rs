//! `loggia replay`: builds the same generation again beside the one in use, catches up, and swaps by renaming schemas in one
//! transaction, which equal shapes allow without a failed read.

use super::apply::{Writer, analyze};
use super::feed::{Feed, FeedError};
use super::generation::{self, Place, drop_schemas};
use super::source::Source;
use crate::id::Position;
use crate::log::{Away, Log};
use indicatif::{ProgressBar, ProgressStyle};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// This near to the end, the rest is folded in while the live projector waits.
const NEAR: Position = 500;
const DROP_ATTEMPTS: u32 = 30;

#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    #[error("another replay or verify is at work on these read models")]
    Busy,
    #[error(transparent)]
    Away(#[from] Away),
    #[error(transparent)]
    Feed(#[from] FeedError),
    #[error(transparent)]
    Postgres(#[from] sqlx::Error),
}

/// What a replay did.
#[derive(Clone, Copy, Debug)]
pub struct Replayed {
    /// The position of the new rows when they were swapped in.
    pub position: Position,
    pub took: Duration,
}

/// Rebuilds the generation of `source`. `bar` shows how far; see [`bar`].
pub async fn replay(
    log: &Log,
    connect: PgConnectOptions,
    source: Arc<Source>,
    bar: &ProgressBar,
) -> Result<Replayed, RebuildError> {
    let begun = Instant::now();
    let live = Place::live(connect, &source);
    let mut work = Beside::make(log, source, &live, "next").await?;
    loop {
        let end = log.end().await?;
        work.fill(end, bar).await?;
        if log.end().await?.saturating_sub(end) < NEAR {
            break;
        }
    }
    analyze(&work.place).await?;
    let position = work.swap(&live, bar).await?;
    bar.finish_and_clear();
    Ok(Replayed { position, took: begun.elapsed() })
}

/// A bar with rate and time left on a terminal; nothing anywhere else.
pub fn bar() -> ProgressBar {
    let style = "{msg} {bar:32} {human_pos} of {human_len} events, {per_sec}, {eta} left";
    let bar = ProgressBar::new(0).with_message("replaying");
    match ProgressStyle::with_template(style) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// A schema of the live one's shape, being filled by this process.
pub struct Beside {
    pub place: Place,
    /// Holds the lock that keeps other rebuilds away.
    control: PgConnection,
    writer: Writer,
    feed: Feed,
}

impl Beside {
    /// Makes `<live>_<suffix>`, empty.
    pub async fn make(log: &Log, source: Arc<Source>, live: &Place, suffix: &str) -> Result<Beside, RebuildError> {
        let mut control = PgConnection::connect_with(&live.reading()).await?;
        generation::ensure(&mut control, &source, log.incarnation()).await?;
        let place = live.beside(suffix);
        let free: bool = sqlx::query_scalar("select pg_try_advisory_lock(hashtextextended($1, 2))")
            .bind(live.schema())
            .fetch_one(&mut control)
            .await?;
        if !free {
            return Err(RebuildError::Busy);
        }
        generation::make(&mut control, &source, place.schema()).await?;
        let writer = Writer::open(source.clone(), &place).await?;
        let feed = Feed::new(log, source, writer.at());
        Ok(Beside { place, control, writer, feed })
    }

    /// Folds in everything up to and with `limit`.
    pub async fn fill(&mut self, limit: Position, bar: &ProgressBar) -> Result<(), RebuildError> {
        bar.set_length(limit);
        Ok(self.feed.fill(&mut self.writer, limit, |at| bar.set_position(at.position)).await?)
    }

    /// Takes the live schema's place, at a position not before the live one's, and drops what was there.
    async fn swap(mut self, live: &Place, bar: &ProgressBar) -> Result<Position, RebuildError> {
        let (now, next, old) = (live.schema(), self.place.schema().to_owned(), live.beside("old"));
        let mut work = self.control.begin().await?;
        let locked = format!("select position from {now}.checkpoint for update");
        let position: i64 = sqlx::query_scalar(AssertSqlSafe(locked)).fetch_one(&mut *work).await?;
        // The live projector waits for the lock, so this is where it stops.
        bar.set_length(position as Position);
        self.feed.fill(&mut self.writer, position as Position, |at| bar.set_position(at.position)).await?;
        let position = self.writer.at().position;
        let rename = format!(
            "drop schema if exists {old} cascade; alter schema {now} rename to {old}; alter schema {next} rename to {now};",
            old = old.schema()
        );
        sqlx::raw_sql(AssertSqlSafe(rename)).execute(&mut *work).await?;
        work.commit().await?;
        drop(self.writer);
        for attempt in 1.. {
            match drop_schemas(&mut self.control, &[old.schema().to_owned()]).await {
                Ok(()) => break,
                Err(error) if attempt < DROP_ATTEMPTS => tracing::debug!(%error, "the old rows are still being read"),
                Err(error) => {
                    tracing::warn!(%error, schema = old.schema(), "the old rows stay until the next replay");
                    break;
                }
            }
        }
        unlock(&mut self.control).await?;
        Ok(position)
    }

    /// Removes it again.
    pub async fn discard(mut self) -> Result<(), RebuildError> {
        drop(self.writer);
        drop_schemas(&mut self.control, &[self.place.schema().to_owned()]).await?;
        Ok(unlock(&mut self.control).await?)
    }
}

/// Postgres notices a closed connection in its own time: without this, a rebuild right after another one was refused.
async fn unlock(control: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_advisory_unlock_all()").execute(control).await.map(drop)
}
