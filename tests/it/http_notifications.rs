//! Notifications over HTTP: what concerns somebody, once, and what was taken back is not there.

use crate::sockets::client::Socket;
use crate::support::games;
use crate::support::talk::{direct, group, id, say};
use crate::support::{Answer, Bed, Client, TestApp, house};
use loggia::projector::rebuild::{bar, replay};
use loggia::projector::verify::verify;
use serde_json::{Value, json};

async fn notifications(client: &Client) -> Value {
    let page = client.get("/api/notifications").await;
    assert_eq!(page.status, 200, "{:?}", page.body);
    page.body
}

async fn items(client: &Client) -> Vec<Value> {
    notifications(client).await["items"].as_array().unwrap().clone()
}

fn kinds(items: &[Value]) -> Vec<&str> {
    items.iter().filter_map(|item| item["kind"].as_str()).collect()
}

/// Whose acts it tells of.
fn actors(item: &Value) -> Vec<&str> {
    item["actors"].as_array().unwrap().iter().filter_map(|actor| actor["id"].as_str()).collect()
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().expect(field).to_owned()
}

async fn done(answer: impl Future<Output = Answer>) -> Answer {
    let answer = answer.await;
    assert!((200..300).contains(&answer.status), "{:?}", answer.body);
    answer
}

async fn like(client: &Client, path: &str) -> Answer {
    done(client.put(&format!("{path}/like"), Value::Null)).await
}

async fn comment(client: &Client, post: &str, body: &str, parent: Option<&str>) -> Answer {
    done(client.post(&format!("/api/posts/{post}/comments"), json!({ "body": body, "parent": parent }))).await
}

async fn people() -> (Client, Client, Client) {
    let house = house().await;
    (house.person().await, house.person().await, house.person().await)
}

#[tokio::test(flavor = "multi_thread")]
async fn likes_of_one_thing_are_one_notification() {
    let (ada, ben, cyd) = people().await;
    let post = ada.write_post("Which colour?").await;
    let path = format!("/api/posts/{}", text(&post, "id"));
    like(&ada, &path).await;
    assert!(items(&ada).await.is_empty(), "one's own acts notify nobody");
    like(&ben, &path).await;
    let last = like(&cyd, &path).await;
    let page = notifications(&ada).await;
    assert_eq!((&page["unread"], &page["next_cursor"]), (&json!(1), &Value::Null));
    assert!(page["position"].as_u64().unwrap() >= last.position());
    let both = &page["items"][0];
    assert_eq!((&both["kind"], &both["count"], &both["unread"]), (&json!("like"), &json!(2), &json!(true)));
    assert_eq!(actors(both), [cyd.id.as_str(), &ben.id], "the latest first");
    assert_eq!(both["about"], json!({ "post": post["id"] }));
    assert_eq!((&both["position"], &both["excerpt"]), (&json!(last.position()), &json!("Which colour?")));
    done(cyd.delete(&format!("{path}/like"))).await;
    let one = items(&ada).await;
    assert_eq!((one.len(), actors(&one[0]), &one[0]["id"]), (1, vec![ben.id.as_str()], &both["id"]));
    done(ben.delete(&format!("{path}/like"))).await;
    assert!(items(&ada).await.is_empty(), "nobody likes it any more");
    assert!(items(&ben).await.is_empty() && items(&cyd).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_tells_each_once() {
    let (ada, ben, cyd) = people().await;
    let post = text(&ada.write_post("Bread").await, "id");
    let first = text(&comment(&ben, &post, "Rye.", None).await.body, "id");
    let told = items(&ada).await;
    assert_eq!((kinds(&told), &told[0]["excerpt"]), (vec!["comment"], &json!("Rye.")));
    assert_eq!(told[0]["about"], json!({ "post": post, "comment": first }));
    // To an answer, which mentions the post's author: a reply to one, a mention to the other.
    let body = format!("With @{}, and @{} again, and @nobody.", ada.username, ada.username);
    comment(&cyd, &post, &body, Some(&first)).await;
    assert_eq!(kinds(&items(&ada).await), ["mention", "comment"]);
    assert_eq!(kinds(&items(&ben).await), ["reply"]);
    // One's own post answered by oneself, to somebody.
    comment(&ada, &post, "Thanks", Some(&first)).await;
    assert_eq!(kinds(&items(&ada).await), ["mention", "comment"]);
    assert_eq!(kinds(&items(&ben).await), ["reply", "reply"]);
    assert!(items(&cyd).await.is_empty());
    done(cyd.put(&format!("/api/comments/{first}/like"), Value::Null)).await;
    assert_eq!(kinds(&items(&ben).await), ["like", "reply", "reply"]);
    // What is deleted takes along what it told; the answers to it stay.
    done(ben.delete(&format!("/api/comments/{first}"))).await;
    assert_eq!(kinds(&items(&ada).await), ["mention"]);
    assert_eq!(kinds(&items(&ben).await), ["reply", "reply"]);
    done(ada.delete(&format!("/api/posts/{post}"))).await;
    assert!(items(&ada).await.is_empty() && items(&ben).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_notifies_once_for_each_person_and_thing() {
    let (ada, ben, cyd) = people().await;
    let body = format!("Hello @{}", ben.username);
    let post = done(ada.post("/api/posts", json!({ "title": "T", "body": body, "kind": "text" }))).await.body;
    assert_eq!(kinds(&items(&ben).await), ["mention"]);
    let path = format!("/api/posts/{}", text(&post, "id"));
    let edited = json!({ "body": format!("{body} and @{}", cyd.username) });
    done(ada.patch(&path, edited)).await;
    assert_eq!((kinds(&items(&ben).await), kinds(&items(&cyd).await)), (vec!["mention"], vec!["mention"]));
    assert!(items(&ben).await[0]["position"].as_u64() < items(&cyd).await[0]["position"].as_u64());
    // Told of the comment already: naming them in an edit tells nothing new.
    let said = text(&comment(&cyd, &text(&post, "id"), "Yes", None).await.body, "id");
    let naming = json!({ "body": format!("Yes @{} @{}", ada.username, ben.username) });
    done(cyd.patch(&format!("/api/comments/{said}"), naming)).await;
    assert_eq!(kinds(&items(&ada).await), ["comment"]);
    assert_eq!(kinds(&items(&ben).await), ["mention", "mention"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn friends_are_told_and_what_is_taken_back_is_gone() {
    let (ada, ben, _) = people().await;
    let to = |person: &Client| format!("/api/friends/{}", person.id);
    done(ada.put(&to(&ben), Value::Null)).await;
    let request = items(&ben).await;
    assert_eq!((kinds(&request), actors(&request[0])), (vec!["friend_request"], vec![ada.id.as_str()]));
    assert_eq!(request[0]["about"], json!({}));
    done(ada.delete(&to(&ben))).await;
    assert!(items(&ben).await.is_empty(), "cancelled");
    done(ada.put(&to(&ben), Value::Null)).await;
    done(ben.delete(&to(&ada))).await;
    assert!(items(&ben).await.is_empty(), "declined");
    done(ada.put(&to(&ben), Value::Null)).await;
    done(ben.put(&to(&ada), Value::Null)).await;
    assert!(items(&ben).await.is_empty(), "answered");
    assert_eq!(kinds(&items(&ada).await), ["friend_accepted"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_messages_members_are_told_who_are_mentioned_and_want_to_be() {
    let (ada, ben, cyd) = people().await;
    let talk = group(&ada, &[&ben]).await;
    let pair = id(&direct(&ada, &ben).await);
    let to_both = format!("Bread, @{} and @{}?", ben.username, cyd.username);
    say(&ada, &pair, &to_both).await;
    assert!(items(&ben).await.is_empty(), "a direct message is counted by its conversation");
    let said = say(&ada, &talk, &to_both).await;
    let told = items(&ben).await;
    assert_eq!((kinds(&told), &told[0]["excerpt"]), (vec!["mention"], &json!(to_both)));
    assert_eq!(told[0]["about"], json!({ "conversation": talk, "message": said.body["id"] }));
    assert!(items(&cyd).await.is_empty(), "not in it");
    say(&ada, &talk, "no names").await;
    for (level, count) in [("mentions", 2), ("none", 2), ("all", 3)] {
        done(ben.put(&format!("/api/conversations/{talk}/level"), json!({ "level": level }))).await;
        say(&ada, &talk, &to_both).await;
        assert_eq!(items(&ben).await.len(), count, "{level}");
    }
    done(ada.delete(&format!("/api/messages/{}", id(&said)))).await;
    assert_eq!(items(&ben).await.len(), 2, "deleted");
    done(ada.delete(&format!("/api/conversations/{talk}/members/{}", ben.id))).await;
    assert_eq!((items(&ben).await.len(), &notifications(&ben).await["unread"]), (0, &json!(0)), "no longer in it");
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_one_has_blocked_tells_nothing() {
    let (ada, ben, cyd) = people().await;
    let post = text(&ada.write_post("Jam").await, "id");
    let path = format!("/api/posts/{post}");
    like(&ben, &path).await;
    like(&cyd, &path).await;
    comment(&ben, &post, "Plum", None).await;
    assert_eq!(kinds(&items(&ada).await), ["comment", "like"]);
    let block = format!("/api/blocks/{}", ben.id);
    done(ada.put(&block, Value::Null)).await;
    let left = items(&ada).await;
    assert_eq!((kinds(&left), actors(&left[0]), &left[0]["count"]), (vec!["like"], vec![cyd.id.as_str()], &json!(1)));
    assert_eq!(notifications(&ada).await["unread"], 1);
    done(cyd.delete(&format!("{path}/like"))).await;
    assert_eq!((items(&ada).await.len(), &notifications(&ada).await["unread"]), (0, &json!(0)));
    done(ada.delete(&block)).await;
    assert_eq!(kinds(&items(&ada).await), ["comment", "like"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_marker_moves_forward_and_every_tab_knows() {
    let (ada, ben, _) = people().await;
    let post = text(&ada.write_post("Tea").await, "id");
    let (mut tab, _) = Socket::on(&ada, &[]).await;
    let first = comment(&ben, &post, "one", None).await.position();
    let second = comment(&ben, &post, "two", None).await.position();
    let read = async |up_to: Value| ada.put("/api/notifications/read", json!({ "up_to": up_to })).await;
    let answer = read(json!(first)).await;
    assert_eq!((answer.status, answer.header("loggia-position")), (204, None));
    let mut marker = tab.until("marker").await;
    assert!(marker.as_object_mut().unwrap().remove("position").unwrap().as_u64() >= Some(second), "counted with it");
    assert_eq!(marker, json!({ "op": "marker", "notifications": true, "up_to": first, "unread": 1 }));
    let page = notifications(&ada).await;
    let unread =
        |page: &Value| page["items"].as_array().unwrap().iter().map(|i| i["unread"] == true).collect::<Vec<_>>();
    assert_eq!((&page["unread"], unread(&page)), (&json!(1), vec![true, false]));
    // From the future: as far as there is.
    assert_eq!(read(json!(second + 1_000_000)).await.status, 204);
    assert_eq!(tab.until("marker").await["unread"], 0);
    assert_eq!(read(json!(first)).await.status, 204);
    assert_eq!(notifications(&ada).await["unread"], 0, "never back");
    comment(&ben, &post, "three", None).await;
    assert_eq!(notifications(&ada).await["unread"], 1, "what comes after the marker is new");
    assert_eq!(notifications(&ben).await["unread"], 0);
    for bad in [json!(-1), json!("x"), Value::Null] {
        assert!([400, 422].contains(&read(bad.clone()).await.status), "{bad}");
    }
    assert_eq!(ada.put("/api/notifications/read", json!({ "up_to": 1, "more": 1 })).await.status, 400);
    let visitor = house().await.visitor();
    assert_eq!(visitor.get("/api/notifications").await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_go_on() {
    let (ada, ben, _) = people().await;
    let post = text(&ada.write_post("Tea").await, "id");
    for n in 0..5 {
        comment(&ben, &post, &format!("{n}"), None).await;
    }
    let (mut seen, mut query) = (Vec::new(), "limit=2".to_owned());
    loop {
        let page = ada.get(&format!("/api/notifications?{query}")).await.body;
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| text(item, "excerpt")));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        query = format!("limit=2&cursor={cursor}");
    }
    assert_eq!(seen, ["4", "3", "2", "1", "0"]);
    for bad in ["limit=0", "cursor=x"] {
        assert_eq!(ada.get(&format!("/api/notifications?{bad}")).await.status, 422, "{bad}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rebuilding_changes_nothing_and_sends_nothing() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben, cyd) = (app.person("ada").await, app.person("ben").await, app.person("cyd").await);
    let post = text(&ada.write_post("Soup").await, "id");
    like(&ben, &format!("/api/posts/{post}")).await;
    comment(&cyd, &post, "@ben knows", None).await;
    done(cyd.put(&format!("/api/friends/{}", ada.id), Value::Null)).await;
    let talk = group(&ada, &[&ben]).await;
    let last = say(&ada, &talk, "@ben?").await.position();
    done(ada.put("/api/notifications/read", json!({ "up_to": last - 3 }))).await;
    let before = (notifications(&ada).await, notifications(&ben).await);
    assert_eq!((before.0["items"].as_array().unwrap().len(), before.1["items"].as_array().unwrap().len()), (3, 2));
    let (mut tab, _) = Socket::on(&ben, &[]).await;
    let stores = &app.node.as_ref().unwrap().stores;
    let address = || bed.database_url.parse().unwrap();
    replay(&stores.log, address(), stores.source.clone(), &bar()).await.unwrap();
    assert_eq!((notifications(&ada).await, notifications(&ben).await), before);
    assert!(tab.settle().await.is_empty());
    let verified = verify(&stores.log, address(), stores.source.clone(), &bar()).await.unwrap();
    assert!(verified.equal(), "{verified}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_nobody_answered_is_told() {
    let (ada, ben, _) = people().await;
    let talk = id(&direct(&ada, &ben).await);
    let call = done(ada.post(&format!("/api/conversations/{talk}/call"), json!({ "video": false }))).await;
    done(ada.delete(&format!("/api/calls/{}", id(&call)))).await;
    let told = items(&ben).await;
    assert_eq!((kinds(&told), actors(&told[0])), (vec!["call_missed"], vec![ada.id.as_str()]));
    assert_eq!(told[0]["about"], json!({ "conversation": talk, "call": call.body["id"] }));
    assert!(items(&ada).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_game_tells_whom_it_waits_for() {
    let (ada, ben, _) = people().await;
    let game = games::open(&ada, json!({ "kind": "connect_four", "opponent": ben.id })).await;
    let invited = items(&ben).await;
    assert_eq!((kinds(&invited), &invited[0]["about"]), (vec!["game_invite"], &json!({ "game": game })));
    done(ben.put(&format!("/api/games/{game}/seat"), json!({}))).await;
    assert_eq!((kinds(&items(&ada).await), items(&ben).await.len()), (vec!["game_turn"], 0));
    games::make(&ada, &game, "d", 0).await;
    let turn = items(&ben).await;
    assert_eq!(
        (items(&ada).await.len(), kinds(&turn), actors(&turn[0])),
        (0, vec!["game_turn"], vec![ada.id.as_str()])
    );
    done(games::act(&ben, &game, "resign")).await;
    assert!(items(&ada).await.is_empty() && items(&ben).await.is_empty(), "it is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looks_at_a_game_has_seen_what_is_about_it_alone() {
    let (ada, ben, _) = people().await;
    let game = games::on("connect_four", &ada, &ben).await;
    let asked = done(ada.put(&format!("/api/friends/{}", ben.id), Value::Null)).await;
    let moved = games::make(&ada, &game, "d", 0).await["position"].clone();
    assert_eq!(notifications(&ben).await["unread"], 2);
    let (mut socket, _) = Socket::on(&ben, &[]).await;
    done(ben.put("/api/notifications/read", json!({ "up_to": moved, "game": game }))).await;
    let marker = socket.until("marker").await;
    assert_eq!((&marker["notifications"], &marker["game"]), (&json!(true), &json!(game)));
    assert_eq!((&marker["up_to"], &marker["unread"]), (&moved, &json!(1)));
    let page = notifications(&ben).await;
    let seen: Vec<_> = page["items"].as_array().unwrap().iter().map(|item| (&item["kind"], &item["unread"])).collect();
    assert_eq!(seen, [(&json!("game_turn"), &json!(false)), (&json!("friend_request"), &json!(true))]);
    games::make(&ben, &game, "d", 1).await;
    games::make(&ada, &game, "d", 2).await;
    assert_eq!(notifications(&ben).await["unread"], 2, "the next turn is told anew");
    done(ben.put("/api/notifications/read", json!({ "up_to": asked.position() }))).await;
    assert_eq!(notifications(&ben).await["unread"], 1);
}
