//! People who play: shorthands for the tests of games.

use super::{Answer, Client};
use serde_json::{Value, json};

pub const FLEET: &str = "a1h a2h a3h a4h a5h";
pub const OTHER_FLEET: &str = "j1v i1v h1v g1v f1v";

/// A game of that kind between the two, on; its id.
pub async fn on(kind: &str, first: &Client, second: &Client) -> String {
    let game = open(first, json!({ "kind": kind })).await;
    let joined = second.put(&format!("/api/games/{game}/seat"), json!({})).await;
    assert_eq!(joined.status, 200, "{:?}", joined.body);
    game
}

/// The id of a game that `first` opens.
pub async fn open(first: &Client, body: Value) -> String {
    let opened = first.post("/api/games", body).await;
    assert_eq!(opened.status, 201, "{:?}", opened.body);
    opened.body["id"].as_str().expect("an id").to_owned()
}

pub async fn try_to_move(player: &Client, game: &str, mv: &str, ply: u32) -> Answer {
    player.post(&format!("/api/games/{game}/moves"), json!({ "move": mv, "ply": ply })).await
}

pub async fn make(player: &Client, game: &str, mv: &str, ply: u32) -> Value {
    let made = try_to_move(player, game, mv, ply).await;
    assert_eq!(made.status, 200, "{mv}: {:?}", made.body);
    made.body
}

/// Makes moves in turn, the first seat beginning; the answer to the last.
pub async fn play(players: [&Client; 2], game: &str, moves: &[&str]) -> Value {
    let mut last = Value::Null;
    for (ply, mv) in (0u32..).zip(moves) {
        last = make(players[ply as usize % 2], game, mv, ply).await;
    }
    last
}

pub async fn act(player: &Client, game: &str, act: &str) -> Answer {
    player.post(&format!("/api/games/{game}/{act}"), json!({})).await
}

pub async fn get(client: &Client, game: &str) -> Value {
    let answer = client.get(&format!("/api/games/{game}")).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.body
}
