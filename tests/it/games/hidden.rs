//! What is hidden leaves the server in no way: every byte sent to the others is searched.

use crate::sockets::client::{Socket, seq};
use crate::support::games::{FLEET, OTHER_FLEET, act, make, on, play};
use crate::support::{Bed, Client, TestApp, house};
use reqwest::Method;
use serde_json::json;

/// Everything that can be read of a game, as text.
async fn everything(client: &Client, game: &str) -> String {
    let mut text = String::new();
    let single = ["", "?at=0", "?at=1", "?at=2", "?at=3", "/moves", "/export", "/export?format=json"];
    let paths = single.map(|path| format!("/api/games/{game}{path}"));
    for path in paths.into_iter().chain(["/api/games?limit=100&kind=battleship".to_owned()]) {
        let answer = client.request(Method::GET, &path).send().await.unwrap();
        text.push_str(&answer.text().await.unwrap());
    }
    for (mv, ply) in [("a1", 9), ("x", 3), ("a1h a2h a3h a4h a5h", 3), ("b10", 3)] {
        let body = json!({ "move": mv, "ply": ply });
        let request = client.request(Method::POST, &format!("/api/games/{game}/moves")).json(&body);
        text.push_str(&request.send().await.unwrap().text().await.unwrap());
    }
    text
}

/// Placements, or ships that were not hit: neither stands in any text but their owner's.
fn tells(text: &str, fleet: &str, unhit: &str) -> bool {
    fleet.split(' ').any(|placement| text.contains(placement)) || text.contains(unhit)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_learns_where_a_fleet_lies() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben, cyd) = (app.person("ada").await, app.person("ben").await, app.person("cyd").await);
    let game = on("battleship", &ada, &ben).await;
    let topic = format!("game:{game}");
    let (mut hers, _) = Socket::on(&ada, &[&topic]).await;
    let (mut his, _) = Socket::on(&ben, &[&topic]).await;
    let (mut looker, hello) = Socket::on(&cyd, &[&topic]).await;
    let since = hello["position"].as_u64().unwrap();
    play([&ada, &ben], &game, &[FLEET, OTHER_FLEET, "j1", "j10"]).await;
    let mut frames = [String::new(), String::new(), String::new()];
    for (socket, text) in [&mut hers, &mut his, &mut looker].into_iter().zip(&mut frames) {
        for _ in 0..4 {
            text.push_str(&socket.until("event").await.to_string());
        }
    }
    // Again, by catching up and by subscribing with a position.
    let (mut again, _) = Socket::on(&cyd, &[]).await;
    let (answer, _) = again.subscribe(&[&topic], Some(since)).await;
    frames[2].push_str(&answer.to_string());
    let hello = json!({ "op": "hello", "since": since, "incarnation": hello["incarnation"], "topics": [topic] });
    for (client, text) in [(&ben, 1), (&cyd, 2)] {
        let (mut resumed, _) = Socket::greeted(client, hello.clone()).await;
        for _ in 0..4 {
            frames[text].push_str(&resumed.until("event").await.to_string());
        }
    }
    for (client, text) in [&ada, &ben, &cyd].into_iter().zip(&mut frames) {
        text.push_str(&everything(client, &game).await);
    }
    frames[2].push_str(&everything(&app.visitor(), &game).await);
    let [hers, his, lookers] = &frames;
    // Her bow lies along row 1, his along column j: what is not hit is shown to its owner alone.
    let (her_ships, his_ships) = ("AAAAA", "EDCB");
    assert!(hers.contains(her_ships) && hers.contains(FLEET), "she sees hers");
    assert!(his.contains(OTHER_FLEET) && his.contains(his_ships), "he sees his");
    assert!(!tells(hers, OTHER_FLEET, his_ships));
    assert!(!tells(his, FLEET, her_ships));
    assert!(!tells(lookers, FLEET, her_ships) && !tells(lookers, OTHER_FLEET, his_ships));
    assert!(lookers.contains("j1 hit") && lookers.contains("j10 miss"), "shots are everybody's: {lookers}");
    for word in ["\"own\"", "\"secret\""] {
        assert!(frames.iter().all(|text| !text.contains(word)), "{word}");
    }
    act(&ada, &game, "resign").await;
    let after = everything(&app.visitor(), &game).await;
    assert!(after.contains(FLEET) && after.contains(OTHER_FLEET), "afterwards nothing is hidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shot_s_frame_shows_each_what_they_may_see() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let game = on("battleship", &ada, &ben).await;
    play([&ada, &ben], &game, &[FLEET, OTHER_FLEET]).await;
    let (mut hers, _) = Socket::on(&ada, &[]).await;
    let (mut his, _) = Socket::on(&ben, &[]).await;
    let made = make(&ada, &game, "j1", 2).await;
    let (to_her, to_him) = (hers.until("event").await, his.until("event").await);
    assert_eq!(seq(&to_her), seq(&to_him));
    assert_eq!(to_her["board"], made["board"]);
    assert_ne!(to_her["board"], to_him["board"]);
    assert_eq!((&to_her["text"], &to_her["move"]), (&json!("j1 hit"), &to_him["move"]));
}
