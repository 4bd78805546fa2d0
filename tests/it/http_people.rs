//! People over HTTP.

use crate::support::house;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_oneself_sees_the_address() {
    let house = house().await;
    let ada = house.person().await;
    let me = ada.get("/api/people/me").await;
    assert_eq!(me.body["email"], format!("{}@example.org", ada.username));
    assert_eq!(me.body["role"], "member");
    for path in [
        format!("/api/people/{}", ada.id),
        format!("/api/people/@{}", ada.username),
        format!("/api/people/@{}", ada.username.to_uppercase()),
    ] {
        let seen = house.visitor().get(&path).await;
        let fields: Vec<_> = seen.body.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["avatar", "bio", "display_name", "id", "joined_at", "username"], "{path}");
        assert_eq!(seen.body["id"], ada.id.as_str());
        assert!(seen.header("loggia-position").is_some());
    }
    for path in [format!("/api/people?q={}", ada.username), format!("/api/people?ids={}", ada.id)] {
        let listed = house.visitor().get(&path).await;
        assert!(!listed.body.to_string().contains("example.org"), "{path}");
        assert_eq!(listed.body["items"].as_array().map(Vec::len), Some(1), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_changes_what_one_says_about_oneself() {
    let house = house().await;
    let ada = house.person().await;
    let wanted =
        json!({ "display_name": "Ada <b>L</b>", "bio": "Numbers.\nMostly.", "avatar": "https://example.org/a.png" });
    let changed = ada.patch("/api/people/me", wanted.clone()).await;
    assert_eq!(changed.status, 200, "{:?}", changed.body);
    for field in ["display_name", "bio", "avatar"] {
        assert_eq!(changed.body[field], wanted[field]);
    }
    let read = house.visitor().get_after(&format!("/api/people/@{}", ada.username), changed.position()).await;
    assert_eq!(read.body["display_name"], "Ada <b>L</b>");
    let same = ada.patch("/api/people/me", wanted).await;
    assert_eq!(same.position(), changed.position(), "nothing to append");
    assert_eq!(ada.patch("/api/people/me", json!({ "avatar": "" })).await.body["avatar"], Value::Null);
    let post = ada.write_post("By me").await;
    assert_eq!(post["author"]["display_name"], "Ada <b>L</b>");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_can_be_seen_and_turns_nothing_around() {
    let ada = house().await.person().await;
    let long = "x".repeat(51);
    for name in ["", "   ", "\u{200b}\u{200d}", "a\u{202e}b", "two\nlines", "bell\u{7}", long.as_str()] {
        let refused = ada.patch("/api/people/me", json!({ "display_name": name })).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/display_name")), "{name:?}");
    }
    for avatar in ["http://example.org/a.png", "javascript:alert(1)", "data:image/png;base64,AA", "nothing"] {
        let refused = ada.patch("/api/people/me", json!({ "avatar": avatar })).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/avatar")), "{avatar}");
    }
    assert_eq!(ada.patch("/api/people/me", json!({ "bio": "x".repeat(501) })).await.status, 422);
    let both = ada.patch("/api/people/me", json!({ "bio": "x".repeat(501), "display_name": "" })).await;
    assert_eq!(both.body["errors"].as_array().unwrap().len(), 2, "all faults at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_by_how_their_names_begin() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let marker = uuid::Uuid::new_v4().simple().to_string();
    let name = format!("Zed {marker} 100%_sure");
    let last = ada.patch("/api/people/me", json!({ "display_name": name })).await.position();
    let found = |path: String| async move { house.visitor().get_after(&path, last).await.body["items"].clone() };
    assert_eq!(found(format!("/api/people?q={}", marker.to_uppercase())).await[0]["id"], ada.id.as_str());
    assert_eq!(found("/api/people?q=100%25_sure".to_owned()).await[0]["id"], ada.id.as_str());
    assert_eq!(found(format!("/api/people?q=@{}", ben.username)).await[0]["id"], ben.id.as_str());
    assert_eq!(found("/api/people?q=%25".to_owned()).await, json!([]), "no wildcard of the searcher's");
    let ids = format!("/api/people?ids={},{},{},{}", ben.id, uuid::Uuid::now_v7(), ada.id, ben.id);
    let listed = found(ids).await;
    assert_eq!([&listed[0]["id"], &listed[1]["id"]], [ben.id.as_str(), ada.id.as_str()]);
    assert_eq!(listed.as_array().unwrap().len(), 2);
    let many = vec![ada.id.clone(); 101].join(",");
    assert_eq!(house.visitor().get(&format!("/api/people?ids={many}")).await.status, 422);
    assert_eq!(house.visitor().get("/api/people?ids=x").await.status, 422);
    assert_eq!(house.visitor().get("/api/people/@nobody_at_all").await.code(), "people.not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ban_is_effective_at_once_and_ends_when_lifted() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let ban = format!("/api/people/{}/ban", ben.id);
    assert_eq!(ada.put(&ban, json!({})).await.code(), "accounts.not_admin");
    assert_eq!(house.visitor().put(&ban, json!({})).await.status, 401);
    let banned = house.admin().put(&ban, json!({ "reason": "spam" })).await;
    assert_eq!((banned.status, &banned.body["reason"]), (200, &json!("spam")));
    crate::support::eventually("the ban reaches every request", || async {
        ben.get("/api/people/me").await.code() == "accounts.banned"
    })
    .await;
    assert_eq!(ben.post("/api/posts", json!({ "title": "t", "body": "", "kind": "text" })).await.status, 403);
    let login = json!({ "login": ben.username, "password": crate::support::app::PASSWORD });
    assert_eq!(house.visitor().post("/api/auth/login", login.clone()).await.code(), "accounts.banned");
    let wrong = json!({ "login": ben.username, "password": "not the password" });
    assert_eq!(house.visitor().post("/api/auth/login", wrong).await.code(), "accounts.wrong_login");
    assert_eq!(house.admin().delete(&ban).await.status, 204);
    crate::support::eventually("the ban is lifted", || async {
        house.visitor().post("/api/auth/login", login.clone()).await.status == 200
    })
    .await;
    assert_eq!(
        house.admin().put(&format!("/api/people/{}/ban", house.admin().id), json!({})).await.code(),
        "people.is_admin"
    );
    assert_eq!(house.admin().put(&format!("/api/people/{}/ban", uuid::Uuid::now_v7()), json!({})).await.status, 404);
}
