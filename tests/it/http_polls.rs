//! Polls over HTTP.

use crate::support::{Answer, Client, house};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

async fn poll(client: &Client, more: Value) -> String {
    let mut poll = json!({ "options": ["red", "green", "blue"], "multiple": false });
    poll.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let written =
        client.post("/api/posts", json!({ "title": "Which", "body": "", "kind": "poll", "poll": poll })).await;
    assert_eq!(written.status, 201, "{:?}", written.body);
    format!("/api/posts/{}/vote", written.body["id"].as_str().unwrap())
}

fn votes(answer: &Answer) -> Vec<i64> {
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.body["poll"]["options"].as_array().unwrap().iter().map(|option| option["votes"].as_i64().unwrap()).collect()
}

fn in_ms(milliseconds: i64) -> String {
    (OffsetDateTime::now_utc() + time::Duration::milliseconds(milliseconds)).format(&Rfc3339).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_vote_replaces_the_old() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let vote = poll(&ada, json!({})).await;
    assert_eq!(votes(&ben.put(&vote, json!({ "options": [1] })).await), [0, 1, 0]);
    let second = ben.put(&vote, json!({ "options": [2] })).await;
    assert_eq!((votes(&second), &second.body["poll"]["voted"]), (vec![0, 0, 1], &json!([2])));
    let same = ben.put(&vote, json!({ "options": [2] })).await;
    assert_eq!(votes(&same), [0, 0, 1]);
    assert_eq!(votes(&ada.put(&vote, json!({ "options": [2] })).await), [0, 0, 2]);
    let post = vote.strip_suffix("/vote").unwrap();
    let read = house.visitor().get_after(post, second.position()).await;
    assert_eq!(read.body["poll"]["voted"], json!([]));
    assert_eq!(read.body["poll"]["closed"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_choices_where_the_poll_allows_them() {
    let house = house().await;
    let ada = house.person().await;
    let one = poll(&ada, json!({})).await;
    let several = poll(&ada, json!({ "multiple": true })).await;
    assert_eq!(ada.put(&one, json!({ "options": [0, 1] })).await.status, 422);
    let voted = ada.put(&several, json!({ "options": [2, 0] })).await;
    assert_eq!((votes(&voted), &voted.body["poll"]["voted"]), (vec![1, 0, 1], &json!([0, 2])));
    for bad in
        [json!([]), json!([3]), json!([-1]), json!(["0"]), json!([0, 0]), json!(0), json!([1e30]), json!([u64::MAX])]
    {
        let refused = ada.put(&several, json!({ "options": bad })).await;
        assert_eq!(refused.status, 422, "{bad}");
        assert!(refused.body["errors"][0]["pointer"].as_str().unwrap().starts_with("/options"), "{bad}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_votes_after_the_end() {
    let ada = house().await.person().await;
    let vote = poll(&ada, json!({ "closes_at": in_ms(400) })).await;
    let open_until = tokio::time::Instant::now() + std::time::Duration::from_millis(401);
    tokio::time::sleep_until(open_until).await;
    let refused = ada.put(&vote, json!({ "options": [0] })).await;
    assert_eq!((refused.status, refused.code()), (422, "posts.poll_closed"));
    assert_eq!(ada.get(vote.strip_suffix("/vote").unwrap()).await.body["poll"]["closed"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_ends_in_the_future_and_only_polls_are_voted_in() {
    let ada = house().await.person().await;
    let past = json!({ "options": ["a", "b"], "multiple": false, "closes_at": in_ms(-1000) });
    let refused = ada.post("/api/posts", json!({ "title": "t", "body": "", "kind": "poll", "poll": past })).await;
    assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/poll/closes_at")));
    let garbled = json!({ "options": ["a", "b"], "multiple": false, "closes_at": "tomorrow" });
    let refused = ada.post("/api/posts", json!({ "title": "t", "body": "", "kind": "poll", "poll": garbled })).await;
    assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/poll/closes_at")));
    let text = ada.write_post("No poll").await;
    let vote = format!("/api/posts/{}/vote", text["id"].as_str().unwrap());
    assert_eq!(ada.put(&vote, json!({ "options": [0] })).await.code(), "posts.no_poll");
}
