//! What saying something costs whoever says it.

use crate::client::Client;
use crate::servers::Instance;
use crate::table::{Table, median, p99};
use futures_util::future::join_all;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const RATE: usize = 1_000;
const SECONDS: usize = 10;
/// Of the beginning, which does not count.
const WARM: usize = 2;
const PEOPLE: usize = 20;
const CONVERSATIONS: usize = 100;
const MEMBERS: usize = 8;
/// More than are ever busy at once, so that no request waits for a connection.
const CONNECTIONS: usize = 256;

/// `POST messages` at a steady rate, whatever comes back: from the moment each was due until it is answered, which is when
/// everybody can read it.
pub async fn said_at_a_rate(table: &mut Table, rounds: usize) {
    for sync in ["always", "2m"] {
        let instance = Instance::start(sync);
        let people = join_all((0..PEOPLE).map(|number| {
            let base = instance.base.clone();
            async move { Client::sign_up(&base, &format!("person{number}")).await }
        }));
        let mut people = people.await;
        let talks = Arc::new(conversations(&mut people).await);
        say(&people, &talks, RATE * WARM).await;
        let (mut halves, mut tails, mut late) = (Vec::new(), Vec::new(), 0.0_f64);
        for _ in 0..rounds {
            let took = say(&people, &talks, RATE * SECONDS).await;
            halves.push(median(took.clone()));
            tails.push(p99(took.clone()));
            late = took.into_iter().fold(late, f64::max);
        }
        let settings = format!(
            "sync_interval {sync}, {RATE}/s for {SECONDS} s from the moment each was due, {CONVERSATIONS} groups of {MEMBERS}, server and \
             clients on the same cores, median of {rounds}; p50 {:.1} ms, the latest {late:.0} ms",
            median(halves)
        );
        table.at_most("POST messages, p99", median(tails), 15.0, "ms", settings);
    }
}

/// Whose they are, and their paths.
async fn conversations(people: &mut [Client]) -> Vec<(usize, String)> {
    let ids: Vec<_> = people.iter().map(|person| person.person.clone()).collect();
    let mut talks = Vec::with_capacity(CONVERSATIONS);
    for number in 0..CONVERSATIONS {
        let others: Vec<_> = (1..MEMBERS).map(|other| &ids[(number + other) % PEOPLE]).collect();
        let wanted = json!({ "kind": "group", "name": format!("Group {number}"), "people": others });
        let (status, answer) = people[number % PEOPLE].send("POST", "/api/conversations", "", &wanted).await;
        assert_eq!(status, 201, "{answer}");
        let id = answer["id"].as_str().unwrap_or_default();
        talks.push((number, format!("/api/conversations/{id}/messages")));
    }
    talks
}

/// Milliseconds of each.
async fn say(people: &[Client], talks: &Arc<Vec<(usize, String)>>, many: usize) -> Vec<f64> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut lanes = tokio::task::JoinSet::new();
    let mut clients = Vec::with_capacity(CONNECTIONS);
    for number in 0..CONNECTIONS {
        clients.push(people[number % people.len()].again().await);
    }
    let tokens: Arc<Vec<String>> = Arc::new(people.iter().map(|person| person.token.clone()).collect());
    let begun = Instant::now();
    for mut client in clients {
        let (next, talks, tokens) = (next.clone(), talks.clone(), tokens.clone());
        lanes.spawn(async move {
            let mut took = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= many {
                    return took;
                }
                let due = begun + Duration::from_secs_f64(number as f64 / RATE as f64);
                tokio::time::sleep_until(due.into()).await;
                let (first, path) = &talks[number % talks.len()];
                // One after the other of those who are in it.
                let sender = (first + number / talks.len() % MEMBERS) % PEOPLE;
                client.token.clone_from(&tokens[sender]);
                let (status, answer) = client.send("POST", path, "", &json!({ "body": WORDS })).await;
                assert_eq!(status, 201, "{answer}");
                took.push(due.elapsed().as_secs_f64() * 1e3);
            }
        });
    }
    lanes.join_all().await.into_iter().flatten().collect()
}

const WORDS: &str = "I can bring **two** more, if somebody has room for them.";
