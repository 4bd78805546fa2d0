//! What can be put under load: Loggia and its peers, each brought up alone on the server's core.

mod bun;
mod centrifugo;
pub mod loggia;
mod nats;
mod nchan;
mod peer;
mod socket_io;

use crate::crowd::{Opening, Reader};
use crate::machine::{self, Cpu};
use crate::publish::{Published, Publisher};
use crate::record::Expected;
use peer::Peer;
use std::collections::BTreeMap;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, clap::ValueEnum)]
pub enum Kind {
    Loggia,
    Nats,
    SocketIo,
    Bun,
    Nchan,
    Centrifugo,
}

impl Kind {
    pub const ALL: [Kind; 6] = [Kind::Loggia, Kind::Nats, Kind::SocketIo, Kind::Bun, Kind::Nchan, Kind::Centrifugo];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Loggia => "Loggia",
            Kind::Nats => "nats-server's websocket",
            Kind::SocketIo => "socket.io + Redis",
            Kind::Bun => "Bun",
            Kind::Nchan => "Nchan",
            Kind::Centrifugo => "Centrifugo",
        }
    }
}

/// Why a peer is not measured.
pub struct Absent(pub String);

/// How servers are brought up.
#[derive(Clone)]
pub struct Settings {
    /// The core of the server and everything it stands on.
    pub core: Option<usize>,
    /// When NATS syncs the log to the disk.
    pub sync: String,
    /// Further arguments of Loggia's socket node.
    pub serve: Vec<String>,
    /// Publish over Loggia's HTTP API instead of straight into its log.
    pub over_http: bool,
}

pub enum Server {
    Loggia(Box<loggia::Loggia>),
    Peer(Peer),
}

impl Server {
    pub async fn start(kind: Kind, settings: &Settings) -> Result<Server, Absent> {
        let peer = match kind {
            Kind::Loggia => return Ok(Server::Loggia(Box::new(loggia::Loggia::start(settings).await))),
            Kind::Nats => nats::start(settings).await?,
            Kind::SocketIo => socket_io::start(settings).await?,
            Kind::Bun => bun::start(settings).await?,
            Kind::Nchan => nchan::start(settings).await?,
            Kind::Centrifugo => centrifugo::start(settings).await?,
        };
        Ok(Server::Peer(peer))
    }

    /// So many topics that can be subscribed to and published to.
    pub async fn topics(&mut self, many: usize) -> Vec<String> {
        match self {
            Server::Loggia(loggia) => loggia.posts(many).await,
            Server::Peer(_) => (0..many).map(|number| format!("topic-{number}")).collect(),
        }
    }

    /// For each connection the topic that is its own.
    pub async fn personal(&mut self, connections: usize) -> Vec<String> {
        match self {
            Server::Loggia(loggia) => loggia.personal(connections).await,
            Server::Peer(_) => self.topics(connections).await,
        }
    }

    /// One opening for each list of topics, each for somebody who may have them.
    pub async fn openings(&mut self, topics: Vec<Vec<String>>) -> Vec<Opening> {
        match self {
            Server::Loggia(loggia) => loggia.openings(topics).await,
            Server::Peer(peer) => topics.into_iter().map(|topics| (peer.opening)(topics)).collect(),
        }
    }

    pub async fn publisher(&self) -> Publisher {
        match self {
            Server::Loggia(loggia) => loggia.publisher().await,
            Server::Peer(peer) => (peer.publisher)(),
        }
    }

    /// The position after which everything is new.
    pub async fn base(&self) -> u64 {
        match self {
            Server::Loggia(loggia) => loggia.end().await,
            Server::Peer(_) => 0,
        }
    }

    /// What should have come to these since `base`: Loggia's log says, of a peer what was published.
    pub async fn expected(&self, base: u64, published: &Published, readers: &[Reader]) -> Expected {
        match self {
            Server::Loggia(loggia) => loggia.expected(base, readers).await,
            Server::Peer(_) => published.expected(),
        }
    }

    /// Every process, by name. Those whose CPU is not the delivery's stand in brackets: Postgres, Redis, the node that folds.
    fn processes(&self) -> BTreeMap<String, Vec<u32>> {
        match self {
            Server::Loggia(loggia) => loggia.processes(),
            Server::Peer(peer) => peer.processes(),
        }
    }

    /// Bytes of memory that are the own of the processes that hold the connections.
    pub fn memory(&self) -> f64 {
        match self {
            Server::Loggia(loggia) => machine::private_memory(loggia.process()),
            Server::Peer(peer) => {
                let family = machine::family(peer.programs[0].id());
                family.into_values().flatten().map(machine::private_memory).sum()
            }
        }
    }

    /// CPU used so far, by name.
    pub fn cpu(&self) -> Spent {
        Spent::of(self.processes())
    }
}

/// CPU by process name.
#[derive(Clone, Default)]
pub struct Spent(BTreeMap<String, Cpu>);

impl Spent {
    /// What these processes have used so far.
    pub fn of(processes: BTreeMap<String, Vec<u32>>) -> Spent {
        let sum = |of: Vec<u32>| of.into_iter().map(machine::cpu).fold(Cpu::default(), |sum, one| sum + one);
        Spent(processes.into_iter().map(|(name, processes)| (name, sum(processes))).collect())
    }

    pub fn since(&self, before: &Spent) -> Spent {
        let of = |name: &String| before.0.get(name).copied().unwrap_or_default();
        Spent(self.0.iter().map(|(name, cpu)| (name.clone(), *cpu - of(name))).collect())
    }

    /// What counts as the server's: everything not in brackets.
    pub fn counted(&self) -> Cpu {
        let counted = self.0.iter().filter(|(name, _)| !name.starts_with('('));
        counted.fold(Cpu::default(), |sum, (_, cpu)| sum + *cpu)
    }

    /// `loggia 1.20 + 2.31 s, nats-server 0.40 + 0.12 s, (postgres) 0.88 + 0.20 s`: user and kernel.
    pub fn told(&self) -> String {
        let told = self.0.iter().filter(|(_, cpu)| cpu.total() >= 0.005);
        let told: Vec<_> = told.map(|(name, cpu)| format!("{name} {:.2} + {:.2} s", cpu.user, cpu.kernel)).collect();
        told.join(", ")
    }
}
