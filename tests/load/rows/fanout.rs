//! Fan-out: many connections, one topic, a steady rate.

use super::server;
use crate::Options;
use crate::crowd;
use crate::figures::{Latency, Watch};
use crate::publish::{self, Plan};
use crate::report::{Report, Sides, Targets};
use crate::servers::{Kind, Server, Spent};
use std::time::{Duration, Instant};

/// Who subscribes to what; messages go round the same topics.
#[derive(Clone, Copy)]
pub enum Pattern {
    /// So many topics, round-robin.
    Topics(usize),
    /// Everybody has what is their own.
    Personal,
}

/// What is offered.
pub struct Offer {
    pub connections: usize,
    pub pattern: Pattern,
    /// Messages a second, all topics together.
    pub rate: usize,
    pub seconds: usize,
    /// Whether a client that is late counts.
    pub anyway: bool,
}

/// What came of it.
pub struct Outcome {
    pub deliveries: u64,
    pub spent: Spent,
    pub acknowledged: Latency,
    pub published: Latency,
    pub late: Duration,
    pub busy: f64,
    /// Why it is not to be believed.
    pub wrong: Option<String>,
}

impl Outcome {
    pub fn per_cpu_second(&self) -> f64 {
        self.deliveries as f64 / self.spent.counted().total()
    }

    fn told(&self) -> String {
        let cpu = self.spent.counted();
        format!(
            "{} deliveries, {:.0}/CPU-s (user {:.2} µs, kernel {:.2} µs each), published → frame p50 {:.1} p99 {:.1} ms, \
             acknowledged → frame p50 {:.1} p99 {:.1} max {:.1} ms, client {:.0} %, publisher {:.0} ms late; {}",
            self.deliveries,
            self.per_cpu_second(),
            cpu.user * 1e6 / self.deliveries as f64,
            cpu.kernel * 1e6 / self.deliveries as f64,
            self.published.p50,
            self.published.p99,
            self.acknowledged.p50,
            self.acknowledged.p99,
            self.acknowledged.most,
            self.busy * 100.0,
            self.late.as_secs_f64() * 1e3,
            self.spent.told()
        )
    }
}

/// Offers the load to a server that is up.
pub async fn offer(server: &mut Server, offer: &Offer) -> Result<Outcome, String> {
    let topics = match offer.pattern {
        Pattern::Topics(many) => server.topics(many).await,
        Pattern::Personal => server.personal(offer.connections).await,
    };
    let lists = (0..offer.connections).map(|number| vec![topics[number % topics.len()].clone()]).collect();
    let openings = server.openings(lists).await;
    let base = server.base().await;
    let epoch = Instant::now();
    let records = crowd::records(offer.connections, base, true);
    let readers = crowd::connect(openings, crowd::AT_ONCE, records, epoch).await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let plan = Plan { rate: offer.rate, count: offer.rate * offer.seconds, topics };
    let due = (plan.count * offer.connections / plan.topics.len()) as u64;
    let (before, watch) = (server.cpu(), Watch::start());
    let published = publish::done(publish::start(server.publisher().await, plan, epoch)).await?;
    crowd::delivered(&readers, due).await;
    let (spent, strain) = (server.cpu().since(&before), watch.stop());
    let expected = server.expected(base, &published, &readers).await;
    let mut wrong = crowd::audit(&readers, &expected);
    let gone = crowd::gone(&readers);
    if gone > 0 {
        wrong.insert(0, format!("{gone} connections were lost"));
    }
    wrong.extend(strain.overload().filter(|_| !offer.anyway));
    Ok(Outcome {
        deliveries: crowd::deliveries(&readers),
        spent,
        acknowledged: Latency::since(&readers, &published, base, |times| times.acknowledged),
        published: Latency::since(&readers, &published, base, |times| times.published),
        late: published.late,
        busy: strain.busy,
        wrong: (!wrong.is_empty()).then(|| wrong[..wrong.len().min(5)].join("; ")),
    })
}

/// Every peer, so many rounds, one after the other in each.
async fn rounds(name: &str, load: &Offer, options: &Options, report: &mut Report) -> Sides<Outcome> {
    let mut sides = Sides::default();
    for round in 1..=options.rounds {
        for kind in options.peers() {
            let Some(mut server) = server(kind, options, report).await else { continue };
            match offer(&mut server, load).await {
                Err(why) => report.refuse(format!("{name}, {}, round {round}: {why}", kind.name())),
                Ok(outcome) => {
                    eprintln!("{name}, {}, round {round}: {}", kind.name(), outcome.told());
                    match &outcome.wrong {
                        Some(why) => report.refuse(format!("{name}, {}, round {round}: {why}", kind.name())),
                        None => sides.add(kind, outcome),
                    }
                }
            }
        }
    }
    sides
}

const DENSE: Targets = &[(Kind::Nats, 4.0), (Kind::SocketIo, 8.0), (Kind::Bun, 1.8), (Kind::Centrifugo, 5.0)];
const SPARSE: Targets = &[(Kind::Nats, 1.4), (Kind::SocketIo, 1.7), (Kind::Bun, 0.85)];
/// The window of coalesced writes and 5 ms, milliseconds.
const DENSE_P99: f64 = 25.0;

pub async fn dense(options: &Options, report: &mut Report) {
    let load = Offer {
        connections: 200,
        pattern: Pattern::Topics(1),
        rate: 1_000,
        seconds: options.seconds,
        anyway: options.anyway,
    };
    let sides = rounds("dense", &load, options, report).await;
    let settings = format!("200 connections x 1,000 msg/s for {} s, log synced {}", options.seconds, options.sync);
    report.more(&sides, Outcome::per_cpu_second, "dense fan-out, deliveries per CPU-second", DENSE, &settings);
    let Some(p99) = sides.median(Kind::Loggia, |outcome| outcome.acknowledged.p99) else { return };
    let what = "acknowledged → delivered at 200,000 deliveries/s, p99";
    report.table.at_most(what, p99, DENSE_P99, "ms", settings.clone());
    // A peer that acknowledges nothing is measured from the moment it was handed the message; so is Loggia beside it.
    let ours = sides.median(Kind::Loggia, |outcome| outcome.published.p99);
    let theirs = sides.median(Kind::SocketIo, |outcome| outcome.published.p99);
    if let (Some(ours), Some(theirs)) = (ours, theirs) {
        let settings = format!("{settings}; {ours:.1} ms against {theirs:.1}");
        report.table.at_least("published → delivered, p99: socket.io + Redis / Loggia", theirs / ours, 20.0, settings);
    }
}

pub async fn sparse(options: &Options, report: &mut Report) {
    let load = Offer {
        connections: 1_000,
        pattern: Pattern::Topics(1),
        rate: 20,
        seconds: options.seconds,
        anyway: options.anyway,
    };
    let sides = rounds("sparse", &load, options, report).await;
    let settings = format!("1,000 connections x 20 msg/s for {} s, log synced {}", options.seconds, options.sync);
    report.more(&sides, Outcome::per_cpu_second, "sparse fan-out, deliveries per CPU-second", SPARSE, &settings);
}

/// Whatever the command line says.
pub async fn asked_for(options: &Options, report: &mut Report) {
    let pattern = if options.personal { Pattern::Personal } else { Pattern::Topics(options.topics.max(1)) };
    let (connections, rate) = (options.connections, options.rate.unwrap_or(100));
    let load = Offer { connections, pattern, rate, seconds: options.seconds, anyway: options.anyway };
    let sides = rounds("load", &load, options, report).await;
    let settings = format!("{connections} connections, {rate} msg/s for {} s", options.seconds);
    report.more(&sides, Outcome::per_cpu_second, "deliveries per CPU-second", &[], &settings);
}
