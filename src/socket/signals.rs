//! Signals: frames that are shown now or never. They have no place in the log, go to every node over core NATS, and are the
//! first to be dropped when somebody's queue is full.

use super::Node;
use super::frame::Text;
use super::topics::Topic;
use crate::id::PersonId;
use crate::log::Log;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::sync::Arc;
use std::time::Duration;

const SUBJECT: &str = "signal.socket";
const RETRY: Duration = Duration::from_secs(1);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Every socket of this person.
    Person(PersonId),
    /// Every socket subscribed to this topic.
    Topic(Topic),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Signal {
    pub to: Audience,
    /// Whose sockets are left out: who typed knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub but: Option<PersonId>,
    /// Who it comes from: whoever has blocked them is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<PersonId>,
    frame: Box<RawValue>,
}

impl Signal {
    /// `frame`: a whole frame, with its `op`.
    pub fn new(to: Audience, frame: &impl Serialize) -> Result<Signal, serde_json::Error> {
        Ok(Signal { to, but: None, of: None, frame: serde_json::value::to_raw_value(frame)? })
    }

    pub fn but(self, person: PersonId) -> Signal {
        Signal { but: Some(person), ..self }
    }

    pub fn of(self, person: PersonId) -> Signal {
        Signal { of: Some(person), ..self }
    }

    pub fn text(&self) -> Text {
        self.frame.get().to_owned().into()
    }

    /// Tells it to every node. That it arrives is not promised: without the log's server nothing is said.
    pub async fn send(&self, log: &Log) {
        match serde_json::to_vec(self) {
            Ok(payload) => {
                let _ = log.nats().publish(SUBJECT, payload.into()).await;
            }
            Err(error) => tracing::error!(%error, "a signal cannot be written"),
        }
    }
}

/// Hands the signals of all nodes to this node's sockets.
pub(super) async fn hear(node: Arc<Node>) {
    loop {
        if let Ok(mut signals) = node.log.nats().subscribe(SUBJECT).await {
            while let Some(message) = signals.next().await {
                match serde_json::from_slice::<Signal>(&message.payload) {
                    Ok(signal) => node.with(|delivery| delivery.signal(&signal)),
                    Err(error) => tracing::debug!(%error, "a signal cannot be read"),
                }
            }
        }
        tokio::time::sleep(RETRY).await;
    }
}
