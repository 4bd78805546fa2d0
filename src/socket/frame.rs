//! Every frame there is, in and out. The OpenAPI document lists these types.

mod incoming;

use super::topics::Topic;
use crate::id::{PersonId, Position};
use crate::presence::heard::Status;
use bytes::Bytes;
pub use incoming::{BadFrame, Hello, Incoming, Subscribe, ToRelay, Typing, Unsubscribe};
use serde::Serialize;
use serde_json::Value;
use std::fmt;
use time::OffsetDateTime;
use tungstenite::protocol::frame::FrameHeader;
use tungstenite::protocol::frame::coding::{Data, OpCode};
use utoipa::ToSchema;
use uuid::Uuid;

/// An encoded frame with its websocket header before it: the bytes that go over the wire. Cloning shares them.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(Bytes);

/// The longest header of a frame from a server.
const HEADER: usize = 10;
/// A websocket ping without a payload, as it goes over the wire.
pub const PING: Bytes = Bytes::from_static(&[0x89, 0]);

impl Text {
    pub fn encode(frame: &impl Serialize) -> Text {
        let mut wire = vec![0; HEADER];
        // Frames are plain structs with text keys: writing them cannot fail.
        let _ = serde_json::to_writer(&mut wire, frame);
        Text::framed(wire)
    }

    /// `wire`: room for the header, then the text.
    fn framed(mut wire: Vec<u8>) -> Text {
        let mut header = Vec::with_capacity(HEADER);
        let text = FrameHeader { opcode: OpCode::Data(Data::Text), ..FrameHeader::default() };
        // Into memory: it cannot fail.
        let _ = text.format((wire.len() - HEADER) as u64, &mut header);
        let start = HEADER - header.len();
        wire[start..HEADER].copy_from_slice(&header);
        Text(Bytes::from(wire).slice(start..))
    }

    /// The frame's text.
    pub fn as_str(&self) -> &str {
        // The second byte says how the length is written (RFC 6455, 5.2).
        let header = match self.0.get(1) {
            Some(127) => 10,
            Some(126) => 4,
            Some(_) | None => 2,
        };
        std::str::from_utf8(self.0.get(header..).unwrap_or_default()).unwrap_or_default()
    }

    /// Bytes on the wire.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn into_wire(self) -> Bytes {
        self.0
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        let mut wire = vec![0; HEADER];
        wire.extend_from_slice(text.as_bytes());
        Text::framed(wire)
    }
}

// Out

/// What the server sends. An event frame has the event's own fields beside those listed here.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Outgoing {
    Hello {
        connection: String,
        incarnation: String,
        /// Events after it will come.
        position: Position,
        heartbeat_ms: u64,
        person: PersonId,
        #[schema(value_type = Vec<String>)]
        topics: Vec<Topic>,
        refused: Vec<Refusal>,
    },
    /// Everything of yours up to here has been sent.
    Heartbeat {
        position: Position,
    },
    /// Fetch these over HTTP and go on from here.
    Reset {
        #[schema(value_type = Vec<String>)]
        topics: Vec<Topic>,
        position: Position,
        reason: ResetReason,
    },
    /// Somebody else writes in a conversation, or has stopped; without a renewal it counts for 5 s.
    Typing {
        conversation: Uuid,
        person: PersonId,
        typing: bool,
    },
    /// From the other one of a call, for whichever of one's sockets it concerns.
    Signal {
        call: Uuid,
        from: PersonId,
        #[schema(value_type = Object)]
        data: Value,
    },
    /// One has read a conversation, or seen one's notifications, up to there, in whichever tab.
    Marker {
        /// Left out: it is not a conversation's.
        #[serde(skip_serializing_if = "Option::is_none")]
        conversation: Option<Uuid>,
        /// Left out: it is not the notifications'.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        #[schema(required = false)]
        notifications: bool,
        /// Of the notifications only those about this game.
        #[serde(skip_serializing_if = "Option::is_none")]
        game: Option<Uuid>,
        up_to: Position,
        unread: i64,
        /// Where `unread` was counted: what came after that is not in it.
        position: Position,
    },
    /// After a hello, and when who is online was not known for a while: which of one's friends are.
    FriendsOnlineSnapshot {
        people: Vec<PersonId>,
        /// Those of them who are away.
        away: Vec<PersonId>,
    },
    FriendPresenceChanged {
        person: PersonId,
        status: Status,
    },
    /// Who of a conversation is online: on subscribing to it, and after that when it changes, at most once a second.
    ConnectedUsers {
        conversation: Uuid,
        people: Vec<PersonId>,
    },
    /// The node goes away; come back with your cursor after so long.
    Reconnect {
        after_ms: u32,
    },
    Error {
        code: &'static str,
    },
}

impl Outgoing {
    pub fn text(&self) -> Text {
        Text::encode(self)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResetReason {
    /// More has happened since than is worth sending.
    TooOld,
    /// The position belongs to another log.
    UnknownIncarnation,
    /// The position is beyond the log's end.
    BeyondEnd,
}

impl ResetReason {
    pub fn as_str(self) -> &'static str {
        match self {
            ResetReason::TooOld => "too_old",
            ResetReason::UnknownIncarnation => "unknown_incarnation",
            ResetReason::BeyondEnd => "beyond_end",
        }
    }
}

/// A topic that was not subscribed, and why.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Refusal {
    #[schema(value_type = String)]
    pub topic: Topic,
    #[schema(example = "topics.not_found")]
    pub code: &'static str,
}

/// The answer to a subscribe: `events` are whole event frames, those after `since` that this connection has not had.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Subscribed {
    #[schema(example = "subscribed")]
    pub op: &'static str,
    pub id: u64,
    #[schema(value_type = Vec<String>)]
    pub topics: Vec<Topic>,
    pub refused: Vec<Refusal>,
    pub position: Position,
    #[serde(skip_serializing)]
    #[schema(value_type = Vec<Object>)]
    pub events: Vec<Text>,
}

impl Subscribed {
    /// The events are JSON already, and shared with other connections: they are spliced in as they are.
    pub fn text(&self) -> Text {
        let mut text = serde_json::to_string(self).unwrap_or_default();
        text.reserve(self.events.iter().map(|event| event.len() + 1).sum::<usize>() + 16);
        text.pop();
        text.push_str(",\"events\":[");
        for (index, event) in self.events.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            text.push_str(event.as_str());
        }
        text.push_str("]}");
        text.into()
    }
}

/// One event: these fields beside the event's own.
#[derive(Serialize, ToSchema)]
pub struct EventFrame<'a> {
    #[schema(example = "event")]
    pub op: &'static str,
    pub seq: Position,
    #[serde(rename = "type")]
    #[schema(example = "post.created")]
    pub kind: &'static str,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Absent where others may not know who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<PersonId>,
    #[schema(value_type = Vec<String>)]
    pub topics: &'a [Topic],
    /// The event's own fields.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub fields: serde_json::Value,
    /// Rendered Markdown, of events that have some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<&'a str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_header_of_its_length() {
        for (length, header) in [(0, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10)] {
            let text = Text::from("x".repeat(length));
            assert_eq!((text.len(), text.as_str().len()), (length + header, length));
            assert_eq!(text.into_wire()[0], 0x81, "a whole text frame, not masked");
        }
    }

    #[test]
    fn events_are_spliced_into_the_answer() {
        let answer = Subscribed {
            op: "subscribed",
            id: 3,
            topics: vec![Topic::feed()],
            refused: vec![],
            position: 9,
            events: vec![r#"{"op":"event","seq":8}"#.to_owned().into(), r#"{"op":"event","seq":9}"#.to_owned().into()],
        };
        let read: serde_json::Value = serde_json::from_str(answer.text().as_str()).unwrap();
        assert_eq!(read["events"][1]["seq"], 9);
        assert_eq!(read["topics"][0], "feed");
        assert_eq!((&read["id"], &read["position"], &read["op"]), (&3.into(), &9.into(), &"subscribed".into()));
    }
}
