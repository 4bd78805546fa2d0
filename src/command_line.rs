//! What the commands of `loggia` do, each a few lines: servers, stores, one call, words for a person.

use crate::config::{Config, LogFormat, Role};
use crate::embedded::{self, Addresses, EmbeddedError};
use crate::projector::{rebuild, verify};
use crate::serve::{Node, Stores};
use crate::{account, bot, import, open_files, people, seed};
use std::io::{IsTerminal, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Why a command failed, in a sentence.
pub struct Failure(pub String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure(error.to_string())
    }
}

/// Runs a node until it is told to stop.
pub fn serve(config: Config) -> Result<(), Failure> {
    words_to_stderr(&config);
    open_files::raise_limit();
    let (private, addresses) = embedded::start(&config)?;
    let done = runtime()?.block_on(async {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let mut node = tokio::select! {
            node = Node::start(config, &addresses) => node?,
            _ = interrupt.recv() => return Ok(()),
            _ = terminate.recv() => return Ok(()),
        };
        println!("Loggia is at http://{}", node.address);
        node.keep_bot();
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            () = node.stopped() => return Err(Failure("it could not go on; see the log above".into())),
        }
        node.stop().await;
        Ok(())
    });
    drop(private);
    done
}

pub fn replay(config: Config) -> Result<(), Failure> {
    with_servers(config, async |config, addresses| {
        let stores = Stores::open(&config, &addresses).await?;
        let connect = stores.place.connect().clone();
        let replayed = rebuild::replay(&stores.log, connect, stores.source, &rebuild::bar()).await?;
        println!("Read models rebuilt up to {} in {:.1} s.", replayed.position, replayed.took.as_secs_f64());
        Ok(())
    })
}

pub fn verify(config: Config) -> Result<(), Failure> {
    with_servers(config, async |config, addresses| {
        let stores = Stores::open(&config, &addresses).await?;
        let connect = stores.place.connect().clone();
        let verified = verify::verify(&stores.log, connect, stores.source, &rebuild::bar()).await?;
        println!("{verified}");
        match verified.equal() {
            true => Ok(()),
            false => {
                Err(Failure("the live read models differ from what the log says; `loggia replay` mends them".into()))
            }
        }
    })
}

pub fn seed(config: Config, options: seed::Options) -> Result<(), Failure> {
    with_node(config, async |node| Ok(seed::run(&node.app, options).await?))
}

pub fn import_hn(config: Config, file: &Path) -> Result<(), Failure> {
    with_node(config, async |node| Ok(import::hn::run(&node.app, file).await?))
}

pub fn import_slack(config: Config, folder: &Path) -> Result<(), Failure> {
    with_node(config, async |node| Ok(import::slack::run(&node.app, folder).await?))
}

pub fn erase(config: Config, person: &str, yes: bool) -> Result<(), Failure> {
    with_node(config, async |node| {
        let found = account::forget::find(&node.app, person).await?;
        let (name, person) = found.ok_or_else(|| Failure(format!("there is no {person}")))?;
        if !yes && !confirmed(&name)? {
            return Err(Failure("nothing was erased".into()));
        }
        let erasure = people::erase::erase(&node.app, person).await?;
        println!("Erased: {} messages in {} units. Rebuilding the read models.", erasure.messages, erasure.units);
        let (db, log) = (node.stores.place.connect().clone(), &node.app.log);
        rebuild::replay(log, db, node.stores.source.clone(), &rebuild::bar()).await?;
        println!("Done.");
        Ok(())
    })
}

/// Prints a personal token. The bot's person joins, if it is not there yet.
pub fn token(config: Config, person: &str, purpose: &str) -> Result<(), Failure> {
    with_node(config, async |node| {
        let token = if person == bot::keep::NAME {
            bot::keep::token(&node.app, purpose).await.map_err(|problem| Failure(problem.detail))?
        } else {
            let found = account::forget::find(&node.app, person).await?;
            let (_, person) = found.ok_or_else(|| Failure(format!("there is no {person}")))?;
            account::tokens::issue(&node.app, person, purpose).await?
        };
        println!("{token}");
        Ok(())
    })
}

/// Plays until its token is refused.
pub fn bot(config: &Config) -> Result<(), Failure> {
    words_to_stderr(config);
    Ok(runtime()?.block_on(bot::run(config))?)
}

fn confirmed(name: &str) -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure("say --yes: there is nobody to ask".into()));
    }
    print!("Everything @{name} wrote will be overwritten for ever. Type the name to go on: ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(answer.trim().trim_start_matches('@').eq_ignore_ascii_case(name))
}

/// Succeeds when the node at the configured address says that it is ready. Blocking, without a runtime: health checks are frequent.
pub fn health(config: &Config) -> Result<(), Failure> {
    let mut address = config.listen;
    if address.ip().is_unspecified() {
        address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port());
    }
    let patience = Duration::from_secs(3);
    let mut stream = TcpStream::connect_timeout(&address, patience)?;
    stream.set_read_timeout(Some(patience))?;
    stream.write_all(format!("GET /readyz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").as_bytes())?;
    let mut answer = String::new();
    // What came before a timeout still says how it is.
    let _ = stream.read_to_string(&mut answer);
    match answer.split(' ').nth(1) {
        Some("200") => Ok(()),
        _ => Err(Failure(answer.rsplit("\r\n\r\n").next().unwrap_or("no answer").to_owned())),
    }
}

/// The servers of the running node, or servers of its own for as long as the command runs.
fn with_servers(
    config: Config,
    command: impl AsyncFnOnce(Config, Addresses) -> Result<(), Failure>,
) -> Result<(), Failure> {
    words_to_stderr(&config);
    let (private, addresses): (_, Addresses) =
        embedded::start_or_join(&config).map_err(|error: EmbeddedError| Failure(error.to_string()))?;
    let done = runtime()?.block_on(command(config, addresses));
    drop(private);
    done
}

/// A node that only folds: commands of the command line take the same path as those of HTTP.
fn with_node(mut config: Config, command: impl AsyncFnOnce(&Node) -> Result<(), Failure>) -> Result<(), Failure> {
    config.roles = vec![Role::Projector];
    with_servers(config, async |config, addresses| {
        let node = Node::without_listening(config, &addresses).await?;
        let done = command(&node).await;
        node.stop().await;
        done
    })
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

fn words_to_stderr(config: &Config) {
    let filter = EnvFilter::new(&config.log);
    let words = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let set = match config.log_format {
        LogFormat::Text => words.compact().try_init(),
        LogFormat::Json => words.json().try_init(),
    };
    if let Err(error) = set {
        eprintln!("loggia: log lines stay where they are: {error}");
    }
}
