//! The incoming side of a socket: frames in within the limits, pongs, the end. The websocket library reads; what it wants to say
//! (pongs, closes) goes out over the same [`Line`] as everything else.

use super::End;
use crate::config::seconds;
use crate::socket::Node;
use crate::socket::close::Close;
use crate::socket::frame::Outgoing;
use crate::socket::line::{Line, Sent};
use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout};
use tungstenite::error::{CapacityError, Error};
use tungstenite::protocol::{Role, WebSocket, WebSocketConfig};
use tungstenite::{Message, Utf8Bytes};

/// A frame from the client, at most. The websocket library refuses larger ones before it reads them.
const LARGEST_FRAME: usize = 64 << 10;
/// What the library reads at once, and keeps for each connection; its own default is 128 KiB.
const READ_BUFFER: usize = 512;

pub struct Wire {
    socket: WebSocket<Ear>,
    allowance: Option<Allowance>,
}

/// The library's view of the line: bytes that are there, and a place for its own frames.
struct Ear(Arc<Line>);

impl Read for Ear {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.stream.try_read(buffer)
    }
}

impl Write for Ear {
    /// Whole frames at a time: the library writes out what it has encoded.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.put_bytes(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub enum Heard {
    Text(Utf8Bytes),
    /// A ping was answered after so many milliseconds.
    RoundTrip(u32),
    /// Something that needs no answer of ours.
    Nothing,
    End(End),
}

impl Wire {
    pub fn new(line: Arc<Line>, early: Vec<u8>, node: &Node) -> Wire {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            .max_message_size(Some(LARGEST_FRAME))
            .max_frame_size(Some(LARGEST_FRAME));
        let socket = WebSocket::from_partially_read(Ear(line), early, Role::Server, Some(config));
        let per_second = node.config.limited().then_some(node.config.frames_per_second);
        Wire { socket, allowance: per_second.map(Allowance::new) }
    }

    pub fn line(&self) -> &Arc<Line> {
        &self.socket.get_ref().0
    }

    /// The next frame. Cancel-safe: what was read of one is kept.
    pub async fn hear(&mut self) -> Heard {
        loop {
            match self.socket.read() {
                Ok(message) => return self.heard(message),
                Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Heard::End(why(&error)),
            }
            if self.line().stream.readable().await.is_err() {
                return Heard::End(End::Gone);
            }
        }
    }

    fn heard(&mut self, message: Message) -> Heard {
        let counts = !matches!(message, Message::Pong(_) | Message::Close(_));
        if counts && self.allowance.as_mut().is_some_and(|allowance| !allowance.take()) {
            return Heard::End(Close::RateLimited.into());
        }
        match message {
            Message::Text(text) => Heard::Text(text),
            Message::Binary(_) => Heard::End(Close::Binary.into()),
            Message::Pong(_) => self.line().answered().map_or(Heard::Nothing, Heard::RoundTrip),
            Message::Ping(_) => {
                self.reply();
                Heard::Nothing
            }
            Message::Close(_) => {
                self.reply();
                Heard::End(End::Gone)
            }
            Message::Frame(_) => Heard::Nothing,
        }
    }

    /// Sends the library's own answer to what was just read. One that does not fit now goes with what comes next.
    fn reply(&mut self) {
        if self.socket.flush().is_ok() && self.line().send() == Sent::Blocked {
            self.line().turn.notify_one();
        }
    }

    /// Says why, and stays until the client has heard it: closing with unread input would throw the close frame away.
    pub async fn farewell(&mut self, why: Close) {
        const PATIENCE: Duration = Duration::from_secs(1);
        if let Close::Restart { after_ms } = why {
            self.line().put(vec![Outgoing::Reconnect { after_ms }.text()]);
        }
        // It is queued, whatever it says.
        let _ = self.socket.close(Some(why.frame()));
        let deadline = Instant::now() + PATIENCE;
        if timeout(PATIENCE, self.line().drain()).await != Ok(true) {
            return;
        }
        let _ = tokio::time::timeout_at(deadline, async {
            // After such a frame the library must not read on; the client may still be sending.
            if matches!(why, Close::TooLarge | Close::NotUtf8 | Close::Binary | Close::RateLimited) {
                self.ignore().await;
            } else {
                while !matches!(self.hear().await, Heard::End(_)) {}
            }
        })
        .await;
    }

    /// Throws away what comes, until the client closes.
    async fn ignore(&mut self) {
        let mut nobody_reads_this = vec![0; 4 << 10];
        loop {
            match self.line().stream.try_read(&mut nobody_reads_this) {
                Ok(0) => return,
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    if self.line().stream.readable().await.is_err() {
                        return;
                    }
                }
                Err(_) => return,
            }
        }
    }
}

fn why(error: &Error) -> End {
    match error {
        Error::Capacity(CapacityError::MessageTooLong { .. }) => Close::TooLarge.into(),
        Error::Utf8(_) => Close::NotUtf8.into(),
        _ => End::Gone,
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
