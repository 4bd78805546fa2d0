//! What every test stands on: private servers, an app on a random port, clients.

pub mod app;
pub mod bed;

pub use app::{Answer, Client, TestApp};
pub use bed::Bed;
