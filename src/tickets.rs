//! Socket tickets, in Redis.
use std::time::Duration;
#[derive(Clone)]
pub struct Tickets;
impl Tickets {
    pub async fn connect(_url: &str, _ttl: Duration) -> Result<Tickets, redis::RedisError> {
        Ok(Tickets)
    }
}
