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
    /// When the first ping that is not answered was handed over, in the writer's milliseconds; 0: there is none.
    pinged_at: AtomicU32,
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
            pinged_at: AtomicU32::new(0),
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
        self.put(vec![Outgoing::Heartbeat { position }.text()]);
        self.ping();
    }

    /// Asks for an answer, to measure how long it takes.
    pub fn ping(&self) {
        let now = self.writer.now().max(1);
        // A ping before it is answered first.
        let _ = self.pinged_at.compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed);
        self.out.lock().frames.push_back(PING);
    }

    /// Takes frames over that concern this connection alone.
    pub fn put(&self, frames: Vec<Text>) {
        self.out.lock().frames.extend(frames.into_iter().map(Text::into_wire));
    }

    /// Takes bytes of whole frames over, as the websocket library writes them.
    pub fn put_bytes(&self, bytes: &[u8]) {
        self.out.lock().frames.push_back(Bytes::copy_from_slice(bytes));
    }

    /// A ping was answered; after how many milliseconds, unless nobody asked.
    pub fn answered(&self) -> Option<u32> {
        self.unanswered.store(0, Ordering::Relaxed);
        let pinged_at = self.pinged_at.swap(0, Ordering::Relaxed);
        (pinged_at != 0).then(|| self.writer.now().max(1).wrapping_sub(pinged_at))
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::io::AsyncReadExt;
    use tokio::net::TcpListener;

    async fn line() -> (Arc<Line>, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        (Arc::new(Line::new(stream, Arc::new(Writer::new(Duration::ZERO)))), client)
    }

    #[tokio::test]
    async fn a_reader_that_stalls_blocks_the_line_and_gets_everything_in_order_afterwards() {
        let (line, mut client) = line().await;
        let texts: Vec<Text> = (0..2_000).map(|n| Text::from(format!("{n:0>4000}"))).collect();
        let expected: Vec<u8> = texts.iter().flat_map(|text| text.clone().into_wire()).collect();
        line.put(texts);
        assert_eq!((line.send(), line.is_blocked()), (Sent::Blocked, true));
        let read = tokio::spawn(async move {
            let mut got = vec![0; expected.len()];
            client.read_exact(&mut got).await.unwrap();
            got == expected
        });
        assert!(line.drain().await);
        assert!(!line.is_blocked());
        assert!(read.await.unwrap(), "the bytes are those handed over, in their order");
    }

    #[tokio::test]
    async fn a_client_that_is_gone_is_noticed() {
        let (line, client) = line().await;
        drop(client);
        // The first bytes may still be taken; the answer to them is that nobody is there.
        let mut sent = Sent::All;
        for _ in 0..1_000 {
            line.put(vec![Text::from("x".repeat(1_000))]);
            sent = line.send();
            if sent == Sent::Gone {
                break;
            }
            tokio::task::yield_now().await;
        }
        assert_eq!(sent, Sent::Gone);
    }

    #[tokio::test]
    async fn pings_nobody_answers_end_the_connection() {
        use crate::id::{PersonId, SessionId};
        use crate::socket::delivery::Bounds;
        use crate::socket::topics::Holder;
        let (line, _client) = line().await;
        let mut delivery = Delivery::new(0, 1_000, Bounds::default());
        let nobody = uuid::Uuid::nil();
        let holder = Holder { person: PersonId(nobody), session: SessionId(nobody) };
        let (id, _) = delivery.register(holder, line.clone());
        let beat = || Batch { heartbeat: Some(1), ..Batch::default() };
        for _ in 0..UNANSWERED {
            line.hand_over(&mut delivery, id, beat());
        }
        assert_eq!(delivery.closing(id), None);
        assert!(line.answered().is_some());
        assert_eq!(line.answered(), None, "nobody asked");
        line.hand_over(&mut delivery, id, beat());
        assert_eq!(delivery.closing(id), None, "an answer begins the count anew");
        line.hand_over(&mut delivery, id, beat());
        line.hand_over(&mut delivery, id, beat());
        assert_eq!(delivery.closing(id), Some(Close::HeartbeatTimeout));
    }
}
