use super::*;
use crate::id::{EventId, PersonId};
use crate::log::{Subject, Unit};
use proptest::prelude::*;
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

fn entry(position: u64, kind: &str, actor: u128, payload: &Value) -> Entry {
    Entry {
        position,
        subject: Subject::of(Unit::Post, "x"),
        kind: kind.into(),
        actor: PersonId(Uuid::from_u128(actor)),
        id: EventId(Uuid::from_u128(1000 + u128::from(position))),
        stored_at: OffsetDateTime::UNIX_EPOCH,
        request: None,
        payload: payload.to_string().into(),
    }
}

fn source(statements: &[(&str, &str)]) -> Source {
    let mut files = vec![("m/schema.sql".to_owned(), "select 1".to_owned())];
    files.extend(statements.iter().map(|(kind, head)| (format!("m/{kind}.sql"), (*head).to_owned())));
    Source::of(files).unwrap()
}

fn posts() -> Source {
    source(&[
        ("comment.added", "-- after: post=post"),
        ("post.created", "-- key: post=post"),
        ("post.erased", "-- key: post=post"),
        ("post.liked", "-- key: like=post+actor\n-- after: post=post"),
        ("post.unliked", "-- key: like=post+actor\n-- after: post=post"),
    ])
}

/// (wave, event type, positions) of each call, in order.
fn calls(source: &Source, batch: &[Entry]) -> Vec<(usize, String, Vec<u64>)> {
    let plan = plan(source, batch);
    assert!(plan.unreadable.is_empty());
    plan.calls
        .iter()
        .map(|call| {
            let events: Vec<Value> = serde_json::from_str(&call.set).unwrap();
            assert_eq!(events.len(), call.events);
            let file = &source.models[call.model].handlers[call.handler].file;
            let positions = events.iter().map(|event| event["seq"].as_u64().unwrap()).collect();
            (call.wave, file.trim_start_matches("m/").trim_end_matches(".sql").to_owned(), positions)
        })
        .collect()
}

#[test]
fn likes_and_comments_of_one_post_share_a_wave() {
    let post = json!({ "post": "p" });
    let batch: Vec<Entry> =
        [("post.created", 1), ("post.liked", 2), ("comment.added", 2), ("post.liked", 3), ("comment.added", 3)]
            .iter()
            .zip(1..)
            .map(|(&(kind, actor), position)| entry(position, kind, actor, &post))
            .collect();
    assert_eq!(
        calls(&posts(), &batch),
        [
            (0, "post.created".into(), vec![1]),
            (1, "comment.added".into(), vec![3, 5]),
            (1, "post.liked".into(), vec![2, 4])
        ]
    );
}

#[test]
fn one_person_changing_their_mind_takes_a_wave_each_time() {
    let post = json!({ "post": "p" });
    let batch =
        [entry(1, "post.liked", 2, &post), entry(2, "post.unliked", 2, &post), entry(3, "post.liked", 2, &post)];
    let waves: Vec<usize> = calls(&posts(), &batch).into_iter().map(|call| call.0).collect();
    assert_eq!(waves, [0, 1, 2]);
}

#[test]
fn what_is_written_after_it_was_read_waits_for_the_readers() {
    let post = json!({ "post": "p" });
    let batch =
        [entry(1, "comment.added", 2, &post), entry(2, "post.erased", 1, &post), entry(3, "comment.added", 2, &post)];
    assert_eq!(
        calls(&posts(), &batch),
        [
            (0, "comment.added".into(), vec![1]),
            (1, "post.erased".into(), vec![2]),
            (2, "comment.added".into(), vec![3])
        ]
    );
}

#[test]
fn a_null_or_missing_field_is_no_key() {
    let source = source(&[("x.y", "-- key: parent=parent")]);
    for payload in [json!({ "parent": null }), json!({})] {
        let batch = [entry(1, "x.y", 1, &payload), entry(2, "x.y", 1, &payload)];
        assert_eq!(calls(&source, &batch), [(0, "x.y".into(), vec![1, 2])]);
    }
}

#[test]
fn a_key_from_the_envelope_meets_one_from_a_payload() {
    let source = source(&[("a.a", "-- key: person=actor"), ("b.b", "-- key: person=person")]);
    let person = Uuid::from_u128(7);
    let batch = [entry(1, "a.a", 7, &json!({})), entry(2, "b.b", 1, &json!({ "person": person }))];
    assert_eq!(calls(&source, &batch), [(0, "a.a".into(), vec![1]), (1, "b.b".into(), vec![2])]);
}

#[test]
fn a_statement_without_columns_gets_the_whole_payload_with_its_place() {
    let source = source(&[("x.y", "")]);
    let mut odd = entry(2, "x.y", 5, &json!({}));
    odd.payload = "  {\"text\": \"}{\\u0000\" , \"seq\":99 } \n".into();
    let plan = plan(&source, &[entry(1, "x.y", 5, &json!({})), odd]);
    let events: Vec<Value> = serde_json::from_str(&plan.calls[0].set).unwrap();
    let (actor, id) = (Uuid::from_u128(5), |position: u128| Uuid::from_u128(1000 + position));
    assert_eq!(events[0], json!({ "seq": 1, "id": id(1), "actor": actor }));
    let whole = json!({ "text": "}{\0", "seq": 2, "id": id(2), "actor": actor });
    assert_eq!(events[1], whole, "the envelope's own comes last and wins");
}

#[test]
fn a_statement_that_names_columns_gets_those_and_no_more() {
    let sql =
        "select from json_to_recordset($1::json) as e(seq bigint, actor uuid, text text, options int[], gone text)";
    let source = source(&[("x.y", sql)]);
    let text = "a \"b\" \\ é\u{1f642}";
    let payload = json!({ "other": { "text": "no" }, "text": text, "options": [1, 2], "gone": null });
    let plan = plan(&source, &[entry(1, "x.y", 5, &payload), entry(2, "x.y", 5, &json!({}))]);
    let events: Vec<Value> = serde_json::from_str(&plan.calls[0].set).unwrap();
    let actor = Uuid::from_u128(5);
    assert_eq!(events[0], json!({ "seq": 1, "actor": actor, "text": text, "options": [1, 2] }));
    assert_eq!(events[1], json!({ "seq": 2, "actor": actor }));
}

#[test]
fn what_is_no_object_is_named_and_the_rest_goes_on() {
    let source = source(&[("x.y", "-- key: a=a")]);
    let mut batch: Vec<Entry> = (1..=6).map(|position| entry(position, "x.y", 1, &json!({ "a": position }))).collect();
    for (index, payload) in [(0, &b"[1]"[..]), (2, b"{\"a\":1}}"), (3, b"{\xff}"), (5, b"")] {
        batch[index].payload = payload.into();
    }
    let plan = plan(&source, &batch);
    assert_eq!(plan.unreadable, [0, 2, 3, 5]);
    assert_eq!(plan.calls[0].events, 2);
}

/// Rows an event writes and reads, as the heads in [`anything`] say.
fn rows(kind: usize, a: u8, b: u8) -> (Vec<String>, Vec<String>) {
    match kind {
        0 => (vec![format!("a{a}")], vec![]),
        1 => (vec![format!("ab{a}+{b}")], vec![format!("a{a}")]),
        2 => (vec![format!("b{b}")], vec![format!("a{a}")]),
        3 => (vec![], vec![format!("b{b}"), format!("a{a}")]),
        _ => (vec![format!("a{a}"), format!("b{b}")], vec![]),
    }
}

fn anything() -> Source {
    source(&[
        ("e.0", "-- key: a=a"),
        ("e.1", "-- key: ab=a+b\n-- after: a=a"),
        ("e.2", "-- key: b=b\n-- after: a=a"),
        ("e.3", "-- after: b=b a=a"),
        ("e.4", "-- key: a=a, b=b"),
    ])
}

proptest! {
    /// The rule itself: conflicting events are in different waves, in log order, and no event waits without need.
    #[test]
    fn every_event_is_in_the_first_wave_after_those_it_conflicts_with(events in prop::collection::vec((0..5usize, 0..4u8, 0..4u8), 1..60)) {
        let batch: Vec<Entry> = events
            .iter()
            .zip(1..)
            .map(|(&(kind, a, b), position)| entry(position, &format!("e.{kind}"), 1, &json!({ "b": b, "a": a })))
            .collect();
        let mut waves = vec![usize::MAX; batch.len()];
        for (wave, _, positions) in calls(&anything(), &batch) {
            for position in positions {
                waves[position as usize - 1] = wave;
            }
        }
        for (later, &(kind, a, b)) in events.iter().enumerate() {
            let (writes, reads) = rows(kind, a, b);
            let first = events[..later].iter().enumerate().filter(|(_, earlier)| {
                let (written, read) = rows(earlier.0, earlier.1, earlier.2);
                writes.iter().any(|row| written.contains(row) || read.contains(row)) || reads.iter().any(|row| written.contains(row))
            }).map(|(index, _)| waves[index] + 1).max().unwrap_or(0);
            prop_assert_eq!(waves[later], first);
        }
    }
}

#[test]
fn an_event_without_what_a_statement_asks_for_is_not_given_to_it() {
    let source =
        source(&[("post.created", "-- key: post=post\n-- if: mentions"), ("post.edited", "-- key: post=post")]);
    let mentions = [json!(["a"]), json!([]), Value::Null, json!("a")];
    let mut batch: Vec<Entry> = mentions
        .iter()
        .zip(1..)
        .map(|(mentions, position)| {
            entry(position, "post.created", 1, &json!({ "post": position, "mentions": mentions }))
        })
        .collect();
    batch.push(entry(5, "post.created", 1, &json!({ "post": 5 })));
    // What is not given to a statement writes no row that others would wait for.
    batch.push(entry(6, "post.edited", 1, &json!({ "post": 2 })));
    let expected = [(0, "post.created".to_owned(), vec![1, 4]), (0, "post.edited".to_owned(), vec![6])];
    assert_eq!(calls(&source, &batch), expected);
}
