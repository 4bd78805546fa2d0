//! What a round of load came to.

use crate::crowd::Reader;
use crate::machine::{self, Cpu};
use crate::publish::{Published, Times};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// Milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Latency {
    pub p50: f64,
    pub p99: f64,
    pub most: f64,
}

impl Latency {
    pub fn of(mut microseconds: Vec<u32>) -> Latency {
        microseconds.sort_unstable();
        let at = |share: usize| {
            let index = (microseconds.len() * share / 1000).min(microseconds.len().saturating_sub(1));
            microseconds.get(index).map_or(f64::NAN, |value| f64::from(*value) / 1e3)
        };
        Latency { p50: at(500), p99: at(990), most: at(1000) }
    }

    /// From the moment of each position that `moment` says, to each of its deliveries.
    pub fn since(readers: &[Reader], published: &Published, base: u64, moment: impl Fn(&Times) -> u32) -> Latency {
        let last = published.times.keys().max().copied().unwrap_or(base);
        let mut moments = vec![None; (last - base) as usize + 1];
        for (position, times) in &published.times {
            moments[(position - base) as usize] = Some(moment(times));
        }
        let mut all = Vec::new();
        for reader in readers {
            let record = reader.record.borrow();
            let samples = record.samples.iter().flatten();
            all.extend(samples.filter_map(|(offset, at)| {
                let moment = (*moments.get(*offset as usize)?)?;
                Some(at.saturating_sub(moment))
            }));
        }
        Latency::of(all)
    }
}

/// Watches this process: a client that cannot keep up measures itself.
pub struct Watch {
    begun: Instant,
    cpu: Cpu,
    lags: JoinHandle<()>,
    worst: std::rc::Rc<std::cell::RefCell<Vec<u32>>>,
}

/// How this process fared.
pub struct Strain {
    /// Of one core.
    pub busy: f64,
    /// How late its own timers were, milliseconds.
    pub lag: Latency,
}

const TICK: Duration = Duration::from_millis(5);
const TOO_BUSY: f64 = 0.95;
const TOO_LATE_MS: f64 = 20.0;

impl Watch {
    pub fn start() -> Watch {
        let worst = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
        let lags = worst.clone();
        let lags = tokio::task::spawn_local(async move {
            loop {
                let due = Instant::now() + TICK;
                tokio::time::sleep_until(due.into()).await;
                lags.borrow_mut().push(due.elapsed().as_micros() as u32);
            }
        });
        Watch { begun: Instant::now(), cpu: machine::cpu(std::process::id()), lags, worst }
    }

    pub fn stop(self) -> Strain {
        self.lags.abort();
        let used = machine::cpu(std::process::id()) - self.cpu;
        Strain { busy: used.total() / self.begun.elapsed().as_secs_f64(), lag: Latency::of(self.worst.take()) }
    }
}

impl Strain {
    /// Why its figures would be the client's own, if they would.
    pub fn overload(&self) -> Option<String> {
        (self.busy > TOO_BUSY || self.lag.p99 > TOO_LATE_MS).then(|| {
            format!(
                "the client was overloaded: {:.0} % of its core, timers {:.1} ms late",
                self.busy * 100.0,
                self.lag.p99
            )
        })
    }
}
