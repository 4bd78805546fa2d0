//! Append: what each answer of the server means, and group commit.
//!
//! With synced writes every append costs an fsync, whatever the concurrency. So two lanes take turns: while one's group is away,
//! what arrives collects, for a moment longer where much comes; sixteen or more go as one atomic batch (one fsync) where that is
//! cheaper, fewer go singly. Batches take turns: two at once take the server as long as one after the other, and what arrives
//! meanwhile can come along with the second.

use super::api::{self, Api, ApiError, refusal};
use super::pace::{Pace, Way};
use super::queue::{ENOUGH, Queue, Waiting};
use super::{Away, Entry, Log, Request, Subject};
use crate::event::{Deliver, Event};
use crate::id::{EventId, PersonId, Position};
use async_nats::HeaderMap;
use async_nats::client::Request as NatsRequest;
use bytes::Bytes;
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::hash_map::Entry::{Occupied, Vacant};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::{Mutex, OwnedMutexGuard, mpsc, oneshot};
use uuid::Uuid;

/// Admission: with this many waiting, an answer "come again" is better than the wait.
const WAITING: usize = 4096;
/// After this the outcome is reported as unknown; the client repeats with the same key.
const BUDGET: Duration = Duration::from_millis(1200);
const ATTEMPT: Duration = Duration::from_millis(600);

/// An event on its way into the log.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub subject: Subject,
    pub kind: &'static str,
    pub actor: PersonId,
    pub id: EventId,
    pub request: Box<str>,
    pub payload: Bytes,
    /// The last sequence the subject must have; `None`: any.
    pub expected: Option<Position>,
    /// Somebody waits for it right now: it does not wait for others.
    pub urgent: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Appended {
    pub position: Position,
    /// An earlier attempt had appended it.
    pub repeated: bool,
}

#[derive(Clone, Debug, thiserror::Error)]
pub enum AppendError {
    /// The subject's last sequence is another than expected.
    #[error("others appended to the subject")]
    Stale,
    #[error("the message id belongs to another request")]
    KeyReused,
    /// The log is full, or the event too large. Nothing was appended.
    #[error("refused: {0}")]
    Refused(String),
    /// Whether it was appended is not known; repeating with the same id is safe.
    #[error(transparent)]
    Away(#[from] Away),
}

impl Proposal {
    /// # Errors
    /// When the event cannot be written as JSON.
    pub fn new(
        subject: Subject,
        request: &Request,
        event: &Event,
        expected: Option<Position>,
    ) -> Result<Proposal, serde_json::Error> {
        let mut payload = event.fields()?;
        payload["id"] = json!(request.event_id());
        payload["at"] = json!(request.at.format(&Rfc3339).map_err(serde::ser::Error::custom)?);
        Ok(Proposal {
            subject,
            kind: event.kind(),
            actor: request.actor,
            id: request.event_id(),
            request: request.fingerprint.clone(),
            payload: serde_json::to_vec(&payload)?.into(),
            expected,
            urgent: event.urgent(),
        })
    }

    /// The entry it becomes, but for its position.
    pub fn entry(&self) -> Entry {
        Entry {
            position: 0,
            subject: self.subject.clone(),
            kind: self.kind.into(),
            actor: self.actor,
            id: self.id,
            stored_at: OffsetDateTime::now_utc(),
            request: Some(self.request.clone()),
            payload: self.payload.clone(),
        }
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("Nats-Msg-Id", self.id.to_string());
        if let Some(expected) = self.expected {
            headers.insert("Nats-Expected-Last-Subject-Sequence", expected.to_string());
        }
        headers.insert(api::TYPE, self.kind);
        headers.insert(api::ACTOR, self.actor.to_string());
        headers.insert(api::REQUEST, self.request.to_string());
        headers
    }
}

impl Log {
    /// Appends one event.
    ///
    /// # Errors
    /// See [`AppendError`]: only `Away` leaves the outcome open.
    pub async fn append(&self, proposal: Proposal) -> Result<Appended, AppendError> {
        let (answer, answered) = oneshot::channel();
        self.committer()
            .waiting
            .try_send(Waiting { proposal, answer, since: Instant::now() })
            .map_err(|_| Away("too many writes are waiting".into()))?;
        // Also when the lanes are stuck with what came before: nobody waits for longer.
        let answered = tokio::time::timeout(BUDGET, answered).await;
        answered
            .map_err(|_| Away("no acknowledgement in time".into()))?
            .map_err(|_| Away("the committer stopped".into()))?
    }
}

pub(super) struct Committer {
    waiting: mpsc::Sender<Waiting>,
}

impl Committer {
    /// One lane for each publishing connection; they end with the last handle to the log.
    pub fn start(publishers: Vec<Api>) -> Committer {
        let (waiting, queue) = mpsc::channel(WAITING);
        let queue = Arc::new(Mutex::new(Queue::new(queue)));
        let turn = Arc::new(Mutex::new(()));
        for api in publishers {
            tokio::spawn(Lane { api, queue: queue.clone(), turn: turn.clone(), pace: Pace::default() }.run());
        }
        Committer { waiting }
    }
}

struct Lane {
    api: Api,
    queue: Arc<Mutex<Queue>>,
    /// Who sends a batch.
    turn: Arc<Mutex<()>>,
    pace: Pace,
}

impl Lane {
    async fn run(mut self) {
        let mut held_back: Vec<Waiting> = Vec::new();
        loop {
            let mut group = std::mem::take(&mut held_back);
            if group.is_empty() {
                group = self.queue.lock().await.group().await;
                if group.is_empty() {
                    return;
                }
            } else if let Ok(mut queue) = self.queue.try_lock() {
                queue.join(&mut group);
            }
            let way = match group.len() {
                ..ENOUGH => Way::Singly,
                size => self.pace.choose(size),
            };
            let turn = match way {
                Way::Singly => None,
                Way::Batch | Way::Look(_) => Some(self.turn(&mut group).await),
            };
            // Who gave up waiting is not worth an fsync; what they asked for was not begun.
            group.retain(|waiting| !waiting.answer.is_closed());
            held_back = unfit_for_one_batch(&mut group);
            metrics::histogram!("loggia_append_group_size").record(group.len() as f64);
            self.commit(group, way, turn).await;
        }
    }

    /// Waits until no other lane has a batch away, and takes along what came meanwhile.
    async fn turn(&self, group: &mut Vec<Waiting>) -> OwnedMutexGuard<()> {
        let turn = self.turn.clone().lock_owned().await;
        if let Ok(mut queue) = self.queue.try_lock() {
            queue.join(group);
        }
        turn
    }

    async fn commit(&mut self, mut group: Vec<Waiting>, way: Way, turn: Option<OwnedMutexGuard<()>>) {
        if group.len() < ENOUGH {
            return self.singly(group).await;
        }
        match way {
            Way::Batch => self.together(group, turn).await,
            Way::Look(some) if some < group.len() => {
                let rest = group.split_off(some);
                self.timed_singly(group).await;
                self.together(rest, turn).await;
            }
            Way::Singly | Way::Look(_) => self.timed_singly(group).await,
        }
    }

    async fn together(&mut self, group: Vec<Waiting>, turn: Option<OwnedMutexGuard<()>>) {
        let begun = Instant::now();
        let outcome = self.batch(&group).await;
        drop(turn);
        match outcome {
            Ok(last) => {
                self.pace.batch_took(group.len(), begun.elapsed());
                let first = last + 1 - group.len() as Position;
                for (position, waiting) in (first..).zip(group) {
                    waiting.answer(Ok(Appended { position, repeated: false }));
                }
            }
            Err(error) => {
                tracing::debug!(%error, members = group.len(), "a batch goes singly");
                self.singly(group).await;
            }
        }
    }

    async fn timed_singly(&mut self, group: Vec<Waiting>) {
        let (messages, begun) = (group.len(), Instant::now());
        self.singly(group).await;
        self.pace.singles_took(messages, begun.elapsed());
    }

    async fn singly(&self, group: Vec<Waiting>) {
        join_all(group.into_iter().map(|waiting| async move {
            let deadline = waiting.since + BUDGET;
            let outcome = self.single(&waiting.proposal, deadline).await;
            waiting.answer(outcome);
        }))
        .await;
    }

    /// One atomic batch; answers the position of its last message. All or nothing.
    async fn batch(&self, group: &[Waiting]) -> Result<Position, ApiError> {
        let away = |why: String| ApiError::Away(why);
        let id = Uuid::new_v4().simple().to_string();
        let last = group.len();
        for (number, waiting) in (1..).zip(group) {
            let mut headers = waiting.proposal.headers();
            headers.insert("Nats-Batch-Id", id.as_str());
            headers.insert("Nats-Batch-Sequence", number.to_string());
            let subject = waiting.proposal.subject.to_string();
            let payload = waiting.proposal.payload.clone();
            if number < last {
                let sent = self.api.client().publish_with_headers(subject, headers, payload);
                tokio::time::timeout(ATTEMPT, sent)
                    .await
                    .map_err(|_| away("a batch was not sent in time".into()))?
                    .map_err(|error| away(error.to_string()))?;
            } else {
                headers.insert("Nats-Batch-Commit", "1");
                let answer = self.ask(subject, headers, payload).await?;
                let count = answer["count"].as_u64();
                if count != Some(last as u64) {
                    return Err(ApiError::Unreadable(format!("{last} were sent, {count:?} committed")));
                }
                return answer["seq"].as_u64().ok_or_else(|| ApiError::Unreadable("no sequence".into()));
            }
        }
        Err(ApiError::Unreadable("an empty batch".into()))
    }

    /// One message, until its outcome is known or the budget is spent.
    async fn single(&self, proposal: &Proposal, deadline: Instant) -> Result<Appended, AppendError> {
        loop {
            let answer = self.ask(proposal.subject.to_string(), proposal.headers(), proposal.payload.clone()).await;
            let open = match answer {
                Ok(ack) => return self.acknowledged(proposal, &ack).await,
                Err(ApiError::Refused { code: 10071 | 10164, .. }) => match self.find(proposal).await {
                    Ok(found) => return found.ok_or(AppendError::Stale),
                    Err(error) => error,
                },
                // The server is busy, or no leader: the same again.
                Err(error @ ApiError::Refused { code: 10158 | 429 | 10008 | 10023 | 503, .. }) => error,
                Err(ApiError::Refused { code, description }) => {
                    return Err(AppendError::Refused(format!("{description} ({code})")));
                }
                Err(error) => error,
            };
            let pause = Duration::from_millis(rand::random_range(10..40));
            if Instant::now() + pause >= deadline {
                return Err(AppendError::Away(open.into()));
            }
            tokio::time::sleep(pause).await;
        }
    }

    async fn acknowledged(&self, proposal: &Proposal, ack: &Value) -> Result<Appended, AppendError> {
        let position = ack["seq"].as_u64().ok_or_else(|| Away("an acknowledgement without a sequence".into()))?;
        if !ack["duplicate"].as_bool().unwrap_or(false) {
            return Ok(Appended { position, repeated: false });
        }
        // Message ids are unique over the whole stream: look at what the id belongs to. Erased since: it was done.
        match self.api.at_from_leader(position).await.map_err(Away::from)? {
            Some(entry) if !proposal.is(&entry) => Err(AppendError::KeyReused),
            Some(_) | None => Ok(Appended { position, repeated: true }),
        }
    }

    /// After "wrong last sequence": a retry after a lost answer looks like a conflict, so the message may be there already.
    async fn find(&self, proposal: &Proposal) -> Result<Option<Appended>, ApiError> {
        let mut from = proposal.expected.unwrap_or(0) + 1;
        while let Some(entry) = self.api.next_from_leader(proposal.subject.as_str(), from).await? {
            if entry.id == proposal.id {
                return Ok(proposal.is(&entry).then_some(Appended { position: entry.position, repeated: true }));
            }
            from = entry.position + 1;
        }
        Ok(None)
    }

    async fn ask(&self, subject: String, headers: HeaderMap, payload: Bytes) -> Result<Value, ApiError> {
        let request = NatsRequest::new().headers(headers).payload(payload).timeout(Some(ATTEMPT));
        let sent = tokio::time::timeout(ATTEMPT, self.api.client().send_request(subject, request));
        let answer = sent
            .await
            .map_err(|_| ApiError::Away("no acknowledgement in time".into()))?
            .map_err(|error| ApiError::Away(error.to_string()))?;
        let value: Value =
            serde_json::from_slice(&answer.payload).map_err(|error| ApiError::Unreadable(error.to_string()))?;
        match refusal(&value) {
            Some(error) => Err(error),
            None => Ok(value),
        }
    }
}

impl Proposal {
    fn is(&self, entry: &Entry) -> bool {
        entry.subject == self.subject && entry.request.as_deref() == Some(&*self.request)
    }
}

/// A batch holds an id once, and a subject once where somebody expects something of it; what does not fit waits for the next.
/// What nobody expects anything of goes along in any number: a conversation in which many write at once would otherwise get one
/// message into each batch, and the rest would come again and again.
fn unfit_for_one_batch(group: &mut Vec<Waiting>) -> Vec<Waiting> {
    let mut ids = HashSet::with_capacity(group.len());
    let mut expected_of = HashMap::with_capacity(group.len());
    let (now, later) = std::mem::take(group).into_iter().partition(|Waiting { proposal, .. }| {
        let expects = proposal.expected.is_some();
        let fits = match expected_of.entry(proposal.subject.clone()) {
            Vacant(place) => {
                place.insert(expects);
                true
            }
            Occupied(other) => !expects && !other.get(),
        };
        fits && ids.insert(proposal.id)
    });
    *group = now;
    later
}

#[cfg(test)]
pub(super) mod tests;
