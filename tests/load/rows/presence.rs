//! People whose connections flap: nobody who sees them come and go may see them go.

use crate::Options;
use crate::crowd::{self, Reader};
use crate::report::Report;
use crate::servers::Kind;
use crate::servers::loggia::Loggia;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Each connection is cut so often.
const EVERY: Duration = Duration::from_secs(5);
/// And is back well within the grace.
const AWAY_MS: std::ops::Range<u64> = 100..1_500;
/// Flapping goes on for several times the grace.
const ROUNDS: usize = 6;
/// The grace, what a node may take beyond it, and a little.
const SETTLED: Duration = Duration::from_secs(15);
/// People in a room; the one who watches is in so many of the rooms.
const IN_A_ROOM: usize = 50;
const WATCHED: usize = 50;
/// What counts as a second here: two that left a second apart may arrive a little closer.
const SECOND: u32 = 950_000;

struct Outcome {
    /// Announcements that somebody came; and that somebody went while everybody flapped; and after everybody had gone.
    came: u64,
    went: u64,
    gone: u64,
    reconnects: usize,
    /// The most often one room was told of within a second, and how often all of them were.
    in_a_second: usize,
    told: usize,
}

async fn flap(loggia: Rc<Loggia>, mut reader: Reader, number: usize, seed: u64, epoch: Instant) -> Reader {
    let mut random = StdRng::seed_from_u64(seed + number as u64);
    tokio::time::sleep(EVERY.mul_f64(random.random())).await;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        reader.cut();
        reader.ended().await;
        tokio::time::sleep(Duration::from_millis(random.random_range(AWAY_MS))).await;
        let node = &loggia.sockets.base;
        reader = loggia.come_back(node, number, &reader.topics, reader.record.clone(), epoch).await.0;
        tokio::time::sleep_until((begun + EVERY).into()).await;
    }
    reader
}

/// The last of the people sees all others come and go.
async fn measure(options: &Options) -> Result<Outcome, String> {
    let many = options.connections;
    let mut loggia = Loggia::start(&options.settings()).await;
    loggia.personal(many + 1).await;
    loggia.befriend(many).await;
    let (rooms, watched) = loggia.rooms(many, IN_A_ROOM, WATCHED).await;
    let topics = rooms.into_iter().map(|room| vec![room]).chain([watched]).collect();
    let mut openings = loggia.openings(topics).await;
    let (base, epoch) = (loggia.end().await, Instant::now());
    let observer = crowd::connect(vec![openings.remove(many)], 1, crowd::records(1, base, false), epoch).await?;
    let seen = || observer[0].record.borrow().presence;
    let records = crowd::records(many, base, false);
    let readers = crowd::connect(openings, crowd::AT_ONCE, records, epoch).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let loggia = Rc::new(loggia);
    let mut flapping = JoinSet::new();
    for (number, reader) in readers.into_iter().enumerate() {
        flapping.spawn_local(flap(loggia.clone(), reader, number, options.seed, epoch));
    }
    let readers = flapping.join_all().await;
    tokio::time::sleep(SETTLED).await;
    let flapped = seen();
    drop(readers);
    tokio::time::sleep(SETTLED).await;
    if crowd::gone(&observer) > 0 {
        return Err("the one who watches was cut off".into());
    }
    let record = observer[0].record.borrow();
    Ok(Outcome {
        came: flapped.came,
        went: flapped.went,
        gone: seen().went - flapped.went,
        reconnects: many * ROUNDS,
        in_a_second: record.rooms.values().map(|times| within_a_second(times)).max().unwrap_or(0),
        told: record.rooms.values().map(Vec::len).sum(),
    })
}

/// The most of these moments, in their order, that lie within one second.
fn within_a_second(times: &[u32]) -> usize {
    let from = |first: usize| times[first..].iter().take_while(|at| **at < times[first] + SECOND).count();
    (0..times.len()).map(from).max().unwrap_or(0)
}

pub async fn flapping(options: &Options, report: &mut Report) {
    if !options.peers().contains(&Kind::Loggia) {
        return;
    }
    match measure(options).await {
        Err(why) => report.refuse(format!("presence: {why}")),
        Ok(outcome) if outcome.came != options.connections as u64 || outcome.gone != outcome.came => {
            report.refuse(format!(
                "presence: {} came, {} of them were announced, and {} when all had gone",
                options.connections, outcome.came, outcome.gone
            ));
        }
        Ok(outcome) => {
            let settings = format!(
                "{} people flapping every {} s, {} reconnects; each coming and going announced once",
                options.connections,
                EVERY.as_secs(),
                outcome.reconnects
            );
            report.table.at_most("presence: false leaves", outcome.went as f64, 0.0, "", settings);
            let settings =
                format!("{} messages about rooms of {IN_A_ROOM}, of which {WATCHED} are watched", outcome.told);
            let most = outcome.in_a_second as f64;
            report.table.at_most("presence: messages per room and second", most, 1.0, "", settings);
        }
    }
}
