//! Going away: each socket is told when to come back, not all at once, and closed with 1012.

use super::Node;
use super::close::Close;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

/// How long the last ones get to close by themselves.
const LAST: Duration = Duration::from_secs(1);
const LOOK: Duration = Duration::from_millis(20);

/// Ends when every socket is gone, at the latest a second after the window.
pub async fn drain(node: &Node, over: Duration) {
    node.closed.store(true, Ordering::Relaxed);
    let ids = node.delivery.lock().ids();
    let (begun, count) = (Instant::now(), ids.len().max(1));
    for (number, id) in ids.into_iter().enumerate() {
        sleep_until(begun + over.mul_f64(number as f64 / count as f64)).await;
        // Those who come back soonest must not all come back to one other node at the same moment.
        let after_ms = rand::random_range(0..=u32::try_from(over.as_millis()).unwrap_or(u32::MAX).max(1000));
        node.with(|delivery| delivery.close(id, Close::Restart { after_ms }));
    }
    let last = Instant::now() + LAST;
    while node.delivery.lock().connected().0 > 0 && Instant::now() < last {
        sleep(LOOK).await;
    }
}
