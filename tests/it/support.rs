//! What every test stands on: private servers, an app on a random port, clients.

pub mod app;
pub mod bed;
pub mod game_history;
pub mod games;
pub mod history;
pub mod house;
pub mod link;
pub mod members;
pub mod models;
pub mod place;
pub mod process;
pub mod push_service;
pub mod talk;
pub mod talk_history;
pub mod watcher;

pub use app::{Answer, Client, TestApp};
pub use bed::Bed;
pub use house::{House, house};
pub use link::Link;
pub use models::Models;
pub use place::Place;
pub use process::Process;
pub use watcher::Watcher;

use std::time::{Duration, Instant};

/// What one of the commands for long tests asks for, or what `make test` makes of it.
pub fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Asks again and again until it is so; fails after half a minute with the words given.
pub async fn eventually<F: Future<Output = bool>>(what: &str, so: impl Fn() -> F) {
    let started = Instant::now();
    while !so().await {
        assert!(started.elapsed() < Duration::from_secs(30), "not within 30 s: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
