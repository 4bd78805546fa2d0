//! Writing, reading, liking, answering.

use crate::support::Client;
use crate::support::place::Place;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

async fn written(by: &Client, body: Value) -> Value {
    let answer = by.post("/api/posts", body).await;
    assert_eq!(answer.status, 201, "{:?}", answer.body);
    answer.body
}

fn address(post: &Value) -> String {
    format!("/api/posts/{}", post["id"].as_str().expect("an id"))
}

/// As of the position of an earlier answer: no waiting, no guessing.
async fn read_after(by: &Client, position: u64, path: &str) -> Value {
    let request = by.request(Method::GET, path).header("loggia-after", position.to_string());
    let answer = request.send().await.expect("an answer");
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    answer.json().await.expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_read_by_everybody_as_it_was_written() {
    let place = Place::open().await;
    let ada = place.person("ada").await;
    let post = written(&ada, json!({ "title": "Hello", "body": "**there**", "kind": "text" })).await;
    let read = read_after(&place.visitor(), post["position"].as_u64().unwrap(), &address(&post)).await;
    assert_eq!((&read["title"], &read["body"]), (&json!("Hello"), &json!("**there**")));
    assert!(read["html"].as_str().unwrap().contains("<strong>there</strong>"));
    assert_eq!(read["author"]["id"], ada.id.as_str());
    let mine = read_after(&ada, post["position"].as_u64().unwrap(), &format!("/api/posts?author={}", ada.id)).await;
    assert_eq!(mine["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_is_the_same_post_and_another_body_is_refused() {
    let place = Place::open().await;
    let ada = place.person("ada").await;
    let key = Uuid::now_v7();
    let body = json!({ "title": "Once", "body": "", "kind": "text" });
    let first = ada.keyed(Method::POST, "/api/posts", key, body.clone()).await;
    let second = ada.keyed(Method::POST, "/api/posts", key, body).await;
    assert_eq!((first.status, second.status), (201, 201), "{:?}", second.body);
    assert_eq!((&first.body["id"], first.position()), (&second.body["id"], second.position()));
    let other = json!({ "title": "Twice", "body": "", "kind": "text" });
    let third = ada.keyed(Method::POST, "/api/posts", key, other).await;
    assert_eq!((third.status, third.code()), (409, "idempotency_key_reused"));
}

#[tokio::test(flavor = "multi_thread")]
async fn editing_keeps_every_version_and_only_the_author_may() {
    let place = Place::open().await;
    let (ada, ben) = (place.person("ada").await, place.person("ben").await);
    let post = written(&ada, json!({ "title": "Frist", "body": "", "kind": "text" })).await;
    let denied = ben.patch(&address(&post), json!({ "title": "Mine" })).await;
    assert_eq!((denied.status, denied.code()), (403, "posts.not_author"));
    let edited = ada.patch(&address(&post), json!({ "title": "First" })).await;
    assert_eq!(edited.status, 200, "{:?}", edited.body);
    let history = read_after(&ben, edited.position(), &format!("{}/history", address(&post))).await;
    let titles: Vec<&str> =
        history["items"].as_array().unwrap().iter().map(|version| version["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Frist", "First"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_like_counts_once_however_often_it_is_sent() {
    let place = Place::open().await;
    let (ada, ben) = (place.person("ada").await, place.person("ben").await);
    let like = format!("{}/like", address(&written(&ada, json!({ "title": "Hm", "body": "", "kind": "text" })).await));
    for _ in 0..3 {
        let liked = ben.put(&like, Value::Null).await;
        assert_eq!((liked.status, &liked.body["likes"]), (200, &json!(1)), "{:?}", liked.body);
    }
    let unliked = ben.delete(&like).await;
    assert_eq!((&unliked.body["likes"], &unliked.body["liked"]), (&json!(0), &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_vote_replaces_the_old_one() {
    let place = Place::open().await;
    let (ada, ben) = (place.person("ada").await, place.person("ben").await);
    let poll = json!({ "options": ["Tea", "Coffee"], "multiple": false });
    let post = written(&ada, json!({ "title": "Which?", "body": "", "kind": "poll", "poll": poll })).await;
    let vote = format!("{}/vote", address(&post));
    ben.put(&vote, json!({ "options": [0] })).await;
    let voted = ben.put(&vote, json!({ "options": [1] })).await;
    assert_eq!(voted.status, 200, "{:?}", voted.body);
    let read = read_after(&ben, voted.position(), &address(&post)).await;
    let votes: Vec<u64> =
        read["poll"]["options"].as_array().unwrap().iter().map(|option| option["votes"].as_u64().unwrap()).collect();
    assert_eq!((votes, &read["poll"]["voted"]), (vec![0, 1], &json!([1])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_comment_keeps_its_place_in_the_tree() {
    let place = Place::open().await;
    let (ada, ben) = (place.person("ada").await, place.person("ben").await);
    let post = written(&ada, json!({ "title": "Talk", "body": "", "kind": "text" })).await;
    let comments = format!("{}/comments", address(&post));
    let question = ben.post(&comments, json!({ "body": "Why?" })).await;
    assert_eq!(question.status, 201, "{:?}", question.body);
    let id = question.body["id"].as_str().unwrap().to_owned();
    let answer = ada.post(&comments, json!({ "body": "Because.", "parent": id })).await;
    assert_eq!(answer.status, 201, "{:?}", answer.body);
    let deleted = ben.delete(&format!("/api/comments/{id}")).await;
    assert_eq!(deleted.status, 204);
    let tree = read_after(&place.visitor(), deleted.position(), &comments).await;
    let find = |id: &str| tree["items"].as_array().unwrap().iter().find(|each| each["id"] == id).expect("a comment");
    assert_eq!((&find(&id)["deleted"], &find(&id)["body"]), (&json!(true), &json!("")));
    assert_eq!(find(answer.body["id"].as_str().unwrap())["parent"], id.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_post_is_gone_for_everybody() {
    let place = Place::open().await;
    let ada = place.person("ada").await;
    let post = written(&ada, json!({ "title": "Gone soon", "body": "", "kind": "text" })).await;
    assert_eq!(ada.delete(&address(&post)).await.status, 204);
    assert_eq!(place.visitor().get(&address(&post)).await.status, 404);
    assert_eq!(ada.delete(&address(&post)).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_list_neither_repeat_nor_skip() {
    let place = Place::open().await;
    let ada = place.person("ada").await;
    let mut last = 0;
    for number in 0..5 {
        let post = written(&ada, json!({ "title": format!("No. {number}"), "body": "", "kind": "text" })).await;
        last = post["position"].as_u64().unwrap();
    }
    let (mut titles, mut path) = (Vec::new(), format!("/api/posts?author={}&limit=2", ada.id));
    loop {
        let page = read_after(&ada, last, &path).await;
        titles.extend(page["items"].as_array().unwrap().iter().map(|post| post["title"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/posts?author={}&limit=2&cursor={cursor}", ada.id);
    }
    assert_eq!(titles, ["No. 4", "No. 3", "No. 2", "No. 1", "No. 0"]);
}
