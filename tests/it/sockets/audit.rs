//! Compares what a client was sent with what the log says it should have been: in order, nothing twice, nothing missing,
//! nothing that is not theirs. Reads the log itself, not the server's memory of it.

use super::client::{Socket, names, seq};
use crate::support::Client;
use loggia::event::{Deliver, Event};
use loggia::log::Log;
use loggia::socket::topics::Topic;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// One client over any number of connections.
pub struct Audited {
    client: Client,
    topics: Vec<String>,
    socket: Option<Socket>,
    incarnation: String,
    /// What it resumes from.
    pub cursor: Option<u64>,
    /// The position it began after.
    began: u64,
    /// Topics that were subscribed from elsewhere.
    from: BTreeMap<String, u64>,
    got: BTreeSet<u64>,
    last: u64,
    pub wrong: Vec<String>,
    pub resets: usize,
}

impl Audited {
    /// Everything of these public topics, and of the person's own.
    pub fn new(client: &Client, topics: &[&str]) -> Audited {
        Audited {
            client: client.clone(),
            topics: topics.iter().map(|&topic| topic.to_owned()).collect(),
            socket: None,
            incarnation: String::new(),
            cursor: None,
            began: 0,
            from: BTreeMap::new(),
            got: BTreeSet::new(),
            last: 0,
            wrong: Vec::new(),
            resets: 0,
        }
    }

    /// Connects, or comes back with the cursor.
    pub async fn connect(&mut self) {
        let (socket, answer) = Socket::greeted(&self.client, self.hello()).await;
        self.welcome(socket, &answer);
    }

    /// The same where servers may be away; whether it is connected now.
    pub async fn attempt(&mut self) -> bool {
        let attempt = Socket::attempt(&self.client, self.hello()).await;
        if let Some((socket, answer)) = attempt {
            self.welcome(socket, &answer);
        }
        self.is_connected()
    }

    pub fn is_connected(&self) -> bool {
        self.socket.is_some()
    }

    fn hello(&self) -> Value {
        let mut hello = json!({ "op": "hello", "topics": self.topics });
        if let Some(since) = self.cursor {
            hello["since"] = since.into();
            hello["incarnation"] = self.incarnation.as_str().into();
        }
        hello
    }

    /// Goes on with a connection that was made otherwise.
    pub fn take_over(&mut self, socket: Socket, hello: &Value) {
        self.welcome(socket, hello);
    }

    fn welcome(&mut self, socket: Socket, answer: &Value) {
        self.incarnation = answer["incarnation"].as_str().expect("an incarnation").to_owned();
        let position = answer["position"].as_u64().expect("a position");
        match self.cursor {
            Some(cursor) if position != cursor => self.wrong.push(format!("resumed at {position}, not {cursor}")),
            Some(_) => {}
            None => (self.began, self.cursor) = (position, Some(position)),
        }
        self.socket = Some(socket);
    }

    /// One topic more, from a position on: what the answer brings counts like what comes later.
    pub async fn subscribe(&mut self, topic: &str, since: u64) {
        let Some(socket) = &mut self.socket else { return };
        let (answer, before) = socket.subscribe(&[topic], Some(since)).await;
        for frame in before {
            self.frame(&frame);
        }
        self.topics.push(topic.to_owned());
        self.from.insert(topic.to_owned(), since);
        for event in answer["events"].as_array().into_iter().flatten() {
            if !self.got.insert(seq(event)) {
                self.wrong.push(format!("{} twice, in the answer to a subscribe", seq(event)));
            }
        }
    }

    /// It comes back elsewhere, as the same person.
    pub fn moved_to(&mut self, client: &Client) {
        self.cut();
        self.client = client.clone();
    }

    /// The connection is gone, whatever was on its way.
    pub fn cut(&mut self) {
        self.socket = None;
    }

    /// Takes one frame; the close code when the server ended it.
    pub async fn take(&mut self) -> Result<(), u16> {
        let Some(socket) = &mut self.socket else { return Err(0) };
        let frame = socket.next().await?;
        self.frame(&frame);
        Ok(())
    }

    fn frame(&mut self, frame: &Value) {
        match frame["op"].as_str() {
            Some("event") => self.event(frame),
            Some("heartbeat") => self.advance(frame["position"].as_u64().expect("a position")),
            Some("reset") => {
                self.resets += 1;
                self.began = frame["position"].as_u64().expect("a position");
                self.advance(self.began);
            }
            _ => self.wrong.push(format!("unexpected {frame}")),
        }
    }

    /// Takes frames until the cursor has passed this position.
    pub async fn reach(&mut self, position: u64) {
        while self.cursor < Some(position) {
            if self.take().await.is_err() {
                self.connect().await;
            }
        }
    }

    fn event(&mut self, frame: &Value) {
        let position = seq(frame);
        if position <= self.last || self.cursor.is_some_and(|cursor| position <= cursor) {
            self.wrong.push(format!("{position} after {} (cursor {:?})", self.last, self.cursor));
        }
        let mine = self.wanted();
        if !names(&frame["topics"]).iter().any(|topic| mine.contains(*topic)) {
            self.wrong.push(format!("{position} is not theirs: {frame}"));
        }
        if !self.got.insert(position) {
            self.wrong.push(format!("{position} twice"));
        }
        self.last = position;
        self.advance(position);
    }

    fn wanted(&self) -> BTreeSet<String> {
        self.topics.iter().cloned().chain([format!("person:{}", self.client.id)]).collect()
    }

    fn advance(&mut self, position: u64) {
        self.cursor = self.cursor.max(Some(position));
    }

    /// Everything wrong, now that the cursor has passed everything that was written.
    pub async fn faults(&self, log: &Log) -> Vec<String> {
        let mut wrong = self.wrong.clone();
        let mine = self.wanted();
        let upto = self.cursor.unwrap_or(0);
        let from = |topic: &str| self.from.get(topic).copied().unwrap_or(self.began);
        let first = self.from.values().copied().min().unwrap_or(self.began).min(self.began);
        for entry in log.range(first, upto, usize::MAX).await.expect("the log") {
            let Ok(Some(event)) = Event::of(&entry) else { continue };
            let own = Topic::person(entry.actor);
            let theirs = event
                .topics()
                .iter()
                .chain([&own])
                .any(|topic| mine.contains(topic.as_str()) && from(topic.as_str()) < entry.position);
            if theirs && !self.got.contains(&entry.position) {
                wrong.push(format!("{} lost", entry.position));
            }
            if !theirs && self.got.contains(&entry.position) {
                wrong.push(format!("{} leaked", entry.position));
            }
        }
        wrong
    }
}
