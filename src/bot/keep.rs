//! The server's side of a bot on one machine: a person, a fresh token, and a process that is started again when it ends.

use crate::account::enrol::{self, Newcomer};
use crate::account::tokens;
use crate::app::App;
use crate::http::problem::Problem;
use crate::id::{Key, PersonId};
use crate::log::Request;
use crate::people::{Change, commands};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use time::OffsetDateTime;
use tokio::process::Command;
use uuid::uuid;

pub const NAME: &str = "loggia_bot";
/// Signing up with the same key is the same person, however often it is tried.
const KEY: Key = Key(uuid!("019b0b07-0000-7000-8000-6c6f67676961"));
const PAUSE: Duration = Duration::from_secs(10);

/// Keeps a bot playing, for as long as this is polled; the process ends with it.
pub async fn keep(app: App, mut address: SocketAddr) {
    if address.ip().is_unspecified() {
        address.set_ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    loop {
        match token(&app, "bot of this machine").await {
            Ok(token) => match play(&token, address).await {
                Ok(status) => tracing::warn!(%status, "the bot has ended, and starts again"),
                Err(error) => tracing::warn!(%error, "the bot could not be started"),
            },
            Err(problem) => tracing::warn!(code = problem.code, why = problem.detail, "there is no bot for now"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// A token of the bot's, who joins the first time. Somebody without an address is never the administrator and cannot sign in by password.
pub async fn token(app: &App, purpose: &str) -> Result<String, Problem> {
    let at = OffsetDateTime::now_utc();
    let newcomer =
        Newcomer { username: NAME.to_owned(), email: None, password: None, key: KEY, fingerprint: "bot".into(), at };
    let person = enrol::enrol(app, newcomer).await?.person;
    introduce(app, person, at).await?;
    Ok(tokens::issue(app, person, purpose).await?)
}

async fn introduce(app: &App, person: PersonId, at: OffsetDateTime) -> Result<(), Problem> {
    let words = Change {
        display_name: Some("Loggia's bot".to_owned()),
        bio: Some(
            "A program that plays all games. Invite me, or press \u{201c}play\u{201d} and wait a moment.".to_owned(),
        ),
        ..Change::default()
    };
    let request = Request { actor: person, key: Key::fresh(), at, fingerprint: "introduce the bot".into() };
    commands::change_profile(&app.log, &request, &words).await?;
    Ok(())
}

async fn play(token: &str, address: SocketAddr) -> std::io::Result<std::process::ExitStatus> {
    let mut process = Command::new(std::env::current_exe()?)
        .arg("bot")
        .env("LOGGIA_BOT_URL", format!("http://{address}"))
        .env("LOGGIA_BOT_TOKEN", token)
        // Out of the terminal's process group: it ends with this task, not before.
        .process_group(0)
        .kill_on_drop(true)
        .spawn()?;
    process.wait().await
}
