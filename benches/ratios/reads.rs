//! Reads of conversations among so many messages, which SQL generates into a database of their own: the queries that answer
//! requests, on connections like theirs.

use crate::servers::Servers;
use crate::table::{Table, median, p99};
use loggia::serve::Stores;
use loggia::{conversations, messages};
use sqlx::{AssertSqlSafe, Row};
use std::time::Instant;
use uuid::Uuid;

/// Each of these is in 500 of the conversations, and a hundred are in each conversation.
const PEOPLE: i64 = 2_000;
const CONVERSATIONS: i64 = 10_000;
/// Those who ask, and how often each.
const ASKING: i64 = 20;
const TIMES: usize = 20;
/// Messages of a page.
const PAGE: i64 = 50;
const ASKED_MS: f64 = 5.0;

/// Everybody has something unread in each conversation and has written in many of them. Every second one who asks has blocked
/// three people who are in all the same ones, and whose messages are not to be counted.
const SCRIPT: &str = include_str!("reads.sql");

pub async fn of_conversations(table: &mut Table, many: i64, explain: bool) {
    let servers = Servers::start("2m");
    let stores = Stores::open(&servers.config, &servers.addresses).await.expect("stores");
    let begun = Instant::now();
    generate(&stores, many).await;
    eprintln!("{many} messages generated in {:.0} s", begun.elapsed().as_secs_f64());
    let settings = |took: &[f64]| {
        format!(
            "{many} messages in {CONVERSATIONS} conversations of {PEOPLE} people; {} queries, p50 {:.2} ms",
            took.len(),
            median(took.to_vec())
        )
    };
    for (whose, first) in [("a person", 0), ("a person who has blocked three of these", 1)] {
        let took = unread(&stores, first, explain).await;
        let row = format!("unread counts in {} conversations of {whose}, p99", CONVERSATIONS * 100 / PEOPLE);
        table.at_most(&row, p99(took.clone()), ASKED_MS, "ms", settings(&took));
    }
    let took = pages(&stores, many, explain).await;
    table.at_most(&format!("a page of {PAGE} messages, p99"), p99(took.clone()), ASKED_MS, "ms", settings(&took));
}

async fn generate(stores: &Stores, many: i64) {
    let mut connection = stores.db.acquire().await.expect("a connection");
    let each = many / CONVERSATIONS;
    // As indexes would be after a rebuild: made of rows that are there. The words are not searched here.
    let indexes: Vec<(String, String)> = sqlx::query_as(
        "select indexname, indexdef from pg_indexes
         where schemaname = current_schema and tablename = 'message' and indexname not in ('message_pkey', 'message_words')",
    )
    .fetch_all(&mut *connection)
    .await
    .expect("indexes");
    let drops: String = indexes.iter().map(|(name, _)| format!("drop index {name};\n")).collect();
    let makes: String = indexes.iter().map(|(_, definition)| format!("{definition};\n")).collect();
    let script = SCRIPT
        .replace("{people}", &PEOPLE.to_string())
        .replace("{conversations}", &CONVERSATIONS.to_string())
        .replace("{each}", &each.to_string())
        .replace("{asking}", &ASKING.to_string());
    let set = "set statement_timeout = 0; set synchronous_commit = off; set work_mem = '256MB'".to_owned();
    for part in [set, format!("drop index message_words;\n{drops}{script}"), makes, "vacuum (analyze)".into()] {
        sqlx::raw_sql(AssertSqlSafe(part)).execute(&mut *connection).await.expect("generated rows");
    }
    // Its settings are nobody's who asks.
    connection.close().await.expect("an end");
}

/// Asks for every second person, beginning with this one.
async fn unread(stores: &Stores, first: i64, explain: bool) -> Vec<f64> {
    let query = query(conversations::http::QUERIES, "conversations/unread");
    let mut connection = stores.db.acquire().await.expect("a connection");
    if explain {
        let plan = sqlx::query(AssertSqlSafe(format!("explain (analyze, buffers) {query}"))).bind(person(first));
        tell(plan.fetch_all(&mut *connection).await.expect("a plan"));
    }
    // On a server that is at work somebody else has asked before.
    let (others, asking) = (ASKING..2 * ASKING, (0..TIMES as i64 * ASKING).map(|number| number % ASKING));
    let mut took = Vec::new();
    for number in others.chain(asking).filter(|number| number % 2 == first) {
        let ask = sqlx::query_as::<_, (i64, String)>(AssertSqlSafe(query)).bind(person(number));
        let begun = Instant::now();
        let (_, rows) = ask.fetch_one(&mut *connection).await.expect("rows");
        if number < ASKING {
            took.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        let counted = rows.matches("\"conversation\"").count() as i64;
        // In a few they were the last to write.
        assert!(counted > CONVERSATIONS * 90 / PEOPLE, "{rows}");
    }
    took
}

async fn pages(stores: &Stores, many: i64, explain: bool) -> Vec<f64> {
    let query = query(messages::page::QUERIES, "messages/older");
    let mut connection = stores.db.acquire().await.expect("a connection");
    // Somebody's page anywhere in one of their conversations.
    let place = |number: i64| {
        let (asking, nth) = (number % ASKING, number * 37 % (CONVERSATIONS * 100 / PEOPLE));
        let conversation = (20 - asking % 20) % 20 + nth * 20;
        (person(asking), id(2, conversation), many / 10 + number * 7_919 % (many - many / 10))
    };
    if explain {
        let (person, conversation, before) = place(1);
        let plan = sqlx::query(AssertSqlSafe(format!("explain (analyze, buffers) {query}")));
        let plan = plan.bind(person).bind(conversation).bind(PAGE + 1).bind(before);
        tell(plan.fetch_all(&mut *connection).await.expect("a plan"));
    }
    let mut took = Vec::new();
    for number in 0..TIMES as i64 * ASKING {
        let (person, conversation, before) = place(number);
        let ask = sqlx::query_as::<_, (i64, String)>(AssertSqlSafe(query));
        let ask = ask.bind(person).bind(conversation).bind(PAGE + 1).bind(before);
        let begun = Instant::now();
        let (_, rows) = ask.fetch_one(&mut *connection).await.expect("rows");
        took.push(begun.elapsed().as_secs_f64() * 1e3);
        assert!(rows.contains("\"sender\""), "a page without messages");
    }
    took
}

fn query(of: &'static [(&'static str, &'static str)], wanted: &str) -> &'static str {
    of.iter().find(|(name, _)| *name == wanted).map(|(_, query)| *query).expect("a query of that name")
}

fn tell(plan: Vec<sqlx::postgres::PgRow>) {
    for line in plan {
        eprintln!("{}", line.get::<String, _>(0));
    }
}

fn person(number: i64) -> Uuid {
    id(1, number)
}

/// As the script makes them.
fn id(kind: u128, number: i64) -> Uuid {
    Uuid::from_u128(kind << 120 | number as u128)
}
