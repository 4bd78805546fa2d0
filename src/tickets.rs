//! Socket tickets, in Redis.
#[derive(Clone)]
pub struct Tickets;
