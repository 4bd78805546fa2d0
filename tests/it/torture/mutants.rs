//! Delivery broken on purpose, one way after the other: what is wrong must show to somebody outside. The model in
//! `src/socket/model.rs` catches every way; the two that need a read side that lags at one moment are its alone.

use crate::sockets::audit::Audited;
use crate::sockets::client::Socket;
use crate::support::{Bed, Client, TestApp};
use futures_util::future::join_all;
use loggia::log::Log;
use loggia::socket::sabotage::Sabotage;
use serde_json::{Value, json};

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scene {
    /// Bursts, for one who stays and one who leaves after every frame, at two nodes.
    Busy,
    /// More than a queue holds, for one who does not read.
    Overflow,
    /// Back when the ring has forgotten.
    Away,
    /// A subscription with a position.
    Gap,
    /// Signing out at one node, the socket at another.
    Session,
    Ban,
    Block,
    /// No longer a member of a conversation.
    Removal,
}

const SCENES: [Scene; 8] =
    [Scene::Busy, Scene::Overflow, Scene::Away, Scene::Gap, Scene::Session, Scene::Ban, Scene::Block, Scene::Removal];

/// Every way of breaking delivery that shows outside, and where.
const MUTANTS: [(Sabotage, Scene); 15] = [
    (Sabotage::DropOne, Scene::Busy),
    (Sabotage::RepeatOne, Scene::Busy),
    (Sabotage::SwapTwo, Scene::Busy),
    (Sabotage::DropAtBoundary, Scene::Busy),
    (Sabotage::ForgetTopic, Scene::Busy),
    (Sabotage::WrongSideOfSince, Scene::Busy),
    (Sabotage::RepeatAtBoundary, Scene::Overflow),
    (Sabotage::CursorIsLastEnqueued, Scene::Overflow),
    (Sabotage::SkipTheLog, Scene::Away),
    (Sabotage::SkipTheGap, Scene::Gap),
    (Sabotage::ForgetWhatWasHad, Scene::Gap),
    (Sabotage::IgnoreSessions, Scene::Session),
    (Sabotage::IgnoreBans, Scene::Ban),
    (Sabotage::IgnoreBlocks, Scene::Block),
    (Sabotage::KeepAfterRemoval, Scene::Removal),
];

/// Some show only when two frames happen to wait together: so many attempts.
const ATTEMPTS: usize = 12;

struct Stage {
    nodes: [TestApp; 2],
    log: Log,
    root: Client,
    ada: Client,
    ben: Client,
    /// Of people who are used up.
    number: u32,
}

impl Stage {
    async fn build(bed: &Bed) -> Stage {
        let few = ["--ring-bytes=30000", "--heartbeat-s=0.2"];
        let nodes = [TestApp::start(bed, &few).await, TestApp::start(bed, &few).await];
        let (root, ada, ben) =
            (nodes[0].person("root").await, nodes[0].person("ada").await, nodes[0].person("ben").await);
        Stage { log: bed.log().await, nodes, root, ada, ben, number: 0 }
    }

    fn sabotage(&self, which: Option<Sabotage>) {
        for node in &self.nodes {
            node.app().sockets.clone().expect("sockets").sabotage(which);
        }
    }

    async fn somebody(&mut self) -> Client {
        self.number += 1;
        self.nodes[0].person(&format!("somebody{}", self.number)).await
    }

    /// The same person at the other node.
    fn elsewhere(&self, client: &Client) -> Client {
        client.at(&self.nodes[1].base)
    }

    /// Everything wrong in this scene.
    async fn play(&mut self, scene: Scene) -> Vec<String> {
        match scene {
            Scene::Busy => self.busy().await,
            Scene::Overflow => self.overflow().await,
            Scene::Away => self.away().await,
            Scene::Gap => self.gap().await,
            Scene::Session => self.session().await,
            Scene::Ban => self.ban().await,
            Scene::Block => self.block().await,
            Scene::Removal => self.removal().await,
        }
    }

    async fn busy(&mut self) -> Vec<String> {
        let post = self.ada.write_post("Mine").await;
        let path = format!("/api/posts/{}", id(&post));
        let mut stays = Audited::new(&self.elsewhere(&self.ada), &["feed"]);
        let mut leaves = Audited::new(&self.ada, &["feed"]);
        stays.connect().await;
        leaves.connect().await;
        for _ in 0..2 {
            join_all((0..8).map(|n| self.ben.write_post(["One", "Another"][n % 2]))).await;
            // Hers by one topic of it, which is not the first.
            let liked = self.ben.put(&format!("{path}/like"), Value::Null).await.position();
            while leaves.cursor < Some(liked) {
                leaves.cut();
                leaves.connect().await;
                if leaves.take().await.is_err() || !leaves.wrong.is_empty() {
                    break;
                }
            }
            self.ben.delete(&format!("{path}/like")).await;
        }
        self.judge(vec![stays, leaves]).await
    }

    async fn overflow(&mut self) -> Vec<String> {
        let narrow = Socket::narrow(&self.ada, json!({ "op": "hello", "topics": ["feed"] })).await;
        let mut stalls = Audited::new(&self.ada, &["feed"]);
        stalls.take_over(narrow.0, &narrow.1);
        let long = "x".repeat(48_000);
        for _ in 0..6 {
            let write = || self.ben.post("/api/posts", json!({ "title": "Long", "body": long, "kind": "text" }));
            let answers = join_all((0..8).map(|_| write())).await;
            assert!(answers.iter().all(|answer| answer.status == 201), "{answers:?}");
        }
        self.judge(vec![stalls]).await
    }

    async fn away(&mut self) -> Vec<String> {
        let mut away = Audited::new(&self.ada, &["feed"]);
        away.connect().await;
        away.cut();
        let long = "x".repeat(4_000);
        for _ in 0..12 {
            self.ben.post("/api/posts", json!({ "title": "Long", "body": long, "kind": "text" })).await;
        }
        away.connect().await;
        self.judge(vec![away]).await
    }

    async fn gap(&mut self) -> Vec<String> {
        let post = self.ben.write_post("A post").await;
        let since = post["position"].as_u64().unwrap();
        let mut late = Audited::new(&self.ada, &["feed"]);
        late.connect().await;
        let path = format!("/api/posts/{}/comments", id(&post));
        let mut last = 0;
        for words in ["one", "two @ada", "three"] {
            last = self.ben.post(&path, json!({ "body": words })).await.position();
        }
        // Through what is her own she has had one of them.
        late.reach(last).await;
        late.subscribe(&format!("post:{}", id(&post)), since).await;
        self.judge(vec![late]).await
    }

    async fn session(&mut self) -> Vec<String> {
        let leaver = self.somebody().await;
        let (mut socket, _) = Socket::on(&self.elsewhere(&leaver), &["feed"]).await;
        assert_eq!(leaver.post("/api/auth/logout", json!({})).await.status, 204);
        self.closes(&mut socket).await
    }

    async fn ban(&mut self) -> Vec<String> {
        let banned = self.somebody().await;
        let (mut socket, _) = Socket::on(&self.elsewhere(&banned), &["feed"]).await;
        let answer = self.root.put(&format!("/api/people/{}/ban", banned.id), json!({ "reason": "spam" })).await;
        assert!(answer.status < 300, "{:?}", answer.body);
        let first = socket.news().await;
        match first["type"].as_str() {
            Some("person.banned") => self.closes(&mut socket).await,
            _ => vec![format!("{first} before the ban")],
        }
    }

    /// Whether the socket ends with 4009. A signal may take a moment to the other node: some heartbeats are waited.
    async fn closes(&self, socket: &mut Socket) -> Vec<String> {
        for _ in 0..15 {
            match socket.next().await {
                Err(4009) => return Vec::new(),
                Err(code) => return vec![format!("closed with {code}")],
                Ok(_) => {}
            }
        }
        vec!["it stays open".to_owned()]
    }

    async fn block(&mut self) -> Vec<String> {
        let (blocker, blocked) = (self.somebody().await, self.somebody().await);
        let (mut socket, _) = Socket::on(&self.elsewhere(&blocker), &["feed"]).await;
        let answer = blocker.put(&format!("/api/blocks/{}", blocked.id), Value::Null).await;
        assert!(answer.status < 300, "{:?}", answer.body);
        blocked.write_post("Not for them").await;
        let last = self.ben.write_post("For everybody").await;
        loop {
            let frame = socket.news().await;
            if frame["actor"] == blocked.id.as_str() {
                return vec![format!("{frame} leaked")];
            }
            if frame["seq"] == last["position"] {
                return Vec::new();
            }
        }
    }

    async fn removal(&mut self) -> Vec<String> {
        let removed = self.somebody().await;
        let people = json!([self.ben.id, removed.id]);
        let group = json!({ "kind": "group", "name": "Three", "people": people });
        let answer = self.ada.post("/api/conversations", group).await;
        assert_eq!(answer.status, 201, "{:?}", answer.body);
        let path = format!("/api/conversations/{}", id(&answer.body));
        let (mut socket, _) = Socket::on(&self.elsewhere(&removed), &["feed"]).await;
        let answer = self.ada.delete(&format!("{path}/members/{}", removed.id)).await;
        assert!(answer.status < 300, "{:?}", answer.body);
        let secret = self.ben.post(&format!("{path}/messages"), json!({ "body": "among us" })).await;
        assert_eq!(secret.status, 201, "{:?}", secret.body);
        let last = self.ben.write_post("For everybody").await;
        loop {
            let frame = socket.news().await;
            if frame["seq"] == secret.position() {
                return vec![format!("{frame} leaked")];
            }
            if frame["seq"] == last["position"] {
                return Vec::new();
            }
        }
    }

    async fn judge(&self, readers: Vec<Audited>) -> Vec<String> {
        let end = self.log.end().await.expect("the end");
        let mut wrong = Vec::new();
        for mut reader in readers {
            // By what comes to it or by a heartbeat; what is wrong already needs no end.
            while reader.cursor < Some(end) && reader.wrong.is_empty() {
                if reader.take().await.is_err() {
                    reader.connect().await;
                }
            }
            wrong.extend(reader.faults(&self.log).await);
        }
        wrong
    }
}

fn id(thing: &Value) -> &str {
    thing["id"].as_str().expect("an id")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_of_breaking_delivery_shows_outside() {
    let bed = Bed::new().await;
    let mut stage = Stage::build(&bed).await;
    for scene in SCENES {
        assert_eq!(stage.play(scene).await, Vec::<String>::new(), "{scene:?}, with nothing broken");
    }
    for (mutant, scene) in MUTANTS {
        let mut wrong = Vec::new();
        for _ in 0..ATTEMPTS {
            stage.sabotage(Some(mutant));
            wrong = stage.play(scene).await;
            stage.sabotage(None);
            if !wrong.is_empty() {
                break;
            }
        }
        assert!(!wrong.is_empty(), "{mutant:?} went unnoticed");
        println!("{mutant:?}: {}", wrong[0]);
    }
}
