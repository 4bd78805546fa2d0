//! Writes what is live, many connections in one go: the system call is the cost of a delivery, so frames that come close
//! together leave together.
//!
//! A connection that was not written to within the window is written to at once, so an idle one never waits; one that is busy
//! gets everything of a window in one call. What is urgent does not wait. Connections are spread over a few writers, each a task.

use super::Node;
use super::delivery::ConnectionId;
use super::line::{Line, Sent};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// Connections handed their frames under one lock, and written before other tasks get a turn.
const AT_ONCE: usize = 64;

type Ready = (ConnectionId, Arc<Line>);

pub struct Writer {
    due: Mutex<Due>,
    wake: Notify,
    /// Milliseconds.
    window: u32,
    started: Instant,
}

#[derive(Default)]
struct Due {
    now: Vec<Ready>,
    /// By the millisecond.
    later: BTreeMap<u32, Vec<Ready>>,
}

impl Writer {
    pub fn new(window: Duration) -> Writer {
        let window = u32::try_from(window.as_millis()).unwrap_or(u32::MAX);
        // A connection that was never written to is not within the window.
        let started = Instant::now().checked_sub(Duration::from_millis(u64::from(window) + 1));
        Writer { due: Mutex::default(), wake: Notify::new(), window, started: started.unwrap_or_else(Instant::now) }
    }

    /// Milliseconds of this writer's clock, for seven weeks; what wraps then is written at once.
    pub fn now(&self) -> u32 {
        self.started.elapsed().as_millis() as u32
    }

    /// The connection has frames waiting.
    pub fn schedule(&self, id: ConnectionId, line: Arc<Line>, urgent: bool) {
        let now = self.now();
        let since = now.wrapping_sub(line.wrote_at.load(Ordering::Relaxed));
        let mut due = self.due.lock();
        let first = if urgent || since >= self.window {
            due.now.push((id, line));
            due.now.len() == 1
        } else {
            let at = now.wrapping_add(self.window - since);
            let first = due.later.first_key_value().is_none_or(|(first, _)| at < *first);
            due.later.entry(at).or_default().push((id, line));
            first
        };
        drop(due);
        if first {
            self.wake.notify_one();
        }
    }

    /// Never ends.
    pub async fn run(self: Arc<Writer>, node: Arc<Node>) {
        loop {
            let (ready, next) = self.take_due();
            if ready.is_empty() {
                match next {
                    None => self.wake.notified().await,
                    Some(at) => {
                        let at = self.started + Duration::from_millis(u64::from(at));
                        tokio::select! {
                            () = self.wake.notified() => {}
                            () = sleep_until(at) => {}
                        }
                    }
                }
            }
            for some in ready.chunks(AT_ONCE) {
                write(&node, some);
                tokio::task::yield_now().await;
            }
        }
    }

    fn take_due(&self) -> (Vec<Ready>, Option<u32>) {
        let now = self.now();
        let mut due = self.due.lock();
        let mut ready = std::mem::take(&mut due.now);
        while let Some(first) = due.later.first_entry().filter(|first| *first.key() <= now) {
            ready.append(&mut first.remove());
        }
        (ready, due.later.first_key_value().map(|(at, _)| *at))
    }
}

fn write(node: &Node, some: &[Ready]) {
    node.with(|delivery| {
        for (id, line) in some {
            // One that is blocked is its own task's until the rest is sent.
            if !line.is_blocked()
                && let Some(batch) = delivery.take_live(*id, &**line)
            {
                line.hand_over(delivery, *id, batch);
            }
        }
    });
    for (_, line) in some {
        match line.send() {
            Sent::All => {}
            Sent::Blocked | Sent::Gone => line.turn.notify_one(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::{TcpListener, TcpStream};

    async fn line(writer: &Arc<Writer>) -> Arc<Line> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        Arc::new(Line::new(stream, writer.clone()))
    }

    fn due(writer: &Writer) -> Vec<ConnectionId> {
        writer.take_due().0.iter().map(|(id, _)| *id).collect()
    }

    #[tokio::test]
    async fn idle_connections_are_written_at_once_and_busy_ones_within_the_window() {
        let writer = Arc::new(Writer::new(Duration::from_secs(3600)));
        let (idle, busy) = (line(&writer).await, line(&writer).await);
        busy.wrote_at.store(writer.now(), Ordering::Relaxed);
        writer.schedule(1, idle, false);
        writer.schedule(2, busy.clone(), false);
        assert_eq!(due(&writer), [1]);
        assert_eq!(due(&writer), [] as [ConnectionId; 0], "the busy one waits for its window");
        writer.schedule(2, busy, true);
        assert_eq!(due(&writer), [2], "unless it is urgent");
    }

    #[tokio::test]
    async fn without_a_window_nothing_waits() {
        let writer = Arc::new(Writer::new(Duration::ZERO));
        let busy = line(&writer).await;
        busy.wrote_at.store(writer.now(), Ordering::Relaxed);
        writer.schedule(1, busy, false);
        assert_eq!(due(&writer), [1]);
    }
}
