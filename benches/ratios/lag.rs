//! How long after the acknowledgement an event can be read, and is seen by a browser.

use crate::append::dial;
use crate::client::Client;
use crate::servers::Instance;
use crate::table::{Table, median, p99};
use futures_util::{SinkExt, StreamExt};
use loggia::comments::Added;
use loggia::id::{CommentId, Key, PersonId, Position, PostId, created};
use loggia::log::{Cursor, Log, Proposal, Request, Subject, Unit};
use parking_lot::Mutex;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use tokio::time::MissedTickBehavior;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

const RATE: usize = 2_000;
const SECONDS: usize = 4;
const TOPICS: usize = 100;
const CONNECTIONS: usize = 1_000;

/// When each position was acknowledged.
type Acknowledged = BTreeMap<Position, Instant>;

/// What one reader has seen, and when. Its own: a lock for all of them would be what is measured.
type Seen = Arc<Mutex<Vec<(Position, Instant)>>>;

/// Acknowledged → the projection says that it has passed.
pub async fn of_the_projection(table: &mut Table, rounds: usize) {
    let instance = Instance::start("always");
    let posts = posts(&instance).await;
    let log = log(&instance).await;
    let mut medians = Vec::new();
    for _ in 0..rounds {
        let mut signals = dial(&instance.addresses.nats).await.subscribe("projection.position").await.expect("signals");
        let passed = tokio::spawn(async move {
            let mut passed = Vec::new();
            while let Ok(Some(signal)) = tokio::time::timeout(Duration::from_secs(2), signals.next()).await {
                let position = serde_json::from_slice::<Value>(&signal.payload).expect("JSON")["position"].as_u64();
                passed.push((position.unwrap_or(0), Instant::now()));
            }
            passed
        });
        let acknowledged = write(&log, &posts).await;
        let passed = passed.await.expect("signals");
        let lags = acknowledged.iter().filter_map(|(position, at)| {
            let first = passed.partition_point(|(passed, _)| passed < position);
            Some(passed.get(first)?.1.saturating_duration_since(*at).as_secs_f64() * 1e3)
        });
        medians.push(p99(lags.collect()));
    }
    let settings = format!("{RATE} events/s for {SECONDS} s, sync_interval always, median of {rounds} rounds");
    table.at_most("projection lag, p99", median(medians), 25.0, "ms", settings);
}

/// Acknowledged → in a browser's hands; beside it how much of that passes before a bare reader of the log has it.
pub async fn of_the_sockets(table: &mut Table, rounds: usize) {
    for sync in ["always", "2m"] {
        let instance = Instance::start(sync);
        let posts = posts(&instance).await;
        let log = log(&instance).await;
        let reader = Client::sign_up(&instance.base, "reader").await;
        let seen: Vec<Seen> = (0..CONNECTIONS).map(|_| Seen::default()).collect();
        for (number, seen) in seen.iter().enumerate() {
            let socket = socket(&instance, &reader, &[format!("post:{}", posts[number % TOPICS])]).await;
            tokio::spawn(read(socket, seen.clone()));
        }
        let followed = Seen::default();
        let following = tokio::spawn(follow(log.clone(), followed.clone()));
        let (mut halves, mut tails, mut broker) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rounds {
            seen.iter().chain([&followed]).for_each(|seen| seen.lock().clear());
            let acknowledged = write(&log, &posts).await;
            tokio::time::sleep(Duration::from_millis(500)).await;
            let all: Vec<_> = seen.iter().flat_map(|seen| seen.lock().clone()).collect();
            assert_eq!(all.len(), acknowledged.len() * CONNECTIONS / TOPICS, "deliveries");
            let lags = since(&acknowledged, &all);
            halves.push(median(lags.clone()));
            tails.push(p99(lags));
            broker.push(p99(since(&acknowledged, &followed.lock())));
        }
        following.abort();
        let settings = format!(
            "sync_interval {sync}, {CONNECTIONS} connections, {RATE} events/s to {} each, server and clients on the same cores, \
             median of {rounds}; p50 {:.1} ms; a bare reader of the log has them with p99 {:.1} ms",
            CONNECTIONS / TOPICS,
            median(halves),
            median(broker)
        );
        table.at_most("append acknowledged → socket frame, p99", median(tails), 10.0, "ms", settings);
    }
}

/// Milliseconds from the acknowledgement of each.
fn since(acknowledged: &Acknowledged, seen: &[(Position, Instant)]) -> Vec<f64> {
    let lag = |(position, at): &(Position, Instant)| {
        Some(at.saturating_duration_since(*acknowledged.get(position)?).as_secs_f64() * 1e3)
    };
    seen.iter().filter_map(lag).collect()
}

async fn follow(log: Log, seen: Seen) {
    let mut follower = log.follow(Cursor::at(log.end().await.expect("the log's end")));
    while let Ok(entries) = follower.next(256).await {
        let now = Instant::now();
        seen.lock().extend(entries.iter().map(|entry| (entry.position, now)));
    }
}

/// User-space memory of one more idle, authenticated connection.
pub async fn memory_of_idle_connections(table: &mut Table) {
    const MANY: usize = 4_000;
    let instance = Instance::start("always");
    let reader = Client::sign_up(&instance.base, "reader").await;
    // What the first connections make the process set up once is not the price of one more.
    let mut open = Vec::with_capacity(MANY);
    for _ in 0..500 {
        open.push(socket(&instance, &reader, &["feed".into()]).await);
    }
    let before = instance.memory();
    for _ in 500..MANY {
        open.push(socket(&instance, &reader, &["feed".into()]).await);
    }
    let each = (instance.memory() - before) / (MANY - 500) as f64 / 1024.0;
    let settings = format!("private memory of the process, {MANY} connections, one topic each");
    table.at_most("idle connection, user-space memory", each, 8.0, "KiB", settings);
}

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

async fn socket(instance: &Instance, reader: &Client, topics: &[String]) -> Socket {
    let (status, answer) = reader.again().await.send("POST", "/api/ws/ticket", "", &Value::Null).await;
    assert_eq!(status, 200, "{answer}");
    let address = format!("ws://{}/api/ws?ticket={}", instance.base, answer["ticket"].as_str().unwrap_or_default());
    let mut request = address.into_client_request().expect("a request");
    request.headers_mut().insert("sec-websocket-protocol", "loggia.v1".parse().expect("a header"));
    // By default the library clears 128 KiB before each read: with a thousand readers that would be what is measured.
    let small = WebSocketConfig::default().read_buffer_size(4 << 10);
    let connected = tokio_tungstenite::connect_async_with_config(request, Some(small), true).await;
    let (mut socket, _) = connected.expect("a socket");
    let hello = json!({ "op": "hello", "topics": topics }).to_string();
    socket.send(Message::text(hello)).await.expect("sent");
    let answer = socket.next().await.expect("hello").expect("hello");
    assert!(answer.to_text().is_ok_and(|text| text.contains("\"hello\"")), "{answer:?}");
    socket
}

async fn read(mut socket: Socket, seen: Seen) {
    while let Some(Ok(message)) = socket.next().await {
        let now = Instant::now();
        let Message::Text(text) = message else { continue };
        // Not parsed as JSON: a thousand readers share two cores with the server.
        let Some((_, rest)) = text.split_once("\"seq\":") else { continue };
        let digits = rest.split(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default();
        if let Ok(position) = digits.parse() {
            seen.lock().push((position, now));
        }
    }
}

async fn posts(instance: &Instance) -> Vec<String> {
    let mut author = Client::sign_up(&instance.base, "author").await;
    let mut posts = Vec::with_capacity(TOPICS);
    for number in 0..TOPICS {
        let body = json!({ "title": format!("Post {number}"), "body": "", "kind": "text" });
        let (status, answer) = author.send("POST", "/api/posts", "", &body).await;
        assert_eq!(status, 201, "{answer}");
        posts.push(answer["id"].as_str().unwrap_or_default().to_owned());
    }
    posts
}

async fn log(instance: &Instance) -> Log {
    let config = crate::servers::config_of(&instance.addresses);
    Log::connect(&instance.addresses.nats, &config).await.expect("the log")
}

/// Comments straight into the log at a steady rate, whatever comes back.
async fn write(log: &Log, posts: &[String]) -> Acknowledged {
    let acknowledged = Arc::new(Mutex::new(Vec::with_capacity(RATE * SECONDS)));
    let mut ticks = tokio::time::interval(Duration::from_millis(5));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut writes = tokio::task::JoinSet::new();
    for number in 0..RATE * SECONDS {
        if number % (RATE / 200) == 0 {
            ticks.tick().await;
        }
        let (log, acknowledged) = (log.clone(), acknowledged.clone());
        let proposal = comment(posts[number % posts.len()].parse().expect("an id"));
        writes.spawn(async move {
            let appended = log.append(proposal).await.expect("appended");
            let now = Instant::now();
            acknowledged.lock().push((appended.position, now));
        });
    }
    writes.join_all().await;
    let acknowledged = std::mem::take(&mut *acknowledged.lock());
    acknowledged.into_iter().collect()
}

fn comment(post: PostId) -> Proposal {
    let (actor, key) = (PersonId(uuid::Uuid::now_v7()), Key::fresh());
    let comment = CommentId(created("comment", actor, key));
    let request = Request { actor, key, at: OffsetDateTime::now_utc(), fingerprint: "bench".into() };
    let added = Added {
        comment,
        post,
        parent: None,
        parent_author: None,
        post_author: actor,
        body: "I can bring **two** more.".into(),
        community: None,
        private: false,
        mentions: Vec::new(),
    };
    let event = loggia::comments::Event::from(added).into();
    Proposal::new(Subject::of(Unit::Comment, comment), &request, &event, Some(0)).expect("JSON")
}
