//! Redis loses everything, or goes away: nobody flickers.

use super::{at, befriend, changed, choose, open, shown, sign_out, watching};
use crate::support::{Bed, TestApp, eventually};
use serde_json::json;

const GRACE: &str = "--presence-grace-s=1";

#[tokio::test(flavor = "multi_thread")]
async fn when_redis_is_emptied_nobody_flickers() {
    let bed = Bed::new().await;
    let (here, there) = (TestApp::start(&bed, &[GRACE]).await, TestApp::start(&bed, &[GRACE]).await);
    let (ada, ben) = (here.person("ada").await, here.person("ben").await);
    let (cleo, dora) = (here.person("cleo").await, here.person("dora").await);
    for friend in [&ada, &cleo, &dora] {
        befriend(friend, &ben).await;
    }
    let (_adas, cleos, doras) = (open(&at(&there.base, &ada)).await, open(&cleo).await, open(&dora).await);
    let mut near = watching(&ben, &[&ada, &cleo, &dora]).await;
    let mut far = watching(&at(&there.base, &ben), &[&ada, &cleo, &dora]).await;
    // Cleo is gone and in her grace when it happens: that Redis forgot her must not keep her.
    drop(cleos);
    let mut redis = redis::Client::open(bed.redis_url.as_str()).unwrap().get_connection().unwrap();
    redis::cmd("FLUSHALL").exec(&mut redis).unwrap();
    for watcher in [&mut near, &mut far] {
        assert_eq!(watcher.presence().await, changed(&cleo, "offline"));
    }
    assert_eq!((shown(&ben, &ada).await, shown(&ben, &cleo).await), (json!("online"), json!("offline")));
    drop(doras);
    for watcher in [&mut near, &mut far] {
        assert_eq!(watcher.presence().await, changed(&dora, "offline"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_redis_is_away_nothing_is_known_and_then_everything_anew() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[GRACE]).await;
    let (ada, ben, cleo) = (app.person("ada").await, app.person("ben").await, app.person("cleo").await);
    befriend(&ada, &ben).await;
    befriend(&cleo, &ben).await;
    let (adas, _cleos) = (open(&ada).await, open(&cleo).await);
    let mut watcher = watching(&ben, &[&ada, &cleo]).await;
    bed.kill_redis();
    eventually("nobody knows", || async { shown(&ben, &ada).await == "unknown" }).await;
    assert_eq!(shown(&ben, &ben).await, "unknown");
    choose(&cleo, "away").await;
    ada.write_post("Everything else goes on").await;
    bed.restart_redis();
    let snapshot = watcher.presence().await;
    assert_eq!(snapshot["op"], "friends_online_snapshot", "and nothing before it");
    let mut people: Vec<_> = snapshot["people"].as_array().unwrap().iter().filter_map(|id| id.as_str()).collect();
    people.sort();
    let mut both = [ada.id.as_str(), cleo.id.as_str()];
    both.sort();
    assert_eq!((people, &snapshot["away"]), (both.to_vec(), &json!([cleo.id])));
    sign_out(&ada).await;
    assert_eq!(watcher.presence().await, changed(&ada, "offline"));
    drop(adas);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_said_hello_while_redis_was_away_is_told_when_it_is_back() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[GRACE]).await;
    let (ada, ben) = (app.person("ada").await, app.person("ben").await);
    befriend(&ada, &ben).await;
    let _adas = open(&ada).await;
    eventually("ada is there", || async { shown(&ben, &ada).await == "online" }).await;
    let ticket = crate::sockets::client::ticket(&ben).await;
    let mut socket = crate::sockets::client::open(&app.base, &format!("ticket={ticket}"), &[]).await.unwrap();
    bed.kill_redis();
    eventually("nobody knows", || async { shown(&ben, &ada).await == "unknown" }).await;
    socket.send(json!({ "op": "hello" })).await;
    assert_eq!(socket.frame().await["op"], "hello");
    bed.restart_redis();
    let snapshot = socket.presence().await;
    assert_eq!((&snapshot["op"], &snapshot["people"]), (&json!("friends_online_snapshot"), &json!([ada.id])));
}
