//! A private Postgres: a unix socket in a directory of our own, made with initdb at the first start.

use super::keeper::{Keeper, Owner};
use super::{Directory, EmbeddedError, Running, io_error};
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

const REMEDY: &str =
    "Install Postgres 15 or newer (Debian: apt install postgresql), or set LOGGIA_DATABASE_URL to a running one.";
const OLDEST: u32 = 15;
/// How long the workers of a Postgres that was killed may go on.
const LINGER: Duration = Duration::from_secs(20);
const LINGERING: [&str; 2] = ["old server processes", "unexpected postmaster exit"];
const DATABASE: &str = "loggia";

/// Starts it on `<directory>/postgres`; answers its address.
pub fn start(keeper: &Keeper, directory: &Directory) -> Result<(Running, String), EmbeddedError> {
    let data = directory.path.join("postgres");
    let fresh = !data.join("PG_VERSION").exists();
    let binaries = if fresh { newest()? } else { binaries_of(&data)? };
    if fresh {
        directory.own(&data, 0o700)?;
        initdb(&binaries, &data, directory.owner)?;
    }
    let deadline = Instant::now() + LINGER;
    let server = loop {
        match launch(keeper, directory, &binaries, &data) {
            // The workers of one that was killed take a moment to notice, and say so in the same file.
            Err(EmbeddedError::NotUp { why, .. })
                if LINGERING.iter().any(|sign| why.contains(sign)) && Instant::now() < deadline =>
            {
                std::thread::sleep(Duration::from_millis(100));
            }
            launched => break launched?,
        }
    };
    create_database(&binaries, directory)?;
    Ok((server, address(&directory.sockets, DATABASE)))
}

fn launch(keeper: &Keeper, directory: &Directory, binaries: &Path, data: &Path) -> Result<Running, EmbeddedError> {
    let (log, file) = directory.log_file("postgres")?;
    let mut command = Command::new(binaries.join("postgres"));
    command
        .arg("-D")
        .arg(data)
        .args(["-c", "listen_addresses=", "-c"])
        .arg(format!("unix_socket_directories={}", directory.sockets.display()))
        .args(["-c", "max_connections=200", "-c", "jit=off"])
        .stdout(file.try_clone().map_err(io_error("postgres.log"))?)
        .stderr(file);
    // SIGINT is its fast shutdown; SIGTERM would wait for every client.
    let child = keeper.spawn(directory, command, libc::SIGINT)?;
    let mut server = Running::new("postgres", child, libc::SIGINT);
    let sockets = directory.sockets.as_path();
    server.wait_until(&log, || {
        run(binaries, "pg_isready", directory.owner, |command| command.arg("-q").arg("-h").arg(sockets)).is_ok()
    })?;
    Ok(server)
}

/// The address of a database behind a unix socket in `sockets`.
pub fn address(sockets: &Path, database: &str) -> String {
    let host: String = url::form_urlencoded::byte_serialize(sockets.as_os_str().as_encoded_bytes()).collect();
    format!("postgres://loggia@localhost/{database}?host={host}")
}

fn initdb(binaries: &Path, data: &Path, owner: Option<Owner>) -> Result<(), EmbeddedError> {
    // C.UTF-8: no index is damaged when the C library's collations change. Trust: the socket's directory is the lock.
    let made = run(binaries, "initdb", owner, |command| {
        command.arg("-D").arg(data).args([
            "-U",
            "loggia",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--data-checksums",
        ])
    });
    if made.is_err() {
        // Half a cluster would be taken for a whole one at the next start.
        let _ = fs::remove_dir_all(data);
    }
    made.map(|_| ())
}

fn create_database(binaries: &Path, directory: &Directory) -> Result<(), EmbeddedError> {
    let made = run(binaries, "createdb", directory.owner, |command| {
        command.arg("-h").arg(&directory.sockets).args(["-U", "loggia", DATABASE])
    });
    match made {
        Err(EmbeddedError::NotUp { why, .. }) if why.contains("already exists") => Ok(()),
        made => made.map(|_| ()),
    }
}

fn run(
    binaries: &Path,
    program: &'static str,
    owner: Option<Owner>,
    arguments: impl Fn(&mut Command) -> &mut Command,
) -> Result<Output, EmbeddedError> {
    let mut command = Command::new(binaries.join(program));
    if let Some(owner) = owner {
        command.uid(owner.user).gid(owner.group);
    }
    let output = arguments(command.current_dir("/").env("LC_ALL", "C.UTF-8")).output().map_err(io_error(program))?;
    if output.status.success() {
        return Ok(output);
    }
    Err(EmbeddedError::NotUp { program, why: String::from_utf8_lossy(&output.stderr).trim().to_owned() })
}

/// The newest installed version that is new enough.
pub fn newest() -> Result<PathBuf, EmbeddedError> {
    let newest = installed().into_iter().max();
    match newest {
        Some((version, path)) if version >= OLDEST => Ok(path),
        Some((version, _)) => {
            Err(EmbeddedError::TooOld { program: "Postgres", found: version.to_string(), needed: "15", remedy: REMEDY })
        }
        None => Err(EmbeddedError::Missing { program: "Postgres", remedy: REMEDY }),
    }
}

/// A cluster is opened by the version that made it.
fn binaries_of(data: &Path) -> Result<PathBuf, EmbeddedError> {
    let text = fs::read_to_string(data.join("PG_VERSION")).map_err(io_error("PG_VERSION"))?;
    let wanted: u32 = text.trim().parse().unwrap_or(0);
    installed().into_iter().find(|(version, _)| *version == wanted).map(|(_, path)| path).ok_or(
        EmbeddedError::Missing {
            program: "the Postgres version that made the data (see postgres/PG_VERSION in the data directory)",
            remedy: "Install that version again, or restore a backup into a new data directory.",
        },
    )
}

fn installed() -> Vec<(u32, PathBuf)> {
    let Ok(versions) = fs::read_dir("/usr/lib/postgresql") else { return Vec::new() };
    versions
        .filter_map(Result::ok)
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, path): &(u32, PathBuf)| path.join("postgres").is_file())
        .collect()
}
