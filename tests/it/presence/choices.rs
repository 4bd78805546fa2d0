//! Away and invisible: one choice over all of one's tabs.

use super::{at, befriend, changed, choose, open, shown, sign_out, watching};
use crate::support::{Bed, TestApp};
use serde_json::{Value, json};

const NEVER: &str = "--presence-grace-s=600";

#[tokio::test(flavor = "multi_thread")]
async fn away_is_said_once_on_every_node_and_stays() {
    let bed = Bed::new().await;
    let (here, mut there) = (TestApp::start(&bed, &[NEVER]).await, TestApp::start(&bed, &[NEVER]).await);
    let (ada, ben) = (here.person("ada").await, here.person("ben").await);
    befriend(&ada, &ben).await;
    let _tabs = (open(&ada).await, open(&at(&there.base, &ada)).await);
    let mut near = watching(&ben, &[&ada]).await;
    let mut far = watching(&at(&there.base, &ben), &[&ada]).await;
    choose(&ada, "away").await;
    assert_eq!(shown(&ben, &ada).await, "away", "at once on the node that took it");
    // Who came back before it was told has not been away, so it is waited for.
    for watcher in [&mut near, &mut far] {
        assert_eq!(watcher.presence().await, changed(&ada, "away"));
    }
    choose(&ada, "away").await;
    choose(&ada, "online").await;
    for watcher in [&mut near, &mut far] {
        assert_eq!(watcher.presence().await, changed(&ada, "online"), "and nothing of the second time");
    }
    choose(&at(&there.base, &ada), "away").await;
    assert_eq!(near.presence().await, changed(&ada, "away"));
    there.stop().await;
    let again = TestApp::start(&bed, &[NEVER]).await;
    let (mut socket, _) = crate::sockets::client::Socket::on(&at(&again.base, &ben), &[]).await;
    let snapshot = socket.presence().await;
    assert_eq!((&snapshot["people"], &snapshot["away"]), (&json!([ada.id]), &json!([ada.id])));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_invisible_are_offline_to_everybody_else() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[NEVER]).await;
    let (ada, ben, cleo) = (app.person("ada").await, app.person("ben").await, app.person("cleo").await);
    befriend(&ada, &ben).await;
    befriend(&cleo, &ben).await;
    let socket = open(&ada).await;
    let mut watcher = watching(&ben, &[&ada]).await;
    choose(&ada, "invisible").await;
    assert_eq!(watcher.presence().await, changed(&ada, "offline"));
    let seen = ben.get(&format!("/api/presence?people={}", ada.id)).await.body["people"][0].clone();
    assert_eq!(seen["status"], "offline");
    assert!(seen["last_seen"].is_string(), "when she became invisible: {seen}");
    let own = ada.get(&format!("/api/presence?people={}", ada.id)).await.body;
    assert_eq!((&own["people"][0]["status"], &own["people"][0]["choice"]), (&json!("offline"), &json!("invisible")));
    let mut other = watching(&ben, &[]).await;
    // Nobody sees her go and come back.
    drop(socket);
    let _socket = open(&ada).await;
    let cleos = open(&cleo).await;
    for watcher in [&mut watcher, &mut other] {
        assert_eq!(watcher.presence().await, changed(&cleo, "online"));
    }
    sign_out(&cleo).await;
    for watcher in [&mut watcher, &mut other] {
        assert_eq!(watcher.presence().await, changed(&cleo, "offline"));
    }
    choose(&ada, "online").await;
    for watcher in [&mut watcher, &mut other] {
        assert_eq!(watcher.presence().await, changed(&ada, "online"));
    }
    drop(cleos);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_invisibly_was_not_seen_to_leave() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[NEVER]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    befriend(&ada, &ben).await;
    choose(&ada, "invisible").await;
    let _socket = open(&ada).await;
    sign_out(&ada).await;
    let answer = ben.get(&format!("/api/presence?people={}", ada.id)).await;
    assert_eq!(answer.body["people"], json!([{ "id": ada.id, "status": "offline" }]));
    assert_eq!(answer.body["people"][0]["last_seen"], Value::Null);
}
