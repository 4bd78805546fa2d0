//! One key, one fact, however often and however late it is sent.

use crate::support::talk::{direct, id};
use crate::support::{Answer, Bed, Client, TestApp, eventually, house};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

fn post(title: &str) -> Value {
    json!({ "title": title, "body": "", "kind": "text" })
}

/// How many posts somebody wrote.
async fn written_by(client: &Client, after: u64) -> usize {
    let listed = client.get_after(&format!("/api/posts?author={}", client.id), after).await;
    listed.body["items"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_and_body_are_the_same_request() {
    let ada = house().await.person().await;
    let key = Uuid::now_v7();
    let first = ada.keyed(Method::POST, "/api/posts", key, post("Once")).await;
    let id = first.body["id"].as_str().unwrap().to_owned();
    assert_eq!(first.header("idempotency-key"), Some(key.to_string().as_str()));
    assert_eq!(ada.patch(&format!("/api/posts/{id}"), json!({ "title": "Changed" })).await.status, 200);
    let again = ada.keyed(Method::POST, "/api/posts", key, post("Once")).await;
    assert_eq!((again.status, again.position()), (201, first.position()), "the first position");
    assert_eq!(again.body["position"], first.body["position"]);
    assert_eq!((&again.body["id"], &again.body["title"]), (&json!(id), &json!("Changed")), "the resource as it is now");
    assert_eq!(written_by(&ada, first.position()).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_id_of_what_is_made_is_known_before() {
    let ada = house().await.person().await;
    for key in [Uuid::now_v7(), Uuid::new_v4()] {
        let answer = ada.keyed(Method::POST, "/api/posts", key, post("Mine")).await;
        let expected = loggia::id::created("post", ada.id.parse().unwrap(), loggia::id::Key(key));
        assert_eq!(answer.body["id"], expected.to_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_body_is_refused() {
    let ada = house().await.person().await;
    let key = Uuid::now_v7();
    let first = ada.keyed(Method::POST, "/api/posts", key, post("One")).await;
    let other = ada.keyed(Method::POST, "/api/posts", key, post("Other")).await;
    assert_eq!((other.status, other.code()), (409, "idempotency_key_reused"));
    let like = format!("/api/posts/{}/like", first.body["id"].as_str().unwrap());
    let elsewhere = ada.keyed(Method::PUT, &like, key, json!({})).await;
    assert_eq!((elsewhere.status, elsewhere.code()), (409, "idempotency_key_reused"));
    let somebody_else = house().await.person().await.keyed(Method::POST, "/api/posts", key, post("Other")).await;
    assert_eq!(somebody_else.status, 201, "another's key is another key");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_at_once_is_one_fact() {
    let ada = house().await.person().await;
    let key = Uuid::now_v7();
    let answers =
        futures_util::future::join_all((0..8).map(|_| ada.keyed(Method::POST, "/api/posts", key, post("Once")))).await;
    for answer in &answers {
        assert_eq!((answer.status, answer.position()), (201, answers[0].position()), "{:?}", answer.body);
        assert_eq!(answer.body["id"], answers[0].body["id"]);
    }
    assert_eq!(written_by(&ada, answers[0].position()).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_key_is_free_again() {
    let ada = house().await.person().await;
    let key = Uuid::now_v7();
    assert_eq!(ada.keyed(Method::POST, "/api/posts", key, post("")).await.status, 422);
    assert_eq!(ada.keyed(Method::POST, "/api/posts", key, post("Now")).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn repeated_likes_and_deletions_answer_as_the_first_did() {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let id = ada.write_post("Likeable").await["id"].as_str().unwrap().to_owned();
    let like = format!("/api/posts/{id}/like");
    let key = Uuid::now_v7();
    let first = ben.keyed(Method::PUT, &like, key, json!({})).await;
    let taken_back = ben.delete(&like).await;
    // The read side has both by now, so the repeat is recognised by what it keeps of reactions.
    ben.get_after(&format!("/api/posts/{id}"), taken_back.position()).await;
    let again = ben.keyed(Method::PUT, &like, key, json!({})).await;
    assert_eq!((again.status, again.position()), (200, first.position()));
    assert_eq!(again.body["liked"], false, "as it is now: a repeat likes nothing anew");
    let key = Uuid::now_v7();
    let deleted = ada.keyed(Method::DELETE, &format!("/api/posts/{id}"), key, json!({})).await;
    let again = ada.keyed(Method::DELETE, &format!("/api/posts/{id}"), key, json!({})).await;
    assert_eq!((again.status, again.position()), (204, deleted.position()));
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_up_twice_with_one_key_is_one_person() {
    let house = house().await;
    let name = house.name();
    let key = Uuid::now_v7();
    let form = json!({ "username": name, "email": format!("{name}@example.org"), "password": "correct horse battery" });
    let first = house.visitor().keyed(Method::POST, "/api/auth/signup", key, form.clone()).await;
    let again = house.visitor().keyed(Method::POST, "/api/auth/signup", key, form.clone()).await;
    assert_eq!((again.status, again.position()), (201, first.position()), "{:?}", again.body);
    assert_eq!(again.body["person"]["id"], first.body["person"]["id"]);
    let mut guess = form.clone();
    guess["password"] = json!("a guess of somebody else");
    let refused = house.visitor().keyed(Method::POST, "/api/auth/signup", key, guess).await;
    assert_eq!((refused.status, refused.code()), (409, "idempotency_key_reused"), "a key is no password");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_a_uuid_and_is_said_back() {
    let ada = house().await.person().await;
    for bad in ["x", "", "123", "{7b0e1c4e-6a3d-4c5b-9f5e-1d2c3b4a5968}", "7b0e1c4e-6a3d-4c5b-9f5e-1d2c3b4a596g"] {
        let request = ada.request(Method::POST, "/api/posts").header("idempotency-key", bad).json(&post("x"));
        let refused = Answer::of(request).await;
        assert_eq!((refused.status, refused.code()), (400, "request.bad_idempotency_key"), "{bad}");
    }
    let made = ada.post("/api/posts", post("x")).await;
    let key: Uuid = made.header("idempotency-key").unwrap().parse().unwrap();
    let again = ada.keyed(Method::POST, "/api/posts", key, post("x")).await;
    assert_eq!(again.position(), made.position(), "the key the server made works like one's own");
}

/// The log knows its messages' ids for five minutes; from now on it is a tenth of a second.
async fn forget_soon(bed: &Bed) {
    let address = url::Url::parse(&bed.addresses().nats).unwrap();
    let (user, password) = (address.username().to_owned(), address.password().unwrap_or_default().to_owned());
    let options = async_nats::ConnectOptions::with_user_and_password(user, password);
    let nats = options.connect(address.as_str()).await.unwrap();
    let ask = async |what: &str, body: Vec<u8>| -> Value {
        let answer = nats.request(format!("$JS.API.STREAM.{what}.EVENTS"), body.into()).await.unwrap();
        serde_json::from_slice(&answer.payload).unwrap()
    };
    let mut config = ask("INFO", Vec::new()).await["config"].take();
    config["duplicate_window"] = json!(100_000_000);
    let updated = ask("UPDATE", config.to_string().into_bytes()).await;
    assert_eq!(updated["config"]["duplicate_window"], 100_000_000, "{updated}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_said_once_also_when_the_log_has_forgotten_its_key() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let place = format!("/api/conversations/{}/messages", id(&direct(&ada, &ben).await));
    forget_soon(&bed).await;
    let say = async |key| ada.keyed(Method::POST, &place, key, json!({ "body": "hello" })).await.position();
    // One of last year, and one that carries no time.
    let keys = [Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0001), Uuid::new_v4()];
    let said = [say(keys[0]).await, say(keys[1]).await];
    // A young key is the log's to know. When it knows this one no more, it has forgotten those before it.
    let young = Uuid::now_v7();
    let before = say(young).await;
    eventually("the log forgets", || async { say(young).await != before }).await;
    assert_eq!([say(keys[0]).await, say(keys[1]).await], said);
}
