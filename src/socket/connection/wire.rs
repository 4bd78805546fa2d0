//! The websocket itself: frames in within the limits, frames out in as few writes as possible, pings, the end.

use super::End;
use crate::config::seconds;
use crate::socket::Node;
use crate::socket::close::Close;
use crate::socket::delivery::Batch;
use crate::socket::frame::Outgoing;
use axum::Error;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use bytes::Bytes;
use futures_util::SinkExt;
use std::time::Duration;
use tokio::time::{Instant, timeout};
use tungstenite::error::{CapacityError, Error as WebSocketError};

/// A frame from the client, at most. The websocket library refuses larger ones before it reads them.
pub const LARGEST_FRAME: usize = 64 << 10;
/// What the library reads at once; its own default is 128 KiB for each connection.
pub const READ_BUFFER: usize = 1 << 10;
/// Frames of one batch leave in writes of about this size. The library keeps what it grew to, so it is small.
pub const WRITE_BUFFER: usize = 4 << 10;

/// Pings without an answer before the client counts as gone.
const UNANSWERED: u8 = 2;

pub struct Wire {
    socket: WebSocket,
    unanswered: u8,
    allowance: Option<Allowance>,
}

pub enum Heard {
    Text(Utf8Bytes),
    /// Something that needs no answer of ours.
    Nothing,
    End(End),
}

impl Wire {
    pub fn new(socket: WebSocket, node: &Node) -> Wire {
        let per_second = node.config.limited().then_some(node.config.frames_per_second);
        Wire { socket, unanswered: 0, allowance: per_second.map(Allowance::new) }
    }

    /// The next frame. Cancel-safe.
    pub async fn hear(&mut self) -> Heard {
        let message = match self.socket.recv().await {
            None => return Heard::End(End::Gone),
            Some(Err(error)) => return Heard::End(why(error)),
            Some(Ok(message)) => message,
        };
        let counts = !matches!(message, Message::Pong(_) | Message::Close(_));
        if counts && self.allowance.as_mut().is_some_and(|allowance| !allowance.take()) {
            return Heard::End(Close::RateLimited.into());
        }
        match message {
            Message::Text(text) => Heard::Text(text),
            Message::Binary(_) => Heard::End(Close::Binary.into()),
            Message::Pong(_) => {
                self.unanswered = 0;
                Heard::Nothing
            }
            // The library has answered it.
            Message::Ping(_) => Heard::Nothing,
            Message::Close(_) => Heard::End(End::Gone),
        }
    }

    /// Everything of the batch in the socket's hands when it returns; a heartbeat brings a ping with it.
    pub async fn write(&mut self, batch: Batch) -> Result<(), End> {
        if batch.heartbeat.is_some() && self.unanswered >= UNANSWERED {
            return Err(Close::HeartbeatTimeout.into());
        }
        let gone = |_: Error| End::Gone;
        for frame in batch.frames {
            self.socket.feed(Message::Text(frame.into_utf8())).await.map_err(gone)?;
        }
        if let Some(position) = batch.heartbeat {
            self.unanswered += 1;
            let heartbeat = Outgoing::Heartbeat { position }.text();
            self.socket.feed(Message::Text(heartbeat.into_utf8())).await.map_err(gone)?;
            self.socket.feed(Message::Ping(Bytes::new())).await.map_err(gone)?;
        }
        self.socket.flush().await.map_err(gone)
    }

    /// Says why, and stays until the client has heard it: closing with unread input would throw the close frame away.
    pub async fn farewell(&mut self, why: Close) {
        const PATIENCE: Duration = Duration::from_secs(1);
        let said = async {
            if let Close::Restart { after_ms } = why {
                let reconnect = Outgoing::Reconnect { after_ms }.text();
                self.socket.feed(Message::Text(reconnect.into_utf8())).await?;
            }
            self.socket.send(Message::Close(Some(why.frame()))).await
        };
        if !matches!(timeout(PATIENCE, said).await, Ok(Ok(()))) {
            return;
        }
        let heard = async { while let Some(Ok(_)) = self.socket.recv().await {} };
        let began = Instant::now();
        if timeout(PATIENCE, heard).await.is_ok() && matches!(why, Close::TooLarge | Close::NotUtf8) {
            // The library reads no more after these; the client may still be sending.
            tokio::time::sleep(PATIENCE.saturating_sub(began.elapsed())).await;
        }
    }
}

fn why(error: Error) -> End {
    match error.into_inner().downcast_ref::<WebSocketError>() {
        Some(WebSocketError::Capacity(CapacityError::MessageTooLong { .. })) => Close::TooLarge.into(),
        Some(WebSocketError::Utf8(_)) => Close::NotUtf8.into(),
        Some(_) | None => End::Gone,
    }
}

/// So many frames a second, as many at once.
struct Allowance {
    per_second: f32,
    left: f32,
    at: Instant,
}

impl Allowance {
    fn new(per_second: u32) -> Allowance {
        // One more than the client may send in a second: its hello.
        let left = per_second as f32 + 1.0;
        Allowance { per_second: per_second as f32, left, at: Instant::now() }
    }

    fn take(&mut self) -> bool {
        let now = Instant::now();
        let earned = now.duration_since(self.at).as_secs_f32() * self.per_second;
        self.left = (self.left + earned).min(self.per_second + 1.0) - 1.0;
        self.at = now;
        self.left >= 0.0
    }
}

/// How long the first frame may take.
pub fn first_frame(node: &Node) -> Duration {
    seconds(node.config.hello_s)
}
