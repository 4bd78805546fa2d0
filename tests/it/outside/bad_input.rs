//! Whatever comes in: a clear refusal with a stable code, never a fault of ours.

use crate::support::place::Place;
use crate::support::{Answer, Client};
use reqwest::Method;
use serde_json::json;

async fn sent(by: &Client, body: impl Into<reqwest::Body>) -> Answer {
    let request = by.request(Method::POST, "/api/posts").header("content-type", "application/json").body(body);
    Answer::of(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_json_object_of_ours_is_malformed() {
    let place = Place::open().await;
    let ada = place.person("ada").await;
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let bodies: [(&str, Vec<u8>); 6] = [
        ("half", b"{\"title\":".to_vec()),
        ("a list", b"[]".to_vec()),
        ("an unknown field", br#"{"title":"a","body":"","kind":"text","colour":"red"}"#.to_vec()),
        ("invalid UTF-8", b"{\"title\":\"\xff\xfe\",\"body\":\"\",\"kind\":\"text\"}".to_vec()),
        ("U+0000", br#"{"title":"a\u0000b","body":"","kind":"text"}"#.to_vec()),
        ("nesting", deep.into_bytes()),
    ];
    for (name, body) in bodies {
        let answer = sent(&ada, body).await;
        assert_eq!(answer.status, 400, "{name}: {:?}", answer.body);
        assert!(!answer.code().is_empty() && answer.body["request_id"].is_string(), "{name}: {:?}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn values_outside_the_rules_are_refused_field_by_field() {
    let place = Place::open().await;
    let ada = place.person("ada").await;
    let bodies = [
        json!({ "title": "", "body": "", "kind": "text" }),
        json!({ "title": "x".repeat(301), "body": "", "kind": "text" }),
        json!({ "title": "a", "body": "", "kind": "link", "link": "javascript:alert(1)" }),
        json!({ "title": "a", "body": "", "kind": "poll", "poll": { "options": ["one"], "multiple": false } }),
    ];
    for body in bodies {
        let answer = ada.post("/api/posts", body.clone()).await;
        assert_eq!(answer.status, 422, "{body}: {:?}", answer.body);
        assert!(answer.body["errors"].as_array().is_some_and(|errors| !errors.is_empty()), "{:?}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_much_is_too_large() {
    let place = Place::open().await;
    let ada = place.person("ada").await;
    let body = json!({ "title": "a", "body": "x".repeat(300 << 10), "kind": "text" }).to_string();
    let answer = sent(&ada, body).await;
    assert_eq!((answer.status, answer.header("content-type")), (413, Some("application/problem+json")));
}

#[tokio::test(flavor = "multi_thread")]
async fn script_in_a_text_comes_back_harmless() {
    let place = Place::open().await;
    let ada = place.person("ada").await;
    let nasty = "<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) fine";
    let post = ada.post("/api/posts", json!({ "title": nasty, "body": nasty, "kind": "text" })).await;
    assert_eq!(post.status, 201, "{:?}", post.body);
    let html = post.body["html"].as_str().unwrap().to_lowercase();
    assert!(html.contains("fine"));
    for danger in ["<script", "<img src=x onerror", "href=\"javascript:"] {
        assert!(!html.contains(danger), "{html}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_are_not_ours_are_no_tokens() {
    let place = Place::open().await;
    let ada = place.person("ada").await;
    let good = ada.token.clone().expect("a token");
    let (signed, _) = good.rsplit_once('.').expect("a signature");
    let claims = signed.split('.').nth(1).expect("claims");
    // {"alg":"none","typ":"JWT"}
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{claims}.");
    for token in [format!("{signed}.AAAA"), unsigned, "rubbish".to_owned()] {
        let mut nobody = place.visitor();
        nobody.token = Some(token.clone());
        let answer = nobody.get("/api/people/me").await;
        assert_eq!(answer.status, 401, "{token}: {:?}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cursors_positions_and_ids_that_are_none_are_told_so() {
    let place = Place::open().await;
    let visitor = place.visitor();
    for path in ["/api/posts?cursor=rubbish", "/api/posts?sort=sideways", "/api/posts?limit=0", "/api/posts?limit=many"]
    {
        assert_eq!(visitor.get(path).await.status, 422, "{path}");
    }
    for path in ["/api/posts/rubbish", "/api/posts/00000000-0000-4000-8000-000000000000", "/api/people/@nobody_at_all"]
    {
        assert_eq!(visitor.get(path).await.status, 404, "{path}");
    }
    let future = visitor.request(Method::GET, "/api/posts").header("loggia-after", "9007199254740991");
    let answer = Answer::of(future).await;
    assert_eq!((answer.status, answer.code()), (409, "log.replaced"));
}

#[tokio::test(flavor = "multi_thread")]
async fn writing_needs_somebody_and_a_key_that_is_one() {
    let place = Place::open().await;
    let body = json!({ "title": "a", "body": "", "kind": "text" });
    assert_eq!(place.visitor().post("/api/posts", body.clone()).await.status, 401);
    let ada = place.person("ada").await;
    let request = ada.request(Method::POST, "/api/posts").header("idempotency-key", "rubbish").json(&body);
    assert_eq!(Answer::of(request).await.status, 400);
}
