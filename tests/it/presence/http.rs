//! `/api/presence`, its answers and its refusals.

use super::{befriend, open, shown, sign_out, watching};
use crate::support::{Bed, TestApp, eventually, house};
use serde_json::json;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn of_strangers_nothing_is_known() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--presence-grace-s=600"]).await;
    let (ada, ben, cleo) = (app.person("ada").await, app.person("ben").await, app.person("cleo").await);
    befriend(&ada, &ben).await;
    let _sockets = (open(&ada).await, open(&cleo).await);
    let mut watcher = watching(&ben, &[&ada]).await;
    eventually("ben is there himself", || async { shown(&ben, &ben).await == "online" }).await;
    let nobody = Uuid::now_v7();
    let path = format!("/api/presence?people={},{},{nobody},{}", cleo.id, ada.id, ben.id);
    let answer = ben.get(&path).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("loggia-position").is_some());
    assert_eq!(
        answer.body["people"],
        json!([
            { "id": cleo.id, "status": "unknown" },
            { "id": ada.id, "status": "online" },
            { "id": nobody, "status": "unknown" },
            { "id": ben.id, "status": "online", "choice": "online" },
        ])
    );
    assert_eq!(ben.delete(&format!("/api/friends/{}", ada.id)).await.status, 200);
    assert_eq!(ben.get(&path).await.body["people"][1]["status"], "unknown", "no longer a friend");
    befriend(&ada, &ben).await;
    sign_out(&ada).await;
    watcher.presence().await;
    let path = format!("/api/presence?people={}", ada.id);
    eventually("when she was last seen is written down", || async {
        let ada = ben.get(&path).await.body["people"][0].clone();
        ada["status"] == "offline" && ada["last_seen"].is_string()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_questions_are_refused() {
    let house = house().await;
    let ada = house.person().await;
    let many: Vec<_> = (0..101).map(|_| Uuid::now_v7().to_string()).collect();
    for bad in
        ["?people=x".to_owned(), format!("?people={},x", ada.id), format!("?people={}", many.join(",")), String::new()]
    {
        let answer = ada.get(&format!("/api/presence{bad}")).await;
        assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!("/people")), "{bad:.60}");
    }
    let hundred = ada.get(&format!("/api/presence?people={}", many[..100].join(","))).await;
    assert_eq!(hundred.body["people"].as_array().map(Vec::len), Some(100));
    assert_eq!(ada.get("/api/presence?people=").await.body["people"], json!([]));
    let twice = ada.get(&format!("/api/presence?people={},{}", ada.id, ada.id)).await;
    assert_eq!(twice.body["people"].as_array().map(Vec::len), Some(1));
    assert_eq!(house.visitor().get(&format!("/api/presence?people={}", ada.id)).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_choices_are_refused() {
    let house = house().await;
    let ada = house.person().await;
    for (bad, status) in [
        (json!({ "status": "busy" }), 422),
        (json!({ "status": "offline" }), 422),
        (json!({ "status": "unknown" }), 422),
        (json!({ "status": "Away" }), 422),
        (json!({ "status": null }), 422),
        (json!({ "status": ["away"] }), 422),
        (json!({}), 422),
        (json!({ "status": "away", "until": "tomorrow" }), 400),
        (json!([]), 400),
    ] {
        assert_eq!(ada.put("/api/presence", bad.clone()).await.status, status, "{bad}");
    }
    let own = ada.get(&format!("/api/presence?people={}", ada.id)).await;
    assert_eq!(own.body["people"][0]["choice"], "online", "nothing was chosen");
    assert_eq!(house.visitor().put("/api/presence", json!({ "status": "away" })).await.status, 401);
}
