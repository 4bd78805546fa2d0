//! The one reader of the log, shared by projector, socket node, API node and followers.
//!
//! It owns its cursor and yields only what is greater. Beneath it is a raw subscription to an unfiltered, ephemeral, no-ack push
//! consumer; the library's ready-made streams lose messages silently when a reader stalls. Continuity is judged by the *consumer*
//! sequence (holes in the stream sequence are erasures). Whenever something is odd it makes a new consumer, *at* its cursor: the
//! first message must be the one it holds, otherwise the log was replaced or cut.

use super::api::{self, Api, ApiError, refusal};
use super::{Away, Entry, Log, Subject};
use crate::id::Position;
use async_nats::{Message, Subscriber};
use bytes::Bytes;
use futures_util::{FutureExt, StreamExt};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use tokio::task::unconstrained;
use tokio::time::{sleep, timeout, timeout_at};

/// Heartbeats come each second; this long without anything means the consumer is gone.
const SILENCE: Duration = Duration::from_millis(2500);
/// How often an idle reader asks where the stream ends: an erased end is never delivered.
const ASK_END: Duration = Duration::from_secs(2);
const RETRY: Duration = Duration::from_millis(200);

/// Where to go on: after this position, which must still hold the entry stored at that time (`None`: not known, not checked).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cursor {
    pub position: Position,
    pub stored_at: Option<OffsetDateTime>,
}

impl Cursor {
    pub const START: Cursor = Cursor { position: 0, stored_at: None };

    pub fn at(position: Position) -> Cursor {
        Cursor { position, stored_at: None }
    }
}

/// The log no longer holds what this reader has read. Nothing derived from it can be trusted any more: stop.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the log was replaced or cut: {0}")]
pub struct ReplacedLog(pub String);

pub struct Follower {
    api: Api,
    incarnation: String,
    cursor: Cursor,
    consumer: Option<Consumer>,
    heard: (Position, Instant),
}

struct Consumer {
    name: String,
    messages: Subscriber,
    client: async_nats::Client,
    /// The consumer sequence of the last message.
    sequence: u64,
    epoch: u64,
    /// The next message is the first: it must be the one at the cursor.
    first: bool,
    asked_end: Instant,
}

impl Log {
    /// Reads everything after `cursor`, in order, each entry once, for ever; connects again by itself.
    pub fn follow(&self, cursor: Cursor) -> Follower {
        Follower {
            api: self.api().clone(),
            incarnation: self.incarnation().to_owned(),
            cursor,
            consumer: None,
            heard: (cursor.position, Instant::now()),
        }
    }

    /// Entries with `after < position <= upto`, at most `limit`, oldest first; fewer when some were erased.
    pub async fn range(&self, after: Position, upto: Position, limit: usize) -> Result<Vec<Entry>, Away> {
        let mut left = limit;
        let entries = self.api().collect(Subject::ALL, after, |entry| {
            let beyond = entry.position > upto || left == 0;
            left = left.saturating_sub(1);
            beyond
        });
        Ok(entries.await?)
    }
}

impl Follower {
    /// Waits for at least one entry; gives what is there, at most `most`. An empty answer never comes. Cancel-safe.
    pub async fn next(&mut self, most: usize) -> Result<Vec<Entry>, ReplacedLog> {
        loop {
            if self.consumer.is_none() {
                match self.consume().await {
                    Ok(consumer) => self.consumer = Some(consumer),
                    Err(Broken::Replaced(why)) => return Err(why),
                    Err(Broken::Again(why)) => {
                        tracing::debug!(%why, cursor = self.cursor.position, "reading the log again");
                        sleep(RETRY).await;
                        continue;
                    }
                }
            }
            match self.receive(most).await {
                Ok(entries) if entries.is_empty() => {}
                Ok(entries) => return Ok(entries),
                Err(Broken::Replaced(why)) => return Err(why),
                Err(Broken::Again(why)) => {
                    tracing::debug!(%why, cursor = self.cursor.position, "reading the log again");
                    self.consumer = None;
                }
            }
        }
    }

    /// The last position this reader has yielded, or has been told is the end while idle (holes at the end are erasures).
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// The log's end as last heard (at least every three seconds while connected), and when anything was heard last.
    pub fn heard(&self) -> (Position, Instant) {
        self.heard
    }

    async fn consume(&mut self) -> Result<Consumer, Broken> {
        let epoch = *self.api.epochs.borrow();
        let state = self.api.stream_state().await?;
        if state.incarnation.as_deref() != Some(&self.incarnation) {
            return Err(replaced("it has another incarnation"));
        }
        if state.last < self.cursor.position {
            return Err(replaced(&format!("it ends at {}, {} was read", state.last, self.cursor.position)));
        }
        self.heard = (state.last, Instant::now());
        let client = self.api.client().clone();
        let inbox = client.new_inbox();
        // Subscribed before the consumer exists: nothing falls between.
        let subscribed = timeout(api::PATIENCE, client.subscribe(inbox.clone()));
        let messages =
            subscribed.await.map_err(|_| again("no subscription"))?.map_err(|error| again(&error.to_string()))?;
        let answer = self.api.call("CONSUMER.CREATE.EVENTS", &definition(&inbox, self.cursor.position)).await?;
        let name = answer["name"].as_str().ok_or_else(|| again("a consumer without a name"))?.to_owned();
        let asked_end = Instant::now();
        Ok(Consumer { name, messages, client, sequence: 0, epoch, first: self.cursor.position > 0, asked_end })
    }

    /// At least one message within [`SILENCE`], then whatever else is there. What was taken is accounted for before the next await.
    async fn receive(&mut self, most: usize) -> Result<Vec<Entry>, Broken> {
        let Some(consumer) = &mut self.consumer else { return Ok(Vec::new()) };
        let message = tokio::select! {
            // Counted from what was heard last, not from this call: a caller may give up on one call and make the next.
            message = timeout_at((self.heard.1 + SILENCE).into(), consumer.messages.next()) => message.map_err(|_| again("no heartbeat"))?,
            _ = self.api.epochs.wait_for(|epoch| *epoch != consumer.epoch) => return Err(again("the connection was made anew")),
        };
        let mut entries = Vec::new();
        let mut next = Some(message.ok_or_else(|| again("the subscription ended"))?);
        let mut answers = Vec::new();
        while let Some(message) = next {
            match consumer.take(message, &mut self.cursor, &mut self.heard)? {
                Taken::Entry(entry) => entries.push(*entry),
                Taken::Held => {}
                Taken::Answer(reply) => answers.push(reply),
            }
            if entries.len() >= most {
                break;
            }
            // Outside tokio's budget, which would call the queue empty after 128 messages.
            next = unconstrained(consumer.messages.next()).now_or_never().flatten();
        }
        for reply in answers {
            // Flow control; a lost answer is asked for again.
            let _ = timeout(api::PATIENCE, consumer.client.publish(reply, Bytes::new())).now_or_never();
        }
        if entries.is_empty() && consumer.asked_end.elapsed() >= ASK_END {
            self.find_end().await?;
        }
        Ok(entries)
    }

    /// Idle: moves the cursor over erased messages at the stream's end, and notices a consumer that no longer delivers.
    async fn find_end(&mut self) -> Result<(), Broken> {
        let state = self.api.stream_state().await?;
        self.heard = (state.last, Instant::now());
        if let Some(consumer) = &mut self.consumer {
            consumer.asked_end = Instant::now();
        }
        if state.last <= self.cursor.position {
            return Ok(());
        }
        match self.api.next_from_leader(Subject::ALL, self.cursor.position + 1).await? {
            Some(entry) if entry.position <= state.last => Err(again("something is there that does not come")),
            Some(_) | None => {
                self.cursor = Cursor::at(state.last);
                Ok(())
            }
        }
    }
}

enum Taken {
    Entry(Box<Entry>),
    /// Nothing new: a heartbeat, or the message the reader already holds.
    Held,
    /// Flow control: to be answered.
    Answer(async_nats::Subject),
}

enum Broken {
    Again(String),
    Replaced(ReplacedLog),
}

impl From<ApiError> for Broken {
    fn from(error: ApiError) -> Broken {
        Broken::Again(error.to_string())
    }
}

fn again(why: &str) -> Broken {
    Broken::Again(why.to_owned())
}

fn replaced(why: &str) -> Broken {
    Broken::Replaced(ReplacedLog(why.to_owned()))
}

impl Consumer {
    fn take(
        &mut self,
        message: Message,
        cursor: &mut Cursor,
        heard: &mut (Position, Instant),
    ) -> Result<Taken, Broken> {
        heard.1 = Instant::now();
        if message.status.is_some_and(|status| status.as_u16() == 100) {
            return self.control(message);
        }
        if let Some(error) = serde_json::from_slice::<Value>(&message.payload)
            .ok()
            .filter(|_| message.headers.is_none())
            .and_then(|v| refusal(&v))
        {
            return Err(error.into());
        }
        let place = Place::of(&message).ok_or_else(|| again("a message without its place"))?;
        if place.consumer_sequence != self.sequence + 1 {
            return Err(again("a gap"));
        }
        self.sequence = place.consumer_sequence;
        heard.0 = heard.0.max(place.position);
        if std::mem::take(&mut self.first) && place.position == cursor.position {
            return match cursor.stored_at {
                Some(known) if known != place.stored_at => {
                    Err(replaced(&format!("another event is at {}", place.position)))
                }
                _ => {
                    cursor.stored_at = Some(place.stored_at);
                    Ok(Taken::Held)
                }
            };
        }
        if place.position <= cursor.position {
            return Err(again("a message that was read already"));
        }
        *cursor = Cursor { position: place.position, stored_at: Some(place.stored_at) };
        let entry = api::entry(place.position, &message.subject, place.stored_at, &message.headers, message.payload);
        Ok(Taken::Entry(Box::new(entry)))
    }

    fn control(&self, message: Message) -> Result<Taken, Broken> {
        if let Some(reply) = message.reply {
            return Ok(Taken::Answer(reply));
        }
        let delivered = api::header(&message.headers, "Nats-Last-Consumer").and_then(|text| text.parse::<u64>().ok());
        if delivered.is_some_and(|delivered| delivered != self.sequence) {
            return Err(again("the heartbeat counts more than came"));
        }
        match api::header(&message.headers, "Nats-Consumer-Stalled") {
            Some(reply) => Ok(Taken::Answer(reply.into())),
            None => Ok(Taken::Held),
        }
    }
}

impl Drop for Consumer {
    fn drop(&mut self) {
        let (client, name) = (self.client.clone(), std::mem::take(&mut self.name));
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            // A kindness: forgotten, the server removes it after half a minute.
            runtime.spawn(async move {
                let _ = client.publish(format!("$JS.API.CONSUMER.DELETE.EVENTS.{name}"), Bytes::new()).await;
            });
        }
    }
}

fn definition(inbox: &str, cursor: Position) -> Value {
    json!({
        "stream_name": "EVENTS",
        "config": {
            "deliver_subject": inbox,
            "deliver_policy": "by_start_sequence",
            "opt_start_seq": cursor.max(1),
            "ack_policy": "none",
            "replay_policy": "instant",
            "flow_control": true,
            "idle_heartbeat": 1_000_000_000u64,
            "max_deliver": 1,
            "num_replicas": 1,
            "mem_storage": true,
            "inactive_threshold": 30_000_000_000u64,
        }
    })
}

/// What the reply subject of a delivered message tells: `$JS.ACK.<..>.<stream sequence>.<consumer sequence>.<nanoseconds>.<pending>`.
struct Place {
    position: Position,
    consumer_sequence: u64,
    stored_at: OffsetDateTime,
}

impl Place {
    fn of(message: &Message) -> Option<Place> {
        let mut tokens = message.reply.as_ref()?.as_str().rsplit('.');
        let _pending = tokens.next()?;
        let nanoseconds: i128 = tokens.next()?.parse().ok()?;
        let consumer_sequence = tokens.next()?.parse().ok()?;
        let position = tokens.next()?.parse().ok()?;
        let stored_at = OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).ok()?;
        Some(Place { position, consumer_sequence, stored_at })
    }
}
