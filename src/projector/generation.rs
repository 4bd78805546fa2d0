//! One generation: the schema that holds all read models of one content of `projections/`, built from one incarnation of the log.
//!
//! A binary reads and builds the generation of its own hash, so an old and a new release run side by side. Read models are
//! never migrated: another hash is another schema, and one that nobody used for an hour is dropped.

use super::source::Source;
use crate::id::Position;
use crate::log::follow::Cursor;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use std::time::Duration;
use time::OffsetDateTime;

/// A node that reads or builds a generation says so this often.
const USED_EVERY: Duration = Duration::from_secs(60);

/// One schema of read models, and how to reach it.
#[derive(Clone, Debug)]
pub struct Place {
    connect: PgConnectOptions,
    schema: String,
}

impl Place {
    /// The generation of `source` itself, in the database `connect` leads to.
    pub fn live(connect: PgConnectOptions, source: &Source) -> Place {
        Place { connect, schema: source.schema() }
    }

    /// A schema of the same shape beside this one.
    pub fn beside(&self, suffix: &str) -> Place {
        Place { connect: self.connect.clone(), schema: format!("{}_{suffix}", self.schema) }
    }

    pub fn connect(&self) -> &PgConnectOptions {
        &self.connect
    }

    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// For the pool that answers requests: unqualified names mean this schema.
    pub fn reading(&self) -> PgConnectOptions {
        self.connect.clone().options([("search_path", self.schema.as_str())])
    }

    /// For folding events in: rows and checkpoint roll back together and the log still has the events, so nobody waits for the
    /// disk. How long a plan is kept, [`super::apply`] says.
    pub fn writing(&self) -> PgConnectOptions {
        self.connect.clone().application_name(&format!("loggia projector {}", self.schema)).options([
            ("search_path", self.schema.as_str()),
            ("synchronous_commit", "off"),
            ("jit", "off"),
        ])
    }
}

/// Makes the generation's schema if it is missing, and anew if it was built from another incarnation of the log. Any node may
/// call it at start; several at once agree.
pub async fn ensure(connection: &mut PgConnection, source: &Source, incarnation: &str) -> Result<(), sqlx::Error> {
    let mut work = connection.begin().await?;
    one_at_a_time(&mut work).await?;
    let known: Option<String> = sqlx::query_scalar("select incarnation from projection.generation where hash = $1")
        .bind(&source.hash)
        .fetch_optional(&mut *work)
        .await?;
    let there: bool = sqlx::query_scalar("select exists (select from pg_namespace where nspname = $1)")
        .bind(source.schema())
        .fetch_one(&mut *work)
        .await?;
    if known.as_deref() == Some(incarnation) && there {
        touch(&mut work, &source.hash).await?;
        return work.commit().await;
    }
    if let Some(known) = known.filter(|known| known != incarnation) {
        tracing::warn!(generation = source.hash, was = known, is = incarnation, "another log: read models start anew");
    }
    tracing::info!(generation = source.hash, "making read models");
    sqlx::query("delete from projection.dead_letter where hash = $1").bind(&source.hash).execute(&mut *work).await?;
    make(&mut work, source, &source.schema()).await?;
    sqlx::query(
        "insert into projection.generation (hash, incarnation) values ($1, $2)
         on conflict (hash) do update set incarnation = excluded.incarnation, created_at = now(), used_at = now()",
    )
    .bind(&source.hash)
    .bind(incarnation)
    .execute(&mut *work)
    .await?;
    work.commit().await
}

/// An empty schema with every read model's tables and a checkpoint before everything; what was there is dropped.
pub async fn make(connection: &mut PgConnection, source: &Source, schema: &str) -> Result<(), sqlx::Error> {
    let mut work = connection.begin().await?;
    let mut script =
        format!("drop schema if exists {schema} cascade; create schema {schema}; set local search_path to {schema};\n");
    script.push_str(CHECKPOINT);
    for model in &source.models {
        script.push_str(&model.schema);
        script.push_str(";\n");
    }
    sqlx::raw_sql(AssertSqlSafe(script)).execute(&mut *work).await?;
    sqlx::query("set local search_path to default").execute(&mut *work).await?;
    work.commit().await
}

/// One row: every read model of a generation is at the same position. The time is kept to the nanosecond, as the log has it.
const CHECKPOINT: &str = "
create table checkpoint (
    one boolean primary key default true check (one),
    position bigint not null,
    stored_at_ns bigint
) with (fillfactor = 10);
insert into checkpoint (position) values (0);
";

/// Where the schema stands, as a place in the log.
pub async fn checkpoint(connection: &mut PgConnection, lock: Lock) -> Result<Cursor, sqlx::Error> {
    let statement = match lock {
        Lock::No => "select position, stored_at_ns from checkpoint",
        Lock::Yes => "select position, stored_at_ns from checkpoint for update",
    };
    let (position, nanoseconds): (i64, Option<i64>) = sqlx::query_as(statement).fetch_one(connection).await?;
    let stored_at = nanoseconds.and_then(|ns| OffsetDateTime::from_unix_timestamp_nanos(ns.into()).ok());
    Ok(Cursor { position: position as Position, stored_at })
}

/// Moves the checkpoint by compare-and-set; `false`: somebody else moved it.
pub async fn advance(connection: &mut PgConnection, from: Position, to: Cursor) -> Result<bool, sqlx::Error> {
    let nanoseconds = to.stored_at.and_then(|at| i64::try_from(at.unix_timestamp_nanos()).ok());
    let moved = sqlx::query("update checkpoint set position = $2, stored_at_ns = $3 where position = $1")
        .bind(from as i64)
        .bind(to.position as i64)
        .bind(nanoseconds)
        .execute(connection)
        .await?;
    Ok(moved.rows_affected() == 1)
}

#[derive(Clone, Copy, PartialEq)]
pub enum Lock {
    No,
    Yes,
}

/// Says for ever that this node uses the generation. Every node runs it.
pub async fn keep_in_use(pool: PgPool, source: std::sync::Arc<Source>, incarnation: String) {
    loop {
        tokio::time::sleep(USED_EVERY).await;
        let used = async { touch(&mut *pool.acquire().await?, &source.hash).await };
        let answer = match used.await {
            // This node was away for so long that its generation was dropped.
            Ok(false) => async { ensure(&mut *pool.acquire().await?, &source, &incarnation).await }.await,
            Ok(true) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = answer {
            tracing::warn!(%error, generation = source.hash, "could not say that the read models are in use");
        }
    }
}

async fn touch(connection: &mut PgConnection, hash: &str) -> Result<bool, sqlx::Error> {
    let touched = sqlx::query("update projection.generation set used_at = now() where hash = $1")
        .bind(hash)
        .execute(connection)
        .await?;
    Ok(touched.rows_affected() == 1)
}

/// Drops generations that no node used for `unused`; answers their hashes. One that is being read is left for the next time.
pub async fn drop_unused(pool: &PgPool, unused: Duration) -> Result<Vec<String>, sqlx::Error> {
    let hashes: Vec<String> =
        sqlx::query_scalar("select hash from projection.generation where used_at < now() - make_interval(secs => $1)")
            .bind(unused.as_secs_f64())
            .fetch_all(pool)
            .await?;
    let mut dropped = Vec::new();
    for hash in hashes {
        match drop_if_unused(pool, &hash, unused).await {
            Ok(true) => dropped.push(hash),
            Ok(false) => {}
            Err(error) => tracing::info!(%error, generation = hash, "unused read models could not be dropped yet"),
        }
    }
    Ok(dropped)
}

async fn drop_if_unused(pool: &PgPool, hash: &str, unused: Duration) -> Result<bool, sqlx::Error> {
    let mut work = pool.begin().await?;
    one_at_a_time(&mut work).await?;
    let deleted = sqlx::query(
        "delete from projection.generation where hash = $1 and used_at < now() - make_interval(secs => $2)",
    )
    .bind(hash)
    .bind(unused.as_secs_f64())
    .execute(&mut *work)
    .await?;
    if deleted.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query("delete from projection.dead_letter where hash = $1").bind(hash).execute(&mut *work).await?;
    drop_schemas(&mut work, &[format!("read_{hash}"), format!("read_{hash}_next"), format!("read_{hash}_check")])
        .await?;
    work.commit().await?;
    Ok(true)
}

/// Waits two seconds at most for readers. Fails with 55P03 when they are still there: try again later.
pub async fn drop_schemas(connection: &mut PgConnection, schemas: &[String]) -> Result<(), sqlx::Error> {
    let mut work = connection.begin().await?;
    sqlx::query("set local lock_timeout = '2s'").execute(&mut *work).await?;
    for schema in schemas {
        sqlx::query(AssertSqlSafe(format!("drop schema if exists {schema} cascade"))).execute(&mut *work).await?;
    }
    work.commit().await
}

/// Making and dropping generations wait for each other; held until the transaction ends.
async fn one_at_a_time(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('loggia.generations', 0))").execute(connection).await?;
    Ok(())
}
