//! Points, ratings, leaderboards.

use crate::support::games::{act, on, play};
use crate::support::{Bed, Models, TestApp};
use serde_json::json;
use sqlx::Row;
use std::collections::BTreeMap;

#[tokio::test(flavor = "multi_thread")]
async fn results_make_points_and_ratings() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let game = on("connect_four", &ada, &ben).await;
    play([&ada, &ben], &game, &["a", "b", "a", "b", "a", "b", "a"]).await;
    let board = app.visitor().get("/api/leaderboard?kind=connect_four").await;
    assert_eq!(board.status, 200, "{:?}", board.body);
    let items = board.body["items"].as_array().unwrap();
    let row = |index: usize| {
        let item = &items[index];
        ["rank", "rating", "points", "wins", "losses", "draws", "games"].map(|name| item[name].as_i64().unwrap())
    };
    // Glickman's formulas for one game between two newcomers.
    assert_eq!(items[0]["person"]["username"], "ada");
    assert_eq!(row(0), [1, 1662, 15, 1, 0, 0, 1]);
    assert_eq!(row(1), [2, 1338, 0, 0, 1, 0, 1]);
    let game = on("connect_four", &ben, &ada).await;
    act(&ben, &game, "draw").await;
    act(&ada, &game, "draw").await;
    let items = app.visitor().get("/api/leaderboard?kind=connect_four&limit=1").await.body;
    assert_eq!((&items["items"][0]["draws"], &items["items"][0]["games"]), (&json!(1), &json!(2)));
    let cursor = items["next_cursor"].as_str().unwrap();
    let rest = app.visitor().get(&format!("/api/leaderboard?kind=connect_four&limit=1&cursor={cursor}")).await.body;
    assert_eq!((&rest["items"][0]["rank"], &rest["items"][0]["person"]["username"]), (&json!(2), &json!("ben")));
    assert_eq!(app.visitor().get("/api/leaderboard?kind=chess").await.body["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn over_all_kinds_points_decide() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben, cyd) = (app.person("ada").await, app.person("ben").await, app.person("cyd").await);
    // 15 points for her, 30 and 25 for him, of the two kinds together more than hers.
    for (kind, winner, loser) in
        [("connect_four", &ada, &ben), ("chess", &ben, &cyd), ("othello", &ben, &ada), ("connect_four", &cyd, &ada)]
    {
        let game = on(kind, winner, loser).await;
        act(loser, &game, "resign").await;
    }
    let mut shown = Vec::new();
    let mut path = "/api/leaderboard?limit=2".to_owned();
    loop {
        let page = app.visitor().get(&path).await;
        assert_eq!(page.status, 200, "{:?}", page.body);
        for item in page.body["items"].as_array().unwrap() {
            let numbers = ["rank", "points", "wins", "losses", "games"].map(|name| item[name].as_i64().unwrap());
            shown.push((item["person"]["username"].as_str().unwrap().to_owned(), numbers));
        }
        let Some(cursor) = page.body["next_cursor"].as_str() else { break };
        path = format!("/api/leaderboard?limit=2&cursor={cursor}");
    }
    let names: Vec<&str> = shown.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((names[0], shown[0].1), ("ben", [1, 55, 2, 1, 3]));
    // As many points each: an order all the same, and everybody once.
    let rest: BTreeMap<&str, [i64; 5]> = shown[1..].iter().map(|(name, numbers)| (name.as_str(), *numbers)).collect();
    assert_eq!(rest.len(), 2);
    assert_eq!((rest["ada"][1..].to_vec(), rest["cyd"][1..].to_vec()), (vec![15, 1, 2, 3], vec![15, 1, 1, 2]));
    let ratings = |kind: &str| format!("/api/leaderboard?kind={kind}");
    let of = async |path: &str| {
        let body = app.visitor().get(path).await.body;
        let items = body["items"].as_array().unwrap().iter();
        items.clone().find(|item| item["person"]["username"] == "cyd").map(|item| item["rating"].as_i64().unwrap())
    };
    let (chess, four) = (of(&ratings("chess")).await.unwrap(), of(&ratings("connect_four")).await.unwrap());
    let mean = of("/api/leaderboard").await.unwrap();
    assert!((mean - (chess + four) / 2).abs() <= 1, "{mean} of {chess} and {four}");
    let cursor = app.visitor().get("/api/leaderboard?limit=1").await.body["next_cursor"].clone();
    let of_another = format!("/api/leaderboard?kind=chess&cursor={}", cursor.as_str().unwrap());
    assert_eq!(app.visitor().get(&of_another).await.status, 422);
}

/// The example of Glickman's paper: 1500 ± 200 plays 1400 ± 30 (won), 1550 ± 100 and 1700 ± 300 (lost).
#[tokio::test(flavor = "multi_thread")]
async fn the_ratings_are_those_of_the_published_example() {
    let bed = Bed::new().await;
    let mut models = Models::live(&bed).await;
    let row = sqlx::query(
        "select * from glicko2(1500, 200, 0.06, array[1400, 1550, 1700], array[30, 100, 300], array[1, 0, 0])",
    )
    .fetch_one(&mut models.reader)
    .await
    .unwrap();
    let [rating, deviation, volatility] = [0, 1, 2].map(|column| row.get::<f64, _>(column));
    assert!((rating - 1464.06).abs() < 0.01, "{rating}");
    assert!((deviation - 151.52).abs() < 0.01, "{deviation}");
    assert!((volatility - 0.05999).abs() < 0.00001, "{volatility}");
}
