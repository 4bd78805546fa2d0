//! What every test stands on: private servers, an app on a random port, clients.

pub mod app;
pub mod bed;
pub mod history;
pub mod models;
pub mod place;
pub mod process;
pub mod watcher;

pub use app::{Answer, Client, TestApp};
pub use bed::Bed;
pub use models::Models;
pub use place::Place;
pub use process::Process;
pub use watcher::Watcher;
