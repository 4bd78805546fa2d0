//! Calls: who may call whom, how they go and how they end.

use crate::sockets::client::Socket;
use crate::support::talk::{direct, group, id, nobody};
use crate::support::{Answer, Bed, Client, TestApp, eventually, house};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

async fn ring(caller: &Client, conversation: &str) -> Answer {
    caller.post(&format!("/api/conversations/{conversation}/call"), json!({ "video": true })).await
}

/// A call that rings.
async fn ringing(caller: &Client, conversation: &str) -> String {
    let call = ring(caller, conversation).await;
    assert_eq!(call.status, 201, "{:?}", call.body);
    id(&call)
}

async fn answers(client: &Client, call: &str, word: &str) -> Answer {
    client.put(&format!("/api/calls/{call}/{word}"), Value::Null).await
}

async fn hangs_up(client: &Client, call: &str) -> Answer {
    client.delete(&format!("/api/calls/{call}")).await
}

async fn current(client: &Client) -> Value {
    let answer = client.get("/api/calls/current").await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.body["call"].clone()
}

/// Two people and their conversation.
async fn pair() -> (Client, Client, String) {
    let house = house().await;
    let (ada, ben) = (house.person().await, house.person().await);
    let talk = id(&direct(&ada, &ben).await);
    (ada, ben, talk)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_rings_is_accepted_and_ends() {
    let (ada, ben, talk) = pair().await;
    let rung = ring(&ada, &talk).await;
    assert_eq!(rung.status, 201);
    let call = id(&rung);
    assert_eq!(rung.body["conversation"], json!(talk));
    assert_eq!(rung.body["from"]["id"], json!(ada.id));
    assert_eq!(rung.body["to"]["username"], json!(ben.username));
    assert_eq!((&rung.body["state"], &rung.body["video"]), (&json!("ringing"), &json!(true)));
    assert_eq!(rung.body["position"], json!(rung.position()));
    for one in [&ada, &ben] {
        let found = current(one).await;
        assert_eq!((&found["id"], &found["state"]), (&json!(call), &json!("ringing")), "a page loaded anew finds it");
    }
    let on = answers(&ben, &call, "accept").await;
    assert_eq!((on.status, &on.body["state"]), (200, &json!("on")));
    assert!(on.body["accepted_at"].is_string());
    assert_eq!(answers(&ben, &call, "accept").await.position(), on.position(), "again changes nothing");
    assert_eq!(current(&ada).await["state"], "on");
    let ended = hangs_up(&ada, &call).await;
    assert_eq!((ended.status, &ended.body["outcome"]), (200, &json!("completed")));
    assert!(ended.body["seconds"].is_u64());
    assert_eq!(hangs_up(&ben, &call).await.position(), ended.position(), "again changes nothing");
    assert_eq!(current(&ada).await, Value::Null);
    let one = ben.get(&format!("/api/calls/{call}")).await;
    assert_eq!((one.status, &one.body["state"], &one.body["outcome"]), (200, &json!("ended"), &json!("completed")));
    ringing(&ben, &talk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_declined_or_missed() {
    let (ada, ben, talk) = pair().await;
    let call = ringing(&ada, &talk).await;
    let declined = answers(&ben, &call, "decline").await;
    assert_eq!((declined.status, &declined.body["outcome"]), (200, &json!("declined")));
    let call = ringing(&ada, &talk).await;
    assert_eq!(hangs_up(&ada, &call).await.body["outcome"], "missed");
    let late = answers(&ben, &call, "accept").await;
    assert_eq!((late.status, late.code()), (409, "calls.over"));
    let call = ringing(&ben, &talk).await;
    assert_eq!(hangs_up(&ada, &call).await.body["outcome"], "declined", "who was called hangs up");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_two_know_of_it_and_each_does_their_part() {
    let (ada, ben, talk) = pair().await;
    let stranger = house().await.person().await;
    let call = ringing(&ada, &talk).await;
    for word in ["accept", "decline"] {
        let own = answers(&ada, &call, word).await;
        assert_eq!((own.status, own.code()), (403, "calls.not_called"));
        let strange = answers(&stranger, &call, word).await;
        assert_eq!((strange.status, strange.code()), (404, "calls.not_found"));
    }
    assert_eq!(hangs_up(&stranger, &call).await.status, 404);
    assert_eq!(stranger.get(&format!("/api/calls/{call}")).await.status, 404);
    assert_eq!(stranger.get(&format!("/api/calls/{}", nobody())).await.status, 404);
    assert_eq!(answers(&ben, "x", "accept").await.status, 404);
    assert_eq!(ring(&stranger, &talk).await.code(), "conversations.not_found");
    assert_eq!(house().await.visitor().get("/api/calls/current").await.status, 401);
    answers(&ben, &call, "accept").await;
    let declined = answers(&ben, &call, "decline").await;
    assert_eq!((declined.status, declined.code()), (409, "calls.accepted"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_calls_one_other_who_wants_to_be_reached() {
    let (ada, ben, talk) = pair().await;
    let group = group(&ada, &[&ben]).await;
    let of_many = ring(&ada, &group).await;
    assert_eq!((of_many.status, of_many.code()), (422, "calls.not_direct"));
    assert_eq!(ring(&ada, &nobody()).await.status, 404);
    let oneself = direct(&ada, &ada).await;
    assert_eq!((oneself.status, oneself.code()), (422, "conversations.oneself"));
    for body in [json!({}), json!({ "video": "yes" })] {
        assert_eq!(ada.post(&format!("/api/conversations/{talk}/call"), body).await.status, 422);
    }
    ada.put(&format!("/api/blocks/{}", ben.id), Value::Null).await;
    let (blocker, blocked) = (ring(&ada, &talk).await, ring(&ben, &talk).await);
    assert_eq!((blocker.status, blocker.code()), (403, "conversations.blocked"));
    assert_eq!((blocked.status, blocked.code()), (403, "conversations.not_allowed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_in_a_call_is_busy_whether_it_rings_or_is_on() {
    let (ada, ben, talk) = pair().await;
    let cyd = house().await.person().await;
    let (with_ada, with_ben) = (id(&direct(&cyd, &ada).await), id(&direct(&cyd, &ben).await));
    let call = ringing(&ada, &talk).await;
    let is_busy = async |caller: &Client, conversation: &str| {
        let busy = ring(caller, conversation).await;
        assert_eq!((busy.status, busy.code()), (409, "calls.busy"), "{:?}", busy.body);
    };
    for on in [false, true] {
        if on {
            answers(&ben, &call, "accept").await;
        }
        is_busy(&cyd, &with_ada).await;
        is_busy(&cyd, &with_ben).await;
        is_busy(&ada, &with_ada).await;
        is_busy(&ben, &talk).await;
    }
    hangs_up(&ben, &call).await;
    ringing(&cyd, &with_ben).await;
}

/// Three people who all call each other at once, again and again: never two calls for one.
#[tokio::test(flavor = "multi_thread")]
async fn of_calls_at_once_each_person_is_in_one() {
    let house = house().await;
    let (ada, ben, cyd) = (house.person().await, house.person().await, house.person().await);
    let talks = [
        (&ada, &ben, id(&direct(&ada, &ben).await)),
        (&ben, &cyd, id(&direct(&ben, &cyd).await)),
        (&cyd, &ada, id(&direct(&cyd, &ada).await)),
    ];
    for round in 0..10 {
        let both_ways = talks.iter().flat_map(|(one, other, talk)| [(one, talk), (other, talk)]);
        let rung = join_all(both_ways.map(|(caller, talk)| ring(caller, talk))).await;
        let (begun, busy): (Vec<_>, Vec<_>) = rung.iter().partition(|answer| answer.status == 201);
        assert_eq!(begun.len(), 1, "round {round}: of any two calls one of the three would be in both");
        assert!(busy.iter().all(|answer| answer.code() == "calls.busy"), "round {round}: {busy:?}");
        let call = id(begun[0]);
        let caller = [&ada, &ben, &cyd].into_iter().find(|one| begun[0].body["from"]["id"] == one.id).unwrap();
        assert_eq!(hangs_up(caller, &call).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_is_the_same_call() {
    let (ada, ben, talk) = pair().await;
    let (key, address) = (Uuid::now_v7(), format!("/api/conversations/{talk}/call"));
    let repeats = (0..4).map(|_| ada.keyed(Method::POST, &address, key, json!({ "video": false })));
    let rung = join_all(repeats).await;
    assert!(rung.iter().all(|one| one.status == 201 && one.body["id"] == rung[0].body["id"]), "{rung:?}");
    let other = ada.keyed(Method::POST, &address, key, json!({ "video": true })).await;
    assert_eq!((other.status, other.code()), (409, "idempotency_key_reused"));
    let call = id(&rung[0]);
    assert_eq!(current(&ben).await["id"], json!(call), "the refused one took nothing away");
    hangs_up(&ben, &call).await;
    let next = ringing(&ben, &talk).await;
    let late = ada.keyed(Method::POST, &address, key, json!({ "video": false })).await;
    assert_eq!((late.status, &late.body["id"], &late.body["state"]), (201, &json!(call), &json!("ended")));
    assert_eq!(current(&ada).await["id"], json!(next));
}

/// Nobody answers: by itself, at its time, and both are free again.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_nobody_answers_is_missed() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--call-ring-s=1"]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let talk = id(&direct(&ada, &ben).await);
    let rung = ring(&ada, &talk).await;
    // Nothing else happens: the next event is its end.
    assert!(app.app().progress.reached(rung.position() + 1, Duration::from_secs(10)).await, "it ends");
    let one = ben.get(&format!("/api/calls/{}", id(&rung))).await.body;
    assert_eq!((&one["state"], &one["outcome"], &one["seconds"]), (&json!("ended"), &json!("missed"), &json!(0)));
    ringing(&ben, &talk).await;
}

/// Both close their browsers without a word: nobody is busy for ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_both_have_left_ends_by_itself() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--call-return-s=0.2", "--presence-grace-s=0.1"]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let talk = id(&direct(&ada, &ben).await);
    let (hers, _) = Socket::on(&ada, &[]).await;
    let (his, _) = Socket::on(&ben, &[]).await;
    let call = ringing(&ada, &talk).await;
    let on = answers(&ben, &call, "accept").await.position();
    drop(his);
    let gone = async || {
        let shown = ada.get(&format!("/api/presence?people={}", ben.id)).await;
        shown.body["people"][0]["status"] == "offline"
    };
    eventually("he is seen to be gone", gone).await;
    assert_eq!(current(&ada).await["state"], "on", "one who is here may wait");
    drop(hers);
    assert!(app.app().progress.reached(on + 1, Duration::from_secs(20)).await, "it ends");
    assert_eq!(ada.get(&format!("/api/calls/{call}")).await.body["outcome"], "completed");
    ringing(&ben, &talk).await;
}

/// Seats without a call: a node died between the two, long ago.
#[tokio::test(flavor = "multi_thread")]
async fn seats_that_were_left_behind_keep_nobody_waiting() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    let talk = id(&direct(&ada, &ben).await);
    let sit = "insert into account.call_seat (person, call, taken_at)
               select id, gen_random_uuid(), now() - make_interval(secs => $1) from account.person where username = $2";
    let sits = async |who: &str, seconds: f64| {
        sqlx::query(sit).bind(seconds).bind(who).execute(&app.app().db).await.unwrap();
    };
    sits("ada", 40.0).await;
    sits("ben", 5.0).await;
    assert_eq!(ring(&ada, &talk).await.code(), "calls.busy", "one that may just be beginning");
    sqlx::query("update account.call_seat set taken_at = taken_at - interval '1 minute'")
        .execute(&app.app().db)
        .await
        .unwrap();
    ringing(&ada, &talk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn turn_credentials_are_one_s_own_and_end() {
    let bed = Bed::new().await;
    let settings = ["--stun-urls=stun:turn.example:3478", "--turn-urls=turn:turn.example:3478", "--turn-secret=shared"];
    let app = TestApp::start(&bed, &settings).await;
    let ada = app.person("ada").await;
    assert_eq!(app.visitor().get("/api/calls/ice").await.status, 401);
    let ice = ada.get("/api/calls/ice").await;
    assert_eq!(ice.status, 200);
    let servers = ice.body["ice_servers"].as_array().unwrap();
    assert_eq!(servers[0], json!({ "urls": ["stun:turn.example:3478"] }));
    let (until, whose) = servers[1]["username"].as_str().unwrap().split_once(':').unwrap();
    assert_eq!(whose, ada.id);
    assert!(until.parse::<i64>().unwrap() > time::OffsetDateTime::now_utc().unix_timestamp());
    assert!(servers[1]["credential"].is_string() && ice.body["expires_at"].is_string());
}
