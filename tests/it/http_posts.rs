//! Posts over HTTP.

use crate::support::{Answer, Client, house};
use reqwest::Method;
use serde_json::{Value, json};

fn text(title: &str, body: &str) -> Value {
    json!({ "title": title, "body": body, "kind": "text" })
}

async fn write(client: &Client, body: Value) -> (String, Answer) {
    let written = client.post("/api/posts", body).await;
    assert_eq!(written.status, 201, "{:?}", written.body);
    (format!("/api/posts/{}", written.body["id"].as_str().unwrap()), written)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_can_be_read() {
    let house = house().await;
    let ada = house.person().await;
    let (post, written) = write(&ada, text("Hello", "**there** <script>alert(1)</script>")).await;
    assert_eq!(written.body["author"]["username"], ada.username.as_str());
    assert!(written.body["html"].as_str().unwrap().contains("<strong>there</strong>"));
    assert!(!written.body["html"].as_str().unwrap().contains("<script"));
    assert_eq!(written.body["position"], written.position());
    let read = house.visitor().get_after(&post, written.position()).await;
    assert_eq!(read.body, written.body);
    assert!(read.position() >= written.position());
    let listed = house.visitor().get(&format!("/api/posts?author=@{}", ada.username.to_uppercase())).await;
    assert_eq!(listed.body["items"], json!([written.body]));
    assert_eq!(listed.body["position"], listed.position());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_has_what_it_needs() {
    let ada = house().await.person().await;
    let good = [
        json!({ "title": "t", "body": "", "kind": "link", "link": "http://example.org/a" }),
        json!({ "title": "t", "body": "", "kind": "image", "link": "https://example.org/a.png" }),
        json!({ "title": "t", "body": "", "kind": "poll", "poll": { "options": ["a", "b"], "multiple": false } }),
    ];
    for body in good {
        let (_, written) = write(&ada, body.clone()).await;
        assert_eq!(written.body["link"], body["link"]);
        assert_eq!(written.body["kind"], body["kind"]);
    }
    let bad = [
        (json!({ "title": "t", "body": "", "kind": "link" }), "/link"),
        (json!({ "title": "t", "body": "", "kind": "link", "link": "javascript:alert(1)" }), "/link"),
        (json!({ "title": "t", "body": "", "kind": "image", "link": "http://example.org/a.png" }), "/link"),
        (json!({ "title": "t", "body": "", "kind": "text", "link": "https://example.org" }), "/link"),
        (json!({ "title": "t", "body": "", "kind": "poll" }), "/poll"),
        (
            json!({ "title": "t", "body": "", "kind": "poll", "poll": { "options": ["a"], "multiple": false } }),
            "/poll/options",
        ),
        (
            json!({ "title": "t", "body": "", "kind": "poll", "poll": { "options": ["a", ""], "multiple": false } }),
            "/poll/options/1",
        ),
        (
            json!({ "title": "t", "body": "", "kind": "text", "poll": { "options": ["a", "b"], "multiple": true } }),
            "/poll",
        ),
        (json!({ "title": "t", "body": "", "kind": "video" }), "/kind"),
        (json!({ "title": "", "body": "", "kind": "text" }), "/title"),
        (json!({ "title": "x".repeat(301), "body": "", "kind": "text" }), "/title"),
        (json!({ "title": "t", "body": "x".repeat(50_001), "kind": "text" }), "/body"),
        (json!({ "title": "t", "body": "", "kind": "text", "community": "stones" }), "/community"),
        (json!({ "body": "", "kind": "text" }), "/title"),
    ];
    for (body, pointer) in bad {
        let refused = ada.post("/api/posts", body.clone()).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!(pointer)), "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lengths_count_characters() {
    let ada = house().await.person().await;
    write(&ada, text(&"ü".repeat(300), &"🏛".repeat(50_000))).await;
    assert_eq!(ada.post("/api/posts", text(&"ü".repeat(301), "")).await.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn its_author_changes_it_and_every_version_stays() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let (post, written) = write(&ada, text("One", "first")).await;
    let changed = ada.patch(&post, json!({ "body": "second" })).await;
    assert_eq!(changed.status, 200, "{:?}", changed.body);
    assert_eq!((&changed.body["title"], &changed.body["body"]), (&json!("One"), &json!("second")));
    assert!(changed.body["edited_at"].is_string());
    assert!(changed.position() > written.position());
    let same = ada.patch(&post, json!({ "body": "second" })).await;
    assert_eq!((same.status, same.position()), (200, changed.position()), "nothing to append");
    assert_eq!(ben.patch(&post, json!({ "title": "Mine" })).await.code(), "posts.not_author");
    assert_eq!(house.visitor().patch(&post, json!({ "title": "Mine" })).await.status, 401);
    let history = house.visitor().get_after(&format!("{post}/history"), changed.position()).await;
    let versions: Vec<_> =
        history.body["items"].as_array().unwrap().iter().map(|v| (&v["body"], &v["position"])).collect();
    assert_eq!(
        versions,
        [(&json!("first"), &json!(written.position())), (&json!("second"), &json!(changed.position()))]
    );
    assert_eq!(history.body["items"][0]["html"], "<p>first</p>\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_is_not_there() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let (post, _) = write(&ada, text("Gone", "")).await;
    assert_eq!(ben.delete(&post).await.code(), "posts.not_author");
    let deleted = ada.delete(&post).await;
    assert_eq!((deleted.status, &deleted.body), (204, &Value::Null));
    let after = deleted.position();
    for path in [post.clone(), format!("{post}/history"), format!("{post}/comments")] {
        let read = ada.get_after(&path, after).await;
        assert_eq!((read.status, read.code()), (404, "posts.not_found"), "{path}");
    }
    assert_eq!(ada.delete(&post).await.status, 404);
    assert_eq!(ada.patch(&post, json!({ "title": "x" })).await.status, 404);
    assert_eq!(ben.put(&format!("{post}/like"), Value::Null).await.status, 404);
    assert_eq!(ben.post(&format!("{post}/comments"), json!({ "body": "x" })).await.code(), "posts.not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_deletes_anybodys() {
    let house = house().await;
    let (post, _) = write(&house.person().await, text("Spam", "")).await;
    assert_eq!(house.admin().patch(&post, json!({ "title": "Ham" })).await.code(), "posts.not_author");
    assert_eq!(house.admin().delete(&post).await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_like_counts_once() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let (post, _) = write(&ada, text("Likeable", "")).await;
    let like = format!("{post}/like");
    let first = ben.put(&like, Value::Null).await;
    assert_eq!(first.body, json!({ "likes": 1, "liked": true, "position": first.position() }));
    let again = ben.put(&like, Value::Null).await;
    assert_eq!((&again.body["likes"], &again.body["liked"]), (&json!(1), &json!(true)));
    let read = ben.get_after(&post, first.position()).await;
    assert_eq!((&read.body["likes"], &read.body["liked"]), (&json!(1), &json!(true)));
    assert_eq!(ada.get(&post).await.body["liked"], false, "somebody else's like");
    let taken_back = ben.delete(&like).await;
    assert_eq!(
        (taken_back.status, &taken_back.body["likes"], &taken_back.body["liked"]),
        (200, &json!(0), &json!(false))
    );
    assert!(taken_back.position() > first.position());
    assert_eq!(ben.delete(&like).await.body["likes"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn likes_at_once_count_each_person_once() {
    let house = house().await;
    let (post, _) = write(&house.admin(), text("Popular", "")).await;
    let like = format!("{post}/like");
    let mut people = Vec::new();
    for _ in 0..5 {
        people.push(house.person().await);
    }
    let presses = people.iter().flat_map(|person| (0..6).map(|_| person.put(&like, Value::Null)));
    let answers = futures_util::future::join_all(presses).await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body["liked"] == true));
    let last = answers.iter().map(Answer::position).max().unwrap();
    assert_eq!(house.visitor().get_after(&post, last).await.body["likes"], 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_walked_without_gaps_or_repeats() {
    let house = house().await;
    let ada = house.person().await;
    let mut last = 0;
    let mut written = Vec::new();
    for number in 0..7 {
        let (_, answer) = write(&ada, text(&format!("Post {number}"), "")).await;
        last = answer.position();
        written.insert(0, answer.body["id"].clone());
    }
    for sort in ["new", "hot", "top", "rising"] {
        let mut path = format!("/api/posts?author={}&sort={sort}&limit=3", ada.id);
        let mut seen = Vec::new();
        loop {
            let page = house.visitor().get_after(&path, last).await;
            assert_eq!(page.status, 200, "{:?}", page.body);
            seen.extend(page.body["items"].as_array().unwrap().iter().map(|post| post["id"].clone()));
            let Some(cursor) = page.body["next_cursor"].as_str() else { break };
            path = format!("/api/posts?author={}&sort={sort}&limit=3&cursor={cursor}", ada.id);
        }
        assert_eq!(seen, written, "{sort}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_is_walked_in_every_order() {
    let house = house().await;
    let ada = house.person().await;
    for number in 0..5 {
        write(&ada, text(&format!("Walked {number}"), "")).await;
    }
    let (liked, _) = write(&ada, text("Most liked", "")).await;
    let mut last = 0;
    for _ in 0..3 {
        last = house.person().await.put(&format!("{liked}/like"), Value::Null).await.position();
    }
    for sort in ["new", "hot", "top", "rising"] {
        let whole = house.visitor().get_after(&format!("/api/posts?sort={sort}&limit=100"), last).await;
        let first = house.visitor().get(&format!("/api/posts?sort={sort}&limit=2")).await;
        let cursor = first.body["next_cursor"].as_str().unwrap();
        let second = house.visitor().get(&format!("/api/posts?sort={sort}&limit=2&cursor={cursor}")).await;
        let ids = |answer: &Answer| -> Vec<Value> {
            answer.body["items"].as_array().unwrap().iter().map(|post| post["id"].clone()).collect()
        };
        assert!(ids(&whole).len() >= 6, "{sort}");
        assert!(ids(&second).iter().all(|id| !ids(&first).contains(id)), "{sort}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_people_who_exist_are_mentioned() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let body = format!("@{} @nobody_of_that_name @{} `@root`", ben.username.to_uppercase(), ada.username);
    let (_, written) = write(&ada, text("Hello", &body)).await;
    let html = written.body["html"].as_str().unwrap();
    assert!(html.contains(&format!("/people/@{}", ben.username.to_uppercase())), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_wait_is_answered_from_the_log() {
    let ada = house().await.person().await;
    let request =
        ada.request(Method::POST, "/api/posts").header("prefer", "respond-async").json(&text("Quick", "*now*"));
    let answer = Answer::of(request).await;
    assert_eq!((answer.status, &answer.body["title"]), (201, &json!("Quick")));
    assert_eq!(answer.body["html"], "<p><em>now</em></p>\n");
    let post = format!("/api/posts/{}", answer.body["id"].as_str().unwrap());
    assert_eq!(ada.get_after(&post, answer.position()).await.body, answer.body);
}
