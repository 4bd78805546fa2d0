//! Reads while the read models are rebuilt beside and swapped.

use crate::client::Client;
use crate::servers::Instance;
use crate::table::Table;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const READERS: usize = 8;
const SWAPS: usize = 5;

pub async fn reads_that_fail(table: &mut Table) {
    let instance = Instance::start("2m");
    let mut author = Client::sign_up(&instance.base, "author").await;
    for number in 0..500 {
        let body = json!({ "title": format!("Post {number}"), "body": "Words.", "kind": "text" });
        author.send("POST", "/api/posts", "prefer: respond-async\r\n", &body).await;
    }
    let (over, reads, failed) =
        (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let mut readers = tokio::task::JoinSet::new();
    for _ in 0..READERS {
        let mut client = author.again().await;
        let (over, reads, failed) = (over.clone(), reads.clone(), failed.clone());
        readers.spawn(async move {
            while !over.load(Ordering::Relaxed) {
                let (status, answer) = client.send("GET", "/api/posts?sort=hot", "", &Value::Null).await;
                reads.fetch_add(1, Ordering::Relaxed);
                if status != 200 || answer["items"].as_array().is_none_or(|items| items.len() != 20) {
                    failed.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
    }
    for _ in 0..SWAPS {
        let mut replay = instance.command();
        let replayed = tokio::task::spawn_blocking(move || replay.arg("replay").status()).await;
        assert!(replayed.is_ok_and(|status| status.is_ok_and(|status| status.success())), "loggia replay");
    }
    over.store(true, Ordering::Relaxed);
    readers.join_all().await;
    let settings = format!("{} reads by {READERS} readers during {SWAPS} rebuilds", reads.load(Ordering::Relaxed));
    table.at_most("reads that fail during rebuild and swap", failed.load(Ordering::Relaxed) as f64, 0.0, "", settings);
}
