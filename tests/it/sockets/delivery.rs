//! What a connected client gets.

use super::client::{Socket, names, seq};
use crate::support::{Bed, Client, TestApp};
use serde_json::{Value, json};

async fn comment(client: &Client, post: &str, body: &str) -> u64 {
    let answer = client.post(&format!("/api/posts/{post}/comments"), json!({ "body": body })).await;
    assert_eq!(answer.status, 201, "{:?}", answer.body);
    answer.position()
}

fn id(thing: &Value) -> &str {
    thing["id"].as_str().expect("an id")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hello_says_where_it_begins_and_what_is_subscribed() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let ben = app.person("ben").await;
    let post = ada.write_post("A post").await;
    let topic = format!("post:{}", id(&post));
    let asked =
        ["feed", &topic, "games", "post:00000000-0000-7000-8000-000000000000", &format!("person:{}", ben.id), "secret"];
    let (_, hello) = Socket::on(&ada, &asked).await;
    let own = format!("person:{}", ada.id);
    let mut topics = names(&hello["topics"]);
    topics.sort();
    let mut expected = vec!["feed", "games", own.as_str(), topic.as_str()];
    expected.sort();
    assert_eq!(topics, expected);
    let refused: Vec<_> =
        hello["refused"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    let mut sorted = refused.clone();
    sorted.sort();
    assert_eq!(sorted, ["topics.not_found", "topics.not_yours", "topics.unknown"]);
    assert_eq!(hello["person"], ada.id);
    assert_eq!(hello["heartbeat_ms"], 25_000);
    assert!(hello["position"].as_u64() >= post["position"].as_u64());
    assert_eq!(hello["incarnation"].as_str(), ada.get("/api/people/me").await.header("loggia-log"));
    assert!(hello["connection"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_with_several_topics_of_one_client_comes_once() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let post = ada.write_post("A post").await;
    let topic = format!("post:{}", id(&post));
    let (mut socket, _) = Socket::on(&ada, &["feed", &topic]).await;
    let first = comment(&ben, id(&post), "hello @ada").await;
    let second = comment(&ben, id(&post), "**again**").await;
    let frame = socket.news().await;
    assert_eq!((seq(&frame), frame["type"].as_str()), (first, Some("comment.added")));
    let frame = socket.news().await;
    assert_eq!(seq(&frame), second);
    assert!(frame["html"].as_str().is_some_and(|html| html.contains("<strong>")), "{frame}");
    assert_eq!(names(&frame["topics"]), [topic.as_str(), &format!("person:{}", ada.id), &format!("person:{}", ben.id)]);
    assert!(socket.settle().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_s_other_tabs_follow_and_nobody_else_s() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let (mut tab, _) = Socket::on(&ada, &[]).await;
    let (mut stranger, _) = Socket::on(&ben, &[]).await;
    let post = ada.write_post("A post").await;
    assert_eq!(Some(seq(&tab.news().await)), post["position"].as_u64());
    assert!(stranger.settle().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_the_voter_learns_who_voted() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let body =
        json!({ "title": "Tea?", "body": "", "kind": "poll", "poll": { "options": ["yes", "no"], "multiple": false } });
    let post = ada.post("/api/posts", body).await.body;
    let topic = format!("post:{}", id(&post));
    let (mut author, _) = Socket::on(&ada, &[&topic]).await;
    let (mut voter, _) = Socket::on(&ben, &[]).await;
    assert_eq!(ben.put(&format!("/api/posts/{}/vote", id(&post)), json!({ "options": [0] })).await.status, 200);
    let seen = author.news().await;
    assert_eq!(seen["type"], "post.voted");
    assert!(!seen.to_string().contains(&ben.id), "{seen}");
    let own = voter.news().await;
    assert_eq!(own["actor"], ben.id);
    assert!(names(&own["topics"]).contains(&format!("person:{}", ben.id).as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn subscribing_with_a_position_closes_the_gap_without_repeating() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let post = ada.write_post("A post").await;
    let topic = format!("post:{}", id(&post));
    let snapshot = post["position"].as_u64().unwrap();
    let (mut reader, _) = Socket::on(&ben, &["feed"]).await;
    let (mut author, _) = Socket::on(&ada, &["feed"]).await;
    let mut written = Vec::new();
    for n in 0..5 {
        written.push(comment(&ben, id(&post), &format!("{n}")).await);
    }
    // Ben has had his own comments by person:<ben>; another reader has not.
    for position in &written {
        assert_eq!(seq(&reader.news().await), *position);
        assert_eq!(seq(&author.news().await), *position, "by person:<ada>, the post's author");
    }
    let (answer, _) = reader.subscribe(&[&topic], Some(snapshot)).await;
    assert_eq!(answer["events"], json!([]), "had already");
    let cyd = app.person("cyd").await;
    let (mut third, _) = Socket::on(&cyd, &[]).await;
    let (answer, before) = third.subscribe(&[&topic], Some(snapshot)).await;
    assert_eq!(before, Vec::<Value>::new());
    let events = answer["events"].as_array().unwrap();
    assert_eq!(events.iter().map(seq).collect::<Vec<_>>(), written);
    assert_eq!(events[0]["op"], "event");
    assert_eq!(answer["topics"], json!([topic]));
    let next = comment(&ada, id(&post), "live").await;
    assert_eq!(seq(&third.news().await), next);
    // Asked again, nothing comes again; after leaving and coming back neither.
    assert_eq!(third.subscribe(&[&topic], Some(snapshot)).await.0["events"], json!([]));
    third.send(json!({ "op": "unsubscribe", "id": 1, "topics": [topic] })).await;
    third.settle().await;
    let missed = comment(&ada, id(&post), "while away").await;
    assert!(third.settle().await.is_empty());
    let (answer, _) = third.subscribe(&[&topic], Some(snapshot)).await;
    assert_eq!(answer["events"].as_array().unwrap().iter().map(seq).collect::<Vec<_>>(), [missed]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscribe_from_the_future_is_a_reset() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let (mut socket, _) = Socket::on(&ada, &[]).await;
    let (answer, before) = socket.subscribe(&["feed"], Some(1 << 52)).await;
    assert_eq!(answer["topics"], json!(["feed"]));
    assert_eq!((before[0]["op"].as_str(), before[0]["reason"].as_str()), (Some("reset"), Some("beyond_end")));
    let post = ada.write_post("After it").await;
    assert_eq!(Some(seq(&socket.news().await)), post["position"].as_u64());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_heartbeat_carries_the_position() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--heartbeat-s=0.2"]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let (mut socket, _) = Socket::on(&ben, &[]).await;
    let position = ada.write_post("Not for ben's topics").await["position"].as_u64();
    while socket.until("heartbeat").await["position"].as_u64() < position {}
    assert!(socket.settle().await.is_empty());
}

/// Or a person to whom nothing comes would begin further and further back, however often they came back.
#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_and_missed_nothing_is_told_how_far_they_are() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--heartbeat-s=600"]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let (socket, hello) = Socket::on(&ben, &[]).await;
    drop(socket);
    let position = ada.write_post("Not for ben's topics").await["position"].as_u64();
    let again = json!({
        "op": "hello", "topics": [], "since": hello["position"], "incarnation": hello["incarnation"],
    });
    let (mut socket, _) = Socket::greeted(&ben, again).await;
    let heartbeat = socket.frame().await;
    assert_eq!(heartbeat["op"], "heartbeat", "{heartbeat}");
    assert!(heartbeat["position"].as_u64() >= position, "{heartbeat}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_is_gone_cannot_be_subscribed() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let post = ada.write_post("Soon gone").await;
    let topic = format!("post:{}", id(&post));
    let (mut socket, _) = Socket::on(&ada, &[&topic]).await;
    assert_eq!(ada.delete(&format!("/api/posts/{}", id(&post))).await.status, 204);
    assert_eq!(socket.news().await["type"], "post.deleted");
    let (answer, _) = Socket::on(&ada, &[]).await.0.subscribe(&[&topic], None).await;
    assert_eq!(answer["refused"], json!([{ "topic": topic, "code": "topics.not_found" }]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_says_whether_anything_still_arrives() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let sockets = app.app().sockets.clone().expect("sockets");
    assert!(sockets.health().healthy);
    bed.kill_nats();
    while sockets.health().healthy {
        tokio::task::yield_now().await;
    }
    bed.restart_nats();
    while !sockets.health().healthy {
        tokio::task::yield_now().await;
    }
}
