//! A bot that plays all games, as an example of a client: its own process, which knows of the server what the public API says.
//!
//! It leans on the rules in `games` to look ahead, and on nothing else of the server; only `keep` is the server's.

/// HTTP and the socket.
pub mod api;
/// Where the ships may be, and where to put one's own.
pub mod battleship;
/// Which games to look at, and when.
pub mod desk;
/// What a position is worth, kind by kind.
pub mod judge;
/// The server's side: a person, a token and a process for the bot of one machine.
pub mod keep;
/// Looking ahead.
pub mod search;
/// What to do about one game.
pub mod turn;

#[cfg(test)]
mod tests;

use crate::config::{Config, seconds};
use crate::seed::rng::Rng;
use api::{Api, Trouble};
use desk::Desk;
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// How it plays.
#[derive(Clone, Debug)]
pub struct Manner {
    /// Games at once.
    pub games: usize,
    /// What a move takes, about.
    pub pace: Duration,
    /// How long others may wait for an opponent before it sits down.
    pub wait: Duration,
    /// How long it waits for a move before it claims the game.
    pub patience: Duration,
    /// Positions looked at for a move.
    pub effort: u32,
}

#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    #[error("LOGGIA_BOT_TOKEN is missing: `loggia token NAME` makes one")]
    NoToken,
    #[error("{0}: only plain http is spoken; put the bot on the instance's machine or network")]
    NotHttp(Url),
    #[error("the token was refused: `loggia token NAME` makes a new one")]
    Refused,
}

/// Plays until its token is refused. Whatever else goes wrong, it comes back.
pub async fn run(config: &Config) -> Result<(), Stopped> {
    let token = config.bot_token.as_ref().ok_or(Stopped::NoToken)?;
    if config.bot_url.scheme() != "http" {
        return Err(Stopped::NotHttp(config.bot_url.clone()));
    }
    let manner = Manner {
        games: config.bot_games,
        pace: seconds(config.bot_pace_s),
        wait: seconds(config.bot_wait_s),
        patience: seconds(config.bot_patience_s),
        effort: config.bot_effort,
    };
    let api = Arc::new(Api::new(config.bot_url.clone(), token.expose_secret().to_owned()));
    let mut rng = Rng::new(rand::random());
    let mut tries = 0;
    loop {
        let ended = match api.me().await {
            Ok(me) => {
                tries = 0;
                tracing::info!(person.id = %me, url = %config.bot_url, "the bot plays");
                Desk::new(api.clone(), me, manner.clone()).attend().await
            }
            Err(trouble) => trouble,
        };
        if let Trouble::Unauthorized = ended {
            return Err(Stopped::Refused);
        }
        tracing::info!(why = %ended, "the bot comes back");
        tokio::time::sleep(pause(tries, &mut rng)).await;
        tries += 1;
    }
}

/// Before coming back: from nothing up to 1 s, 2 s, 4 s .. 30 s, so that not all come back at once.
fn pause(tries: u32, rng: &mut Rng) -> Duration {
    Duration::from_secs_f64(rng.unit() * f64::from(1u32 << tries.min(5)).min(30.0))
}
