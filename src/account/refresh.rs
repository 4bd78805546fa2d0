//! Refresh tokens: 256 random bits in an HttpOnly cookie, kept hashed, each good for one use. A token that comes back after its
//! use was stolen, or the one that replaced it was: the whole session ends.

use crate::app::App;
use crate::http::address::{self, ClientAddress};
use crate::http::problem::Problem;
use crate::id::{PersonId, SessionId};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum_extra::extract::CookieJar;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::convert::Infallible;
use uuid::Uuid;

pub const COOKIE: &str = "loggia_refresh";
const DAYS: i32 = 30;

const OPEN: &str = include_str!("sql/open_session.sql");
const USE: &str = include_str!("sql/use_token.sql");
const ROTATE: &str = include_str!("sql/rotate.sql");
const MISUSED: &str = include_str!("sql/misused.sql");
const SESSION_OF: &str = include_str!("sql/session_of.sql");

/// The browser that asks: what its person sees in the list of sessions.
pub struct Device {
    pub agent: String,
    pub address: ClientAddress,
    /// Whether the cookie may demand https.
    secure: bool,
    /// The refresh token it brought.
    pub token: Option<Token>,
}

/// A refresh token.
pub struct Token(String);

/// What a session hands out.
pub struct Issued {
    pub person: PersonId,
    pub session: SessionId,
    pub cookie: HeaderValue,
}

impl Token {
    fn fresh() -> Token {
        Token(URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()))
    }

    fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

impl FromRequestParts<App> for Device {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Device, Infallible> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        let secure = match app.config.secure_cookies {
            Some(switch) => switch == crate::config::Switch::On,
            None => address::is_https(&parts.headers, &parts.extensions, app),
        };
        Ok(Device {
            agent: agent.chars().take(300).collect(),
            address: ClientAddress::of(&parts.headers, &parts.extensions, app),
            secure,
            token: token_in(&parts.headers),
        })
    }
}

fn token_in(headers: &HeaderMap) -> Option<Token> {
    let cookie = CookieJar::from_headers(headers).get(COOKIE)?.value().to_owned();
    (!cookie.is_empty() && cookie.len() <= 200).then_some(Token(cookie))
}

impl Device {
    /// The cookie with that token.
    fn cookie(&self, token: &Token) -> Result<HeaderValue, Problem> {
        self.set_cookie(&token.0, i64::from(DAYS) * 86_400).map_err(Problem::fault)
    }

    /// The cookie taken back.
    pub fn no_cookie(&self) -> HeaderValue {
        self.set_cookie("", 0).unwrap_or(HeaderValue::from_static("loggia_refresh=; Path=/api/auth; Max-Age=0"))
    }

    fn set_cookie(&self, value: &str, age: i64) -> Result<HeaderValue, axum::http::header::InvalidHeaderValue> {
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{COOKIE}={value}; Path=/api/auth; HttpOnly; SameSite=Lax; Max-Age={age}{secure}").parse()
    }

    /// Opens a session for somebody who has just proved who they are.
    pub async fn open(&self, app: &App, person: PersonId) -> Result<Issued, Problem> {
        let (session, token) = (SessionId(Uuid::now_v7()), Token::fresh());
        sqlx::query(OPEN)
            .bind(session)
            .bind(person)
            .bind(&self.agent)
            .bind(self.address.0.to_string())
            .bind(token.hash())
            .bind(DAYS)
            .execute(&app.db)
            .await?;
        Ok(Issued { person, session, cookie: self.cookie(&token)? })
    }

    /// Takes the token it brought for a new one.
    pub async fn rotate(&self, app: &App) -> Result<Issued, Problem> {
        let Some(brought) = &self.token else {
            return Err(Problem::unauthorized(
                "accounts.no_refresh_token",
                "There is no refresh cookie. Sign in again.",
            ));
        };
        let mut work = app.db.begin().await?;
        let used: Option<(SessionId, PersonId)> =
            sqlx::query_as(USE).bind(brought.hash()).fetch_optional(&mut *work).await?;
        let Some((session, person)) = used else {
            work.rollback().await?;
            return Err(misused(app, brought).await);
        };
        let token = Token::fresh();
        sqlx::query(ROTATE)
            .bind(session)
            .bind(token.hash())
            .bind(DAYS)
            .bind(&self.agent)
            .bind(self.address.0.to_string())
            .execute(&mut *work)
            .await?;
        work.commit().await?;
        Ok(Issued { person, session, cookie: self.cookie(&token)? })
    }

    /// The session of the token it brought.
    pub async fn session(&self, app: &App) -> Result<Option<SessionId>, Problem> {
        let Some(brought) = &self.token else { return Ok(None) };
        Ok(sqlx::query_scalar(SESSION_OF).bind(brought.hash()).fetch_optional(&app.db).await?)
    }
}

async fn misused(app: &App, token: &Token) -> Problem {
    let revoked: Result<Option<SessionId>, _> =
        sqlx::query_scalar(MISUSED).bind(token.hash()).fetch_optional(&app.db).await;
    match revoked {
        Ok(Some(session)) => {
            tracing::warn!(session.id = %session, "a refresh token was used twice: its session ends");
            app.sessions.announce(session).await;
            Problem::unauthorized(
                "accounts.refresh_reused",
                "This session has ended: its token was used twice. Sign in again.",
            )
        }
        Ok(None) => Problem::unauthorized("accounts.refresh_invalid", "This session has ended. Sign in again."),
        Err(error) => error.into(),
    }
}
