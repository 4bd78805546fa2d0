//! One socket's outgoing side: encoded frames in the order they were handed over, sent without waiting.
//!
//! Whoever hands frames over does so with delivery locked, so their order is decided there; whoever sends only moves bytes. A
//! socket that takes no more is *blocked*: nothing further is handed to it until its own task has sent the rest.

use super::close::Close;
use super::delivery::{Batch, Bell, Call, ConnectionId, Delivery};
use super::frame::{Outgoing, PING, Text};
use super::writer::Writer;
use bytes::{Buf, Bytes};
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use tokio::net::TcpStream;
use tokio::sync::Notify;

/// Frames that leave in one system call, at most.
const AT_ONCE: usize = 64;
/// Pings without an answer before the client counts as gone.
const UNANSWERED: u8 = 2;

pub struct Line {
    pub stream: TcpStream,
    out: Mutex<Out>,
    /// The connection's own task has something to do.
    pub turn: Notify,
    unanswered: AtomicU8,
    /// When frames last left, in the writer's milliseconds.
    pub wrote_at: AtomicU32,
    writer: Arc<Writer>,
}

#[derive(Default)]
struct Out {
    /// The first may have been sent in part.
    frames: VecDeque<Bytes>,
    blocked: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sent {
    All,
    /// The socket takes no more for now.
    Blocked,
    /// The client or the network is gone.
    Gone,
}

impl Line {
    pub fn new(stream: TcpStream, writer: Arc<Writer>) -> Line {
        Line {
            stream,
            out: Mutex::default(),
            turn: Notify::new(),
            unanswered: AtomicU8::new(0),
            wrote_at: AtomicU32::new(0),
            writer,
        }
    }

    /// Takes over what `delivery` has for it. A heartbeat brings a ping with it; one too many without an answer is the end.
    pub fn hand_over(&self, delivery: &mut Delivery, id: ConnectionId, batch: Batch) {
        self.put(batch.frames);
        let Some(position) = batch.heartbeat else { return };
        if self.unanswered.fetch_add(1, Ordering::Relaxed) >= UNANSWERED {
            return delivery.close(id, Close::HeartbeatTimeout);
        }
        let mut out = self.out.lock();
        out.frames.push_back(Outgoing::Heartbeat { position }.text().into_wire());
        out.frames.push_back(PING);
    }

    /// Takes frames over that concern this connection alone.
    pub fn put(&self, frames: Vec<Text>) {
        self.out.lock().frames.extend(frames.into_iter().map(Text::into_wire));
    }

    /// Takes bytes of whole frames over, as the websocket library writes them.
    pub fn put_bytes(&self, bytes: &[u8]) {
        self.out.lock().frames.push_back(Bytes::copy_from_slice(bytes));
    }

    /// A ping was answered.
    pub fn answered(&self) {
        self.unanswered.store(0, Ordering::Relaxed);
    }

    pub fn is_blocked(&self) -> bool {
        self.out.lock().blocked
    }

    /// Sends what the socket takes now.
    pub fn send(&self) -> Sent {
        let mut out = self.out.lock();
        if !out.frames.is_empty() {
            self.wrote_at.store(self.writer.now(), Ordering::Relaxed);
        }
        let sent = loop {
            if out.frames.is_empty() {
                break Sent::All;
            }
            match self.send_some(&out.frames) {
                Ok(0) => break Sent::Gone,
                Ok(bytes) => out.sent(bytes),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break Sent::Blocked,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break Sent::Gone,
            }
        };
        out.blocked = sent == Sent::Blocked;
        if sent != Sent::Blocked {
            // An idle connection holds no memory for what it might have to send.
            out.frames = VecDeque::new();
        }
        sent
    }

    fn send_some(&self, frames: &VecDeque<Bytes>) -> io::Result<usize> {
        if let [only] = frames.as_slices().0 {
            return self.stream.try_write(only);
        }
        let mut slices = [IoSlice::new(&[]); AT_ONCE];
        let mut count = 0;
        for (slice, frame) in slices.iter_mut().zip(frames) {
            *slice = IoSlice::new(frame);
            count += 1;
        }
        self.stream.try_write_vectored(&slices[..count])
    }

    /// Waits until everything handed over is sent; `false`: the client is gone. Cancel-safe.
    pub async fn drain(&self) -> bool {
        loop {
            match self.send() {
                Sent::All => return true,
                Sent::Gone => return false,
                Sent::Blocked => {
                    if self.stream.writable().await.is_err() {
                        return false;
                    }
                }
            }
        }
    }
}

impl Out {
    fn sent(&mut self, mut bytes: usize) {
        while let Some(first) = self.frames.front_mut() {
            if first.len() > bytes {
                first.advance(bytes);
                return;
            }
            bytes -= first.len();
            self.frames.pop_front();
        }
    }
}

impl Bell for Line {
    fn ring(self: Arc<Self>, id: ConnectionId, what: Call) {
        match what {
            Call::Frames { urgent } => {
                let writer = self.writer.clone();
                writer.schedule(id, self, urgent);
            }
            Call::Turn => self.turn.notify_one(),
        }
    }
}
