//! What is said: once, in order, with what can be done to it afterwards.

use crate::support::talk::{bodies, direct, group, id, listed, messages, nobody, say, try_to_say};
use crate::support::{Answer, Client, house};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

fn of(message: &str) -> String {
    format!("/api/messages/{message}")
}

/// Two people and what they have together.
async fn two() -> (Client, Client, String) {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let talk = id(&direct(&ada, &ben).await);
    (ada, ben, talk)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_said_once_and_read_as_it_was_said() {
    let (ada, ben, talk) = two().await;
    let place = format!("/api/conversations/{talk}/messages");
    let key = Uuid::now_v7();
    let said = ada.keyed(Method::POST, &place, key, json!({ "body": "**hello**" })).await;
    assert_eq!(said.status, 201, "{:?}", said.body);
    assert_eq!((&said.body["body"], &said.body["conversation"]), (&json!("**hello**"), &json!(talk)));
    assert_eq!(said.body["html"], "<p><strong>hello</strong></p>\n");
    assert_eq!(said.body["sender"]["id"], ada.id);
    assert_eq!((&said.body["mentions"], &said.body["reactions"]), (&json!([]), &json!([])));
    assert_eq!(said.body["position"], said.position());
    let again = ada.keyed(Method::POST, &place, key, json!({ "body": "**hello**" })).await;
    assert_eq!((again.status, id(&again), again.position()), (201, id(&said), said.position()));
    let other = ada.keyed(Method::POST, &place, key, json!({ "body": "else" })).await;
    assert_eq!((other.status, other.code()), (409, "idempotency_key_reused"));
    assert_eq!(messages(&ben, &talk).await, std::slice::from_ref(&said.body), "once, and the same to the other");
    assert_eq!(listed(&ben, &talk).await.unwrap()["last_message"], said.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_is_found_however_old_its_key_and_answered_as_the_message_is_now() {
    let (ada, ben, talk) = two().await;
    let place = format!("/api/conversations/{talk}/messages");
    // A new one, one of last year, one that carries no time: the log remembers keys for minutes only.
    let keys = [Uuid::now_v7(), Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0001), Uuid::new_v4()];
    for key in keys {
        let say = || ada.keyed(Method::POST, &place, key, json!({ "body": "hello" }));
        let (said, at_once) = (say().await, say().await);
        assert_eq!((said.status, at_once.status), (201, 201), "{key}: {:?}", at_once.body);
        assert_eq!(at_once.body, said.body, "{key}");
        ada.keyed(Method::PATCH, &of(&id(&said)), Uuid::now_v7(), json!({ "body": "changed" })).await;
        let again = say().await;
        assert_eq!((again.status, &again.body["body"], again.position()), (201, &json!("changed"), said.position()));
    }
    assert_eq!(messages(&ben, &talk).await.len(), keys.len(), "each was said once");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_go_both_ways_from_any_message() {
    let (ada, ben, talk) = two().await;
    let mut said = Vec::new();
    for n in 0..9 {
        said.push(say(if n % 2 == 0 { &ada } else { &ben }, &talk, &format!("{n}")).await);
    }
    let place = format!("/api/conversations/{talk}/messages");
    let page = async |query: &str| ada.get(&format!("{place}?{query}")).await.body;
    let first = page("limit=4").await;
    assert_eq!(bodies(first["items"].as_array().unwrap()), ["8", "7", "6", "5"]);
    assert_eq!(first["newer_cursor"], Value::Null);
    let second = page(&format!("limit=4&cursor={}", first["next_cursor"].as_str().unwrap())).await;
    let last = page(&format!("limit=4&cursor={}", second["next_cursor"].as_str().unwrap())).await;
    assert_eq!(bodies(last["items"].as_array().unwrap()), ["0"]);
    assert_eq!(last["next_cursor"], Value::Null);
    let around = page(&format!("limit=4&around={}", id(&said[4]))).await;
    assert_eq!(bodies(around["items"].as_array().unwrap()), ["6", "5", "4", "3"]);
    let newer = page(&format!("limit=1&cursor={}", around["newer_cursor"].as_str().unwrap())).await;
    assert_eq!(bodies(newer["items"].as_array().unwrap()), ["7"], "what comes next, not what came last");
    let older = page(&format!("limit=2&cursor={}", around["next_cursor"].as_str().unwrap())).await;
    assert_eq!(bodies(older["items"].as_array().unwrap()), ["2", "1"]);
    let ends = page(&format!("limit=50&around={}", id(&said[0]))).await;
    assert_eq!((ends["items"].as_array().unwrap().len(), &ends["newer_cursor"]), (9, &Value::Null));
    assert_eq!(ada.get(&format!("{place}?around={}", nobody())).await.code(), "messages.not_found");
    assert_eq!(ada.get(&format!("{place}?around=x")).await.status, 422);
    assert_eq!(ada.get(&format!("{place}?cursor=x")).await.status, 422);
    assert_eq!(ada.get(&format!("{place}?limit=0")).await.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_to_what_was_said_here() {
    let (ada, ben, talk) = two().await;
    let elsewhere = group(&ada, &[&ben]).await;
    let (here, there) = (say(&ada, &talk, "here").await, say(&ada, &elsewhere, "there").await);
    let place = format!("/api/conversations/{talk}/messages");
    let answer = ben.post(&place, json!({ "body": "yes", "reply_to": id(&here) })).await;
    assert_eq!((answer.status, &answer.body["reply_to"]), (201, &json!(id(&here))));
    for other in [id(&there), nobody()] {
        let refused = ben.post(&place, json!({ "body": "x", "reply_to": other })).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/reply_to")));
    }
    ada.delete(&of(&id(&here))).await;
    assert_eq!(ben.post(&place, json!({ "body": "x", "reply_to": id(&here) })).await.status, 422, "it is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_members_are_mentioned_and_each_once() {
    let (ada, ben, talk) = two().await;
    let stranger = house().await.person().await;
    let body = format!("@{0} @{0} @{1} @{2} `@{0}`", ben.username, stranger.username, ada.username);
    let said = say(&ada, &talk, &body).await;
    assert_eq!(said.body["mentions"], json!([ben.id]));
    let many = "@nobody_here ".repeat(700);
    assert_eq!(say(&ada, &talk, &many).await.body["mentions"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_keeps_what_was_said_before() {
    let (ada, ben, talk) = two().await;
    let said = say(&ada, &talk, "frist").await;
    let message = of(&id(&said));
    let key = Uuid::now_v7();
    let edited = ada.keyed(Method::PATCH, &message, key, json!({ "body": "first" })).await;
    assert_eq!((edited.status, &edited.body["body"]), (200, &json!("first")));
    assert!(edited.body["edited_at"].is_string() && edited.position() > said.position());
    ada.patch(&message, json!({ "body": "*first*" })).await;
    let late = ada.keyed(Method::PATCH, &message, key, json!({ "body": "first" })).await;
    assert_eq!((late.status, late.position()), (200, edited.position()), "a repeat changes nothing");
    assert_eq!(late.body["body"], "*first*", "as it is now");
    assert_eq!(ada.patch(&message, json!({ "body": "*first*" })).await.status, 200);
    let history = ben.get(&format!("{message}/history")).await.body;
    let versions: Vec<_> = history["items"].as_array().unwrap().iter().map(|one| one["body"].clone()).collect();
    assert_eq!(versions, ["frist", "first", "*first*"]);
    assert_eq!(history["items"][0]["position"], said.position());
    assert_eq!(history["items"][2]["html"], "<p><em>first</em></p>\n");
    assert_eq!(ben.patch(&message, json!({ "body": "mine" })).await.code(), "messages.not_sender");
    assert_eq!(ada.patch(&message, json!({ "body": "" })).await.status, 422);
    let stranger = house().await.person().await;
    for answer in [
        stranger.patch(&message, json!({ "body": "x" })).await,
        stranger.delete(&message).await,
        stranger.get(&format!("{message}/history")).await,
        stranger.put(&format!("{message}/pin"), Value::Null).await,
        stranger.put(&format!("{message}/reactions/👍"), Value::Null).await,
    ] {
        assert_eq!((answer.status, answer.code()), (404, "messages.not_found"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_message_stays_without_its_words() {
    let house = house().await;
    let (ada, ben, cyd) = (house.person().await, house.person().await, house.person().await);
    let talk = group(&ada, &[&ben, &cyd]).await;
    let said = say(&ben, &talk, "rude words").await;
    let message = of(&id(&said));
    assert_eq!(cyd.delete(&message).await.code(), "messages.not_sender");
    assert_eq!(ada.delete(&message).await.status, 204, "the owner moderates");
    let read = &messages(&cyd, &talk).await[0];
    assert_eq!((&read["deleted"], &read["body"], &read["html"]), (&json!(true), &json!(""), &json!("")));
    assert_eq!(listed(&cyd, &talk).await.unwrap()["last_message"]["deleted"], true);
    assert_eq!(ben.delete(&message).await.status, 404);
    assert_eq!(ben.patch(&message, json!({ "body": "x" })).await.status, 404, "an edit after removal");
    assert_eq!(ben.put(&format!("{message}/reactions/👍"), Value::Null).await.status, 404);
    assert_eq!(ben.get(&format!("{message}/history")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reaction_counts_once_and_is_an_emoji() {
    let (ada, ben, talk) = two().await;
    let message = of(&id(&say(&ada, &talk, "cake").await));
    let react =
        async |client: &Client, emoji: &str| client.put(&format!("{message}/reactions/{emoji}"), Value::Null).await;
    let first = react(&ben, "🎉").await;
    assert_eq!((first.status, &first.body["reactions"]), (200, &json!([{ "emoji": "🎉", "count": 1, "mine": true }])));
    assert_eq!(react(&ben, "🎉").await.body["reactions"][0]["count"], 1);
    assert_eq!(react(&ada, "🎉").await.body["reactions"][0]["count"], 2);
    react(&ada, "❤️").await;
    let read = messages(&ben, &talk).await;
    let expected = json!([{ "emoji": "🎉", "count": 2, "mine": true }, { "emoji": "❤️", "count": 1, "mine": false }]);
    assert_eq!(read[0]["reactions"], expected);
    let back = ben.delete(&format!("{message}/reactions/🎉")).await;
    assert_eq!(back.body["reactions"][0], json!({ "emoji": "🎉", "count": 1, "mine": false }));
    assert_eq!(ben.delete(&format!("{message}/reactions/🎉")).await.status, 200);
    for text in ["lol", "%2B1", "👍👍", "a👍", "%20", "%3Cb%3E"] {
        assert_eq!(react(&ada, text).await.status, 422, "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_pinned_is_kept_in_sight() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let talk = group(&ada, &[&ben]).await;
    let said = say(&ben, &talk, "the rules").await;
    let pin = format!("{}/pin", of(&id(&said)));
    assert_eq!(ben.put(&pin, Value::Null).await.code(), "conversations.not_moderator");
    let pinned = ada.put(&pin, Value::Null).await;
    assert_eq!((pinned.status, &pinned.body["pinned"]), (200, &json!(true)));
    assert_eq!(ada.put(&pin, Value::Null).await.status, 200);
    let pins = ben.get(&format!("/api/conversations/{talk}/pins")).await.body;
    assert_eq!(pins["items"][0]["id"], said.body["id"]);
    assert_eq!(ada.delete(&pin).await.body["pinned"], false);
    assert_eq!(ben.get(&format!("/api/conversations/{talk}/pins")).await.body["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_said_is_refused() {
    let (ada, _, talk) = two().await;
    let place = format!("/api/conversations/{talk}/messages");
    for body in [json!({ "body": "" }), json!({ "body": "\u{200b}" }), json!({ "body": "x".repeat(10_001) }), json!({})]
    {
        let refused = ada.post(&place, body).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/body")));
    }
    assert_eq!(ada.post(&place, json!({ "body": "x", "x": 1 })).await.status, 400);
    assert_eq!(ada.post(&place, json!({ "body": "a\u{0}b" })).await.status, 400);
    assert_eq!(ada.post(&place, json!({ "body": "x", "reply_to": "y" })).await.status, 422);
    assert_eq!(house().await.visitor().post(&place, json!({ "body": "x" })).await.status, 401);
    assert_eq!(house().await.visitor().get(&place).await.status, 401);
    assert_eq!(try_to_say(&ada, &talk, &"x".repeat(10_000)).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_are_all_said_in_one_order() {
    let (ada, ben, talk) = two().await;
    let all = (0..60).map(|n| {
        let (client, talk) = (if n % 2 == 0 { ada.clone() } else { ben.clone() }, talk.clone());
        tokio::spawn(async move { say(&client, &talk, &format!("{n}")).await.position() })
    });
    let mut positions: Vec<u64> =
        futures_util::future::join_all(all).await.into_iter().map(|position| position.unwrap()).collect();
    positions.sort_unstable();
    ada.get_after("/api/conversations", *positions.last().unwrap()).await;
    let mut read: Vec<u64> = messages(&ada, &talk).await.iter().map(|m| m["position"].as_u64().unwrap()).collect();
    read.reverse();
    assert_eq!(read, positions);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_to_wait_for_the_read_side() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let hasty = async |path: &str, body: Value| {
        Answer::of(ada.request(Method::POST, path).header("prefer", "respond-async").json(&body)).await
    };
    let opened = hasty("/api/conversations", json!({ "kind": "direct", "person": ben.id })).await;
    assert_eq!((opened.status, opened.body["members"].as_array().unwrap().len()), (201, 2));
    let talk = id(&opened);
    let said = hasty(&format!("/api/conversations/{talk}/messages"), json!({ "body": "quick" })).await;
    assert_eq!((said.status, &said.body["sender"]["id"]), (201, &json!(ada.id)));
    let read = ben.get_after(&format!("/api/conversations/{talk}/messages"), said.position()).await.body;
    assert_eq!(read["items"][0], said.body);
}
