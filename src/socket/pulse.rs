//! Whether anything still arrives here. Sockets that are up while nothing comes must never look healthy.

use super::Node;
use crate::id::Position;
use futures_util::StreamExt;
use parking_lot::Mutex;
use serde::Serialize;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::{MissedTickBehavior, interval, timeout};
use utoipa::ToSchema;
use uuid::Uuid;

/// Silence for longer than this is not health.
const SILENCE: Duration = Duration::from_secs(5);
const TICK: Duration = Duration::from_secs(1);

#[derive(Default)]
pub struct Pulse(Mutex<Seen>);

struct Seen {
    /// The log's end as the reader heard it, and when it heard anything.
    end: Position,
    heard: Instant,
    /// When the reader last was at the end, or moved.
    moved: Instant,
    head: Position,
    /// When a signal of this node came back to it.
    signal: Instant,
}

impl Default for Seen {
    fn default() -> Seen {
        let now = Instant::now();
        Seen { end: 0, heard: now, moved: now, head: 0, signal: now }
    }
}

/// How this node's sockets are.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SocketHealth {
    pub healthy: bool,
    pub connections: usize,
    /// Events the reader has yet to hand out.
    pub lag: u64,
    /// Since the log was last heard of.
    pub heard_ms: u64,
    /// Since a signal of this node last came back to it.
    pub probe_ms: u64,
}

impl Pulse {
    pub fn heard(&self, (end, at): (Position, Instant)) {
        let mut seen = self.0.lock();
        (seen.end, seen.heard) = (end, at);
    }
}

pub fn health(node: &Node) -> SocketHealth {
    let head = *node.head.borrow();
    let connections = node.delivery.lock().connected().0;
    let seen = node.pulse.0.lock();
    let milliseconds = |at: Instant| u64::try_from(at.elapsed().as_millis()).unwrap_or(u64::MAX);
    let fresh = [seen.heard, seen.moved, seen.signal].iter().all(|at| at.elapsed() < SILENCE);
    SocketHealth {
        healthy: fresh && !node.is_closed(),
        connections,
        lag: seen.end.saturating_sub(head),
        heard_ms: milliseconds(seen.heard),
        probe_ms: milliseconds(seen.signal),
    }
}

/// Sends a signal to itself through NATS once a second, and looks whether the reader moves. Never ends.
pub async fn probe(node: Arc<Node>) {
    let subject = format!("signal.probe.{}", Uuid::new_v4().simple());
    let nats = node.log.nats().clone();
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut heard = None;
    loop {
        ticks.tick().await;
        observe(&node);
        if heard.is_none() {
            heard = nats.subscribe(subject.clone()).await.ok();
        }
        let Some(signals) = &mut heard else { continue };
        // One that cannot be sent does not come back either, and that is what is looked at.
        let _ = timeout(TICK, nats.publish(subject.clone(), "".into())).await;
        match timeout(TICK, signals.next()).await {
            Ok(Some(_)) => node.pulse.0.lock().signal = Instant::now(),
            Ok(None) => heard = None,
            Err(_) => {}
        }
    }
}

fn observe(node: &Node) {
    let head = *node.head.borrow();
    let (connections, behind, counts, ring) = {
        let delivery = node.delivery.lock();
        let (connections, behind) = delivery.connected();
        (connections, behind, delivery.counts, (delivery.ring().len(), delivery.ring().bytes()))
    };
    let mut seen = node.pulse.0.lock();
    let lag = seen.end.saturating_sub(head);
    if lag == 0 || head > seen.head {
        seen.moved = Instant::now();
    }
    seen.head = head;
    drop(seen);
    metrics::gauge!("loggia_socket_connections").set(connections as f64);
    metrics::gauge!("loggia_socket_behind").set(behind as f64);
    metrics::gauge!("loggia_socket_reader_lag").set(lag as f64);
    metrics::gauge!("loggia_socket_ring_events").set(ring.0 as f64);
    metrics::gauge!("loggia_socket_ring_bytes").set(ring.1 as f64);
    metrics::counter!("loggia_socket_queued_total").absolute(counts.queued);
    metrics::counter!("loggia_socket_overflows_total").absolute(counts.overflows);
    metrics::counter!("loggia_socket_caught_up_total").absolute(counts.caught_up);
}
