//! The socket, from the ticket to a resume.

use crate::support::place::Place;
use crate::support::{Client, Watcher};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::Response;
use tokio_tungstenite::{connect_async, tungstenite};

async fn ticket(of: &Client) -> String {
    let answer = of.post("/api/ws/ticket", Value::Null).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.body["ticket"].as_str().expect("a ticket").to_owned()
}

/// The status of an attempt to open a socket.
async fn attempt(address: String, headers: &[(&'static str, &str)]) -> u16 {
    let mut request = address.into_client_request().expect("an address");
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().expect("a header"));
    }
    let refused = |response: Response<Option<Vec<u8>>>| response.status().as_u16();
    match connect_async(request).await {
        Ok((_, response)) => response.status().as_u16(),
        Err(tungstenite::Error::Http(response)) => refused(*response),
        Err(error) => panic!("{error}"),
    }
}

const OURS: (&str, &str) = ("sec-websocket-protocol", "loggia.v1");

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_opens_one_socket() {
    let place = Place::open().await;
    let ada = place.person("ada").await;
    let address = place.socket(&ticket(&ada).await);
    assert_eq!(attempt(address.clone(), &[OURS]).await, 101);
    assert_eq!(attempt(address, &[OURS]).await, 401, "the second time");
    assert_eq!(attempt(place.socket("rubbish"), &[OURS]).await, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_in_the_address_and_a_foreign_page_are_refused() {
    let place = Place::open().await;
    let ada = place.person("ada").await;
    let token = ada.token.clone().expect("a token");
    let with_token = place.socket("x").replace("ticket=x", &format!("token={token}"));
    assert_eq!(attempt(with_token, &[OURS]).await, 401);
    let address = place.socket(&ticket(&ada).await);
    assert_eq!(attempt(address, &[OURS, ("origin", "https://evil.example")]).await, 403);
    let own = place.socket(&ticket(&ada).await);
    assert_eq!(attempt(own, &[OURS, ("origin", &place.base)]).await, 101, "the page's own");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_writes_arrives_once_at_everybody_who_reads() {
    let place = Place::open().await;
    let (ada, ben) = (place.person("ada").await, place.person("ben").await);
    let (first, second) = (Watcher::start(ada.clone(), &["feed"]), Watcher::start(ben.clone(), &["feed"]));
    first.ready().await;
    second.ready().await;
    let mut positions = Vec::new();
    for number in 0..10 {
        let body = json!({ "title": format!("No. {number}"), "body": "", "kind": "text" });
        let author = if number % 2 == 0 { &ada } else { &ben };
        positions.push(author.post("/api/posts", body).await.position());
    }
    for watcher in [&first, &second] {
        watcher.reached(*positions.last().unwrap()).await;
        let seen = watcher.seen();
        for position in &positions {
            assert_eq!(seen.iter().filter(|event| event.seq == *position).count(), 1, "{position} in {seen:?}");
        }
        assert!(seen.windows(2).all(|pair| pair[0].seq < pair[1].seq), "in order: {seen:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_socket_and_coming_back_misses_nothing() {
    let place = Place::open().await;
    let (ada, ben) = (place.person("ada").await, place.person("ben").await);
    let watcher = Watcher::start(ada.clone(), &["feed"]);
    watcher.ready().await;
    let write = async |title: &str| {
        ben.post("/api/posts", json!({ "title": title, "body": "", "kind": "text" })).await.position()
    };
    let before = write("before").await;
    watcher.reached(before).await;
    assert_eq!(ada.post("/api/auth/logout", json!({})).await.status, 204);
    // The watcher signs in again by itself and resumes from its cursor.
    let after = write("after").await;
    watcher.reached(after).await;
    for position in [before, after] {
        assert_eq!(watcher.seen().iter().filter(|event| event.seq == position).count(), 1);
    }
}
