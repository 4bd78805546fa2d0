//! Sockets: one reader per node, each event to each connection exactly once.
pub mod close;
pub mod delivery;
pub mod fact;
pub mod frame;
#[cfg(test)]
mod model;
pub mod ring;
pub mod sabotage;
pub mod topics;
use std::time::Duration;
#[derive(Clone)]
pub struct Sockets;
impl Sockets {
    pub async fn start(_app: &crate::app::App) -> Result<Sockets, crate::log::Away> {
        Ok(Sockets)
    }
    pub async fn drain(&self, _over: Duration) {}
}
