//! What every test stands on: private servers, an app on a random port, clients.

pub mod bed;

pub use bed::Bed;
