//! Sockets: one reader per node, each event to each connection exactly once.
pub mod topics;
#[derive(Clone)]
pub struct Sockets;
