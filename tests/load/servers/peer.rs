//! What peers have in common: programs that are started, and a way of opening connections.

use super::Absent;
use crate::crowd::Opening;
use crate::house::Scratch;
use crate::machine;
use crate::publish::Publisher;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;

pub struct Peer {
    /// The first one holds the connections.
    pub programs: Vec<Program>,
    pub opening: Box<dyn Fn(Vec<String>) -> Opening>,
    pub publisher: Box<dyn Fn() -> Publisher>,
    /// Goes away with it.
    pub _scratch: Scratch,
}

/// What somebody must know to be let in, wherever a peer asks.
pub const TOKEN: &str = "a-token-of-some-length-0123456789";

/// Ends with this value.
pub struct Program(Child);

impl Program {
    pub fn start(mut command: Command) -> Result<Program, Absent> {
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        quiet.spawn().map(Program).map_err(|error| Absent(format!("{}: {error}", command.get_program().display())))
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Asked first: nginx ends its workers then, and would leave them behind otherwise.
        let asked = Command::new("kill").arg(self.0.id().to_string()).status();
        let begun = Instant::now();
        while asked.is_ok() && matches!(self.0.try_wait(), Ok(None)) && begun.elapsed() < Duration::from_secs(5) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Peer {
    pub fn processes(&self) -> BTreeMap<String, Vec<u32>> {
        let mut all: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for program in &self.programs {
            for (name, processes) in machine::family(program.id()) {
                all.entry(name).or_default().extend(processes);
            }
        }
        all
    }
}

/// Where `scripts/bench-sockets` puts what is not part of the machine: two folders above the binary's own.
pub fn installed(path: &str) -> Result<PathBuf, Absent> {
    let binary = std::env::current_exe().unwrap_or_default();
    let found = binary.ancestors().map(|above| above.join("peers").join(path)).find(|path| path.exists());
    found.ok_or_else(|| Absent(format!("{path} is not in target/peers (make bench-sockets puts it there)")))
}

/// A script of `tests/load/peers`.
pub fn script(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/load/peers").join(name)
}

/// The program of that name on the PATH.
pub fn on_the_path(name: &str) -> Result<PathBuf, Absent> {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&paths).map(|path| path.join(name)).find(|path| path.is_file());
    found.ok_or_else(|| Absent(format!("{name} is not on the PATH")))
}

/// A port nobody has.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Waits until somebody listens there.
pub async fn listening(address: &str) -> Result<(), Absent> {
    let begun = Instant::now();
    while TcpStream::connect(address).await.is_err() {
        if begun.elapsed() > Duration::from_secs(20) {
            return Err(Absent(format!("nobody listens at {address}")));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
