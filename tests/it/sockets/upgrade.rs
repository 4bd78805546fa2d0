//! Who gets a socket at all.

use super::client::{Socket, open, ticket};
use crate::support::{Bed, TestApp};
use futures_util::future::join_all;
use loggia::id::{PersonId, SessionId};
use loggia::socket::topics::Holder;
use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_opens_one_socket() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let ticket = ticket(&ada).await;
    assert!(open(&app.base, &format!("ticket={ticket}"), &[]).await.is_ok());
    assert_eq!(open(&app.base, &format!("ticket={ticket}"), &[]).await.err(), Some(401), "used");
    assert_eq!(open(&app.base, "", &[]).await.err(), Some(401), "missing");
    assert_eq!(open(&app.base, "ticket=", &[]).await.err(), Some(401), "empty");
    assert_eq!(open(&app.base, &format!("ticket={}", "A".repeat(43)), &[]).await.err(), Some(401), "unknown");
    assert_eq!(app.visitor().post("/api/ws/ticket", json!({})).await.status, 401, "not signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_ticket_shown_twenty_times_at_once_opens_one_socket() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let query = format!("ticket={}", ticket(&app.person("ada").await).await);
    let tries = (0..20).map(|_| open(&app.base, &query, &[]));
    let opened = join_all(tries).await.into_iter().filter(Result::is_ok).count();
    assert_eq!(opened, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_expires() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--ticket-ttl-s=0.001"]).await;
    let ada = app.person("ada").await;
    let query = format!("ticket={}", ticket(&ada).await);
    // A millisecond is over when twenty more were asked for.
    for _ in 0..20 {
        ticket(&ada).await;
    }
    assert_eq!(open(&app.base, &query, &[]).await.err(), Some(401));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_in_the_address_is_refused() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let token = ada.token.clone().expect("a token");
    assert_eq!(open(&app.base, &format!("token={token}"), &[]).await.err(), Some(401));
    let both = format!("token={token}&ticket={}", ticket(&ada).await);
    assert_eq!(open(&app.base, &both, &[]).await.err(), Some(401));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_pages_of_this_site_and_of_named_ones_open_sockets() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--origins=https://app.example.org"]).await;
    let ada = app.person("ada").await;
    let own = app.base.clone();
    for (origin, expected) in [
        (own.as_str(), None),
        ("https://app.example.org", None),
        ("https://evil.example.org", Some(403)),
        ("https://app.example.org.evil.example", Some(403)),
        ("null", Some(403)),
    ] {
        let query = format!("ticket={}", ticket(&ada).await);
        let refused = open(&app.base, &query, &[("origin", origin)]).await.err();
        assert_eq!(refused, expected, "{origin}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_subprotocol_is_ours_or_none() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let header = "sec-websocket-protocol";
    for (offered, expected) in
        [("loggia.v1", None), ("chat, loggia.v1", None), ("chat", Some(400)), ("LOGGIA.v1", Some(400))]
    {
        let query = format!("ticket={}", ticket(&ada).await);
        assert_eq!(open(&app.base, &query, &[(header, offered)]).await.err(), expected, "{offered}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_websocket_is_told_so() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    assert_eq!(app.visitor().get("/api/ws").await.code(), "socket.bad_ticket");
    let answer = app.visitor().get(&format!("/api/ws?ticket={}", ticket(&ada).await)).await;
    assert_eq!((answer.status, answer.code()), (400, "socket.no_upgrade"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_there_are_no_tickets_but_everything_else() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let (mut socket, _) = Socket::on(&ada, &["feed"]).await;
    bed.kill_redis();
    let asked = std::time::Instant::now();
    let answer = ada.post("/api/ws/ticket", json!({})).await;
    assert_eq!((answer.status, answer.code()), (503, "tickets.away"));
    assert!(answer.header("retry-after").is_some());
    assert!(asked.elapsed() < std::time::Duration::from_secs(2), "{:?}", asked.elapsed());
    ada.write_post("Still here").await;
    assert_eq!(socket.news().await["type"], "post.created", "sockets go on");
    bed.restart_redis();
    // It comes back by itself.
    while ada.post("/api/ws/ticket", json!({})).await.status != 200 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_of_a_session_that_ended_opens_nothing() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let ticket = ticket(&ada).await;
    assert_eq!(ada.post("/api/auth/logout", json!({})).await.status, 204);
    assert_eq!(open(&app.base, &format!("ticket={ticket}"), &[]).await.err(), Some(401));
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_shown_at_the_same_time_share_their_trips_to_redis() {
    const MANY: usize = 500;
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--roles=api"]).await;
    let tickets = app.app().tickets.clone();
    let holder = Holder { person: PersonId(Uuid::from_u128(1)), session: SessionId(Uuid::from_u128(2)) };
    let issued = join_all((0..MANY).map(|_| tickets.issue(holder))).await;
    let mut redis = redis::Client::open(bed.redis_url.as_str()).unwrap().get_connection().unwrap();
    let mut reads = || {
        let stats: redis::InfoDict = redis::cmd("INFO").arg("stats").query(&mut redis).unwrap();
        stats.get::<usize>("total_reads_processed").unwrap()
    };
    let before = reads();
    let mut tasks = JoinSet::new();
    for ticket in issued {
        let (tickets, ticket) = (tickets.clone(), ticket.unwrap());
        tasks.spawn(async move { tickets.redeem(&ticket).await.unwrap() });
    }
    assert_eq!(tasks.join_all().await, vec![Some(holder); MANY]);
    let took = reads() - before;
    println!("{MANY} tickets in {took} reads of Redis");
    assert!(took < MANY / 5, "{took} reads");
}
