//! One in a hundred stops reading: what the others feel, and what each such connection costs.

use crate::Options;
use crate::crowd::{self, Opening, Reader};
use crate::figures::Latency;
use crate::publish::{self, Plan};
use crate::report::Report;
use crate::servers::Kind;
use crate::servers::loggia::Loggia;
use crate::table::median;
use std::time::{Duration, Instant};

const RATE: usize = 40;
/// The kernel's share of what waits for a reader that stalls.
const RECEIVE: u32 = 4096;

/// Connections, and one in a hundred of them.
fn shares(options: &Options) -> (usize, usize) {
    let connections = (options.connections / 2).max(100);
    (connections, connections / 100)
}

/// Publishes for a while; how long the deliveries took.
async fn round(
    loggia: &Loggia,
    readers: &[Reader],
    topic: &str,
    seconds: usize,
    epoch: Instant,
) -> Result<Latency, String> {
    let base = loggia.end().await;
    let plan = Plan { rate: RATE, count: RATE * seconds, topics: vec![topic.to_owned()] };
    for reader in readers {
        let mut record = reader.record.borrow_mut();
        *record = crate::record::Record::new(base, true);
    }
    let due = (plan.count * readers.len()) as u64;
    let published = publish::done(publish::start(loggia.publisher().await, plan, epoch)).await?;
    crowd::delivered(readers, due).await;
    let wrong = crowd::audit(readers, &loggia.expected(base, readers).await);
    if !wrong.is_empty() || crowd::gone(readers) > 0 {
        return Err(format!("{} lost connections; {}", crowd::gone(readers), wrong[..wrong.len().min(5)].join("; ")));
    }
    Ok(Latency::since(readers, &published, base, |times| times.acknowledged))
}

/// Connections that are welcomed and then not read.
async fn stall(openings: Vec<Opening>) -> Result<Vec<(Opening, crowd::Open)>, String> {
    let mut stalled = Vec::with_capacity(openings.len());
    for mut opening in openings {
        opening.receive = Some(RECEIVE);
        let open = opening.open().await.map_err(|error| error.to_string())?;
        stalled.push((opening, open));
    }
    Ok(stalled)
}

/// They read on: nothing may be missing for it.
async fn wake(loggia: &Loggia, stalled: Vec<(Opening, crowd::Open)>, base: u64) -> Result<(), String> {
    let records = crowd::records(stalled.len(), base, false);
    let start = |((opening, open), record)| Reader::start(&opening, open, record, Instant::now());
    let readers: Vec<_> = stalled.into_iter().zip(records).map(start).collect();
    let expected = loggia.expected(base, &readers).await;
    crowd::delivered(&readers, readers.iter().map(|reader| expected.due(&reader.topics)).sum()).await;
    let wrong = crowd::audit(&readers, &expected);
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("after stalling: {} were sent away; {}", crowd::gone(&readers), wrong[..wrong.len().min(5)].join("; ")))
}

struct Outcome {
    without: f64,
    with: f64,
    /// Bytes for each.
    memory: f64,
}

async fn measure(options: &Options) -> Result<Outcome, String> {
    let (connections, some) = shares(options);
    let mut settings = options.settings();
    // Full in seconds: what it grows by is not the price of a reader that stalls.
    settings.serve.push("--ring-bytes=100000".into());
    let mut loggia = Loggia::start(&settings).await;
    let topic = loggia.posts(1).await.remove(0);
    let mut openings = loggia.openings(vec![vec![topic.clone()]; connections]).await;
    let last = openings.split_off(connections - some);
    let (base, epoch) = (loggia.end().await, Instant::now());
    let records = crowd::records(openings.len(), base, true);
    let readers = crowd::connect(openings, crowd::AT_ONCE, records, epoch).await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let own = |loggia: &Loggia| crate::machine::private_memory(loggia.process());
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for _ in 0..options.rounds {
        without.push(round(&loggia, &readers, &topic, options.seconds, epoch).await?.p99);
    }
    let before = own(&loggia);
    let stalled_from = loggia.end().await;
    let stalled = stall(last).await?;
    for _ in 0..options.rounds {
        with.push(round(&loggia, &readers, &topic, options.seconds, epoch).await?.p99);
    }
    let memory = (own(&loggia) - before) / stalled.len() as f64;
    wake(&loggia, stalled, stalled_from).await?;
    Ok(Outcome { without: median(without), with: median(with), memory })
}

pub async fn one_in_a_hundred(options: &Options, report: &mut Report) {
    if !options.peers().contains(&Kind::Loggia) {
        return;
    }
    let (connections, some) = shares(options);
    match measure(options).await {
        Err(why) => report.refuse(format!("stalled: {why}")),
        Ok(outcome) => {
            let settings = format!(
                "{connections} connections x {RATE} msg/s, {some} stalled; p99 {:.1} ms against {:.1} without",
                outcome.with, outcome.without
            );
            let ratio = outcome.with / outcome.without;
            report.table.at_most("1 % stalled: p99 of the others", ratio, 1.1, "x", settings);
            let settings = format!("{some} stalled connections, each itself included");
            report.table.at_most("1 % stalled: memory of each", outcome.memory / 1024.0, 16.0, "KiB", settings);
        }
    }
}
