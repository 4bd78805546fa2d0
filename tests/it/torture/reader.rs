//! People who read, each with a habit of their own, and remember every frame.

use super::campaign::Stage;
use crate::sockets::audit::Audited;
use crate::support::Client;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Habit {
    Steady,
    /// Cuts its connection after any frame.
    Leaves,
    /// Takes its time over each frame.
    Slow,
    /// Reads nothing for a while, now and then.
    Stalls,
    /// Comes back long after: what it missed is no longer in anybody's memory.
    StaysAway,
}

impl Habit {
    pub const ALL: [Habit; 5] = [Habit::Steady, Habit::Leaves, Habit::Slow, Habit::Stalls, Habit::StaysAway];
}

pub struct Reader {
    pub audited: Audited,
    pub habit: Habit,
    pub connections: u64,
    /// The same person at each node.
    at: Vec<Client>,
    random: StdRng,
}

/// Longer without a frame than this, with two heartbeats a second, and the connection counts as dead.
const DEAD: Duration = Duration::from_secs(3);

impl Reader {
    pub fn new(person: &Client, stage: &Stage, habit: Habit, seed: u64) -> Reader {
        let at: Vec<_> = stage.bases().iter().map(|base| person.at(base)).collect();
        let post = format!("post:{}", stage.post);
        let audited = Audited::new(&at[0], &["feed", &post]);
        Reader { audited, habit, connections: 0, at, random: StdRng::seed_from_u64(seed) }
    }

    /// Until the position is known that is the end, and reached.
    pub async fn run(mut self, end: watch::Receiver<Option<u64>>) -> Reader {
        loop {
            let reached = end.borrow().is_some_and(|end| self.audited.cursor >= Some(end));
            if reached {
                return self;
            }
            if !self.audited.is_connected() {
                self.come_back().await;
                continue;
            }
            let taken = timeout(DEAD, self.audited.take()).await;
            if !matches!(taken, Ok(Ok(()))) {
                self.audited.cut();
                continue;
            }
            if end.borrow().is_none() {
                self.habit().await;
            }
        }
    }

    /// At any node.
    async fn come_back(&mut self) {
        let node = self.random.random_range(0..self.at.len());
        self.audited.moved_to(&self.at[node]);
        match timeout(DEAD, self.audited.attempt()).await {
            Ok(true) => self.connections += 1,
            Ok(false) | Err(_) => sleep(Duration::from_millis(50)).await,
        }
    }

    async fn habit(&mut self) {
        let now = |one_in: u32, random: &mut StdRng| random.random_range(0..one_in) == 0;
        match self.habit {
            Habit::Steady => {}
            Habit::Leaves if now(4, &mut self.random) => self.audited.cut(),
            Habit::Slow => sleep(Duration::from_millis(self.random.random_range(0..15))).await,
            Habit::Stalls if now(20, &mut self.random) => sleep(Duration::from_millis(700)).await,
            Habit::StaysAway if now(30, &mut self.random) => {
                self.audited.cut();
                sleep(Duration::from_millis(self.random.random_range(100..1500))).await;
            }
            Habit::Leaves | Habit::Stalls | Habit::StaysAway => {}
        }
    }
}
