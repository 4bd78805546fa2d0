//! Socket tickets, in Redis: what a browser shows instead of its access token when it opens a socket. Good once, for seconds.

use crate::id::{PersonId, SessionId};
use crate::socket::topics::Holder;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncCommands, RedisError, SetExpiry, SetOptions};
use std::time::Duration;
use uuid::Uuid;

#[derive(Clone)]
pub struct Tickets {
    redis: ConnectionManager,
    ttl: Duration,
}

/// Redis cannot be asked now.
#[derive(Debug, thiserror::Error)]
#[error("Redis does not answer: {0}")]
pub struct TicketsAway(String);

/// Longer than this and Redis counts as away, so that the one who asks gets an answer within two seconds.
const PATIENCE: Duration = Duration::from_millis(1500);
const CONNECT: Duration = Duration::from_millis(700);
const ANSWER: Duration = Duration::from_millis(700);
/// Commands that may leave in one write.
const TOGETHER: usize = 1024;

impl Tickets {
    /// Tickets at `url` that live `ttl`. Redis need not be there yet; the connection is made again whenever it was lost.
    pub async fn connect(url: &str, ttl: Duration) -> Result<Tickets, RedisError> {
        let tickets = Tickets { redis: connection(url)?, ttl };
        if let Err(error) = tickets.check().await {
            tracing::warn!(%error, "no sockets until Redis answers");
        }
        Ok(tickets)
    }

    /// Whether Redis answers.
    pub async fn check(&self) -> Result<(), TicketsAway> {
        let mut redis = self.redis.clone();
        patiently(async { redis.ping::<String>().await.map(drop) }).await
    }

    /// A new ticket: 43 letters that say 256 random bits.
    pub async fn issue(&self, holder: Holder) -> Result<String, TicketsAway> {
        let ticket = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let mut redis = self.redis.clone();
        let milliseconds = u64::try_from(self.ttl.as_millis()).unwrap_or(u64::MAX).max(1);
        let options = SetOptions::default().with_expiration(SetExpiry::PX(milliseconds));
        let value = format!("{} {}", holder.person, holder.session);
        patiently(redis.set_options::<_, _, ()>(key(&ticket), value, options)).await?;
        Ok(ticket)
    }

    /// Whose ticket it is, if it is one and was not shown before. One command reads and forgets it.
    pub async fn redeem(&self, ticket: &str) -> Result<Option<Holder>, TicketsAway> {
        // Anything else was never issued, and must not become part of a key.
        let plausible =
            ticket.len() == 43 && ticket.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if !plausible {
            return Ok(None);
        }
        let mut redis = self.redis.clone();
        let value: Option<String> = patiently(redis.get_del(key(ticket))).await?;
        Ok(value.as_deref().and_then(read))
    }

    /// Seconds a ticket lives, at least one.
    pub fn expires_in(&self) -> u64 {
        self.ttl.as_secs_f64().ceil().max(1.0) as u64
    }
}

/// A connection to Redis that is made when it is needed, and again whenever it was lost. Presence has one of its own.
///
/// What is asked at the same time shares it: commands that are ready leave in one write, in the order they came.
pub fn connection(url: &str) -> Result<ConnectionManager, RedisError> {
    let config = ConnectionManagerConfig::new()
        .set_connection_timeout(Some(CONNECT))
        .set_response_timeout(Some(ANSWER))
        .set_number_of_retries(1)
        .set_pipeline_buffer_size(TOGETHER)
        .set_max_delay(Duration::from_millis(200));
    ConnectionManager::new_lazy_with_config(redis::Client::open(url)?, config)
}

fn key(ticket: &str) -> String {
    format!("ticket:{ticket}")
}

fn read(value: &str) -> Option<Holder> {
    let (person, session) = value.split_once(' ')?;
    let id = |text| Uuid::parse_str(text).ok();
    Some(Holder { person: PersonId(id(person)?), session: SessionId(id(session)?) })
}

async fn patiently<T>(asking: impl Future<Output = Result<T, RedisError>>) -> Result<T, TicketsAway> {
    match tokio::time::timeout(PATIENCE, asking).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(TicketsAway(error.to_string())),
        Err(_) => Err(TicketsAway("it took too long".to_owned())),
    }
}
