//! What an append means: exactly one fact for one request, whatever happens on the way.

use crate::support::Bed;
use loggia::event::{Aggregate, Event, Meta, Unreadable};
use loggia::id::{Key, PersonId};
use loggia::log::{AppendError, CommandError, Decision, Entry, Log, Proposal, Request, Subject, Unit};
use loggia::people::{Changed, Joined, Role};
use std::convert::Infallible;
use time::OffsetDateTime;
use uuid::Uuid;

/// Counts the events of a subject and keeps the last display name.
#[derive(Clone, Default)]
struct Name {
    events: usize,
    text: String,
}

impl Aggregate for Name {
    type Event = loggia::people::Event;

    fn evolve(&mut self, _: &Meta, event: &Self::Event) {
        self.events += 1;
        if let loggia::people::Event::Changed(Changed { display_name: Some(name), .. }) = event {
            self.text = name.clone();
        }
    }

    fn read(entry: &Entry) -> Result<Option<Self::Event>, Unreadable> {
        Ok(match Event::of(entry)? {
            Some(Event::People(event)) => Some(event),
            Some(_) | None => None,
        })
    }
}

fn person() -> PersonId {
    PersonId(Uuid::now_v7())
}

fn request(actor: PersonId, fingerprint: &str) -> Request {
    Request { actor, key: Key::fresh(), at: OffsetDateTime::now_utc(), fingerprint: fingerprint.into() }
}

fn renamed(person: PersonId, name: &str) -> loggia::people::Event {
    Changed { person, display_name: Some(name.into()), bio: None, avatar: None }.into()
}

async fn rename(log: &Log, person: PersonId, request: &Request, name: &str) -> Result<u64, CommandError<Infallible>> {
    let subject = Subject::of(Unit::Person, person);
    let done = log.execute::<Name, _>(&subject, request, |_| Ok(Decision::Append(renamed(person, name)))).await?;
    Ok(done.position)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_appends_once_and_answers_the_first_position() {
    let bed = Bed::new().await;
    let (log, person) = (bed.log().await, person());
    let asked = request(person, "rename to ada");
    let first = rename(&log, person, &asked, "Ada").await.unwrap();
    rename(&log, person, &request(person, "rename to bea"), "Bea").await.unwrap();
    assert_eq!(rename(&log, person, &asked, "Ada").await.unwrap(), first);
    // Another node knows nothing but the log.
    let other = bed.log().await;
    assert_eq!(rename(&other, person, &asked, "Ada").await.unwrap(), first);
    assert_eq!(log.end().await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_made_a_unit_may_be_repeated_and_answers_the_unit_as_it_is_now() {
    let bed = Bed::new().await;
    let (log, person) = (bed.log().await, person());
    let subject = Subject::of(Unit::Person, person);
    let asked = request(person, "make");
    let make = |_: &Name| Ok::<_, Infallible>(Decision::Append(renamed(person, "Ada")));
    let first = log.execute_new(&subject, &asked, make).await.unwrap();
    rename(&log, person, &request(person, "later"), "Bea").await.unwrap();
    // Also on a node that has never heard of it, where the server answers "duplicate".
    for log in [log, bed.log().await] {
        let again = log.execute_new(&subject, &asked, make).await.unwrap();
        assert_eq!((again.position, again.repeated), (first.position, true));
        assert_eq!((again.state.events, again.state.text.as_str()), (2, "Bea"));
        assert_eq!(log.state::<Name>(&subject).await.unwrap().text, "Bea");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_used_for_another_request_is_refused() {
    let bed = Bed::new().await;
    let (log, actor) = (bed.log().await, person());
    let asked = request(actor, "one thing");
    rename(&log, actor, &asked, "Ada").await.unwrap();
    let reused = Request { fingerprint: "another thing".into(), ..asked.clone() };
    assert!(matches!(rename(&log, actor, &reused, "Eve").await, Err(CommandError::KeyReused)));
    // Also on another subject, where only the message id tells.
    let elsewhere = person();
    assert!(matches!(rename(&log, elsewhere, &reused, "Eve").await, Err(CommandError::KeyReused)));
    assert_eq!(log.end().await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_after_a_lost_answer_is_no_conflict() {
    let bed = Bed::new().await;
    let (log, actor) = (bed.log().await, person());
    let subject = Subject::of(Unit::Person, actor);
    let asked = request(actor, "join");
    let event = Event::from(loggia::people::Event::from(Joined {
        person: actor,
        username: "ada".into(),
        display_name: "Ada".into(),
        role: Role::Member,
    }));
    let proposal = Proposal::new(subject.clone(), &asked, &event, Some(0)).unwrap();
    let first = log.append(proposal.clone()).await.unwrap();
    rename(&log, actor, &request(actor, "later"), "Later").await.unwrap();
    // The expectation is stale now, but the message is there already.
    let again = log.append(proposal).await.unwrap();
    assert_eq!((again.position, again.repeated), (first.position, true));
    let other = Proposal::new(subject, &request(actor, "join twice"), &event, Some(0)).unwrap();
    assert!(matches!(log.append(other).await, Err(AppendError::Stale)));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_deciding_at_once_never_apply_the_same_state_twice() {
    let bed = Bed::new().await;
    let (one, two, person) = (bed.log().await, bed.log().await, person());
    let subject = Subject::of(Unit::Person, person);
    let mut commands = tokio::task::JoinSet::new();
    for number in 0..40 {
        let (log, subject) = (if number % 2 == 0 { one.clone() } else { two.clone() }, subject.clone());
        commands.spawn(async move {
            let asked = request(person, &number.to_string());
            // Each appends the count it decided on: equal counts would be two decisions on one state.
            let decide =
                |state: &Name| Ok::<_, Infallible>(Decision::Append(renamed(person, &state.events.to_string())));
            log.execute::<Name, _>(&subject, &asked, decide).await.is_ok()
        });
    }
    let succeeded = commands.join_all().await.into_iter().filter(|ok| *ok).count();
    let entries = one.read(&subject, 0).await.unwrap();
    assert_eq!(entries.len(), succeeded);
    for (number, entry) in entries.iter().enumerate() {
        assert_eq!(Event::of(entry).unwrap(), Some(renamed(person, &number.to_string()).into()));
    }
    assert!(succeeded >= 20, "one node's commands take turns and cannot all lose: {succeeded}");
}

/// Nobody refreshes these two's memories: the one that is asked second knows nothing of what the other has written.
#[tokio::test(flavor = "multi_thread")]
async fn what_appends_nothing_is_decided_on_the_last_state_too() {
    let bed = Bed::new().await;
    let (one, two, person) = (bed.log().await, bed.log().await, person());
    let subject = Subject::of(Unit::Person, person);
    let unless = async |log: &Log, events: usize| {
        let decide = |state: &Name| match state.events {
            many if many == events => Ok(Decision::Append(renamed(person, "Ada"))),
            0 => Err("nobody is here"),
            _ => Ok(Decision::Nothing),
        };
        log.execute::<Name, _>(&subject, &request(person, "if so many"), decide).await
    };
    assert!(matches!(unless(&two, 1).await, Err(CommandError::Refused("nobody is here"))));
    rename(&one, person, &request(person, "first"), "Ada").await.unwrap();
    assert!(unless(&two, 1).await.unwrap().appended, "refused no longer");
    assert!(!unless(&two, 3).await.unwrap().appended);
    rename(&one, person, &request(person, "third"), "Ada").await.unwrap();
    assert!(unless(&two, 3).await.unwrap().appended, "there is something to do now");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_goes_in_as_batches_each_once_and_positions_are_true() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    let mut writes = tokio::task::JoinSet::new();
    for number in 0..600 {
        let log = log.clone();
        // Half write to the same subject and expect nothing of it: as in a conversation in which everybody is excited.
        let actor = person();
        let subject = Subject::of(Unit::Person, if number % 2 == 0 { PersonId::OPERATOR } else { actor });
        writes.spawn(async move {
            let asked = request(actor, "crowd");
            let proposal = Proposal::new(subject, &asked, &renamed(actor, "x").into(), None).unwrap();
            let first = log.append(proposal.clone()).await.unwrap();
            let again = log.append(proposal).await.unwrap();
            assert_eq!(first.position, again.position);
            (first.position, asked.event_id())
        });
    }
    let answers = writes.join_all().await;
    let stored = log.range(0, u64::MAX, usize::MAX).await.unwrap();
    assert_eq!(stored.len(), 600);
    for (position, id) in answers {
        assert_eq!(stored[position as usize - 1].id, id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_member_does_not_take_its_batch_along() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    let taken = person();
    rename(&log, taken, &request(taken, "first"), "First").await.unwrap();
    let mut writes = tokio::task::JoinSet::new();
    for number in 0..64 {
        let log = log.clone();
        let actor = if number == 32 { taken } else { person() };
        writes.spawn(async move {
            let subject = Subject::of(Unit::Person, actor);
            let asked = request(actor, "second");
            log.append(Proposal::new(subject, &asked, &renamed(actor, "x").into(), Some(0)).unwrap()).await
        });
    }
    let answers = writes.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 63);
    assert_eq!(answers.iter().filter(|answer| matches!(answer, Err(AppendError::Stale))).count(), 1);
    assert_eq!(log.end().await.unwrap(), 64);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_nats_is_killed() {
    let bed = Bed::new().await;
    let log = bed.log().await;
    let mut acknowledged = Vec::new();
    for round in 0..3 {
        let mut writes = tokio::task::JoinSet::new();
        for _ in 0..100 {
            let log = log.clone();
            writes.spawn(async move {
                let actor = person();
                let asked = request(actor, "write");
                rename(&log, actor, &asked, "x").await.ok().map(|position| (position, asked.event_id()))
            });
        }
        acknowledged.extend(writes.join_next().await.unwrap().unwrap());
        tokio::task::block_in_place(|| bed.restart_nats());
        acknowledged.extend(writes.join_all().await.into_iter().flatten());
        assert!(!acknowledged.is_empty(), "round {round}");
    }
    let stored = log.range(0, u64::MAX, usize::MAX).await.unwrap();
    let ids: std::collections::HashMap<_, _> = stored.iter().map(|entry| (entry.position, entry.id)).collect();
    assert_eq!(ids.len(), stored.iter().map(|entry| entry.id).collect::<std::collections::HashSet<_>>().len());
    for (position, id) in acknowledged {
        assert_eq!(ids.get(&position), Some(&id), "an acknowledged event at {position}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_away_is_said_within_two_seconds() {
    let bed = Bed::new().await;
    let (log, person) = (bed.log().await, person());
    tokio::task::block_in_place(|| bed.kill_nats());
    let begun = std::time::Instant::now();
    let answer = rename(&log, person, &request(person, "write"), "x").await;
    assert!(matches!(answer, Err(CommandError::Away(_))), "{answer:?}");
    assert!(begun.elapsed().as_secs() < 2, "{:?}", begun.elapsed());
}
