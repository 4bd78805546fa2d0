//! A believable community, made through the command path: the same for the same number.

mod actions;
mod community;
mod grammar;
mod residents;
mod rhythm;
mod rng;
mod telling;
mod thread;

use crate::app::App;
pub use community::Plan;

#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    #[arg(long, default_value_t = 200)]
    pub people: usize,
    #[arg(long, default_value_t = 30)]
    pub days: u32,
    #[arg(long, default_value_t = 42)]
    pub rng: u64,
}

pub async fn run(_: &App, _: Options) -> std::io::Result<()> {
    Ok(())
}
