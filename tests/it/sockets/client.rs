//! A socket as a program sees it: frames as JSON, the close code at the end.

use crate::support::Client;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async, connect_async};

/// Longer than anything here takes; a test that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// Frames about who is here come whenever they come; only [`Socket::presence`] gives them.
const PRESENCE: [&str; 3] = ["friends_online_snapshot", "friend_presence_changed", "connected_users"];

pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    presence: VecDeque<Value>,
}

pub async fn ticket(client: &Client) -> String {
    let answer = client.post("/api/ws/ticket", json!({})).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.body["ticket"].as_str().expect("a ticket").to_owned()
}

/// Tries to open a socket; the status of the refusal otherwise.
pub async fn open(base: &str, query: &str, headers: &[(&'static str, &str)]) -> Result<Socket, u16> {
    let address = format!("{}/api/ws?{query}", base.replacen("http", "ws", 1));
    let mut request = address.into_client_request().expect("a request");
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().expect("a header"));
    }
    match timeout(PATIENCE, connect_async(request)).await.expect("an answer") {
        Ok((stream, _)) => Ok(Socket { stream, presence: VecDeque::new() }),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

impl Socket {
    /// A socket of somebody signed in that has not said hello.
    pub async fn silent(client: &Client) -> Socket {
        let query = format!("ticket={}", ticket(client).await);
        open(&base(client), &query, &[("sec-websocket-protocol", "loggia.v1")]).await.expect("a socket")
    }

    /// A socket that has said this hello, and the server's.
    pub async fn greeted(client: &Client, hello: Value) -> (Socket, Value) {
        let mut socket = Socket::silent(client).await;
        socket.send(hello).await;
        let hello = socket.frame().await;
        assert_eq!(hello["op"], "hello", "{hello}");
        (socket, hello)
    }

    /// The same where servers may be away and nodes may die: `None` then.
    pub async fn attempt(client: &Client, hello: Value) -> Option<(Socket, Value)> {
        let answer = client.request(reqwest::Method::POST, "/api/ws/ticket").send().await.ok()?;
        let ticket: Value = answer.json().await.ok()?;
        let base = base(client).replacen("http", "ws", 1);
        let address = format!("{base}/api/ws?ticket={}", ticket["ticket"].as_str()?);
        let mut request = address.into_client_request().ok()?;
        request.headers_mut().insert("sec-websocket-protocol", "loggia.v1".parse().ok()?);
        let (stream, _) = connect_async(request).await.ok()?;
        let mut socket = Socket { stream, presence: VecDeque::new() };
        socket.send(hello).await;
        let hello = socket.next().await.ok()?;
        (hello["op"] == "hello").then_some((socket, hello))
    }

    /// One whose receive buffer is so small that the server soon feels that nobody reads.
    pub async fn narrow(client: &Client, hello: Value) -> (Socket, Value) {
        let address = format!("{}/api/ws?ticket={}", base(client).replacen("http", "ws", 1), ticket(client).await);
        let mut request = address.into_client_request().expect("a request");
        request.headers_mut().insert("sec-websocket-protocol", "loggia.v1".parse().expect("a header"));
        let narrow = TcpSocket::new_v4().expect("a socket");
        narrow.set_recv_buffer_size(4096).expect("a small buffer");
        let host = base(client).trim_start_matches("http://").parse().expect("an address");
        let stream = MaybeTlsStream::Plain(narrow.connect(host).await.expect("a connection"));
        let (stream, _) = client_async(request, stream).await.expect("a socket");
        let mut socket = Socket { stream, presence: VecDeque::new() };
        socket.send(hello).await;
        let hello = socket.frame().await;
        assert_eq!(hello["op"], "hello", "{hello}");
        (socket, hello)
    }

    /// A fresh one with these topics.
    pub async fn on(client: &Client, topics: &[&str]) -> (Socket, Value) {
        Socket::greeted(client, json!({ "op": "hello", "topics": topics })).await
    }

    pub async fn send(&mut self, frame: Value) {
        self.raw(Message::text(frame.to_string())).await;
    }

    pub async fn raw(&mut self, message: Message) {
        // A server that has closed already is what some tests are about.
        let _ = self.stream.send(message).await;
    }

    /// The next frame; its end is a failure.
    pub async fn frame(&mut self) -> Value {
        self.next().await.unwrap_or_else(|code| panic!("closed with {code}"))
    }

    /// The next frame that is no heartbeat.
    pub async fn news(&mut self) -> Value {
        loop {
            let frame = self.frame().await;
            if frame["op"] != "heartbeat" {
                return frame;
            }
        }
    }

    /// The next frame of that op; others in between are left out.
    pub async fn until(&mut self, op: &str) -> Value {
        loop {
            let frame = self.frame().await;
            if frame["op"] == op {
                return frame;
            }
        }
    }

    /// The next frame, or the close code; 0 when there was none.
    pub async fn next(&mut self) -> Result<Value, u16> {
        loop {
            let frame = self.any().await?;
            if !PRESENCE.contains(&frame["op"].as_str().unwrap_or_default()) {
                return Ok(frame);
            }
            self.presence.push_back(frame);
        }
    }

    /// The next frame about who is here; others in between are left out.
    pub async fn presence(&mut self) -> Value {
        loop {
            if let Some(frame) = self.presence.pop_front() {
                return frame;
            }
            let frame = self.any().await.unwrap_or_else(|code| panic!("closed with {code}"));
            if PRESENCE.contains(&frame["op"].as_str().unwrap_or_default()) {
                return frame;
            }
        }
    }

    async fn any(&mut self) -> Result<Value, u16> {
        loop {
            match timeout(PATIENCE, self.stream.next()).await.expect("a frame in time") {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).expect("JSON")),
                Some(Ok(Message::Close(frame))) => return Err(frame.map_or(0, |frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(0),
            }
        }
    }

    /// The close code, whatever comes before it.
    pub async fn closed(&mut self) -> u16 {
        loop {
            if let Err(code) = self.next().await {
                return code;
            }
        }
    }

    /// Reads to the end without answering anything, pings neither; the code of the close frame at the end.
    pub async fn closed_without_a_word(mut self) -> u16 {
        let mut bytes = Vec::new();
        let reading = self.stream.get_mut().read_to_end(&mut bytes);
        timeout(PATIENCE, reading).await.expect("an end in time").expect("an end");
        // Opcode, length, code, reason: the last frame there is.
        let starts = (0..bytes.len()).filter(|at| bytes[*at] == 0x88);
        let close = starts.filter_map(|at| bytes.get(at + 1..)).find(|rest| usize::from(rest[0]) + 1 == rest.len());
        close.map_or(0, |rest| u16::from_be_bytes([rest[1], rest[2]]))
    }

    /// Subscribes; the answer, and the frames that came before it.
    pub async fn subscribe(&mut self, topics: &[&str], since: Option<u64>) -> (Value, Vec<Value>) {
        let mut request = json!({ "op": "subscribe", "id": 7, "topics": topics });
        if let Some(since) = since {
            request["since"] = since.into();
        }
        self.send(request).await;
        let mut before = Vec::new();
        loop {
            let frame = self.news().await;
            if frame["op"] == "subscribed" {
                return (frame, before);
            }
            before.push(frame);
        }
    }

    /// Lets everything through that was sent before: when the error for a nonsense op is back, it has been.
    /// What came meanwhile, without heartbeats: the first of a connection is due at any moment.
    pub async fn settle(&mut self) -> Vec<Value> {
        self.send(json!({ "op": "nonsense" })).await;
        let mut before = Vec::new();
        loop {
            let frame = self.news().await;
            if frame["op"] == "error" {
                return before;
            }
            before.push(frame);
        }
    }
}

fn base(client: &Client) -> String {
    let request = client.request(reqwest::Method::GET, "/").build().expect("a request");
    request.url().origin().ascii_serialization()
}

/// The sequence of an event frame.
pub fn seq(frame: &Value) -> u64 {
    frame["seq"].as_u64().unwrap_or_else(|| panic!("no event: {frame}"))
}

/// The topics of a frame.
pub fn names(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}
