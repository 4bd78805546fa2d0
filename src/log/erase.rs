//! The tool for a person's right to be forgotten: their words are overwritten in the log.
//!
//! For each unit that holds them a tombstone is appended first, then the unit's earlier messages are overwritten, so that no
//! subject ends or empties by erasing. Moves, likes and memberships stay; their actor's profile is erased with the rest.

use super::api::ApiError;
use super::follow::Cursor;
use super::{AppendError, Away, Log, Proposal, ReplacedLog, Request, Subject};
use crate::event::Event;
use crate::id::{Key, PersonId, Position};
use std::collections::BTreeMap;
use time::OffsetDateTime;
use uuid::Uuid;

#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    #[error(transparent)]
    Replaced(#[from] ReplacedLog),
    #[error(transparent)]
    Away(#[from] Away),
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error(transparent)]
    Append(#[from] AppendError),
    #[error("a tombstone cannot be written: {0}")]
    Unwritable(#[from] serde_json::Error),
}

/// What an erasure came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Erasure {
    pub units: usize,
    pub messages: usize,
}

/// What somebody wrote in one subject: where, and what takes its place.
struct Words {
    tombstone: Event,
    at: Vec<Position>,
}

impl Log {
    /// Erases what `person` wrote. Safe to run again after an interruption: tombstones have ids of their own.
    pub async fn erase(&self, person: PersonId, at: OffsetDateTime) -> Result<Erasure, EraseError> {
        let mut erasure = Erasure::default();
        for (subject, words) in self.units_with_words_of(person).await? {
            erasure.units += 1;
            erasure.messages += self.bury(&subject, words, person, at).await?;
        }
        Ok(erasure)
    }

    /// Found by reading the whole log, the one place that cannot be behind.
    async fn units_with_words_of(&self, person: PersonId) -> Result<BTreeMap<String, Words>, EraseError> {
        let mut units: BTreeMap<String, Words> = BTreeMap::new();
        let end = self.end().await?;
        let mut follower = self.follow(Cursor::START);
        while follower.cursor().position < end {
            for entry in follower.next(1024).await? {
                if entry.actor != person {
                    continue;
                }
                if let Ok(Some(event)) = Event::of(&entry)
                    && let Some(tombstone) = event.tombstone()
                {
                    let words = units.entry(entry.subject.to_string()).or_insert(Words { tombstone, at: Vec::new() });
                    words.at.push(entry.position);
                }
            }
        }
        Ok(units)
    }

    async fn bury(
        &self,
        subject: &str,
        words: Words,
        person: PersonId,
        at: OffsetDateTime,
    ) -> Result<usize, EraseError> {
        let subject = Subject::read(subject);
        let key = Key(Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("erase {subject}").as_bytes()));
        let request = Request { actor: person, key, at, fingerprint: "erase".into() };
        if subject.is_shared() {
            return self.bury_among_others(&subject, words, &request).await;
        }
        let last = self.append_tombstone(&subject, &request, &words.tombstone).await?;
        let mut overwritten = 0;
        for entry in self.read(&subject, 0).await? {
            if entry.position < last {
                self.api().overwrite(entry.position).await?;
                overwritten += 1;
            }
        }
        Ok(overwritten)
    }

    /// Only what the person wrote: the subject is everybody's, and so long that it is not read once more. A second tombstone after
    /// an interruption erases nothing that is not erased.
    async fn bury_among_others(&self, subject: &Subject, words: Words, request: &Request) -> Result<usize, EraseError> {
        self.append(Proposal::new(subject.clone(), request, &words.tombstone, None)?).await?;
        for position in &words.at {
            self.api().overwrite(*position).await?;
        }
        Ok(words.at.len())
    }

    async fn append_tombstone(
        &self,
        subject: &Subject,
        request: &Request,
        tombstone: &Event,
    ) -> Result<Position, EraseError> {
        // Without an expectation: whatever the unit is, its words go.
        if let Some(done) = self.read(subject, 0).await?.iter().find(|entry| entry.id == request.event_id()) {
            return Ok(done.position);
        }
        let proposal = Proposal::new(subject.clone(), request, tombstone, None)?;
        Ok(self.append(proposal).await?.position)
    }
}
