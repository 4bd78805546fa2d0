//! Many commands at a time, each after those it rests on.
//!
//! An item names the lanes it reads and those it writes. It starts when every earlier item is done that wrote a lane it reads or
//! writes, or read a lane it writes: the same rule by which the projector makes its waves.

use crate::http::problem::Problem;
use axum::http::StatusCode;
use futures_util::FutureExt;
use futures_util::StreamExt;
use futures_util::future::Shared;
use futures_util::stream::FuturesUnordered;
use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;
use tokio::sync::oneshot;

/// How often lanes on which nothing happens any more are forgotten, in items.
const SWEEP: usize = 4096;
/// How long a dependency may be away before a command is given up.
const PATIENCE: Duration = Duration::from_secs(60);

/// What an item touches.
pub struct Touches<L> {
    pub reads: Vec<L>,
    pub writes: Vec<L>,
}

/// Resolves, with an error that means nothing, when its item is done or given up.
type Done = Shared<oneshot::Receiver<()>>;

struct Lane {
    written: Option<Done>,
    /// Since it was written.
    read: Vec<Done>,
}

/// Does `work` for every item, at most `most` at a time. Items are taken as there is room for them.
///
/// # Errors
/// The first one; what was under way is given up.
pub async fn run<I, L, F, E>(
    items: impl Iterator<Item = I>,
    most: usize,
    touches: impl Fn(&I) -> Touches<L>,
    work: impl Fn(I) -> F,
) -> Result<(), E>
where
    L: Hash + Eq,
    F: Future<Output = Result<(), E>>,
{
    let mut lanes: HashMap<L, Lane> = HashMap::new();
    let mut running = FuturesUnordered::new();
    for (number, item) in items.enumerate() {
        while running.len() >= most {
            running.next().await.transpose()?;
        }
        let (done, finished) = oneshot::channel::<()>();
        let before = enter(&mut lanes, touches(&item), finished.shared());
        let work = work(item);
        running.push(async move {
            for done in before {
                let _ = done.await;
            }
            let result = work.await;
            drop(done);
            result
        });
        if number % SWEEP == SWEEP - 1 {
            lanes.retain(|_, lane| !lane.is_idle());
        }
    }
    while let Some(result) = running.next().await {
        result?;
    }
    Ok(())
}

/// Notes the item on its lanes; what must be done before it.
fn enter<L: Hash + Eq>(lanes: &mut HashMap<L, Lane>, touches: Touches<L>, done: Done) -> Vec<Done> {
    let mut before = Vec::new();
    for lane in &touches.reads {
        before.extend(lanes.get(lane).and_then(|lane| lane.written.clone()));
    }
    for lane in &touches.writes {
        if let Some(lane) = lanes.get(lane) {
            before.extend(lane.written.iter().chain(&lane.read).cloned());
        }
    }
    for lane in touches.reads {
        let lane = lanes.entry(lane).or_insert(Lane { written: None, read: Vec::new() });
        if lane.read.len() % 64 == 63 {
            lane.read.retain(|done| done.peek().is_none());
        }
        lane.read.push(done.clone());
    }
    for lane in touches.writes {
        lanes.insert(lane, Lane { written: Some(done.clone()), read: Vec::new() });
    }
    before.retain(|done| done.peek().is_none());
    before
}

impl Lane {
    fn is_idle(&self) -> bool {
        self.written.iter().chain(&self.read).all(|done| done.peek().is_some())
    }
}

/// Repeats a command, with its key, for as long as a dependency is away or others are in its way.
pub async fn insist<T, F>(command: impl Fn() -> F) -> Result<T, Problem>
where
    F: Future<Output = Result<T, Problem>>,
{
    let (mut waited, mut pause) = (Duration::ZERO, Duration::from_millis(50));
    loop {
        match command().await {
            Err(problem) if is_passing(&problem) && waited < PATIENCE => {
                tokio::time::sleep(pause).await;
                waited += pause;
                pause = (pause * 2).min(Duration::from_secs(2));
            }
            done => return done,
        }
    }
}

/// Another attempt may succeed.
pub fn is_passing(problem: &Problem) -> bool {
    problem.status == StatusCode::SERVICE_UNAVAILABLE || problem.code == "request.conflict"
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::{Cell, RefCell};

    /// Items that take as many turns of the scheduler as they say.
    async fn order(items: &[(usize, &[u8], &[u8])], most: usize) -> Vec<usize> {
        let finished = RefCell::new(Vec::new());
        let (now, peak) = (Cell::new(0usize), Cell::new(0usize));
        let touches = |(_, (_, reads, writes)): &(usize, &(usize, &[u8], &[u8]))| Touches {
            reads: reads.to_vec(),
            writes: writes.to_vec(),
        };
        let work = |(number, (turns, ..)): (usize, &(usize, &[u8], &[u8]))| {
            let (finished, now, peak, turns) = (&finished, &now, &peak, *turns);
            async move {
                now.set(now.get() + 1);
                peak.set(peak.get().max(now.get()));
                for _ in 0..turns {
                    tokio::task::yield_now().await;
                }
                now.set(now.get() - 1);
                finished.borrow_mut().push(number);
                Ok::<(), ()>(())
            }
        };
        run(items.iter().enumerate(), most, touches, work).await.unwrap();
        assert!(peak.get() <= most);
        finished.into_inner()
    }

    #[tokio::test]
    async fn what_rests_on_nothing_overtakes() {
        assert_eq!(order(&[(9, &[], &[1]), (0, &[1], &[2]), (0, &[], &[3])], 8).await, [2, 0, 1]);
    }

    #[tokio::test]
    async fn readers_share_a_lane_and_a_writer_waits_for_them() {
        let items: [(usize, &[u8], &[u8]); 5] =
            [(3, &[], &[1]), (9, &[1], &[]), (0, &[1], &[]), (0, &[], &[1]), (0, &[1], &[])];
        assert_eq!(order(&items, 8).await, [0, 2, 1, 3, 4]);
    }

    #[tokio::test]
    async fn a_lane_read_and_written_by_one_item_is_no_deadlock() {
        assert_eq!(order(&[(2, &[1], &[1]), (0, &[1], &[1]), (0, &[2, 2], &[2, 2])], 8).await, [2, 0, 1]);
    }

    #[tokio::test]
    async fn few_at_a_time_is_enough() {
        let chain: Vec<(usize, &[u8], &[u8])> = (0..100).map(|_| (1, &[][..], &[1][..])).collect();
        assert_eq!(order(&chain, 1).await.len(), 100);
        assert_eq!(order(&chain, 3).await, (0..100).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn the_first_error_ends_it() {
        let begun = Cell::new(0);
        let work = |number: usize| {
            begun.set(begun.get() + 1);
            async move { if number == 3 { Err(number) } else { Ok(()) } }
        };
        let none = |_: &usize| Touches::<u8> { reads: vec![], writes: vec![] };
        assert_eq!(run(0..1000, 2, none, work).await, Err(3));
        assert!(begun.get() < 10);
    }
}
