//! The public API as far as a player needs it: JSON over HTTP with a personal token, and the socket behind a ticket.

use crate::games::rules::Seat;
use futures_util::{SinkExt, StreamExt};
use reqwest::header::RETRY_AFTER;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Message, http::HeaderValue};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use url::Url;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(10);
/// The server beats every 25 s; after so long without a word the socket is dead.
const SILENCE: Duration = Duration::from_secs(75);

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("the token is not accepted")]
    Unauthorized,
    /// The server's word: a rule, a conflict, a fault of ours.
    #[error("{status} {code}")]
    Refused { status: u16, code: String },
    /// Busy or away: the same again after this long may do.
    #[error("asked to come again in {0:?}")]
    Later(Duration),
    #[error("{0}")]
    Away(String),
}

impl From<reqwest::Error> for Trouble {
    fn from(error: reqwest::Error) -> Trouble {
        Trouble::Away(error.to_string())
    }
}

/// A game as the bot's seat sees it; the fields that it needs.
#[derive(Clone, Debug, Deserialize)]
pub struct Game {
    pub id: Uuid,
    pub kind: String,
    pub state: Stage,
    pub players: Vec<Player>,
    pub awaits: Vec<Seat>,
    pub ply: u32,
    pub board: Vec<String>,
    #[serde(default)]
    pub legal_moves: Option<Vec<String>>,
    #[serde(default)]
    pub clock: Option<Clock>,
    #[serde(default)]
    pub draw_offered_by: Option<Seat>,
    #[serde(default)]
    pub rematch_offered_by: Option<Seat>,
    #[serde(default)]
    pub invited: Option<Person>,
    pub position: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Open,
    Active,
    Finished,
    Cancelled,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Player {
    pub seat: Seat,
    pub person: Person,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Person {
    pub id: Uuid,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Clock {
    pub first_ms: i64,
    pub second_ms: i64,
}

/// A move that was made.
#[derive(Clone, Debug, Deserialize)]
pub struct Made {
    pub seat: Seat,
    #[serde(rename = "move")]
    pub mv: String,
}

#[derive(Deserialize)]
struct Items<T> {
    items: Vec<T>,
}

#[derive(Deserialize)]
struct Ticket {
    ticket: String,
}

/// Something that happened to a game, or the socket's greeting.
#[derive(Debug, PartialEq)]
pub enum News {
    /// The socket is open: what happens from now on will be told.
    Begins,
    Game {
        game: Uuid,
        position: u64,
    },
}

pub struct Api {
    http: reqwest::Client,
    base: Url,
    token: String,
}

impl Api {
    pub fn new(base: Url, token: String) -> Api {
        Api { http: reqwest::Client::new(), base, token }
    }

    pub async fn me(&self) -> Result<Uuid, Trouble> {
        let me: Person = self.ask(self.request(Method::GET, "/api/people/me")).await?;
        Ok(me.id)
    }

    /// Games that wait, or in which `player` plays.
    pub async fn games(&self, query: &str) -> Result<Vec<Game>, Trouble> {
        let games: Items<Game> = self.ask(self.request(Method::GET, &format!("/api/games?limit=100&{query}"))).await?;
        Ok(games.items)
    }

    /// As it is after the event at `position`.
    pub async fn game(&self, game: Uuid, position: u64) -> Result<Game, Trouble> {
        let request = self.request(Method::GET, &format!("/api/games/{game}"));
        self.ask(request.header("loggia-after", position)).await
    }

    pub async fn moves(&self, game: &Game) -> Result<Vec<Made>, Trouble> {
        let request = self.request(Method::GET, &format!("/api/games/{}/moves", game.id));
        let made: Items<Made> = self.ask(request.header("loggia-after", game.position)).await?;
        Ok(made.items)
    }

    pub async fn make_move(&self, game: &Game, mv: &str) -> Result<(), Trouble> {
        let body = json!({ "move": mv, "ply": game.ply });
        self.tell(self.request(Method::POST, &format!("/api/games/{}/moves", game.id)).json(&body)).await
    }

    /// `POST resign`, `PUT seat`, `DELETE draw` and the like.
    pub async fn act(&self, method: Method, game: Uuid, what: &str) -> Result<(), Trouble> {
        self.tell(self.request(method, &format!("/api/games/{game}/{what}"))).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.base.as_str().trim_end_matches('/'));
        self.http.request(method, url).bearer_auth(&self.token).timeout(PATIENCE)
    }

    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Trouble> {
        Ok(accepted(request.send().await?).await?.json().await?)
    }

    async fn tell(&self, request: RequestBuilder) -> Result<(), Trouble> {
        accepted(request.send().await?).await.map(|_| ())
    }

    /// A socket that hears of the lobby and of one's own games.
    pub async fn listen(&self) -> Result<Socket, Trouble> {
        let Ticket { ticket } = self.ask(self.request(Method::POST, "/api/ws/ticket")).await?;
        let away = |error: tokio_tungstenite::tungstenite::Error| Trouble::Away(error.to_string());
        let host = self.base.as_str().trim_end_matches('/').replacen("http", "ws", 1);
        let mut request = format!("{host}/api/ws?ticket={ticket}").into_client_request().map_err(away)?;
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("loggia.v1"));
        let (mut stream, _) = connect_async(request).await.map_err(away)?;
        let hello = json!({ "op": "hello", "topics": ["games"] }).to_string();
        stream.send(Message::text(hello)).await.map_err(away)?;
        Ok(Socket(stream))
    }
}

async fn accepted(answer: reqwest::Response) -> Result<reqwest::Response, Trouble> {
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let wait = answer.headers().get(RETRY_AFTER).and_then(|wait| wait.to_str().ok()?.parse().ok());
    match status {
        StatusCode::UNAUTHORIZED => Err(Trouble::Unauthorized),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            Err(Trouble::Later(Duration::from_secs(wait.unwrap_or(1))))
        }
        _ => {
            let problem: Value = answer.json().await.unwrap_or_default();
            let code = problem["code"].as_str().unwrap_or_default().to_owned();
            Err(Trouble::Refused { status: status.as_u16(), code })
        }
    }
}

pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// The next thing that concerns a player. It answers the server's pings by being read.
    pub async fn next(&mut self) -> Result<News, Trouble> {
        loop {
            let message = match tokio::time::timeout(SILENCE, self.0.next()).await {
                Ok(Some(Ok(message))) => message,
                Ok(Some(Err(error))) => return Err(Trouble::Away(error.to_string())),
                Ok(None) => return Err(Trouble::Away("the socket was closed".to_owned())),
                Err(_) => return Err(Trouble::Away("the socket was silent".to_owned())),
            };
            if let Message::Text(text) = message
                && let Some(news) = news(&text)
            {
                return Ok(news);
            }
        }
    }
}

/// What a frame says, if it concerns a player.
pub fn news(frame: &str) -> Option<News> {
    let frame: Value = serde_json::from_str(frame).ok()?;
    match frame["op"].as_str()? {
        "hello" => Some(News::Begins),
        "event" if frame["type"].as_str()?.starts_with("game.") => {
            let game = frame["game"].as_str()?.parse().ok()?;
            Some(News::Game { game, position: frame["seq"].as_u64()? })
        }
        _ => None,
    }
}
