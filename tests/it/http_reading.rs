//! What is unread, and how far somebody has read: the server's, equal on every tab.

use crate::sockets::client::Socket;
use crate::support::talk::{bodies, direct, group, id, listed, say};
use crate::support::{Bed, Client, TestApp, house};
use serde_json::{Value, json};

async fn mark(client: &Client, conversation: &str, up_to: u64) -> u16 {
    client.put(&format!("/api/conversations/{conversation}/read"), json!({ "up_to": up_to })).await.status
}

async fn unread(client: &Client, conversation: &str) -> (i64, u64) {
    let seen = listed(client, conversation).await.expect("a conversation");
    (seen["unread"].as_i64().unwrap(), seen["read_up_to"].as_u64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_marker_moves_only_forward_and_at_most_to_the_end() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let talk = id(&direct(&ada, &ben).await);
    let mut said = Vec::new();
    for n in 0..5 {
        said.push(say(&ada, &talk, &format!("{n}")).await.position());
    }
    assert_eq!(unread(&ben, &talk).await.0, 5);
    assert_eq!(unread(&ada, &talk).await, (0, said[4]), "one's own message counts as reading");
    assert_eq!(mark(&ben, &talk, said[1]).await, 204);
    assert_eq!(unread(&ben, &talk).await, (3, said[1]));
    assert_eq!(mark(&ben, &talk, said[0]).await, 204);
    assert_eq!(unread(&ben, &talk).await, (3, said[1]), "never back");
    assert_eq!(mark(&ben, &talk, 1 << 52).await, 204);
    assert_eq!(unread(&ben, &talk).await, (0, said[4]), "not into the future");
    let next = say(&ada, &talk, "next").await.position();
    assert_eq!(unread(&ben, &talk).await, (1, said[4]));
    let own = say(&ben, &talk, "mine").await.position();
    assert_eq!(unread(&ben, &talk).await, (0, own));
    assert_eq!(unread(&ada, &talk).await, (1, next));
    for bad in [json!({}), json!({ "up_to": -1 }), json!({ "up_to": "x" })] {
        let refused = ben.put(&format!("/api/conversations/{talk}/read"), bad).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/up_to")));
    }
    let answer = ben.put(&format!("/api/conversations/{talk}/read"), json!({ "up_to": own })).await;
    assert_eq!((answer.status, answer.header("loggia-position")), (204, None), "not in the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_before_one_came_is_not_unread() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let talk = group(&ada, &[]).await;
    say(&ada, &talk, "before").await;
    ada.put(&format!("/api/conversations/{talk}/members/{}", ben.id), Value::Null).await;
    assert_eq!(unread(&ben, &talk).await.0, 0);
    let last = say(&ada, &talk, "after").await.position();
    assert_eq!(unread(&ben, &talk).await.0, 1);
    let all = ben.get_after("/api/conversations/unread", last).await.body;
    assert_eq!((&all["unread"], &all["items"]), (&json!(1), &json!([{ "conversation": talk, "unread": 1 }])));
    mark(&ben, &talk, last).await;
    assert_eq!(ben.get("/api/conversations/unread").await.body["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_goes_on_reading_where_one_had_read_to() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let talk = group(&ada, &[]).await;
    for n in 0..3 {
        say(&ada, &talk, &format!("before {n}")).await;
    }
    ada.put(&format!("/api/conversations/{talk}/members/{}", ben.id), Value::Null).await;
    let place = format!("/api/conversations/{talk}/messages?around=unread&limit=4");
    let page = async || -> Vec<String> {
        let page = ben.get(&place).await.body;
        bodies(page["items"].as_array().unwrap()).into_iter().map(str::to_owned).collect()
    };
    assert_eq!(page().await, ["before 2", "before 1", "before 0"], "nothing unread: the newest");
    let mut said = Vec::new();
    for n in 0..6 {
        said.push(say(&ada, &talk, &format!("{n}")).await.position());
    }
    assert_eq!(page().await, ["2", "1", "0", "before 2"], "what was said before one came is read");
    mark(&ben, &talk, said[1]).await;
    assert_eq!(page().await, ["4", "3", "2", "1"]);
    let around = ben.get(&place).await.body;
    let newer = ben.get(&format!("{place}&cursor={}", around["newer_cursor"].as_str().unwrap())).await;
    assert_eq!(newer.status, 422, "around or from a cursor");
    mark(&ben, &talk, said[5]).await;
    assert_eq!(page().await, ["5", "4", "3", "2"]);
    let stranger = house.person().await;
    assert_eq!(stranger.get(&place).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_activity_comes_first() {
    let house = house().await;
    let ada = house.person().await;
    let mut talks = Vec::new();
    for _ in 0..3 {
        talks.push(group(&ada, &[]).await);
    }
    let last = say(&ada, &talks[0], "up").await.position();
    let page = ada.get_after("/api/conversations?limit=2", last).await.body;
    let ids = |page: &Value| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&page), [talks[0].clone(), talks[2].clone()]);
    let cursor = page["next_cursor"].as_str().unwrap();
    assert_eq!(ids(&ada.get(&format!("/api/conversations?limit=2&cursor={cursor}")).await.body), [talks[1].clone()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_s_other_tabs_hear_of_the_marker() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let talk = id(&direct(&ada, &ben).await);
    let first = say(&ada, &talk, "one").await.position();
    let second = say(&ada, &talk, "two").await.position();
    let (mut tab, _) = Socket::on(&ben, &[]).await;
    let (mut others, _) = Socket::on(&ada, &[]).await;
    assert_eq!(mark(&ben, &talk, first).await, 204);
    let marker = tab.news().await;
    let told = json!({ "op": "marker", "conversation": talk, "up_to": first, "unread": 1, "position": second });
    assert_eq!(marker, told);
    assert!(others.settle().await.is_empty());
}
