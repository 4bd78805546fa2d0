//! One campaign: what stands, who writes and reads, one fault after the other, the audit.

use super::fault::{self, Fault};
use super::people::{Writer, write};
use super::reader::{Habit, Reader};
use crate::support::link::Target;
use crate::support::{Bed, Client, Link, Process};
use loggia::embedded::Addresses;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::{JoinSet, block_in_place};

pub const NODES: usize = 2;
const WRITERS: usize = 3;
/// Acknowledged writes after each fault before the next: everything goes on.
const PROGRESS: u64 = 12;
const PATIENCE: Duration = Duration::from_secs(90);

/// What stands, each with the links through which it is reached.
pub struct Stage {
    pub bed: Bed,
    pub nodes: Vec<Process>,
    /// From each node to NATS and to Redis; from clients to each node.
    pub to_nats: Vec<Link>,
    pub to_redis: Vec<Link>,
    pub to_nodes: Vec<Link>,
    pub post: String,
}

pub struct Campaign {
    seed: u64,
    random: StdRng,
    pub stage: Stage,
    people: Vec<Client>,
}

/// A heartbeat soon, so that a quiet reader notices; a ring that a short absence outlives, so that the log is read as well.
const NODE: [&str; 4] = ["--heartbeat-s=0.5", "--ring-bytes=30000", "--access-ttl-s=36000", "--drain-s=0.3"];

async fn links(bed: &Bed) -> (Vec<Link>, Vec<Link>) {
    let nats = url::Url::parse(&bed.nats_url).unwrap();
    let nats = Target::Tcp(format!("{}:{}", nats.host_str().unwrap(), nats.port().unwrap()));
    let redis = Target::Unix(PathBuf::from(bed.redis_url.trim_start_matches("redis+unix://")));
    let (mut to_nats, mut to_redis) = (Vec::new(), Vec::new());
    for _ in 0..NODES {
        to_nats.push(Link::to(nats.clone()).await);
        to_redis.push(Link::to(redis.clone()).await);
    }
    (to_nats, to_redis)
}

impl Stage {
    async fn build() -> Stage {
        let bed = Bed::with_own_postgres().await;
        let (to_nats, to_redis) = links(&bed).await;
        let (mut nodes, mut to_nodes) = (Vec::new(), Vec::new());
        for number in 0..NODES {
            let mut nats = url::Url::parse(&bed.nats_url).unwrap();
            nats.set_port(Some(to_nats[number].address.port())).unwrap();
            let servers = Addresses {
                nats: nats.to_string(),
                redis: format!("redis://{}", to_redis[number].address),
                ..bed.addresses()
            };
            let node = block_in_place(|| Process::on(&servers, &NODE));
            to_nodes.push(Link::to(Target::Tcp(node.base.trim_start_matches("http://").to_owned())).await);
            nodes.push(node);
        }
        Stage { bed, nodes, to_nats, to_redis, to_nodes, post: String::new() }
    }

    /// Where clients reach the nodes.
    pub fn bases(&self) -> Vec<String> {
        self.to_nodes.iter().map(|link| format!("http://{}", link.address)).collect()
    }
}

impl Campaign {
    pub async fn start(seed: u64) -> Campaign {
        println!("seed {seed}");
        let mut stage = Stage::build().await;
        let mut people = Vec::new();
        for number in 0..WRITERS {
            let mut person = Client::new(&stage.bases()[0]);
            person.sign_up(&format!("person{number}")).await;
            people.push(person);
        }
        stage.post = people[0].write_post("The one all write about").await["id"].as_str().unwrap().to_owned();
        Campaign { seed, random: StdRng::seed_from_u64(seed), stage, people }
    }

    /// Panics with the seed when anything is wrong; says what was done otherwise.
    pub async fn run(mut self, faults: u64) -> String {
        let done = Arc::new(AtomicU64::new(0));
        let over = Arc::new(AtomicBool::new(false));
        let mut writers = JoinSet::new();
        for person in &self.people {
            let writer = Writer::new(person, &self.stage, self.random.random(), &done, &over);
            writers.spawn(write(writer));
        }
        let (end, until) = watch::channel(None);
        let mut readers = JoinSet::new();
        for (number, habit) in Habit::ALL.into_iter().enumerate() {
            let person = &self.people[number % WRITERS];
            let reader = Reader::new(person, &self.stage, habit, self.random.random());
            readers.spawn(reader.run(until.clone()));
        }
        let mut told = Vec::new();
        progress(&done, "at the beginning").await;
        for fault in self.faults(faults) {
            let begun = Instant::now();
            fault::happen(&mut self.stage, fault, &mut self.random, &self.people[0]).await;
            progress(&done, &format!("after {fault:?}, seed {}", self.seed)).await;
            told.push(format!("{fault:?} {:.1} s", begun.elapsed().as_secs_f64()));
        }
        over.store(true, Ordering::Relaxed);
        let acknowledged: Vec<u64> = writers.join_all().await.into_iter().flatten().collect();
        let log = self.stage.bed.log().await;
        let last = log.end().await.expect("the end");
        assert!(
            acknowledged.iter().all(|position| *position <= last),
            "seed {}: an acknowledged fact is gone",
            self.seed
        );
        end.send_replace(Some(last));
        let readers = tokio::time::timeout(PATIENCE, readers.join_all()).await;
        let readers = readers.unwrap_or_else(|_| panic!("seed {}: readers do not reach {last}", self.seed));
        let (mut wrong, mut connections) = (Vec::new(), 0);
        for reader in readers {
            connections += reader.connections;
            let faults = reader.audited.faults(&log).await;
            wrong.extend(faults.into_iter().map(|fault| format!("{:?}: {fault}", reader.habit)));
            if reader.audited.resets > 0 {
                wrong.push(format!("{:?}: {} resets", reader.habit, reader.audited.resets));
            }
        }
        assert!(wrong.is_empty(), "seed {} after {told:?}: {wrong:#?}", self.seed);
        format!(
            "seed {}: {last} events, {connections} connections of {} readers, {told:?}",
            self.seed,
            Habit::ALL.len()
        )
    }

    /// Every kind once before any comes again.
    fn faults(&mut self, many: u64) -> Vec<Fault> {
        let mut faults = Vec::new();
        while (faults.len() as u64) < many {
            let mut kinds = Fault::ALL;
            kinds.shuffle(&mut self.random);
            faults.extend(kinds);
        }
        faults.truncate(many as usize);
        faults
    }
}

/// Waits until so much more is acknowledged.
async fn progress(done: &AtomicU64, when: &str) {
    let (before, begun) = (done.load(Ordering::Relaxed), Instant::now());
    while done.load(Ordering::Relaxed) < before + PROGRESS {
        assert!(begun.elapsed() < PATIENCE, "nothing goes on {when}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
