//! Comments over HTTP.

use crate::support::{Answer, Client, house};
use serde_json::{Value, json};

struct Thread {
    post: String,
    comments: String,
}

async fn thread(author: &Client) -> Thread {
    let post = author.write_post("A thread").await;
    let post = format!("/api/posts/{}", post["id"].as_str().unwrap());
    Thread { comments: format!("{post}/comments"), post }
}

async fn say(client: &Client, thread: &Thread, body: Value) -> Answer {
    let said = client.post(&thread.comments, body).await;
    assert_eq!(said.status, 201, "{:?}", said.body);
    said
}

fn address(comment: &Answer) -> String {
    format!("/api/comments/{}", comment.body["id"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tree_is_read_parents_first() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let thread = thread(&ada).await;
    let root = say(&ben, &thread, json!({ "body": "*Well*" })).await;
    assert_eq!(root.body["html"], "<p><em>Well</em></p>\n");
    assert_eq!(root.body["deleted"], false);
    let id = root.body["id"].clone();
    let mut last = 0;
    for number in 0..4 {
        last = say(&ada, &thread, json!({ "body": format!("answer {number}"), "parent": id })).await.position();
    }
    let mut path = format!("{}?limit=2", thread.comments);
    let mut seen: Vec<Value> = Vec::new();
    loop {
        let page = house.visitor().get_after(&path, last).await;
        assert_eq!(page.status, 200, "{:?}", page.body);
        for comment in page.body["items"].as_array().unwrap() {
            let parent = &comment["parent"];
            assert!(parent.is_null() || seen.iter().any(|earlier| earlier["id"] == *parent), "a parent comes first");
            seen.push(comment.clone());
        }
        let Some(cursor) = page.body["next_cursor"].as_str() else { break };
        path = format!("{}?limit=2&cursor={cursor}", thread.comments);
    }
    assert_eq!(seen.len(), 5);
    assert_eq!(seen[0], root.body);
    assert_eq!(house.visitor().get(&thread.post).await.body["comments"], 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_comment_stays_in_the_tree_without_its_words() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let thread = thread(&ada).await;
    let root = say(&ben, &thread, json!({ "body": "rude words" })).await;
    say(&ada, &thread, json!({ "body": "Hm.", "parent": root.body["id"] })).await;
    assert_eq!(ada.delete(&address(&root)).await.code(), "comments.not_author");
    let deleted = ben.delete(&address(&root)).await;
    assert_eq!(deleted.status, 204);
    let read = house.visitor().get_after(&thread.comments, deleted.position()).await;
    let tombstone = &read.body["items"][0];
    assert_eq!((&tombstone["deleted"], &tombstone["body"], &tombstone["html"]), (&json!(true), &json!(""), &json!("")));
    assert_eq!(read.body["items"][1]["parent"], root.body["id"]);
    assert_eq!(ada.get(&thread.post).await.body["comments"], 2, "a deletion moves no count");
    assert_eq!(ben.delete(&address(&root)).await.status, 404);
    assert_eq!(ben.patch(&address(&root), json!({ "body": "x" })).await.status, 404);
    assert_eq!(ada.put(&format!("{}/like", address(&root)), Value::Null).await.code(), "comments.not_found");
    let answer = ada.post(&thread.comments, json!({ "body": "x", "parent": root.body["id"] })).await;
    assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!("/parent")));
}

#[tokio::test(flavor = "multi_thread")]
async fn its_author_changes_it() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let thread = thread(&ada).await;
    let said = say(&ada, &thread, json!({ "body": "frist" })).await;
    let changed = ada.patch(&address(&said), json!({ "body": "first" })).await;
    assert_eq!((changed.status, &changed.body["body"]), (200, &json!("first")));
    assert!(changed.body["edited_at"].is_string() && changed.position() > said.position());
    assert_eq!(ben.patch(&address(&said), json!({ "body": "mine" })).await.code(), "comments.not_author");
    assert_eq!(house.admin().delete(&address(&said)).await.status, 204, "an administrator deletes anybody's");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_like_counts_once() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let thread = thread(&ada).await;
    let said = say(&ada, &thread, json!({ "body": "like me" })).await;
    let like = format!("{}/like", address(&said));
    let first = ben.put(&like, Value::Null).await;
    assert_eq!(first.body, json!({ "likes": 1, "liked": true, "position": first.position() }));
    assert_eq!(ben.put(&like, json!({})).await.body["likes"], 1);
    let listed = ben.get_after(&thread.comments, first.position()).await;
    assert_eq!((&listed.body["items"][0]["likes"], &listed.body["items"][0]["liked"]), (&json!(1), &json!(true)));
    assert_eq!(ben.delete(&like).await.body["likes"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_under_the_same_post() {
    let house = house().await;
    let ada = house.person().await;
    let (one, other) = (thread(&ada).await, thread(&ada).await);
    let elsewhere = say(&ada, &other, json!({ "body": "there" })).await;
    for parent in [elsewhere.body["id"].clone(), json!(uuid::Uuid::now_v7())] {
        let refused = ada.post(&one.comments, json!({ "body": "x", "parent": parent })).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/parent")));
    }
    for body in [json!({ "body": "" }), json!({ "body": "\u{200b}" }), json!({ "body": "x".repeat(10_001) }), json!({})]
    {
        let refused = ada.post(&one.comments, body).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/body")));
    }
    assert_eq!(house.visitor().post(&one.comments, json!({ "body": "x" })).await.status, 401);
}
