//! How far the projection of this binary's generation is, and waiting for it.
//!
//! Every process has one, with or without the projector role: news come from the projector in this process, or as signals over
//! core NATS. Signals may be lost, so whoever waits long asks Postgres.

use crate::id::Position;
use crate::log::Log;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, watch};
use tokio::time::{Instant, timeout, timeout_at};

/// Core NATS; nothing stored.
const SUBJECT: &str = "projection.position";
/// After this long without news Postgres is asked.
const ASK: Duration = Duration::from_millis(100);
const SUBSCRIBE_AGAIN: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub struct Progress(Arc<Inner>);

struct Inner {
    position: watch::Sender<Position>,
    db: PgPool,
    /// One asks, however many wait.
    asking: Mutex<()>,
}

#[derive(Serialize, Deserialize)]
struct News<'a> {
    generation: &'a str,
    position: Position,
}

impl Progress {
    /// `db` reads the generation (its `search_path`). Listens for as long as any copy is held.
    pub fn start(db: PgPool, log: &Log, generation: &str) -> Progress {
        let inner = Arc::new(Inner { position: watch::Sender::new(0), db, asking: Mutex::new(()) });
        tokio::spawn(listen(Arc::downgrade(&inner), log.nats().clone(), generation.to_owned()));
        Progress(inner)
    }

    pub fn position(&self) -> Position {
        *self.0.position.borrow()
    }

    /// Follows the position: the last one known, then each that is passed.
    pub fn subscribe(&self) -> watch::Receiver<Position> {
        self.0.position.subscribe()
    }

    /// The projection has folded in everything up to `position`.
    pub fn passed(&self, position: Position) {
        self.0.pass(position);
    }

    /// Waits until `position` has been folded in; `false` when that took longer than `patience`.
    pub async fn reached(&self, position: Position, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        let mut passed = self.0.position.subscribe();
        loop {
            let until = deadline.min(Instant::now() + ASK);
            if let Ok(waited) = timeout_at(until, passed.wait_for(|passed| *passed >= position)).await {
                return waited.is_ok();
            }
            if let Ok(_turn) = self.0.asking.try_lock() {
                let left = deadline.saturating_duration_since(Instant::now()).max(ASK);
                // No answer is an answer too: it was not reached in time.
                let _ = timeout(left, self.ask()).await;
            }
            if self.position() >= position || Instant::now() >= deadline {
                return self.position() >= position;
            }
        }
    }

    /// Asks Postgres.
    pub async fn ask(&self) -> Result<Position, sqlx::Error> {
        let position: i64 = sqlx::query_scalar("select position from checkpoint").fetch_one(&self.0.db).await?;
        self.0.pass(position as Position);
        Ok(self.position())
    }
}

/// Tells every process what this one's projector commits. Ends when `committed` does.
pub(super) async fn announce(mut committed: watch::Receiver<Position>, log: &Log, generation: &str) {
    while committed.changed().await.is_ok() {
        let position = *committed.borrow_and_update();
        let Ok(news) = serde_json::to_vec(&News { generation, position }) else { continue };
        if let Err(error) = log.nats().publish(SUBJECT, news.into()).await {
            tracing::debug!(%error, "nobody was told of the projection's position");
        }
    }
}

impl Inner {
    fn pass(&self, position: Position) {
        self.position.send_if_modified(|known| {
            let further = position > *known;
            *known = position.max(*known);
            further
        });
    }
}

async fn listen(progress: std::sync::Weak<Inner>, nats: async_nats::Client, generation: String) {
    loop {
        if let Ok(mut signals) = nats.subscribe(SUBJECT).await {
            while let Some(signal) = signals.next().await {
                let Some(progress) = progress.upgrade() else { return };
                match serde_json::from_slice::<News>(&signal.payload) {
                    Ok(news) if news.generation == generation => progress.pass(news.position),
                    Ok(_) | Err(_) => {}
                }
            }
        }
        if progress.strong_count() == 0 {
            return;
        }
        tokio::time::sleep(SUBSCRIBE_AGAIN).await;
    }
}
