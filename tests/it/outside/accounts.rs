//! Signing up, in, out; who is who.

use crate::support::place::{Place, stranger};
use reqwest::Method;
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery";

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_taken_once_whatever_its_case() {
    let place = Place::open().await;
    let ada = place.person("ada").await;
    let body = json!({
        "username": ada.username.to_uppercase(),
        "email": format!("{}@example.org", stranger("other")),
        "password": PASSWORD
    });
    let again = place.visitor().post("/api/auth/signup", body).await;
    assert_eq!(again.status, 409, "{:?}", again.body);
    assert!(again.code().contains('.'), "a stable code: {:?}", again.body);
    assert_eq!(again.header("content-type"), Some("application/problem+json"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_by_name_or_email_and_not_by_a_wrong_password() {
    let place = Place::open().await;
    let ada = place.person("ada").await;
    for login in [ada.username.clone(), format!("{}@example.org", ada.username)] {
        let answer = place.visitor().post("/api/auth/login", json!({ "login": login, "password": PASSWORD })).await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        assert_eq!(answer.body["person"]["id"], ada.id.as_str());
    }
    let wrong = json!({ "login": ada.username, "password": "something else entirely" });
    assert_eq!(place.visitor().post("/api/auth/login", wrong).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn refreshing_rotates_and_signing_out_ends_the_session() {
    let place = Place::open().await;
    let mut ada = place.person("ada").await;
    let refreshed = ada.post("/api/auth/refresh", json!({})).await;
    assert_eq!(refreshed.status, 200, "{:?}", refreshed.body);
    ada.token = refreshed.body["access_token"].as_str().map(str::to_owned);
    assert_eq!(ada.get("/api/people/me").await.status, 200);
    assert_eq!(ada.post("/api/auth/logout", json!({})).await.status, 204);
    assert_eq!(ada.post("/api/auth/refresh", json!({})).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_oneself_sees_the_email() {
    let place = Place::open().await;
    let ada = place.person("ada").await;
    let me = ada.get("/api/people/me").await;
    assert_eq!(me.body["email"], format!("{}@example.org", ada.username));
    for address in [format!("/api/people/{}", ada.id), format!("/api/people/@{}", ada.username)] {
        let seen = place.visitor().get(&address).await;
        assert_eq!((seen.status, &seen.body["username"]), (200, &json!(ada.username)));
        assert_eq!(seen.body.get("email"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_profile_is_what_the_next_reader_sees() {
    let place = Place::open().await;
    let ada = place.person("ada").await;
    let changed = ada.patch("/api/people/me", json!({ "display_name": "Ada L.", "bio": "Counts." })).await;
    assert_eq!(changed.status, 200, "{:?}", changed.body);
    let position = changed.position().to_string();
    let request = place.visitor().request(Method::GET, &format!("/api/people/{}", ada.id));
    let read: Value = request.header("loggia-after", position).send().await.unwrap().json().await.unwrap();
    assert_eq!((&read["display_name"], &read["bio"]), (&json!("Ada L."), &json!("Counts.")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_revoked_elsewhere_is_over_here() {
    let place = Place::open().await;
    let ada = place.person("ada").await;
    let mut phone = place.visitor();
    phone.username = ada.username.clone();
    phone.log_in().await;
    let sessions = ada.get("/api/auth/sessions").await;
    let items = sessions.body["items"].as_array().expect("a list");
    assert_eq!(items.len(), 2);
    let other = items.iter().find(|session| session["current"] == false).expect("the phone's");
    let revoked = ada.delete(&format!("/api/auth/sessions/{}", other["id"].as_str().unwrap())).await;
    assert_eq!(revoked.status, 204);
    assert_eq!(phone.post("/api/auth/refresh", json!({})).await.status, 401);
    assert_eq!(ada.post("/api/auth/refresh", json!({})).await.status, 200);
}
