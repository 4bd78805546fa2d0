//! Web push, against a push service of our own that reads what it is sent.

use crate::support::push_service::{Browser, PushService, SILENCE};
use crate::support::talk::{direct, group, id, say};
use crate::support::{Bed, Client, TestApp, eventually};
use loggia::projector::rebuild::{bar, replay};
use serde_json::{Value, json};

const AT_ONCE: &[&str] = &["--push-private=on", "--push-after-s=0"];

async fn subscribe(client: &Client, browser: &Browser) -> String {
    let answer = client.post("/api/push/subscriptions", browser.subscription()).await;
    assert_eq!(answer.status, 201, "{:?}", answer.body);
    id(&answer)
}

async fn browser_of(client: &Client, service: &PushService) -> Browser {
    let browser = service.browser();
    subscribe(client, &browser).await;
    browser
}

async fn count(app: &TestApp, table: &str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("select count(*) from account.{table}"));
    sqlx::query_scalar(sql).fetch_one(&app.app().db).await.unwrap()
}

/// Everything up to the log's end was considered.
async fn considered(app: &TestApp) {
    let end = app.app().log.end().await.unwrap() as i64;
    eventually("the follower is at the end", async || {
        let at = sqlx::query_scalar("select position from account.follower where name = 'push'");
        let at: i64 = at.fetch_one(&app.app().db).await.unwrap();
        at >= end
    })
    .await;
}

/// And nothing waits.
async fn settled(app: &TestApp) {
    considered(app).await;
    eventually("all is pushed", async || count(app, "push").await == 0).await;
}

/// What waits is due now, whoever had taken it.
async fn due_now(app: &TestApp) {
    sqlx::query("update account.push set due_at = now()").execute(&app.app().db).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_direct_message_reaches_the_browsers_of_the_other() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, AT_ONCE).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let mut service = PushService::start().await;
    let (hers, his, phone) = (service.browser(), service.browser(), service.browser());
    subscribe(&ada, &hers).await;
    let first = subscribe(&ben, &his).await;
    assert_eq!(subscribe(&ben, &his).await, first, "the same browser again");
    subscribe(&ben, &phone).await;
    let talk = id(&direct(&ada, &ben).await);
    let said = say(&ada, &talk, "are\nyou **there**?").await;
    let mut heard = [service.next().await, service.next().await];
    heard.sort_by_key(|heard| his.endpoint.ends_with(&heard.path));
    let [to_phone, to_him] = heard;
    for (browser, heard) in [(&phone, &to_phone), (&his, &to_him)] {
        let push = browser.read(heard);
        assert_eq!((&push["kind"], &push["actors"]), (&json!("message"), &json!(["ada"])));
        assert_eq!((&push["tag"], &push["excerpt"]), (&json!(talk), &json!("are you **there**?")));
        assert_eq!(push["about"], json!({ "conversation": talk, "message": said.body["id"] }));
        let key = ben.get("/api/push/key").await.body["key"].as_str().unwrap().to_owned();
        let authorization = heard.headers["authorization"].to_str().unwrap();
        assert!(authorization.starts_with("vapid t=") && authorization.ends_with(&format!(", k={key}")));
        assert!(heard.headers["ttl"].to_str().unwrap().parse::<u32>().is_ok());
        assert!(heard.headers["topic"].len() <= 32);
    }
    settled(&app).await;
    assert!(service.is_quiet(), "nobody is told of what they said themselves");
}

#[tokio::test(flavor = "multi_thread")]
async fn levels_say_of_what() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, AT_ONCE).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let mut service = PushService::start().await;
    let browser = browser_of(&ben, &service).await;
    let talk = group(&ada, &[&ben]).await;
    let level = async |level: &str| {
        let answer = ben.put(&format!("/api/conversations/{talk}/level"), json!({ "level": level })).await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
    };
    say(&ada, &talk, "hello").await;
    let push = browser.read(&service.next().await);
    assert_eq!((&push["kind"], &push["name"]), (&json!("message"), &json!("Bakers")));
    settled(&app).await;
    say(&ada, &talk, "hello @ben").await;
    assert_eq!(browser.read(&service.next().await)["kind"], "mention", "once, by what it is most");
    settled(&app).await;
    level("mentions").await;
    say(&ada, &talk, "anybody?").await;
    say(&ada, &talk, "@ben?").await;
    let push = browser.read(&service.next().await);
    assert_eq!((&push["kind"], &push["excerpt"]), (&json!("mention"), &json!("@ben?")));
    level("none").await;
    say(&ada, &talk, "@ben!").await;
    settled(&app).await;
    assert!(service.is_quiet());
    // In a room only the mentioned are told.
    let room = ada.post("/api/rooms", json!({ "name": "Hall" })).await;
    let room = id(&room);
    ben.put(&format!("/api/rooms/{room}/membership"), Value::Null).await;
    say(&ada, &room, "welcome").await;
    say(&ada, &room, "welcome @ben").await;
    assert_eq!(browser.read(&service.next().await)["kind"], "mention");
    settled(&app).await;
    assert!(service.is_quiet());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_seen_or_taken_back_is_not_said() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--push-private=on", "--push-after-s=3600"]).await;
    let (ada, ben, cyd) = (app.person("ada").await, app.person("ben").await, app.person("cyd").await);
    let mut service = PushService::start().await;
    let browser = browser_of(&ben, &service).await;
    let talk = id(&direct(&ada, &ben).await);
    let elsewhere = id(&direct(&cyd, &ben).await);
    let post = ben.write_post("Jam").await["id"].as_str().unwrap().to_owned();
    say(&ada, &talk, "one").await;
    let said = say(&cyd, &elsewhere, "slip of the tongue").await;
    ada.put(&format!("/api/posts/{post}/like"), Value::Null).await;
    let kept = cyd.post(&format!("/api/posts/{post}/comments"), json!({ "body": "Plum" })).await;
    eventually("four things wait", async || count(&app, "push").await == 4).await;
    let up_to = say(&ada, &talk, "two").await.position();
    ben.put(&format!("/api/conversations/{talk}/read"), json!({ "up_to": up_to })).await;
    cyd.delete(&format!("/api/messages/{}", id(&said))).await;
    let last = ada.delete(&format!("/api/posts/{post}/like")).await.position();
    ben.get_after("/api/notifications", last).await;
    considered(&app).await;
    due_now(&app).await;
    let push = browser.read(&service.next().await);
    assert_eq!((&push["kind"], &push["about"]["comment"]), (&json!("comment"), &kept.body["id"]));
    settled(&app).await;
    assert!(service.is_quiet());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_is_gone_is_forgotten_and_a_service_that_is_ill_is_asked_again() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, AT_ONCE).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let mut service = PushService::start().await;
    let browser = browser_of(&ben, &service).await;
    let talk = id(&direct(&ada, &ben).await);
    service.answer(&[503, 201, 410]);
    say(&ada, &talk, "ill").await;
    let first = browser.read(&service.next().await);
    eventually("it waits for the next attempt", async || {
        let later: i64 = sqlx::query_scalar(
            "select count(*) from account.push where attempts = 1 and due_at < now() + interval '20 s'",
        )
        .fetch_one(&app.app().db)
        .await
        .unwrap();
        later == 1
    })
    .await;
    due_now(&app).await;
    assert_eq!(browser.read(&service.next().await), first);
    settled(&app).await;
    say(&ada, &talk, "gone").await;
    service.next().await;
    eventually("the subscription is forgotten", async || count(&app, "push_subscription").await == 0).await;
    say(&ada, &talk, "to nobody").await;
    settled(&app).await;
    assert!(service.is_quiet());
}

/// The node dies when the service has taken a push and not answered: it comes again, under the same tag, and then no more.
#[tokio::test(flavor = "multi_thread")]
async fn dying_between_push_and_checkpoint_loses_nothing() {
    let bed = Bed::new().await;
    let mut app = TestApp::start(&bed, AT_ONCE).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let mut service = PushService::start().await;
    let browser = browser_of(&ben, &service).await;
    let talk = id(&direct(&ada, &ben).await);
    service.answer(&[SILENCE]);
    say(&ada, &talk, "still there?").await;
    let first = service.next().await;
    app.stop().await;
    let app = TestApp::start(&bed, AT_ONCE).await;
    assert_eq!(count(&app, "push").await, 1, "it was not answered for");
    due_now(&app).await;
    let second = service.next().await;
    assert_eq!(browser.read(&second), browser.read(&first));
    assert_eq!(second.headers["topic"], first.headers["topic"]);
    settled(&app).await;
    assert!(service.is_quiet());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_pushes_nothing_and_two_nodes_push_once() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, AT_ONCE).await;
    let other = TestApp::start(&bed, &["--push-private=on", "--push-after-s=0", "--roles=api"]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let mut service = PushService::start().await;
    let talk = id(&direct(&ada, &ben).await);
    let said = say(&ada, &talk, "before there was a browser").await;
    ben.get_after("/api/conversations", said.position()).await;
    let browser = browser_of(&ben, &service).await;
    for n in 0..5 {
        say(&ada, &talk, &format!("{n}")).await;
        assert_eq!(browser.read(&service.next().await)["excerpt"], format!("{n}"));
        settled(&app).await;
    }
    assert!(service.is_quiet(), "each was one node's");
    let stores = &app.node.as_ref().unwrap().stores;
    replay(&stores.log, bed.database_url.parse().unwrap(), stores.source.clone(), &bar()).await.unwrap();
    settled(&app).await;
    assert!(service.is_quiet(), "what is folded anew is no news");
    say(&ada, &talk, "and on").await;
    assert_eq!(browser.read(&service.next().await)["excerpt"], "and on");
    drop(other);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_ends_with_its_session_and_with_its_owner() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, AT_ONCE).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let mut service = PushService::start().await;
    let browser = service.browser();
    let first = subscribe(&ben, &browser).await;
    assert_eq!(ada.delete(&format!("/api/push/subscriptions/{first}")).await.code(), "push.not_found");
    assert_eq!(ben.delete(&format!("/api/push/subscriptions/{first}")).await.status, 204);
    assert_eq!(ben.delete(&format!("/api/push/subscriptions/{first}")).await.status, 404);
    subscribe(&ben, &browser).await;
    let talk = id(&direct(&ada, &ben).await);
    assert_eq!(ben.post("/api/auth/logout", json!({})).await.status, 204);
    say(&ada, &talk, "signed out").await;
    eventually("the subscription is forgotten", async || count(&app, "push_subscription").await == 0).await;
    assert!(service.is_quiet());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_pushed_into_ones_own_network() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--push-after-s=0"]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let mut service = PushService::start().await;
    let port = service.base.rsplit(':').next().unwrap().to_owned();
    let mut browser = service.browser();
    let subscription = |browser: &Browser, endpoint: &str| {
        let mut subscription = browser.subscription();
        subscription["endpoint"] = endpoint.into();
        subscription
    };
    for bad in ["x", "http://push.example.org/x", "https://127.0.0.1/x", "https://[::1]/x", "https://169.254.169.254/x"]
    {
        let refused = ben.post("/api/push/subscriptions", subscription(&browser, bad)).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/endpoint")), "{bad}");
    }
    // A name shows where it leads only when it is used.
    browser.endpoint = format!("https://localhost:{port}/x");
    subscribe(&ben, &browser).await;
    say(&ada, &id(&direct(&ada, &ben).await), "anybody?").await;
    eventually("the subscription is forgotten", async || count(&app, "push_subscription").await == 0).await;
    assert!(service.is_quiet());
    let mut keyless = subscription(&browser, "https://push.example.org/x");
    keyless["keys"]["auth"] = "AAAA".into();
    let refused = ben.post("/api/push/subscriptions", keyless).await;
    assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/keys")));
    let mut more = subscription(&browser, "https://push.example.org/x");
    more["more"] = 1.into();
    assert_eq!(ben.post("/api/push/subscriptions", more).await.status, 400);
    assert_eq!(app.visitor().get("/api/push/key").await.status, 401);
}
