//! Connections that only are there: what each costs to make, and to keep.

use super::server;
use crate::Options;
use crate::crowd::{self, Crowd};
use crate::figures::Watch;
use crate::report::{Report, Sides, Targets};
use crate::servers::{Kind, Server, Spent};
use std::time::{Duration, Instant};

/// What the first connections make a process set up once is not the price of one more.
const FIRST: usize = 500;

const MEMORY: Targets = &[(Kind::Nats, 8.0), (Kind::Centrifugo, 6.0)];
const CONNECT: Targets = &[(Kind::Nats, 4.0), (Kind::SocketIo, 4.0)];

struct Outcome {
    connections: usize,
    /// Bytes each.
    memory: f64,
    /// Seconds for all of them.
    took: f64,
    spent: Spent,
}

impl Outcome {
    /// Microseconds.
    fn cpu_each(&self) -> f64 {
        self.spent.counted().total() * 1e6 / self.connections as f64
    }

    fn told(&self) -> String {
        format!(
            "{} connections, {:.2} KiB each, {:.0} µs of CPU to connect, {:.0} a second; {}",
            self.connections,
            self.memory / 1024.0,
            self.cpu_each(),
            self.connections as f64 / self.took,
            self.spent.told()
        )
    }
}

async fn open(server: &mut Server, from: usize, upto: usize, topics: &[String]) -> Result<Crowd, String> {
    let three = |number: usize| (0..3).map(|each| topics[(number + each) % topics.len()].clone()).collect();
    // All of them, so that each is for another person.
    let openings = server.openings((0..upto).map(three).collect()).await.split_off(from);
    let records = crowd::records(openings.len(), 0, false);
    crowd::connect(openings, crowd::AT_ONCE, records, Instant::now()).await
}

async fn measure(server: &mut Server, options: &Options) -> Result<Outcome, String> {
    let connections = options.connections;
    let topics = server.topics(100).await;
    let mut readers = open(server, 0, FIRST, &topics).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let memory = server.memory();
    let (before, begun, watch) = (server.cpu(), Instant::now(), Watch::start());
    readers.extend(open(server, FIRST, connections, &topics).await?);
    let (took, spent, strain) = (begun.elapsed().as_secs_f64(), server.cpu().since(&before), watch.stop());
    tokio::time::sleep(Duration::from_secs(2)).await;
    let more = (connections - FIRST) as f64;
    let memory = (server.memory() - memory) / more;
    let gone = crowd::gone(&readers);
    if gone > 0 {
        return Err(format!("{gone} connections were lost"));
    }
    // Making tickets and handshakes is work; late timers say that it was too much.
    if strain.lag.p99 > 200.0 && !options.anyway {
        return Err(format!("the client was overloaded: timers {:.0} ms late", strain.lag.p99));
    }
    Ok(Outcome { connections: connections - FIRST, memory, took, spent })
}

pub async fn memory_and_connects(options: &Options, report: &mut Report) {
    let mut sides: Sides<Outcome> = Sides::default();
    for round in 1..=options.rounds {
        for kind in options.peers() {
            let Some(mut server) = server(kind, options, report).await else { continue };
            match measure(&mut server, options).await {
                Err(why) => report.refuse(format!("idle, {}, round {round}: {why}", kind.name())),
                Ok(outcome) => {
                    eprintln!("idle, {}, round {round}: {}", kind.name(), outcome.told());
                    sides.add(kind, outcome);
                }
            }
        }
    }
    compare(options, report, &sides);
}

fn compare(options: &Options, report: &mut Report, sides: &Sides<Outcome>) {
    let settings = format!("{} connections of as many people, 3 topics each", options.connections);
    let kib = |outcome: &Outcome| outcome.memory / 1024.0;
    if let Some(ours) = sides.median(Kind::Loggia, kib) {
        report.table.at_most("idle connection, memory", ours, 3.0, "KiB", settings.clone());
        report.less(sides, kib, "idle memory", MEMORY, &settings);
    }
    if let Some(ours) = sides.median(Kind::Loggia, Outcome::cpu_each) {
        report.table.at_most("CPU per connect", ours, 100.0, "µs", settings.clone());
        report.less(sides, Outcome::cpu_each, "CPU per connect", CONNECT, &settings);
    }
}
