//! Publishing at a rate, whatever comes back, from a thread of its own: straight into the log, over the HTTP API, or as a peer
//! wants it.

use crate::client::Client;
use crate::crowd::since;
use crate::record::Expected;
use crate::servers::loggia::Writer;
use crate::wire;
use serde_json::json;
use std::collections::HashMap;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Facts on their way into the log at once; it takes more.
const UNDER_WAY: usize = 2_000;
/// Until what the log did not take is tried again.
const AGAIN: Duration = Duration::from_millis(20);
/// The log knows an id for five minutes: what is tried again after that would be in it twice.
const REMEMBERED: Duration = Duration::from_secs(240);
/// Connections over which the HTTP API is called.
const LANES: usize = 16;

/// What is to be published.
#[derive(Clone)]
pub struct Plan {
    pub rate: usize,
    pub count: usize,
    /// One after the other.
    pub topics: Vec<String>,
}

/// When a position was handed over, and when that was acknowledged; microseconds.
#[derive(Clone, Copy)]
pub struct Times {
    pub published: u32,
    /// A peer that acknowledges nothing: when it was handed over.
    pub acknowledged: u32,
}

#[derive(Default)]
pub struct Published {
    pub times: HashMap<u64, Times>,
    /// Of a peer, whose positions are the publisher's own numbers, from 1.
    pub topics: HashMap<u64, String>,
    /// How much later than planned the last was handed over.
    pub late: Duration,
}

impl Published {
    /// What should have come of a peer.
    pub fn expected(&self) -> Expected {
        let mut expected = Expected::default();
        for (position, topic) in &self.topics {
            expected.add(topic, *position);
        }
        expected
    }
}

/// Where to.
pub enum Publisher {
    /// Comments and messages straight into the log.
    Log(Writer),
    /// Comments and messages over the HTTP API.
    Api(Box<Client>),
    /// Core NATS.
    Nats { address: String, template: Template },
    /// Frames of a websocket, made of topic and text.
    Socket { opening: crate::crowd::Opening, template: Template, word: fn(&str, &str) -> String },
    /// One HTTP request each, to a path made of the topic; its body made of topic and text.
    Http { host: String, headers: String, request: fn(&str, &str) -> (String, String), template: Template },
}

/// The text of a real frame, but for its position.
#[derive(Clone)]
pub struct Template {
    pub before: String,
    pub after: String,
}

impl Template {
    fn text(&self, position: u64) -> String {
        format!("{}{position}{}", self.before, self.after)
    }
}

/// Begins at once; ends when everything is handed over and acknowledged.
pub fn start(publisher: Publisher, plan: Plan, epoch: Instant) -> JoinHandle<Published> {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        tokio::task::LocalSet::new().block_on(&runtime, async {
            match publisher {
                Publisher::Log(writer) => into_the_log(writer, plan, epoch).await,
                Publisher::Api(client) => over_the_api(*client, plan, epoch).await,
                Publisher::Nats { address, template } => over_nats(&address, template, plan, epoch).await,
                Publisher::Socket { opening, template, word } => {
                    let mut stream = opening.open().await.expect("the publisher's socket").stream;
                    let mut published = Published::default();
                    paced(&plan, &mut published, epoch, async |position, topic| {
                        let text = word(topic, &template.text(position));
                        stream.write_all(&wire::frame(wire::TEXT, text.as_bytes())).await.expect("sent");
                    })
                    .await;
                    // Its answers to pings do not matter; the socket must live until all has been read.
                    drain(&mut stream).await;
                    published
                }
                Publisher::Http { host, headers, request, template } => {
                    over_http(&host, &headers, request, template, plan, epoch).await
                }
            }
        })
    })
}

/// Waits for its end without holding up this thread.
pub async fn done(publishing: JoinHandle<Published>) -> Result<Published, String> {
    while !publishing.is_finished() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    publishing.join().map_err(|_| "the publisher failed".into())
}

/// Calls `hand_over` with each number and topic when it is due.
async fn paced(plan: &Plan, published: &mut Published, epoch: Instant, mut hand_over: impl AsyncFnMut(u64, &str)) {
    let begun = Instant::now();
    for number in 0..plan.count {
        due(begun, number, plan.rate).await;
        let (position, topic) = (number as u64 + 1, &plan.topics[number % plan.topics.len()]);
        let now = since(epoch);
        hand_over(position, topic).await;
        published.times.insert(position, Times { published: now, acknowledged: now });
        published.topics.insert(position, topic.clone());
    }
    published.late = lateness(begun, plan);
}

/// Waits for the moment of this one.
async fn due(begun: Instant, number: usize, rate: usize) {
    let at = begun + Duration::from_secs_f64(number as f64 / rate as f64);
    if at > Instant::now() {
        tokio::time::sleep_until(at.into()).await;
    }
}

fn lateness(begun: Instant, plan: &Plan) -> Duration {
    begun.elapsed().saturating_sub(Duration::from_secs_f64(plan.count as f64 / plan.rate as f64))
}

async fn into_the_log(writer: Writer, plan: Plan, epoch: Instant) -> Published {
    let log = writer.connect().await;
    let (mut writes, mut times) = (JoinSet::new(), HashMap::with_capacity(plan.count));
    let begun = Instant::now();
    for number in 0..plan.count {
        due(begun, number, plan.rate).await;
        // A million that are done would be kept otherwise.
        while let Some(Ok((position, at))) = writes.try_join_next() {
            times.insert(position, at);
        }
        // A log that is slower than the plan holds it up.
        while writes.len() >= UNDER_WAY
            && let Some(Ok((position, at))) = writes.join_next().await
        {
            times.insert(position, at);
        }
        let (log, proposal) = (log.clone(), writer.fact(&plan.topics[number % plan.topics.len()], number));
        writes.spawn_local(async move {
            let (published, tried) = (since(epoch), Instant::now());
            let appended = loop {
                // The same id again, so it is one fact however often it is tried.
                if let Ok(appended) = log.append(proposal.clone()).await {
                    break appended;
                }
                assert!(tried.elapsed() < REMEMBERED, "the log may no longer know that it has this");
                // A log that is full of what waits says so at once: trying without a pause would leave no time for its answers.
                tokio::time::sleep(AGAIN).await;
            };
            (appended.position, Times { published, acknowledged: since(epoch) })
        });
    }
    let late = lateness(begun, &plan);
    times.extend(writes.join_all().await);
    assert_eq!(times.len(), plan.count, "some were not written, or perhaps twice");
    Published { times, late, ..Published::default() }
}

/// Over several connections, one request at a time on each.
async fn over_the_api(client: Client, plan: Plan, epoch: Instant) -> Published {
    let begun = Instant::now();
    let mut lanes = JoinSet::new();
    for lane in 0..LANES {
        let (mut client, plan) = (client.again().await, plan.clone());
        lanes.spawn_local(async move {
            let mut times = Vec::new();
            for number in (lane..plan.count).step_by(LANES) {
                due(begun, number, plan.rate).await;
                let path = match plan.topics[number % plan.topics.len()].split_once(':') {
                    Some(("conversation", id)) => format!("/api/conversations/{id}/messages"),
                    Some((_, post)) => format!("/api/posts/{post}/comments"),
                    None => unreachable!("a topic has a kind"),
                };
                let published = since(epoch);
                let body = json!({ "body": crate::servers::loggia::WORDS });
                let (status, answer) = client.send("POST", &path, "prefer: respond-async\r\n", &body).await;
                assert_eq!(status, 201, "{answer}");
                let position = answer["position"].as_u64().unwrap_or(0);
                times.push((position, Times { published, acknowledged: since(epoch) }));
            }
            times
        });
    }
    let times = lanes.join_all().await.into_iter().flatten().collect();
    Published { times, late: lateness(begun, &plan), ..Published::default() }
}

async fn over_nats(address: &str, template: Template, plan: Plan, epoch: Instant) -> Published {
    let nats = crate::house::dial(address).await;
    let mut published = Published::default();
    paced(&plan, &mut published, epoch, async |position, topic| {
        nats.publish(topic.to_owned(), template.text(position).into()).await.expect("published");
    })
    .await;
    nats.flush().await.expect("flushed");
    published
}

/// Requests follow each other on one connection without waiting for the answers, which are counted.
async fn over_http(
    host: &str,
    headers: &str,
    request: fn(&str, &str) -> (String, String),
    template: Template,
    plan: Plan,
    epoch: Instant,
) -> Published {
    let stream = TcpStream::connect(host).await.expect("a connection");
    stream.set_nodelay(true).expect("nodelay");
    let (mut answers, mut requests) = stream.into_split();
    let many = plan.count;
    let answered = tokio::task::spawn_local(async move {
        let (mut heard, mut count) = (Vec::new(), 0);
        while count < many && answers.read_buf(&mut heard).await.is_ok_and(|length| length > 0) {
            // The beginning of an answer may have come in part.
            while let Some(at) = heard.windows(12).position(|window| window.starts_with(b"HTTP/1.1 ")) {
                assert_eq!(heard[at + 9], b'2', "{}", String::from_utf8_lossy(&heard[at..]));
                heard.drain(..at + 12);
                count += 1;
            }
            let kept = heard.len().saturating_sub(11);
            heard.drain(..kept);
        }
        count
    });
    let mut published = Published::default();
    paced(&plan, &mut published, epoch, async |position, topic| {
        let (path, body) = request(topic, &template.text(position));
        let length = body.len();
        let text = format!("POST {path} HTTP/1.1\r\nhost: {host}\r\n{headers}content-length: {length}\r\n\r\n{body}");
        requests.write_all(text.as_bytes()).await.expect("sent");
    })
    .await;
    assert_eq!(answered.await.expect("answers"), many, "answers");
    published
}

async fn drain(stream: &mut TcpStream) {
    let mut heard = vec![0; 4096];
    while let Ok(Ok(read)) = tokio::time::timeout(Duration::from_secs(2), stream.read(&mut heard)).await {
        if read == 0 {
            return;
        }
    }
}
