//! Conversations at the socket: members follow without asking, and nobody else does.

use super::client::{Socket, names, seq};
use crate::support::talk::{direct, group, id, say};
use crate::support::{Bed, TestApp};
use loggia::conversations::Kind;
use loggia::id::{ConversationId, Key, MessageId};
use loggia::log::{Request, Subject, Unit};
use loggia::messages::{Event, Sent};
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn members_follow_their_conversations_and_others_cannot() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben, cyd) = (app.person("ada").await, app.person("ben").await, app.person("cyd").await);
    let talk = group(&ada, &[&ben]).await;
    let topic = format!("conversation:{talk}");
    let (mut his, hello) = Socket::on(&ben, &[]).await;
    assert!(names(&hello["topics"]).contains(&topic.as_str()), "{hello}");
    let (mut stranger, hello) = Socket::on(&cyd, &[&topic]).await;
    assert_eq!(hello["refused"], json!([{ "topic": topic, "code": "topics.not_found" }]));
    let said = say(&ada, &talk, "**hello** @ben").await;
    let frame = his.news().await;
    assert_eq!((seq(&frame), &frame["type"]), (said.position(), &json!("message.sent")));
    assert!(frame["html"].as_str().unwrap().contains("<strong>hello</strong>"));
    assert_eq!(frame["mentions"], json!([ben.id]));
    // Opened while connected: told at once, and what comes after it too.
    let other = group(&ada, &[&cyd]).await;
    assert_eq!(stranger.news().await["type"], "conversation.opened");
    let said = say(&ada, &other, "and you").await.position();
    assert_eq!(seq(&stranger.news().await), said);
    assert!(his.settle().await.is_empty(), "nothing of it to him");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_out_receives_nothing_after_that_event_on_any_node() {
    let bed = Bed::new().await;
    let (one, two) = (TestApp::start(&bed, &[]).await, TestApp::start(&bed, &["--roles=api,socket"]).await);
    let (ada, ben, cyd) = (one.person("ada").await, one.person("ben").await, one.person("cyd").await);
    let elsewhere = two.visitor().with_token(ben.token.clone());
    let topic = |talk: &str| format!("conversation:{talk}");
    for way in ["members", "bans", "left"] {
        let talk = group(&ada, &[&ben, &cyd]).await;
        let (mut here, _) = Socket::on(&ben, &[]).await;
        let (mut there, hello) = Socket::on(&elsewhere, &[]).await;
        assert!(names(&hello["topics"]).contains(&topic(&talk).as_str()));
        let out = match way {
            "members" => ada.delete(&format!("/api/conversations/{talk}/members/{}", ben.id)).await,
            "bans" => ada.put(&format!("/api/conversations/{talk}/bans/{}", ben.id), Value::Null).await,
            _ => ben.delete(&format!("/api/conversations/{talk}")).await,
        };
        assert_eq!(out.status, 204, "{way}");
        for n in 0..5 {
            say(&cyd, &talk, &format!("among us {n}")).await;
        }
        for socket in [&mut here, &mut there] {
            let last = socket.news().await;
            assert_eq!(seq(&last), out.position(), "{way}: their own going out, by their own topic");
            assert!(socket.settle().await.is_empty(), "{way}");
            let (answer, _) = socket.subscribe(&[&topic(&talk)], Some(out.position())).await;
            assert_eq!(answer["refused"][0]["code"], "topics.not_found", "{way}");
        }
        // Nor when coming back from before it.
        let incarnation = ben.get("/api/people/me").await.header("loggia-log").unwrap().to_owned();
        let resume = json!({ "op": "hello", "since": out.position() - 1, "incarnation": incarnation, "topics": [] });
        let (mut back, _) = Socket::greeted(&ben, resume).await;
        assert_eq!(seq(&back.news().await), out.position());
        assert!(back.settle().await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_conversation_still_rings() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let talk = id(&direct(&ada, &ben).await);
    let (mut socket, _) = Socket::on(&ben, &[]).await;
    assert_eq!(ben.delete(&format!("/api/conversations/{talk}")).await.status, 204);
    assert_eq!(socket.news().await["type"], "conversation.left");
    let said = say(&ada, &talk, "are you there?").await;
    assert_eq!(seq(&socket.news().await), said.position());
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_reaches_the_others_and_only_from_members() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben, cyd) = (app.person("ada").await, app.person("ben").await, app.person("cyd").await);
    let talk = group(&ada, &[&ben]).await;
    let (mut hers, _) = Socket::on(&ada, &[]).await;
    let (mut his, _) = Socket::on(&ben, &[]).await;
    let (mut stranger, _) = Socket::on(&cyd, &[]).await;
    let typing = |typing: bool| json!({ "op": "typing", "conversation": talk, "typing": typing });
    for _ in 0..3 {
        hers.send(typing(true)).await;
    }
    hers.send(typing(false)).await;
    let told = |typing: bool| json!({ "op": "typing", "conversation": talk, "person": ada.id, "typing": typing });
    assert_eq!(his.news().await, told(true));
    assert_eq!(his.news().await, told(false), "once, however often it was sent");
    stranger.send(typing(true)).await;
    assert_eq!(stranger.news().await, json!({ "op": "error", "code": "conversations.not_found" }));
    assert!(his.settle().await.is_empty() && hers.settle().await.is_empty());
    // Not to who has blocked them.
    assert_eq!(ben.put(&format!("/api/blocks/{}", ada.id), Value::Null).await.status, 200);
    assert_eq!(his.news().await["type"], "person.blocked");
    let (mut again, _) = Socket::on(&ada, &[]).await;
    again.send(typing(true)).await;
    again.settle().await;
    his.send(json!({ "op": "typing", "conversation": talk, "typing": true })).await;
    assert_eq!(hers.news().await["person"], ben.id);
    assert!(his.settle().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_joined_while_connected_is_followed() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let lounge = ada.get("/api/rooms").await.body["items"][0]["id"].as_str().unwrap().to_owned();
    let membership = format!("/api/rooms/{lounge}/membership");
    ada.put(&membership, Value::Null).await;
    let (mut socket, _) = Socket::on(&ben, &[]).await;
    say(&ada, &lounge, "not for him").await;
    ben.put(&membership, Value::Null).await;
    assert_eq!(socket.news().await["type"], "conversation.joined");
    let said = say(&ada, &lounge, "for him").await;
    assert_eq!(seq(&socket.news().await), said.position());
    ben.delete(&membership).await;
    assert_eq!(socket.news().await["type"], "conversation.left");
    say(&ada, &lounge, "not any more").await;
    assert!(socket.settle().await.is_empty());
}

/// Whoever mentions somebody in the moment of their removal: the log has the removal first, and the message names them.
#[tokio::test(flavor = "multi_thread")]
async fn a_mention_brings_nothing_to_who_was_removed_before_it() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben, cyd) = (app.person("ada").await, app.person("ben").await, app.person("cyd").await);
    let talk = group(&ada, &[&ben, &cyd]).await;
    let (mut his, _) = Socket::on(&ben, &[]).await;
    let (mut hers, _) = Socket::on(&cyd, &[]).await;
    let (mut own, _) = Socket::on(&ada, &[]).await;
    let out = ada.delete(&format!("/api/conversations/{talk}/members/{}", ben.id)).await.position();
    // As a node appends that did not know of it yet.
    let (conversation, message) = (ConversationId(talk.parse().unwrap()), MessageId(Uuid::now_v7()));
    let mentions = [&ben, &cyd].map(|person| person.id.parse().unwrap()).to_vec();
    let (body, kind, reply_to, reply_to_sender) = ("@ben @cyd secret".to_owned(), Kind::Group, None, None);
    let sent: Event = Sent { message, conversation, kind, body, reply_to, reply_to_sender, mentions }.into();
    let request = Request {
        actor: ada.id.parse().unwrap(),
        key: Key(Uuid::now_v7()),
        at: OffsetDateTime::now_utc(),
        fingerprint: "a race".into(),
    };
    let subject = Subject::of(Unit::Talk, conversation);
    let appended = app.app().log.append_freely::<()>(&subject, &request, sent.into()).await.unwrap();
    for socket in [&mut hers, &mut own] {
        assert_eq!(seq(&socket.news().await), out);
        let frame = socket.news().await;
        assert_eq!(seq(&frame), appended.position, "{frame}");
        assert!(names(&frame["topics"]).contains(&format!("person:{}", cyd.id).as_str()));
    }
    assert_eq!(seq(&his.news().await), out);
    assert!(his.settle().await.is_empty(), "removed before it was said");
    let incarnation = ben.get("/api/people/me").await.header("loggia-log").unwrap().to_owned();
    let resume = json!({ "op": "hello", "since": out - 1, "incarnation": incarnation, "topics": [] });
    let (mut back, _) = Socket::greeted(&ben, resume).await;
    assert_eq!(seq(&back.news().await), out);
    assert!(back.settle().await.is_empty(), "nor when they come back");
    ben.get_after("/api/notifications", appended.position).await;
    let told = ben.get("/api/notifications").await.body;
    assert_eq!((&told["items"], &told["unread"]), (&json!([]), &json!(0)));
}
