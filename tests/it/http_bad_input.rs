//! What must never break anything: a clear error with a stable code, no 500, nothing lost.

use crate::support::{Answer, Client, house};
use reqwest::Method;
use serde_json::{Value, json};

async fn send(client: &Client, body: impl Into<reqwest::Body>) -> Answer {
    let request = client.request(Method::POST, "/api/posts").header("content-type", "application/json").body(body);
    Answer::of(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_json_object_is_400() {
    let ada = house().await.person().await;
    let deep = format!("{{\"title\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let deep_objects = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    let bodies: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"{".to_vec(),
        b"{\"title\": \"x\",}".to_vec(),
        b"[]".to_vec(),
        b"null".to_vec(),
        b"\"text\"".to_vec(),
        b"42".to_vec(),
        b"{\"title\":\"\xff\xfe\",\"body\":\"\",\"kind\":\"text\"}".to_vec(),
        b"{\"title\":\"\xed\xa0\x80\",\"body\":\"\",\"kind\":\"text\"}".to_vec(),
        br#"{"title":"\ud800","body":"","kind":"text"}"#.to_vec(),
        br#"{"title":"a\u0000b","body":"","kind":"text"}"#.to_vec(),
        b"{\"title\":\"a\0b\",\"body\":\"\",\"kind\":\"text\"}".to_vec(),
        br#"{"title":"a","body":"","kind":"text","extra":1}"#.to_vec(),
        br#"{"title":"a","body":"","kind":"text","number":1e999}"#.to_vec(),
        deep.into_bytes(),
        deep_objects.into_bytes(),
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        let refused = send(&ada, body).await;
        assert_eq!(refused.status, 400, "{shown}: {:?}", refused.body);
        assert!(refused.code().starts_with("request."), "{shown}");
    }
    assert_eq!(house().await.visitor().get("/api/people?q=%00").await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_types_and_absurd_numbers_are_422() {
    let ada = house().await.person().await;
    for (body, pointer) in [
        (json!({ "title": 5, "body": "", "kind": "text" }), "/title"),
        (json!({ "title": null, "body": "", "kind": "text" }), "/title"),
        (json!({ "title": ["x"], "body": "", "kind": "text" }), "/title"),
        (json!({ "title": "x", "body": {}, "kind": "text" }), "/body"),
        (json!({ "title": "x", "body": "", "kind": 1e308 }), "/kind"),
        (json!({ "title": "x", "body": "", "kind": "poll", "poll": 7 }), "/poll"),
        (
            json!({ "title": "x", "body": "", "kind": "poll", "poll": { "options": "ab", "multiple": true } }),
            "/poll/options",
        ),
        (
            json!({ "title": "x", "body": "", "kind": "poll", "poll": { "options": ["a", "b"], "multiple": 18446744073709551615u64 } }),
            "/poll/multiple",
        ),
    ] {
        let refused = ada.post("/api/posts", body.clone()).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!(pointer)), "{body}");
        assert!(refused.body["errors"][0]["code"].is_string() && refused.body["errors"][0]["detail"].is_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_types_and_sizes() {
    let ada = house().await.person().await;
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml"]
    {
        let request = ada.request(Method::POST, "/api/posts").header("content-type", kind).body("{}");
        assert_eq!(Answer::of(request).await.status, 415, "{kind}");
    }
    let bare = ada.request(Method::POST, "/api/posts").body("{}");
    assert_eq!(Answer::of(bare).await.status, 415);
    let large = format!("{{\"title\":\"{}\"}}", "x".repeat(256 << 10));
    let refused = send(&ada, large).await;
    assert_eq!((refused.status, refused.code()), (413, "request.too_large"));
    let huge = send(&ada, vec![b' '; 3 << 20]).await;
    assert_eq!(huge.status, 413, "said also to who is still sending");
    let fits = json!({ "title": "t", "body": "x".repeat(50_000), "kind": "text" });
    assert_eq!(ada.post("/api/posts", fits).await.status, 201);
    let like = format!("/api/posts/{}/like", ada.write_post("t").await["id"].as_str().unwrap());
    assert_eq!(ada.put(&like, json!({ "unknown": 1 })).await.status, 400, "also where no body is needed");
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_in_every_text_is_text() {
    let house = house().await;
    let ada = house.person().await;
    let markup = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    let written = ada.post("/api/posts", json!({ "title": markup, "body": markup, "kind": "text" })).await;
    assert_eq!((written.status, &written.body["title"]), (201, &json!(markup)));
    let post = format!("/api/posts/{}", written.body["id"].as_str().unwrap());
    let said = ada.post(&format!("{post}/comments"), json!({ "body": markup })).await;
    let poll =
        json!({ "title": "p", "body": "", "kind": "poll", "poll": { "options": [markup, "b"], "multiple": false } });
    assert_eq!(ada.post("/api/posts", poll).await.body["poll"]["options"][0]["text"], markup);
    for html in [&written.body["html"], &said.body["html"]] {
        let html = html.as_str().unwrap();
        assert!(!html.contains("<script") && !html.contains("onerror"), "{html}");
    }
    let bio = ada.patch("/api/people/me", json!({ "bio": markup, "display_name": "<b>x</b>" })).await;
    assert_eq!(bio.body["bio"], markup);
}

#[tokio::test(flavor = "multi_thread")]
async fn directions_and_widths() {
    let ada = house().await.person().await;
    for title in ["a\u{202e}b", "\u{200b}", "two\nlines", "\u{7}bell"] {
        let refused = ada.post("/api/posts", json!({ "title": title, "body": "", "kind": "text" })).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/title")), "{title:?}");
    }
    for title in ["שלום", "👩‍👩‍👧", "e\u{301}", "a\u{200d}b"] {
        let written = ada.post("/api/posts", json!({ "title": title, "body": "\u{202e}x", "kind": "text" })).await;
        assert_eq!((written.status, &written.body["title"]), (201, &json!(title)), "{title:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_that_mean_nothing() {
    let house = house().await;
    let long = "x".repeat(5000);
    for path in [
        "/api/people?q='%3Bdrop%20table%20person--".to_owned(),
        "/api/people?q=%FF%FE".to_owned(),
        format!("/api/people?q={long}"),
        format!("/api/people/@{long}"),
        format!("/api/posts/{long}"),
        "/api/posts?sort=new&sort=hot".to_owned(),
        "/api/posts?community=%E2%80%AE".to_owned(),
        "/api/posts?author=@%25".to_owned(),
        "/api/posts/..%2f..%2fetc%2fpasswd".to_owned(),
        "/api//posts".to_owned(),
    ] {
        let answer = house.visitor().get(&path).await;
        assert!(answer.status < 500, "{path}: {}", answer.status);
    }
    let deleted = house.person().await.request(Method::DELETE, "/api/people/me").json(&Value::Null);
    assert_eq!(Answer::of(deleted).await.status, 405);
}
