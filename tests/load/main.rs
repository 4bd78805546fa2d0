//! `make bench-sockets`: Loggia's socket tier under load beside what a user would pick instead, and every delivery compared with
//! the log.
//!
//! The server has one core, the load the other. The same payload is offered at the same rate to each in interleaved rounds; medians
//! are compared. A figure of an overloaded client, of lost connections or of deliveries that the audit objects to is not
//! reported; why is said instead.

#[allow(dead_code, reason = "measurements use different parts")]
#[path = "../../benches/rig/client.rs"]
mod client;
mod crowd;
#[allow(dead_code, reason = "measurements use different parts")]
#[path = "../../benches/rig/servers.rs"]
mod house;
mod figures;
#[allow(dead_code, reason = "measurements use different parts")]
#[path = "../it/support/link.rs"]
mod link;
#[allow(dead_code, reason = "measurements use different parts")]
#[path = "../../benches/rig/machine.rs"]
mod machine;
mod play;
mod publish;
mod record;
mod report;
mod rows;
mod servers;
#[allow(dead_code, reason = "measurements use different parts")]
#[path = "../../benches/rig/table.rs"]
mod table;
mod wire;

use clap::Parser;
use report::Report;
use servers::{Kind, Settings};

/// Measures. Without names: every row. What is said twice is as it was said last.
#[derive(Parser)]
#[command(args_override_self = true)]
pub struct Options {
    /// `cargo bench` says so.
    #[arg(long, hide = true)]
    bench: bool,
    /// Rows: dense, sparse, idle, resume-warm, resume-cold, resume-all (`resume`: the three), stalled, drain, presence, starve;
    /// and only when they are named soak, talk, and load, of which `--connections`, `--rate`, `--topics` and `--personal` say what it
    /// is, and games, which `scripts/bench-games` is for.
    names: Vec<String>,
    /// Everything once and a tenth as large: to see that a row works, not for the record.
    #[arg(long)]
    small: bool,
    /// Whom to measure. Without any: everybody who is here.
    #[arg(long, value_delimiter = ',')]
    peers: Vec<Kind>,
    /// Rounds of each; medians are compared.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Seconds of publishing in a round.
    #[arg(long, default_value_t = 5)]
    seconds: usize,
    /// Connections where the row speaks of 10,000.
    #[arg(long, default_value_t = 10_000)]
    connections: usize,
    /// Messages of `talk`.
    #[arg(long, default_value_t = 100_000)]
    messages: usize,
    /// Deliveries of `soak`, at least; a thousandth as many disconnects.
    #[arg(long, default_value_t = 10_000_000)]
    deliveries: u64,
    /// Messages a second: of `load` 100, of `talk` 2,000 when nothing is said.
    #[arg(long)]
    rate: Option<usize>,
    /// Topics of `load`: connections and messages go round them.
    #[arg(long, default_value_t = 1)]
    topics: usize,
    /// Games that are on in `games`, each figure a measurement of its own.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 5_000])]
    games: Vec<usize>,
    /// Moves a second of `games`, all games together.
    #[arg(long, default_value_t = 500)]
    moves: usize,
    /// In `load` everybody has a topic of their own.
    #[arg(long)]
    personal: bool,
    /// Report rounds too in which this process was late, as it is on a machine that others use. For developing.
    #[arg(long)]
    anyway: bool,
    /// Of whatever is random.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The core of the servers.
    #[arg(long, default_value_t = 0)]
    server_core: usize,
    /// The core of the load.
    #[arg(long, default_value_t = 1)]
    load_core: usize,
    /// Servers and load on whichever core is free: for the rows that audit; what compares is not to be believed then.
    #[arg(long)]
    anywhere: bool,
    /// When NATS syncs Loggia's log to the disk.
    #[arg(long, default_value = "always")]
    sync: String,
    /// Publish over Loggia's HTTP API instead of straight into its log.
    #[arg(long)]
    over_http: bool,
    /// A further argument of Loggia's socket node, e.g. `--serve=--ring-bytes=1000000`.
    #[arg(long, allow_hyphen_values = true)]
    serve: Vec<String>,
}

impl Options {
    /// What the command line says.
    fn read() -> Options {
        let mut options = Options::parse();
        if options.small {
            (options.rounds, options.seconds) = (1, options.seconds.min(2));
            (options.connections, options.deliveries) = (options.connections / 10, options.deliveries / 10);
        }
        options
    }

    /// Whether a row was named, or a family of rows: `resume` is every `resume-...`.
    fn names(&self, row: &str) -> bool {
        self.names
            .iter()
            .any(|name| row.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')))
    }

    /// For the report: what holds for every row.
    fn told(&self) -> String {
        let form = if self.small { "small form" } else { "full form" };
        let places = match self.anywhere {
            true => "servers and load on any core".to_owned(),
            false => format!("servers on core {}, load on core {}", self.server_core, self.load_core),
        };
        format!(
            "{form}; {places}; {} rounds of {} s; {} connections where a row speaks of 10,000; log synced {}; published {}; seed {}",
            self.rounds,
            self.seconds,
            self.connections,
            self.sync,
            if self.over_http { "over HTTP" } else { "into the log" },
            self.seed
        )
    }

    pub fn peers(&self) -> Vec<Kind> {
        if self.peers.is_empty() { Kind::ALL.to_vec() } else { self.peers.clone() }
    }

    pub fn settings(&self) -> Settings {
        Settings {
            core: (!self.anywhere).then_some(self.server_core),
            sync: self.sync.clone(),
            serve: self.serve.clone(),
            over_http: self.over_http,
        }
    }
}

fn main() {
    let options = Options::read();
    loggia::open_files::raise_limit();
    let mut report = Report::default();
    report.note(options.told());
    if !options.anywhere && !machine::bind(options.load_core) {
        report.note(format!("not bound to core {}: taskset refused", options.load_core));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    tokio::task::LocalSet::new().block_on(&runtime, async {
        let short = rows::ALL.into_iter().filter(|(name, _)| options.names.is_empty() || options.names(name));
        for (_, row) in short.chain(rows::NAMED.into_iter().filter(|(name, _)| options.names(name))) {
            row(&options, &mut report).await;
        }
    });
    if !report.print() {
        std::process::exit(1);
    }
}
