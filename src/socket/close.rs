//! Why a socket is closed by the server. The codes are the contract's; a client reads from them whether to come back.

use tungstenite::Utf8Bytes;
use tungstenite::protocol::CloseFrame;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    /// The node goes away; the socket first gets a `reconnect` frame with these milliseconds.
    Restart {
        after_ms: u32,
    },
    Binary,
    TooLarge,
    NotUtf8,
    BadFrame,
    /// The first frame is no hello, or none came in time.
    NoHello,
    HeartbeatTimeout,
    RateLimited,
    /// The session ended or the person was banned.
    SessionEnded,
    /// Too slow for too long.
    Behind,
    TooManySockets,
    /// Something this node needs does not answer.
    TryLater,
}

impl Close {
    pub fn code(self) -> u16 {
        match self {
            Close::Restart { .. } => 1012,
            Close::Binary => 1003,
            Close::TooLarge => 1009,
            Close::NotUtf8 => 1007,
            Close::BadFrame => 4001,
            Close::NoHello => 4003,
            Close::HeartbeatTimeout => 4006,
            Close::RateLimited => 4008,
            Close::SessionEnded => 4009,
            Close::Behind => 4011,
            Close::TooManySockets => 4012,
            Close::TryLater => 1013,
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Close::Restart { .. } => "restart",
            Close::Binary => "text frames only",
            Close::TooLarge => "frame too large",
            Close::NotUtf8 => "text must be UTF-8",
            Close::BadFrame => "bad frame",
            Close::NoHello => "say hello first",
            Close::HeartbeatTimeout => "heartbeat timeout",
            Close::RateLimited => "rate limited",
            Close::SessionEnded => "session ended",
            Close::Behind => "behind for too long",
            Close::TooManySockets => "too many sockets",
            Close::TryLater => "try later",
        }
    }

    pub fn frame(self) -> CloseFrame {
        CloseFrame { code: self.code().into(), reason: Utf8Bytes::from_static(self.reason()) }
    }
}
