//! A node as its own process, to be killed.

use super::Bed;
use loggia::embedded::Addresses;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

pub struct Process {
    child: Child,
    pub base: String,
    arguments: Vec<String>,
}

impl Process {
    /// `loggia serve` on the bed's servers, at an address it keeps over restarts.
    pub fn start(bed: &Bed, more: &[&str]) -> Process {
        Process::on(&bed.addresses(), more)
    }

    /// The same on servers that are reached in other ways.
    pub fn on(servers: &Addresses, more: &[&str]) -> Process {
        let listen = free_address();
        let mut arguments: Vec<String> = [
            "serve",
            "--listen",
            &listen,
            "--metrics-listen",
            "127.0.0.1:0",
            "--limits",
            "off",
            "--log",
            "warn",
            "--log-max-bytes",
            "268435456",
            "--nats-url",
            &servers.nats,
            "--database-url",
            &servers.database,
            "--redis-url",
            &servers.redis,
        ]
        .map(str::to_owned)
        .to_vec();
        arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
        Process { child: spawn(&arguments), base: format!("http://{listen}"), arguments }
    }

    /// The process's number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// kill -9, and the same again at the same address.
    pub fn kill_and_restart(&mut self) {
        self.kill();
        self.child = spawn(&self.arguments);
    }

    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Returns when it listens.
fn spawn(arguments: &[String]) -> Child {
    let mut child =
        Command::new(env!("CARGO_BIN_EXE_loggia")).args(arguments).stdout(Stdio::piped()).spawn().expect("loggia");
    let mut line = String::new();
    let output = child.stdout.take().expect("its output");
    BufReader::new(output).read_line(&mut line).expect("its address");
    assert!(line.contains("http://"), "loggia serve did not come up: {line}");
    child
}

fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").to_string()
}
