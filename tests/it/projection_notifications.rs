//! Notifications as rows: what the statements make of a history, beside what a plain reading of its events in Rust does.

use crate::support::{Bed, Models, history};
use loggia::log::Entry;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// (item, person, kind) → (actor; of likes everybody with the position of their like, position)
#[derive(Default)]
struct Told {
    rows: BTreeMap<(String, String, String), Row>,
    blocks: BTreeSet<(String, String)>,
    levels: BTreeMap<(String, String), String>,
    gone: BTreeSet<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Row {
    actor: Option<String>,
    likers: BTreeMap<String, i64>,
    position: i64,
    post: String,
    conversation: String,
}

impl Row {
    fn position(&self) -> i64 {
        self.likers.values().copied().max().unwrap_or(self.position)
    }
}

fn text(event: &Value, field: &str) -> String {
    event[field].as_str().unwrap_or_default().to_owned()
}

fn texts(event: &Value, field: &str) -> Vec<String> {
    let list = event[field].as_array().into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Whose move is waited for.
fn awaited(event: &Value) -> Vec<String> {
    texts(event, "awaits").iter().map(|seat| text(event, seat)).collect()
}

impl Told {
    fn of(entries: &[Entry]) -> Told {
        let mut told = Told::default();
        for entry in entries {
            told.read(entry);
        }
        told
    }

    fn reaches(&self, actor: &str, person: &str) -> bool {
        let blocked = |by: &str, whom: &str| self.blocks.contains(&(by.to_owned(), whom.to_owned()));
        let gone = |who: &str| self.gone.contains(who);
        actor != person && !blocked(actor, person) && !blocked(person, actor) && !gone(actor) && !gone(person)
    }

    /// Tells `person`, unless they were told of it in one of these ways.
    fn tell(&mut self, item: &str, person: &str, kind: &str, row: Row, unless: &[&str]) {
        let key = |kind: &str| (item.to_owned(), person.to_owned(), kind.to_owned());
        let actor = row.actor.clone().unwrap_or_default();
        let places = [item, row.post.as_str()];
        if !self.reaches(&actor, person) || places.iter().any(|place| self.gone.contains(*place)) {
            return;
        }
        if !unless.iter().any(|kind| self.rows.contains_key(&key(kind))) {
            self.rows.insert(key(kind), row);
        }
    }

    fn like(&mut self, item: &str, post: &str, event: &Value, actor: &str, position: i64) {
        let author = text(event, "author");
        if !self.reaches(actor, &author) || self.gone.contains(item) || self.gone.contains(post) {
            return;
        }
        let row = self.rows.entry((item.to_owned(), author, "like".to_owned())).or_default();
        row.post = post.to_owned();
        row.likers.entry(actor.to_owned()).or_insert(position);
    }

    fn unlike(&mut self, liker: &str, of: impl Fn(&str) -> bool) {
        for (key, row) in &mut self.rows {
            if key.2 == "like" && of(&key.0) {
                row.likers.remove(liker);
            }
        }
        self.rows.retain(|key, row| key.2 != "like" || !row.likers.is_empty());
    }

    fn read(&mut self, entry: &Entry) {
        let event: Value = serde_json::from_slice(&entry.payload).unwrap();
        let (actor, position) = (entry.actor.to_string(), entry.position as i64);
        let (post, comment) = (text(&event, "post"), text(&event, "comment"));
        let (message, conversation) = (text(&event, "message"), text(&event, "conversation"));
        let (pair, person) = (text(&event, "friendship"), text(&event, "person"));
        let own = Row {
            actor: Some(actor.clone()),
            position,
            post: post.clone(),
            conversation: conversation.clone(),
            ..Row::default()
        };
        const ANY: [&str; 3] = ["mention", "reply", "comment"];
        match &*entry.kind {
            "post.created" | "post.edited" => {
                for person in texts(&event, "mentions") {
                    self.tell(&post, &person, "mention", own.clone(), &ANY);
                }
            }
            "comment.added" | "comment.edited" => {
                let mut all: Vec<(String, &str)> =
                    texts(&event, "mentions").into_iter().map(|person| (person, "mention")).collect();
                all.push((text(&event, "parent_author"), "reply"));
                all.push((text(&event, "post_author"), "comment"));
                for (person, kind) in all.into_iter().filter(|(person, _)| !person.is_empty()) {
                    self.tell(&comment, &person, kind, own.clone(), &ANY);
                }
            }
            "message.sent" if event["kind"] != "direct" => {
                for person in texts(&event, "mentions") {
                    let level = self.levels.get(&(conversation.clone(), person.clone()));
                    if level.is_none_or(|level| level != "none") {
                        self.tell(&message, &person, "mention", own.clone(), &ANY);
                    }
                }
            }
            "post.liked" => self.like(&post, &post, &event, &actor, position),
            "comment.liked" => self.like(&comment, &post, &event, &actor, position),
            "post.unliked" => self.unlike(&actor, |item| item == post),
            "comment.unliked" => self.unlike(&actor, |item| item == comment),
            "post.deleted" | "post.erased" => {
                self.rows.retain(|_, row| row.post != post);
                self.gone.insert(post);
            }
            "comment.deleted" | "comment.erased" => {
                self.rows.retain(|key, _| key.0 != comment);
                self.gone.insert(comment);
            }
            "message.deleted" => {
                self.rows.retain(|key, _| key.0 != message);
                self.gone.insert(message);
            }
            "message.erased" => {
                self.rows.retain(|_, row| row.conversation != conversation || row.actor.as_ref() != Some(&actor));
            }
            "conversation.level_changed" if !self.gone.contains(&person) => {
                self.levels.insert((conversation, person), text(&event, "level"));
            }
            "call.ended" if event["outcome"] == "missed" => {
                let (call, callee) = (text(&event, "call"), text(&event, "callee"));
                let row = Row { actor: Some(text(&event, "caller")), ..own };
                self.tell(&call, &callee, "call_missed", row, &["call_missed"]);
            }
            "game.opened" => {
                let game = text(&event, "game");
                if event["second"].is_null() && event["invited"].is_string() {
                    self.tell(&game, &text(&event, "invited"), "game_invite", own.clone(), &["game_invite"]);
                }
                for person in awaited(&event) {
                    self.tell(&game, &person, "game_turn", own.clone(), &["game_turn"]);
                }
            }
            "game.joined" | "game.moved" => {
                let game = text(&event, "game");
                let awaited: Vec<String> = awaited(&event).into_iter().filter(|person| *person != actor).collect();
                self.rows.retain(|key, _| key.0 != game || (key.2 == "game_turn" && awaited.contains(&key.1)));
                for person in awaited {
                    self.tell(&game, &person, "game_turn", own.clone(), &[]);
                }
            }
            "game.cancelled" | "game.resigned" | "game.flagged" | "game.drawn" | "game.claimed" => {
                let game = text(&event, "game");
                self.rows.retain(|key, _| key.0 != game);
            }
            "friend.requested" => self.tell(&pair, &person, "friend_request", own, &["friend_request"]),
            "friend.accepted" => {
                self.rows.retain(|key, _| key.0 != pair || key.2 != "friend_request");
                self.tell(&pair, &person, "friend_accepted", own, &[]);
            }
            "friend.declined" | "friend.cancelled" => {
                self.rows.retain(|key, _| key.0 != pair || key.2 != "friend_request");
            }
            "person.blocked" => {
                self.rows.retain(|key, _| key.0 != pair || key.2 != "friend_request");
                let by = text(&event, "by");
                if !self.gone.contains(&by) && !self.gone.contains(&person) {
                    self.blocks.insert((by, person));
                }
            }
            "person.unblocked" => {
                self.blocks.remove(&(text(&event, "by"), person));
            }
            "person.erased" => {
                self.rows.retain(|key, row| key.1 != person && row.actor.as_ref() != Some(&person));
                self.unlike(&person, |_| true);
                self.blocks.retain(|(by, whom)| *by != person && *whom != person);
                self.levels.retain(|key, _| key.1 != person);
                self.gone.insert(person);
            }
            _ => {}
        }
    }
}

type Shown = BTreeSet<(String, String, String, Option<String>, i64, i64)>;

#[tokio::test(flavor = "multi_thread")]
async fn what_people_are_told_is_what_the_events_say() {
    let bed = Bed::new().await;
    let mut models = Models::live(&bed).await;
    for seed in [3, 5, 8] {
        let entries = history::entries(seed, 1500);
        let mut run = models.beside("run").await;
        let mut writer = run.writer().await;
        for batch in entries.chunks(400) {
            run.fold(&mut writer, batch).await.unwrap();
        }
        let rows: Vec<(String, String, String, Option<String>, i32, i64)> =
            sqlx::query_as("select item::text, person::text, kind, actor::text, count, position from notification")
                .fetch_all(&mut run.reader)
                .await
                .unwrap();
        let shown: Shown = rows
            .into_iter()
            .map(|(item, person, kind, actor, count, position)| (item, person, kind, actor, i64::from(count), position))
            .collect();
        let told = Told::of(&entries);
        let expected: Shown = told
            .rows
            .iter()
            .map(|((item, person, kind), row)| {
                let (item, person, kind) = (item.clone(), person.clone(), kind.clone());
                (item, person, kind, row.actor.clone(), row.likers.len().max(1) as i64, row.position())
            })
            .collect();
        let kinds: BTreeSet<&str> = expected.iter().map(|row| row.2.as_str()).collect();
        assert!(kinds.len() >= 7, "the history tells of too little: {kinds:?}");
        assert_eq!(shown, expected, "seed {seed}");
        let likers: i64 =
            sqlx::query_scalar("select count(*) from notification_liker").fetch_one(&mut run.reader).await.unwrap();
        let expected: usize = told.rows.values().map(|row| row.likers.len()).sum();
        assert_eq!(likers, expected as i64, "nobody is kept who is not told of, seed {seed}");
    }
}
