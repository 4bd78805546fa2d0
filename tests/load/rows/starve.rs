//! Sockets that are up while nothing arrives: how soon the node says so, and how soon everything flows again. Once the node's link
//! to NATS stands still; once its reader's consumer is gone and nobody does anything about it.

use crate::Options;
use crate::client::Client;
use crate::crowd::{self, Reader};
use crate::house::dial;
use crate::publish::{self, Plan};
use crate::report::Report;
use crate::servers::Kind;
use crate::servers::loggia::Loggia;
use serde_json::Value;
use std::time::{Duration, Instant};

const CONNECTIONS: usize = 50;
/// Messages a second, before, while and after.
const RATE: usize = 20;
const SECONDS: usize = 30;
/// It stands still for so long after it was noticed.
const LONGER: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(20);
/// Beyond it, nothing was noticed, or healed.
const PATIENCE: Duration = Duration::from_secs(25);

async fn is_ready(probe: &mut Client) -> bool {
    probe.send("GET", "/readyz", "", &Value::Null).await.0 == 200
}

/// Seconds until it is, or is not, ready.
async fn until_ready(probe: &mut Client, wanted: bool, begun: Instant) -> Result<f64, String> {
    while is_ready(probe).await != wanted {
        if begun.elapsed() > PATIENCE {
            return Err(format!(
                "after {} s it still was {}ready",
                PATIENCE.as_secs(),
                if wanted { "not " } else { "" }
            ));
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(begun.elapsed().as_secs_f64())
}

/// Seconds until everybody has everything up to `position`.
async fn until_there(readers: &[Reader], position: u64, begun: Instant) -> Result<f64, String> {
    while readers.iter().any(|reader| reader.record.borrow().cursor < position) {
        if begun.elapsed() > PATIENCE || crowd::gone(readers) > 0 {
            return Err(format!("{position} did not come to everybody; {} connections lost", crowd::gone(readers)));
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(begun.elapsed().as_secs_f64())
}

/// Takes every reader's consumer away, as a server does that forgot them.
async fn take_consumers_away(loggia: &Loggia) -> Result<usize, String> {
    let nats = dial(&loggia.house.addresses.nats).await;
    let ask = async |subject: String| {
        let answer = nats.request(subject, "".into()).await.map_err(|error| error.to_string())?;
        serde_json::from_slice::<Value>(&answer.payload).map_err(|error| error.to_string())
    };
    let names = ask("$JS.API.CONSUMER.NAMES.EVENTS".to_owned()).await?;
    let names: Vec<_> = names["consumers"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for name in &names {
        ask(format!("$JS.API.CONSUMER.DELETE.EVENTS.{name}")).await?;
    }
    Ok(names.len())
}

struct Outcome {
    /// Seconds until the node said that it is not ready, and from the link's return until it was and had told everything.
    noticed: f64,
    healed: f64,
    /// Seconds until the next event came after the consumers were gone.
    by_itself: f64,
    consumers: usize,
}

async fn measure(options: &Options) -> Result<Outcome, String> {
    let (mut loggia, link) = Loggia::over_a_link(&options.settings()).await;
    let topic = loggia.posts(1).await.remove(0);
    let openings = loggia.openings(vec![vec![topic.clone()]; CONNECTIONS]).await;
    let (base, epoch) = (loggia.end().await, Instant::now());
    let records = crowd::records(CONNECTIONS, base, false);
    let readers = crowd::connect(openings, crowd::AT_ONCE, records, epoch).await?;
    let mut probe = Client::connect(&loggia.sockets.base).await;
    until_ready(&mut probe, true, epoch).await?;
    let plan = Plan { rate: RATE, count: RATE * SECONDS, topics: vec![topic] };
    let publishing = publish::start(loggia.publisher().await, plan, epoch);
    tokio::time::sleep(Duration::from_secs(1)).await;

    let consumers = take_consumers_away(&loggia).await?;
    let begun = Instant::now();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let by_itself = until_there(&readers, loggia.end().await, begun).await?;
    until_ready(&mut probe, true, begun).await?;

    link.still(true);
    let noticed = until_ready(&mut probe, false, Instant::now()).await?;
    tokio::time::sleep(LONGER).await;
    link.still(false);
    let begun = Instant::now();
    let flows = until_there(&readers, loggia.end().await, begun).await?;
    let healed = until_ready(&mut probe, true, begun).await?.max(flows);

    publish::done(publishing).await?;
    crowd::delivered(&readers, (RATE * SECONDS * CONNECTIONS) as u64).await;
    let wrong = crowd::audit(&readers, &loggia.expected(base, &readers).await);
    if wrong.is_empty() {
        Ok(Outcome { noticed, healed, by_itself, consumers })
    } else {
        Err(wrong[..wrong.len().min(5)].join("; "))
    }
}

pub async fn noticed_and_healed(options: &Options, report: &mut Report) {
    if !options.peers().contains(&Kind::Loggia) {
        return;
    }
    match measure(options).await {
        Err(why) => report.refuse(format!("starve: {why}")),
        Ok(outcome) => {
            let still = format!(
                "the link to NATS stands still; {CONNECTIONS} connections x {RATE} msg/s, nothing lost, no connection lost"
            );
            report.table.at_most("starvation noticed", outcome.noticed, 5.0, "s", still.clone());
            let settings = format!("{still}; it stood still for {:.1} s", outcome.noticed + LONGER.as_secs_f64());
            report.table.at_most("starvation healed", outcome.healed, 10.0, "s", settings);
            let settings = format!("all {} consumers of the log gone; nobody did anything", outcome.consumers);
            report.table.at_most("starvation healed by itself", outcome.by_itself, 10.0, "s", settings);
        }
    }
}
