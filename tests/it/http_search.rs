//! Search: what one may see, and nothing else.

use crate::support::talk::{direct, group, id, say};
use crate::support::{Client, house};
use serde_json::{Value, json};

async fn found(client: &Client, query: &str) -> Vec<Value> {
    let page = client.get(&format!("/api/search?{query}")).await;
    assert_eq!(page.status, 200, "{:?}", page.body);
    page.body["items"].as_array().unwrap().clone()
}

fn kinds(items: &[Value]) -> Vec<&str> {
    items.iter().filter_map(|item| item["kind"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_found_where_one_may_look() {
    let house = house().await;
    let (ada, ben, cyd) = (house.person().await, house.person().await, house.person().await);
    ada.patch("/api/people/me", json!({ "display_name": "Quincunx Smith", "bio": "Likes **quincunx** trees." })).await;
    let body = json!({ "title": "Orchards", "body": "The quincunx, once more.", "kind": "text" });
    let post = ada.post("/api/posts", body).await.body;
    let talk = id(&direct(&ada, &ben).await);
    let said = say(&ada, &talk, "A Quincunx for you").await;
    ben.get_after("/api/search?q=x", said.position()).await;
    let items = found(&ben, "q=quincun").await;
    assert_eq!(kinds(&items), ["person", "post", "message"]);
    assert_eq!(items[0]["person"]["id"], ada.id);
    assert_eq!((&items[1]["post"]["id"], &items[2]["message"]["id"]), (&post["id"], &said.body["id"]));
    assert!(items[1]["snippet"].as_str().unwrap().contains("quincunx"));
    assert_eq!(kinds(&found(&cyd, "q=quincunx").await), ["person", "post"], "nobody else's conversation");
    assert_eq!(kinds(&found(&ben, "q=quincunx+you&in=messages").await), ["message"]);
    assert_eq!(kinds(&found(&ben, "q=quincunx&in=posts,messages").await), ["post", "message"]);
    assert!(found(&ben, "q=quincunx+nowhere").await.is_empty());
    assert!(found(&ben, "q=%27+%26+%21%3A%2A").await.is_empty(), "signs are no words");

    ada.patch(&format!("/api/messages/{}", id(&said)), json!({ "body": "A parabola" })).await;
    let edited = ada.patch(&format!("/api/posts/{}", post["id"].as_str().unwrap()), json!({ "body": "None." })).await;
    ben.get_after("/api/search?q=x", edited.position()).await;
    assert_eq!(kinds(&found(&ben, "q=quincunx&in=posts,messages").await), Vec::<&str>::new());
    assert_eq!(kinds(&found(&ben, "q=PARABOLA").await), ["message"]);
    let blocked = ben.put(&format!("/api/blocks/{}", ada.id), Value::Null).await;
    ben.get_after("/api/search?q=x", blocked.position()).await;
    assert!(found(&ben, "q=parabola").await.is_empty(), "not of whom one has blocked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_goes_on_from_kind_to_kind() {
    let house = house().await;
    let ada = house.person().await;
    let talk = group(&ada, &[]).await;
    let mut last = 0;
    for n in 0..3 {
        ada.write_post(&format!("zeugma {n}")).await;
        last = say(&ada, &talk, &format!("zeugma said {n}")).await.position();
    }
    ada.get_after("/api/search?q=x", last).await;
    let (mut seen, mut query) = (Vec::new(), "q=zeugma&limit=2".to_owned());
    loop {
        let page = ada.get(&format!("/api/search?{query}")).await.body;
        seen.extend(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        query = format!("q=zeugma&limit=2&cursor={cursor}");
    }
    assert_eq!(kinds(&seen), ["post", "post", "post", "message", "message", "message"]);
    assert_eq!(seen[0]["post"]["title"], "zeugma 2", "the newest first");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_search_is_refused() {
    let house = house().await;
    let ada = house.person().await;
    for bad in ["in=posts", "q=", "q=x&in=everything", "q=x&cursor=x", "q=x&limit=0", &format!("q={}", "x".repeat(201))]
    {
        assert_eq!(ada.get(&format!("/api/search?{bad}")).await.status, 422, "{bad}");
    }
    assert_eq!(house.visitor().get("/api/search?q=x").await.status, 401);
}
