//! How sockets end: bad frames, limits, sessions, bans, a node that goes away.

use super::client::{Socket, open, ticket};
use crate::support::{Bed, TestApp};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_bad_frame_has_its_code() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    for (bad, code) in [
        (Message::text("not json"), 4001),
        (Message::text(""), 4001),
        (Message::text("[]"), 4001),
        (Message::text(deep), 4001),
        (Message::text(r#"{"op":"subscribe","id":"1","topics":[]}"#), 4001),
        (Message::text(r#"{"op":"subscribe","id":1,"topics":["feed"],"since":-1}"#), 4001),
        (Message::text(r#"{"op":"subscribe","id":1,"topics":["feed"],"colour":"red"}"#), 4001),
        (Message::binary(vec![1, 2, 3]), 1003),
        (Message::text("x".repeat((64 << 10) + 1)), 1009),
        (Message::text("x".repeat(4 << 20)), 1009),
    ] {
        let (mut socket, _) = Socket::on(&ada, &["feed"]).await;
        let what: String = bad.to_text().unwrap_or("binary").chars().take(60).collect();
        socket.raw(bad).await;
        assert_eq!(socket.closed().await, code, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_frame_is_a_hello_or_the_last() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--hello-s=0.2"]).await;
    let ada = app.person("ada").await;
    for (first, code) in [
        (json!({ "op": "subscribe", "id": 1, "topics": [] }), 4003),
        (json!({ "op": "dance" }), 4003),
        (json!({ "op": "hello", "since": 1 }), 4001),
        (json!({ "op": "hello", "incarnation": "x" }), 4001),
        (json!({ "op": "hello", "topics": [null] }), 4001),
    ] {
        let mut socket = Socket::silent(&ada).await;
        socket.send(first.clone()).await;
        assert_eq!(socket.closed().await, code, "{first}");
    }
    assert_eq!(Socket::silent(&ada).await.closed().await, 4003, "none in time");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_known_is_answered_and_nothing_ends() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let (mut socket, _) = Socket::on(&ada, &["feed"]).await;
    for frame in [json!({ "op": "dance", "with": [1, { "x": null }] }), json!({ "op": "hello" })] {
        socket.send(frame).await;
        assert_eq!(socket.news().await, json!({ "op": "error", "code": "unknown_op" }));
    }
    ada.write_post("Still here").await;
    assert_eq!(socket.news().await["type"], "post.created");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thirteenth_socket_is_refused_and_a_closed_one_makes_room() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--limits=on"]).await;
    let ada = app.person("ada").await;
    let mut open = Vec::new();
    for _ in 0..12 {
        open.push(Socket::on(&ada, &[]).await.0);
    }
    assert_eq!(Socket::silent(&ada).await.closed().await, 4012);
    drop(open.pop());
    // The server hears of it when it hears of it.
    loop {
        let mut socket = Socket::silent(&ada).await;
        socket.send(json!({ "op": "hello" })).await;
        if socket.next().await.is_ok() {
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_frames_a_second_end_the_socket() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--limits=on"]).await;
    let ada = app.person("ada").await;
    let (mut socket, _) = Socket::on(&ada, &[]).await;
    for _ in 0..200 {
        socket.send(json!({ "op": "dance" })).await;
    }
    assert_eq!(socket.closed().await, 4008);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_has_so_many_topics_and_no_more() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--topics-per-socket=2"]).await;
    let ada = app.person("ada").await;
    let (mut socket, hello) = Socket::on(&ada, &["feed", "games", "post:x"]).await;
    assert_eq!(hello["refused"], json!([{ "topic": "post:x", "code": "topics.too_many" }]));
    let post = ada.write_post("One more").await;
    let topic = format!("post:{}", post["id"].as_str().unwrap());
    let (answer, _) = socket.subscribe(&[&topic], None).await;
    assert_eq!(answer["refused"], json!([{ "topic": topic, "code": "topics.too_many" }]));
    socket.send(json!({ "op": "unsubscribe", "id": 1, "topics": ["games"] })).await;
    let (answer, _) = socket.subscribe(&[&topic], None).await;
    assert_eq!(answer["topics"], json!([topic]));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_answers_no_ping_is_gone() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--heartbeat-s=0.1"]).await;
    let ada = app.person("ada").await;
    let (mut patient, _) = Socket::on(&ada, &[]).await;
    let (deaf, _) = Socket::on(&ada, &[]).await;
    let answering = async {
        loop {
            assert_eq!(patient.frame().await["op"], "heartbeat");
        }
    };
    tokio::select! {
        code = deaf.closed_without_a_word() => assert_eq!(code, 4006),
        () = answering => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_closes_the_session_s_sockets_and_no_others() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let mut elsewhere = app.visitor();
    elsewhere.username = "ada".to_owned();
    let body = json!({ "login": "ada", "password": crate::support::app::PASSWORD });
    let answer = elsewhere.post("/api/auth/login", body).await;
    elsewhere.token = answer.body["access_token"].as_str().map(str::to_owned);
    let (mut here, _) = Socket::on(&ada, &["feed"]).await;
    let (mut there, _) = Socket::on(&elsewhere, &["feed"]).await;
    assert_eq!(ada.post("/api/auth/logout", json!({})).await.status, 204);
    assert_eq!(here.closed().await, 4009);
    elsewhere.write_post("Still here").await;
    assert_eq!(there.news().await["type"], "post.created");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_banned_person_hears_of_it_and_nothing_after_it() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let root = app.person("root").await;
    let ben = app.person("ben").await;
    let (mut socket, _) = Socket::on(&ben, &["feed"]).await;
    let ticket = ticket(&ben).await;
    let banned = root.put(&format!("/api/people/{}/ban", ben.id), json!({ "reason": "spam" })).await;
    assert!(banned.status < 300, "{:?}", banned.body);
    root.write_post("Not for ben").await;
    assert_eq!(socket.news().await["type"], "person.banned");
    assert_eq!(socket.closed().await, 4009);
    assert_eq!(open(&app.base, &format!("ticket={ticket}"), &[]).await.err(), Some(401));
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_that_cannot_be_read_now_are_asked_for_later() {
    let bed = Bed::new().await;
    // Nobody folds the log, so nobody can say what holds at its end.
    let app = TestApp::start(&bed, &["--roles=api,socket"]).await;
    let mut socket = Socket::silent(&app.person("ada").await).await;
    socket.send(json!({ "op": "hello", "topics": ["feed"] })).await;
    assert_eq!(socket.closed().await, 1013);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_goes_away_says_when_to_come_back() {
    let bed = Bed::new().await;
    let mut app = TestApp::start(&bed, &["--drain-s=0.3"]).await;
    let ada = app.person("ada").await;
    let mut sockets = Vec::new();
    for _ in 0..10 {
        sockets.push(Socket::on(&ada, &["feed"]).await.0);
    }
    let ends = sockets.into_iter().map(|mut socket| async move {
        let last = socket.until("reconnect").await;
        assert!(last["after_ms"].is_u64(), "{last}");
        socket.closed().await
    });
    let (codes, ()) = tokio::join!(futures_util::future::join_all(ends), app.stop());
    assert_eq!(codes, [1012; 10]);
}
