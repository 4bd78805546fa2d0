//! What is measured: private servers alone, or a whole `loggia serve` as its own process.

use clap::Parser;
use loggia::config::Config;
use loggia::embedded::{self, Addresses, Private};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

/// A directory that goes away with its measurement.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Scratch {
        Scratch(std::env::temp_dir().join(format!("loggia-bench-{}", uuid::Uuid::new_v4().simple())))
    }

    /// Whether this process is root's, and with it all that it starts.
    pub fn is_roots(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
    }

    /// A file in it with these words.
    pub fn file(&self, name: &str, words: &str) -> PathBuf {
        std::fs::create_dir_all(&self.0).expect("a directory");
        let path = self.0.join(name);
        std::fs::write(&path, words).expect("a file");
        path
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
    pub node: Arc<Node>,
    pub base: String,
    pub addresses: Addresses,
    scratch: Scratch,
}

impl Instance {
    pub fn start(sync: &str) -> Instance {
        Instance::with(sync, &[], None)
    }

    /// `more`: further arguments of `serve`; `core`: the one it and its servers are bound to.
    pub fn with(sync: &str, more: &[&str], core: Option<usize>) -> Instance {
        let scratch = Scratch::new();
        let mut command = loggia(&scratch.0, core);
        command.args(["serve", "--nats-sync", sync]).args(more);
        let node = Arc::new(Node::start(command));
        let addresses = std::fs::read(scratch.0.join("servers.json")).expect("its servers");
        let addresses = serde_json::from_slice(&addresses).expect("its servers");
        Instance { base: node.base.clone(), node, addresses, scratch }
    }

    /// One more node on the same servers.
    pub fn another(&self, more: &[&str], core: Option<usize>) -> Node {
        let mut command = loggia(&self.scratch.0, core);
        command.arg("serve").args(more);
        command.args(["--nats-url", &self.addresses.nats, "--database-url", &self.addresses.database]);
        command.args(["--redis-url", &self.addresses.redis]);
        Node::start(command)
    }

    /// A command of the command line on the same data.
    pub fn command(&self) -> Command {
        loggia(&self.scratch.0, None)
    }

    /// Bytes of memory that are the process's own.
    pub fn memory(&self) -> f64 {
        crate::machine::private_memory(self.node.id())
    }
}

/// One process of `loggia serve`.
pub struct Node {
    child: Child,
    pub base: String,
}

impl Node {
    fn start(mut command: Command) -> Node {
        let mut child = command
            .args(["--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--limits", "off", "--log", "warn"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("loggia serve");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("its address");
        Node { child, base: line.rsplit("http://").next().unwrap_or_default().trim().to_owned() }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGTERM, so that it takes leave of its sockets and stops its servers before their directory goes away.
    pub fn ask_to_stop(&self) -> bool {
        Command::new("kill").arg(self.child.id().to_string()).status().is_ok()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if !self.ask_to_stop() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

fn loggia(directory: &std::path::Path, core: Option<usize>) -> Command {
    let mut command = crate::machine::bound_to(core, env!("CARGO_BIN_EXE_loggia"));
    command.arg("--data-dir").arg(directory);
    command
}

/// A connection of one's own to a nats-server, signed in as the address says.
pub async fn dial(url: &str) -> async_nats::Client {
    let url = url::Url::parse(url).expect("an address");
    async_nats::ConnectOptions::with_user_and_password(url.username().into(), url.password().unwrap_or_default().into())
        .connect(url.as_str())
        .await
        .expect("nats-server")
}
