use super::*;

fn index(lines: &[&str]) -> (Index, Report) {
    let mut report = Report::default();
    let index = read(lines.join("\n").as_bytes(), 2_000_000_000, &mut report, |_| {}).unwrap();
    (index, report)
}

fn story(id: u64) -> String {
    format!(r#"{{"id":{id},"type":"story","by":"ann","time":{},"title":"A title"}}"#, 1_000_000_000 + id)
}

fn comment(id: u64, parent: u64, more: &str) -> String {
    let time = 1_000_000_000 + id;
    format!(r#"{{"id":{id},"type":"comment","by":"ben","time":{time},"text":"x","parent":{parent}{more}}}"#)
}

fn ids(index: &Index) -> Vec<u64> {
    index.entries.iter().map(|entry| entry.own.id).collect()
}

#[test]
fn any_order_of_lines_gives_one_order_of_entries() {
    let lines = [story(1), comment(2, 1, ""), comment(4, 2, ""), story(3), comment(5, 4, "")];
    let forward: Vec<&str> = lines.iter().map(String::as_str).collect();
    let backward: Vec<&str> = forward.iter().rev().copied().collect();
    assert_eq!(ids(&index(&forward).0), [1, 2, 3, 4, 5]);
    assert_eq!(ids(&index(&backward).0), [1, 2, 3, 4, 5]);
    let (index, report) = index(&backward);
    let last = index.entries[4];
    assert_eq!((last.post.id, last.parent.map(|parent| parent.id)), (1, Some(4)));
    assert_eq!(index.entries[1].parent, None, "an answer to the post itself");
    assert_eq!(report, Report::default());
}

#[test]
fn an_answer_older_than_what_it_answers_still_comes_after_it() {
    let lines = [story(9), comment(1, 9, ""), comment(2, 1, ""), comment(10, 2, "")];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert_eq!(ids(&index(&lines).0), [9, 1, 2, 10]);
}

#[test]
fn what_hangs_on_nothing_is_left_out() {
    let lines = [
        comment(2, 1, ""),
        comment(3, 2, ""),
        comment(11, 12, ""),
        comment(12, 11, ""),
        comment(13, 13, ""),
        comment(14, 12, ""),
        r#"{"id":20,"type":"story","deleted":true,"time":1000}"#.to_owned(),
        comment(21, 20, ""),
        r#"{"id":22,"type":"comment","by":"cy","time":1000,"text":"no parent at all"}"#.to_owned(),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let (index, report) = index(&lines);
    assert!(index.entries.is_empty());
    let count = |reason| report.count(reason);
    assert_eq!((count(Reason::MissingParent), count(Reason::UnderSkipped)), (2, 2), "{report}");
    assert_eq!((count(Reason::Circle), count(Reason::Deleted)), (4, 1), "{report}");
}

#[test]
fn deleted_comments_stay_while_somebody_answers_them() {
    let gone = r#","deleted":true"#;
    let lines = [
        story(1),
        comment(2, 1, gone),
        comment(3, 2, r#","dead":true"#),
        comment(4, 3, ""),
        comment(5, 1, gone),
        comment(6, 5, gone),
        r#"{"id":7,"type":"comment","deleted":true,"time":1000000007,"parent":4}"#.to_owned(),
        r#"{"id":8,"type":"comment","deleted":true,"time":1000000007,"parent":1}"#.to_owned(),
        comment(10, 1, r#","dead":true"#),
        comment(9, 8, ""),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let (index, report) = index(&lines);
    assert_eq!(ids(&index), [1, 2, 3, 4, 8, 9]);
    let gone: Vec<u64> = index.entries.iter().filter(|entry| entry.gone).map(|entry| entry.own.id).collect();
    assert_eq!(gone, [2, 3, 8]);
    assert_eq!((report.count(Reason::Kept), report.count(Reason::Deleted), report.count(Reason::Dead)), (3, 3, 1));
    assert_eq!(index.entries[4].own.by, NOBODY);
    assert_eq!(index.authors[NOBODY as usize].username, "hn_nobody");
}

#[test]
fn broken_repeated_and_strange_items_are_reported() {
    let twice = story(1);
    let lines = [
        &twice,
        &twice,
        "{",
        r#"{"id":2,"type":"hologram","by":"x","time":1000}"#,
        r#"{"id":3,"type":"story","by":"x","time":1000,"title":" "}"#,
        r#"{"id":4,"type":"story","time":1000,"title":"x"}"#,
        r#"{"id":5,"type":"story","by":"x","time":9000000000,"title":"x"}"#,
        r#"{"id":6,"type":"story","by":"x","time":-5,"title":"x"}"#,
        r#"{"id":7,"type":"story","by":"x","title":"x","dead":true,"time":1000}"#,
        r#"{"id":8,"type":"pollopt","by":"x","time":1000,"text":"x","poll":7}"#,
        r#"{"id":9,"type":"pollopt","by":"x","time":1000,"text":"x","poll":99}"#,
    ];
    let (index, report) = index(&lines);
    assert_eq!(ids(&index), [1]);
    for (reason, count) in [
        (Reason::Broken, 1),
        (Reason::Repeated, 1),
        (Reason::UnknownKind, 1),
        (Reason::NoTitle, 1),
        (Reason::NoAuthor, 1),
        (Reason::NoTime, 2),
        (Reason::Dead, 1),
        (Reason::LooseOption, 2),
    ] {
        assert_eq!(report.count(reason), count, "{reason:?}: {report}");
    }
}

#[test]
fn a_thread_may_be_deeper_than_any_stack() {
    let deep = 200_000;
    let mut lines = vec![story(1)];
    lines.extend((2..=deep).map(|id| comment(id, id - 1, "")));
    lines.reverse();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let (index, _) = index(&lines);
    assert_eq!(index.entries.len() as u64, deep);
    assert!(index.entries.iter().zip(1..).all(|(entry, id)| entry.own.id == id));
}

#[test]
fn options_find_their_poll() {
    let poll = r#"{"id":10,"type":"poll","by":"xyz","time":1000,"title":"Which?","parts":[12,11]}"#;
    let option = |id: u64| format!(r#"{{"id":{id},"type":"pollopt","by":"x","time":1000,"text":"x","poll":10}}"#);
    let (index, report) = index(&[&option(11), poll, &option(12)]);
    assert_eq!(index.options[&10].iter().map(|(id, _)| *id).collect::<Vec<_>>(), [11, 12]);
    assert_eq!((ids(&index), report), (vec![10], Report::default()));
}
