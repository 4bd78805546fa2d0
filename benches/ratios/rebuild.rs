//! Rebuilding read models out of the log, beside what Postgres can take at best (COPY of the final rows) and beside the same
//! events in a transaction each.

use crate::servers::Servers;
use crate::table::{Table, median, rate};
use async_nats::HeaderMap;
use indicatif::ProgressBar;
use loggia::log::Log;
use loggia::projector::apply::{Batch, Writer, tables};
use loggia::projector::generation;
use loggia::projector::rebuild::Beside;
use loggia::serve::Stores;
use serde_json::{Value, json};
use sqlx::postgres::PgPoolCopyExt;
use sqlx::{Connection, PgConnection};
use std::time::Instant;
use uuid::Uuid;

const EVENTS: usize = 100_000;
const POSTS: usize = 500;
const ONE_BY_ONE: usize = 1_500;

/// One message of a log as a mix describes it.
struct Fact {
    kind: &'static str,
    actor: Uuid,
    fields: Value,
}

/// Nearly all comments, as a chat is nearly all messages, spread over all posts.
fn chat(number: usize) -> Fact {
    match number {
        0..POSTS => created(number),
        _ if number.is_multiple_of(25) => liked(number * 31 % POSTS, number),
        _ => added(number * 31 % POSTS, number),
    }
}

/// Half of all events concern one post: likes, comments, second thoughts. Likes are true transitions, as in a real log.
fn hot(number: usize) -> Fact {
    let post = if number.is_multiple_of(2) { 0 } else { number * 31 % POSTS };
    match (number, number % 20) {
        (0..POSTS, _) => created(number),
        (_, 18) => fact("post.unliked", person(number - 2), json!({ "post": id(1, post), "author": person(0) })),
        (_, 1..10 | 16) => liked(post, number),
        _ => added(post, number),
    }
}

fn created(number: usize) -> Fact {
    let fields = json!({ "post": id(1, number), "kind": "text", "title": format!("Post {number}"), "body": WORDS, "private": false, "mentions": [] });
    fact("post.created", person(number), fields)
}

fn added(post: usize, number: usize) -> Fact {
    let fields = json!({ "comment": id(2, number), "post": id(1, post), "post_author": person(0), "body": WORDS, "private": false, "mentions": [] });
    fact("comment.added", person(number), fields)
}

fn liked(post: usize, number: usize) -> Fact {
    fact("post.liked", person(number), json!({ "post": id(1, post), "author": person(0) }))
}

const WORDS: &str = "People stand about under the arches, and anyone who passes can join them for a while.";

fn fact(kind: &'static str, actor: Uuid, fields: Value) -> Fact {
    Fact { kind, actor, fields }
}

/// Everybody acts once: nobody likes a post twice.
fn person(number: usize) -> Uuid {
    id(9, number)
}

/// Spread like real ids, not in order.
fn id(kind: u128, number: usize) -> Uuid {
    Uuid::from_u128((number as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835) ^ (kind << 100))
}

pub async fn against_copy_and_one_by_one(table: &mut Table, rounds: usize) {
    let settings = "synchronous_commit off, fresh tables with their indexes";
    for (name, mix, asked) in [("chat-like", chat as fn(usize) -> Fact, 0.33), ("hot post", hot, 0.2)] {
        let bench = Bench::new(mix).await;
        let (mut rebuilt, mut copied, mut single) = (Vec::new(), Vec::new(), Vec::new());
        let mut rows = 0;
        for _ in 0..rounds {
            rebuilt.push(bench.rebuild().await);
            let (count, speed) = bench.copy().await;
            rows = count;
            copied.push(speed);
            if name == "chat-like" {
                single.push(bench.one_by_one().await);
            }
        }
        let (events, copy) = (median(rebuilt), median(copied));
        let figures = format!("{EVENTS} events, {rows} rows; {events:.0} events/s, COPY {copy:.0} rows/s; {settings}");
        table.at_least(&format!("rebuild / COPY of the final rows, {name}"), events / copy, asked, figures);
        if !single.is_empty() {
            let single = median(single);
            let figures = format!("{events:.0} and {single:.0} events/s; {settings}");
            table.at_least("rebuild / one by one in transactions", events / single, 20.0, figures);
        }
    }
}

struct Bench {
    stores: Stores,
    _servers: Servers,
}

impl Bench {
    async fn new(mix: fn(usize) -> Fact) -> Bench {
        let servers = Servers::start("2m");
        let stores = Stores::open(&servers.config, &servers.addresses).await.expect("stores");
        publish(&stores.log, mix).await;
        Bench { stores, _servers: servers }
    }

    /// Events a second through the whole path: log, waves, Postgres.
    async fn rebuild(&self) -> f64 {
        let Stores { log, source, place, .. } = &self.stores;
        let mut work = Beside::make(log, source.clone(), place, "next").await.expect("a schema");
        let begun = Instant::now();
        work.fill(EVENTS as u64, &ProgressBar::hidden()).await.expect("a rebuild");
        rate(EVENTS, begun.elapsed())
    }

    /// How many rows the rebuild left, and at how many a second COPY writes them into fresh tables.
    async fn copy(&self) -> (usize, f64) {
        let Stores { source, place, db, .. } = &self.stores;
        let (from, into) = (place.beside("next"), place.beside("copy"));
        let mut connection = PgConnection::connect_with(&into.writing()).await.expect("Postgres");
        generation::make(&mut connection, source, into.schema()).await.expect("a schema");
        connection.close().await.expect("a connection");
        let mut connection = PgConnection::connect_with(&into.writing()).await.expect("Postgres");
        let mut contents = Vec::new();
        for table in tables(&mut connection, from.schema()).await.expect("tables") {
            if table != "checkpoint" {
                contents.push((columns(&mut connection, into.schema(), &table).await, table));
            }
        }
        let (mut rows, mut took) = (0, std::time::Duration::ZERO);
        for (columns, table) in contents {
            let out = format!("copy {}.{table} ({columns}) to stdout", from.schema());
            let mut content = Vec::new();
            let mut stream = db.copy_out_raw(&out).await.expect("rows");
            while let Some(part) = futures_util::StreamExt::next(&mut stream).await {
                content.extend_from_slice(&part.expect("rows"));
            }
            let begun = Instant::now();
            let statement = format!("copy {table} ({columns}) from stdin");
            let mut copy = connection.copy_in_raw(&statement).await.expect("COPY");
            for part in content.chunks(64 << 10) {
                copy.send(part).await.expect("rows");
            }
            rows += copy.finish().await.expect("rows") as usize;
            took += begun.elapsed();
        }
        (rows, rate(rows, took))
    }

    async fn one_by_one(&self) -> f64 {
        let Stores { log, source, place, .. } = &self.stores;
        // The posts first, so that what follows finds them.
        let mut posts = log.range(0, (POSTS + ONE_BY_ONE) as u64, usize::MAX).await.expect("entries");
        let entries = posts.split_off(POSTS);
        let single = place.beside("single");
        let mut connection = PgConnection::connect_with(&single.writing()).await.expect("Postgres");
        generation::make(&mut connection, source, single.schema()).await.expect("a schema");
        let mut writer = Writer::open(source.clone(), &single).await.expect("a writer");
        let upto = loggia::log::Cursor::at(POSTS as u64);
        writer.apply(Batch::new(source, posts, upto)).await.expect("posts");
        let begun = Instant::now();
        for entry in entries {
            let upto = loggia::log::Cursor::at(entry.position);
            writer.apply(Batch::new(source, vec![entry], upto)).await.expect("an event");
        }
        rate(ONE_BY_ONE, begun.elapsed())
    }
}

/// The columns that are not generated.
async fn columns(connection: &mut PgConnection, schema: &str, table: &str) -> String {
    sqlx::query_scalar(
        "select string_agg(column_name, ', ' order by ordinal_position) from information_schema.columns
         where table_schema = $1 and table_name = $2 and is_generated = 'NEVER'",
    )
    .bind(schema)
    .bind(table)
    .fetch_one(connection)
    .await
    .expect("columns")
}

/// Straight into the stream, in order and without waiting: how events get there is measured elsewhere.
async fn publish(log: &Log, mix: fn(usize) -> Fact) {
    for number in 0..EVENTS {
        let Fact { kind, actor, mut fields } = mix(number);
        let event = id(3, number);
        fields["id"] = json!(event);
        fields["at"] = json!("2026-11-21T12:00:00Z");
        let mut headers = HeaderMap::new();
        headers.insert("Nats-Msg-Id", event.to_string());
        headers.insert("Loggia-Type", kind);
        headers.insert("Loggia-Actor", actor.to_string());
        let subject = format!("evt.bench.{number}");
        log.nats().publish_with_headers(subject, headers, fields.to_string().into()).await.expect("a publish");
    }
    log.nats().flush().await.expect("a flush");
    while log.end().await.expect("the end") < EVENTS as u64 {
        tokio::task::yield_now().await;
    }
}
