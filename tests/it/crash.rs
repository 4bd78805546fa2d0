//! Everything dies once while people write and read: nothing acknowledged is lost, nothing is delivered twice.

use crate::support::{Bed, Client, Process, Watcher};
use loggia::log::Cursor;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::task::{JoinSet, block_in_place};
use uuid::Uuid;

const WRITERS: usize = 4;

/// Posts until told to stop, each with one key until it is acknowledged. Answers what was acknowledged: id and position.
async fn write(mut writer: Client, over: Arc<AtomicBool>) -> Vec<(String, u64)> {
    let mut acknowledged = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let key = Uuid::now_v7();
        let body = json!({ "title": format!("Post {}", acknowledged.len()), "body": "", "kind": "text" });
        loop {
            let request = writer.request(Method::POST, "/api/posts").header("idempotency-key", key.to_string());
            match request.json(&body).timeout(Duration::from_secs(5)).send().await {
                Ok(answer) if answer.status() == 201 => {
                    let Ok(post) = answer.json::<Value>().await else { continue };
                    let id = post["id"].as_str().expect("an id").to_owned();
                    acknowledged.push((id, post["position"].as_u64().expect("a position")));
                    break;
                }
                Ok(answer) if answer.status() == 401 => writer.log_in().await,
                Ok(answer) => assert_eq!(answer.status(), 503, "{:?}", answer.text().await),
                // The node is gone: the same key again, when it is back.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }
    acknowledged
}

/// Waits until this many more posts are acknowledged than before; a step of the campaign, without a clock.
async fn progress(watcher: &Watcher, more: usize) {
    let before = watcher.seen().len();
    while watcher.seen().len() < before + more {
        watcher.changed().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_and_nothing_comes_twice_when_everything_dies_once() {
    let bed = Bed::with_own_postgres().await;
    let mut process = block_in_place(|| Process::start(&bed, &[]));
    let mut reader = Client::new(&process.base);
    reader.sign_up("reader").await;
    let watcher = Watcher::start(reader, &["feed"]);
    watcher.ready().await;
    let over = Arc::new(AtomicBool::new(false));
    let mut writers = JoinSet::new();
    for number in 0..WRITERS {
        let mut writer = Client::new(&process.base);
        writer.sign_up(&format!("writer{number}")).await;
        writers.spawn(write(writer, over.clone()));
    }
    progress(&watcher, 30).await;
    block_in_place(|| process.kill_and_restart());
    progress(&watcher, 30).await;
    block_in_place(|| bed.restart_nats());
    progress(&watcher, 30).await;
    block_in_place(|| {
        bed.kill_postgres();
        bed.start_postgres();
    });
    progress(&watcher, 30).await;
    block_in_place(|| bed.restart_redis());
    progress(&watcher, 30).await;
    block_in_place(|| process.kill_and_restart());
    progress(&watcher, 30).await;
    over.store(true, Ordering::Relaxed);
    let acknowledged: Vec<_> = writers.join_all().await.into_iter().flatten().collect();

    let created = posts_in_the_log(&bed).await;
    assert_eq!(created.values().collect::<BTreeSet<_>>().len(), created.len(), "one fact for one post");
    for (post, position) in &acknowledged {
        assert_eq!(created.get(position), Some(post), "an acknowledged post at {position}");
    }
    let last = *created.keys().last().expect("posts");
    watcher.reached(last).await;
    let seen: Vec<u64> =
        watcher.seen().into_iter().filter(|frame| frame.kind == "post.created").map(|f| f.seq).collect();
    let expected: Vec<u64> = created.keys().copied().collect();
    assert_eq!(seen, expected, "each once, in order, none missing");
    assert_eq!(posts_over_http(&process, last).await, created.values().cloned().collect::<BTreeSet<_>>());
}

async fn posts_in_the_log(bed: &Bed) -> BTreeMap<u64, String> {
    let log = bed.log().await;
    let (end, mut follower) = (log.end().await.expect("the end"), log.follow(Cursor::START));
    let mut posts = BTreeMap::new();
    while follower.cursor().position < end {
        for entry in follower.next(512).await.expect("entries") {
            if &*entry.kind == "post.created" {
                let payload: Value = serde_json::from_slice(&entry.payload).expect("JSON");
                posts.insert(entry.position, payload["post"].as_str().expect("an id").to_owned());
            }
        }
    }
    posts
}

async fn posts_over_http(process: &Process, after: u64) -> BTreeSet<String> {
    let visitor = Client::new(&process.base);
    let (mut posts, mut cursor) = (BTreeSet::new(), String::new());
    loop {
        let request = visitor.request(Method::GET, &format!("/api/posts?limit=100{cursor}"));
        let page: Value =
            request.header("loggia-after", after).send().await.expect("an answer").json().await.expect("a page");
        for post in page["items"].as_array().expect("items") {
            assert!(posts.insert(post["id"].as_str().expect("an id").to_owned()), "twice on a list");
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return posts,
        }
    }
}
