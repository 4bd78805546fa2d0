//! Replay and verify beside readers and a projector at work.

use crate::support::models::{append, options, projector};
use crate::support::{Bed, Models, eventually, history};
use loggia::projector::apply::ApplyError;
use loggia::projector::feed::{Feed, FeedError};
use loggia::projector::rebuild::{Beside, RebuildError, bar, replay};
use loggia::projector::verify::verify;
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const LONG: Duration = Duration::from_secs(30);

/// Reads a page and its position from one snapshot, again and again; gives how often. Any failure fails the test.
async fn read_on(pool: PgPool, over: Arc<AtomicBool>) -> usize {
    let (mut reads, mut last) = (0, 0);
    while !over.load(Ordering::Relaxed) {
        let page: Vec<(String, i32, i64)> = sqlx::query_as(
            "select p.title, p.likes, (select position from checkpoint) from post p order by p.hot desc limit 20",
        )
        .fetch_all(&pool)
        .await
        .expect("a read");
        let position = page.first().expect("posts").2;
        assert!(position >= last, "a reader was taken back from {last} to {position}");
        last = position;
        reads += 1;
    }
    reads
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_under_load_fails_no_read() {
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
    let proposals = history::proposals(21, 1200);
    let (earlier, later) = proposals.split_at(700);
    assert!(progress.reached(append(&log, earlier.to_vec()).await, LONG).await);

    let over = Arc::new(AtomicBool::new(false));
    let pool = PgPoolOptions::new().max_connections(3).connect_with(models.place.reading()).await.unwrap();
    let readers: Vec<_> = (0..3).map(|_| tokio::spawn(read_on(pool.clone(), over.clone()))).collect();
    let writing = tokio::spawn({
        let (log, later) = (log.clone(), later.to_vec());
        async move { append(&log, later).await }
    });
    for _ in 0..3 {
        replay(&log, options(&bed), models.source.clone(), &bar()).await.unwrap();
    }
    let end = writing.await.unwrap();
    assert!(progress.reached(end, LONG).await, "the projector goes on in the new rows");
    over.store(true, Ordering::Relaxed);
    for reader in readers {
        assert!(reader.await.unwrap() > 10, "too few reads to say anything");
    }
    let verified = verify(&log, options(&bed), models.source.clone(), &bar()).await.unwrap();
    assert!(verified.equal(), "{verified}");
    assert_eq!(verified.position, end);
    stop.cancel();
    running.await.unwrap().unwrap();
    let schemas: i64 = sqlx::query_scalar("select count(*) from pg_namespace where nspname like 'read\\_%'")
        .fetch_one(&mut models.reader)
        .await
        .unwrap();
    assert_eq!(schemas, 1, "nothing is left behind");
}

/// Until so many wait for the checkpoint's row. Statistics being renewed wait for each other as well, now and then.
async fn waiting(bed: &Bed, many: i64) {
    let pool = PgPool::connect_with(options(bed)).await.unwrap();
    let pool = &pool;
    eventually(&format!("{many} wait for the checkpoint"), || async move {
        let waiting: i64 = sqlx::query_scalar(
            "select count(*) from pg_stat_activity
             where datname = current_database() and wait_event in ('transactionid', 'tuple') and query like '%checkpoint%'",
        )
        .fetch_one(pool)
        .await
        .unwrap();
        waiting == many
    })
    .await;
}

/// The new rows already hold the batch that a writer of the old ones had under way while it waited for them.
#[tokio::test(flavor = "multi_thread")]
async fn a_writer_that_waited_while_the_schemas_were_swapped_changes_nothing() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    let models = Models::of_log(&bed, &log).await;
    let mut writer = models.writer().await;
    let mut proposals = history::proposals(37, 2000);
    let later = proposals.split_off(1000);
    // Of most events a second folding in changes nothing or is refused. An edit's makes one more version.
    let edits: Vec<_> = later.into_iter().filter(|proposal| proposal.kind == "message.edited").collect();
    let before = append(&log, proposals).await;
    let end = append(&log, edits).await;
    assert!(end > before + 5, "too few edits to say anything");
    let mut feed = Feed::new(&log, models.source.clone(), writer.at());
    feed.fill(&mut writer, before, |_| ()).await.unwrap();

    let mut holder = PgConnection::connect_with(&options(&bed)).await.unwrap();
    let mut held = holder.begin().await.unwrap();
    let hold = format!("select position from {}.checkpoint for update", models.place.schema());
    let at: i64 = sqlx::query_scalar(AssertSqlSafe(hold)).fetch_one(&mut *held).await.unwrap();
    assert_eq!(at as u64, before);
    let replaying = tokio::spawn({
        let (log, connect, source) = (log.clone(), options(&bed), models.source.clone());
        async move { replay(&log, connect, source, &bar()).await }
    });
    waiting(&bed, 1).await;
    let writing = tokio::spawn(async move { feed.fill(&mut writer, end, |_| ()).await });
    waiting(&bed, 2).await;
    held.rollback().await.unwrap();

    assert_eq!(replaying.await.unwrap().unwrap().position, end);
    let written = writing.await.unwrap();
    assert!(matches!(written, Err(FeedError::Apply(ApplyError::Fenced))), "{written:?}");
    let verified = verify(&log, options(&bed), models.source.clone(), &bar()).await.unwrap();
    assert!(verified.equal(), "{verified}");
    assert_eq!(verified.position, end);
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_finds_a_difference_and_a_replay_mends_it() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    let mut models = Models::of_log(&bed, &log).await;
    append(&log, history::proposals(23, 400)).await;
    let replayed = replay(&log, options(&bed), models.source.clone(), &bar()).await.unwrap();
    assert_eq!(replayed.position, 400);
    assert!(verify(&log, options(&bed), models.source.clone(), &bar()).await.unwrap().equal());
    let planted = "update comment set likes = likes + 1 where id = (select id from comment order by id limit 1)";
    sqlx::query(planted).execute(&mut models.reader).await.unwrap();
    let verified = verify(&log, options(&bed), models.source.clone(), &bar()).await.unwrap();
    assert!(!verified.equal());
    let different: Vec<&str> =
        verified.tables.iter().filter(|table| table.live != table.rebuilt).map(|table| table.table.as_str()).collect();
    assert_eq!(different, ["comment"]);
    assert!(verified.to_string().contains("DIFFERENT"), "{verified}");
    replay(&log, options(&bed), models.source.clone(), &bar()).await.unwrap();
    assert!(verify(&log, options(&bed), models.source.clone(), &bar()).await.unwrap().equal());
}

/// Events at the end of the log that were erased never come: a replay must not wait for them.
#[tokio::test(flavor = "multi_thread")]
async fn a_replay_ends_where_the_log_ends_even_if_that_was_erased() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    let models = Models::of_log(&bed, &log).await;
    append(&log, history::proposals(29, 30)).await;
    let erase = serde_json::json!({ "seq": 30, "no_erase": false }).to_string();
    log.nats().request("$JS.API.STREAM.MSG.DELETE.EVENTS", erase.into()).await.unwrap();
    let replayed = replay(&log, options(&bed), models.source.clone(), &bar()).await.unwrap();
    assert_eq!(replayed.position, 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_replays_at_once_are_refused() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    let models = Models::of_log(&bed, &log).await;
    append(&log, history::proposals(31, 10)).await;
    let first = Beside::make(&log, models.source.clone(), &models.place, "check").await.unwrap();
    let second = replay(&log, options(&bed), models.source.clone(), &bar()).await;
    assert!(matches!(second, Err(RebuildError::Busy)), "{second:?}");
    first.discard().await.unwrap();
    replay(&log, options(&bed), models.source.clone(), &bar()).await.unwrap();
}
