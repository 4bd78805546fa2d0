//! One batch of the log into the rows of one schema: rows and checkpoint in one transaction.
//!
//! The checkpoint's row is locked first, so a second projector waits instead of deadlocking, and moved by compare-and-set last, so
//! that whoever comes second finds it moved and has changed nothing. A crash anywhere repeats nothing and skips nothing. Not in
//! one statement: while it waits for the lock a rebuild may take the schema's place, and it would move the old one's checkpoint
//! and fold into the new one's tables.

use super::generation::{Lock, Place, advance, checkpoint};
use super::plan::{Plan, plan};
use super::source::Source;
use crate::log::Entry;
use crate::log::follow::Cursor;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Postgres, Transaction};
use std::sync::Arc;
use std::time::Instant;

/// A batch of fewer events is small.
const SMALL: usize = 200;

/// Entries in log order with the calls they come to. Planned once, away from the connection.
pub struct Batch {
    entries: Vec<Entry>,
    plan: Plan,
    /// Where the schema stands after it; beyond the last entry when erased ones follow.
    upto: Cursor,
}

impl Batch {
    /// `entries` in log order. `upto` is the last one's place, or beyond.
    pub fn new(source: &Source, entries: Vec<Entry>, upto: Cursor) -> Batch {
        let plan = plan(source, &entries);
        Batch { entries, plan, upto }
    }

    pub fn upto(&self) -> Cursor {
        self.upto
    }

    pub fn events(&self) -> usize {
        self.entries.len()
    }
}

/// A connection that folds batches into one schema.
pub struct Writer {
    source: Arc<Source>,
    place: Place,
    connection: PgConnection,
    at: Cursor,
    plans: Option<Plans>,
    /// Events taken since the connection was opened, and at how many the planner's statistics are renewed.
    taken: usize,
    analyze_at: usize,
}

#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// Somebody else moved the checkpoint: read it again.
    #[error("another projector is at work")]
    Fenced,
    /// A statement is broken for every event: no retry mends it.
    #[error("projections/{file} is broken: {message} ({code})")]
    Broken { file: String, code: String, message: String },
    /// An event's own fault, in one statement.
    #[error("projections/{} cannot take an event: {} ({})", .0.file, .0.message, .0.code)]
    Unfit(Fault),
    #[error(transparent)]
    Postgres(#[from] sqlx::Error),
}

#[derive(Clone, Debug)]
pub struct Fault {
    file: String,
    code: String,
    message: String,
}

/// How Postgres plans the statements.
#[derive(Clone, Copy, PartialEq)]
enum Plans {
    /// Once, by the indexes, which is right for a few events however many rows there are: of a small batch planning is most
    /// of the work.
    Kept,
    /// Each time for the tables as they are, which may have been empty a moment ago.
    Fresh,
}

impl Plans {
    fn settings(self) -> &'static str {
        match self {
            Plans::Kept => {
                "set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set enable_hashjoin = off; \
                 set enable_mergejoin = off"
            }
            Plans::Fresh => {
                "set plan_cache_mode = force_custom_plan; set enable_seqscan = on; set enable_hashjoin = on; \
                 set enable_mergejoin = on"
            }
        }
    }
}

impl Writer {
    pub async fn open(source: Arc<Source>, place: &Place) -> Result<Writer, sqlx::Error> {
        let mut connection = PgConnection::connect_with(&place.writing()).await?;
        let at = checkpoint(&mut connection, Lock::No).await?;
        Ok(Writer { source, place: place.clone(), connection, at, plans: None, taken: 0, analyze_at: 1000 })
    }

    /// Where the schema stands, as this writer knows.
    pub fn at(&self) -> Cursor {
        self.at
    }

    /// Holds the right to write this schema until the connection ends: whoever comes second waits here. Only saves double work;
    /// that the rows are right rests on the checkpoint alone.
    pub async fn take_turn(&mut self) -> Result<(), sqlx::Error> {
        sqlx::query("select pg_advisory_lock(hashtextextended($1, 1))")
            .bind(self.place.schema())
            .execute(&mut self.connection)
            .await?;
        self.at = checkpoint(&mut self.connection, Lock::No).await?;
        Ok(())
    }

    /// Asks whether the schema still stands where this writer left it. After a crash of Postgres it may not: the last rows are
    /// lost together with their checkpoint, and nobody says so to a writer that has nothing to write.
    pub async fn confirm(&mut self) -> Result<(), ApplyError> {
        let found = checkpoint(&mut self.connection, Lock::No).await?;
        if found.position == self.at.position { Ok(()) } else { Err(ApplyError::Fenced) }
    }

    /// Folds the batch in. Events that no statement can take are recorded as dead letters and passed over.
    pub async fn apply(&mut self, batch: Batch) -> Result<(), ApplyError> {
        // Halves still to do, the earliest on top.
        let mut waiting = vec![batch];
        while let Some(batch) = waiting.pop() {
            match self.commit(&batch, None).await {
                Err(ApplyError::Unfit(fault)) if batch.entries.len() == 1 => self.commit(&batch, Some(fault)).await?,
                Err(ApplyError::Unfit(_)) => waiting.extend(self.halves(batch)),
                outcome => outcome?,
            }
        }
        Ok(())
    }

    fn halves(&self, batch: Batch) -> [Batch; 2] {
        let Batch { mut entries, upto, .. } = batch;
        let later = entries.split_off(entries.len() / 2);
        let middle = entries
            .last()
            .map_or(self.at, |entry| Cursor { position: entry.position, stored_at: Some(entry.stored_at) });
        [Batch::new(&self.source, later, upto), Batch::new(&self.source, entries, middle)]
    }

    /// One transaction. With a `fault` the batch is a single event that is recorded instead of folded in.
    async fn commit(&mut self, batch: &Batch, fault: Option<Fault>) -> Result<(), ApplyError> {
        let begun = Instant::now();
        self.plan_for(batch.entries.len()).await?;
        let mut work = self.connection.begin().await?;
        if checkpoint(&mut work, Lock::Yes).await?.position != self.at.position {
            return Err(ApplyError::Fenced);
        }
        let mut letters: Vec<(usize, Fault)> =
            batch.plan.unreadable.iter().map(|&index| (index, no_object())).collect();
        match fault {
            Some(fault) => letters.push((0, fault)),
            None => call(&mut work, &self.source, &batch.plan).await?,
        }
        for (index, fault) in &letters {
            record(&mut work, &self.source.hash, &batch.entries[*index], fault).await?;
        }
        if !advance(&mut work, self.at.position, batch.upto).await? {
            return Err(ApplyError::Fenced);
        }
        work.commit().await?;
        self.at = batch.upto;
        metrics::counter!("loggia_projection_events_total").increment(batch.entries.len() as u64);
        metrics::counter!("loggia_projection_dead_letters_total").increment(letters.len() as u64);
        metrics::histogram!("loggia_projection_commit_seconds").record(begun.elapsed().as_secs_f64());
        self.count(batch.entries.len());
        Ok(())
    }

    async fn plan_for(&mut self, events: usize) -> Result<(), sqlx::Error> {
        let wanted = if events < SMALL { Plans::Kept } else { Plans::Fresh };
        if self.plans != Some(wanted) {
            sqlx::raw_sql(wanted.settings()).execute(&mut self.connection).await?;
            self.plans = Some(wanted);
        }
        Ok(())
    }

    /// Statistics made while a table was empty mislead the planner; autovacuum's come too late for a rebuild.
    fn count(&mut self, events: usize) {
        self.taken += events;
        if self.taken < self.analyze_at {
            return;
        }
        self.analyze_at = self.taken * 10;
        let place = self.place.clone();
        tokio::spawn(async move {
            if let Err(error) = analyze(&place).await {
                tracing::debug!(%error, schema = place.schema(), "no new statistics");
            }
        });
    }
}

/// Runs the calls of a plan, in order.
async fn call(work: &mut Transaction<'_, Postgres>, source: &Source, plan: &Plan) -> Result<(), ApplyError> {
    for call in &plan.calls {
        let handler = &source.models[call.model].handlers[call.handler];
        let statement = sqlx::query(AssertSqlSafe(handler.sql.clone())).bind(&call.set);
        statement.execute(&mut **work).await.map_err(|error| blame(error, &handler.file))?;
    }
    Ok(())
}

/// Whose fault an error is: classes 22 (data) and 23 (constraints) are an event's, 42 (syntax, names, rights) the statement's,
/// all else the moment's.
fn blame(error: sqlx::Error, file: &str) -> ApplyError {
    let Some(answer) = error.as_database_error() else { return error.into() };
    let code = answer.code().unwrap_or_default().into_owned();
    let message: String = answer.message().chars().take(300).collect();
    match code.get(..2) {
        Some("22" | "23") => ApplyError::Unfit(Fault { file: file.to_owned(), code, message }),
        Some("42") => ApplyError::Broken { file: file.to_owned(), code, message },
        _ => error.into(),
    }
}

fn no_object() -> Fault {
    Fault { file: String::new(), code: "22032".into(), message: "the payload is no JSON object".into() }
}

async fn record(work: &mut PgConnection, hash: &str, entry: &Entry, fault: &Fault) -> Result<(), sqlx::Error> {
    tracing::error!(
        position = entry.position, kind = %entry.kind, statement = fault.file, code = fault.code, message = fault.message,
        "a dead letter: no statement can take this event; it is passed over"
    );
    sqlx::query(
        "insert into projection.dead_letter (hash, position, id, kind, statement, code, message)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
    )
    .bind(hash)
    .bind(entry.position as i64)
    .bind(entry.id)
    .bind(&*entry.kind)
    .bind(&fault.file)
    .bind(&fault.code)
    .bind(&fault.message)
    .execute(work)
    .await?;
    Ok(())
}

/// Renews the planner's statistics of every table of the schema.
pub async fn analyze(place: &Place) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect_with(&place.writing()).await?;
    for table in tables(&mut connection, place.schema()).await? {
        sqlx::query(AssertSqlSafe(format!("analyze {}.{table}", place.schema()))).execute(&mut connection).await?;
    }
    connection.close().await
}

/// The schema's tables, the checkpoint included, by name.
pub async fn tables(connection: &mut PgConnection, schema: &str) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("select tablename::text from pg_tables where schemaname = $1 order by 1")
        .bind(schema)
        .fetch_all(connection)
        .await
}
