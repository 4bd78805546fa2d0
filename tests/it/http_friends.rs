//! Friends and blocks over HTTP and at the socket.

use crate::sockets::client::Socket;
use crate::support::{Answer, Bed, Client, TestApp, house};
use loggia::projector::verify;
use serde_json::{Value, json};

async fn befriend(one: &Client, other: &Client) -> Answer {
    one.put(&format!("/api/friends/{}", other.id), Value::Null).await
}

async fn block(one: &Client, other: &Client) -> Answer {
    one.put(&format!("/api/blocks/{}", other.id), Value::Null).await
}

async fn status(one: &Client, other: &Client) -> Value {
    one.get(&format!("/api/friends/{}", other.id)).await.body["status"].clone()
}

fn people(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(|item| item["person"]["id"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_crossing_requests_make_a_friendship() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let asked = befriend(&ada, &ben).await;
    assert_eq!((asked.status, &asked.body["status"]), (200, &json!("requested")));
    let again = befriend(&ada, &ben).await;
    assert_eq!((again.status, again.body["status"].clone()), (200, json!("requested")));
    assert_eq!((status(&ada, &ben).await, status(&ben, &ada).await), (json!("requested"), json!("incoming")));
    let requests = ben.get("/api/friends/requests").await.body;
    assert_eq!((people(&requests["incoming"]), people(&requests["outgoing"])), (vec![ada.id.as_str()], vec![]));
    assert!(requests["incoming"][0]["created_at"].is_string());
    let accepted = befriend(&ben, &ada).await;
    assert_eq!((accepted.status, &accepted.body["status"]), (200, &json!("friends")));
    assert!(accepted.position() > asked.position());
    assert_eq!(people(&ada.get_after("/api/friends", accepted.position()).await.body["items"]), [&ben.id]);
    assert_eq!(people(&ben.get("/api/friends").await.body["items"]), [&ada.id]);
    let requests = ada.get("/api/friends/requests").await.body;
    assert_eq!((&requests["incoming"], &requests["outgoing"]), (&json!([]), &json!([])));
    let removed = ada.delete(&format!("/api/friends/{}", ben.id)).await;
    assert_eq!((removed.status, &removed.body["status"]), (200, &json!("none")));
    assert_eq!(people(&ben.get_after("/api/friends", removed.position()).await.body["items"]), Vec::<&str>::new());
    assert_eq!(ada.delete(&format!("/api/friends/{}", ben.id)).await.status, 200, "again");
}

#[tokio::test(flavor = "multi_thread")]
async fn at_once_from_both_sides_there_is_one_friendship() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let both = (0..10).map(|n| {
        let (one, other) = if n % 2 == 0 { (ada.clone(), ben.clone()) } else { (ben.clone(), ada.clone()) };
        tokio::spawn(async move { befriend(&one, &other).await })
    });
    let mut last = 0;
    for answer in futures_util::future::join_all(both).await {
        let answer = answer.unwrap();
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        last = answer.position().max(last);
    }
    assert_eq!(people(&ada.get_after("/api/friends", last).await.body["items"]), [&ben.id]);
    assert_eq!(status(&ben, &ada).await, "friends");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_go_on_from_a_cursor() {
    let house = house().await;
    let ada = house.person().await;
    let mut last = 0;
    for _ in 0..3 {
        let other = house.person().await;
        befriend(&other, &ada).await;
        befriend(&ada, &other).await;
        let doomed = house.person().await;
        last = block(&ada, &doomed).await.position();
    }
    for list in ["/api/friends", "/api/blocks"] {
        let page = ada.get_after(&format!("{list}?limit=2"), last).await.body;
        let cursor = page["next_cursor"].as_str().expect("more");
        let rest = ada.get(&format!("{list}?limit=2&cursor={cursor}")).await.body;
        let seen = [people(&page["items"]), people(&rest["items"])].concat();
        assert_eq!((seen.len(), seen.iter().collect::<std::collections::HashSet<_>>().len()), (3, 3));
        assert_eq!(rest["next_cursor"], Value::Null);
    }
    let cursor = ada.get("/api/friends?limit=1").await.body["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(ada.get(&format!("/api/blocks?cursor={cursor}")).await.status, 422, "another list's cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn friends_of_friends_are_suggested() {
    let house = house().await;
    let (ada, ben, cyd, dot) = (house.person().await, house.person().await, house.person().await, house.person().await);
    let mut last = 0;
    for (one, other) in [(&ada, &ben), (&ada, &cyd), (&ben, &dot), (&cyd, &dot), (&cyd, &ben)] {
        befriend(one, other).await;
        last = befriend(other, one).await.position();
    }
    let suggested = ada.get_after("/api/friends/suggestions", last).await.body;
    assert_eq!(people(&suggested["items"]), [&dot.id], "not oneself, not one's friends");
    assert_eq!(suggested["items"][0]["friends_in_common"], 2);
    let blocked = block(&dot, &ada).await.position();
    assert_eq!(ada.get_after("/api/friends/suggestions", blocked).await.body["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_ends_what_was_and_prevents_what_would_be() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    befriend(&ada, &ben).await;
    befriend(&ben, &ada).await;
    let blocked = block(&ada, &ben).await;
    assert_eq!((blocked.status, &blocked.body["status"]), (200, &json!("blocked")));
    assert_eq!(block(&ada, &ben).await.status, 200);
    assert_eq!(people(&ada.get_after("/api/blocks", blocked.position()).await.body["items"]), [&ben.id]);
    for person in [&ada, &ben] {
        assert_eq!(person.get("/api/friends").await.body["items"], json!([]));
    }
    assert_eq!((status(&ada, &ben).await, status(&ben, &ada).await), (json!("blocked"), json!("none")));
    let refused = befriend(&ben, &ada).await;
    assert_eq!((refused.status, refused.code()), (403, "friends.not_allowed"));
    let refused = befriend(&ada, &ben).await;
    assert_eq!((refused.status, refused.code()), (403, "friends.blocked"));
    assert_eq!(ben.get(&format!("/api/people/{}", ada.id)).await.status, 200, "a profile gives no block away");
    let lifted = ada.delete(&format!("/api/blocks/{}", ben.id)).await;
    assert_eq!((lifted.status, &lifted.body["status"]), (200, &json!("none")));
    assert_eq!(befriend(&ben, &ada).await.body["status"], "requested");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_blocked_cannot_answer_like_or_vote_and_mentions_reach_nobody() {
    let house = house().await;
    let (ada, ben, cyd) = (house.person().await, house.person().await, house.person().await);
    let body =
        json!({ "title": "Tea?", "body": "", "kind": "poll", "poll": { "options": ["yes", "no"], "multiple": false } });
    let post = ada.post("/api/posts", body).await.body["id"].as_str().unwrap().to_owned();
    let place = format!("/api/posts/{post}");
    let own = ada.post(&format!("{place}/comments"), json!({ "body": "mine" })).await.body["id"].clone();
    let elsewhere = format!("/api/posts/{}/comments", cyd.write_post("Elsewhere").await["id"].as_str().unwrap());
    let there = ada.post(&elsewhere, json!({ "body": "also mine" })).await.body["id"].clone();
    let bens = ben.write_post("Ben's").await["id"].as_str().unwrap().to_owned();
    ben.put(&format!("{place}/like"), Value::Null).await;
    let blocked = block(&ada, &ben).await.position();

    for (one, code, other) in [(&ben, "not_allowed", &place), (&ada, "blocked", &format!("/api/posts/{bens}"))] {
        let answers = [
            one.post(&format!("{other}/comments"), json!({ "body": "hey" })).await,
            one.put(&format!("{other}/like"), Value::Null).await,
        ];
        if one.id == ben.id {
            assert_eq!(answers[1].status, 200, "liked before");
            assert_eq!(ben.delete(&format!("{other}/like")).await.body["likes"], 0, "taken back");
            assert_eq!(ben.put(&format!("{other}/like"), Value::Null).await.code(), "posts.not_allowed");
        } else {
            assert_eq!((answers[1].status, answers[1].code()), (403, "posts.blocked"));
        }
        assert_eq!((answers[0].status, answers[0].code()), (403, format!("comments.{code}").as_str()));
    }
    assert_eq!(ben.put(&format!("{place}/vote"), json!({ "options": [0] })).await.code(), "posts.not_allowed");
    let like = format!("/api/comments/{}/like", own.as_str().unwrap());
    assert_eq!(ben.put(&like, Value::Null).await.code(), "comments.not_allowed");
    let answer = ben.post(&elsewhere, json!({ "body": "to you", "parent": there })).await;
    assert_eq!((answer.status, answer.code()), (403, "comments.not_allowed"));

    let said = ben.post(&elsewhere, json!({ "body": format!("@{} hears nothing", ada.username) })).await;
    assert_eq!(said.status, 201);
    let read = ada.get_after(&elsewhere, said.position().max(blocked)).await.body;
    let shown = read["items"].as_array().unwrap().iter().find(|item| item["id"] == said.body["id"]).unwrap();
    assert_eq!((&shown["body"], &shown["html"], &shown["blocked"]), (&json!(""), &json!(""), &json!(true)));
    assert_eq!(cyd.get(&elsewhere).await.body["items"][1]["body"], said.body["body"], "others read it");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_blocker_is_shown_nothing_of_theirs_and_the_blocked_hears_nothing_of_it() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let old = ben.write_post("Before").await["id"].as_str().unwrap().to_owned();
    let (mut hers, _) = Socket::on(&ada, &["feed"]).await;
    let (mut his, _) = Socket::on(&ben, &["feed"]).await;
    let blocked = block(&ada, &ben).await.position();
    assert_eq!(hers.news().await["type"], "person.blocked");
    ben.write_post("After").await;
    assert_eq!(his.news().await["type"], "post.created", "his own, and no frame before it");
    assert!(hers.settle().await.is_empty());
    // A socket opened after it knows the block from the read models.
    let (mut later, _) = Socket::on(&ada, &["feed"]).await;
    ben.write_post(&format!("@{} again", ada.username)).await;
    assert!(later.settle().await.is_empty());
    for list in ["/api/posts", "/api/posts?sort=hot", "/api/posts?author=@ben"] {
        assert_eq!(ada.get_after(list, blocked).await.body["items"], json!([]), "{list}");
    }
    assert_eq!(ada.get(&format!("/api/posts/{old}")).await.status, 404);
    assert_eq!(ada.get(&format!("/api/posts/{old}/history")).await.status, 404);
    assert_eq!(ben.get("/api/posts").await.body["items"].as_array().unwrap().len(), 3);
    let lifted = ada.delete(&format!("/api/blocks/{}", ben.id)).await.position();
    assert_eq!(ada.get_after("/api/posts", lifted).await.body["items"].as_array().unwrap().len(), 3);
    ben.write_post("Heard again").await;
    assert_eq!(later.news().await["type"], "person.unblocked");
    assert_eq!(later.news().await["title"], "Heard again");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_hear_of_requests() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let (mut socket, _) = Socket::on(&ben, &[]).await;
    befriend(&ada, &ben).await;
    let frame = socket.news().await;
    assert_eq!(
        (&frame["type"], &frame["actor"], &frame["person"]),
        (&json!("friend.requested"), &json!(ada.id), &json!(ben.id))
    );
    ben.delete(&format!("/api/friends/{}", ada.id)).await;
    assert_eq!(socket.news().await["type"], "friend.declined");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_befriends_nobody_or_themselves() {
    let house = house().await;
    let ada = house.person().await;
    for place in ["friends", "blocks"] {
        let oneself = ada.put(&format!("/api/{place}/{}", ada.id), Value::Null).await;
        assert_eq!((oneself.status, oneself.code()), (422, "friends.oneself"));
        for nobody in [uuid::Uuid::now_v7().to_string(), "nobody".to_owned()] {
            let address = format!("/api/{place}/{nobody}");
            assert_eq!(ada.put(&address, Value::Null).await.status, 404);
            assert_eq!(ada.delete(&address).await.status, 404);
        }
        let address = format!("/api/{place}/{}", house.admin().id);
        assert_eq!(house.visitor().put(&address, Value::Null).await.status, 401);
    }
    assert_eq!(ada.get(&format!("/api/friends/{}", uuid::Uuid::now_v7())).await.status, 404);
    assert_eq!(house.visitor().get("/api/friends").await.status, 401);
    assert_eq!(ada.put(&format!("/api/friends/{}", house.admin().id), json!({ "x": 1 })).await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_person_is_nobody_s_friend() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    befriend(&ada, &ben).await;
    befriend(&ben, &ada).await;
    loggia::people::erase::erase(app.app(), ben.id.parse().unwrap()).await.unwrap();
    let end = app.app().log.end().await.unwrap();
    assert_eq!(ada.get_after("/api/friends", end).await.body["items"], json!([]));
    assert_eq!(befriend(&ada, &ben).await.status, 404);
    assert_eq!(ada.get(&format!("/api/friends/{}", ben.id)).await.status, 404);
    let stores = &app.node.as_ref().unwrap().stores;
    let hidden = indicatif::ProgressBar::hidden();
    let verified = verify::verify(&stores.log, stores.place.connect().clone(), stores.source.clone(), &hidden).await;
    let verified = verified.unwrap();
    assert!(verified.equal(), "{verified}");
}
