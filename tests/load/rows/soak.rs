//! Exactly once, for long: the dense load, with connections cut at random all the while; each comes back with its cursor.

use crate::Options;
use crate::crowd;
use crate::publish::{self, Plan};
use crate::report::Report;
use crate::servers::loggia::Loggia;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::time::{Duration, Instant};

const CONNECTIONS: usize = 200;
const TOPICS: usize = 4;
const RATE: usize = 1_000;
/// Cuts a second.
const CUTS: u64 = 200;

async fn measure(options: &Options) -> Result<(u64, u64), String> {
    let mut loggia = Loggia::start(&options.settings()).await;
    let topics = loggia.posts(TOPICS).await;
    // Half of them have one topic, half have all.
    let lists = (0..CONNECTIONS).map(|number| match number % 2 {
        0 => topics.clone(),
        _ => vec![topics[number / 2 % TOPICS].clone()],
    });
    let openings = loggia.openings(lists.collect()).await;
    let (base, epoch) = (loggia.end().await, Instant::now());
    let records = crowd::records(CONNECTIONS, base, false);
    let mut readers = crowd::connect(openings, crowd::AT_ONCE, records, epoch).await?;
    let plan = Plan { rate: RATE, count: RATE * options.seconds, topics: topics.clone() };
    let publishing = publish::start(loggia.publisher().await, plan, epoch);
    let (mut random, mut cuts) = (StdRng::seed_from_u64(options.seed), 0);
    while !publishing.is_finished() {
        tokio::time::sleep(Duration::from_micros(1_000_000 / CUTS)).await;
        let number = random.random_range(0..CONNECTIONS);
        // At whatever byte it is; then on from what was read.
        let reader = &mut readers[number];
        reader.cut();
        reader.ended().await;
        let record = reader.record.clone();
        *reader = loggia.come_back(&loggia.sockets.base, number, &reader.topics, record, epoch).await.0;
        cuts += 1;
    }
    publish::done(publishing).await?;
    let expected = loggia.expected(base).await;
    let due = readers.iter().map(|reader| expected.due(&reader.topics)).sum();
    crowd::delivered(&readers, due).await;
    let wrong = crowd::audit(&readers, &expected);
    match wrong.is_empty() {
        true => Ok((crowd::deliveries(&readers), cuts)),
        false => Err(format!("seed {}: {}", options.seed, wrong[..wrong.len().min(5)].join("; "))),
    }
}

pub async fn exactly_once(options: &Options, report: &mut Report) {
    match measure(options).await {
        Err(why) => report.refuse(format!("exactly once: {why}")),
        Ok((deliveries, cuts)) => {
            let settings = format!("{deliveries} deliveries audited, {cuts} forced disconnects, seed {}", options.seed);
            report.table.at_most("exactly once: lost, twice, out of order, not theirs", 0.0, 0.0, "", settings);
        }
    }
}
