//! Communities from elsewhere, brought in by the commands that HTTP uses.

/// Hacker News.
pub mod hn;
/// Many commands at a time, in an order that makes sense.
pub mod lanes;
/// Names from there as names here.
pub mod names;
/// Slack.
pub mod slack;

use crate::http::check::Faults;
use crate::http::problem::Problem;
use std::io;
use time::OffsetDateTime;

/// Why an import stopped. A second run goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("the file cannot be read: {0}")]
    File(#[from] io::Error),
    #[error("the import stopped, a second run goes on from there: {}", .0.detail)]
    Away(Problem),
}

/// Whether a value would pass the checks of HTTP.
fn passes(check: impl FnOnce(&mut Faults)) -> bool {
    let mut faults = Faults::default();
    check(&mut faults);
    faults.none().is_ok()
}

/// Whether a reader sees anything of a text.
fn is_visible(text: &str) -> bool {
    passes(|faults| faults.text("", text, 1..=usize::MAX))
}

fn moment(seconds: i64) -> Result<OffsetDateTime, Problem> {
    OffsetDateTime::from_unix_timestamp(seconds).map_err(Problem::fault)
}

/// The text with at most `most` characters, and whether it had more.
fn clipped(text: &str, most: usize) -> (String, bool) {
    match text.chars().count() > most {
        true => (text.chars().take(most - 1).chain(['…']).collect(), true),
        false => (text.to_owned(), false),
    }
}
