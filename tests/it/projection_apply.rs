//! A batch into rows: whatever the borders of batches, whatever dies on the way, the rows are those of one event after another.

use crate::support::{Bed, Models, history};
use loggia::log::Entry;
use loggia::projector::apply::ApplyError;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sqlx::{AssertSqlSafe, Row};
use std::collections::{BTreeSet, HashMap, HashSet};

const EVENTS: usize = 800;

async fn one_by_one(models: &mut Models, entries: &[Entry]) -> Models {
    let oracle = models.beside("oracle").await;
    let mut writer = oracle.writer().await;
    for entry in entries {
        oracle.fold(&mut writer, std::slice::from_ref(entry)).await.unwrap();
    }
    let dead: i64 =
        sqlx::query_scalar("select count(*) from projection.dead_letter").fetch_one(&mut models.reader).await.unwrap();
    assert_eq!(dead, 0, "some statement cannot take its events");
    oracle
}

/// Batches of random size, from one event to hundreds.
fn batches(entries: &[Entry], seed: u64) -> Vec<&[Entry]> {
    let mut rng = StdRng::seed_from_u64(seed);
    let (mut rest, mut batches) = (entries, Vec::new());
    while !rest.is_empty() {
        let most = if rng.random_bool(0.5) { 8 } else { 600 };
        let (batch, after) = rest.split_at(rng.random_range(1..=most).min(rest.len()));
        batches.push(batch);
        rest = after;
    }
    batches
}

#[tokio::test(flavor = "multi_thread")]
async fn the_borders_of_batches_change_nothing() {
    let bed = Bed::new().await;
    let mut models = Models::live(&bed).await;
    for seed in 1..=2 {
        let entries = history::entries(seed, EVENTS);
        let expected = one_by_one(&mut models, &entries).await.content().await;
        assert!(expected.values().all(|table| table.rows > 0), "the history leaves a table empty: {expected:?}");
        for attempt in 0..3 {
            let mut run = models.beside("run").await;
            let mut writer = run.writer().await;
            for batch in batches(&entries, seed * 100 + attempt) {
                run.fold(&mut writer, batch).await.unwrap();
            }
            assert_eq!(run.content().await, expected, "seed {seed}, attempt {attempt}");
        }
    }
}

/// The oracle runs the same statements; this counts in Rust what they should have come to.
#[tokio::test(flavor = "multi_thread")]
async fn the_numbers_shown_are_those_of_the_events() {
    let bed = Bed::new().await;
    let mut models = Models::live(&bed).await;
    let entries = history::entries(7, EVENTS);
    let mut writer = models.writer().await;
    models.fold(&mut writer, &entries).await.unwrap();
    #[derive(Default)]
    struct Shown {
        poll: bool,
        likes: HashSet<String>,
        comments: i32,
        position: i64,
    }
    let mut posts: HashMap<String, Shown> = HashMap::new();
    for entry in &entries {
        let event: serde_json::Value = serde_json::from_slice(&entry.payload).unwrap();
        let (id, actor) = (event["post"].as_str().unwrap_or_default().to_owned(), entry.actor.to_string());
        match &*entry.kind {
            "post.created" => {
                drop(posts.insert(id.clone(), Shown { poll: event["poll"].is_object(), ..Shown::default() }))
            }
            "post.erased" => drop(posts.remove(&id)),
            _ => {}
        }
        let Some(post) = posts.get_mut(&id) else { continue };
        let changed = match &*entry.kind {
            "post.liked" => post.likes.insert(actor),
            "post.unliked" => post.likes.remove(&actor),
            "post.voted" => post.poll,
            "comment.added" => {
                post.comments += 1;
                true
            }
            kind => kind.starts_with("post."),
        };
        if changed {
            post.position = entry.position as i64;
        }
    }
    let rows = sqlx::query("select id::text, likes, comments, position from post")
        .fetch_all(&mut models.reader)
        .await
        .unwrap();
    let shown: BTreeSet<(String, i32, i32, i64)> =
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect();
    let counted = posts.into_iter().map(|(id, post)| (id, post.likes.len() as i32, post.comments, post.position));
    assert_eq!(shown, counted.collect());
    let off: i64 = sqlx::query_scalar(
        "select count(*) from post p, unnest(p.votes) with ordinality as u(votes, slot)
         where u.votes <> (select count(*) from post_vote v where v.post = p.id and (u.slot - 1)::int = any(v.options))",
    )
    .fetch_one(&mut models.reader)
    .await
    .unwrap();
    assert_eq!(off, 0, "options whose count is not that of the votes");
}

/// Postgres ends the connection when everything is applied and the commit has begun, three times.
#[tokio::test(flavor = "multi_thread")]
async fn dying_between_apply_and_commit_repeats_nothing_and_skips_nothing() {
    let bed = Bed::new().await;
    let mut models = Models::live(&bed).await;
    let entries = history::entries(11, EVENTS);
    let expected = one_by_one(&mut models, &entries).await.content().await;
    let trap = "create sequence trap;
         create function die() returns trigger language plpgsql as $$ begin
             if nextval('trap') in (2, 5, 6) then
                 perform pg_terminate_backend(pg_backend_pid());
                 perform pg_sleep(10);
             end if;
             return null;
         end $$;
         create constraint trigger die after update on checkpoint deferrable initially deferred
             for each row execute function die();";
    let mut run = models.beside("run").await;
    sqlx::raw_sql(trap).execute(&mut run.reader).await.unwrap();
    let mut died = 0;
    let mut writer = run.writer().await;
    let mut left = &entries[..];
    while !left.is_empty() {
        let (batch, after) = left.split_at(left.len().min(200));
        match run.fold(&mut writer, batch).await {
            Ok(()) => left = after,
            Err(ApplyError::Postgres(_)) => {
                died += 1;
                writer = run.writer().await;
                let at = writer.at().position as usize;
                assert_eq!(entries[at].position, left[0].position, "the checkpoint is where the rows are");
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(died, 3);
    assert_eq!(run.content().await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_writers_one_is_fenced() {
    let bed = Bed::new().await;
    let mut models = Models::live(&bed).await;
    let entries = history::entries(13, 400);
    let expected = one_by_one(&mut models, &entries).await.content().await;
    let run = models.beside("run").await;
    let mut workers = tokio::task::JoinSet::new();
    for seed in 0..2 {
        let (entries, source, place) = (entries.clone(), run.source.clone(), run.place.clone());
        workers.spawn(async move {
            let mut rng = StdRng::seed_from_u64(seed);
            let (mut done, mut fenced) = (0, 0);
            loop {
                let mut writer = loggia::projector::apply::Writer::open(source.clone(), &place).await.unwrap();
                loop {
                    let at = writer.at().position as usize;
                    if at == entries.len() {
                        return (done, fenced);
                    }
                    let batch = &entries[at..(at + rng.random_range(1..5)).min(entries.len())];
                    let upto = loggia::log::Cursor::at(batch.last().unwrap().position);
                    match writer.apply(loggia::projector::apply::Batch::new(&source, batch.to_vec(), upto)).await {
                        Ok(()) => done += batch.len(),
                        Err(ApplyError::Fenced) => {
                            fenced += 1;
                            break;
                        }
                        Err(error) => panic!("{error}"),
                    }
                }
            }
        });
    }
    let outcomes = workers.join_all().await;
    assert_eq!(outcomes.iter().map(|outcome| outcome.0).sum::<usize>(), entries.len(), "each event once");
    assert!(outcomes.iter().any(|outcome| outcome.1 > 0), "they never met");
    let mut run = run;
    assert_eq!(run.content().await, expected);
}

/// Some events cannot be taken: U+0000, a post without a title, no JSON at all. They are put aside, by name, and nothing else is.
#[tokio::test(flavor = "multi_thread")]
async fn only_the_event_at_fault_becomes_a_dead_letter() {
    let bed = Bed::new().await;
    let mut models = Models::live(&bed).await;
    let mut entries = history::entries(17, 600);
    let mut dead = Vec::new();
    let nothing = r#"{"post":"00000000-0000-0000-0000-000000000001","title":"a\u0000b"}"#;
    for (nth, spoil) in [(40, nothing), (200, "no JSON"), (201, r#"{"post":null}"#)].iter().enumerate() {
        let entry = &mut entries[spoil.0];
        entry.kind = "post.created".into();
        entry.payload = spoil.1.as_bytes().into();
        dead.push((entry.position as i64, ["22P05", "22032", "23502"][nth].to_owned()));
    }
    let healthy: Vec<Entry> =
        entries.iter().filter(|entry| !dead.iter().any(|dead| dead.0 == entry.position as i64)).cloned().collect();
    let expected = one_by_one(&mut models, &healthy).await.content().await;
    let mut writer = models.writer().await;
    models.fold(&mut writer, &entries).await.unwrap();
    assert_eq!(models.content().await, expected);
    assert_eq!(writer.at().position, 600);
    let recorded: Vec<(i64, String)> =
        sqlx::query_as("select position, code from projection.dead_letter order by position")
            .fetch_all(&mut models.reader)
            .await
            .unwrap();
    assert_eq!(recorded, dead);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_statement_stops_and_says_which() {
    let bed = Bed::new().await;
    let models = Models::live(&bed).await;
    let mut writer = models.writer().await;
    let drop = AssertSqlSafe(format!("drop table {}.post_vote cascade", models.place.schema()));
    let mut models = models;
    sqlx::query(drop).execute(&mut models.reader).await.unwrap();
    let error = models.fold(&mut writer, &history::entries(19, 300)).await.unwrap_err();
    assert!(
        matches!(&error, ApplyError::Broken { file, code, .. } if file.starts_with("posts/") && code == "42P01"),
        "{error}"
    );
    assert_eq!(models.writer().await.at().position, 0, "nothing was moved");
}

/// Position means "the last event considered": what concerns no read model is considered too.
#[tokio::test(flavor = "multi_thread")]
async fn events_of_other_releases_move_the_checkpoint_and_nothing_else() {
    let bed = Bed::new().await;
    let mut models = Models::live(&bed).await;
    let empty = models.content().await;
    let mut entries = history::entries(27, 20);
    for entry in &mut entries {
        entry.kind = "orchestra.tuned".into();
    }
    let mut writer = models.writer().await;
    models.fold(&mut writer, &entries).await.unwrap();
    assert_eq!(models.writer().await.at().position, 20);
    assert_eq!(models.content().await, empty);
}

/// Together and one by one, nothing of what was ever written is a dead letter.
#[tokio::test(flavor = "multi_thread")]
async fn every_golden_sample_is_taken() {
    let bed = Bed::new().await;
    let mut models = Models::live(&bed).await;
    let samples = history::samples();
    let expected = one_by_one(&mut models, &samples).await.content().await;
    let mut writer = models.writer().await;
    models.fold(&mut writer, &samples).await.unwrap();
    assert_eq!(models.content().await, expected);
}
