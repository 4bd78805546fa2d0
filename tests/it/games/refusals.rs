//! Bad input: a clear refusal with a stable code, and the game as it was.

use crate::support::games::{FLEET, act, get, make, on, open, play, try_to_move};
use crate::support::house;
use serde_json::{Value, json};
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn moves_that_are_not_to_be_made() {
    let house = house().await;
    let (ada, ben, cyd) = (house.person().await, house.person().await, house.person().await);
    let game = on("connect_four", &ada, &ben).await;
    let before = get(&ada, &game).await;
    for (who, mv, ply, status, code) in [
        (&cyd, "a", 0, 403, "games.not_a_player"),
        (&cyd, "z", 9, 403, "games.not_a_player"),
        (&ben, "a", 0, 409, "games.not_your_turn"),
        (&ada, "a", 1, 409, "games.stale"),
        (&ben, "z", 7, 409, "games.stale"),
        (&ada, "h", 0, 422, "games.illegal"),
        (&ada, "", 0, 422, "games.illegal"),
        (&ada, "d ", 0, 422, "games.illegal"),
        (&ada, "a1", 0, 422, "games.illegal"),
        (&ada, "🎲", 0, 422, "games.illegal"),
    ] {
        let refused = try_to_move(who, &game, mv, ply).await;
        assert_eq!((refused.status, refused.code()), (status, code), "{mv} {ply}");
        assert!(!refused.body["detail"].as_str().unwrap().is_empty());
    }
    let path = format!("/api/games/{game}/moves");
    for (body, status) in [
        (json!({}), 422),
        (json!({ "move": "a" }), 422),
        (json!({ "move": 1, "ply": 0 }), 422),
        (json!({ "move": "a", "ply": -1 }), 422),
        (json!({ "move": "a", "ply": 0.5 }), 422),
        (json!({ "move": "a", "ply": 0, "seat": "first" }), 400),
        (json!(["a", 0]), 400),
    ] {
        assert_eq!(ada.post(&path, body.clone()).await.status, status, "{body}");
    }
    assert_eq!(house.visitor().post(&path, json!({ "move": "a", "ply": 0 })).await.status, 401);
    assert_eq!(get(&ada, &game).await, before, "the game is untouched");
    play([&ada, &ben], &game, &["a", "b", "a", "b", "a", "b", "a"]).await;
    let over = try_to_move(&ben, &game, "z", 99).await;
    assert_eq!((over.status, over.code()), (409, "games.over"));
    for what in ["resign", "claim", "cancel", "draw"] {
        assert_eq!(act(&ada, &game, what).await.code(), "games.over", "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn games_that_cannot_be_opened() {
    let house = house().await;
    let ada = house.person().await;
    for (body, status, pointer) in [
        (json!({}), 422, "/kind"),
        (json!({ "kind": "go" }), 422, "/kind"),
        (json!({ "kind": "tic_tac_toe" }), 422, "/kind"),
        (json!({ "kind": 1 }), 422, "/kind"),
        (json!({ "kind": "chess", "clock": { "initial_s": 0, "increment_s": 0 } }), 422, "/clock/initial_s"),
        (json!({ "kind": "chess", "clock": { "initial_s": 9 } }), 422, "/clock/initial_s"),
        (json!({ "kind": "chess", "clock": { "initial_s": -60, "increment_s": 0 } }), 422, "/clock/initial_s"),
        (json!({ "kind": "chess", "clock": { "initial_s": 31_536_000, "increment_s": 0 } }), 422, "/clock/initial_s"),
        (json!({ "kind": "chess", "clock": { "initial_s": 60, "increment_s": -1 } }), 422, "/clock/increment_s"),
        (json!({ "kind": "chess", "clock": { "initial_s": 60, "increment_s": 601 } }), 422, "/clock/increment_s"),
        (json!({ "kind": "chess", "clock": {} }), 422, "/clock/initial_s"),
        (json!({ "kind": "chess", "opponent": Uuid::now_v7() }), 422, "/opponent"),
        (json!({ "kind": "chess", "opponent": "ben" }), 422, "/opponent"),
    ] {
        for path in ["/api/games", "/api/games/play"] {
            if path.ends_with("play") && body.get("opponent").is_some() {
                continue;
            }
            let refused = ada.post(path, body.clone()).await;
            assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (status, &json!(pointer)), "{body}");
        }
    }
    let extra = json!({ "kind": "chess", "clock": { "initial_s": 60, "increment_s": 0, "delay": 1 } });
    assert_eq!(ada.post("/api/games", extra).await.status, 400);
    assert_eq!(ada.post("/api/games", json!({ "kind": "chess", "seats": 3 })).await.status, 400);
    let oneself = ada.post("/api/games", json!({ "kind": "chess", "opponent": ada.id })).await;
    assert_eq!((oneself.status, oneself.code()), (422, "games.oneself"));
}

#[tokio::test(flavor = "multi_thread")]
async fn seats_that_cannot_be_taken() {
    let house = house().await;
    let (ada, ben, cyd) = (house.person().await, house.person().await, house.person().await);
    let game = open(&ada, json!({ "kind": "connect_four" })).await;
    let seat = format!("/api/games/{game}/seat");
    let own = ada.put(&seat, json!({})).await;
    assert_eq!((own.status, own.code()), (409, "games.own_game"));
    assert_eq!(act(&ada, &game, "resign").await.code(), "games.not_begun");
    assert_eq!(act(&ada, &game, "claim").await.code(), "games.not_begun");
    assert_eq!(try_to_move(&ada, &game, "a", 0).await.code(), "games.not_your_turn");
    assert_eq!(act(&ben, &game, "cancel").await.code(), "games.not_a_player");
    assert_eq!(ben.put(&seat, json!({})).await.status, 200);
    let full = cyd.put(&seat, json!({})).await;
    assert_eq!((full.status, full.code()), (409, "games.seat_taken"));
    assert_eq!(act(&ada, &game, "cancel").await.code(), "games.begun");
    assert_eq!(act(&ada, &game, "claim").await.code(), "games.not_gone");
    assert_eq!(act(&cyd, &game, "draw").await.code(), "games.not_a_player");
    for unknown in [Uuid::now_v7().to_string(), "x".into()] {
        assert_eq!(ada.get(&format!("/api/games/{unknown}")).await.status, 404);
        assert_eq!(ada.get(&format!("/api/games/{unknown}/moves")).await.status, 404);
        assert_eq!(ada.get(&format!("/api/games/{unknown}/export")).await.status, 404);
        assert_eq!(ada.put(&format!("/api/games/{unknown}/seat"), json!({})).await.status, 404);
        for what in ["resign", "cancel", "claim", "draw", "rematch"] {
            assert_eq!(act(&ada, &unknown, what).await.status, 404, "{what}");
        }
        assert_eq!(try_to_move(&ada, &unknown, "a", 0).await.status, 404);
    }
    for bad in ["state=lost", "kind=go", "player=ben", "limit=0", "cursor=x"] {
        assert_eq!(ada.get(&format!("/api/games?{bad}")).await.status, 422, "{bad}");
    }
    for bad in ["kind=go", "kind=chess&cursor=x", "cursor=x"] {
        assert_eq!(ada.get(&format!("/api/leaderboard?{bad}")).await.status, 422, "{bad}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_blocked_or_is_blocked_does_not_play() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let game = open(&ada, json!({ "kind": "connect_four" })).await;
    assert_eq!(ada.put(&format!("/api/blocks/{}", ben.id), Value::Null).await.status, 200);
    let seat = format!("/api/games/{game}/seat");
    assert_eq!(ben.put(&seat, json!({})).await.code(), "games.not_allowed");
    let invite = |person: &str| json!({ "kind": "chess", "opponent": person });
    let invited = ben.post("/api/games", invite(&ada.id)).await;
    assert_eq!((invited.status, invited.code()), (403, "games.not_allowed"));
    let invited = ada.post("/api/games", invite(&ben.id)).await;
    assert_eq!((invited.status, invited.code()), (403, "games.blocked"));
    let lobby = ben.get("/api/games?state=open&limit=100").await.body;
    assert!(lobby["items"].as_array().unwrap().iter().all(|item| item["id"] != json!(game)));
}

#[tokio::test(flavor = "multi_thread")]
async fn fleets_that_cannot_be_laid() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let game = on("battleship", &ada, &ben).await;
    for bad in
        ["a1h a1h a3h a4h a5h", "g1h a2h a3h a4h a5h", "a1h a2h a3h a4h", "a1 a2 a3 a4 a5", "b5", "k1h a2h a3h a4h a5h"]
    {
        let refused = try_to_move(&ada, &game, bad, 0).await;
        assert_eq!((refused.status, refused.code()), (422, "games.illegal"), "{bad}");
    }
    assert_eq!(get(&ada, &game).await["ply"], 0);
    make(&ada, &game, FLEET, 0).await;
    let second = try_to_move(&ada, &game, "a6h a7h a8h a9h a10h", 1).await;
    assert_eq!((second.status, second.code()), (422, "games.illegal"));
    make(&ben, &game, FLEET, 1).await;
    assert_eq!(try_to_move(&ben, &game, "a1", 2).await.code(), "games.not_your_turn");
    make(&ada, &game, "a1", 2).await;
}
