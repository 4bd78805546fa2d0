//! What the ring no longer holds comes from the log, read once for all who resume at the same time.

use super::Node;
use super::delivery::{ConnectionId, Gap};
use super::fact::Fact;
use super::fanout::facts;
use super::frame::Text;
use crate::id::Position;
use crate::log::{Away, Log};
use lru::LruCache;
use parking_lot::Mutex;
use std::num::NonZeroUsize;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// The most positions one resume reads from the log; beyond it the client fetches anew.
pub const MOST_READ: u64 = 200_000;

/// Positions read at once; everybody's blocks begin at the same places.
const BLOCK: u64 = 500;
const BLOCKS: NonZeroUsize = NonZeroUsize::new(64).unwrap();

type Block = Arc<OnceCell<Arc<[Arc<Fact>]>>>;

/// Reads of the log's past that are under way or were just done.
pub struct Ranges {
    log: Log,
    blocks: Mutex<LruCache<u64, Block>>,
}

impl Ranges {
    pub fn new(log: Log) -> Ranges {
        Ranges { log, blocks: Mutex::new(LruCache::new(BLOCKS)) }
    }

    /// The facts of the block that begins after `number * BLOCK`. Whole only when the log is past its end, so ask for no other.
    async fn block(&self, number: u64) -> Result<Arc<[Arc<Fact>]>, Away> {
        let block = self.blocks.lock().get_or_insert(number, Block::default).clone();
        let read = block.get_or_try_init(|| self.read(number * BLOCK, (number + 1) * BLOCK));
        read.await.cloned()
    }

    async fn read(&self, after: Position, upto: Position) -> Result<Arc<[Arc<Fact>]>, Away> {
        metrics::counter!("loggia_socket_log_reads_total").increment(1);
        let entries = self.log.range(after, upto, usize::MAX).await?;
        Ok(facts(&entries).into())
    }

    /// Facts with `after < position <= upto` that begin with `after`'s block, and where that block ends. `head`: what is
    /// known to be in the log.
    async fn next(&self, after: Position, upto: Position, head: Position) -> Result<(Vec<Arc<Fact>>, Position), Away> {
        let number = after / BLOCK;
        let end = ((number + 1) * BLOCK).min(upto);
        let whole = (number + 1) * BLOCK <= head;
        let block = if whole { self.block(number).await? } else { self.read(after, end).await? };
        let within = |fact: &&Arc<Fact>| after < fact.position && fact.position <= end;
        Ok((block.iter().filter(within).cloned().collect(), end))
    }

    /// Lets go of what was read: what is erased must not be remembered here.
    pub fn forget(&self) {
        self.blocks.lock().clear();
    }
}

/// What a connection wants of `after < position <= upto`; `None`: more than is worth sending.
pub async fn from_log(
    node: &Node,
    id: ConnectionId,
    after: Position,
    upto: Position,
) -> Result<Option<Vec<Arc<Fact>>>, Away> {
    if upto - after > MOST_READ {
        return Ok(None);
    }
    let (mut wanted, mut at) = (Vec::new(), after);
    while at < upto {
        let head = *node.head.borrow();
        let (facts, end) = node.ranges.next(at, upto, head).await?;
        let delivery = node.delivery.lock();
        wanted.extend(delivery.wanted(id, &facts));
        if wanted.len() > delivery.bounds().most_delivered {
            return Ok(None);
        }
        at = end;
    }
    Ok(Some(wanted))
}

/// The events of a gap; `None`: more than is worth sending.
pub async fn fill(node: &Node, id: ConnectionId, gap: &Gap) -> Result<Option<Vec<Text>>, Away> {
    let (mut events, mut at) = (Vec::new(), Some(gap.after));
    while let Some(after) = at {
        let (floor, head) = {
            let delivery = node.delivery.lock();
            if events.len() > delivery.bounds().most_delivered {
                return Ok(None);
            }
            (delivery.ring().floor().min(gap.upto), delivery.head())
        };
        if floor.saturating_sub(gap.after) > MOST_READ {
            return Ok(None);
        }
        if after < floor {
            let (facts, end) = node.ranges.next(after, floor, head).await?;
            events.extend(node.delivery.lock().fill_from_log(id, gap, &facts));
            at = Some(end);
        } else {
            let (texts, next) = node.delivery.lock().fill_from_ring(id, gap, after);
            events.extend(texts);
            at = next;
        }
    }
    Ok(Some(events))
}
