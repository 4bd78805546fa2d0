//! A dependency goes away and comes back: 503 soon, never a hang, nothing lost. And the limits, which the other tests have off.

use crate::support::{Answer, Bed, TestApp, eventually};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Within the two seconds that are promised, and some for a busy machine.
const SOON: Duration = Duration::from_millis(2500);

async fn soon_503(what: &str, request: impl Future<Output = Answer>) {
    let started = Instant::now();
    let answer = request.await;
    assert_eq!(answer.status, 503, "{what}: {:?}", answer.body);
    assert!(answer.header("retry-after").is_some(), "{what}");
    assert!(started.elapsed() < SOON, "{what} took {:?}", started.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_log_reads_go_on_and_writes_come_later() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let id = ada.write_post("Before").await["id"].as_str().unwrap().to_owned();
    bed.kill_nats();
    let (key, body) = (Uuid::now_v7(), json!({ "title": "Meanwhile", "body": "", "kind": "text" }));
    soon_503("a post", ada.keyed(Method::POST, "/api/posts", key, body.clone())).await;
    soon_503("a like", ada.put(&format!("/api/posts/{id}/like"), Value::Null)).await;
    soon_503("readiness", ada.get("/readyz")).await;
    for path in [format!("/api/posts/{id}"), "/api/posts".into(), "/api/people/me".into(), "/healthz".into()] {
        assert_eq!(ada.get(&path).await.status, 200, "{path}");
    }
    bed.restart_nats();
    eventually("the post is written", || async {
        ada.keyed(Method::POST, "/api/posts", key, body.clone()).await.status == 201
    })
    .await;
    let again = ada.keyed(Method::POST, "/api/posts", key, body).await;
    let listed = ada.get_after("/api/posts", again.position()).await;
    assert_eq!(listed.body["items"].as_array().unwrap().len(), 2, "written once");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_postgres_everything_is_503_and_comes_back() {
    let bed = Bed::with_own_postgres().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let post = ada.write_post("Before").await;
    bed.kill_postgres();
    soon_503("a read", ada.get("/api/posts")).await;
    soon_503("a login", ada.post("/api/auth/login", json!({ "login": "ada", "password": "x" }))).await;
    soon_503("readiness", ada.get("/readyz")).await;
    eventually("writes are refused", || async {
        ada.post("/api/posts", json!({ "title": "t", "body": "", "kind": "text" })).await.status == 503
    })
    .await;
    bed.start_postgres();
    let path = format!("/api/posts/{}", post["id"].as_str().unwrap());
    eventually("reads are back", || async { ada.get(&path).await.status == 200 }).await;
    eventually("writes are back", || async {
        ada.post("/api/posts", json!({ "title": "After", "body": "", "kind": "text" })).await.status == 201
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_finished_signing_up_is_finished_by_whoever_comes_back() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let form = json!({ "username": "ada", "email": "ada@example.org", "password": "correct horse battery" });
    let key = Uuid::now_v7();
    bed.kill_nats();
    // The name is reserved, and person.joined cannot be appended.
    let refused = app.visitor().keyed(Method::POST, "/api/auth/signup", key, form.clone()).await;
    assert_eq!(refused.status, 503, "{:?}", refused.body);
    bed.restart_nats();
    let mut other = form.clone();
    other["email"] = json!("mallory@example.org");
    assert_eq!(app.visitor().post("/api/auth/signup", other).await.code(), "accounts.username_taken");
    // The same form with a fresh key: the page was loaded anew.
    eventually("ada is in", || async { app.visitor().post("/api/auth/signup", form.clone()).await.status == 201 })
        .await;
    let login = json!({ "login": "ada", "password": "correct horse battery" });
    let signed_in = app.visitor().post("/api/auth/login", login).await;
    assert_eq!((signed_in.status, &signed_in.body["person"]["role"]), (200, &json!("admin")), "the first");
    let first = app.visitor().keyed(Method::POST, "/api/auth/signup", key, form).await;
    assert_eq!(first.status, 201, "the first request, repeated");
    assert_eq!(first.body["person"]["id"], signed_in.body["person"]["id"], "one person");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_login_finishes_what_a_crash_left() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    app.person("root").await;
    bed.kill_nats();
    let form = json!({ "username": "ada", "email": "ada@example.org", "password": "correct horse battery" });
    assert_eq!(app.visitor().post("/api/auth/signup", form).await.status, 503);
    bed.restart_nats();
    let login = json!({ "login": "ada@example.org", "password": "correct horse battery" });
    eventually("ada is in", || async { app.visitor().post("/api/auth/login", login.clone()).await.status == 200 })
        .await;
    eventually("everybody sees her", || async { app.visitor().get("/api/people/@ada").await.status == 200 }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_hold_and_say_when_to_come_back() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--limits=on", "--trusted-proxies=127.0.0.1"]).await;
    app.person("ada").await;
    let guess = json!({ "login": "ada", "password": "a wild guess" });
    let mut refused = None;
    for number in 0..40u8 {
        // Each from another address: the name is what is guarded.
        let request = app.visitor().request(Method::POST, "/api/auth/login");
        let answer = Answer::of(request.header("x-forwarded-for", format!("203.0.113.{number}")).json(&guess)).await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
        assert_eq!(answer.status, 401);
    }
    let refused = refused.expect("an end to guessing");
    assert_eq!(refused.code(), "request.too_many");
    assert!(refused.header("retry-after").unwrap().parse::<u64>().unwrap() >= 1);
    let (ben, cleo) = (app.person("ben").await, app.person("cleo").await);
    let nowhere = format!("/api/posts/{}/like", Uuid::now_v7());
    let flood = (0..120).map(|_| ben.delete(&nowhere));
    let statuses: Vec<u16> = futures_util::future::join_all(flood).await.iter().map(|answer| answer.status).collect();
    assert!(statuses.contains(&429) && !statuses.contains(&500), "one person has their share: {statuses:?}");
    assert_eq!(cleo.delete(&nowhere).await.status, 404, "another has their own");
}
