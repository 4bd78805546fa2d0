//! A Slack export: people, public channels as rooms, what was said in them with threads, reactions, edits and original times.
//!
//! Ids come from those of Slack, so a second run appends nothing.

mod carry_out;
mod emoji;
mod export;
mod mrkdwn;
mod people;
mod report;
mod talk;

use crate::app::App;
use crate::import::ImportError;
use carry_out::Importer;
use export::{Channel, User};
use futures_util::{StreamExt, TryStreamExt, stream};
use people::People;
use std::io;
use std::path::Path;
use std::time::Duration;
use time::OffsetDateTime;

pub use report::{Reason, Report};

/// People who come at once, and channels that are read at once: in each, one thing is said after the other.
const PEOPLE: usize = 32;
const CHANNELS: usize = 8;
/// How long the read side may take to catch up.
const SETTLE: Duration = Duration::from_secs(60);

/// Imports the folder and tells about it.
pub async fn run(app: &App, folder: &Path) -> Result<(), ImportError> {
    println!("{}", import(app, folder).await?);
    Ok(())
}

/// Imports the folder.
///
/// # Errors
/// When `users.json` or `channels.json` cannot be read, or a dependency stays away for a minute.
pub async fn import(app: &App, folder: &Path) -> Result<Report, ImportError> {
    let mut report = Report::default();
    let now = OffsetDateTime::now_utc();
    let people = People::of(listed::<User>(&folder.join("users.json"))?, &mut report);
    let list = listed::<Channel>(&folder.join("channels.json"))?;
    for broken in list.broken {
        report.note(Reason::Broken, format!("channels.json ({broken})"));
    }
    let channels = list.items;
    let start = app.log.end().await.map_err(|away| ImportError::Away(away.into()))?;
    // What an earlier run said has to be seen.
    app.progress.reached(start, SETTLE).await;
    let importer = Importer::new(app, &people, report, start);
    let created = channels.iter().filter_map(|channel| OffsetDateTime::from_unix_timestamp(channel.created?).ok());
    let since = created.filter(|at| at.year() >= 1990 && *at <= now).min().unwrap_or(now);
    let joining = stream::iter(people.all()).map(|known| importer.join(known, since)).buffer_unordered(PEOPLE);
    joining.try_collect::<()>().await.map_err(ImportError::Away)?;
    let talking = stream::iter(&channels).map(|channel| talk_of(&importer, folder, channel, &people, now));
    talking.buffer_unordered(CHANNELS).try_collect::<()>().await.map_err(ImportError::Away)?;
    app.progress.reached(importer.position(), SETTLE).await;
    Ok(importer.report())
}

async fn talk_of(
    importer: &Importer<'_>,
    folder: &Path,
    channel: &Channel,
    people: &People,
    now: OffsetDateTime,
) -> Result<(), crate::http::problem::Problem> {
    if !is_folder(&channel.name) {
        importer.note(Reason::MissingFolder, &channel.name);
        return Ok(());
    }
    let mut noted = Report::default();
    let talk = tokio::task::block_in_place(|| talk::of(folder, channel, people, now, &mut noted));
    importer.reported(|report| report.add(noted));
    importer.channel(channel, &talk, now).await
}

/// A name that leads nowhere but into the export.
fn is_folder(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0'])
}

fn listed<T: for<'de> serde::Deserialize<'de>>(path: &Path) -> io::Result<export::List<T>> {
    export::list(path).map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}
