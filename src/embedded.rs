//! Private NATS, Postgres and Redis servers for a machine without any: under one data directory, reachable by nobody else, ended
//! with this process however it ends.

mod keeper;
pub mod nats;
pub mod postgres;
pub mod redis;

use crate::config::Config;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

pub use keeper::{Keeper, Owner};

#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    #[error("{program} was not found. {remedy}")]
    Missing { program: &'static str, remedy: &'static str },
    #[error("{program} {found} is too old: {needed} or newer is needed. {remedy}")]
    TooOld { program: &'static str, found: String, needed: &'static str, remedy: &'static str },
    #[error("another loggia uses the data in {0}: stop it first, or choose another directory with LOGGIA_DATA_DIR")]
    InUse(PathBuf),
    #[error("{what}: {source}")]
    Io { what: String, source: io::Error },
    #[error("{program} did not come up: {why}")]
    NotUp { program: &'static str, why: String },
    #[error(
        "Loggia runs as root, and Postgres must not: create the system user `postgres`, or set LOGGIA_DATABASE_URL"
    )]
    NoOwner,
}

pub(crate) fn io_error(what: impl Into<String>) -> impl FnOnce(io::Error) -> EmbeddedError {
    let what = what.into();
    move |source| EmbeddedError::Io { what, source }
}

/// The private servers of this process; dropping it stops them, as does the death of the process.
pub struct Private {
    // The order of stopping: who asks first, who is asked last.
    running: Vec<Running>,
    _keeper: Keeper,
}

/// A server that was started, and how it likes to be asked to stop.
pub struct Running {
    pub name: &'static str,
    child: Child,
    signal: i32,
}

/// Where the servers can be reached.
#[derive(Clone, Serialize, Deserialize)]
pub struct Addresses {
    pub nats: String,
    pub database: String,
    pub redis: String,
}

impl Addresses {
    /// What the configuration says; `None` when a private server is wanted for any of them.
    pub fn given(config: &Config) -> Option<Addresses> {
        Some(Addresses {
            nats: config.nats_url.clone()?,
            database: config.database_url.clone()?,
            redis: config.redis_url.clone()?,
        })
    }
}

/// For `serve`: starts a private server of each kind that has no address. Blocking: call it before the runtime starts.
pub fn start(config: &Config) -> Result<(Option<Private>, Addresses), EmbeddedError> {
    if let Some(addresses) = Addresses::given(config) {
        return Ok((None, addresses));
    }
    let directory = Directory::open(config.data_dir.as_deref())?;
    let keeper = Keeper::start()?;
    let mut running = Vec::new();
    let mut take = |(server, url)| {
        running.push(server);
        url
    };
    let redis = match &config.redis_url {
        Some(url) => url.clone(),
        None => take(redis::start(&keeper, &directory)?),
    };
    let database = match &config.database_url {
        Some(url) => url.clone(),
        None => take(postgres::start(&keeper, &directory)?),
    };
    let nats = match &config.nats_url {
        Some(url) => url.clone(),
        None => {
            let settings = nats::Settings { program: config.nats_server.as_deref(), sync: &config.nats_sync };
            take(nats::start(&keeper, &directory, settings)?)
        }
    };
    let addresses = Addresses { nats, database, redis };
    write_addresses(&directory.path, &addresses)?;
    Ok((Some(Private { running, _keeper: keeper }), addresses))
}

/// For the other commands: the servers of a running `serve` on the same data, or servers of their own.
pub fn start_or_join(config: &Config) -> Result<(Option<Private>, Addresses), EmbeddedError> {
    match start(config) {
        Err(EmbeddedError::InUse(path)) => match read_addresses(&path) {
            Some(addresses) => Ok((None, addresses)),
            None => Err(EmbeddedError::InUse(path)),
        },
        started => started,
    }
}

const ADDRESSES: &str = "servers.json";

/// With passwords inside, so only for its owner. True as long as the lock is held.
fn write_addresses(directory: &Path, addresses: &Addresses) -> Result<(), EmbeddedError> {
    use std::io::Write;
    let path = directory.join(ADDRESSES);
    let _ = fs::remove_file(&path);
    let mut file =
        fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(io_error(ADDRESSES))?;
    let text = serde_json::to_vec(addresses).map_err(|error| io_error(ADDRESSES)(error.into()))?;
    file.write_all(&text).map_err(io_error(ADDRESSES))
}

fn read_addresses(directory: &Path) -> Option<Addresses> {
    serde_json::from_slice(&fs::read(directory.join(ADDRESSES)).ok()?).ok()
}

impl Drop for Private {
    fn drop(&mut self) {
        for server in &self.running {
            server.ask_to_stop();
        }
        for server in &mut self.running {
            server.wait_or_kill(Duration::from_secs(10));
        }
    }
}

impl Running {
    pub fn new(name: &'static str, child: Child, signal: i32) -> Running {
        Running { name, child, signal }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn ask_to_stop(&self) {
        keeper::send_signal(self.child.id(), self.signal);
    }

    /// Kills it with its children, as a power cut would; for tests of what survives one.
    pub fn kill_group(&mut self) {
        keeper::send_signal_to_group(self.child.id(), libc::SIGKILL);
        let _ = self.child.wait();
    }

    pub fn wait_or_kill(&mut self, patience: Duration) {
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            match self.child.try_wait() {
                Ok(None) => std::thread::sleep(Duration::from_millis(10)),
                Ok(Some(_)) | Err(_) => return,
            }
        }
        // It had its chance; the data of all three survive a kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Fails when the server has ended already: its last words are in the log file beside its data.
    fn still_there(&mut self, log: &Path) -> Result<(), EmbeddedError> {
        match self.child.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(_)) | Err(_) => {
                let text = fs::read_to_string(log).unwrap_or_default();
                let lines: Vec<&str> = text.lines().rev().take(4).collect();
                let why = lines.into_iter().rev().collect::<Vec<_>>().join(" · ");
                Err(EmbeddedError::NotUp { program: self.name, why })
            }
        }
    }

    /// Waits until `up` says so.
    pub(crate) fn wait_until(&mut self, log: &Path, up: impl Fn() -> bool) -> Result<(), EmbeddedError> {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !up() {
            self.still_there(log)?;
            if Instant::now() > deadline {
                return Err(EmbeddedError::NotUp { program: self.name, why: "it took longer than a minute".into() });
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

/// The data directory, held by a lock that the servers inherit: as long as one of them lives, nobody else may use it.
pub struct Directory {
    pub path: PathBuf,
    /// Unix sockets; short, because their paths are limited to 107 bytes.
    pub sockets: PathBuf,
    pub owner: Option<Owner>,
    pub(crate) lock: fs::File,
}

impl Directory {
    pub fn open(chosen: Option<&Path>) -> Result<Directory, EmbeddedError> {
        let root = keeper::is_root();
        let path = match (chosen, root) {
            (Some(path), _) => path.to_owned(),
            (None, true) => PathBuf::from("/var/lib/loggia"),
            (None, false) => home().join(".local/share/loggia"),
        };
        make(&path, 0o755)?;
        let path = path.canonicalize().map_err(io_error(format!("the data directory {}", path.display())))?;
        let owner = if root { Some(owner_of(&path)?) } else { None };
        let lock = fs::File::create(path.join("lock")).map_err(io_error("the lock file"))?;
        take(&lock).map_err(|_| EmbeddedError::InUse(path.clone()))?;
        let mut directory = Directory { sockets: path.join("run"), path, owner, lock };
        if directory.sockets.as_os_str().len() > 80 {
            directory.sockets = std::env::temp_dir().join(format!("loggia-{:x}", fingerprint(&directory.path)));
        }
        directory.own(&directory.sockets.clone(), 0o700)?;
        Ok(directory)
    }

    /// A directory of the servers' user.
    pub(crate) fn own(&self, path: &Path, mode: u32) -> Result<(), EmbeddedError> {
        make(path, mode)?;
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(io_error(path.display().to_string()))?;
        if let Some(owner) = self.owner {
            chown(path, Some(owner.user), Some(owner.group)).map_err(io_error(path.display().to_string()))?;
        }
        Ok(())
    }

    /// Where a server's words go.
    pub(crate) fn log_file(&self, name: &str) -> Result<(PathBuf, fs::File), EmbeddedError> {
        let path = self.path.join(format!("{name}.log"));
        // Appending: what a server of before still says does not write over this one's words.
        let file = fs::OpenOptions::new().create(true).append(true).open(&path);
        let file = file.map_err(io_error(path.display().to_string()))?;
        file.set_len(0).map_err(io_error(path.display().to_string()))?;
        Ok((path, file))
    }
}

fn make(path: &Path, mode: u32) -> Result<(), EmbeddedError> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(mode)
        .create(path)
        .map_err(io_error(format!("the directory {}", path.display())))
}

/// The servers of a `serve` that was killed hold the lock for the moment they take to stop.
fn take(lock: &fs::File) -> Result<(), fs::TryLockError> {
    let deadline = Instant::now() + Duration::from_secs(3);
    loop {
        match lock.try_lock() {
            Err(_) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(50)),
            taken => return taken,
        }
    }
}

/// Root's data belongs to whoever owns the directory, unless that is root: then to `postgres`.
fn owner_of(path: &Path) -> Result<Owner, EmbeddedError> {
    let metadata = fs::metadata(path).map_err(io_error(path.display().to_string()))?;
    if metadata.uid() != 0 {
        return Ok(Owner { user: metadata.uid(), group: metadata.gid() });
    }
    let passwd = fs::read_to_string("/etc/passwd").map_err(io_error("/etc/passwd"))?;
    passwd.lines().find_map(postgres_user).ok_or(EmbeddedError::NoOwner)
}

fn postgres_user(line: &str) -> Option<Owner> {
    let fields: Vec<&str> = line.split(':').collect();
    match fields[..] {
        ["postgres", _, user, group, ..] => Some(Owner { user: user.parse().ok()?, group: group.parse().ok()? }),
        _ => None,
    }
}

fn home() -> PathBuf {
    std::env::home_dir().unwrap_or_else(|| PathBuf::from("."))
}

fn fingerprint(path: &Path) -> u32 {
    path.as_os_str().as_encoded_bytes().iter().fold(5381, |hash: u32, byte| hash.wrapping_mul(33) ^ u32::from(*byte))
}
