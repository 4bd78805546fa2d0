//! Coming back: a hundred missed events from the node's memory or from the log, and ten thousand who come back at once.

use crate::Options;
use crate::crowd;
use crate::figures::{Latency, Watch};
use crate::publish::{self, Plan};
use crate::record::Record;
use crate::report::Report;
use crate::servers::Kind;
use crate::servers::loggia::Loggia;
use crate::wire::{Dialect, Reading};
use std::io;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const MISSED: u64 = 100;
/// Resumes whose latency is taken, one after the other.
const RESUMES: usize = 300;
/// Connections on their way at once when ten thousand come back.
const STORM: usize = 1_000;

/// A topic, and the position before the hundred that were missed on it.
async fn missed(loggia: &mut Loggia) -> Result<(String, u64), String> {
    let topic = loggia.posts(1).await.remove(0);
    // Somebody who is there sees when the node has them.
    let openings = loggia.openings(vec![vec![topic.clone()]]).await;
    let (base, epoch) = (loggia.end().await, Instant::now());
    let there = crowd::connect(openings, 1, crowd::records(1, base, false), epoch).await?;
    let plan = Plan { rate: 1_000, count: MISSED as usize, topics: vec![topic.clone()] };
    publish::done(publish::start(loggia.publisher().await, plan, epoch)).await?;
    crowd::delivered(&there, MISSED).await;
    Ok((topic, base))
}

/// From hello to the last missed event.
async fn one(opening: &crowd::Opening, base: u64) -> io::Result<Duration> {
    let mut silent = opening.clone();
    let hello = silent.steps.pop().and_then(|step| step.say).unwrap_or_default();
    let mut open = silent.open().await?;
    let begun = Instant::now();
    open.say(&hello).await?;
    let mut record = Record::new(base, false);
    open.until(MISSED, &mut Reading::new(Dialect::Loggia), &mut record).await?;
    let took = begun.elapsed();
    if record.faults.is_empty() { Ok(took) } else { Err(io::Error::other(record.faults.join("; "))) }
}

async fn one_by_one(loggia: &mut Loggia) -> Result<Latency, String> {
    let (topic, base) = missed(loggia).await?;
    let node = loggia.sockets.base.clone();
    let openings = loggia.resuming(&node, vec![vec![topic]; RESUMES], base).await;
    let mut took = Vec::with_capacity(RESUMES);
    for opening in &openings {
        let one = one(opening, base).await.map_err(|error| format!("a resume failed: {error}"))?;
        took.push(one.as_micros() as u32);
    }
    Ok(Latency::of(took))
}

/// Seconds until all of them have everything, and attempts that were refused.
async fn at_once(mut loggia: Loggia, many: usize) -> Result<(f64, usize), String> {
    let (topic, base) = missed(&mut loggia).await?;
    // Their tickets are made as they come; the people are there already.
    loggia.openings(vec![vec![topic.clone()]; many]).await;
    let (loggia, records) = (Rc::new(loggia), crowd::records(many, base, false));
    let (epoch, watch) = (Instant::now(), Watch::start());
    let (mut coming, mut readers, mut refused) = (JoinSet::new(), Vec::with_capacity(many), 0);
    let mut waiting = records.into_iter().enumerate();
    loop {
        while coming.len() < STORM
            && let Some((number, record)) = waiting.next()
        {
            let (loggia, topics) = (loggia.clone(), vec![topic.clone()]);
            coming.spawn_local(
                async move { loggia.come_back(&loggia.sockets.base, number, &topics, record, epoch).await },
            );
        }
        let Some(come) = coming.join_next().await else { break };
        let (reader, attempts) = come.map_err(|error| error.to_string())?;
        refused += attempts;
        readers.push(reader);
    }
    crowd::delivered(&readers, MISSED * many as u64).await;
    let (took, strain) = (epoch.elapsed().as_secs_f64(), watch.stop());
    eprintln!("resume at once: {took:.2} s, {refused} refused, client {:.0} %", strain.busy * 100.0);
    let wrong = crowd::audit(&readers, &loggia.expected(base, &readers).await);
    if wrong.is_empty() { Ok((took, refused)) } else { Err(wrong[..wrong.len().min(5)].join("; ")) }
}

async fn one_after_the_other(name: &str, asked: f64, more: &[&str], options: &Options, report: &mut Report) {
    if !options.peers().contains(&Kind::Loggia) {
        return;
    }
    let mut settings = options.settings();
    settings.serve.extend(more.iter().map(|&argument| argument.to_owned()));
    let mut loggia = Loggia::start(&settings).await;
    match one_by_one(&mut loggia).await {
        Err(why) => report.refuse(format!("resume, {name}: {why}")),
        Ok(latency) => {
            let settings = format!(
                "{MISSED} missed events, {RESUMES} resumes, hello → last of them; p50 {:.1} ms, worst {:.1}",
                latency.p50, latency.most
            );
            report.table.at_most(&format!("resume, {name}, p99"), latency.p99, asked, "ms", settings);
        }
    }
}

/// Out of what the node remembers.
pub async fn warm(options: &Options, report: &mut Report) {
    one_after_the_other("warm", 5.0, &[], options, report).await;
}

/// Out of the log: the node remembers a fifth of it.
pub async fn cold(options: &Options, report: &mut Report) {
    one_after_the_other("cold", 50.0, &["--ring-bytes=20000"], options, report).await;
}

pub async fn all_at_once(options: &Options, report: &mut Report) {
    if !options.peers().contains(&Kind::Loggia) {
        return;
    }
    match at_once(Loggia::start(&options.settings()).await, options.connections).await {
        Err(why) => report.refuse(format!("resume, all at once: {why}")),
        Ok((took, refused)) => {
            let settings = format!(
                "{} people, {MISSED} missed events each, tickets and connecting included; {refused} attempts were told to come again",
                options.connections
            );
            report.table.at_most("resume, all at once", took, 3.0, "s", settings);
        }
    }
}
