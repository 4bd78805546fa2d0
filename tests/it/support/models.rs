//! Read models without a log: an empty schema to fold entries into, and what its tables hold.

use super::Bed;
use loggia::log::{Cursor, Entry, Log, Proposal};
use loggia::projector::apply::{ApplyError, Batch, Writer, tables};
use loggia::projector::generation::{self, Place};
use loggia::projector::progress::Progress;
use loggia::projector::run::Projector;
use loggia::projector::source::Source;
use loggia::projector::verify::{Content, content};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, PgPool};
use std::collections::BTreeMap;
use std::sync::Arc;

pub struct Models {
    pub source: Arc<Source>,
    pub place: Place,
    /// Reads the schema.
    pub reader: PgConnection,
}

impl Models {
    /// The generation of this binary, made in the test's database.
    pub async fn live(bed: &Bed) -> Models {
        Models::of(bed, Source::embedded().unwrap(), "an incarnation").await
    }

    pub async fn of(bed: &Bed, source: Arc<Source>, incarnation: &str) -> Models {
        let place = Place::live(options(bed), &source);
        sqlx::migrate!().run(&mut PgConnection::connect_with(&options(bed)).await.unwrap()).await.unwrap();
        let mut reader = PgConnection::connect_with(&place.reading()).await.unwrap();
        generation::ensure(&mut reader, &source, incarnation).await.unwrap();
        Models { source, place, reader }
    }

    /// The same, built from this log.
    pub async fn of_log(bed: &Bed, log: &Log) -> Models {
        Models::of(bed, Source::embedded().unwrap(), log.incarnation()).await
    }

    /// As a process with these connections knows it.
    pub async fn progress(&self, bed: &Bed, log: &Log) -> Progress {
        let pool = PgPool::connect_with(Place::live(options(bed), &self.source).reading()).await.unwrap();
        Progress::start(pool, log, &self.source.hash)
    }

    /// Another empty schema of the same shape.
    pub async fn beside(&mut self, suffix: &str) -> Models {
        let place = self.place.beside(suffix);
        generation::make(&mut self.reader, &self.source, place.schema()).await.unwrap();
        let reader = PgConnection::connect_with(&place.reading()).await.unwrap();
        Models { source: self.source.clone(), place, reader }
    }

    pub async fn writer(&self) -> Writer {
        Writer::open(self.source.clone(), &self.place).await.unwrap()
    }

    pub async fn fold(&self, writer: &mut Writer, entries: &[Entry]) -> Result<(), ApplyError> {
        writer.apply(self.batch(entries)).await
    }

    pub fn batch(&self, entries: &[Entry]) -> Batch {
        let last = entries.last().expect("entries");
        let upto = Cursor { position: last.position, stored_at: Some(last.stored_at) };
        Batch::new(&self.source, entries.to_vec(), upto)
    }

    /// Every table but the checkpoint.
    pub async fn content(&mut self) -> BTreeMap<String, Content> {
        let mut all = BTreeMap::new();
        for table in tables(&mut self.reader, self.place.schema()).await.unwrap() {
            if table != "checkpoint" {
                let content = content(&mut self.reader, &table).await.unwrap();
                all.insert(table, content);
            }
        }
        all
    }
}

pub fn options(bed: &Bed) -> PgConnectOptions {
    bed.database_url.parse().unwrap()
}

/// A projector of the models' generation, with connections of its own.
pub async fn projector(bed: &Bed, log: &Log, models: &Models) -> Projector {
    let (source, place) = (models.source.clone(), models.place.clone());
    Projector { log: log.clone(), source, place, progress: models.progress(bed, log).await }
}

/// Appends in this order; gives the last one's position.
pub async fn append(log: &Log, proposals: Vec<Proposal>) -> u64 {
    let mut last = 0;
    for proposal in proposals {
        last = log.append(proposal).await.unwrap().position;
    }
    last
}
