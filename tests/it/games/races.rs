//! Two moves for one ply: one is made, wherever they were sent.

use crate::support::games::{on, try_to_move};
use crate::support::{Bed, Client, TestApp};
use futures_util::future::join_all;

/// Of one game; ten thousand, asked for with `LOGGIA_RACES=10000` when the tests are built.
const RACES: usize = 200;
const GAMES: usize = 8;

fn races() -> usize {
    option_env!("LOGGIA_RACES").and_then(|asked| asked.parse().ok()).unwrap_or(RACES)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_moves_for_one_ply_one_is_made() {
    let bed = Bed::new().await;
    let (one, two) = (TestApp::start(&bed, &[]).await, TestApp::start(&bed, &["--roles=api,socket"]).await);
    let (ada, ben) = (one.person("ada").await, one.person("ben").await);
    let each = races().div_ceil(GAMES);
    let raced = join_all((0..GAMES).map(|_| race(&ada, &ben, &two.base, each))).await;
    assert_eq!(raced.into_iter().sum::<usize>(), each * GAMES);
}

/// Moves in a game, each sent to both nodes at once by its player, who cannot decide; gives how many.
async fn race(ada: &Client, ben: &Client, other: &str, many: usize) -> usize {
    let mut raced = 0;
    while raced < many {
        let game = on("othello", ada, ben).await;
        let path = format!("/api/games/{game}");
        let mut position = 0;
        loop {
            let state = ada.get_after(&path, position).await.body;
            let player = if state["turn"] == "first" { ada } else { ben };
            let state = player.get_after(&path, position).await.body;
            let Some(legal) = state["legal_moves"].as_array().filter(|legal| !legal.is_empty()) else { break };
            let ply = state["ply"].as_u64().unwrap() as u32;
            let (left, right) = (legal[0].as_str().unwrap(), legal[legal.len() - 1].as_str().unwrap());
            let elsewhere = player.at(other);
            let (here, there) =
                tokio::join!(try_to_move(player, &game, left, ply), try_to_move(&elsewhere, &game, right, ply));
            let (made, told) = if here.status == 200 { (here, there) } else { (there, here) };
            assert_eq!(made.status, 200, "{:?} {:?}", made.body, told.body);
            let refused = (told.status, told.code());
            assert!(matches!(refused, (409, "games.stale" | "games.not_your_turn" | "games.over")), "{refused:?}");
            position = made.position();
            raced += 1;
            if raced == many {
                break;
            }
        }
    }
    raced
}
