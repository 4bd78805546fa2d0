//! Sockets from outside: what a browser, a slow client, a returning client and a rude client see.

pub mod audit;
mod calls;
pub mod client;
mod closing;
mod delivery;
mod kicks;
mod limits;
mod memory;
mod resume;
mod talk;
mod upgrade;
