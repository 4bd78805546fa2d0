//! A node goes away: everybody is told when to come back, comes back elsewhere with their cursor, and misses nothing.

use crate::Options;
use crate::crowd::{self, Reader};
use crate::publish::{self, Plan};
use crate::report::Report;
use crate::servers::Kind;
use crate::servers::loggia::Loggia;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Messages a second while it happens, each to everybody.
const RATE: usize = 2;
/// Long enough for everybody to be back.
const SECONDS: usize = 25;

struct Outcome {
    /// Seconds until the last one had left.
    left: f64,
    /// Seconds until the last one was back.
    back: f64,
    /// The most connections in one second.
    peak: usize,
}

/// Waits for the end of its connection, then comes back when it was asked to; when it left, and when it was back.
async fn move_over(
    loggia: Rc<Loggia>,
    node: Rc<str>,
    mut reader: Reader,
    number: usize,
    epoch: Instant,
) -> Result<(Reader, f64, f64), String> {
    reader.ended().await;
    let left = epoch.elapsed().as_secs_f64();
    let after = reader.record.borrow_mut().asked_to_go.take();
    tokio::time::sleep(Duration::from_millis(after.ok_or("a connection ended without a word")?)).await;
    let (reader, _) = loggia.come_back(&node, number, &reader.topics, reader.record.clone(), epoch).await;
    Ok((reader, left, epoch.elapsed().as_secs_f64()))
}

async fn measure(options: &Options) -> Result<Outcome, String> {
    let mut settings = options.settings();
    settings.serve.push("--drain-s=8".into());
    let mut loggia = Loggia::start(&settings).await;
    let other = loggia.another(&settings);
    let topic = loggia.posts(1).await.remove(0);
    let openings = loggia.openings(vec![vec![topic.clone()]; options.connections]).await;
    let (base, epoch) = (loggia.end().await, Instant::now());
    let records = crowd::records(options.connections, base, false);
    let readers = crowd::connect(openings, crowd::AT_ONCE, records, epoch).await?;
    let plan = Plan { rate: RATE, count: RATE * SECONDS, topics: vec![topic] };
    let publishing = publish::start(loggia.publisher().await, plan, epoch);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (loggia, node, begun) = (Rc::new(loggia), Rc::from(other.base.as_str()), epoch.elapsed().as_secs_f64());
    loggia.sockets.ask_to_stop();
    let mut moving = JoinSet::new();
    for (number, reader) in readers.into_iter().enumerate() {
        moving.spawn_local(move_over(loggia.clone(), Rc::clone(&node), reader, number, epoch));
    }
    let (mut readers, mut left, mut backs) = (Vec::new(), 0.0_f64, Vec::new());
    while let Some(moved) = moving.join_next().await {
        let (reader, went, came) = moved.map_err(|error| error.to_string())??;
        readers.push(reader);
        left = left.max(went - begun);
        backs.push(came - begun);
    }
    publish::done(publishing).await?;
    crowd::delivered(&readers, (RATE * SECONDS * options.connections) as u64).await;
    let wrong = crowd::audit(&readers, &loggia.expected(base, &readers).await);
    if !wrong.is_empty() {
        return Err(wrong[..wrong.len().min(5)].join("; "));
    }
    backs.sort_by(f64::total_cmp);
    let within = |from: usize| backs[from..].iter().take_while(|back| **back < backs[from] + 1.0).count();
    let peak = (0..backs.len()).map(within).max().unwrap_or(0);
    Ok(Outcome { left, back: backs.last().copied().unwrap_or(0.0), peak })
}

pub async fn everybody_moves(options: &Options, report: &mut Report) {
    if !options.peers().contains(&Kind::Loggia) {
        return;
    }
    match measure(options).await {
        Err(why) => report.refuse(format!("drain: {why}")),
        Ok(outcome) => {
            let settings = format!(
                "{} connections, {RATE} msg/s to each of them; all back after {:.1} s, at most {} connects in a second; nothing lost",
                options.connections, outcome.back, outcome.peak
            );
            report.table.at_most("drain", outcome.left, 10.0, "s", settings);
        }
    }
}
