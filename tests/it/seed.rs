//! `loggia seed`: the same community for the same number, once however often it is asked for, and what one sees of it over HTTP.

use crate::support::{Bed, TestApp};
use loggia::app::App;
use loggia::id::PersonId;
use loggia::seed::{self, Options};
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};
use time::macros::datetime;

const PASSWORD: &str = "a password for the tests";

fn options(people: u32, days: u32) -> Options {
    Options { people, days, rng: 42, until: Some(datetime!(2026-11-20 00:00 UTC)), password: Some(PASSWORD.into()) }
}

/// Every event by its id, as bytes, with subject, kind and actor.
async fn events(app: &App) -> BTreeMap<String, String> {
    let end = app.log.end().await.unwrap();
    let entries = app.log.range(0, end, usize::MAX).await.unwrap();
    // The first room is the instance's own.
    let told = entries.into_iter().filter(|entry| entry.actor != PersonId::OPERATOR).map(|entry| {
        let payload = String::from_utf8(entry.payload.to_vec()).unwrap();
        (entry.id.to_string(), format!("{} {} {} {payload}", entry.subject, entry.kind, entry.actor))
    });
    told.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_makes_the_same_community_anywhere_and_once() {
    let (here, there) = (Bed::new().await, Bed::new().await);
    let app = TestApp::start(&here, &[]).await;
    let first = seed::seed(app.app(), &options(14, 5)).await.unwrap();
    assert_eq!((first.people, first.refused, first.repeated), (14, 0, 0), "{first:?}");
    assert!(first.posts > 4 && first.comments > 10, "{first:?}");
    let made = events(app.app()).await;
    assert_eq!(made.len(), first.appended);

    let again = seed::seed(app.app(), &options(14, 5)).await.unwrap();
    assert_eq!((again.appended, again.repeated, again.refused), (0, first.appended, 0));
    assert_eq!(again.password, None, "nobody's password is changed");
    assert_eq!(again.logins, first.logins);
    assert_eq!(events(app.app()).await, made);

    let elsewhere = TestApp::start(&there, &["--secret=another secret of thirty-two characters"]).await;
    seed::seed(elsewhere.app(), &options(14, 5)).await.unwrap();
    assert_eq!(events(elsewhere.app()).await, made, "byte by byte");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sees_a_community_in_the_order_of_its_time() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let seeded = seed::seed(app.app(), &options(14, 5)).await.unwrap();
    assert_eq!(seeded.refused, 0, "{seeded:?}");
    let visitor = app.visitor();
    let feed = visitor.get("/api/posts?limit=100").await;
    let posts = feed.body["items"].as_array().unwrap();
    assert!(posts.len() + 3 >= seeded.posts.min(100), "but for the deleted ones");
    let times: Vec<&str> = posts.iter().map(|post| post["created_at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "newest first: {times:?}");
    assert!(posts.iter().all(|post| post["created_at"].as_str().unwrap() < "2026-11-20"));
    for post in posts {
        let path = format!("/api/posts/{}/comments?limit=100", post["id"].as_str().unwrap());
        let comments = visitor.get(&path).await;
        let mut seen: HashSet<&Value> = HashSet::new();
        let mut last = "";
        for comment in comments.body["items"].as_array().unwrap() {
            let parent = &comment["parent"];
            assert!(parent.is_null() || seen.contains(parent), "an answer before what it answers");
            let at = comment["created_at"].as_str().unwrap();
            assert!(at >= last, "{at} after {last}");
            last = at;
            seen.insert(&comment["id"]);
        }
    }
    let mut somebody = app.visitor();
    let login = serde_json::json!({ "login": "ada", "password": PASSWORD });
    let answer = somebody.post("/api/auth/login", login).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    somebody.token = answer.body["access_token"].as_str().map(str::to_owned);
    let me = somebody.get("/api/people/me").await;
    assert_eq!(me.body["role"], "admin", "the first person of an empty instance: {:?}", me.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_there_before_keeps_their_name() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let mut ada = app.visitor();
    ada.sign_up("Ada").await;
    let seeded = seed::seed(app.app(), &options(3, 1)).await.unwrap();
    assert_eq!((seeded.people, seeded.refused), (3, 0), "{seeded:?}");
    assert_eq!(seeded.logins[0], "ada_2");
    let mine = ada.get("/api/people/@ada").await;
    assert_eq!(mine.body["id"], ada.id.as_str());
}

/// As `make up` offers it, of fewer people.
#[tokio::test(flavor = "multi_thread")]
async fn forty_people_in_ten_days() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let seeded = seed::seed(app.app(), &options(40, 10)).await.unwrap();
    println!("{seeded}");
    assert_eq!((seeded.people, seeded.refused, seeded.repeated), (40, 0, 0), "{seeded:?}");
    assert_eq!(app.app().log.end().await.unwrap(), seeded.appended as u64 + 1, "beside the first room");
    assert!(seeded.messages > 100, "{seeded:?}");
}
