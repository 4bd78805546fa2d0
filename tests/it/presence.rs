//! Presence: the algorithm on a real Redis through random histories, and what friends see of each other from outside.

mod choices;
mod friends;
mod http;
mod model;
mod nodes;
mod redis;
mod rooms;

use crate::sockets::client::{Socket, names};
use crate::support::{Client, TestApp};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The same person at another node.
fn at(base: &str, client: &Client) -> Client {
    let mut there = Client::new(base).with_token(client.token.clone());
    (there.id, there.username) = (client.id.clone(), client.username.clone());
    there
}

/// Another device of the same person.
async fn device(app: &TestApp, client: &Client) -> Client {
    let mut other = app.visitor();
    (other.id, other.username) = (client.id.clone(), client.username.clone());
    other.log_in().await;
    other
}

async fn befriend(one: &Client, other: &Client) {
    for (from, to) in [(one, other), (other, one)] {
        let answer = from.put(&format!("/api/friends/{}", to.id), Value::Null).await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
    }
}

/// A socket that knows of these friends, and no others, that they are online: from its snapshot, or told since.
async fn watching(client: &Client, friends: &[&Client]) -> Socket {
    let (mut socket, _) = Socket::on(client, &[]).await;
    let snapshot = socket.presence().await;
    assert_eq!(snapshot["op"], "friends_online_snapshot", "{snapshot}");
    let mut online: BTreeSet<_> = names(&snapshot["people"]).into_iter().map(str::to_owned).collect();
    let expected: BTreeSet<_> = friends.iter().map(|friend| friend.id.clone()).collect();
    while !online.is_superset(&expected) {
        let told = socket.presence().await;
        assert_eq!(told["status"], "online", "{told}");
        assert!(online.insert(told["person"].as_str().unwrap().to_owned()), "{told}");
    }
    assert_eq!(online, expected);
    socket
}

/// A socket of somebody, open for as long as it is held.
async fn open(client: &Client) -> Socket {
    Socket::on(client, &[]).await.0
}

fn changed(client: &Client, status: &str) -> Value {
    json!({ "op": "friend_presence_changed", "person": client.id, "status": status })
}

async fn sign_out(client: &Client) {
    assert_eq!(client.post("/api/auth/logout", json!({})).await.status, 204);
}

async fn choose(client: &Client, status: &str) {
    let answer = client.put("/api/presence", json!({ "status": status })).await;
    assert_eq!((answer.status, answer.body), (200, json!({ "status": status })));
}

/// How somebody is shown.
async fn shown(to: &Client, who: &Client) -> Value {
    let answer = to.get(&format!("/api/presence?people={}", who.id)).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.body["people"][0]["status"].clone()
}
