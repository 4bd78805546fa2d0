//! The bot as a client: it sits down with whoever waits, plays every kind to its end, and comes again.

use crate::support::{Bed, Client, TestApp};
use loggia::account::tokens;
use loggia::bot;
use loggia::id::PersonId;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::task::JoinHandle;

const FLEET: &str = "a1h c3v e5h g7v i9h";

/// A bot with a person of its own, that thinks little and waits for nobody.
async fn bot(bed: &Bed, app: &TestApp, more: &[&str]) -> (Client, JoinHandle<Result<(), bot::Stopped>>) {
    let person = app.person("robot").await;
    let id: PersonId = person.id.parse().unwrap();
    let token = tokens::issue(app.app(), id, "bot").await.unwrap();
    let (url, token) = (format!("--bot-url={}", app.base), format!("--bot-token={token}"));
    let settings = [&[url.as_str(), &token, "--bot-pace-s=0", "--bot-wait-s=0", "--bot-effort=60"], more].concat();
    let config = bed.config(&settings);
    (person, tokio::spawn(async move { bot::run(&config).await }))
}

/// Looks at the game whenever something has happened, until it is as wanted.
async fn until(app: &TestApp, client: &Client, game: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let path = format!("/api/games/{game}");
    let mut position = app.app().progress.subscribe();
    let seen = async {
        loop {
            position.mark_unchanged();
            let seen = client.get(&path).await.body;
            if wanted(&seen) {
                return seen;
            }
            position.changed().await.expect("a projector");
        }
    };
    tokio::time::timeout(Duration::from_secs(60), seen).await.expect("the game to go on")
}

/// Plays any moves on `seat` until the end.
async fn play_on(app: &TestApp, client: &Client, game: &str, seat: &str) -> Value {
    for number in 1usize.. {
        let mine = |game: &Value| game["awaits"].as_array().is_some_and(|awaits| awaits.contains(&json!(seat)));
        let seen = until(app, client, game, |game| game["state"] == "finished" || mine(game)).await;
        if seen["state"] == "finished" {
            return seen;
        }
        let legal: Vec<&str> = seen["legal_moves"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let mv = if legal.is_empty() { FLEET } else { legal[number * 7919 % legal.len()] };
        let made = client.post(&format!("/api/games/{game}/moves"), json!({ "move": mv, "ply": seen["ply"] })).await;
        // In Battleship the bot may lay its fleet at the same time.
        assert!(made.status < 300 || made.code() == "games.stale", "{mv}: {:?}", made.body);
    }
    unreachable!("every game ends")
}

#[tokio::test(flavor = "multi_thread")]
async fn it_sits_down_with_whoever_waits_and_plays_every_kind_to_its_end() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let (robot, _bot) = bot(&bed, &app, &[]).await;
    for kind in ["connect_four", "othello", "battleship", "checkers", "chess"] {
        let opened = ada.post("/api/games/play", json!({ "kind": kind })).await.body;
        let game = opened["id"].as_str().unwrap();
        let begun = until(&app, &ada, game, |game| game["state"] != "open").await;
        assert_eq!(begun["players"][1]["person"]["id"], robot.id, "{kind}");
        let finished = play_on(&app, &ada, game, "first").await;
        assert!(finished["outcome"]["reason"].is_string(), "{kind}: {finished}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_takes_an_invitation_answers_a_draw_and_gives_a_rematch() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let (robot, _bot) = bot(&bed, &app, &[]).await;
    let opened = ada.post("/api/games", json!({ "kind": "othello", "opponent": robot.id })).await.body;
    let game = opened["id"].as_str().unwrap();
    until(&app, &ada, game, |game| game["state"] == "active").await;
    assert!(ada.post(&format!("/api/games/{game}/draw"), json!({})).await.status < 300);
    let answered = until(&app, &ada, game, |game| game["draw_offered_by"].is_null()).await;
    if answered["state"] == "active" {
        assert!(ada.post(&format!("/api/games/{game}/resign"), json!({})).await.status < 300);
    }
    assert_eq!(ada.post(&format!("/api/games/{game}/rematch"), json!({})).await.status, 200);
    let next = until(&app, &ada, game, |game| game["rematch"].is_string()).await["rematch"].clone();
    let rematch = until(&app, &ada, next.as_str().unwrap(), |game| game["ply"] == 1).await;
    assert_eq!(rematch["players"][0]["person"]["id"], robot.id, "seats are swapped, and the bot has begun");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_plays_no_more_games_than_it_may_and_ends_with_its_token() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let (robot, bot) = bot(&bed, &app, &["--bot-games=1"]).await;
    let invite = async || {
        let opened = ada.post("/api/games", json!({ "kind": "connect_four", "opponent": robot.id })).await.body;
        opened["id"].as_str().unwrap().to_owned()
    };
    let one = invite().await;
    until(&app, &ada, &one, |game| game["state"] == "active").await;
    let two = invite().await;
    assert!(ada.post(&format!("/api/games/{one}/moves"), json!({ "move": "d", "ply": 0 })).await.status < 300);
    until(&app, &ada, &one, |game| game["ply"] == 2).await;
    assert_eq!(ada.get(&format!("/api/games/{two}")).await.body["state"], "open", "one is enough");
    assert!(ada.post(&format!("/api/games/{one}/resign"), json!({})).await.status < 300);
    until(&app, &ada, &two, |game| game["state"] == "active").await;

    let id: PersonId = robot.id.parse().unwrap();
    tokens::issue(app.app(), id, "bot").await.unwrap();
    assert!(ada.post(&format!("/api/games/{two}/moves"), json!({ "move": "d", "ply": 0 })).await.status < 300);
    let ended = tokio::time::timeout(Duration::from_secs(60), bot).await.expect("its end").unwrap();
    assert!(matches!(ended, Err(bot::Stopped::Refused)), "{ended:?}");
}
