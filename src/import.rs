//! Communities from elsewhere.
pub mod hn {
    use crate::app::App;
    pub async fn run(_: &App, _: &std::path::Path) -> std::io::Result<()> {
        Ok(())
    }
}
