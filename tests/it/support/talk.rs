//! People who talk: shorthands for the tests of conversations and messages.

use super::{Answer, Client};
use serde_json::{Value, json};
use uuid::Uuid;

pub async fn direct(one: &Client, other: &Client) -> Answer {
    one.post("/api/conversations", json!({ "kind": "direct", "person": other.id })).await
}

/// The id of a group that `owner` opens with these people.
pub async fn group(owner: &Client, people: &[&Client]) -> String {
    let people: Vec<_> = people.iter().map(|person| person.id.clone()).collect();
    let opened = owner.post("/api/conversations", json!({ "kind": "group", "name": "Bakers", "people": people })).await;
    assert_eq!(opened.status, 201, "{:?}", opened.body);
    id(&opened)
}

pub async fn try_to_say(client: &Client, conversation: &str, body: &str) -> Answer {
    client.post(&format!("/api/conversations/{conversation}/messages"), json!({ "body": body })).await
}

pub async fn say(client: &Client, conversation: &str, body: &str) -> Answer {
    let said = try_to_say(client, conversation, body).await;
    assert_eq!(said.status, 201, "{:?}", said.body);
    said
}

pub fn id(answer: &Answer) -> String {
    answer.body["id"].as_str().expect("an id").to_owned()
}

/// What is said there, newest first.
pub async fn messages(client: &Client, conversation: &str) -> Vec<Value> {
    let page = client.get(&format!("/api/conversations/{conversation}/messages?limit=100")).await;
    assert_eq!(page.status, 200, "{:?}", page.body);
    page.body["items"].as_array().expect("items").clone()
}

pub fn bodies(messages: &[Value]) -> Vec<&str> {
    messages.iter().filter_map(|message| message["body"].as_str()).collect()
}

/// The conversation as `client` has it in their list.
pub async fn listed(client: &Client, conversation: &str) -> Option<Value> {
    let list = client.get("/api/conversations?limit=100").await.body;
    list["items"].as_array().expect("items").iter().find(|item| item["id"] == conversation).cloned()
}

pub fn nobody() -> String {
    Uuid::now_v7().to_string()
}
