//! Public rooms: named to everybody, read by those who are in them.

use crate::support::talk::{id, messages, nobody, say, try_to_say};
use crate::support::{Answer, Bed, Client, TestApp, house};
use serde_json::{Value, json};

async fn room(admin: &Client, name: &str) -> Answer {
    let opened = admin.post("/api/rooms", json!({ "name": name, "description": "For tests." })).await;
    assert_eq!(opened.status, 201, "{:?}", opened.body);
    opened
}

async fn listed(client: &Client, room: &str) -> Value {
    let list = client.get("/api/rooms?limit=100").await.body;
    list["items"].as_array().unwrap().iter().find(|item| item["id"] == room).cloned().expect("a room")
}

fn membership(room: &str) -> String {
    format!("/api/rooms/{room}/membership")
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_open_rooms_that_anybody_joins() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let refused = ada.post("/api/rooms", json!({ "name": "Mine" })).await;
    assert_eq!((refused.status, refused.code()), (403, "accounts.not_admin"));
    let opened = room(&house.admin(), "Garden").await;
    let room = id(&opened);
    assert_eq!((&opened.body["kind"], &opened.body["role"]), (&json!("room"), &json!("owner")));
    assert_eq!(listed(&house.visitor(), &room).await["name"], "Garden", "without a token");
    assert_eq!(listed(&ada, &room).await["joined"], false);
    assert_eq!(ada.get(&format!("/api/conversations/{room}/messages")).await.status, 404);
    assert_eq!(try_to_say(&ada, &room, "hello").await.status, 404);
    let joined = ada.put(&membership(&room), Value::Null).await;
    assert_eq!((joined.status, &joined.body["name"], &joined.body["role"]), (200, &json!("Garden"), &json!("member")));
    assert_eq!(ada.put(&membership(&room), Value::Null).await.status, 200);
    say(&ada, &room, "hello").await;
    say(&house.admin(), &room, "welcome").await;
    ben.put(&membership(&room), Value::Null).await;
    assert_eq!(messages(&ben, &room).await.len(), 2, "with its history");
    let now = listed(&ada, &room).await;
    assert_eq!((&now["joined"], &now["member_count"]), (&json!(true), &json!(3)));
    assert_eq!(ada.delete(&membership(&room)).await.status, 204);
    assert_eq!(ada.delete(&membership(&room)).await.status, 204);
    assert_eq!(try_to_say(&ada, &room, "hello?").await.status, 404);
    for unknown in [nobody(), "x".into()] {
        assert_eq!(ada.put(&membership(&unknown), Value::Null).await.status, 404);
        assert_eq!(ada.delete(&membership(&unknown)).await.status, 404);
    }
    for bad in [json!({}), json!({ "name": "" }), json!({ "name": "a\nb" })] {
        assert_eq!(house.admin().post("/api/rooms", bad).await.status, 422);
    }
    assert_eq!(house.visitor().put(&membership(&room), Value::Null).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_are_moderated() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let room = id(&room(&house.admin(), "Square").await);
    for person in [&ada, &ben] {
        person.put(&membership(&room), Value::Null).await;
    }
    let seat = |person: &Client| format!("/api/conversations/{room}/members/{}", person.id);
    assert_eq!(ada.delete(&seat(&ben)).await.code(), "conversations.not_moderator");
    let made = house.admin().put(&seat(&ada), json!({ "role": "moderator" })).await;
    assert_eq!((made.status, &made.body["role"]), (200, &json!("moderator")));
    let rude = say(&ben, &room, "rude").await;
    assert_eq!(ada.delete(&format!("/api/messages/{}", id(&rude))).await.status, 204);
    assert_eq!(ada.delete(&seat(&ben)).await.status, 204);
    assert_eq!(try_to_say(&ben, &room, "x").await.status, 404);
    assert_eq!(ben.put(&membership(&room), Value::Null).await.status, 200, "removed is not banned");
    let ban = format!("/api/conversations/{room}/bans/{}", ben.id);
    assert_eq!(ada.put(&ban, Value::Null).await.status, 204);
    assert_eq!(ben.put(&membership(&room), Value::Null).await.code(), "conversations.banned");
    assert_eq!(ada.delete(&ban).await.status, 204);
    assert_eq!(ben.put(&membership(&room), Value::Null).await.status, 200);
    let stranger = house.person().await;
    assert_eq!(ada.put(&seat(&stranger), Value::Null).await.code(), "conversations.public");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_instance_has_one_room_however_many_nodes_begin_it() {
    let bed = Bed::new().await;
    let (one, other) = tokio::join!(TestApp::start(&bed, &[]), TestApp::start(&bed, &[]));
    let ada = one.person("ada").await;
    for app in [&one, &other] {
        let rooms = app.visitor().get("/api/rooms").await.body;
        assert_eq!(rooms["items"].as_array().unwrap().len(), 1);
        assert_eq!(rooms["items"][0]["name"], "lounge");
    }
    let third = TestApp::start(&bed, &[]).await;
    let entries = third.app().log.range(0, u64::MAX, usize::MAX).await.unwrap();
    assert_eq!(entries.iter().filter(|entry| &*entry.kind == "conversation.opened").count(), 1);
    let lounge = id_of(&third.visitor().get("/api/rooms").await);
    assert_eq!(ada.put(&membership(&lounge), Value::Null).await.status, 200);
    say(&ada, &lounge, "first").await;
}

fn id_of(rooms: &Answer) -> String {
    rooms.body["items"][0]["id"].as_str().expect("a room").to_owned()
}
