//! Friends come and go: once for each transition, on whichever node. Where nothing must be shown, somebody else's transition
//! that comes later proves that nothing was.

use super::{at, befriend, changed, device, open, sign_out, watching};
use crate::support::{Bed, TestApp};
use serde_json::json;
use std::time::{Duration, Instant};

const NEVER: &str = "--presence-grace-s=600";

#[tokio::test(flavor = "multi_thread")]
async fn a_friend_comes_and_goes_once_on_every_node() {
    let bed = Bed::new().await;
    let (here, there) = (
        TestApp::start(&bed, &["--presence-grace-s=0.7"]).await,
        TestApp::start(&bed, &["--presence-grace-s=0.7"]).await,
    );
    let (ada, ben, cleo) = (here.person("ada").await, here.person("ben").await, here.person("cleo").await);
    befriend(&ada, &ben).await;
    let mut near = watching(&ben, &[]).await;
    let mut far = watching(&at(&there.base, &ben), &[]).await;
    let mut stranger = watching(&cleo, &[]).await;
    let socket = open(&ada).await;
    for watcher in [&mut near, &mut far] {
        assert_eq!(watcher.presence().await, changed(&ada, "online"));
    }
    let mut late = watching(&at(&there.base, &ben), &[&ada]).await;
    let closed = Instant::now();
    drop(socket);
    for watcher in [&mut near, &mut far, &mut late] {
        assert_eq!(watcher.presence().await, changed(&ada, "offline"));
    }
    let took = closed.elapsed();
    assert!((0.7..3.7).contains(&took.as_secs_f64()), "{took:?}");
    // Everybody heard of each only once, the stranger of neither.
    befriend(&cleo, &ben).await;
    befriend(&cleo, &ada).await;
    let _again = open(&ada).await;
    for watcher in [&mut near, &mut far, &mut late, &mut stranger] {
        assert_eq!(watcher.presence().await, changed(&ada, "online"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_shows_nothing() {
    let bed = Bed::new().await;
    let grace = "--presence-grace-s=1.5";
    let (here, there) = (TestApp::start(&bed, &[grace]).await, TestApp::start(&bed, &[grace]).await);
    let (ada, ben, cleo) = (here.person("ada").await, here.person("ben").await, here.person("cleo").await);
    befriend(&ada, &ben).await;
    befriend(&cleo, &ben).await;
    let (adas, cleos) = (open(&ada).await, open(&cleo).await);
    let mut watcher = watching(&ben, &[&ada, &cleo]).await;
    drop(adas);
    let adas = open(&ada).await;
    drop(adas);
    // Cleo goes later than Ada did, so her end comes after Ada's would have.
    let _adas = open(&at(&there.base, &ada)).await;
    drop(cleos);
    assert_eq!(watcher.presence().await, changed(&cleo, "offline"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_tabs_the_last_counts() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--presence-grace-s=0.5"]).await;
    let (ada, ben, cleo) = (app.person("ada").await, app.person("ben").await, app.person("cleo").await);
    befriend(&ada, &ben).await;
    befriend(&cleo, &ben).await;
    let (first, second, cleos) = (open(&ada).await, open(&ada).await, open(&cleo).await);
    let mut watcher = watching(&ben, &[&ada, &cleo]).await;
    drop(first);
    drop(cleos);
    assert_eq!(watcher.presence().await, changed(&cleo, "offline"));
    drop(second);
    assert_eq!(watcher.presence().await, changed(&ada, "offline"));
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_is_seen_at_once() {
    let bed = Bed::new().await;
    let (here, there) = (TestApp::start(&bed, &[NEVER]).await, TestApp::start(&bed, &[NEVER]).await);
    let (ada, ben) = (here.person("ada").await, here.person("ben").await);
    befriend(&ada, &ben).await;
    let (_one, _other) = (open(&ada).await, open(&at(&there.base, &ada)).await);
    let mut watcher = watching(&ben, &[&ada]).await;
    let asked = Instant::now();
    sign_out(&ada).await;
    assert_eq!(watcher.presence().await, changed(&ada, "offline"));
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_closes_the_tab_and_then_signs_out_is_gone_at_once() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[NEVER]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    befriend(&ada, &ben).await;
    let socket = open(&ada).await;
    let mut watcher = watching(&ben, &[&ada]).await;
    drop(socket);
    sign_out(&ada).await;
    assert_eq!(watcher.presence().await, changed(&ada, "offline"));
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_of_one_of_two_devices_shows_nothing() {
    let bed = Bed::new().await;
    let (here, there) = (TestApp::start(&bed, &[NEVER]).await, TestApp::start(&bed, &[NEVER]).await);
    let (ada, ben, cleo) = (here.person("ada").await, here.person("ben").await, here.person("cleo").await);
    befriend(&ada, &ben).await;
    befriend(&cleo, &ben).await;
    let phone = device(&there, &ada).await;
    let (_laptops, _phones, _cleos) = (open(&ada).await, open(&phone).await, open(&cleo).await);
    let mut watcher = watching(&ben, &[&ada, &cleo]).await;
    sign_out(&ada).await;
    sign_out(&cleo).await;
    assert_eq!(watcher.presence().await, changed(&cleo, "offline"));
    sign_out(&phone).await;
    assert_eq!(watcher.presence().await, changed(&ada, "offline"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_banned_is_gone_at_once() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[NEVER]).await;
    let (root, ada, ben) = (app.person("root").await, app.person("ada").await, app.person("ben").await);
    befriend(&ada, &ben).await;
    let _adas = open(&ada).await;
    let mut watcher = watching(&ben, &[&ada]).await;
    let banned = root.put(&format!("/api/people/{}/ban", ada.id), json!({ "reason": "spam" })).await;
    assert!(banned.status < 300, "{:?}", banned.body);
    assert_eq!(watcher.presence().await, changed(&ada, "offline"));
}
