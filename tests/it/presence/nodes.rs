//! Nodes that die or go away with people on them.

use super::{at, befriend, changed, open, watching};
use crate::support::{Bed, Client, Process, TestApp};
use std::time::Instant;
use tokio::task::block_in_place;

const TTL: f64 = 6.0;

#[tokio::test(flavor = "multi_thread")]
async fn who_was_on_a_node_that_died_is_offline_within_the_ttl_and_who_moved_never_flickers() {
    let bed = Bed::new().await;
    let ttl = format!("--presence-ttl-s={TTL}");
    let settings = [ttl.as_str(), "--presence-grace-s=1"];
    let (mut dying, surviving) = block_in_place(|| (Process::start(&bed, &settings), Process::start(&bed, &settings)));
    let mut people = Vec::new();
    for name in ["ada", "ben", "cleo"] {
        let mut person = Client::new(&dying.base);
        person.sign_up(name).await;
        people.push(person);
    }
    let [ada, ben, cleo] = people.try_into().unwrap_or_else(|_| panic!("three people"));
    befriend(&ada, &ben).await;
    befriend(&cleo, &ben).await;
    let _here = (open(&ada).await, open(&cleo).await);
    let mut watcher = watching(&at(&surviving.base, &ben), &[&ada, &cleo]).await;
    let killed = Instant::now();
    block_in_place(|| dying.kill());
    let _there = open(&at(&surviving.base, &ada)).await;
    assert_eq!(watcher.presence().await, changed(&cleo, "offline"));
    let took = killed.elapsed().as_secs_f64();
    // And the time until somebody looks, on a busy machine; longer without a look counts as Redis having been away.
    assert!(took < TTL + 3.0, "{took} s");
    // Ada is there for good.
    let cleos = open(&at(&surviving.base, &cleo)).await;
    assert_eq!(watcher.presence().await, changed(&cleo, "online"));
    drop(cleos);
    assert_eq!(watcher.presence().await, changed(&cleo, "offline"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_goes_away_leaves_nobody_behind() {
    let bed = Bed::new().await;
    let settings = ["--presence-ttl-s=600", "--presence-grace-s=1.5", "--drain-s=0.1"];
    let (mut going, staying) = (TestApp::start(&bed, &settings).await, TestApp::start(&bed, &settings).await);
    let (ada, ben, cleo) = (going.person("ada").await, going.person("ben").await, going.person("cleo").await);
    befriend(&ada, &ben).await;
    befriend(&cleo, &ben).await;
    let (mut adas, mut cleos) = (open(&ada).await, open(&cleo).await);
    let mut watcher = watching(&at(&staying.base, &ben), &[&ada, &cleo]).await;
    let coming_back = async {
        assert_eq!(adas.closed().await, 1012);
        open(&at(&staying.base, &ada)).await
    };
    let ((), _adas, code) = tokio::join!(going.stop(), coming_back, cleos.closed());
    assert_eq!(code, 1012);
    assert_eq!(watcher.presence().await, changed(&cleo, "offline"));
}
