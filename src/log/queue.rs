//! What waits to be appended, and how much of it goes at once.

use super::append::{AppendError, Appended, Proposal};
use super::gather::{Gather, HOLD};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout_at;

/// A group is no larger: the most an atomic batch may hold is 1,000.
const MOST: usize = 500;
/// So many are worth a batch, and do not wait for more.
pub const ENOUGH: usize = 16;

pub struct Waiting {
    pub proposal: Proposal,
    pub answer: oneshot::Sender<Result<Appended, AppendError>>,
    pub since: Instant,
}

impl Waiting {
    pub fn answer(self, outcome: Result<Appended, AppendError>) {
        metrics::histogram!("loggia_append_seconds").record(self.since.elapsed().as_secs_f64());
        // Nobody may be listening any more; the client will ask again with its key.
        let _ = self.answer.send(outcome);
    }
}

pub struct Queue {
    waiting: mpsc::Receiver<Waiting>,
    gather: Gather,
    hold: Duration,
}

impl Queue {
    pub fn new(waiting: mpsc::Receiver<Waiting>) -> Queue {
        Queue { waiting, gather: Gather::default(), hold: HOLD }
    }

    /// What goes next, which may wait a moment for more; nothing: nobody can ask any more.
    pub async fn group(&mut self) -> Vec<Waiting> {
        let mut group = Vec::new();
        let first = self.waiting.recv_many(&mut group, MOST).await;
        self.gather.came(first, Instant::now());
        if !enough(&group) && self.gather.waits(Instant::now()) {
            self.gather(&mut group).await;
        }
        group
    }

    /// Adds what is there to what goes.
    pub fn join(&mut self, group: &mut Vec<Waiting>) {
        let before = group.len();
        while group.len() < MOST
            && let Ok(waiting) = self.waiting.try_recv()
        {
            group.push(waiting);
        }
        self.gather.came(group.len() - before, Instant::now());
    }

    /// Whatever has waited already, because the lanes were busy, has that off its wait.
    async fn gather(&mut self, group: &mut Vec<Waiting>) {
        let Some(until) = group.first().map(|first| first.since + self.hold) else { return };
        let is_late = |now: Instant| now + self.hold / 2 > until;
        let (begun_late, mut late) = (is_late(Instant::now()), false);
        while !enough(group) {
            match timeout_at(until.into(), self.waiting.recv_many(group, MOST - group.len())).await {
                Ok(0) => return,
                Ok(more) => {
                    let now = Instant::now();
                    self.gather.came(more, now);
                    late |= is_late(now) || group.len() >= ENOUGH;
                }
                Err(_) if begun_late => return,
                Err(_) => break,
            }
        }
        // A wait that something urgent cut short does not tell whether more would have come.
        if late || !is_urgent(group) {
            self.gather.waited(late);
        }
    }
}

/// Nothing is gained by waiting for more, or somebody would lose by it.
fn enough(group: &[Waiting]) -> bool {
    group.len() >= ENOUGH || is_urgent(group)
}

fn is_urgent(group: &[Waiting]) -> bool {
    group.iter().any(|one| one.proposal.urgent)
}

#[cfg(test)]
mod tests;
