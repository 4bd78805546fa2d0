//! The server dies while people play: every game goes on from its last acknowledged move.

use crate::support::games::on;
use crate::support::{Bed, Client, Process};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::block_in_place;
use uuid::Uuid;

const GAMES: usize = 12;
/// Along the rows nobody has four in a line before the fourth row.
const PLIES: u32 = 20;

#[tokio::test(flavor = "multi_thread")]
async fn every_game_goes_on_from_its_last_acknowledged_move() {
    let bed = Bed::new().await;
    let mut process = block_in_place(|| Process::start(&bed, &[]));
    let mut players = [Client::new(&process.base), Client::new(&process.base)];
    for (player, name) in players.iter_mut().zip(["ada", "ben"]) {
        player.sign_up(name).await;
    }
    let [ada, ben] = &players;
    let games = join_all((0..GAMES).map(|_| on("connect_four", ada, ben))).await;
    let made = AtomicUsize::new(0);
    let all = join_all(games.iter().map(|game| play_on([ada, ben], game, &made)));
    let trouble = async {
        reached(&made, GAMES * 4).await;
        block_in_place(|| process.kill_and_restart());
        reached(&made, GAMES * 8).await;
        block_in_place(|| bed.restart_nats());
        reached(&made, GAMES * 12).await;
        block_in_place(|| process.kill_and_restart());
    };
    let (acknowledged, ()) = tokio::join!(all, trouble);
    for (game, positions) in games.iter().zip(acknowledged) {
        let last = *positions.last().unwrap();
        let moves = ada.get_after(&format!("/api/games/{game}/moves"), last).await.body;
        let items = moves["items"].as_array().unwrap();
        let kept: Vec<u64> = items.iter().map(|item| item["position"].as_u64().unwrap()).collect();
        assert_eq!(kept, positions, "each acknowledged move once, in its place");
    }
}

async fn reached(made: &AtomicUsize, many: usize) {
    while made.load(Ordering::Relaxed) < many {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Makes every move, each with one key until it is acknowledged; gives their positions.
async fn play_on(players: [&Client; 2], game: &str, made: &AtomicUsize) -> Vec<u64> {
    let mut positions = Vec::new();
    for ply in 0..PLIES {
        let column = char::from(b'a' + (ply % 7) as u8);
        let body = json!({ "move": column, "ply": ply });
        let (player, key) = (players[ply as usize % 2], Uuid::now_v7());
        let position = loop {
            let request = player.request(Method::POST, &format!("/api/games/{game}/moves")).json(&body);
            let request = request.header("idempotency-key", key.to_string()).timeout(Duration::from_secs(5));
            match request.send().await {
                Ok(answer) if answer.status() == 200 => match answer.json::<Value>().await {
                    Ok(game) => break game["position"].as_u64().unwrap(),
                    Err(_) => continue,
                },
                Ok(answer) => assert_eq!(answer.status(), 503, "{:?}", answer.text().await),
                // The node is gone: the same key again, when it is back.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        };
        positions.push(position);
        made.fetch_add(1, Ordering::Relaxed);
    }
    positions
}
