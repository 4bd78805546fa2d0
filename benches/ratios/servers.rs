//! Private servers for one measurement, in a directory of their own.

use clap::Parser;
use loggia::config::Config;
use loggia::embedded::{self, Addresses, Private};

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    config: Config,
}

pub struct Servers {
    _private: Option<Private>,
    pub addresses: Addresses,
    directory: std::path::PathBuf,
    sync: String,
}

impl Servers {
    /// `sync`: when NATS syncs to the disk.
    pub fn start(sync: &str) -> Servers {
        let directory = std::env::temp_dir().join(format!("loggia-bench-{}", uuid::Uuid::new_v4().simple()));
        let config = config(&[&format!("--data-dir={}", directory.display()), &format!("--nats-sync={sync}")]);
        let (private, addresses) = embedded::start(&config).expect("private servers");
        Servers { _private: private, addresses, directory, sync: sync.to_owned() }
    }

    pub fn config(&self, more: &[&str]) -> Config {
        let own = [format!("--nats-sync={}", self.sync), format!("--data-dir={}", self.directory.display())];
        config(&own.iter().map(String::as_str).chain(more.iter().copied()).collect::<Vec<_>>())
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        self._private = None;
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

fn config(arguments: &[&str]) -> Config {
    let own = ["loggia-bench", "--listen=127.0.0.1:0", "--metrics-listen=127.0.0.1:0", "--limits=off"];
    Arguments::parse_from(own.iter().chain(arguments)).config
}
