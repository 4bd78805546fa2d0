//! A private nats-server: loopback, a password made anew at each start, its port read from the file it writes.

use super::keeper::Keeper;
use super::{Directory, EmbeddedError, Running, io_error};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use uuid::Uuid;

const CONFIG: &str = include_str!("../../nats/server.conf");
const REMEDY: &str =
    "`make up` installs it; or set LOGGIA_NATS_SERVER to its path, or LOGGIA_NATS_URL to a running one.";

/// What may differ from one server to another.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    /// Its path, when it is not to be looked for.
    pub program: Option<&'a Path>,
    /// `always`, or a duration such as `2m`.
    pub sync: &'a str,
}

/// Starts it on `<directory>/nats`; answers its address with the password inside.
pub fn start(
    keeper: &Keeper,
    directory: &Directory,
    settings: Settings<'_>,
) -> Result<(Running, String), EmbeddedError> {
    let password = format!("p{}", Uuid::new_v4().simple());
    let (server, port) = launch(keeper, directory, settings, &password, "-1")?;
    Ok((server, format!("nats://loggia:{password}@127.0.0.1:{port}")))
}

/// Starts it where it was before: the address a client holds stays true.
pub fn start_at(
    keeper: &Keeper,
    directory: &Directory,
    settings: Settings<'_>,
    address: &str,
) -> Result<Running, EmbeddedError> {
    let unreadable = || EmbeddedError::NotUp { program: "nats-server", why: format!("{address} is no address of one") };
    let url = url::Url::parse(address).map_err(|_| unreadable())?;
    let port = url.port().ok_or_else(unreadable)?.to_string();
    Ok(launch(keeper, directory, settings, url.password().unwrap_or_default(), &port)?.0)
}

fn launch(
    keeper: &Keeper,
    directory: &Directory,
    settings: Settings<'_>,
    password: &str,
    wanted: &str,
) -> Result<(Running, u16), EmbeddedError> {
    let program = find(settings.program).ok_or(EmbeddedError::Missing { program: "nats-server", remedy: REMEDY })?;
    let ports = directory.path.join("ports");
    directory.own(&directory.path.join("nats"), 0o700)?;
    // A port of an earlier life must not be taken for this one's.
    let _ = fs::remove_dir_all(&ports);
    directory.own(&ports, 0o700)?;
    let config = directory.path.join("nats.conf");
    fs::write(&config, CONFIG).map_err(io_error("nats.conf"))?;
    let (log, file) = directory.log_file("nats")?;
    let mut command = Command::new(program);
    command
        .args(["--addr", "127.0.0.1", "--port", wanted, "--config"])
        .arg(&config)
        .arg("--ports_file_dir")
        .arg(&ports)
        .env("LOGGIA_NATS_STORE", directory.path.join("nats"))
        .env("LOGGIA_NATS_PASSWORD", password)
        .env("LOGGIA_NATS_SYNC", settings.sync)
        .stdout(file.try_clone().map_err(io_error("nats.log"))?)
        .stderr(file);
    let child = keeper.spawn(directory, command, libc::SIGTERM)?;
    let mut server = Running::new("nats-server", child, libc::SIGTERM);
    server.wait_until(&log, || port(&ports).is_some())?;
    Ok((server, port(&ports).unwrap_or_default()))
}

/// The path given, the project's own (`.bin/` above the binary), or the one on the PATH.
pub fn find(chosen: Option<&Path>) -> Option<PathBuf> {
    if let Some(path) = chosen {
        return Some(path.to_owned()).filter(|path| path.is_file());
    }
    let binary = std::env::current_exe().unwrap_or_default();
    let beside =
        binary.ancestors().skip(1).flat_map(|above| [above.join("nats-server"), above.join(".bin/nats-server")]);
    let paths = std::env::var_os("PATH").unwrap_or_default();
    beside.chain(std::env::split_paths(&paths).map(|path| path.join("nats-server"))).find(|path| path.is_file())
}

/// `{"nats":["nats://127.0.0.1:41234"]}`
fn port(directory: &Path) -> Option<u16> {
    let file = fs::read_dir(directory)
        .ok()?
        .filter_map(Result::ok)
        .find(|file| file.file_name().to_string_lossy().ends_with(".ports"))?;
    let text = fs::read_to_string(file.path()).ok()?;
    let value: serde_json::Value = serde_json::from_str(&text).ok()?;
    value["nats"][0].as_str()?.rsplit(':').next()?.parse().ok()
}
