//! From opening to rematch.

use crate::sockets::client::Socket;
use crate::support::games::{act, get, make, on, open, play};
use crate::support::{Client, House, house};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

/// The first wins.
const WON: [&str; 7] = ["a", "b", "a", "b", "a", "b", "a"];

async fn two(house: &House) -> (Client, Client) {
    (house.person().await, house.person().await)
}

async fn listed(client: &Client, query: &str) -> Vec<String> {
    let list = client.get(&format!("/api/games?limit=100&{query}")).await;
    assert_eq!(list.status, 200, "{:?}", list.body);
    list.body["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_kinds_say_how_they_are_played() {
    let kinds = house().await.visitor().get("/api/games/kinds").await;
    assert_eq!(kinds.status, 200);
    let items = kinds.body["items"].as_array().unwrap();
    let names: Vec<_> = items.iter().map(|item| item["kind"].as_str().unwrap()).collect();
    assert_eq!(names, ["connect_four", "othello", "battleship", "checkers", "chess"]);
    for item in items {
        for field in ["name", "move_format", "example"] {
            assert!(item[field].as_str().is_some_and(|text| !text.is_empty()), "{item}");
        }
        assert_eq!(item["seats"], 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_game_from_its_opening_to_its_end() {
    let house = house().await;
    let (ada, ben) = two(house).await;
    let opened = ada.post("/api/games", json!({ "kind": "connect_four" })).await;
    assert_eq!(opened.status, 201, "{:?}", opened.body);
    let game = opened.body["id"].as_str().unwrap().to_owned();
    assert_eq!((&opened.body["state"], &opened.body["turn"]), (&json!("open"), &Value::Null));
    assert_eq!(opened.body["position"], opened.position());
    assert!(listed(&house.visitor(), "state=open&kind=connect_four").await.contains(&game), "without a token");
    let joined = ben.put(&format!("/api/games/{game}/seat"), json!({})).await;
    assert_eq!((joined.status, &joined.body["state"]), (200, &json!("active")));
    assert_eq!(ben.put(&format!("/api/games/{game}/seat"), json!({})).await.position(), joined.position(), "again");
    assert!(joined.body.get("legal_moves").is_none(), "it is not his turn");
    let hers = get(&ada, &game).await;
    assert_eq!(hers["legal_moves"], json!(["a", "b", "c", "d", "e", "f", "g"]));
    assert_eq!(hers["players"][1]["person"]["id"], json!(ben.id));
    let moved = make(&ada, &game, "d", 0).await;
    assert_eq!((&moved["ply"], &moved["turn"], &moved["last_move"]), (&json!(1), &json!("second"), &json!("d")));
    assert_eq!(moved["board"][5], "...x...");
    assert!(listed(&ben, &format!("state=active&player={}", ada.id)).await.contains(&game));
    let resigned = act(&ben, &game, "resign").await;
    assert_eq!(resigned.status, 200);
    assert_eq!(resigned.body["outcome"], json!({ "winner": "first", "reason": "resigned" }));
    assert!(listed(&ben, &format!("state=finished&player=@{}", ben.username)).await.contains(&game));
    assert!(!listed(&house.visitor(), "state=open").await.contains(&game));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_ply_can_be_looked_at_and_the_record_taken_home() {
    let house = house().await;
    let (ada, ben) = two(house).await;
    let game = on("connect_four", &ada, &ben).await;
    let last = play([&ada, &ben], &game, &WON).await;
    assert_eq!(last["outcome"], json!({ "winner": "first", "reason": "connected" }));
    let visitor = house.visitor();
    let moves = visitor.get(&format!("/api/games/{game}/moves")).await.body;
    let items = moves["items"].as_array().unwrap();
    assert_eq!(items.len(), 7);
    for (ply, item) in items.iter().enumerate() {
        assert_eq!((&item["ply"], &item["move"]), (&json!(ply), &json!(WON[ply])));
        assert_eq!(item["seat"], ["first", "second"][ply % 2]);
    }
    let start = visitor.get(&format!("/api/games/{game}?at=0")).await.body;
    assert_eq!((&start["ply"], &start["board"][5]), (&json!(0), &json!(".......")));
    let third = visitor.get(&format!("/api/games/{game}?at=3")).await.body;
    assert_eq!((&third["board"][5], &third["board"][4]), (&json!("xo....."), &json!("x......")));
    assert_eq!((&third["turn"], third.get("outcome")), (&json!("second"), None));
    assert_eq!(visitor.get(&format!("/api/games/{game}?at=7")).await.body["outcome"]["reason"], "connected");
    for bad in ["8", "-1", "x", ""] {
        assert_eq!(visitor.get(&format!("/api/games/{game}?at={bad}")).await.status, 422, "{bad}");
    }
    let record = visitor.get(&format!("/api/games/{game}/export")).await.body;
    assert_eq!((&record["kind"], record["moves"].as_array().unwrap().len()), (&json!("connect_four"), 7));
    assert_eq!(visitor.get(&format!("/api/games/{game}/export?format=pgn")).await.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn chess_is_exported_as_pgn() {
    let house = house().await;
    let (ada, ben) = two(house).await;
    let game = on("chess", &ada, &ben).await;
    let mated = play([&ada, &ben], &game, &["f2f3", "e7e5", "g2g4", "d8h4"]).await;
    assert_eq!(mated["outcome"], json!({ "winner": "second", "reason": "checkmate" }));
    let answer = ada.request(Method::GET, &format!("/api/games/{game}/export?format=pgn")).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/x-chess-pgn");
    let text = answer.text().await.unwrap();
    assert!(text.contains("[Result \"0-1\"]") && text.contains("Qh4#"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_waits_for_the_invited_alone() {
    let house = house().await;
    let (ada, ben) = two(house).await;
    let cyd = house.person().await;
    let game = open(&ada, json!({ "kind": "othello", "opponent": ben.id })).await;
    assert_eq!(get(&ben, &game).await["invited"]["id"], json!(ben.id));
    assert!(listed(&ben, "state=open").await.contains(&game));
    assert!(!listed(&cyd, "state=open").await.contains(&game), "it does not wait for others");
    let refused = cyd.put(&format!("/api/games/{game}/seat"), json!({})).await;
    assert_eq!((refused.status, refused.code()), (403, "games.not_invited"));
    assert_eq!(ben.put(&format!("/api/games/{game}/seat"), json!({})).await.status, 200);
    let declined = open(&ada, json!({ "kind": "othello", "opponent": ben.id })).await;
    assert_eq!(act(&ben, &declined, "cancel").await.body["state"], "cancelled");
    let late = ben.put(&format!("/api/games/{declined}/seat"), json!({})).await;
    assert_eq!((late.status, late.code()), (409, "games.over"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draw_is_offered_declined_and_agreed_on() {
    let house = house().await;
    let (ada, ben) = two(house).await;
    let game = on("checkers", &ada, &ben).await;
    let draw = format!("/api/games/{game}/draw");
    assert_eq!(ada.post(&draw, json!({})).await.body["draw_offered_by"], "first");
    let own = ada.post(&draw, json!({})).await;
    assert_eq!((own.status, own.code()), (409, "games.own_offer"));
    assert_eq!(ada.delete(&draw).await.code(), "games.own_offer");
    assert!(ben.delete(&draw).await.body.get("draw_offered_by").is_none());
    ben.post(&draw, json!({})).await;
    let drawn = ada.post(&draw, json!({})).await;
    assert_eq!(drawn.body["outcome"], json!({ "winner": null, "reason": "agreed" }));
    assert_eq!(get(&ben, &game).await["state"], "finished");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rematch_swaps_the_seats_and_there_is_one() {
    let house = house().await;
    let (ada, ben) = two(house).await;
    let game = on("connect_four", &ada, &ben).await;
    assert_eq!(act(&ada, &game, "rematch").await.code(), "games.not_over");
    play([&ada, &ben], &game, &WON).await;
    let offered = act(&ben, &game, "rematch").await;
    assert_eq!((offered.status, &offered.body["rematch_offered_by"]), (200, &json!("second")));
    assert_eq!(act(&ben, &game, "rematch").await.position(), offered.position(), "it stands");
    let key = Uuid::now_v7();
    let path = format!("/api/games/{game}/rematch");
    let begun = ada.keyed(Method::POST, &path, key, json!({})).await;
    assert_eq!((begun.status, &begun.body["state"]), (201, &json!("active")));
    assert_eq!(begun.body["rematch_of"], json!(game));
    assert_eq!(begun.body["players"][0]["person"]["id"], json!(ben.id), "now he begins");
    let again = ada.keyed(Method::POST, &path, key, json!({})).await;
    assert_eq!((again.status, &again.body["id"]), (201, &begun.body["id"]));
    let new = begun.body["id"].as_str().unwrap();
    assert_eq!(act(&ada, &game, "rematch").await.body["id"], json!(new));
    assert_eq!(get(&ben, &game).await["rematch"], json!(new));
    make(&ben, new, "a", 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_is_one_move() {
    let house = house().await;
    let (ada, ben) = two(house).await;
    let game = on("connect_four", &ada, &ben).await;
    let (key, path) = (Uuid::now_v7(), format!("/api/games/{game}/moves"));
    let body = json!({ "move": "c", "ply": 0 });
    let made = ada.keyed(Method::POST, &path, key, body.clone()).await;
    make(&ben, &game, "c", 1).await;
    let again = ada.keyed(Method::POST, &path, key, body).await;
    assert_eq!((again.status, again.position()), (made.status, made.position()));
    let other = ada.keyed(Method::POST, &path, key, json!({ "move": "d", "ply": 2 })).await;
    assert_eq!(other.code(), "idempotency_key_reused");
    assert_eq!(get(&ada, &game).await["ply"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn players_and_lookers_on_follow_at_the_socket() {
    let house = house().await;
    let (ada, ben) = two(house).await;
    let cyd = house.person().await;
    let game = on("connect_four", &ada, &ben).await;
    let (mut his, _) = Socket::on(&ben, &[]).await;
    let (mut hers, hello) = Socket::on(&cyd, &[&format!("game:{game}"), "game:0190"]).await;
    assert_eq!(hello["refused"][0]["code"], "topics.not_found");
    make(&ada, &game, "d", 0).await;
    let frame = his.until("event").await;
    assert_eq!((&frame["type"], &frame["move"], &frame["turn"]), (&json!("game.moved"), &json!("d"), &json!("second")));
    assert_eq!(frame["legal_moves"].as_array().unwrap().len(), 7);
    let seen = hers.until("event").await;
    assert_eq!((&seen["seq"], seen.get("legal_moves")), (&frame["seq"], None));
    assert_eq!(seen["board"][5], "...x...");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_runs_and_is_shown() {
    let house = house().await;
    let (ada, ben) = two(house).await;
    let clock = json!({ "initial_s": 60, "increment_s": 5 });
    let game = open(&ada, json!({ "kind": "chess", "clock": clock })).await;
    ben.put(&format!("/api/games/{game}/seat"), json!({})).await;
    let moved = make(&ada, &game, "e2e4", 0).await;
    let left = moved["clock"]["first_ms"].as_i64().unwrap();
    assert!((60_000..=65_000).contains(&left), "{left}: what she took, and five seconds more");
    assert_eq!((&moved["clock"]["second_ms"], &moved["clock"]["running"]), (&json!(60_000), &json!("second")));
    assert_eq!(act(&ada, &game, "claim").await.code(), "games.clock_decides");
    let read = get(&house.visitor(), &game).await;
    assert_eq!(read["clock"], moved["clock"]);
}
