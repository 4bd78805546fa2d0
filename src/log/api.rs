//! JetStream's request subjects, as far as the log needs them. async-nats has no call for some (batched direct gets), and its
//! ready-made streams hide losses, so all of them are plain requests with our own timeouts.

use super::{Away, Entry, Subject};
use crate::id::{EventId, PersonId, Position};
use async_nats::{HeaderMap, Message};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::watch;
use tokio::time::timeout;

pub(super) const TYPE: &str = "Loggia-Type";
pub(super) const ACTOR: &str = "Loggia-Actor";
pub(super) const REQUEST: &str = "Loggia-Request";

/// No single question to the server may take longer.
pub(super) const PATIENCE: Duration = Duration::from_millis(800);
const BATCH: usize = 512;

#[derive(Clone)]
pub(super) struct Api {
    client: async_nats::Client,
    /// Changes whenever the connection was made anew: consumers may be gone.
    pub epochs: watch::Receiver<u64>,
}

#[derive(Clone, Debug, thiserror::Error)]
pub enum ApiError {
    #[error("{description} (JetStream {code})")]
    Refused { code: u64, description: String },
    #[error("NATS does not answer: {0}")]
    Away(String),
    #[error("an answer of NATS cannot be read: {0}")]
    Unreadable(String),
}

impl From<ApiError> for Away {
    fn from(error: ApiError) -> Away {
        Away(error.to_string())
    }
}

/// Where the stream stands.
#[derive(Clone, Debug)]
pub(super) struct StreamState {
    pub last: Position,
    pub incarnation: Option<String>,
}

impl Api {
    pub fn new(client: async_nats::Client, epochs: watch::Receiver<u64>) -> Api {
        Api { client, epochs }
    }

    pub fn client(&self) -> &async_nats::Client {
        &self.client
    }

    /// One request with an answer in JSON; an `error` in it becomes `Refused`.
    pub async fn call(&self, verb: &str, body: &Value) -> Result<Value, ApiError> {
        let asked = self.client.request(format!("$JS.API.{verb}"), body.to_string().into());
        let answer = within(asked).await?.map_err(|error| ApiError::Away(error.to_string()))?;
        let value: Value =
            serde_json::from_slice(&answer.payload).map_err(|error| ApiError::Unreadable(error.to_string()))?;
        match refusal(&value) {
            Some(error) => Err(error),
            None => Ok(value),
        }
    }

    async fn stream_info(&self) -> Result<Option<Value>, ApiError> {
        match self.call("STREAM.INFO.EVENTS", &Value::Null).await {
            Ok(info) => Ok(Some(info)),
            Err(ApiError::Refused { code: 10059, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub async fn stream_config(&self) -> Result<Option<Value>, ApiError> {
        Ok(self.stream_info().await?.map(|mut info| info["config"].take()))
    }

    pub async fn stream_state(&self) -> Result<StreamState, ApiError> {
        let info = self
            .stream_info()
            .await?
            .ok_or_else(|| ApiError::Refused { code: 10059, description: "the stream EVENTS is gone".into() })?;
        Ok(StreamState {
            last: info["state"]["last_seq"].as_u64().unwrap_or(0),
            incarnation: info["config"]["metadata"]["incarnation"].as_str().map(str::to_owned),
        })
    }

    /// The next message at or after `from` on a subject, asked from the stream's leader: never an old answer.
    pub async fn next_from_leader(&self, subject: &str, from: Position) -> Result<Option<Entry>, ApiError> {
        self.message(&json!({ "seq": from.max(1), "next_by_subj": subject })).await
    }

    /// The message at a position, asked from the leader; `None`: erased.
    pub async fn at_from_leader(&self, position: Position) -> Result<Option<Entry>, ApiError> {
        self.message(&json!({ "seq": position })).await
    }

    async fn message(&self, query: &Value) -> Result<Option<Entry>, ApiError> {
        match self.call("STREAM.MSG.GET.EVENTS", query).await {
            Ok(answer) => stored_message(&answer["message"]).map(Some),
            Err(ApiError::Refused { code: 10037, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The last sequence of a subject, 0 for none.
    pub async fn last_of(&self, subject: &Subject) -> Result<Position, ApiError> {
        let query = json!({ "last_by_subj": subject.as_str() }).to_string();
        let asked = self.client.request("$JS.API.DIRECT.GET.EVENTS", query.into());
        let answer = within(asked).await?.map_err(|error| ApiError::Away(error.to_string()))?;
        match answer.status.map(|status| status.as_u16()) {
            None => Ok(entry_of_direct_get(answer)?.position),
            Some(404) => Ok(0),
            Some(other) => Err(ApiError::Away(format!("direct get answered {other}"))),
        }
    }

    /// Everything on `subject` after `after`, oldest first, until `done` says so or the end is reached.
    pub async fn collect(
        &self,
        subject: &str,
        after: Position,
        mut done: impl FnMut(&Entry) -> bool,
    ) -> Result<Vec<Entry>, ApiError> {
        let mut entries = Vec::new();
        let mut after = after;
        loop {
            let batch = self.batch(subject, after).await?;
            for entry in batch.entries {
                after = entry.position;
                if done(&entry) {
                    return Ok(entries);
                }
                entries.push(entry);
            }
            if !batch.more {
                return Ok(entries);
            }
        }
    }

    async fn batch(&self, subject: &str, after: Position) -> Result<Batch, ApiError> {
        let away = |why: String| ApiError::Away(why);
        let inbox = self.client.new_inbox();
        let mut answers = within(self.client.subscribe(inbox.clone())).await?.map_err(|e| away(e.to_string()))?;
        let query = json!({ "seq": after + 1, "batch": BATCH, "next_by_subj": subject }).to_string();
        let asked = self.client.publish_with_reply("$JS.API.DIRECT.GET.EVENTS", inbox, query.into());
        within(asked).await?.map_err(|e| away(e.to_string()))?;
        let mut entries = Vec::new();
        loop {
            let answer = within(answers.next()).await?.ok_or_else(|| away("the connection closed".into()))?;
            match answer.status.map(|status| status.as_u16()) {
                None => entries.push(entry_of_direct_get(answer)?),
                Some(404) => return Ok(Batch { entries, more: false }),
                Some(204) => {
                    let pending = header(&answer.headers, "Nats-Num-Pending").and_then(|text| text.parse().ok());
                    return Ok(Batch { more: pending.unwrap_or(0u64) > 0 && !entries.is_empty(), entries });
                }
                Some(other) => return Err(away(format!("direct get answered {other}"))),
            }
        }
    }

    /// Overwrites a message's bytes; the position stays empty for ever.
    pub async fn overwrite(&self, position: Position) -> Result<(), ApiError> {
        match self.call("STREAM.MSG.DELETE.EVENTS", &json!({ "seq": position, "no_erase": false })).await {
            // Gone already: what was wanted.
            Ok(_) | Err(ApiError::Refused { code: 10037 | 10043 | 10057, .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

struct Batch {
    entries: Vec<Entry>,
    more: bool,
}

async fn within<T>(asked: impl Future<Output = T>) -> Result<T, ApiError> {
    timeout(PATIENCE, asked).await.map_err(|_| ApiError::Away("no answer in time".into()))
}

pub(super) fn refusal(answer: &Value) -> Option<ApiError> {
    let error = answer.get("error")?;
    Some(ApiError::Refused {
        code: error["err_code"].as_u64().or_else(|| error["code"].as_u64()).unwrap_or(0),
        description: error["description"].as_str().unwrap_or("no reason given").to_owned(),
    })
}

pub(super) fn header<'a>(headers: &'a Option<HeaderMap>, name: &str) -> Option<&'a str> {
    headers.as_ref()?.get(name).map(|value| value.as_str())
}

/// An entry from a message's headers and payload. Messages that Loggia did not write have no type: an empty kind, which nobody knows.
pub(super) fn entry(
    position: Position,
    subject: &str,
    stored_at: OffsetDateTime,
    headers: &Option<HeaderMap>,
    payload: Bytes,
) -> Entry {
    Entry {
        position,
        subject: Subject::read(subject),
        kind: Arc::from(header(headers, TYPE).unwrap_or_default()),
        actor: header(headers, ACTOR).and_then(|text| text.parse().ok()).unwrap_or(PersonId::OPERATOR),
        id: header(headers, "Nats-Msg-Id").and_then(|text| text.parse().ok()).unwrap_or(EventId(uuid::Uuid::nil())),
        stored_at,
        request: header(headers, REQUEST).map(Box::from),
        payload,
    }
}

fn entry_of_direct_get(answer: Message) -> Result<Entry, ApiError> {
    let text = |name: &str| {
        header(&answer.headers, name).ok_or_else(|| ApiError::Unreadable(format!("a direct get without {name}")))
    };
    let position =
        text("Nats-Sequence")?.parse().map_err(|_| ApiError::Unreadable("a sequence that is none".into()))?;
    let stored_at = instant(text("Nats-Time-Stamp")?)?;
    Ok(entry(position, text("Nats-Subject")?, stored_at, &answer.headers, answer.payload.clone()))
}

#[derive(Deserialize)]
struct StoredMessage {
    subject: String,
    seq: Position,
    #[serde(default)]
    hdrs: String,
    #[serde(default)]
    data: String,
    time: String,
}

fn stored_message(value: &Value) -> Result<Entry, ApiError> {
    let unreadable = |why: String| ApiError::Unreadable(why);
    let message = StoredMessage::deserialize(value).map_err(|e| unreadable(e.to_string()))?;
    let headers = STANDARD.decode(&message.hdrs).map_err(|e| unreadable(e.to_string()))?;
    let payload = STANDARD.decode(&message.data).map_err(|e| unreadable(e.to_string()))?;
    let headers = header_lines(&String::from_utf8_lossy(&headers));
    Ok(entry(message.seq, &message.subject, instant(&message.time)?, &Some(headers), payload.into()))
}

fn header_lines(text: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in text.lines().filter_map(|line| line.split_once(':')) {
        headers.insert(name, value.trim());
    }
    headers
}

fn instant(text: &str) -> Result<OffsetDateTime, ApiError> {
    OffsetDateTime::parse(text, &Rfc3339).map_err(|error| ApiError::Unreadable(error.to_string()))
}
