//! Follows the log for ever and folds it into this binary's generation.
//!
//! One projector of a generation is at work, others wait for its connection to end. What can pass (Postgres or the log away) is
//! tried again for ever; a broken statement and a log that was replaced stop it with a sentence.

use super::apply::{ApplyError, Writer};
use super::feed::{Feed, FeedError};
use super::generation::{self, Place};
use super::progress::{Progress, announce};
use super::source::Source;
use crate::id::Position;
use crate::log::follow::Cursor;
use crate::log::{Log, ReplacedLog};
use sqlx::{Connection, PgConnection};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

const SHORTEST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// While catching up, how often it is said how far.
const REPORT: Duration = Duration::from_secs(5);

pub struct Projector {
    pub log: Log,
    pub source: Arc<Source>,
    pub place: Place,
    /// Told of every commit.
    pub progress: Progress,
}

/// Why a projector does not go on; nothing it could do by itself would mend it.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    #[error(transparent)]
    Replaced(#[from] ReplacedLog),
    #[error(
        "the read models are at {checkpoint}, the log ends at {end}: it was cut or restored from an older backup. \
         If this log is the right one, drop the schema {schema} and start again: it is built anew."
    )]
    Beyond { schema: String, checkpoint: Position, end: Position },
    #[error("{0}. Mend the statement: its new hash makes a new generation.")]
    Broken(ApplyError),
}

/// How one connection's work ended.
enum Ended {
    Stopped(Stopped),
    Fenced,
    Again(String),
}

impl Projector {
    /// Returns when told to stop, or with what it cannot overcome.
    pub async fn run(&self, stop: CancellationToken) -> Result<(), Stopped> {
        let (committed, news) = watch::channel(0);
        let work = async {
            // Others are told beside the work, so that a slow NATS delays nobody's rows.
            tokio::select! {
                stopped = self.work(&committed) => stopped,
                () = announce(news, &self.log, &self.source.hash) => std::future::pending().await,
            }
        };
        tokio::select! {
            () = stop.cancelled() => Ok(()),
            stopped = work => Err(stopped),
        }
    }

    async fn work(&self, committed: &watch::Sender<Position>) -> Stopped {
        let mut pause = SHORTEST_PAUSE;
        loop {
            let before = self.progress.position();
            let Err(ended) = self.session(committed).await;
            match ended {
                Ended::Stopped(stopped) => return stopped,
                Ended::Fenced => tracing::info!(schema = self.place.schema(), "the checkpoint was moved by another"),
                Ended::Again(why) => tracing::warn!(why, schema = self.place.schema(), "the projector begins again"),
            }
            if self.progress.position() > before {
                pause = SHORTEST_PAUSE;
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// From connecting to whatever ends it.
    async fn session(&self, committed: &watch::Sender<Position>) -> Result<std::convert::Infallible, Ended> {
        let mut connection = PgConnection::connect_with(&self.place.reading()).await?;
        generation::ensure(&mut connection, &self.source, self.log.incarnation()).await?;
        connection.close().await?;
        let mut writer = Writer::open(self.source.clone(), &self.place).await?;
        writer.take_turn().await?;
        self.check(writer.at()).await?;
        tracing::info!(schema = self.place.schema(), position = writer.at().position, "folding the log");
        let passed = |at: Cursor| {
            self.progress.passed(at.position);
            committed.send_replace(at.position);
        };
        passed(writer.at());
        let mut feed = Feed::new(&self.log, self.source.clone(), writer.at());
        let mut reported = Instant::now();
        loop {
            let before = writer.at().position;
            feed.step(&mut writer, passed).await?;
            if writer.at().position == before {
                writer.confirm().await.map_err(FeedError::from)?;
            }
            self.report(feed.heard().0, writer.at().position, &mut reported);
        }
    }

    async fn check(&self, at: Cursor) -> Result<(), Ended> {
        let end = self.log.end().await.map_err(|away| Ended::Again(away.to_string()))?;
        if at.position > end {
            let schema = self.place.schema().to_owned();
            return Err(Ended::Stopped(Stopped::Beyond { schema, checkpoint: at.position, end }));
        }
        Ok(())
    }

    fn report(&self, end: Position, at: Position, reported: &mut Instant) {
        let behind = end.saturating_sub(at);
        metrics::gauge!("loggia_projection_position").set(at as f64);
        metrics::gauge!("loggia_projection_behind").set(behind as f64);
        if behind > 10_000 && reported.elapsed() >= REPORT {
            tracing::info!(position = at, behind, "catching up");
            *reported = Instant::now();
        }
    }
}

impl From<sqlx::Error> for Ended {
    fn from(error: sqlx::Error) -> Ended {
        Ended::Again(error.to_string())
    }
}

impl From<FeedError> for Ended {
    fn from(error: FeedError) -> Ended {
        match error {
            FeedError::Replaced(replaced) => Ended::Stopped(replaced.into()),
            FeedError::Apply(ApplyError::Fenced) => Ended::Fenced,
            FeedError::Apply(broken @ ApplyError::Broken { .. }) => Ended::Stopped(Stopped::Broken(broken)),
            // An event's fault has become a dead letter; if recording that failed too, it is tried again.
            FeedError::Apply(error @ (ApplyError::Unfit(_) | ApplyError::Postgres(_))) => {
                Ended::Again(error.to_string())
            }
        }
    }
}
