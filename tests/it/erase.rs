//! The right to be forgotten: after erasing, a person's words are nowhere, and everything else still is.

use crate::support::{Bed, TestApp, talk};
use indicatif::ProgressBar;
use loggia::people::erase::erase;
use loggia::projector::{rebuild, verify};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn the_words_of_an_erased_person_are_nowhere_and_the_rest_is_as_it_was() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    ada.patch("/api/people/me", json!({ "bio": "unmistakable bio" })).await;
    let post = ada.write_post("unmistakable title").await["id"].as_str().unwrap().to_owned();
    ada.patch(&format!("/api/posts/{post}"), json!({ "body": "unmistakable body" })).await;
    let other = ben.write_post("Bread on Thursday").await["id"].as_str().unwrap().to_owned();
    let comments = format!("/api/posts/{other}/comments");
    let comment = ada.post(&comments, json!({ "body": "unmistakable comment" })).await.body["id"].clone();
    ben.post(&comments, json!({ "body": "an answer", "parent": comment })).await;
    ada.put(&format!("/api/posts/{other}/like"), json!(null)).await;
    ben.put(&format!("/api/posts/{post}/like"), json!(null)).await;

    let person = ada.id.parse().unwrap();
    let erasure = erase(app.app(), person).await.unwrap();
    assert_eq!((erasure.units, erasure.messages), (3, 5), "profile, post, comment");
    let stores = &app.node.as_ref().unwrap().stores;
    let hidden = ProgressBar::hidden();
    let connect = stores.place.connect().clone();
    rebuild::replay(&stores.log, connect.clone(), stores.source.clone(), &hidden).await.unwrap();

    let entries = stores.log.range(0, u64::MAX, usize::MAX).await.unwrap();
    assert!(entries.iter().all(|entry| !String::from_utf8_lossy(&entry.payload).contains("unmistakable")));
    assert_eq!(ben.get(&format!("/api/posts/{post}")).await.status, 404);
    let tree = ben.get(&comments).await.body;
    assert!(!tree.to_string().contains("unmistakable"));
    let gone = tree["items"].as_array().unwrap().iter().find(|item| item["id"] == comment).unwrap();
    assert_eq!((&gone["deleted"], &gone["body"]), (&json!(true), &json!("")));
    assert_eq!(tree["items"].as_array().unwrap().len(), 2, "the answer stays where it was");
    let liked = ben.get(&format!("/api/posts/{other}")).await.body;
    // Her like counts on. Her comment does not: that it was added is no longer known.
    assert_eq!((&liked["likes"], &liked["comments"]), (&json!(1), &json!(1)));
    assert!(!ben.get(&format!("/api/people/{}", ada.id)).await.body.to_string().contains("\"ada\""));
    assert_eq!(ada.get("/api/people/me").await.status, 401, "the session is over");
    let account: i64 = sqlx::query_scalar("select count(*) from account.person where id = $1")
        .bind(person)
        .fetch_one(&stores.db)
        .await
        .unwrap();
    assert_eq!(account, 0);
    let verified = verify::verify(&stores.log, connect, stores.source.clone(), &hidden).await.unwrap();
    assert!(verified.equal(), "{verified}");
}

/// What people say stands in one subject for all of them: the others' words stay.
#[tokio::test(flavor = "multi_thread")]
async fn erasing_somebody_leaves_what_the_others_said() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let talk = talk::id(&talk::direct(&ada, &ben).await);
    let said = talk::say(&ada, &talk, "unmistakable words").await;
    let message = talk::id(&said);
    ada.patch(&format!("/api/messages/{message}"), json!({ "body": "unmistakable, edited" })).await;
    ben.put(&format!("/api/messages/{message}/reactions/🎉"), json!(null)).await;
    let answer = json!({ "body": "an answer", "reply_to": message });
    ben.post(&format!("/api/conversations/{talk}/messages"), answer).await;
    let cyd = app.person("cyd").await;
    let room = talk::group(&ada, &[&ben, &cyd]).await;
    for said in ["unmistakable 1", "unmistakable 2"] {
        talk::say(&ada, &room, said).await;
    }
    let seen = talk::say(&ben, &room, "seen").await.position();
    for said in ["unseen", "unseen too"] {
        talk::say(&ben, &room, said).await;
    }
    cyd.put(&format!("/api/conversations/{room}/read"), json!({ "up_to": seen })).await;
    talk::say(&ada, &talk, "more unmistakable words").await;
    talk::say(&ben, &talk, "bye").await;

    let erasure = erase(app.app(), ada.id.parse().unwrap()).await.unwrap();
    assert_eq!((erasure.units, erasure.messages), (4, 6), "profile, four messages in two conversations, an edit");
    let stores = &app.node.as_ref().unwrap().stores;
    let (hidden, connect) = (ProgressBar::hidden(), stores.place.connect().clone());
    let end = stores.log.end().await.unwrap();
    ben.get_after("/api/conversations", end).await;
    assert_eq!(talk::bodies(&talk::messages(&ben, &talk).await), ["bye", "an answer"], "at once");
    rebuild::replay(&stores.log, connect.clone(), stores.source.clone(), &hidden).await.unwrap();
    let entries = stores.log.range(0, u64::MAX, usize::MAX).await.unwrap();
    assert!(entries.iter().all(|entry| !String::from_utf8_lossy(&entry.payload).contains("unmistakable")));
    assert_eq!(talk::bodies(&talk::messages(&ben, &talk).await), ["bye", "an answer"]);
    assert!(!ben.get("/api/conversations").await.body.to_string().contains("\"ada\""), "a nameless member");
    let unread = cyd.get("/api/conversations/unread").await.body;
    assert_eq!(unread["items"], json!([{ "conversation": room, "unread": 2 }]), "counted without what is gone");
    let verified = verify::verify(&stores.log, connect, stores.source.clone(), &hidden).await.unwrap();
    assert!(verified.equal(), "{verified}");
}
