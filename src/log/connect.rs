//! Connect, check the server's version, make or check the stream.
use super::Subject;
use crate::config::Config;
#[derive(Clone)]
pub struct Log {}
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{0}")]
    Unfit(String),
}
pub struct Turns;
impl Turns {
    pub async fn take(&self, _: &Subject) {}
}
impl Log {
    /// Connects to `url`, refuses servers older than 2.12, creates the stream if it is not there.
    pub async fn connect(_url: &str, _config: &Config) -> Result<Log, StartError> { unimplemented!() }
    /// Identifies this log: positions compare only within one incarnation.
    pub fn incarnation(&self) -> &str { unimplemented!() }
    /// The last position in the log, asked from the server.
    pub async fn end(&self) -> Result<crate::id::Position, super::Away> { unimplemented!() }
    /// For signals and `projection.position`: core NATS, nothing stored.
    pub fn nats(&self) -> &async_nats::Client { unimplemented!() }
    pub(super) fn turns(&self) -> &Turns { unimplemented!() }
}
