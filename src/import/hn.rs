//! Hacker News items in their public JSON shape, one per line, as posts and comment trees with their original times.
//!
//! Two passes: the first finds out what is there and in which order it can come in, the second reads each item again and carries
//! it out. Ids come from those of Hacker News, so a second run appends nothing.

mod carry_out;
mod html;
mod index;
mod item;
mod markdown;
mod report;

use crate::app::App;
use crate::import::ImportError;
use carry_out::{Importer, touches};
use index::Index;
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;
use std::time::Duration;
use time::OffsetDateTime;

pub use report::{Reason, Report};

/// Commands under way at once: enough for the log's group commit.
const AT_ONCE: usize = 256;
/// How long the read side may take to catch up at the end.
const SETTLE: Duration = Duration::from_secs(60);

/// Imports the file and tells about it.
pub async fn run(app: &App, file: &Path) -> Result<(), ImportError> {
    println!("{}", import(app, file).await?);
    Ok(())
}

/// Imports the file.
///
/// # Errors
/// When the file cannot be read, or a dependency stays away for a minute.
pub async fn import(app: &App, file: &Path) -> Result<Report, ImportError> {
    let opened = File::open(file)?;
    let reading = bar(opened.metadata()?.len(), "reading", "{bytes} of {total_bytes}");
    let first = opened.try_clone()?;
    let (index, report) =
        tokio::task::spawn_blocking(move || look(first, &reading)).await.map_err(io::Error::other)??;
    let bar = bar(index.entries.len() as u64, "importing", "{human_pos} of {human_len}, {per_sec}");
    let start = app.log.end().await.map_err(|away| ImportError::Away(away.into()))?;
    let importer = Importer::new(app, opened, &index, report, start, bar.clone());
    crate::import::lanes::run(importer.steps(), AT_ONCE, touches, |step| importer.carry_out(step))
        .await
        .map_err(ImportError::Away)?;
    bar.finish_and_clear();
    app.progress.reached(importer.position(), SETTLE).await;
    Ok(importer.report())
}

fn look(file: File, bar: &ProgressBar) -> io::Result<(Index, Report)> {
    let mut report = Report::default();
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let index = index::read(BufReader::with_capacity(1 << 20, file), now, &mut report, |bytes| bar.inc(bytes))?;
    bar.finish_and_clear();
    Ok((index, report))
}

fn bar(length: u64, message: &'static str, numbers: &str) -> ProgressBar {
    // indicatif draws nothing when nobody watches.
    let bar = ProgressBar::new(length).with_message(message);
    match ProgressStyle::with_template(&format!("{{msg}} {{bar:32}} {numbers}, {{eta}} left")) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
