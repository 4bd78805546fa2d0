//! `loggia import hn`: items of the public shape, written here, on a real log; and what one sees of them over HTTP.

use crate::support::bed::scratch;
use crate::support::{Bed, TestApp};
use loggia::import::hn::{self, Reason, Report};
use serde_json::{Value, json};
use std::path::PathBuf;
use uuid::Uuid;

/// A file of lines, gone when the test is.
struct Lines(PathBuf);

impl Lines {
    fn of(lines: &[String]) -> Lines {
        let path = scratch("import");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, lines.join("\n")).unwrap();
        Lines(path)
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn story(id: u64, by: &str, more: Value) -> String {
    item(
        json!({ "id": id, "type": "story", "by": by, "time": 1_500_000_000 + id, "title": format!("Title {id}") }),
        more,
    )
}

fn comment(id: u64, parent: u64, by: &str, text: &str) -> String {
    let time = 1_500_000_000 + id;
    item(json!({ "id": id, "type": "comment", "by": by, "time": time, "text": text, "parent": parent }), json!({}))
}

fn item(mut item: Value, more: Value) -> String {
    for (name, value) in more.as_object().unwrap() {
        item[name] = value.clone();
    }
    item.to_string()
}

async fn import(app: &TestApp, lines: &[String]) -> Report {
    let file = Lines::of(lines);
    hn::import(app.app(), &file.0).await.unwrap()
}

async fn posts(app: &TestApp) -> Vec<Value> {
    let answer = app.visitor().get("/api/posts?limit=100").await;
    answer.body["items"].as_array().unwrap().clone()
}

async fn comments(app: &TestApp, post: &Value) -> Vec<Value> {
    let path = format!("/api/posts/{}/comments?limit=100", post["id"].as_str().unwrap());
    app.visitor().get(&path).await.body["items"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn stories_and_trees_come_in_with_their_times_in_any_order_and_once() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let lines = [
        comment(13, 12, "cleo", "Deeper, with <i>emphasis</i> and *stars*."),
        comment(12, 11, "ann-b", "An answer."),
        story(20, "ben", json!({ "url": "https://example.org/?a=1&b=2", "score": 12, "kids": [21] })),
        story(10, "ann-b", json!({ "title": "Ask: it&#x27;s &lt;fine&gt;?", "text": "One<p>Two", "descendants": 3 })),
        comment(11, 10, "ben", "A comment."),
        comment(14, 10, "cleo", "Another."),
    ];
    let report = import(&app, &lines).await;
    assert_eq!((report.posts, report.comments, report.people, report.left_out()), (2, 4, 3, 0), "{report}");
    // Two of them have another name here than there, which is an event of its own.
    assert_eq!(report.appended, 2 + 4 + 3 + 1, "{report}");

    let posts = posts(&app).await;
    assert_eq!(posts.len(), 2);
    assert_eq!(posts[0]["link"], "https://example.org/?a=1&b=2");
    assert_eq!((&posts[0]["kind"], &posts[0]["created_at"]), (&json!("link"), &json!("2017-07-14T02:40:20Z")));
    assert_eq!(posts[1]["title"], "Ask: it's <fine>?");
    assert_eq!(posts[1]["body"], "One\n\nTwo");
    assert_eq!(posts[1]["author"]["username"], "ann_b");
    assert_eq!(posts[1]["author"]["display_name"], "ann-b");
    let tree = comments(&app, &posts[1]).await;
    let parents: Vec<&Value> = tree.iter().map(|comment| &comment["parent"]).collect();
    assert_eq!(parents, [&Value::Null, &tree[0]["id"], &tree[1]["id"], &Value::Null]);
    assert_eq!(tree[2]["html"], "<p>Deeper, with <em>emphasis</em> and *stars*.</p>\n");
    assert_eq!(tree[2]["created_at"], "2017-07-14T02:40:13Z");

    let end = app.app().log.end().await.unwrap();
    let again = import(&app, &lines).await;
    assert_eq!((again.appended, again.posts, again.comments), (0, 2, 4), "{again}");
    assert_eq!(app.app().log.end().await.unwrap(), end);
    // A later file with the same and more: only what is new.
    let mut more = lines.to_vec();
    more.push(comment(15, 13, "dora", "Late."));
    assert_eq!(import(&app, &more).await.appended, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_bad_is_reported_and_the_rest_comes_in() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let long = "word ".repeat(20_000);
    let lines = [
        "this is no JSON".to_owned(),
        story(1, "ann", json!({ "title": "t".repeat(400), "text": long })),
        comment(2, 1, "ben", &long),
        comment(3, 99, "ben", "An orphan."),
        comment(4, 3, "ben", "Below an orphan."),
        comment(5, 6, "ben", "Round"),
        comment(6, 5, "ben", "and round."),
        item(json!({ "id": 7, "type": "comment", "deleted": true, "time": 1_500_000_007, "parent": 1 }), json!({})),
        comment(8, 7, "cleo", "Below something deleted."),
        item(
            json!({ "id": 9, "type": "comment", "dead": true, "by": "spam", "time": 9, "text": "x", "parent": 1 }),
            json!({}),
        ),
        story(10, "ann", json!({ "url": "javascript:alert(1)", "text": "Text &amp; more" })),
        story(11, "ann", json!({ "title": "\u{202E}\u{200B}" })),
        comment(12, 10, "ben", "\u{200B}"),
        comment(13, 10, "ben", "<script>alert(1)</script> # \u{0} [x](y)"),
        "null".to_owned(),
    ];
    let report = import(&app, &lines).await;
    for (reason, count) in [
        (Reason::Broken, 1),
        (Reason::MissingParent, 1),
        (Reason::UnderSkipped, 1),
        (Reason::Circle, 2),
        (Reason::Dead, 1),
        (Reason::Kept, 1),
        (Reason::TitleClipped, 1),
        (Reason::TextClipped, 2),
        (Reason::LinkUnusable, 1),
        (Reason::NoTitle, 1),
        (Reason::Refused, 0),
    ] {
        assert_eq!(report.count(reason), count, "{reason:?}: {report}");
    }
    let posts = posts(&app).await;
    assert_eq!(posts.len(), 2, "{report}");
    assert_eq!(posts[0]["body"], "javascript:alert(1)\n\nText \\& more");
    assert_eq!(posts[1]["title"].as_str().unwrap().chars().count(), 300);
    let tree = comments(&app, &posts[1]).await;
    assert_eq!(tree.len(), 3);
    assert_eq!((&tree[1]["deleted"], &tree[1]["body"]), (&json!(true), &json!("")));
    assert_eq!(tree[2]["parent"], tree[1]["id"]);
    let strange = comments(&app, &posts[0]).await;
    assert_eq!(strange[0]["body"], "\\[no text\\]");
    assert!(!strange[1]["html"].as_str().unwrap().contains("<script"), "{strange:?}");
    assert_eq!(import(&app, &lines).await.appended, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_links_and_polls_are_polls() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let option = |id: u64, text: &str| {
        item(json!({ "id": id, "type": "pollopt", "by": "ann", "time": 1000, "text": text, "poll": 2 }), json!({}))
    };
    let lines = [
        option(4, "Second"),
        story(1, "ann", json!({ "type": "job", "url": "https://example.org/jobs" })),
        story(2, "ann", json!({ "type": "poll", "parts": [3, 4], "text": "Choose." })),
        option(3, "First &amp; foremost"),
        story(5, "ann", json!({ "type": "poll", "parts": [6] })),
        story(7, "ann", json!({ "type": "job" })),
    ];
    let report = import(&app, &lines).await;
    assert_eq!((report.posts, report.left_out(), report.count(Reason::NoPoll)), (4, 0, 1), "{report}");
    let posts = posts(&app).await;
    let kinds: Vec<&str> = posts.iter().map(|post| post["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["text", "text", "poll", "link"]);
    let texts: Vec<&str> =
        posts[2]["poll"]["options"].as_array().unwrap().iter().map(|option| option["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["First & foremost", "Second"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_are_taken_get_another_and_nobody_can_sign_in() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let mut here = app.visitor();
    here.sign_up("ann_b").await;
    let lines = [story(1, "ann-b", json!({})), story(2, "Ann_b", json!({})), story(3, "pg", json!({}))];
    let report = import(&app, &lines).await;
    assert_eq!((report.people, report.count(Reason::Refused)), (3, 0), "{report}");
    let mut names: Vec<String> =
        posts(&app).await.iter().map(|post| post["author"]["username"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(!names.iter().any(|name| name.eq_ignore_ascii_case("ann_b")), "{names:?}");
    let answer = here.post("/api/auth/login", json!({ "login": "pg_hn", "password": "correct horse battery" })).await;
    assert_eq!(answer.status, 401);
    assert_eq!(import(&app, &lines).await.appended, 0);
}

/// A thread of which each comment answers the one before it, and a file that is no small one.
#[tokio::test(flavor = "multi_thread")]
async fn deep_threads_and_many_items() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let deep = 600;
    let mut lines = vec![story(1, "ann", json!({}))];
    lines.extend((2..=deep).map(|id| comment(id, id - 1, "ben", "Deeper.")));
    lines.extend((1001..1400).map(|id| story(id, &format!("user{}", id % 50), json!({}))));
    lines.extend((2001..3000).map(|id| comment(id, 1001 + id % 399, &format!("user{}", id % 50), "Wide.")));
    lines.reverse();
    let report = import(&app, &lines).await;
    assert_eq!((report.posts, report.comments, report.left_out()), (400, 599 + 999, 0), "{report}");
    let posts = posts(&app).await;
    let times: Vec<&str> = posts.iter().map(|post| post["created_at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a > b), "newest first");
    assert_eq!(posts[0]["title"], "Title 1399");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_there_is_an_error() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let missing = std::env::temp_dir().join(Uuid::new_v4().to_string());
    let error = hn::import(app.app(), &missing).await.unwrap_err();
    assert!(error.to_string().starts_with("the file cannot be read"), "{error}");
}
