//! What falls due by itself: flags, people who waited for nobody, claims.

use crate::sockets::client::Socket;
use crate::support::games::{act, get, make, on, open};
use crate::support::{Bed, TestApp, eventually};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_flag_falls_once_and_nobody_asks() {
    let bed = Bed::new().await;
    // Two clocks: one is at work, the other stands by.
    let (one, two) = (TestApp::start(&bed, &[]).await, TestApp::start(&bed, &[]).await);
    let (ada, ben) = (one.person("ada").await, one.person("ben").await);
    let game = open(&ada, json!({ "kind": "chess", "clock": { "initial_s": 10, "increment_s": 0 } })).await;
    ben.at(&two.base).put(&format!("/api/games/{game}/seat"), json!({})).await;
    make(&ada, &game, "e2e4", 0).await;
    let (mut socket, _) = Socket::on(&ben, &[]).await;
    let frame = socket.until("event").await;
    assert_eq!((&frame["type"], &frame["seat"]), (&json!("game.flagged"), &json!("second")));
    assert_eq!(frame["outcome"], json!({ "winner": "first", "reason": "out_of_time" }));
    let state = ada.get_after(&format!("/api/games/{game}"), frame["seq"].as_u64().unwrap()).await.body;
    assert_eq!((&state["state"], &state["clock"]["second_ms"]), (&json!("finished"), &json!(0)));
    assert_eq!(act(&ben, &game, "resign").await.code(), "games.over");
    assert_eq!(state["position"], frame["seq"], "it fell once");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_nobody_is_told_so() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--game-wait-s=1"]).await;
    let ada = app.person("ada").await;
    let game = open(&ada, json!({ "kind": "othello" })).await;
    eventually("the game is given up", || async { get(&ada, &game).await["state"] == "cancelled" }).await;
    let list = app.visitor().get("/api/games?state=open").await.body;
    assert_eq!(list["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_went_away_is_claimed_against_and_who_is_here_is_not() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--game-claim-s=0.5", "--presence-grace-s=0.2"]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let game = on("connect_four", &ada, &ben).await;
    make(&ada, &game, "d", 0).await;
    let (socket, _) = Socket::on(&ben, &[]).await;
    let claim = async || act(&ada, &game, "claim").await;
    eventually("he is seen", || async {
        app.app().presence.gone_since(&app.app().db, &[id(&ben.id)]).await.unwrap().is_none()
    })
    .await;
    let refused = claim().await;
    assert_eq!((refused.status, refused.code()), (409, "games.not_gone"));
    drop(socket);
    eventually("he has been gone for long enough", || async { claim().await.status == 200 }).await;
    assert_eq!(get(&ada, &game).await["outcome"], json!({ "winner": "first", "reason": "abandoned" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_of_a_move_is_measured_by_the_server_and_does_not_count() {
    let bed = Bed::new().await;
    let (one, two) = (TestApp::start(&bed, &[]).await, TestApp::start(&bed, &[]).await);
    let (ada, ben) = (one.person("ada").await, one.person("ben").await);
    let game = open(&ada, json!({ "kind": "chess", "clock": { "initial_s": 60, "increment_s": 0 } })).await;
    ben.put(&format!("/api/games/{game}/seat"), json!({})).await;
    // Her socket is on one node, and her move comes to the other.
    one.app().lags.measured(id(&ada.id), 30_000).await;
    eventually("the other node is told", || async { !two.app().lags.of(id(&ada.id)).is_zero() }).await;
    let (mut socket, _) = Socket::on(&ben, &[]).await;
    make(&ada.at(&two.base), &game, "e2e4", 0).await;
    let frame = socket.until("event").await;
    let (given, left) = (frame["lag_ms"].as_i64(), frame["clock"]["first_ms"].as_i64().unwrap());
    // As much as it took, or the most there is.
    assert!(given.is_some_and(|given| (1..=500).contains(&given)), "{frame}");
    assert!(left == 60_000 || given == Some(500), "{frame}");
    // He has answered a ping, but the way on one machine is none to speak of; what he says himself changes nothing.
    let body = json!({ "move": "e7e5", "ply": 1, "lag_ms": 400 });
    assert_eq!(ben.post(&format!("/api/games/{game}/moves"), body).await.status, 400);
}

fn id(text: &str) -> loggia::id::PersonId {
    text.parse().unwrap()
}
