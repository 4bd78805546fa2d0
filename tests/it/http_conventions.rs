//! What every address keeps to.

use crate::support::{Answer, house};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_names_the_log_and_its_request() {
    let house = house().await;
    let mut logs = Vec::new();
    for path in ["/api/posts", "/api/nothing", "/healthz", "/readyz", "/api/people/me", "/docs", "/"] {
        let answer = house.visitor().get(path).await;
        logs.push(answer.header("loggia-log").unwrap_or_else(|| panic!("{path}")).to_owned());
        assert!(answer.header("x-request-id").is_some(), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert!(answer.header("content-security-policy").is_some(), "{path}");
    }
    logs.dedup();
    assert_eq!(logs.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_problems() {
    let house = house().await;
    for (method, path, status, code) in [
        (Method::GET, "/api/nothing", 404, "request.no_such_address"),
        (Method::POST, "/api/nothing", 404, "request.no_such_address"),
        (Method::DELETE, "/api/posts", 405, "request.method_not_allowed"),
        (Method::GET, "/api/people/me", 401, "accounts.not_signed_in"),
        (Method::GET, "/api/posts/not-an-id", 404, "posts.not_found"),
        (Method::GET, "/api/posts/019a0000-0000-7000-8000-000000000000", 404, "posts.not_found"),
        (Method::GET, "/api/posts/019a0000-0000-7000-8000-000000000000/history", 404, "posts.not_found"),
        (Method::GET, "/api/posts/%00/comments", 404, "request.no_such_address"),
        (Method::GET, "/api/people/not-an-id", 404, "people.not_found"),
        (Method::GET, "/api/people/@", 404, "people.not_found"),
    ] {
        let answer = Answer::of(house.visitor().request(method.clone(), path)).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{method} {path}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(answer.body["status"], status);
        assert_eq!(answer.body["request_id"].as_str(), answer.header("x-request-id"));
        for field in ["type", "title", "detail"] {
            assert!(answer.body[field].as_str().is_some_and(|text| !text.is_empty()), "{field}");
        }
    }
    let refused = Answer::of(house.visitor().request(Method::DELETE, "/api/posts")).await;
    let allow = refused.header("allow").unwrap();
    assert!(allow.contains("GET") && allow.contains("POST"), "{allow}");
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_ids_of_commands_are_404_too() {
    let ada = house().await.person().await;
    for (method, path) in [
        (Method::PATCH, "/api/posts/x"),
        (Method::DELETE, "/api/posts/x"),
        (Method::PUT, "/api/posts/x/like"),
        (Method::PUT, "/api/posts/x/vote"),
        (Method::POST, "/api/posts/x/comments"),
        (Method::PATCH, "/api/comments/x"),
        (Method::DELETE, "/api/comments/x/like"),
        (Method::DELETE, "/api/auth/sessions/x"),
    ] {
        let body = json!({});
        let answer = Answer::of(ada.request(method.clone(), path).json(&body)).await;
        assert_eq!(answer.status, 404, "{method} {path} {:?}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_and_cursors() {
    let house = house().await;
    for list in ["/api/posts?", "/api/people?", "/api/posts?sort=hot&"] {
        for bad in ["limit=0", "limit=x", "limit=-1", "limit=", "limit=1.5", "cursor=x", "cursor=", "cursor=W10"] {
            let refused = house.visitor().get(&format!("{list}{bad}")).await;
            assert_eq!(refused.status, 422, "{list}{bad}");
            assert!(refused.body["errors"][0]["pointer"].is_string());
        }
        for good in ["limit=1", "limit=100", "limit=101", "limit=99999999999999999999999"] {
            assert_eq!(house.visitor().get(&format!("{list}{good}")).await.status, 200, "{list}{good}");
        }
    }
    assert_eq!(house.visitor().get("/api/posts?sort=best").await.body["errors"][0]["pointer"], "/sort");
    assert_eq!(house.visitor().get("/api/posts?author=nobody").await.body["errors"][0]["pointer"], "/author");
    let ada = house.person().await;
    ada.write_post("One").await;
    ada.write_post("Two").await;
    let page = ada.get("/api/posts?limit=1").await;
    let cursor = page.body["next_cursor"].as_str().unwrap();
    assert_eq!(ada.get(&format!("/api/posts?sort=hot&cursor={cursor}")).await.status, 422, "another list's cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn made_up_cursors_break_nothing() {
    use base64::Engine;
    let house = house().await;
    for (sort, key) in [
        ("new", json!(["0", -1, null])),
        ("new", json!(["0", u64::MAX, null])),
        ("hot", json!(["NaN", 1, null])),
        ("hot", json!(["1e999", 1, null])),
        ("hot", json!(["infinity", 1, null])),
        ("hot", json!(["1; drop table post", 1, null])),
        ("top", json!(["1e300", 1, null])),
        ("top", json!(["99999999999999999999", 1, null])),
        ("rising", json!(["1", 1, i64::MAX])),
        ("rising", json!(["1", 1, "x"])),
    ] {
        let text = json!([format!("posts.{sort}."), key]).to_string();
        let cursor = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text);
        let answer = house.visitor().get(&format!("/api/posts?sort={sort}&cursor={cursor}")).await;
        assert!(matches!(answer.status, 200 | 422), "{sort} {key}: {:?}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_wait_for_a_position() {
    let house = house().await;
    let ada = house.person().await;
    for number in 0..10 {
        let request = ada.request(Method::POST, "/api/posts").header("prefer", "respond-async");
        let body = json!({ "title": format!("Quick {number}"), "body": "", "kind": "text" });
        let written = Answer::of(request.json(&body)).await;
        let read =
            ada.get_after(&format!("/api/posts/{}", written.body["id"].as_str().unwrap()), written.position()).await;
        assert_eq!(read.status, 200, "{number}");
        assert!(read.position() >= written.position());
    }
    let beyond = ada.get_after("/api/posts", 1 << 50).await;
    assert_eq!((beyond.status, beyond.code()), (409, "log.replaced"));
    for bad in ["x", "-1", "1.5", ""] {
        let request = ada.request(Method::GET, "/api/posts").header("loggia-after", bad);
        assert_eq!(Answer::of(request).await.status, 400, "{bad}");
    }
    let request = ada.request(Method::GET, "/api/posts").header("loggia-after", "99999999999999999999999");
    assert_eq!(Answer::of(request).await.code(), "log.replaced");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_nothing_says_where_that_was_known() {
    let ada = house().await.person().await;
    let post = ada.write_post("Quiet").await;
    let unliked = ada.delete(&format!("/api/posts/{}/like", post["id"].as_str().unwrap())).await;
    assert_eq!(unliked.status, 200);
    assert_eq!(unliked.body["position"], unliked.position());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_friends_page_may_call_and_others_may_not() {
    let house = house().await;
    let ask = |origin: &'static str| async move {
        let preflight = house
            .visitor()
            .request(Method::OPTIONS, "/api/posts")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,idempotency-key");
        Answer::of(preflight).await
    };
    let friend = ask("https://friend.example").await;
    assert_eq!(friend.header("access-control-allow-origin"), Some("https://friend.example"));
    assert_eq!(friend.header("access-control-allow-credentials"), Some("true"));
    assert_eq!(ask("https://evil.example").await.header("access-control-allow-origin"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_and_its_page_are_there() {
    let house = house().await;
    let document = house.visitor().get("/api/openapi.json").await;
    assert_eq!(document.header("content-type"), Some("application/json"));
    assert!(document.body["paths"]["/api/posts"]["post"].is_object());
    let page = house.visitor().get("/docs").await;
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!(house.visitor().get("/docs/style.css").await.header("content-type"), Some("text/css"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_node_says_how_it_is() {
    let house = house().await;
    assert_eq!(house.visitor().get("/healthz").await.status, 200);
    crate::support::eventually("the node is ready", || async { house.visitor().get("/readyz").await.status == 200 })
        .await;
    let ready = house.visitor().get("/readyz").await.body;
    for dependency in ["log", "postgres", "redis", "projection", "sockets"] {
        assert_eq!(ready["dependencies"][dependency], "ok", "{ready}");
    }
    assert!(ready["sockets"]["probe_ms"].is_u64() && ready["lag"].is_u64());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_reads_what_it_may_and_a_key_of_nobody_reads_nothing() {
    let house = house().await;
    for path in ["/api/posts", "/api/people"] {
        assert_eq!(house.visitor().get(path).await.status, 200, "{path}");
    }
    for (method, path) in [
        (Method::POST, "/api/posts".to_owned()),
        (Method::PATCH, "/api/people/me".to_owned()),
        (Method::PUT, format!("/api/posts/{}/like", Uuid::now_v7())),
        (Method::POST, "/api/ws/ticket".to_owned()),
    ] {
        let refused = Answer::of(house.visitor().request(method, &path).json(&Value::Null)).await;
        assert_eq!((refused.status, refused.code()), (401, "accounts.not_signed_in"), "{path}");
    }
}
