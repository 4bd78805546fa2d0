//! The projector on a real log: it catches up, stands by, survives its servers, refuses a log that is not its own.

use crate::support::models::{append, options, projector};
use crate::support::{Bed, Models, history};
use loggia::log::Log;
use loggia::projector::generation;
use loggia::projector::run::Stopped;
use sqlx::{AssertSqlSafe, PgPool};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const LONG: Duration = Duration::from_secs(30);

/// What the read models should hold: the log's entries, folded one call each.
async fn expected(
    models: &mut Models,
    log: &Log,
) -> std::collections::BTreeMap<String, loggia::projector::verify::Content> {
    let mut oracle = models.beside("oracle").await;
    let mut writer = oracle.writer().await;
    for entry in log.range(0, log.end().await.unwrap(), usize::MAX).await.unwrap() {
        oracle.fold(&mut writer, &[entry]).await.unwrap();
    }
    oracle.content().await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_follows_the_log_and_tells_other_processes() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    let mut models = Models::of_log(&bed, &log).await;
    append(&log, history::proposals(1, 300)).await;
    let here = projector(&bed, &log, &models).await;
    // Another process has its own connections and no projector.
    let there = models.progress(&bed, &bed.log().await).await;
    let stop = CancellationToken::new();
    let progress = here.progress.clone();
    let running = tokio::spawn({
        let stop = stop.clone();
        async move { here.run(stop).await }
    });
    assert!(progress.reached(300, LONG).await);
    let mut news = there.subscribe();
    let end = append(&log, history::proposals(2, 50)).await;
    assert!(there.reached(end, LONG).await);
    assert!(progress.reached(end, LONG).await);
    tokio::time::timeout(LONG, news.wait_for(|position| *position == end)).await.unwrap().unwrap();
    assert!(!there.reached(end + 1, Duration::from_millis(120)).await, "nothing there yet");
    assert_eq!(models.content().await, expected(&mut models, &log).await);
    stop.cancel();
    running.await.unwrap().unwrap();
}

/// Signals may be lost: without any, whoever waits asks Postgres.
#[tokio::test(flavor = "multi_thread")]
async fn a_waiter_needs_no_signal() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    let models = Models::of_log(&bed, &log).await;
    let progress = models.progress(&bed, &log).await;
    let entries = history::entries(3, 40);
    let mut writer = models.writer().await;
    let waiting = tokio::spawn({
        let progress = progress.clone();
        async move { progress.reached(40, LONG).await }
    });
    models.fold(&mut writer, &entries).await.unwrap();
    assert!(waiting.await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_projectors_the_second_takes_over_when_the_first_is_gone() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    let mut models = Models::of_log(&bed, &log).await;
    let proposals = history::proposals(5, 900);
    let (first, second) = (projector(&bed, &log, &models).await, projector(&bed, &bed.log().await, &models).await);
    let progress = models.progress(&bed, &log).await;
    let stop_first = CancellationToken::new();
    let mut running = tokio::task::JoinSet::new();
    let stop = stop_first.clone();
    running.spawn(async move { first.run(stop).await });
    let stop_second = CancellationToken::new();
    let stop = stop_second.clone();
    running.spawn(async move { second.run(stop).await });
    let (earlier, later) = proposals.split_at(450);
    let end = append(&log, earlier.to_vec()).await;
    assert!(progress.reached(end, LONG).await);
    stop_first.cancel();
    let end = append(&log, later.to_vec()).await;
    assert!(progress.reached(end, LONG).await, "the second goes on");
    stop_second.cancel();
    for outcome in running.join_all().await {
        outcome.unwrap();
    }
    assert_eq!(models.content().await, expected(&mut models, &log).await);
}

/// Postgres ends every connection and NATS is killed while it runs; nobody has to do anything.
#[tokio::test(flavor = "multi_thread")]
async fn it_goes_on_by_itself_when_its_servers_come_back() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    let mut models = Models::of_log(&bed, &log).await;
    let here = projector(&bed, &log, &models).await;
    let progress = here.progress.clone();
    let stop = CancellationToken::new();
    let running = tokio::spawn({
        let stop = stop.clone();
        async move { here.run(stop).await }
    });
    let proposals = history::proposals(8, 600);
    for (round, part) in proposals.chunks(200).enumerate() {
        let end = append(&log, part.to_vec()).await;
        assert!(progress.reached(end / 2, LONG).await);
        match round {
            0 => drop(
                sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'loggia projector%'")
                    .execute(&mut models.reader)
                    .await
                    .unwrap(),
            ),
            _ => tokio::task::block_in_place(|| bed.restart_nats()),
        }
        assert!(progress.reached(end, LONG).await, "round {round}");
    }
    stop.cancel();
    running.await.unwrap().unwrap();
    assert_eq!(models.content().await, expected(&mut models, &log).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_beyond_the_end_is_refused() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    let mut models = Models::of_log(&bed, &log).await;
    append(&log, history::proposals(1, 5)).await;
    sqlx::query("update checkpoint set position = 9").execute(&mut models.reader).await.unwrap();
    let stopped = projector(&bed, &log, &models).await.run(CancellationToken::new()).await.unwrap_err();
    assert!(matches!(stopped, Stopped::Beyond { checkpoint: 9, end: 5, .. }), "{stopped}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_statement_stops_it_with_a_sentence() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    let mut models = Models::of_log(&bed, &log).await;
    sqlx::query("alter table person rename column bio to biography").execute(&mut models.reader).await.unwrap();
    append(&log, history::proposals(1, 5)).await;
    let stopped = projector(&bed, &log, &models).await.run(CancellationToken::new()).await.unwrap_err();
    assert!(matches!(stopped, Stopped::Broken(_)), "{stopped}");
    assert!(stopped.to_string().contains("projections/people/person.joined.sql"), "{stopped}");
}

/// Positions compare only within one incarnation: rows of another log are not carried on.
#[tokio::test(flavor = "multi_thread")]
async fn another_log_starts_the_read_models_anew() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    let mut models = Models::of(&bed, loggia::projector::source::Source::embedded().unwrap(), "another log").await;
    let mut writer = models.writer().await;
    models.fold(&mut writer, &history::entries(4, 30)).await.unwrap();
    drop(writer);
    let end = append(&log, history::proposals(1, 12)).await;
    let here = projector(&bed, &log, &models).await;
    let progress = here.progress.clone();
    let stop = CancellationToken::new();
    let running = tokio::spawn({
        let stop = stop.clone();
        async move { here.run(stop).await }
    });
    // 30 was known of the other log; what counts is what the new rows say.
    let mut seen = 0;
    while seen != end as i64 {
        tokio::task::yield_now().await;
        seen = sqlx::query_scalar("select position from checkpoint").fetch_one(&mut models.reader).await.unwrap_or(0);
    }
    assert!(progress.reached(end, LONG).await);
    stop.cancel();
    running.await.unwrap().unwrap();
    assert_eq!(models.content().await, expected(&mut models, &log).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn generations_nobody_uses_are_dropped_unless_somebody_reads_them() {
    let bed = Bed::new().await;
    let mut models = Models::live(&bed).await;
    let pool = PgPool::connect_with(options(&bed)).await.unwrap();
    for hash in ["aaaaaaaa", "bbbbbbbb"] {
        let make = format!("create schema read_{hash}; create table read_{hash}.t (); create schema read_{hash}_next");
        sqlx::raw_sql(AssertSqlSafe(make)).execute(&pool).await.unwrap();
        sqlx::query("insert into projection.generation (hash, incarnation, used_at) values ($1, 'i', now() - interval '2 hours')")
            .bind(hash)
            .execute(&pool)
            .await
            .unwrap();
    }
    let mut reading = pool.begin().await.unwrap();
    sqlx::query("select from read_bbbbbbbb.t").execute(&mut *reading).await.unwrap();
    let hour = Duration::from_secs(3600);
    assert_eq!(generation::drop_unused(&pool, hour).await.unwrap(), ["aaaaaaaa"]);
    reading.rollback().await.unwrap();
    assert_eq!(generation::drop_unused(&pool, hour).await.unwrap(), ["bbbbbbbb"]);
    let left: Vec<String> = sqlx::query_scalar("select nspname::text from pg_namespace where nspname like 'read\\_%'")
        .fetch_all(&mut models.reader)
        .await
        .unwrap();
    assert_eq!(left, [models.place.schema()]);
}
