//! The shared reader: everything once, in order, for ever; and loud when the log is another.

use crate::support::Bed;
use loggia::event::Event;
use loggia::id::{Key, PersonId};
use loggia::log::{Cursor, Log, Proposal, Request, Subject, Unit};
use loggia::people::{Changed, Event as PersonEvent};
use time::OffsetDateTime;
use uuid::Uuid;

async fn write(log: &Log, many: usize) -> Vec<u64> {
    let mut writes = tokio::task::JoinSet::new();
    for number in 0..many {
        let log = log.clone();
        writes.spawn(async move { write_as(&log, PersonId(Uuid::now_v7()), &number.to_string()).await });
    }
    let mut positions = writes.join_all().await;
    positions.sort_unstable();
    positions
}

async fn write_as(log: &Log, actor: PersonId, name: &str) -> u64 {
    let request = Request { actor, key: Key::fresh(), at: OffsetDateTime::now_utc(), fingerprint: "test".into() };
    let event: Event =
        PersonEvent::from(Changed { person: actor, display_name: Some(name.into()), bio: None, avatar: None }).into();
    let subject = Subject::of(Unit::Person, actor);
    log.append(Proposal::new(subject, &request, &event, None).unwrap()).await.unwrap().position
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_once_and_in_order_over_restarts_of_nats() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    let mut follower = log.follow(Cursor::START);
    let mut read = Vec::new();
    for _ in 0..3 {
        let written = write(&log, 300).await;
        let end = *written.last().unwrap();
        while follower.cursor().position < end {
            read.extend(follower.next(64).await.unwrap().into_iter().map(|entry| entry.position));
        }
        tokio::task::block_in_place(|| bed.restart_nats());
    }
    assert_eq!(read, (1..=900).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_on_where_a_cursor_stands() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    write(&log, 20).await;
    let mut first = log.follow(Cursor::START);
    let mut entries = Vec::new();
    while entries.len() < 10 {
        entries.extend(first.next(10 - entries.len()).await.unwrap());
    }
    let mut second = log.follow(first.cursor());
    drop(first);
    assert_eq!(second.next(1).await.unwrap()[0].position, 11);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_loses_nothing() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    let mut follower = log.follow(Cursor::START);
    write(&log, 1).await;
    let mut read = follower.next(1).await.unwrap().len();
    // Far more than one window of flow control while the reader takes nothing.
    let mut end = 0;
    for _ in 0..16 {
        end = *write(&log, 250).await.last().unwrap();
    }
    while follower.cursor().position < end {
        read += follower.next(7).await.unwrap().len();
    }
    assert_eq!(read, 4001);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_log_is_noticed() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    write(&log, 5).await;
    let beyond = log.follow(Cursor::at(6)).next(1).await;
    assert!(beyond.is_err(), "a cursor beyond the end");
    let wrong = Cursor { position: 3, stored_at: Some(OffsetDateTime::UNIX_EPOCH) };
    assert!(log.follow(wrong).next(1).await.is_err(), "another event at the cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn erased_events_are_passed_over_also_at_the_end() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    let gone = PersonId(Uuid::now_v7());
    write_as(&log, gone, "secret name").await;
    write(&log, 3).await;
    write_as(&log, gone, "another name").await;
    let erasure = log.erase(gone, OffsetDateTime::now_utc()).await.unwrap();
    assert_eq!((erasure.units, erasure.messages), (1, 2));
    assert_eq!(log.erase(gone, OffsetDateTime::now_utc()).await.unwrap().messages, 0, "a second time changes nothing");
    let entries = log.range(0, u64::MAX, usize::MAX).await.unwrap();
    assert_eq!(entries.iter().map(|entry| entry.position).collect::<Vec<_>>(), [2, 3, 4, 6]);
    assert!(
        entries.iter().all(|entry| !String::from_utf8_lossy(&entry.payload).contains("name") || entry.actor != gone)
    );
    assert_eq!(&*entries[3].kind, "person.erased");
}
