//! Batches out of the log: as many events as are there, planned, within bounds of count and bytes.

use super::apply::{ApplyError, Batch, Writer};
use super::source::Source;
use crate::id::Position;
use crate::log::follow::Cursor;
use crate::log::{Entry, Follower, Log, ReplacedLog};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

const MOST_EVENTS: usize = 10_000;
/// Of payload in one batch, so that no statement's parameter grows out of hand.
const MOST_BYTES: usize = 8 << 20;
/// A plan of more events than this is made on another thread.
const PLAN_HERE: usize = 200;
/// Without an event for this long, the checkpoint moves to the log's end.
const IDLE: Duration = Duration::from_secs(3);

pub struct Feed {
    source: Arc<Source>,
    follower: Follower,
    /// Read, but beyond the bounds of the last batch.
    rest: VecDeque<Entry>,
    /// The last position of interest; what comes after is left alone.
    limit: Position,
    /// Everything up to here was handed out.
    handed: Cursor,
    ahead: Option<Batch>,
}

#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    #[error(transparent)]
    Replaced(#[from] ReplacedLog),
    #[error(transparent)]
    Apply(#[from] ApplyError),
}

impl Feed {
    /// Everything after `from`.
    pub fn new(log: &Log, source: Arc<Source>, from: Cursor) -> Feed {
        let follower = log.follow(from);
        Feed { source, follower, rest: VecDeque::new(), limit: Position::MAX, handed: from, ahead: None }
    }

    /// The log's end as last heard, and when anything was heard last.
    pub fn heard(&self) -> (Position, Instant) {
        self.follower.heard()
    }

    /// Folds the next batch in, if there is one within three seconds; `after` learns where the writer then stands. When there
    /// is much to do, the batch after it is read and planned meanwhile.
    pub async fn step(&mut self, writer: &mut Writer, after: impl Fn(Cursor)) -> Result<(), FeedError> {
        let batch = match self.ahead.take() {
            Some(batch) => Some(batch),
            None => self.batch().await?,
        };
        let Some(batch) = batch else { return Ok(()) };
        let much = batch.events() >= MOST_EVENTS / 2 || !self.rest.is_empty();
        // Beyond the limit nothing is taken: reading ahead would only wait for what never comes.
        let more = much && batch.upto().position < self.limit;
        let applied = async {
            writer.apply(batch).await?;
            after(writer.at());
            Ok::<_, FeedError>(())
        };
        if more {
            let (applied, ahead) = tokio::join!(applied, self.batch());
            applied?;
            self.ahead = ahead?;
            Ok(())
        } else {
            applied.await
        }
    }

    /// Folds in everything up to and with `limit`, and nothing beyond.
    pub async fn fill(
        &mut self,
        writer: &mut Writer,
        limit: Position,
        after: impl Fn(Cursor),
    ) -> Result<(), FeedError> {
        self.limit = limit;
        while writer.at().position < limit {
            self.step(writer, &after).await?;
        }
        Ok(())
    }

    /// `None`: nothing came for a while.
    async fn batch(&mut self) -> Result<Option<Batch>, ReplacedLog> {
        let within = |entry: &Entry, limit| entry.position <= limit;
        if self.rest.is_empty()
            && let Ok(entries) = tokio::time::timeout(IDLE, self.follower.next(MOST_EVENTS)).await
        {
            self.rest = entries?.into();
        }
        let mut bytes = 0;
        let mut count = 0;
        while let Some(entry) = self.rest.get(count).filter(|entry| within(entry, self.limit)) {
            bytes += entry.payload.len();
            if count > 0 && (count >= MOST_EVENTS || bytes > MOST_BYTES) {
                break;
            }
            count += 1;
        }
        let entries: Vec<Entry> = self.rest.drain(..count).collect();
        let upto = self.reach(entries.last());
        if upto.position == self.handed.position {
            return Ok(None);
        }
        self.handed = upto;
        Ok(Some(planned(&self.source, entries, upto).await))
    }

    /// How far a batch that ends with `last` reaches: to that entry, or, when nothing else is there, over erased ones to the end.
    fn reach(&self, last: Option<&Entry>) -> Cursor {
        let idle = match self.rest.front() {
            // The next is beyond the limit: everything up to the limit was handed out.
            Some(next) if next.position > self.limit => Cursor::at(self.limit),
            Some(_) => self.handed,
            None if self.follower.cursor().position > self.limit => Cursor::at(self.limit),
            None => self.follower.cursor(),
        };
        match last {
            Some(entry) => Cursor { position: entry.position, stored_at: Some(entry.stored_at) },
            None => idle,
        }
    }
}

async fn planned(source: &Arc<Source>, entries: Vec<Entry>, upto: Cursor) -> Batch {
    if entries.len() <= PLAN_HERE {
        return Batch::new(source, entries, upto);
    }
    let source = source.clone();
    match tokio::task::spawn_blocking(move || Batch::new(&source, entries, upto)).await {
        Ok(batch) => batch,
        Err(stopped) => std::panic::resume_unwind(stopped.into_panic()),
    }
}
