//! Exactly once, for long: the dense load, with connections cut at random all the while; each comes back with its cursor.

use crate::Options;
use crate::crowd::{self, Reader};
use crate::publish::{self, Plan};
use crate::report::Report;
use crate::servers::loggia::Loggia;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const CONNECTIONS: usize = 200;
const TOPICS: usize = 4;
const RATE: usize = 1_000;
/// Half of them have one topic, half have all.
const PER_MESSAGE: usize = CONNECTIONS / 2 + CONNECTIONS / 2 / TOPICS;
/// Deliveries for each disconnect.
const PER_CUT: u64 = 1_000;
/// Those who cut, each among its own part of the connections.
const CUTTERS: usize = 10;

struct Outcome {
    deliveries: u64,
    cuts: u64,
    took: Duration,
}

/// Cuts connections at whatever byte they are; each comes back and goes on from what was read. Until everything is published
/// and so many are cut.
async fn cut(loggia: Rc<Loggia>, part: Part, done: Rc<Cell<bool>>) -> (usize, Vec<Reader>, u64) {
    let Part { first, mut readers, seed, cuts: least, every, epoch } = part;
    let (mut random, mut cuts, begun) = (StdRng::seed_from_u64(seed), 0, Instant::now());
    while !done.get() || cuts < least {
        tokio::time::sleep_until((begun + every.mul_f64(cuts as f64)).into()).await;
        let number = random.random_range(0..readers.len());
        let reader = &mut readers[number];
        reader.cut();
        reader.ended().await;
        let record = reader.record.clone();
        *reader = loggia.come_back(&loggia.sockets.base, first + number, &reader.topics, record, epoch).await.0;
        cuts += 1;
    }
    (first, readers, cuts)
}

/// What one who cuts has to do.
struct Part {
    /// The number of the first of its connections.
    first: usize,
    readers: Vec<Reader>,
    seed: u64,
    cuts: u64,
    every: Duration,
    epoch: Instant,
}

async fn measure(options: &Options) -> Result<Outcome, String> {
    let mut loggia = Loggia::start(&options.settings()).await;
    let topics = loggia.posts(TOPICS).await;
    let lists = (0..CONNECTIONS).map(|number| match number % 2 {
        0 => topics.clone(),
        _ => vec![topics[number / 2 % TOPICS].clone()],
    });
    let openings = loggia.openings(lists.collect()).await;
    let (base, epoch) = (loggia.end().await, Instant::now());
    let records = crowd::records(CONNECTIONS, base, false);
    let mut readers = crowd::connect(openings, crowd::AT_ONCE, records, epoch).await?;
    let count = options.deliveries.div_ceil(PER_MESSAGE as u64) as usize;
    let publishing = publish::start(loggia.publisher().await, Plan { rate: RATE, count, topics }, epoch);
    let cuts = (options.deliveries / PER_CUT).div_ceil(CUTTERS as u64);
    let every = Duration::from_secs_f64(count as f64 / RATE as f64 / cuts.max(1) as f64);
    let (loggia, done, mut cutting) = (Rc::new(loggia), Rc::new(Cell::new(false)), JoinSet::new());
    for (number, first) in (0..CONNECTIONS).step_by(CONNECTIONS / CUTTERS).enumerate() {
        let seed = options.seed.wrapping_mul(CUTTERS as u64) + number as u64;
        let part = Part { first, readers: readers.drain(..CONNECTIONS / CUTTERS).collect(), seed, cuts, every, epoch };
        cutting.spawn_local(cut(loggia.clone(), part, done.clone()));
    }
    publish::done(publishing).await?;
    done.set(true);
    let mut parts = cutting.join_all().await;
    parts.sort_by_key(|(first, _, _)| *first);
    let cuts = parts.iter().map(|(_, _, cuts)| cuts).sum();
    let readers: Vec<Reader> = parts.into_iter().flat_map(|(_, readers, _)| readers).collect();
    let expected = loggia.expected(base, &readers).await;
    let due = readers.iter().map(|reader| expected.due(&reader.topics)).sum();
    crowd::delivered(&readers, due).await;
    let wrong = crowd::audit(&readers, &expected);
    match wrong.is_empty() {
        true => Ok(Outcome { deliveries: crowd::deliveries(&readers), cuts, took: epoch.elapsed() }),
        false => Err(format!("seed {}: {}", options.seed, wrong[..wrong.len().min(5)].join("; "))),
    }
}

pub async fn exactly_once(options: &Options, report: &mut Report) {
    match measure(options).await {
        Err(why) => report.refuse(format!("exactly once: {why}")),
        Ok(Outcome { deliveries, cuts, took }) => {
            let settings = format!(
                "{deliveries} deliveries audited, {cuts} forced disconnects, {CONNECTIONS} connections x {RATE} msg/s for {:.0} s, \
                 seed {}",
                took.as_secs_f64(),
                options.seed
            );
            report.table.at_most("exactly once: lost, twice, out of order, not theirs", 0.0, 0.0, "", settings);
        }
    }
}
