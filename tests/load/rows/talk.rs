//! Talk as a community has it: a thousand conversations among two thousand people at two nodes, of whom every twentieth loses the
//! connection each second and comes back, to either node, with the cursor. Then every delivery, every count of what is unread and
//! every table of the read side is compared with the log.

use crate::Options;
use crate::crowd::{self, Reader};
use crate::publish::{self, Plan};
use crate::report::Report;
use crate::servers::loggia::Loggia;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::process::Stdio;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const PEOPLE: usize = 2_000;
const CONVERSATIONS: usize = 1_000;
/// Messages a second, when nothing else is said.
const RATE: usize = 2_000;
/// Of the people, each second.
const RECONNECTING: f64 = 0.05;
/// The order in which conversations are written to begins again after so many messages.
const TURNS: usize = 100_003;

struct Outcome {
    deliveries: u64,
    cuts: usize,
    took: Duration,
    wrong: Vec<String>,
    /// Counts that were compared, and those that were wrong.
    unread: (usize, Vec<String>),
    verified: bool,
}

async fn measure(options: &Options) -> Result<Outcome, String> {
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut loggia = Loggia::start(&options.settings()).await;
    let talks = loggia.talks(PEOPLE, CONVERSATIONS, &mut random).await;
    let other = loggia.another(&options.settings());
    let nodes = [loggia.sockets.base.clone(), other.base.clone()];
    // Their conversations follow them without being asked for.
    let openings = loggia.openings(vec![Vec::new(); PEOPLE]).await;
    let (base, epoch) = (loggia.end().await, Instant::now());
    let records = crowd::records(PEOPLE, base, false);
    let mut readers = crowd::connect(openings, crowd::AT_ONCE, records, epoch).await?;
    for (reader, topics) in readers.iter_mut().zip(&talks.topics) {
        reader.topics.clone_from(topics);
    }
    let all: Vec<&String> = talks.members.keys().collect();
    let topics = (0..TURNS).map(|_| all[random.random_range(0..all.len())].clone()).collect();
    let plan = Plan { rate: options.rate.unwrap_or(RATE), count: options.messages, topics };
    let publishing = publish::start(loggia.sayer(&talks).await, plan, epoch);
    let loggia = Rc::new(loggia);
    let (readers, cuts) = come_and_go(&loggia, &nodes, readers, &mut random, epoch, || publishing.is_finished()).await;
    publish::done(publishing).await?;
    let took = epoch.elapsed();
    let expected = loggia.expected(base, &readers).await;
    let due = readers.iter().map(|reader| expected.due(&reader.topics)).sum();
    crowd::delivered(&readers, due).await;
    let (deliveries, wrong) = (crowd::deliveries(&readers), crowd::audit(&readers, &expected));
    let verified = verified(&loggia).await;
    let unread = loggia.unread(&talks, base, options.seed).await;
    Ok(Outcome { deliveries, cuts, took, wrong, unread, verified })
}

/// Cuts one after the other, each at whatever byte it is and before the last have come back; until it is over and all are back.
async fn come_and_go(
    loggia: &Rc<Loggia>,
    nodes: &[String; 2],
    readers: Vec<Reader>,
    random: &mut StdRng,
    epoch: Instant,
    over: impl Fn() -> bool,
) -> (Vec<Reader>, usize) {
    let mut readers: Vec<_> = readers.into_iter().map(Some).collect();
    let (mut away, mut cuts) = (JoinSet::new(), 0);
    let mut ticks = tokio::time::interval(Duration::from_secs_f64(1.0 / (RECONNECTING * PEOPLE as f64)));
    while !over() {
        tokio::select! {
            _ = ticks.tick() => {
                let number = random.random_range(0..PEOPLE);
                let Some(reader) = readers[number].take() else { continue };
                let node = nodes[random.random_range(0..nodes.len())].clone();
                away.spawn_local(come_back(loggia.clone(), node, number, reader, epoch));
                cuts += 1;
            }
            Some(Ok((number, reader))) = away.join_next() => readers[number] = Some(reader),
        }
    }
    for (number, reader) in away.join_all().await {
        readers[number] = Some(reader);
    }
    (readers.into_iter().flatten().collect(), cuts)
}

async fn come_back(
    loggia: Rc<Loggia>,
    node: String,
    number: usize,
    mut reader: Reader,
    epoch: Instant,
) -> (usize, Reader) {
    reader.cut();
    reader.ended().await;
    let (mut back, _) = loggia.come_back(&node, number, &[], reader.record.clone(), epoch).await;
    back.topics.clone_from(&reader.topics);
    (number, back)
}

/// `loggia verify`: whether the tables are what a rebuild makes of the log.
async fn verified(loggia: &Loggia) -> bool {
    let mut command = loggia.house.command();
    command.arg("verify").stdout(Stdio::null());
    tokio::task::spawn_blocking(move || command.status()).await.is_ok_and(|status| status.is_ok_and(|s| s.success()))
}

pub async fn exactly_once(options: &Options, report: &mut Report) {
    let Outcome { deliveries, cuts, took, wrong, unread, verified } = match measure(options).await {
        Ok(outcome) => outcome,
        Err(why) => return report.refuse(format!("talk: {why}")),
    };
    for what in wrong.iter().chain(&unread.1).take(10) {
        report.note(format!("talk, seed {}: {what}", options.seed));
    }
    let seconds = took.as_secs_f64();
    let settings = format!(
        "{} messages ({:.0}/s) in {CONVERSATIONS} conversations among {PEOPLE} people at two nodes, {cuts} reconnects ({:.1} % of them \
         each second), {deliveries} deliveries audited, seed {}",
        options.messages,
        options.messages as f64 / seconds,
        cuts as f64 / seconds / PEOPLE as f64 * 100.0,
        options.seed
    );
    report.table.at_most("talk: lost, twice, out of order, not theirs", wrong.len() as f64, 0.0, "", settings);
    let settings = format!("{} counts, half of the people with markers", unread.0);
    report.table.at_most("talk: unread counts that are not the log's", unread.1.len() as f64, 0.0, "", settings);
    let settings = "`loggia verify` after it".to_owned();
    report.table.at_most("talk: read side that is not the log's", f64::from(u8::from(!verified)), 0.0, "", settings);
}
