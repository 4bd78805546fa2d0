//! Calls at the socket: both learn of them, and what one tells the other nobody else hears.

use super::client::{Socket, seq};
use crate::support::talk::{direct, id};
use crate::support::{Bed, Client, TestApp};
use serde_json::{Value, json};

async fn ring(caller: &Client, conversation: &str) -> (String, u64) {
    let rung = caller.post(&format!("/api/conversations/{conversation}/call"), json!({ "video": true })).await;
    assert_eq!(rung.status, 201, "{:?}", rung.body);
    (id(&rung), rung.position())
}

fn signal(call: &str, to: &Client, data: Value) -> Value {
    json!({ "op": "signal", "call": call, "to": to.id, "data": data })
}

fn refused() -> Value {
    json!({ "op": "error", "code": "calls.not_a_member" })
}

#[tokio::test(flavor = "multi_thread")]
async fn both_learn_of_it_on_any_node_and_a_tab_that_was_away_too() {
    let bed = Bed::new().await;
    let (one, two) = (TestApp::start(&bed, &[]).await, TestApp::start(&bed, &["--roles=api,socket"]).await);
    let (ada, ben) = (one.person("ada").await, one.person("ben").await);
    let talk = id(&direct(&ada, &ben).await);
    let (mut hers, _) = Socket::on(&ada, &[]).await;
    let (mut his, _) = Socket::on(&ben.at(&two.base), &[]).await;
    let (call, position) = ring(&ada, &talk).await;
    for socket in [&mut hers, &mut his] {
        let frame = socket.news().await;
        assert_eq!((seq(&frame), &frame["type"], &frame["call"]), (position, &json!("call.started"), &json!(call)));
        assert_eq!((&frame["caller"], &frame["callee"]), (&json!(ada.id), &json!(ben.id)));
    }
    ben.at(&two.base).put(&format!("/api/calls/{call}/accept"), Value::Null).await;
    assert_eq!(hers.news().await["type"], "call.accepted");
    let ended = ada.delete(&format!("/api/calls/{call}")).await.position();
    assert_eq!(hers.news().await["outcome"], "completed");
    let incarnation = ben.get("/api/people/me").await.header("loggia-log").unwrap().to_owned();
    let resume = json!({ "op": "hello", "since": position, "incarnation": incarnation, "topics": [] });
    let (mut back, _) = Socket::greeted(&ben, resume).await;
    assert_eq!(back.news().await["type"], "call.accepted");
    assert_eq!(seq(&back.news().await), ended);
}

#[tokio::test(flavor = "multi_thread")]
async fn signals_pass_between_the_two_while_it_rings_or_is_on() {
    let bed = Bed::new().await;
    let (one, two) = (TestApp::start(&bed, &[]).await, TestApp::start(&bed, &["--roles=api,socket"]).await);
    let (ada, ben, cyd) = (one.person("ada").await, one.person("ben").await, one.person("cyd").await);
    let talk = id(&direct(&ada, &ben).await);
    let (call, position) = ring(&ada, &talk).await;
    let (mut hers, _) = Socket::on(&ada, &[]).await;
    let (mut his, _) = Socket::on(&ben.at(&two.base), &[]).await;
    let (mut stranger, _) = Socket::on(&cyd, &[]).await;
    // The other node has read this far.
    assert!(two.app().progress.reached(position, std::time::Duration::from_secs(10)).await);
    let offer = json!({ "offer": "v=0\r\n", "n": [1, 2.5, null] });
    hers.send(signal(&call, &ben, offer.clone())).await;
    assert_eq!(his.news().await, json!({ "op": "signal", "call": call, "from": ada.id, "data": offer }));
    ben.put(&format!("/api/calls/{call}/accept"), Value::Null).await;
    assert_eq!(his.news().await["type"], "call.accepted");
    assert_eq!(hers.news().await["type"], "call.accepted");
    his.send(signal(&call, &ada, json!({ "answer": 1 }))).await;
    assert_eq!(hers.news().await["data"], json!({ "answer": 1 }));
    // To and from nobody else, and nothing for oneself.
    stranger.send(signal(&call, &ben, json!({}))).await;
    assert_eq!(stranger.news().await, refused());
    for (to, id) in [(&cyd, call.as_str()), (&ada, &call), (&ben, &crate::support::talk::nobody())] {
        hers.send(signal(id, to, json!({}))).await;
        assert_eq!(hers.news().await, refused());
    }
    assert!(his.settle().await.is_empty() && stranger.settle().await.is_empty());
    ben.delete(&format!("/api/calls/{call}")).await;
    assert_eq!(hers.news().await["type"], "call.ended");
    hers.send(signal(&call, &ben, json!({}))).await;
    assert_eq!(hers.news().await, refused(), "it is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn signals_have_a_form_and_a_size() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let talk = id(&direct(&ada, &ben).await);
    let (call, _) = ring(&ada, &talk).await;
    let (mut hers, _) = Socket::on(&ada, &[]).await;
    hers.send(signal(&call, &ben, json!("x".repeat(33_000)))).await;
    assert_eq!(hers.news().await, json!({ "op": "error", "code": "signal_too_large" }));
    hers.send(json!({ "op": "signal", "call": call, "to": "x", "data": {} })).await;
    assert_eq!(hers.closed().await, 4001);
}
