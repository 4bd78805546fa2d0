//! Whoever is taken out, banned, leaves or blocks while others go on writing, on two nodes: of what the log has after it nothing
//! arrives, at neither node, whether they stay connected or are just coming back. `make torture` tries it ten thousand times.
//! (What came before it and still waits to be sent may be left out: rights are those of the moment.)

use super::client::{Socket, seq};
use crate::support::talk::{id, say};
use crate::support::{Bed, Client, TestApp, setting};
use futures_util::future::join_all;
use loggia::socket::sabotage::Sabotage;
use serde_json::{Value, json};
use tokio::join;

/// At a time, each of other people.
const LANES: usize = 8;
/// What each of two writers says meanwhile, one after the other.
const WORDS: usize = 2;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Removed,
    Banned,
    Left,
    Blocks,
    RemovedFromRoom,
    LeftRoom,
}

const WAYS: [Way; 6] = [Way::Removed, Way::Banned, Way::Left, Way::Blocks, Way::RemovedFromRoom, Way::LeftRoom];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_under_way_nothing_after_the_going_out_arrives() {
    let trials = setting("LOGGIA_KICKS", 48) as usize;
    let bed = Bed::new().await;
    // Ten thousand trials outlive a token.
    let long = "--access-ttl-s=36000";
    let nodes = [TestApp::start(&bed, &[long]).await, TestApp::start(&bed, &[long, "--roles=api,socket"]).await];
    let root = nodes[0].person("root").await;
    let lanes = (trials / WAYS.len() / 2).clamp(1, LANES);
    let mut lanes = join_all((0..lanes).map(|number| Lane::open(&nodes, &root, number))).await;
    let each = trials.div_ceil(lanes.len());
    let told: Told = join_all(lanes.iter_mut().map(|lane| lane.trials(each))).await.into_iter().sum();
    println!(
        "{} trials; {} messages before the going out, of which {} came to who stayed; {} after it, of which {} came",
        told.trials,
        told.before,
        told.came,
        told.after,
        told.wrong.len()
    );
    assert!(told.wrong.is_empty(), "{:#?}", told.wrong);
    assert!(told.came > 0 && told.after > told.trials, "they did not interleave");

    // Nodes that forget to take somebody out would have been noticed.
    for (sabotage, way) in [(Sabotage::KeepAfterRemoval, Way::Removed), (Sabotage::IgnoreBlocks, Way::Blocks)] {
        let switch = |which| nodes.iter().for_each(|node| node.app().sockets.clone().unwrap().sabotage(which));
        switch(Some(sabotage));
        assert!(!lanes[0].trial(way, 0).await.wrong.is_empty(), "{sabotage:?} was not noticed");
        switch(None);
    }
}

/// What came of some trials.
#[derive(Default)]
struct Told {
    trials: usize,
    /// Messages the log has before the going out, and after.
    before: usize,
    after: usize,
    /// Of those before, to the socket that stayed.
    came: usize,
    wrong: Vec<String>,
}

impl std::iter::Sum for Told {
    fn sum<I: Iterator<Item = Told>>(all: I) -> Told {
        all.fold(Told::default(), |sum, one| Told {
            trials: sum.trials + one.trials,
            before: sum.before + one.before,
            after: sum.after + one.after,
            came: sum.came + one.came,
            wrong: [sum.wrong, one.wrong].concat(),
        })
    }
}

/// Ben goes out of what he has with Cyd and root, again and again; everybody is at both nodes.
struct Lane {
    root: [Client; 2],
    ben: [Client; 2],
    cyd: [Client; 2],
    room: String,
    incarnation: String,
    /// His, at the first node, for all of it.
    here: Socket,
}

impl Lane {
    async fn open(nodes: &[TestApp; 2], root: &Client, number: usize) -> Lane {
        let at_both = |client: &Client| [client.at(&nodes[0].base), client.at(&nodes[1].base)];
        let ben = nodes[0].person(&format!("ben{number}")).await;
        let cyd = nodes[0].person(&format!("cyd{number}")).await;
        let room = id(&root.post("/api/rooms", json!({ "name": format!("Room {number}") })).await);
        cyd.put(&format!("/api/rooms/{room}/membership"), Value::Null).await;
        let incarnation = ben.get("/api/people/me").await.header("loggia-log").unwrap().to_owned();
        let (here, _) = Socket::on(&ben, &[]).await;
        Lane { root: at_both(root), ben: at_both(&ben), cyd: at_both(&cyd), room, incarnation, here }
    }

    async fn trials(&mut self, many: usize) -> Told {
        let mut told = Told::default();
        for number in 0..many {
            told = [told, self.trial(WAYS[number % WAYS.len()], number / WAYS.len()).await].into_iter().sum();
        }
        told
    }

    /// `number`: at which node what is done, and when.
    async fn trial(&mut self, way: Way, number: usize) -> Told {
        let (talk, since) = self.together(way).await;
        let back = json!({ "op": "hello", "since": since, "incarnation": self.incarnation, "topics": [] });
        let (one, other, out, (mut there, _)) = join!(
            write(&self.cyd[0], &talk),
            write(&self.cyd[1], &talk),
            self.goes_out(way, &talk, number),
            Socket::greeted(&self.ben[1], back),
        );
        let late = say(&self.cyd[number % 2], &talk, "among us").await.position();
        // His own: whatever came before it in the log has come before it, or does not.
        let end = self.ben[0].patch("/api/people/me", json!({ "bio": format!("{talk}") })).await.position();
        let mut said: Vec<u64> = [one, other, vec![late]].concat();
        said.sort_unstable();
        let due: Vec<u64> = said.iter().copied().filter(|position| *position < out).collect();
        let here = messages(&mut self.here, &talk, end).await;
        let there = messages(&mut there, &talk, end).await;
        if way == Way::Blocks {
            self.ben[0].delete(&format!("/api/blocks/{}", self.cyd[0].id)).await;
        }
        let late = |position: &&u64| !due.contains(position);
        let wrong = here.iter().chain(&there).filter(late);
        let wrong = wrong.map(|position| format!("{way:?} at {out}: {position} came")).collect();
        Told { trials: 1, before: due.len(), after: said.len() - due.len(), came: here.len(), wrong }
    }

    /// Something the three have together, and since when.
    async fn together(&self, way: Way) -> (String, u64) {
        if matches!(way, Way::RemovedFromRoom | Way::LeftRoom) {
            let joined = self.ben[0].put(&format!("/api/rooms/{}/membership", self.room), Value::Null).await;
            return (self.room.clone(), joined.position());
        }
        let people = [&self.ben[0].id, &self.cyd[0].id];
        let wanted = json!({ "kind": "group", "name": "Bakers", "people": people });
        let opened = self.root[0].post("/api/conversations", wanted).await;
        (id(&opened), opened.position())
    }

    /// The position of it.
    async fn goes_out(&self, way: Way, talk: &str, number: usize) -> u64 {
        let (root, ben) = (&self.root[number % 2], &self.ben[number % 2]);
        // Some reads before it, so that it falls between other words each time.
        for _ in 0..number % 5 {
            root.get("/api/people/me").await;
        }
        let him = &ben.id;
        let out = match way {
            Way::Removed | Way::RemovedFromRoom => {
                root.delete(&format!("/api/conversations/{talk}/members/{him}")).await
            }
            Way::Banned => root.put(&format!("/api/conversations/{talk}/bans/{him}"), Value::Null).await,
            Way::Left => ben.delete(&format!("/api/conversations/{talk}")).await,
            Way::Blocks => ben.put(&format!("/api/blocks/{}", self.cyd[0].id), Value::Null).await,
            Way::LeftRoom => ben.delete(&format!("/api/rooms/{talk}/membership")).await,
        };
        assert!(matches!(out.status, 200 | 204), "{way:?}: {:?}", out.body);
        out.position()
    }
}

async fn write(client: &Client, talk: &str) -> Vec<u64> {
    let mut positions = Vec::with_capacity(WORDS);
    for _ in 0..WORDS {
        positions.push(say(client, talk, "and then?").await.position());
    }
    positions
}

/// Where the messages of this conversation were that came before the event at `end`.
async fn messages(socket: &mut Socket, talk: &str, end: u64) -> Vec<u64> {
    let mut positions = Vec::new();
    loop {
        let frame = socket.until("event").await;
        if seq(&frame) >= end {
            return positions;
        }
        if frame["type"] == "message.sent" && frame["conversation"] == talk {
            positions.push(seq(&frame));
        }
    }
}
