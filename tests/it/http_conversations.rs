//! Direct conversations and groups: who is in them, and who may do what.

use crate::support::talk::{direct, group, id, listed, messages, nobody, say, try_to_say};
use crate::support::{Answer, Client, house};
use serde_json::{Value, json};
use std::collections::HashSet;
use uuid::Uuid;

fn at(conversation: &str) -> String {
    format!("/api/conversations/{conversation}")
}

fn roles(conversation: &Value) -> Vec<(String, String)> {
    let members = conversation["members"].as_array().unwrap().iter();
    members.map(|m| (m["person"]["id"].as_str().unwrap().to_owned(), m["role"].as_str().unwrap().to_owned())).collect()
}

/// Who is muted until when, as the conversation and the list of its members both say.
async fn silent(client: &Client, conversation: &str) -> Vec<(String, Value)> {
    let muted = |members: &Value| -> Vec<(String, Value)> {
        let muted = members.as_array().unwrap().iter().filter(|member| member["muted"] == true);
        muted.map(|m| (m["person"]["id"].as_str().unwrap().to_owned(), m["muted_until"].clone())).collect()
    };
    let shown = muted(&client.get(&at(conversation)).await.body["members"]);
    assert_eq!(muted(&client.get(&format!("{}/members", at(conversation))).await.body["items"]), shown);
    shown
}

async fn seat(client: &Client, conversation: &str, person: &Client, body: Value) -> Answer {
    client.put(&format!("{}/members/{}", at(conversation), person.id), body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_two_have_one_conversation_however_they_open_it() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let openings = (0..20).map(|n| {
        let (one, other) = if n % 2 == 0 { (ada.clone(), ben.clone()) } else { (ben.clone(), ada.clone()) };
        tokio::spawn(async move { direct(&one, &other).await })
    });
    let answers: Vec<_> =
        futures_util::future::join_all(openings).await.into_iter().map(|answer| answer.unwrap()).collect();
    let ids: HashSet<_> = answers.iter().map(id).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1, "opened once");
    assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 201)));
    let opened = direct(&ben, &ada).await;
    assert_eq!((opened.status, &opened.body["kind"]), (200, &json!("direct")));
    let mut people: Vec<_> = roles(&opened.body);
    people.sort();
    let mut both = vec![(ada.id.clone(), "member".to_owned()), (ben.id.clone(), "member".to_owned())];
    both.sort();
    assert_eq!(people, both);
    assert!(opened.body.get("name").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_talks_with_themselves_or_nobody() {
    let house = house().await;
    let ada = house.person().await;
    let open = async |body: Value| ada.post("/api/conversations", body).await;
    let oneself = open(json!({ "kind": "direct", "person": ada.id })).await;
    assert_eq!((oneself.status, oneself.code()), (422, "conversations.oneself"));
    assert_eq!(open(json!({ "kind": "direct", "person": nobody() })).await.status, 404);
    for (body, pointer) in [
        (json!({ "kind": "direct" }), "/person"),
        (json!({ "kind": "direct", "person": "x" }), "/person"),
        (json!({ "kind": "group", "people": [] }), "/name"),
        (json!({ "kind": "group", "name": "x" }), "/people"),
        (json!({ "kind": "group", "name": "", "people": [] }), "/name"),
        (json!({ "kind": "group", "name": "x".repeat(81), "people": [] }), "/name"),
        (json!({ "kind": "group", "name": "x", "people": [nobody()] }), "/people/0"),
        (json!({ "kind": "group", "name": "x", "people": vec![nobody(); 250] }), "/people"),
        (json!({ "kind": "room", "name": "x", "people": [] }), "/kind"),
        (json!({ "kind": "band", "name": "x", "people": [] }), "/kind"),
    ] {
        let refused = open(body.clone()).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!(pointer)), "{body}");
    }
    assert_eq!(open(json!({ "kind": "direct", "person": ada.id, "x": 1 })).await.status, 400);
    assert_eq!(house.visitor().post("/api/conversations", json!({})).await.status, 401);
    assert_eq!(house.visitor().get("/api/conversations").await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_its_members_and_unknown_to_others() {
    let house = house().await;
    let (ada, ben, cyd) = (house.person().await, house.person().await, house.person().await);
    let key = Uuid::now_v7();
    let body = json!({ "kind": "group", "name": "Bakers", "people": [ben.id, ben.id, ada.id] });
    let opened = ada.keyed(reqwest::Method::POST, "/api/conversations", key, body.clone()).await;
    assert_eq!((opened.status, &opened.body["name"], &opened.body["unread"]), (201, &json!("Bakers"), &json!(0)));
    assert_eq!(
        roles(&opened.body),
        [(ada.id.clone(), "owner".to_owned()), (ben.id.clone(), "member".to_owned())],
        "each once, the owner first"
    );
    let again = ada.keyed(reqwest::Method::POST, "/api/conversations", key, body).await;
    assert_eq!((again.status, id(&again), again.position()), (201, id(&opened), opened.position()));
    let group = id(&opened);
    for (path, method) in [("", "GET"), ("/messages", "GET"), ("/members", "GET"), ("/pins", "GET"), ("/bans", "GET")] {
        let answer = cyd.get(&format!("{}{path}", at(&group))).await;
        assert_eq!((answer.status, answer.code()), (404, "conversations.not_found"), "{method} {path}");
    }
    assert_eq!(cyd.patch(&at(&group), json!({ "name": "Mine" })).await.status, 404);
    assert_eq!(cyd.delete(&at(&group)).await.status, 404);
    assert_eq!(cyd.put(&format!("{}/read", at(&group)), json!({ "up_to": 1 })).await.status, 404);
    assert_eq!(cyd.put(&format!("{}/level", at(&group)), json!({ "level": "none" })).await.status, 404);
    assert_eq!(cyd.put(&format!("/api/rooms/{group}/membership"), Value::Null).await.status, 404, "no room");
    assert_eq!(try_to_say(&cyd, &group, "hello").await.status, 404);
    assert_eq!(seat(&cyd, &group, &cyd, Value::Null).await.status, 404);
    assert!(listed(&cyd, &group).await.is_none());
    for unknown in [nobody(), "x".to_owned()] {
        assert_eq!(ada.get(&at(&unknown)).await.status, 404);
        assert_eq!(try_to_say(&ada, &unknown, "hello").await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_say_who_may_what() {
    let house = house().await;
    let (ada, ben, cyd, dot) = (house.person().await, house.person().await, house.person().await, house.person().await);
    let talk = group(&ada, &[&ben]).await;
    assert_eq!(seat(&ben, &talk, &cyd, Value::Null).await.code(), "conversations.not_moderator");
    let promoted = seat(&ada, &talk, &ben, json!({ "role": "moderator" })).await;
    assert_eq!((promoted.status, &promoted.body["role"]), (200, &json!("moderator")));
    let added = seat(&ben, &talk, &cyd, Value::Null).await;
    assert_eq!(
        (added.status, &added.body["role"], &added.body["person"]["id"]),
        (200, &json!("member"), &json!(cyd.id))
    );
    assert_eq!(seat(&ben, &talk, &cyd, Value::Null).await.status, 200, "again");
    assert_eq!(seat(&ben, &talk, &cyd, json!({ "role": "moderator" })).await.code(), "conversations.not_owner");
    assert_eq!(seat(&ada, &talk, &cyd, json!({ "role": "king" })).await.status, 422);
    assert_eq!(seat(&ada, &talk, &ada, json!({ "role": "member" })).await.code(), "conversations.needs_owner");
    let stranger = ada.put(&format!("{}/members/{}", at(&talk), nobody()), Value::Null).await;
    assert_eq!((stranger.status, stranger.code()), (404, "people.not_found"));
    let members = cyd.get(&format!("{}/members?limit=2", at(&talk))).await.body;
    assert_eq!(members["items"].as_array().unwrap().len(), 2);
    let cursor = members["next_cursor"].as_str().unwrap();
    let rest = cyd.get(&format!("{}/members?limit=2&cursor={cursor}", at(&talk))).await.body;
    assert_eq!(rest["items"][0]["person"]["id"], cyd.id);

    let renamed = ben.patch(&at(&talk), json!({ "name": "Millers", "description": "Flour" })).await;
    assert_eq!((renamed.status, &renamed.body["name"]), (200, &json!("Millers")));
    assert_eq!(cyd.patch(&at(&talk), json!({ "name": "x" })).await.code(), "conversations.not_moderator");
    assert_eq!(cyd.get(&at(&talk)).await.body["description"], "Flour");

    let taken_out = |who: &Client| format!("{}/members/{}", at(&talk), who.id);
    assert_eq!(cyd.delete(&taken_out(&ben)).await.code(), "conversations.not_moderator");
    assert_eq!(ben.delete(&taken_out(&ada)).await.code(), "conversations.not_moderator");
    assert_eq!(ben.delete(&taken_out(&cyd)).await.status, 204);
    assert_eq!(cyd.get(&at(&talk)).await.status, 404);
    assert_eq!(try_to_say(&cyd, &talk, "still here?").await.status, 404);

    let handed = seat(&ada, &talk, &ben, json!({ "role": "owner" })).await;
    assert_eq!((handed.status, &handed.body["role"]), (200, &json!("owner")));
    assert_eq!(ada.get(&at(&talk)).await.body["role"], "moderator");
    assert_eq!(seat(&ada, &talk, &dot, json!({ "role": "member" })).await.status, 200);
    assert_eq!(ben.delete(&at(&talk)).await.status, 204);
    let left = ada.get(&at(&talk)).await.body;
    assert_eq!((&left["role"], &left["member_count"]), (&json!("owner"), &json!(2)), "the moderator is next");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_muted_is_silent_and_who_is_banned_is_out() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let talk = group(&ada, &[&ben]).await;
    let (mute, ban) = (format!("{}/mutes/{}", at(&talk), ben.id), format!("{}/bans/{}", at(&talk), ben.id));
    let said = say(&ben, &talk, "before").await;
    assert_eq!(ada.put(&mute, json!({ "until": "2000-01-01T00:00:00Z" })).await.status, 422);
    assert_eq!(ada.put(&mute, Value::Null).await.status, 204);
    assert_eq!(try_to_say(&ben, &talk, "hm").await.code(), "conversations.muted");
    let edit = ben.patch(&format!("/api/messages/{}", id(&said)), json!({ "body": "x" })).await;
    assert_eq!((edit.status, edit.code()), (403, "conversations.muted"));
    assert_eq!(ben.get(&at(&talk)).await.body["muted"], true);
    assert_eq!(silent(&ada, &talk).await, [(ben.id.clone(), Value::Null)]);
    assert_eq!(messages(&ben, &talk).await.len(), 1, "reads on");
    assert_eq!(ada.put(&mute, json!({ "until": "2100-01-01T00:00:00Z" })).await.status, 204);
    assert_eq!(silent(&ada, &talk).await, [(ben.id.clone(), json!("2100-01-01T00:00:00Z"))]);
    assert_eq!(ben.get(&at(&talk)).await.body["muted_until"], "2100-01-01T00:00:00Z");
    assert_eq!(ada.delete(&mute).await.status, 204);
    assert_eq!(silent(&ada, &talk).await, []);
    say(&ben, &talk, "again").await;
    assert_eq!(
        ben.put(&format!("{}/mutes/{}", at(&talk), ada.id), Value::Null).await.code(),
        "conversations.not_moderator"
    );

    assert_eq!(ada.put(&ban, json!({})).await.status, 204);
    assert_eq!(ben.get(&at(&talk)).await.status, 404);
    assert_eq!(seat(&ada, &talk, &ben, Value::Null).await.code(), "conversations.banned");
    let bans = ada.get(&format!("{}/bans", at(&talk))).await.body;
    assert_eq!(bans["items"][0]["person"]["id"], ben.id);
    assert_eq!(ada.delete(&ban).await.status, 204);
    assert_eq!(seat(&ada, &talk, &ben, Value::Null).await.status, 200);
    assert_eq!(messages(&ben, &talk).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_direct_conversation_that_was_left_comes_back_with_its_history() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let talk = id(&direct(&ada, &ben).await);
    say(&ada, &talk, "one").await;
    assert_eq!(ben.delete(&at(&talk)).await.status, 204);
    let again = ben.delete(&at(&talk)).await;
    assert_eq!(again.status, 204);
    assert!(listed(&ben, &talk).await.is_none());
    assert!(listed(&ada, &talk).await.is_some());
    let position = say(&ada, &talk, "two").await.position();
    ben.get_after("/api/conversations", position).await;
    assert!(listed(&ben, &talk).await.is_some());
    assert_eq!(messages(&ben, &talk).await.len(), 2);
    assert_eq!(seat(&ada, &talk, &house.admin(), Value::Null).await.code(), "conversations.direct");
    assert_eq!(ada.patch(&at(&talk), json!({ "name": "x" })).await.code(), "conversations.direct");
    assert_eq!(ada.delete(&format!("{}/members/{}", at(&talk), ben.id)).await.code(), "conversations.direct");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_binds_both_of_two() {
    let house = house().await;
    let (ada, ben, cyd) = (house.person().await, house.person().await, house.person().await);
    let talk = id(&direct(&ada, &ben).await);
    let said = say(&ben, &talk, "hey").await;
    let shared = group(&cyd, &[&ada, &ben]).await;
    ada.put(&format!("/api/blocks/{}", ben.id), Value::Null).await;
    for (one, other, code) in [(&ben, &ada, "conversations.not_allowed"), (&ada, &ben, "conversations.blocked")] {
        for refused in [
            direct(one, other).await,
            try_to_say(one, &talk, "x").await,
            one.put(&format!("/api/messages/{}/reactions/👍", id(&said)), Value::Null).await,
            one.post("/api/conversations", json!({ "kind": "group", "name": "x", "people": [other.id] })).await,
        ] {
            assert_eq!((refused.status, refused.code()), (403, code));
        }
    }
    let edit = ben.patch(&format!("/api/messages/{}", id(&said)), json!({ "body": "x" })).await;
    assert_eq!(edit.code(), "conversations.not_allowed");
    let own = group(&ada, &[]).await;
    assert_eq!(seat(&ada, &own, &ben, Value::Null).await.code(), "conversations.blocked");
    // With others around, both write on; whoever blocked does not read the other.
    let heard = say(&ben, &shared, &format!("@{} listen", ada.username)).await;
    assert_eq!(heard.body["mentions"], json!([]));
    let read = messages(&ada, &shared).await;
    assert_eq!((&read[0]["body"], &read[0]["blocked"]), (&json!(""), &json!(true)));
    assert_eq!(listed(&ada, &shared).await.unwrap()["unread"], 0);
    assert_eq!(listed(&cyd, &shared).await.unwrap()["unread"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_level_is_kept() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let talk = group(&ada, &[&ben]).await;
    let level = format!("{}/level", at(&talk));
    assert_eq!(ada.get(&at(&talk)).await.body["level"], "all");
    let set = ada.put(&level, json!({ "level": "mentions" })).await;
    assert_eq!((set.status, &set.body["level"]), (200, &json!("mentions")));
    assert_eq!(ada.put(&level, json!({ "level": "mentions" })).await.status, 200);
    assert_eq!(ada.get(&at(&talk)).await.body["level"], "mentions");
    assert_eq!(ben.get(&at(&talk)).await.body["level"], "all");
    assert_eq!(ada.put(&level, json!({ "level": "loud" })).await.status, 422);
    assert_eq!(ada.put(&level, json!({})).await.status, 422);
}
