//! Who is in a conversation: told on subscribing to it, and after that when it changes, at most once a second.

use super::{at, open, shown, sign_out};
use crate::sockets::client::Socket;
use crate::support::talk::group;
use crate::support::{Bed, Client, TestApp};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const NEVER: &str = "--presence-grace-s=600";

/// The next that is said of who is there.
async fn inside(socket: &mut Socket) -> Value {
    loop {
        let frame = socket.presence().await;
        if frame["op"] == "connected_users" {
            return frame;
        }
    }
}

fn of(conversation: &str, people: &[&Client]) -> Value {
    let mut people: Vec<_> = people.iter().map(|person| person.id.as_str()).collect();
    people.sort();
    json!({ "op": "connected_users", "conversation": conversation, "people": people })
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looks_at_a_conversation_sees_who_is_there() {
    let bed = Bed::new().await;
    let (here, there) = (TestApp::start(&bed, &[NEVER]).await, TestApp::start(&bed, &[NEVER]).await);
    let (ada, ben) = (here.person("ada").await, here.person("ben").await);
    let (cleo, dora) = (here.person("cleo").await, here.person("dora").await);
    let bakers = group(&ada, &[&ben, &cleo]).await;
    let topic = format!("conversation:{bakers}");
    let (mut socket, _) = Socket::on(&ada, &[]).await;
    let _stranger = open(&dora).await;
    socket.subscribe(&[&topic], None).await;
    assert_eq!(inside(&mut socket).await, of(&bakers, &[&ada]));
    let _bens = open(&at(&there.base, &ben)).await;
    assert_eq!(inside(&mut socket).await, of(&bakers, &[&ada, &ben]));
    let told = Instant::now();
    let _cleos = open(&cleo).await;
    sign_out(&ben).await;
    assert_eq!(inside(&mut socket).await, of(&bakers, &[&ada, &cleo]), "latest wins");
    assert!(told.elapsed() > Duration::from_millis(900), "{:?}", told.elapsed());
    let path = format!("/api/conversations/{bakers}/members/{}", cleo.id);
    assert!(ada.delete(&path).await.status < 300);
    assert_eq!(inside(&mut socket).await, of(&bakers, &[&ada]), "who is removed is not there");
    assert!(ada.put(&format!("/api/conversations/{bakers}/members/{}", dora.id), json!({})).await.status < 300);
    assert_eq!(inside(&mut socket).await, of(&bakers, &[&ada, &dora]), "who is added is");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_no_longer_a_member_is_told_no_more() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[NEVER]).await;
    let (ada, ben, cleo) = (app.person("ada").await, app.person("ben").await, app.person("cleo").await);
    let (bakers, others) = (group(&ada, &[&ben, &cleo]).await, group(&ada, &[&ben]).await);
    let topics = [format!("conversation:{bakers}"), format!("conversation:{others}")];
    let (mut bens, _) = Socket::on(&ben, &[&topics[0]]).await;
    assert_eq!(inside(&mut bens).await, of(&bakers, &[&ben]));
    assert!(ada.delete(&format!("/api/conversations/{bakers}/members/{}", ben.id)).await.status < 300);
    let _cleos = open(&cleo).await;
    bens.subscribe(&[&topics[1]], None).await;
    assert_eq!(inside(&mut bens).await, of(&others, &[&ben]));
    let _adas = open(&ada).await;
    assert_eq!(inside(&mut bens).await, of(&others, &[&ada, &ben]), "and of the other nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_shares_a_conversation_may_ask_unless_one_blocks_the_other() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[NEVER]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    group(&ada, &[&ben]).await;
    assert_eq!(shown(&ben, &ada).await, "offline");
    assert!(ben.put(&format!("/api/blocks/{}", ada.id), Value::Null).await.status < 300);
    assert_eq!((shown(&ben, &ada).await, shown(&ada, &ben).await), (json!("unknown"), json!("unknown")));
}
