//! Coming back: nothing lost, nothing twice, nothing out of order, whatever happened in between.

use super::audit::Audited;
use super::client::{Socket, seq};
use crate::support::{Bed, Client, TestApp};
use loggia::socket::sabotage::Sabotage;
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

/// A busy run: posts, comments and likes. Gives the position of the last.
async fn busy(people: &[Client], rounds: usize) -> u64 {
    let mut last = 0;
    for round in 0..rounds {
        let post = people[round % people.len()].write_post(&format!("Post {round}")).await;
        let path = format!("/api/posts/{}", post["id"].as_str().unwrap());
        let other = &people[(round + 1) % people.len()];
        other.post(&format!("{path}/comments"), json!({ "body": "a comment" })).await;
        last = other.put(&format!("{path}/like"), json!(null)).await.position();
    }
    last
}

async fn people(app: &TestApp) -> Vec<Client> {
    let mut people = Vec::new();
    for name in ["ada", "ben", "cyd"] {
        people.push(app.person(name).await);
    }
    people
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_at_every_frame_of_a_busy_run_nothing_is_lost() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--heartbeat-s=0.3"]).await;
    let people = people(&app).await;
    let mut audited = Audited::new(&people[0], &["feed"]);
    audited.connect().await;
    let writers = people.clone();
    let busy = tokio::spawn(async move { busy(&writers, 25).await });
    let mut cuts = 0;
    while !busy.is_finished() {
        audited.take().await.expect("a frame");
        audited.cut();
        audited.connect().await;
        cuts += 1;
    }
    let last = busy.await.unwrap();
    // One more that concerns it, so that the cursor passes everything.
    let end = people[0].write_post("The last").await["position"].as_u64().unwrap();
    assert!(end > last && cuts > 20, "{cuts}");
    while audited.cursor < Some(end) {
        audited.take().await.expect("a frame");
        audited.cut();
        audited.connect().await;
    }
    assert_eq!(audited.faults(&app.app().log).await, Vec::<String>::new());
    assert_eq!(audited.resets, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_delivery_is_noticed_by_the_audit() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let people = people(&app).await;
    for sabotage in [Sabotage::DropOne, Sabotage::RepeatOne] {
        let mut audited = Audited::new(&people[0], &["feed"]);
        audited.connect().await;
        let sockets = app.app().sockets.clone().expect("sockets");
        sockets.sabotage(Some(sabotage));
        busy(&people, 5).await;
        sockets.sabotage(None);
        let end = people[0].write_post("The last").await["position"].as_u64().unwrap();
        audited.reach(end).await;
        assert_ne!(audited.faults(&app.app().log).await, Vec::<String>::new(), "{sabotage:?}");
    }
}

/// As a good client does it: the same key until it is done.
async fn long_post(author: &Client, text: &str) {
    let body = json!({ "title": "Long", "body": text, "kind": "text" });
    let key = Uuid::now_v7();
    loop {
        let answer = author.keyed(Method::POST, "/api/posts", key, body.clone()).await;
        if answer.status != 503 {
            assert_eq!(answer.status, 201, "{:?}", answer.body);
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_too_slow_for_its_queue_catches_up() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--heartbeat-s=600"]).await;
    let people = people(&app).await;
    let mut audited = Audited::new(&people[0], &["feed"]);
    audited.connect().await;
    // More than the socket's buffers and the queue hold, unread.
    let long = "x".repeat(50_000);
    for _ in 0..24 {
        futures_util::future::join_all((0..10).map(|n| long_post(&people[1 + n % 2], &long))).await;
    }
    let end = people[0].write_post("The last").await["position"].as_u64().unwrap();
    let sockets = app.app().sockets.clone().expect("sockets");
    assert!(sockets.counts().overflows > 0, "it was never behind");
    audited.reach(end).await;
    assert_eq!(audited.faults(&app.app().log).await, Vec::<String>::new());
    assert_eq!(audited.resets, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_older_than_the_ring_is_served_from_the_log() {
    let bed = Bed::new().await;
    // The ring holds about two events.
    let app = TestApp::start(&bed, &["--ring-bytes=1500"]).await;
    let people = people(&app).await;
    let mut returning: Vec<_> = people.iter().map(|person| Audited::new(person, &["feed"])).collect();
    for one in &mut returning {
        one.connect().await;
        one.cut();
    }
    busy(&people, 20).await;
    for one in &mut returning {
        one.connect().await;
    }
    let end = busy(&people, 1).await;
    for (one, person) in returning.iter_mut().zip(&people) {
        let end = person.write_post("The last").await["position"].as_u64().unwrap().max(end);
        one.reach(end).await;
        assert_eq!(one.faults(&app.app().log).await, Vec::<String>::new());
        assert_eq!(one.resets, 0);
    }
    let (mut fresh, _) = Socket::on(&people[0], &[]).await;
    let (answer, _) = fresh.subscribe(&["feed"], Some(0)).await;
    assert!(answer["events"].as_array().unwrap().len() >= 24, "the gap comes from the log as well");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_node_resumes_what_another_began() {
    let bed = Bed::new().await;
    let mut app = TestApp::start(&bed, &["--drain-s=0"]).await;
    let people = people(&app).await;
    let mut audited = Audited::new(&people[0], &["feed"]);
    audited.connect().await;
    audited.cut();
    busy(&people, 3).await;
    let mut second = TestApp::start(&bed, &[]).await;
    app.stop().await;
    let mut ada = second.visitor();
    ada.token = people[0].token.clone();
    ada.id = people[0].id.clone();
    audited.moved_to(&ada);
    audited.connect().await;
    let end = ada.write_post("The last").await["position"].as_u64().unwrap();
    audited.reach(end).await;
    assert_eq!(audited.faults(&second.app().log).await, Vec::<String>::new());
    assert_eq!(audited.resets, 0);
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_of_another_log_or_of_the_future_is_a_reset() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let post = ada.write_post("A post").await;
    let incarnation = app.app().log.incarnation().to_owned();
    for (since, incarnation, reason) in
        [(1, "another", "unknown_incarnation"), (1u64 << 52, incarnation.as_str(), "beyond_end")]
    {
        let hello = json!({ "op": "hello", "since": since, "incarnation": incarnation, "topics": ["feed"] });
        let (mut socket, answer) = Socket::greeted(&ada, hello).await;
        assert!(answer["position"].as_u64() >= post["position"].as_u64());
        let reset = socket.news().await;
        assert_eq!((reset["op"].as_str(), reset["reason"].as_str()), (Some("reset"), Some(reason)));
        assert_eq!((&reset["topics"], &reset["position"]), (&answer["topics"], &answer["position"]));
        let next = ada.write_post("After it").await;
        assert_eq!(Some(seq(&socket.news().await)), next["position"].as_u64());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nats_dies_in_the_middle_and_nothing_is_lost() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let people = people(&app).await;
    let mut audited = Audited::new(&people[0], &["feed"]);
    audited.connect().await;
    busy(&people, 3).await;
    bed.restart_nats();
    // Writes are refused until it is back.
    while people[1].post("/api/posts", json!({ "title": "Again", "body": "", "kind": "text" })).await.status != 201 {}
    busy(&people, 3).await;
    let end = people[0].write_post("The last").await["position"].as_u64().unwrap();
    audited.reach(end).await;
    assert_eq!(audited.faults(&app.app().log).await, Vec::<String>::new());
}
