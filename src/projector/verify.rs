//! `loggia verify`: rebuilds beside and compares every table at the same position, by a hash that does not depend on order.

use super::apply::tables;
use super::generation::Place;
use super::rebuild::{Beside, RebuildError};
use super::source::Source;
use crate::id::Position;
use crate::log::Log;
use indicatif::ProgressBar;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::fmt;
use std::sync::Arc;

/// Every table of the live read models beside what the log says they should be.
#[derive(Clone, Debug)]
pub struct Verified {
    pub position: Position,
    pub tables: Vec<Compared>,
}

#[derive(Clone, Debug)]
pub struct Compared {
    pub table: String,
    pub live: Content,
    pub rebuilt: Content,
}

/// What a table holds, whatever the order of its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    pub rows: i64,
    pub hash: String,
}

impl Verified {
    pub fn equal(&self) -> bool {
        self.tables.iter().all(|compared| compared.live == compared.rebuilt)
    }
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<24} {:>12} {:>12}", "table", "live", "rebuilt")?;
        for Compared { table, live, rebuilt } in &self.tables {
            let verdict = if live == rebuilt { "equal" } else { "DIFFERENT" };
            writeln!(f, "{table:<24} {:>12} {:>12}  {verdict}", live.rows, rebuilt.rows)?;
        }
        write!(f, "at position {}: {}", self.position, if self.equal() { "equal" } else { "NOT equal" })
    }
}

/// Compares the live rows of the generation of `source` with a fresh build. Leaves nothing behind.
pub async fn verify(
    log: &Log,
    connect: PgConnectOptions,
    source: Arc<Source>,
    bar: &ProgressBar,
) -> Result<Verified, RebuildError> {
    let live = Place::live(connect, &source);
    let mut fresh = Beside::make(log, source, &live, "check").await?;
    let mut snapshot = PgConnection::connect_with(&live.reading()).await?;
    // Most of the work without a snapshot, which would keep Postgres from cleaning up meanwhile.
    fresh.fill(position(&mut snapshot).await?, bar).await?;
    let mut frozen = snapshot.begin_with("begin isolation level repeatable read, read only").await?;
    let position = position(&mut frozen).await?;
    fresh.fill(position, bar).await?;
    let mut rebuilt = PgConnection::connect_with(&fresh.place.reading()).await?;
    let mut compared = Vec::new();
    for table in tables(&mut frozen, live.schema()).await? {
        if table == "checkpoint" {
            continue;
        }
        let live = content(&mut frozen, &table).await?;
        let rebuilt = content(&mut rebuilt, &table).await?;
        compared.push(Compared { table, live, rebuilt });
    }
    drop(frozen);
    rebuilt.close().await?;
    fresh.discard().await?;
    bar.finish_and_clear();
    Ok(Verified { position, tables: compared })
}

async fn position(connection: &mut PgConnection) -> Result<Position, sqlx::Error> {
    let position: i64 = sqlx::query_scalar("select position from checkpoint").fetch_one(connection).await?;
    Ok(position as Position)
}

/// A table of the connection's `search_path`. The hash is a sum over rows, each as text with sqlx's fixed time zone and float digits.
pub async fn content(connection: &mut PgConnection, table: &str) -> Result<Content, sqlx::Error> {
    let query =
        format!("select count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text from {table} t");
    let (rows, hash) = sqlx::query_as(AssertSqlSafe(query)).fetch_one(connection).await?;
    Ok(Content { rows, hash })
}
