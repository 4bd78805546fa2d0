//! A believable community.
use crate::app::App;
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
