//! A private Redis: a unix socket in a directory of our own, nothing on the disk, because nothing in it is worth keeping.

use super::keeper::Keeper;
use super::{Directory, EmbeddedError, Running, io_error};
use std::os::unix::net::UnixStream;
use std::process::Command;

const REMEDY: &str =
    "Install redis-server 7 or newer (Debian: apt install redis-server), or set LOGGIA_REDIS_URL to a running one.";

/// Starts it; answers its address.
pub fn start(keeper: &Keeper, directory: &Directory) -> Result<(Running, String), EmbeddedError> {
    let program = "redis-server";
    let found = version().ok_or(EmbeddedError::Missing { program, remedy: REMEDY })?;
    if found.split('.').next().and_then(|major| major.parse::<u32>().ok()).unwrap_or(0) < 7 {
        return Err(EmbeddedError::TooOld { program, found, needed: "7", remedy: REMEDY });
    }
    let socket = directory.sockets.join("redis.sock");
    let _ = std::fs::remove_file(&socket);
    let (log, file) = directory.log_file("redis")?;
    let mut command = Command::new(program);
    command
        .args(["--port", "0", "--unixsocketperm", "700", "--save", "", "--appendonly", "no"])
        .arg("--unixsocket")
        .arg(&socket)
        .arg("--dir")
        .arg(&directory.sockets)
        .stdout(file.try_clone().map_err(io_error("redis.log"))?)
        .stderr(file);
    let child = keeper.spawn(directory, command, libc::SIGTERM)?;
    let mut server = Running::new(program, child, libc::SIGTERM);
    server.wait_until(&log, || UnixStream::connect(&socket).is_ok())?;
    Ok((server, format!("redis+unix://{}", socket.display())))
}

/// `Redis server v=7.0.15 sha=...`
fn version() -> Option<String> {
    let answer = Command::new("redis-server").arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&answer.stdout).into_owned();
    text.split_whitespace().find_map(|word| word.strip_prefix("v=")).map(str::to_owned)
}
