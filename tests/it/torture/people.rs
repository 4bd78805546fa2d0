//! People who write whatever happens: each act has one key and is repeated, at whatever node, until it is acknowledged.

use super::campaign::Stage;
use crate::support::Client;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use uuid::Uuid;

pub struct Writer {
    /// The same person at each node.
    at: Vec<Client>,
    post: String,
    random: StdRng,
    done: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
}

impl Writer {
    pub fn new(person: &Client, stage: &Stage, seed: u64, done: &Arc<AtomicU64>, over: &Arc<AtomicBool>) -> Writer {
        Writer {
            at: stage.bases().iter().map(|base| person.at(base)).collect(),
            post: stage.post.clone(),
            random: StdRng::seed_from_u64(seed),
            done: done.clone(),
            over: over.clone(),
        }
    }

    fn act(&mut self) -> (Method, String, Value) {
        let post = format!("/api/posts/{}", self.post);
        match self.random.random_range(0..4) {
            0 => (Method::POST, "/api/posts".into(), json!({ "title": "Another", "body": "", "kind": "text" })),
            1 => (Method::PUT, format!("{post}/like"), Value::Null),
            2 => (Method::DELETE, format!("{post}/like"), Value::Null),
            _ => (Method::POST, format!("{post}/comments"), json!({ "body": "a word" })),
        }
    }

    /// The position it was acknowledged with, if it was.
    async fn attempt(&mut self, key: Uuid, (method, path, body): &(Method, String, Value)) -> Option<u64> {
        let node = self.random.random_range(0..self.at.len());
        let mut request = self.at[node].request(method.clone(), path).header("idempotency-key", key.to_string());
        if !body.is_null() {
            request = request.json(body);
        }
        let answer = request.timeout(Duration::from_secs(6)).send().await.ok()?;
        let status = answer.status().as_u16();
        let position = answer.headers().get("loggia-position").and_then(|text| text.to_str().ok()?.parse().ok());
        match status {
            200..300 => Some(position.expect("a position")),
            // Others were quicker so often that it gave up, or a server is away: again.
            409 | 503 => None,
            _ => panic!("{method} {path}: {status} {:?}", answer.text().await),
        }
    }
}

/// Writes until told to stop. Gives the positions of what was acknowledged.
pub async fn write(mut writer: Writer) -> Vec<u64> {
    let mut acknowledged = Vec::new();
    while !writer.over.load(Ordering::Relaxed) {
        let (act, key) = (writer.act(), Uuid::now_v7());
        let position = loop {
            if let Some(position) = writer.attempt(key, &act).await {
                break position;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        acknowledged.push(position);
        writer.done.fetch_add(1, Ordering::Relaxed);
    }
    acknowledged
}
