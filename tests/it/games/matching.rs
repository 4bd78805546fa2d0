//! Play now: whoever seeks meets somebody, exactly once.

use crate::support::games::{act, open};
use crate::support::{Answer, Bed, Client, TestApp, eventually, house, setting};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

async fn seek(client: &Client, kind: &str) -> Answer {
    client.post("/api/games/play", json!({ "kind": kind })).await
}

fn players(game: &Value) -> Vec<String> {
    let players = game["players"].as_array().unwrap().iter();
    players.map(|player| player["person"]["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_meets_the_first_and_the_third_waits() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben, cyd) = (app.person("ada").await, app.person("ben").await, app.person("cyd").await);
    let waits = seek(&ada, "chess").await;
    assert_eq!((waits.status, &waits.body["state"]), (201, &json!("open")));
    let again = seek(&ada, "chess").await;
    assert_eq!((again.status, &again.body["id"]), (200, &waits.body["id"]), "she waits already");
    let other = ben.post("/api/games/play", json!({ "kind": "chess", "clock": { "initial_s": 60 } })).await;
    assert_ne!(other.body["id"], waits.body["id"], "he wants a clock");
    let met = seek(&ben, "chess").await;
    assert_eq!((met.status, &met.body["state"], &met.body["id"]), (200, &json!("active"), &waits.body["id"]));
    assert_eq!(players(&met.body), [ada.id.clone(), ben.id.clone()]);
    assert_eq!(seek(&cyd, "chess").await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_in_the_lobby_is_found_and_who_gave_up_is_not() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let game = open(&ada, json!({ "kind": "othello" })).await;
    let met = seek(&ben, "othello").await;
    assert_eq!((met.status, &met.body["id"]), (200, &json!(game)));
    let given_up = seek(&ada, "checkers").await.body["id"].as_str().unwrap().to_owned();
    act(&ada, &given_up, "cancel").await;
    let waits = seek(&ben, "checkers").await;
    assert_eq!(waits.status, 201);
    assert_ne!(waits.body["id"], json!(given_up));
    assert_eq!(seek(&ada, "checkers").await.body["id"], waits.body["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_between_whom_is_a_block_do_not_meet() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben, cyd) = (app.person("ada").await, app.person("ben").await, app.person("cyd").await);
    ben.put(&format!("/api/blocks/{}", ada.id), Value::Null).await;
    let hers = seek(&ada, "chess").await;
    let his = seek(&ben, "chess").await;
    assert_eq!((his.status, his.body["state"].as_str()), (201, Some("open")));
    assert_ne!(his.body["id"], hers.body["id"]);
    let third = seek(&cyd, "chess").await;
    assert_eq!((third.status, &third.body["id"]), (200, &hers.body["id"]), "the first first");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_seeking_is_one_seat() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    // A clock nobody else plays with.
    let body = json!({ "kind": "chess", "clock": { "initial_s": 10_007 } });
    let (hers, his) = (Uuid::now_v7(), Uuid::now_v7());
    let play = async |client: &Client, key| client.keyed(Method::POST, "/api/games/play", key, body.clone()).await;
    let first = play(&ada, hers).await;
    let second = play(&ben, his).await;
    assert_eq!((first.status, second.status, &second.body["id"]), (201, 200, &first.body["id"]));
    for (client, key, once) in [(&ada, hers, &first), (&ben, his, &second)] {
        let again = play(client, key).await;
        assert_eq!(
            (again.status, again.position(), &again.body["id"]),
            (once.status, once.position(), &once.body["id"])
        );
    }
    let other = json!({ "kind": "chess", "clock": { "initial_s": 10_008 } });
    let reused = ada.keyed(Method::POST, "/api/games/play", hers, other).await;
    assert_eq!((reused.status, reused.code()), (409, "idempotency_key_reused"));
}

/// `LOGGIA_SEEKERS=1000` for long.
#[tokio::test(flavor = "multi_thread")]
async fn many_who_seek_at_once_at_two_nodes_all_meet_exactly_one() {
    let many = setting("LOGGIA_SEEKERS", 120) as usize;
    let bed = Bed::new().await;
    let (one, two) = (TestApp::start(&bed, &[]).await, TestApp::start(&bed, &["--roles=api,socket"]).await);
    let elsewhere = |(n, person): (usize, Client)| if n % 2 == 0 { person } else { person.at(&two.base) };
    let people: Vec<_> = one.members("seeker", many).await.into_iter().enumerate().map(elsewhere).collect();
    let games = join_all(people.iter().map(insist)).await;
    let mut came: HashMap<String, Vec<&str>> = HashMap::new();
    let last = games.iter().map(|(_, position)| *position).max().unwrap();
    let read = async || people[0].get_after("/api/games?limit=1", last).await.status == 200;
    eventually("all games can be read", read).await;
    for (person, (game, _)) in people.iter().zip(&games) {
        came.entry(game.clone()).or_default().push(&person.id);
    }
    assert_eq!(came.len(), many / 2, "nobody waits");
    for (game, two) in came {
        assert_eq!(two.iter().collect::<HashSet<_>>().len(), 2, "{game}: {two:?}");
        let state = people[0].get(&format!("/api/games/{game}")).await.body;
        let sitting: HashSet<String> = players(&state).into_iter().collect();
        assert_eq!(sitting, two.iter().map(|id| (*id).to_owned()).collect(), "{game}");
    }
}

/// Seeks as a good client does: again with the same key while the server says so.
async fn insist(client: &Client) -> (String, u64) {
    let key = Uuid::now_v7();
    loop {
        let answer = client.keyed(Method::POST, "/api/games/play", key, json!({ "kind": "connect_four" })).await;
        match answer.status {
            200 | 201 => return (answer.body["id"].as_str().unwrap().to_owned(), answer.position()),
            503 => {}
            _ => panic!("{:?}", answer.body),
        }
    }
}
