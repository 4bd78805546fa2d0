//! What spectators say leaves the server for its players in no way while they play; afterwards it is everybody's.

use crate::sockets::client::{Socket, names};
use crate::support::games::{act, make, on, open, play};
use crate::support::{Answer, Bed, Client, TestApp, house};
use loggia::people::erase::erase;
use reqwest::Method;
use serde_json::{Value, json};

async fn try_to_say(client: &Client, game: &str, body: &str) -> Answer {
    client.post(&format!("/api/games/{game}/spectators"), json!({ "body": body })).await
}

async fn say(client: &Client, game: &str, body: &str) -> Answer {
    let said = try_to_say(client, game, body).await;
    assert_eq!(said.status, 201, "{:?}", said.body);
    said
}

async fn read(client: &Client, game: &str) -> Answer {
    client.get(&format!("/api/games/{game}/spectators")).await
}

fn bodies(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().filter_map(|item| item["body"].as_str()).collect()
}

/// Everything that a player can ask for about a game, as text.
async fn everything(client: &Client, game: &str) -> String {
    let mut text = String::new();
    let of_game = ["", "?at=0", "/moves", "/export", "/spectators", "/spectators?limit=1"];
    let paths = of_game.map(|path| format!("/api/games/{game}{path}"));
    let lists = ["/api/games?limit=100", "/api/notifications", "/api/search?q=zugzwang", "/api/conversations"];
    for path in paths.into_iter().chain(lists.map(str::to_owned)) {
        text.push_str(&client.request(Method::GET, &path).send().await.unwrap().text().await.unwrap());
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn players_learn_of_no_word_before_the_game_is_over() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let (cyd, dan) = (house.person().await, house.person().await);
    let game = on("connect_four", &ada, &ben).await;
    let (played, said) = (format!("game:{game}"), format!("spectators:{game}"));
    let (mut looker, hello) = Socket::on(&dan, &[&played, &said]).await;
    assert_eq!(hello["refused"], json!([]));
    let (mut hers, hello) = Socket::on(&ada, &[&played, &said]).await;
    assert_eq!(hello["refused"], json!([{ "topic": said, "code": "topics.not_found" }]));
    let since = hello["position"].as_u64().unwrap();
    let (mut his, _) = Socket::on(&ben, &[&played]).await;
    let (refused, _) = his.subscribe(&[&said], Some(since)).await;
    assert_eq!((names(&refused["topics"]).len(), refused["events"].as_array().unwrap().len()), (0, 0));

    let remark = say(&cyd, &game, "zugzwang: take d").await;
    assert_eq!((&remark.body["body"], &remark.body["sender"]["id"]), (&json!("zugzwang: take d"), &json!(cyd.id)));
    make(&ada, &game, "d", 0).await;
    // Both events have passed the players' sockets when the second is there.
    let heard = looker.until("event").await;
    assert_eq!((&heard["type"], &heard["body"]), (&json!("spectator.said"), &json!("zugzwang: take d")));
    assert_eq!(heard["seq"], remark.body["position"]);
    assert!(names(&heard["topics"]).contains(&said.as_str()) && !names(&heard["topics"]).contains(&played.as_str()));
    let mut texts = [String::new(), String::new()];
    for (socket, text) in [&mut hers, &mut his].into_iter().zip(&mut texts) {
        let first = socket.until("event").await;
        assert_eq!(first["type"], "game.moved", "nothing came before it");
        text.push_str(&json!(socket.settle().await).to_string());
    }
    let hello = json!({ "op": "hello", "since": since, "incarnation": hello["incarnation"], "topics": [played, said] });
    for (client, text) in [&ada, &ben].into_iter().zip(&mut texts) {
        let (mut resumed, hello) = Socket::greeted(client, hello.clone()).await;
        assert!(!names(&hello["topics"]).contains(&said.as_str()));
        text.push_str(&resumed.until("event").await.to_string());
        text.push_str(&json!(resumed.settle().await).to_string());
        text.push_str(&everything(client, &game).await);
        assert!(!text.contains("zugzwang"), "{text}");
        assert_eq!((read(client, &game).await.status, read(client, &game).await.code()), (403, "spectators.playing"));
        assert_eq!(try_to_say(client, &game, "I hear you").await.code(), "spectators.playing");
    }
    assert_eq!(read(&house.visitor(), &game).await.status, 401, "a player without a token is a player");
    assert_eq!(bodies(&read(&dan, &game).await.body["items"]), ["zugzwang: take d"]);

    act(&ben, &game, "resign").await;
    say(&ada, &game, "I saw it myself").await;
    assert_eq!(bodies(&read(&ben, &game).await.body["items"]), ["I saw it myself", "zugzwang: take d"]);
    let (answer, _) = his.subscribe(&[&said], Some(since)).await;
    assert_eq!(bodies(&answer["events"]), ["zugzwang: take d", "I saw it myself"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_what_is_said_and_what_is_refused() {
    let house = house().await;
    let (ada, ben, cyd) = (house.person().await, house.person().await, house.person().await);
    let waiting = open(&ada, json!({ "kind": "chess" })).await;
    assert_eq!((try_to_say(&cyd, &waiting, "hello").await.status, read(&cyd, &waiting).await.status), (409, 409));
    assert_eq!(read(&cyd, "019a0000-0000-7000-8000-000000000001").await.code(), "games.not_found");
    let game = on("connect_four", &ada, &ben).await;
    for bad in [json!({ "body": "" }), json!({ "body": "x".repeat(1001) }), json!({})] {
        assert_eq!(cyd.post(&format!("/api/games/{game}/spectators"), bad).await.status, 422);
    }
    let unknown = json!({ "body": "x", "reply_to": 1 });
    assert_eq!(cyd.post(&format!("/api/games/{game}/spectators"), unknown).await.status, 400);
    for body in ["one", "two", "three"] {
        say(&cyd, &game, body).await;
    }
    let page = cyd.get(&format!("/api/games/{game}/spectators?limit=2")).await.body;
    assert_eq!(bodies(&page["items"]), ["three", "two"]);
    let cursor = page["next_cursor"].as_str().unwrap();
    let rest = cyd.get(&format!("/api/games/{game}/spectators?limit=2&cursor={cursor}")).await.body;
    assert_eq!((bodies(&rest["items"]), &rest["next_cursor"]), (vec!["one"], &Value::Null));
    let dan = house.person().await;
    dan.put(&format!("/api/blocks/{}", cyd.id), Value::Null).await;
    assert!(bodies(&read(&dan, &game).await.body["items"]).is_empty(), "not of whom one has blocked");
}

#[tokio::test(flavor = "multi_thread")]
async fn erasing_somebody_leaves_what_the_others_said() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let (cyd, dan) = (app.person("cyd").await, app.person("dan").await);
    let game = on("connect_four", &ada, &ben).await;
    say(&cyd, &game, "unmistakable words").await;
    say(&dan, &game, "bye").await;
    play([&ada, &ben], &game, &["d", "d"]).await;
    erase(app.app(), cyd.id.parse().unwrap()).await.unwrap();
    let log = &app.node.as_ref().unwrap().stores.log;
    let end = log.end().await.unwrap();
    let left = dan.get_after(&format!("/api/games/{game}/spectators"), end).await.body;
    assert_eq!(bodies(&left["items"]), ["bye"]);
    let entries = log.range(0, u64::MAX, usize::MAX).await.unwrap();
    assert!(entries.iter().all(|entry| !String::from_utf8_lossy(&entry.payload).contains("unmistakable")));
}
