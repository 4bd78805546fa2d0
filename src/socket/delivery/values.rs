//! What goes into delivery and what comes out of it.

use super::ConnectionId;
use crate::id::{PersonId, Position};
use crate::socket::close::Close;
use crate::socket::frame::Text;
use crate::socket::sabotage::Sabotage;
use crate::socket::topics::Topic;
use std::sync::Arc;

/// How much may wait for one connection, and how much it is handed at once while it catches up.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub queue_frames: usize,
    pub queue_bytes: usize,
    /// Signals that may wait; a signal is dropped rather than queued beyond it.
    pub signals: usize,
    /// The same of those about who is here, none of which may go missing: beyond it, all is told anew.
    pub news: usize,
    pub batch_frames: usize,
    /// Facts looked at under one lock.
    pub scan: usize,
    /// The most events one resume delivers; beyond it the client fetches anew.
    pub most_delivered: usize,
    /// For the tests that prove that they would notice.
    pub sabotage: Option<Sabotage>,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds {
            queue_frames: 256,
            queue_bytes: 512 << 10,
            signals: 64,
            news: 256,
            batch_frames: 256,
            scan: 1024,
            most_delivered: 10_000,
            sabotage: None,
        }
    }
}

/// A topic somebody may have.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant {
    pub topic: Topic,
    /// What the right rests on: losing that topic ends the subscription. `None`: it is everybody's.
    pub right: Option<Topic>,
    /// Nothing at or before it is theirs.
    pub joined: Position,
}

/// What one snapshot of the read models says about somebody's rights.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    pub position: Position,
    /// Topics the server subscribes for them.
    pub memberships: Vec<Grant>,
    pub blocked: Vec<PersonId>,
    /// Those asked for that they may have.
    pub grants: Vec<Grant>,
}

/// What a connection's writer does next.
#[derive(Debug, PartialEq)]
pub enum Next {
    /// Nothing; the bell rings when there is something.
    Idle,
    Write(Batch),
    /// The rest of the ring may hold more than may be delivered: count first.
    Measure,
    /// What comes next is no longer in the ring: `after < position <= upto`.
    FromLog {
        after: Position,
        upto: Position,
    },
    Close(Close),
}

#[derive(Debug, Default, PartialEq)]
pub struct Batch {
    pub frames: Vec<Text>,
    /// After the frames: everything up to here has been sent.
    pub heartbeat: Option<Position>,
    /// There was more than a queue could hold, or it resumes.
    pub behind: bool,
}

/// What has happened so far, for the metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    pub queued: u64,
    pub overflows: u64,
    pub caught_up: u64,
}

/// How delivery tells that a connection has something to do, when its lock is free again.
pub trait Bell: Send + Sync {
    fn ring(self: Arc<Self>, id: ConnectionId, what: Call);
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Call {
    /// It is live and something waits in its queue. Urgent: waiting for more to come would be felt.
    Frames { urgent: bool },
    /// Something its own task has to look at.
    Turn,
}
