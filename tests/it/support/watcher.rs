//! A browser that never gives up: one topic list, one cursor, a new ticket for every attempt. It remembers each frame it was given.

use super::Client;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub seq: u64,
    pub kind: String,
}

pub struct Watcher {
    seen: Arc<Mutex<Vec<Seen>>>,
    /// The cursor: everything up to here has been given.
    cursor: watch::Receiver<u64>,
    task: JoinHandle<()>,
}

impl Watcher {
    pub fn start(client: Client, topics: &[&str]) -> Watcher {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (sender, cursor) = watch::channel(0);
        let topics: Vec<String> = topics.iter().map(|topic| (*topic).to_owned()).collect();
        let task = tokio::spawn(watch_for_ever(client, topics, seen.clone(), sender));
        Watcher { seen, cursor, task }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Waits for the first hello.
    pub async fn ready(&self) {
        self.reached(1).await;
    }

    pub async fn changed(&self) {
        self.cursor.clone().changed().await.expect("a watcher that lives");
    }

    pub async fn reached(&self, position: u64) {
        self.cursor.clone().wait_for(|cursor| *cursor >= position).await.expect("a watcher that lives");
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn watch_for_ever(
    mut client: Client,
    topics: Vec<String>,
    seen: Arc<Mutex<Vec<Seen>>>,
    cursor: watch::Sender<u64>,
) {
    let mut incarnation = None;
    loop {
        // However it ended: again, from the cursor.
        let _ = watch_once(&client, &topics, &seen, &cursor, &mut incarnation).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        client.log_in().await;
    }
}

async fn watch_once(
    client: &Client,
    topics: &[String],
    seen: &Mutex<Vec<Seen>>,
    cursor: &watch::Sender<u64>,
    incarnation: &mut Option<String>,
) -> Option<()> {
    let ticket = client.request(reqwest::Method::POST, "/api/ws/ticket").send().await.ok()?;
    let ticket: Value = ticket.json().await.ok()?;
    let address = format!("{}/api/ws?ticket={}", client.base().replacen("http", "ws", 1), ticket["ticket"].as_str()?);
    let mut request = address.into_client_request().ok()?;
    request.headers_mut().insert("sec-websocket-protocol", "loggia.v1".parse().ok()?);
    let (mut socket, _) = connect_async(request).await.ok()?;
    let mut hello = json!({ "op": "hello", "topics": topics });
    if let Some(incarnation) = incarnation.as_ref() {
        hello["since"] = json!(*cursor.borrow());
        hello["incarnation"] = json!(incarnation);
    }
    socket.send(Message::text(hello.to_string())).await.ok()?;
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else { continue };
        let frame: Value = serde_json::from_str(&text).expect("JSON");
        match frame["op"].as_str().unwrap_or_default() {
            "hello" => {
                incarnation.get_or_insert(frame["incarnation"].as_str()?.to_owned());
                advance(cursor, frame["position"].as_u64()?);
            }
            "heartbeat" => advance(cursor, frame["position"].as_u64()?),
            "event" => {
                let (seq, kind) = (frame["seq"].as_u64()?, frame["type"].as_str()?.to_owned());
                seen.lock().unwrap().push(Seen { seq, kind });
                advance(cursor, seq);
            }
            "reset" => panic!("a reset: {text}"),
            _ => {}
        }
    }
    Some(())
}

fn advance(cursor: &watch::Sender<u64>, position: u64) {
    cursor.send_modify(|cursor| *cursor = position.max(*cursor));
}
