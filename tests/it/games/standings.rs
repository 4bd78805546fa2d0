//! Points, ratings, leaderboards.

use crate::support::games::{act, on, play};
use crate::support::{Bed, Models, TestApp};
use serde_json::json;
use sqlx::Row;

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
