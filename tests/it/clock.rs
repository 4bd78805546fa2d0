//! The clock, on deadlines of the tests' own: posts whose title says after how many milliseconds they fall, which deletes them.

use crate::support::{Bed, Client, Models, TestApp, eventually};
use futures_util::future::BoxFuture;
use loggia::app::App;
use loggia::clock::{Clock, Deadline, Fate};
use loggia::id::{PersonId, PostId};
use loggia::log::Request;
use loggia::people::Role;
use loggia::posts;
use sqlx::PgConnection;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use time::OffsetDateTime;
use tokio::task::JoinHandle;
use uuid::Uuid;

const LONG: Duration = Duration::from_secs(30);

const FALLS: Deadline = Deadline {
    name: "tests.falls",
    due: "select id, created_at + make_interval(secs => title::integer / 1000.0)
          from post where deleted_at is null and title ~ '^[0-9]+$' order by 2 limit $1",
    issue: fall,
};

fn fall<'a>(app: &'a App, request: &'a Request, unit: Uuid) -> BoxFuture<'a, Fate> {
    let actor = posts::Actor { person: PersonId::OPERATOR, role: Role::Admin };
    Box::pin(async move { Fate::of(posts::commands::remove(&app.log, request, PostId(unit), actor).await) })
}

/// Posts named `hangs`, `panics` or `refuses` are always due and never go away.
const BROKEN: Deadline = Deadline {
    name: "tests.broken",
    due: "select id, created_at from post where title in ('hangs', 'panics', 'fails') order by 2 limit $1",
    issue: break_down,
};

fn break_down<'a>(app: &'a App, _: &'a Request, unit: Uuid) -> BoxFuture<'a, Fate> {
    Box::pin(async move {
        let title = sqlx::query_scalar("select title from post where id = $1").bind(unit).fetch_one(&app.db);
        let title: String = title.await.expect("a title");
        match title.as_str() {
            "hangs" => std::future::pending().await,
            "panics" => panic!("this one is broken"),
            _ => Fate::Again("not today".into()),
        }
    })
}

/// A node without a clock, and its generation.
async fn node(bed: &Bed) -> TestApp {
    TestApp::start(bed, &["--roles=api,projector"]).await
}

fn clock(node: &TestApp, deadlines: &'static [Deadline]) -> JoinHandle<()> {
    let place = node.node.as_ref().expect("a node").stores.place.clone();
    let clock = Clock { app: node.app().clone(), place, deadlines };
    tokio::spawn(async move { match clock.run().await {} })
}

/// A post that falls after so long.
async fn falling(author: &Client, ms: u64) -> Uuid {
    let post = author.write_post(&ms.to_string()).await;
    post["id"].as_str().and_then(|id| id.parse().ok()).expect("an id")
}

/// By post: how often the log says that it fell, and at which time last.
async fn falls(app: &App) -> HashMap<Uuid, (usize, OffsetDateTime)> {
    let mut falls: HashMap<Uuid, (usize, OffsetDateTime)> = HashMap::new();
    let end = app.log.end().await.expect("the log");
    for entry in app.log.range(0, end, usize::MAX).await.expect("the log") {
        if &*entry.kind == "post.deleted" {
            let fields: serde_json::Value = serde_json::from_slice(&entry.payload).expect("JSON");
            let post = fields["post"].as_str().and_then(|id| id.parse().ok()).expect("a post");
            let fallen = falls.entry(post).or_insert((0, entry.meta().at));
            *fallen = (fallen.0 + 1, entry.meta().at);
        }
    }
    falls
}

/// Waits until nothing is left to fall.
async fn all_fallen(app: &App) {
    let left = "select count(*) from post where deleted_at is null and title ~ '^[0-9]+$'";
    let mut news = app.progress.subscribe();
    let fallen = async {
        loop {
            let left: i64 = sqlx::query_scalar(left).fetch_one(&app.db).await.expect("a count");
            if left == 0 {
                return;
            }
            // Whatever moves the read models next; the clock looks by itself every second.
            let _ = tokio::time::timeout(Duration::from_millis(100), news.changed()).await;
        }
    };
    tokio::time::timeout(LONG, fallen).await.expect("everything falls");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_happens_at_its_time() {
    let bed = Bed::new().await;
    let node = node(&bed).await;
    let author = node.person("author").await;
    let _running = clock(&node, const { &[FALLS] });
    let mut due = HashMap::new();
    for round in 0..20 {
        let asked = OffsetDateTime::now_utc();
        let ms = 600 - 20 * round;
        due.insert(falling(&author, ms).await, asked + Duration::from_millis(ms));
    }
    all_fallen(node.app()).await;
    let fallen = falls(node.app()).await;
    assert_eq!(fallen.len(), due.len());
    let mut late: Vec<f64> = fallen.iter().map(|(post, (_, at))| (*at - due[post]).as_seconds_f64() * 1000.0).collect();
    late.sort_by(f64::total_cmp);
    println!("late by ms: median {:.1}, worst {:.1}", late[late.len() / 2], late[late.len() - 1]);
    assert!(fallen.values().all(|(times, _)| *times == 1));
    assert!(late[0] >= 0.0, "never before its time: {late:?}");
    assert!(late[late.len() / 2] < 50.0, "{late:?}");
}

/// One is at work, the others stand by; whoever is at work is killed again and again, its connection cut or the whole of it gone.
#[tokio::test(flavor = "multi_thread")]
async fn over_failovers_everything_due_happens_exactly_once() {
    let bed = Bed::new().await;
    let (one, two) = (node(&bed).await, node(&bed).await);
    let author = one.person("author").await;
    let mut models = Models::of_log(&bed, &one.app().log).await;
    let mut running = [clock(&one, const { &[FALLS] }), clock(&two, const { &[FALLS] })];
    for number in 0..120u64 {
        falling(&author, 200 + number * 7 % 600).await;
        if number % 10 == 9 {
            cut_off(&mut models.reader).await;
        }
        if number % 20 == 19 {
            let (index, node) = if number % 40 == 19 { (0, &one) } else { (1, &two) };
            running[index].abort();
            running[index] = clock(node, const { &[FALLS] });
        }
    }
    all_fallen(one.app()).await;
    let fallen = falls(one.app()).await;
    assert_eq!(fallen.len(), 120);
    assert!(fallen.values().all(|(times, _)| *times == 1), "{fallen:?}");
}

/// Ends the connections that clocks hold their turn by.
async fn cut_off(reader: &mut PgConnection) {
    let clocks = "select pg_terminate_backend(pid) from pg_stat_activity
                  where datname = current_database() and application_name like 'loggia clock%'";
    sqlx::query(clocks).execute(reader).await.expect("an end");
}

/// Two that both believe it is their turn say the same thing under the same key.
#[tokio::test(flavor = "multi_thread")]
async fn two_at_work_at_once_append_each_fact_once() {
    let bed = Bed::new().await;
    let (one, two) = (node(&bed).await, node(&bed).await);
    let author = one.person("author").await;
    let place = one.node.as_ref().expect("a node").stores.place.clone();
    // A name of its own for the same rows: the second clock's turn is another one.
    let alias = place.beside("clock");
    let mut models = Models::of_log(&bed, &one.app().log).await;
    let views =
        format!("create schema {0}; create view {0}.post as select * from {1}.post", alias.schema(), place.schema());
    sqlx::raw_sql(sqlx::AssertSqlSafe(views)).execute(&mut models.reader).await.expect("a view");
    let second = Clock { app: two.app().clone(), place: alias, deadlines: const { &[FALLS] } };
    let _running = [clock(&one, const { &[FALLS] }), tokio::spawn(async move { match second.run().await {} })];
    for _ in 0..40 {
        falling(&author, 300).await;
    }
    all_fallen(one.app()).await;
    let fallen = falls(one.app()).await;
    assert_eq!(fallen.len(), 40);
    assert!(fallen.values().all(|(times, _)| *times == 1), "{fallen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_broken_holds_up_nobody() {
    let bed = Bed::new().await;
    let node = node(&bed).await;
    let author = node.person("author").await;
    for title in ["hangs", "panics", "fails", "hangs", "panics", "fails"] {
        author.write_post(title).await;
    }
    let _running = clock(&node, const { &[BROKEN, FALLS] });
    for round in 0..3 {
        falling(&author, 50 * round).await;
    }
    all_fallen(node.app()).await;
    assert_eq!(falls(node.app()).await.len(), 3);
}

/// Commands of [`AWAY`] that could not be carried out.
static FAILED: AtomicUsize = AtomicUsize::new(0);

const AWAY: Deadline = Deadline { issue: fall_or_count, ..FALLS };

fn fall_or_count<'a>(app: &'a App, request: &'a Request, unit: Uuid) -> BoxFuture<'a, Fate> {
    Box::pin(async move {
        let fate = fall(app, request, unit).await;
        FAILED.fetch_add(usize::from(fate != Fate::Settled), Ordering::Relaxed);
        fate
    })
}

/// What falls due while the log is away happens when it is back, once.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_was_away_changes_nothing() {
    let bed = Bed::new().await;
    let node = node(&bed).await;
    let author = node.person("author").await;
    let _running = clock(&node, const { &[AWAY] });
    for _ in 0..5 {
        // Late enough that none has fallen when the log goes.
        falling(&author, 2_000).await;
    }
    tokio::task::block_in_place(|| bed.kill_nats());
    eventually("an attempt that fails", || async { FAILED.load(Ordering::Relaxed) >= 3 }).await;
    tokio::task::block_in_place(|| bed.restart_nats());
    all_fallen(node.app()).await;
    let fallen = falls(node.app()).await;
    assert_eq!(fallen.len(), 5);
    assert!(fallen.values().all(|(times, _)| *times == 1), "{fallen:?}");
}
