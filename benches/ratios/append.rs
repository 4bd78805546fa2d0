//! The append path against what the server can do at best.

use crate::servers::Servers;
pub use crate::servers::dial;
use crate::table::{Table, median, rate};
use async_nats::HeaderMap;
use futures_util::StreamExt;
use futures_util::stream::{self, FuturesUnordered};
use loggia::event::{Aggregate, Event, Meta, Unreadable};
use loggia::id::{Key, PersonId};
use loggia::log::{Decision, Entry, Log, Proposal, Request, Subject, Unit};
use loggia::posts::{Created, Kind};
use std::convert::Infallible;
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use uuid::Uuid;

/// A unit without a state of its own: what is measured is the path, not a rule.
#[derive(Clone, Default)]
struct Nothing;

impl Aggregate for Nothing {
    type Event = Event;

    fn evolve(&mut self, _: &Meta, _: &Event) {}

    fn read(entry: &Entry) -> Result<Option<Event>, Unreadable> {
        Event::of(entry)
    }
}

fn message(actor: PersonId, key: Key) -> (Subject, Request, Event) {
    let post = loggia::id::PostId(loggia::id::created("post", actor, key));
    let request = Request { actor, key, at: OffsetDateTime::now_utc(), fingerprint: "0123456789abcdef01234567".into() };
    let created = Created {
        post,
        kind: Kind::Text,
        title: "Bread on Thursday".into(),
        body: "Two loaves are left over. Come by before six.".into(),
        link: None,
        poll: None,
        community: None,
        private: false,
        mentions: Vec::new(),
    };
    (Subject::of(Unit::Post, post), request, loggia::posts::Event::from(created).into())
}

/// Decide + expectation + message id, against a plain asynchronous publish of the same payloads; both over two connections.
pub async fn against_plain_publish(table: &mut Table, rounds: usize) {
    for (sync, in_flight, many) in [("2m", 256, 40_000), ("always", 256, 10_000)] {
        let servers = Servers::start(sync);
        let log = Log::connect(&servers.addresses.nats, &servers.config).await.expect("a log");
        let clients = [dial(&servers.addresses.nats).await, dial(&servers.addresses.nats).await];
        let (mut ours, mut plain) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            plain.push(rate(many, publish(&clients, many, in_flight).await));
            ours.push(rate(many, append(&log, many, in_flight).await));
        }
        let (ours, plain) = (median(ours), median(plain));
        let settings =
            format!("sync_interval {sync}, {in_flight} in flight, 2 connections; {ours:.0}/s against {plain:.0}/s");
        table.at_least("append path / plain async publish", ours / plain, 0.7, settings);
    }
}

/// Synced writes: what arrives while one batch is away goes as the next.
pub async fn group_commit_against_one_by_one(table: &mut Table, rounds: usize) {
    let servers = Servers::start("always");
    let log = Log::connect(&servers.addresses.nats, &servers.config).await.expect("a log");
    let clients = [dial(&servers.addresses.nats).await, dial(&servers.addresses.nats).await];
    let (mut grouped, mut single) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        grouped.push(rate(8_000, append(&log, 8_000, 256).await));
        single.push(rate(4_000, one_by_one(&clients, 4_000, 256).await));
    }
    let (grouped, single) = (median(grouped), median(single));
    let settings = format!("sync_interval always, 256 in flight; {grouped:.0}/s against {single:.0}/s");
    table.at_least("durable appends, group commit / one by one", grouped / single, 3.0, settings);
}

async fn append(log: &Log, many: usize, in_flight: usize) -> Duration {
    let actor = PersonId(Uuid::now_v7());
    let begun = Instant::now();
    stream::iter(0..many)
        .for_each_concurrent(in_flight, |_| async {
            let (subject, request, event) = message(actor, Key::fresh());
            let decide = |_: &Nothing| Ok::<_, Infallible>(Decision::Append(event.clone()));
            log.execute_new(&subject, &request, decide).await.expect("appended");
        })
        .await;
    begun.elapsed()
}

/// Each message its own publish, acknowledged, with id and expectation: what there would be without group commit.
async fn one_by_one(clients: &[async_nats::Client; 2], many: usize, in_flight: usize) -> Duration {
    let actor = PersonId(Uuid::now_v7());
    send(
        clients,
        many,
        in_flight,
        |headers, request| {
            headers.insert("Nats-Msg-Id", request.event_id().to_string());
            headers.insert("Nats-Expected-Last-Subject-Sequence", "0");
        },
        actor,
    )
    .await
}

pub async fn publish(clients: &[async_nats::Client; 2], many: usize, in_flight: usize) -> Duration {
    send(clients, many, in_flight, |_, _| {}, PersonId(Uuid::now_v7())).await
}

async fn send(
    clients: &[async_nats::Client; 2],
    many: usize,
    in_flight: usize,
    more: impl Fn(&mut HeaderMap, &Request),
    actor: PersonId,
) -> Duration {
    let begun = Instant::now();
    let mut flying = FuturesUnordered::new();
    for number in 0..many {
        if flying.len() >= in_flight {
            flying.next().await;
        }
        let (subject, request, event) = message(actor, Key::fresh());
        let proposal = Proposal::new(subject.clone(), &request, &event, None).expect("JSON");
        let mut headers = HeaderMap::new();
        headers.insert("Loggia-Type", proposal.kind);
        headers.insert("Loggia-Actor", actor.to_string());
        headers.insert("Loggia-Request", proposal.request.to_string());
        more(&mut headers, &request);
        let sent = async_nats::client::Request::new().headers(headers).payload(proposal.payload);
        flying.push(clients[number % 2].send_request(subject.to_string(), sent));
    }
    while flying.next().await.is_some() {}
    begun.elapsed()
}
