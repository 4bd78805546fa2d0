//! One socket: hears what the client asks, and writes what is not simply live: answers, and everything while it catches up. What
//! is live is written by [`super::writer`], many connections in one go.

mod asking;
mod greeting;
mod relay;
mod typing;
mod wire;

use super::Node;
use super::catch_up;
use super::close::Close;
use super::delivery::{ConnectionId, Next};
use super::frame::{Incoming, Outgoing, ResetReason, Text};
use super::line::{Line, Sent};
use super::seats::Seat;
use super::topics::Holder;
use super::upgrade::Upgraded;
use crate::config::seconds;
use crate::id::Position;
use crate::presence::Attendance;
use asking::{Answer, Asking};
use futures_util::FutureExt;
use std::pin::Pin;
use std::sync::Arc;
use tokio::time::Instant;
use typing::Typed;
use wire::{Heard, Wire};

/// Why a connection is over.
#[derive(Debug, PartialEq)]
enum End {
    /// The client went, or the network did.
    Gone,
    Close(Close),
}

impl From<Close> for End {
    fn from(why: Close) -> End {
        End::Close(why)
    }
}

/// From the upgrade to the end of the socket.
///
/// What this future holds, each idle connection holds for its whole life. So everything that is over soon or rare is boxed, and
/// what it is given is not moved once more: an `async fn` would keep it twice.
pub fn serve(
    node: Arc<Node>,
    upgraded: Upgraded,
    holder: Holder,
    seat: Option<Seat>,
) -> impl Future<Output = ()> + Send {
    let line = Arc::new(Line::new(upgraded.stream, node.writer()));
    // A copy: the bytes are a small part of the buffer that HTTP read into.
    let mut wire = Wire::new(line, upgraded.early.to_vec(), &node);
    async move {
        let end = if seat.is_some() {
            converse(&node, &mut wire, holder).await
        } else {
            tracing::warn!(person = %holder.person, "too many sockets");
            Close::TooManySockets.into()
        };
        if let End::Close(why) = end {
            metrics::counter!("loggia_socket_closed_total", "code" => why.code().to_string()).increment(1);
            Box::pin(wire.farewell(why)).await;
        }
        drop(seat);
    }
}

async fn converse(node: &Arc<Node>, wire: &mut Wire, holder: Holder) -> End {
    match Box::pin(greeting::greet(node, wire, holder)).await {
        Err(end) => end,
        Ok(place) => Connection { node, wire, holder, place, asking: None, behind: None, typed: None }.live().await,
    }
}

/// A connection's registration with delivery; ends when dropped.
struct Place {
    node: Arc<Node>,
    id: ConnectionId,
    /// From its hello on.
    attendance: Option<Attendance>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.node.with(|delivery| delivery.remove(self.id));
    }
}

struct Connection<'a> {
    node: &'a Arc<Node>,
    wire: &'a mut Wire,
    holder: Holder,
    place: Place,
    /// A subscribe whose rights are being read. Until it is answered, nothing more is heard.
    asking: Option<Pin<Box<Asking>>>,
    /// Since when it has not been live.
    behind: Option<Instant>,
    /// Where it has typed; most never do.
    typed: Option<Box<Typed>>,
}

impl Connection<'_> {
    async fn live(mut self) -> End {
        loop {
            if let Err(end) = self.turn().await {
                return end;
            }
        }
    }

    /// Writes what there is; when there is nothing, waits for whatever comes first.
    async fn turn(&mut self) -> Result<(), End> {
        if self.wire.line().is_blocked() {
            self.sent().await?;
        }
        match self.node.take(self.place.id, self.wire.line()) {
            Turn::Idle => {
                self.behind = None;
                return self.wait().await;
            }
            Turn::Wrote { behind } => self.wrote(behind).await?,
            Turn::Measure => Box::pin(self.measure()).await?,
            Turn::FromLog { after, upto } => Box::pin(self.read_log(after, upto)).await?,
            Turn::Close(why) => return Err(why.into()),
        }
        self.look().await
    }

    /// Hears what is there already: one who is always behind must be heard too.
    async fn look(&mut self) -> Result<(), End> {
        match &mut self.asking {
            None => match self.wire.hear().now_or_never() {
                Some(heard) => self.heard(heard).await,
                None => Ok(()),
            },
            Some(asking) => match asking.as_mut().now_or_never() {
                Some(answer) => self.answered(answer).await,
                None => Ok(()),
            },
        }
    }

    async fn wait(&mut self) -> Result<(), End> {
        let line = self.wire.line().clone();
        match &mut self.asking {
            None => tokio::select! {
                () = line.turn.notified() => Ok(()),
                heard = self.wire.hear() => self.heard(heard).await,
            },
            Some(asking) => tokio::select! {
                () = line.turn.notified() => Ok(()),
                answer = asking => self.answered(answer).await,
            },
        }
    }

    async fn answered(&mut self, answer: Result<Answer, Close>) -> Result<(), End> {
        self.asking = None;
        Box::pin(self.subscribed(answer?)).await
    }

    async fn heard(&mut self, heard: Heard) -> Result<(), End> {
        let text = match heard {
            Heard::Text(text) => text,
            Heard::Nothing => return Ok(()),
            Heard::RoundTrip(ms) => {
                Box::pin(self.node.lags.measured(self.holder.person, ms)).await;
                return Ok(());
            }
            Heard::End(end) => return Err(end),
        };
        match Incoming::read(text.as_str()).map_err(|_| Close::BadFrame)? {
            Incoming::Subscribe(request) => {
                let read_from = self.node.with(|delivery| delivery.note(self.place.id));
                let asking = asking::ask(self.node.clone(), self.holder, self.place.id, request, read_from);
                self.asking = Some(asking);
                Ok(())
            }
            Incoming::Unsubscribe(request) => {
                self.node.with(|delivery| delivery.unsubscribe(self.place.id, &request.topics));
                self.place.attendance.iter().for_each(|attendance| attendance.leave(&request.topics));
                Ok(())
            }
            Incoming::Typing(typing) => Box::pin(self.typing(typing)).await,
            Incoming::Signal(signal) => Box::pin(self.relay(signal)).await,
            Incoming::Hello(_) | Incoming::Unknown => {
                Box::pin(self.say(vec![Outgoing::Error { code: "unknown_op" }.text()])).await
            }
        }
    }

    // Writing

    /// Frames for this connection alone.
    async fn say(&mut self, frames: Vec<Text>) -> Result<(), End> {
        self.wire.line().put(frames);
        self.sent().await
    }

    async fn wrote(&mut self, behind: bool) -> Result<(), End> {
        if behind {
            let limit = seconds(self.node.config.behind_s);
            if self.behind.get_or_insert_with(Instant::now).elapsed() > limit {
                return Err(Close::Behind.into());
            }
        }
        self.sent().await
    }

    /// Everything that was handed over is in the socket's hands when it returns.
    async fn sent(&mut self) -> Result<(), End> {
        match self.wire.line().send() {
            Sent::All => Ok(()),
            Sent::Gone => Err(End::Gone),
            Sent::Blocked => Box::pin(self.unblocked()).await,
        }
    }

    async fn unblocked(&mut self) -> Result<(), End> {
        let line = self.wire.line();
        tokio::select! {
            biased;
            sent = line.drain() => if sent { Ok(()) } else { Err(End::Gone) },
            end = stuck(self.node, self.place.id, line) => Err(end),
        }
    }

    /// Whether what the ring has for it is too much to send.
    async fn measure(&mut self) -> Result<(), End> {
        let (mut total, mut after) = (0, Some(0));
        while let Some(from) = after {
            let most = {
                let delivery = self.node.delivery.lock();
                let (wanted, next) = delivery.measure(self.place.id, from);
                (total, after) = (total + wanted, next);
                delivery.bounds().most_delivered
            };
            if total > most {
                return self.reset().await;
            }
            tokio::task::yield_now().await;
        }
        self.node.with(|delivery| delivery.measured(self.place.id));
        Ok(())
    }

    async fn read_log(&mut self, after: Position, upto: Position) -> Result<(), End> {
        const CHUNK: usize = 256;
        let wanted = catch_up::from_log(self.node, self.place.id, after, upto).await.map_err(|_| Close::TryLater)?;
        let Some(wanted) = wanted else { return self.reset().await };
        let mut chunks = wanted.chunks(CHUNK).peekable();
        loop {
            let chunk = chunks.next().unwrap_or_default();
            let end = if chunks.peek().is_some() { chunk.last().map_or(upto, |fact| fact.position) } else { upto };
            let (id, line) = (self.place.id, self.wire.line());
            self.node.with(|delivery| {
                let batch = delivery.deliver(id, chunk, end);
                line.hand_over(delivery, id, batch);
            });
            self.wrote(true).await?;
            if end == upto {
                return Ok(());
            }
        }
    }

    async fn reset(&mut self) -> Result<(), End> {
        let (position, topics) = self.node.with(|delivery| delivery.reset(self.place.id));
        let reason = ResetReason::TooOld;
        metrics::counter!("loggia_socket_resets_total", "reason" => reason.as_str()).increment(1);
        self.say(vec![Outgoing::Reset { topics, position, reason }.text()]).await
    }
}

/// What [`Node::take`] found for a connection's own task.
enum Turn {
    Idle,
    /// Handed over to the line.
    Wrote {
        behind: bool,
    },
    Measure,
    FromLog {
        after: Position,
        upto: Position,
    },
    Close(Close),
}

impl Node {
    /// What comes next for a connection; frames are handed over under the lock, so that their order is that of delivery.
    fn take(&self, id: ConnectionId, line: &Line) -> Turn {
        self.with(|delivery| match delivery.take(id) {
            Next::Idle => Turn::Idle,
            Next::Write(batch) => {
                let behind = batch.behind;
                line.hand_over(delivery, id, batch);
                Turn::Wrote { behind }
            }
            Next::Measure => Turn::Measure,
            Next::FromLog { after, upto } => Turn::FromLog { after, upto },
            Next::Close(why) => Turn::Close(why),
        })
    }
}

/// Ends when a write that has not ended must be given up: it took too long, or the connection is to be closed.
async fn stuck(node: &Node, id: ConnectionId, line: &Line) -> End {
    /// A write under way gets this long to end before the close.
    const GRACE: std::time::Duration = std::time::Duration::from_secs(1);
    let deadline = Instant::now() + seconds(node.config.behind_s);
    loop {
        tokio::select! {
            () = line.turn.notified() => {
                let closing = node.delivery.lock().closing(id);
                if let Some(why) = closing {
                    tokio::time::sleep(GRACE).await;
                    return why.into();
                }
            }
            () = tokio::time::sleep_until(deadline) => return Close::Behind.into(),
        }
    }
}
