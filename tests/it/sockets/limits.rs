//! Where delivery gives up: behind for too long, and more missed than is worth sending. And what one person at two nodes gets.

use super::audit::Audited;
use super::client::{Socket, ticket};
use crate::support::{Bed, Client, TestApp};
use futures_util::StreamExt;
use loggia::comments::Added;
use loggia::id::{CommentId, Key, PersonId, created};
use loggia::log::{Log, Proposal, Request, Subject, Unit};
use serde_json::{Value, json};
use time::OffsetDateTime;

/// A resume delivers no more than this.
const MOST_DELIVERED: usize = 10_000;
/// And reads no more than this from the log.
const MOST_READ: usize = 200_000;

#[tokio::test(flavor = "multi_thread")]
async fn who_is_behind_for_too_long_is_sent_away_to_come_back() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--behind-s=1", "--heartbeat-s=600"]).await;
    let (ada, ben, log) = (app.person("ada").await, app.person("ben").await, bed.log().await);
    let post = ben.write_post("Much talked about").await;
    let id = post["id"].as_str().unwrap();
    let topics = json!({ "op": "hello", "topics": [format!("post:{id}")] });
    let (mut socket, _) = Socket::narrow(&ada, topics).await;
    let long = "x".repeat(48_000);
    // As much comes as is read, so what waits never gets less.
    let code = loop {
        write(&app, &log, id, 3, &long).await;
        if let Err(code) = socket.next().await {
            break code;
        }
    };
    assert_eq!(code, 4011);
}

/// Comments straight into the log, many at a time. Waits until the node has the last.
async fn write(app: &TestApp, log: &Log, post: &str, many: usize, body: &str) {
    let written = futures_util::stream::iter(0..many).map(async |_| {
        let proposal = comment(post, body);
        loop {
            // The same again, so it is one fact however often it takes.
            if let Ok(appended) = log.append(proposal.clone()).await {
                return appended.position;
            }
        }
    });
    let last = written.buffer_unordered(300).fold(0, async |last, position| position.max(last)).await;
    let sockets = app.app().sockets.clone().expect("sockets");
    crate::support::eventually("the node has them all", async || sockets.position() >= last).await;
}

fn comment(post: &str, body: &str) -> Proposal {
    let (actor, key) = (PersonId(uuid::Uuid::now_v7()), Key::fresh());
    let comment = CommentId(created("comment", actor, key));
    let request = Request { actor, key, at: OffsetDateTime::now_utc(), fingerprint: "limits".into() };
    let added = Added {
        comment,
        post: post.parse().expect("an id"),
        parent: None,
        parent_author: None,
        post_author: actor,
        body: body.into(),
        community: None,
        private: false,
        mentions: Vec::new(),
    };
    let event = loggia::comments::Event::from(added).into();
    Proposal::new(Subject::of(Unit::Comment, comment), &request, &event, Some(0)).expect("JSON")
}

/// Comes back from a position; the frame after the hello.
async fn back(client: &Client, topics: &[&str], since: u64, incarnation: &str) -> Value {
    let hello = json!({ "op": "hello", "since": since, "incarnation": incarnation, "topics": topics });
    let (mut socket, answer) = Socket::greeted(client, hello).await;
    assert_eq!(answer["position"], since);
    socket.news().await
}

#[tokio::test(flavor = "multi_thread")]
async fn more_missed_than_is_worth_sending_is_a_reset_and_what_concerned_others_does_not_count() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben, log) = (app.person("ada").await, app.person("ben").await, bed.log().await);
    let post = ben.write_post("Much talked about").await;
    let (id, since) = (post["id"].as_str().unwrap(), post["position"].as_u64().unwrap());
    let topic = format!("post:{id}");
    let mut away = Audited::new(&ada, &["feed"]);
    away.connect().await;
    away.cut();
    write(&app, &log, id, MOST_DELIVERED - 1, "a word").await;
    let first = back(&ada, &["feed", &topic], since, log.incarnation()).await;
    assert_eq!(first["op"], "event", "not one too many: {first}");
    write(&app, &log, id, 2, "a word").await;
    let first = back(&ada, &["feed", &topic], since, log.incarnation()).await;
    assert_eq!((first["op"].as_str(), first["reason"].as_str()), (Some("reset"), Some("too_old")), "{first}");
    away.connect().await;
    let end = ben.write_post("The only one of theirs").await["position"].as_u64().unwrap();
    away.reach(end).await;
    assert_eq!((away.faults(&log).await, away.resets), (Vec::new(), 0));
}

/// Two hundred thousand take a while: `make torture` asks for it.
#[tokio::test(flavor = "multi_thread")]
async fn more_than_may_be_read_from_the_log_is_a_reset() {
    let many = if std::env::var_os("LOGGIA_TORTURE_FAULTS").is_some() { MOST_READ + 1 } else { 2_000 };
    let bed = Bed::new().await;
    // The ring holds the last few.
    let app = TestApp::start(&bed, &["--ring-bytes=20000"]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let post = ben.write_post("Much talked about").await;
    let since = post["position"].as_u64().unwrap();
    let log = bed.log().await;
    write(&app, &log, post["id"].as_str().unwrap(), many, "a word").await;
    ben.write_post("Theirs").await;
    let first = back(&ada, &["feed"], since, log.incarnation()).await;
    let expected = if many > MOST_READ { "reset" } else { "event" };
    assert_eq!(first["op"], expected, "{first}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_at_two_nodes_gets_everything_at_both_and_signs_out_of_both() {
    let bed = Bed::new().await;
    let nodes = [TestApp::start(&bed, &["--limits=on"]).await, TestApp::start(&bed, &["--limits=on"]).await];
    let ada = nodes[0].person("ada").await;
    let ben = nodes[0].person("ben").await;
    let there = ada.at(&nodes[1].base);
    // Twelve at each: nodes count for themselves.
    let mut open = Vec::new();
    for at in [&ada, &there] {
        for _ in 0..11 {
            open.push(Socket::on(at, &[]).await.0);
        }
    }
    let (mut here_reads, mut there_reads) = (Audited::new(&ada, &["feed"]), Audited::new(&there, &["feed"]));
    here_reads.connect().await;
    there_reads.connect().await;
    let thirteenth = format!("ticket={}", ticket(&there).await);
    let protocol = ("sec-websocket-protocol", "loggia.v1");
    let mut refused = super::client::open(&nodes[1].base, &thirteenth, &[protocol]).await.expect("a socket");
    assert_eq!(refused.closed().await, 4012);
    for number in 0..5 {
        ben.write_post(&format!("Post {number}")).await;
        there.write_post("One's own, written at the other node").await;
    }
    let end = ben.at(&nodes[1].base).write_post("The last").await["position"].as_u64().unwrap();
    let log = bed.log().await;
    for reads in [&mut here_reads, &mut there_reads] {
        reads.reach(end).await;
        assert_eq!((reads.faults(&log).await, reads.resets), (Vec::new(), 0));
    }
    assert_eq!(ada.post("/api/auth/logout", json!({})).await.status, 204);
    for mut socket in open {
        assert_eq!(socket.closed().await, 4009);
    }
}
