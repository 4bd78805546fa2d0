//! What is measured: private servers alone, or a whole `loggia serve` as its own process.

use clap::Parser;
use loggia::config::Config;
use loggia::embedded::{self, Addresses, Private};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A directory that goes away with its measurement.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Scratch {
        Scratch(std::env::temp_dir().join(format!("loggia-bench-{}", uuid::Uuid::new_v4().simple())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// NATS, Postgres and Redis.
pub struct Servers {
    _private: Option<Private>,
    pub addresses: Addresses,
    pub config: Config,
    _scratch: Scratch,
}

impl Servers {
    /// `sync`: when NATS syncs to the disk.
    pub fn start(sync: &str) -> Servers {
        let scratch = Scratch::new();
        let directory = format!("--data-dir={}", scratch.0.display());
        let config = parse(&[&directory, &format!("--nats-sync={sync}")]);
        let (private, addresses) = embedded::start(&config).expect("private servers");
        Servers { _private: private, addresses, config, _scratch: scratch }
    }
}

/// The configuration of a client of somebody else's servers.
pub fn config_of(addresses: &Addresses) -> Config {
    parse(&[&format!("--nats-url={}", addresses.nats)])
}

fn parse(arguments: &[&str]) -> Config {
    #[derive(Parser)]
    struct Arguments {
        #[command(flatten)]
        config: Config,
    }
    Arguments::parse_from(["bench"].iter().chain(arguments)).config
}

/// `loggia serve` with private servers and no limits.
pub struct Instance {
    child: Child,
    pub base: String,
    pub addresses: Addresses,
    scratch: Scratch,
}

impl Instance {
    pub fn start(sync: &str) -> Instance {
        let scratch = Scratch::new();
        let mut child = loggia(&scratch.0)
            .arg("serve")
            .args(["--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--limits", "off"])
            .args(["--nats-sync", sync, "--log", "warn"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("loggia serve");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("its address");
        let base = line.rsplit("http://").next().unwrap_or_default().trim().to_owned();
        let addresses = std::fs::read(scratch.0.join("servers.json")).expect("its servers");
        Instance { child, base, addresses: serde_json::from_slice(&addresses).expect("its servers"), scratch }
    }

    /// A command of the command line on the same data.
    pub fn command(&self) -> Command {
        loggia(&self.scratch.0)
    }

    /// Bytes of memory that are the process's own.
    pub fn memory(&self) -> f64 {
        let path = format!("/proc/{}/smaps_rollup", self.child.id());
        let text = std::fs::read_to_string(path).expect("smaps_rollup");
        let of = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
            line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(0.0)
        };
        (of("Private_Dirty:") + of("Private_Clean:")) * 1024.0
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // SIGTERM, so that it stops its servers before their directory goes away.
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        if asked.is_err() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

fn loggia(directory: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loggia"));
    command.arg("--data-dir").arg(directory);
    command
}
