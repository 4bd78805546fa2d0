//! Sockets: one reader of the log per node, each event to each connection exactly once.
//!
//! [`delivery`] is the algorithm, without I/O; [`fanout`] feeds it from the log, a [`connection`] empties its own part of it into
//! its socket. They share it behind one lock that is never held across anything that waits.

mod catch_up;
pub mod close;
mod connection;
pub mod delivery;
mod drain;
pub mod fact;
mod fanout;
pub mod frame;
pub mod http;
pub mod lag;
mod line;
#[cfg(test)]
mod model;
mod pulse;
pub mod relay;
pub mod rights;
mod ring;
pub mod sabotage;
mod seats;
pub mod signals;
pub mod topics;
mod upgrade;
mod writer;

use crate::account::sessions::Sessions;
use crate::app::App;
use crate::config::{Config, seconds};
use crate::id::{PersonId, Position};
use crate::log::{Away, Log};
use crate::presence::Presence;
use crate::projector::progress::Progress;
use catch_up::Ranges;
use delivery::{Bounds, ConnectionId, Counts, Delivery};
use frame::Text;
use lag::Lags;
use parking_lot::Mutex;
use pulse::Pulse;
pub use pulse::SocketHealth;
use rights::Desk;
use seats::Seats;
use signals::Signal;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::available_parallelism;
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use topics::Topic;
use writer::Writer;

/// Each takes a fraction of a millisecond; what is live waits for no more of them than these.
const OPENING: usize = 64;
/// More would only share the work of fewer cores.
const MOST_WRITERS: usize = 8;

/// This node's sockets. Its tasks end with the last handle.
#[derive(Clone)]
pub struct Sockets(Arc<Running>);

struct Running {
    node: Arc<Node>,
    _tasks: JoinSet<()>,
}

/// What the fan-out and the connections of one node share.
struct Node {
    delivery: Mutex<Delivery>,
    /// The last position handed out, for those who wait for one.
    head: watch::Sender<Position>,
    seats: Seats,
    writers: Vec<Arc<Writer>>,
    next_writer: AtomicUsize,
    ranges: Ranges,
    pulse: Pulse,
    /// It takes no more sockets.
    closed: AtomicBool,
    /// The log it read was replaced.
    lost: CancellationToken,
    config: Arc<Config>,
    log: Log,
    desk: Desk,
    /// Sockets being opened at the same time: a storm of them must not hold up what is live.
    door: Semaphore,
    progress: Progress,
    sessions: Sessions,
    presence: Presence,
    lags: Lags,
}

impl Sockets {
    /// Fills the ring from the log's recent past, then takes sockets: otherwise every new node would reset everybody.
    pub async fn start(app: &App) -> Result<Sockets, Away> {
        let (follower, floor) = fanout::recent_past(&app.log, app.sessions.position()).await?;
        let window = Duration::from_millis(app.config.window_ms);
        let writers = available_parallelism().map_or(1, NonZero::get).min(MOST_WRITERS);
        let (desk, serving) = Desk::open(app.db.clone());
        let delivery = Delivery::new(floor, app.config.ring_bytes, Bounds::default());
        let node = Arc::new(Node {
            delivery: Mutex::new(delivery),
            head: watch::channel(floor).0,
            seats: Seats::new(app.config.limited().then_some(app.config.sockets_per_person)),
            writers: (0..writers).map(|_| Arc::new(Writer::new(window))).collect(),
            next_writer: AtomicUsize::new(0),
            ranges: Ranges::new(app.log.clone()),
            pulse: Pulse::default(),
            closed: AtomicBool::new(false),
            lost: CancellationToken::new(),
            config: app.config.clone(),
            log: app.log.clone(),
            desk,
            door: Semaphore::new(OPENING),
            progress: app.progress.clone(),
            sessions: app.sessions.clone(),
            presence: app.presence.clone(),
            lags: app.lags.clone(),
        });
        let mut fanout = fanout::FanOut::new(node.clone(), follower);
        fanout.fill().await?;
        let mut tasks = JoinSet::new();
        tasks.spawn(serving);
        tasks.spawn(fanout.run());
        for writer in node.writers.clone() {
            tasks.spawn(writer.run(node.clone()));
        }
        tasks.spawn(fanout::close_revoked(node.clone()));
        tasks.spawn(signals::hear(node.clone()));
        tasks.spawn(pulse::probe(node.clone()));
        Ok(Sockets(Arc::new(Running { node, _tasks: tasks })))
    }

    /// Tells every socket to come back elsewhere, spread over this time, and takes no more.
    pub async fn drain(&self, over: Duration) {
        drain::drain(&self.0.node, over).await;
    }

    /// Ends when the log was replaced under this node: nothing it remembers of it is true any more.
    pub fn lost(&self) -> impl Future<Output = ()> + Send + use<> {
        self.0.node.lost.clone().cancelled_owned()
    }

    pub fn health(&self) -> SocketHealth {
        pulse::health(&self.0.node)
    }

    /// Shows a signal to this node's sockets only; [`Signal::send`] tells every node.
    pub fn signal(&self, signal: &Signal) {
        self.0.node.with(|delivery| delivery.signal(signal));
    }

    /// Tells each of these connections how things stand.
    pub fn brief(&self, frames: &[(ConnectionId, PersonId, Text)]) {
        self.0.node.with(|delivery| frames.iter().for_each(|(id, person, text)| delivery.brief(*id, *person, text)));
    }

    /// Tells the sockets of these people what has changed, in this order: those that were told how things stood.
    pub fn update(&self, frames: &[(PersonId, Text)]) {
        self.0.node.with(|delivery| frames.iter().for_each(|(person, text)| delivery.update(*person, text)));
    }

    /// The same frame for those of these connections that are subscribed to a topic.
    pub fn whisper_in(&self, topic: &Topic, to: &[(ConnectionId, PersonId)], text: &Text) {
        self.0.node.with(|delivery| {
            for (id, person) in to {
                if delivery.has(*id, *person, topic) {
                    delivery.whisper(*id, *person, text);
                }
            }
        });
    }

    /// Those that must be told anew how things stand, rooms included; see [`Delivery::take_uninformed`].
    pub fn take_uninformed(&self) -> Vec<(ConnectionId, PersonId)> {
        self.0.node.delivery.lock().take_uninformed()
    }

    /// Every connection that is past its hello, and whose it is.
    pub fn people(&self) -> Vec<(ConnectionId, PersonId)> {
        self.0.node.delivery.lock().people()
    }

    /// The last position this node has handed out.
    pub fn position(&self) -> Position {
        *self.0.node.head.borrow()
    }

    /// How many sockets said hello and are still there.
    pub fn connected(&self) -> usize {
        self.0.node.delivery.lock().connected().0
    }

    /// What has been delivered so far.
    pub fn counts(&self) -> Counts {
        self.0.node.delivery.lock().counts
    }

    /// Breaks delivery in that way (`None`: no longer). Does nothing in a build without the feature `sabotage`.
    pub fn sabotage(&self, which: Option<sabotage::Sabotage>) {
        self.0.node.delivery.lock().sabotage(which);
    }

    fn node(&self) -> Arc<Node> {
        self.0.node.clone()
    }
}

impl Node {
    /// Runs `change` under the lock and rings the bells of whom it concerns when the lock is free again.
    fn with<T>(&self, change: impl FnOnce(&mut Delivery) -> T) -> T {
        let (answer, rung) = {
            let mut delivery = self.delivery.lock();
            let answer = change(&mut delivery);
            (answer, delivery.take_rung())
        };
        for (id, bell, what) in rung {
            bell.ring(id, what);
        }
        answer
    }

    /// The writer of one more connection.
    fn writer(&self) -> Arc<Writer> {
        let number = self.next_writer.fetch_add(1, Ordering::Relaxed);
        self.writers[number % self.writers.len()].clone()
    }

    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    fn heartbeat(&self) -> Duration {
        seconds(self.config.heartbeat_s)
    }
}
