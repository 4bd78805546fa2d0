//! A believable community, made through the command path: the same for the same number, and made once however often it is asked for.

mod actions;
mod carry_out;
mod community;
mod grammar;
mod residents;
mod rhythm;
pub(crate) mod rng;
mod talk;
mod telling;
mod thread;

use crate::app::App;
use crate::http::problem::Problem;
use carry_out::{Cast, touches};
use community::simulate;
use indicatif::{ProgressBar, ProgressStyle};
use rand::distr::{Alphanumeric, SampleString};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::time::{Duration, Instant};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, Time};

pub use community::Plan;

/// Commands under way at once: enough for the log's group commit.
const AT_ONCE: usize = 192;
/// How long the read side may take to catch up at the end.
const SETTLE: Duration = Duration::from_secs(30);

#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// How many people.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub people: u32,
    /// Over how many days.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3_650))]
    pub days: u32,
    /// The same number makes the same community.
    #[arg(long, default_value_t = 42)]
    pub rng: u64,
    /// When it ends, e.g. 2026-11-20 or 2026-11-20T12:00:00Z. Default: the beginning of today.
    #[arg(long, value_parser = moment)]
    pub until: Option<OffsetDateTime>,
    /// The password of those who can sign in. Default: one is made and shown once.
    #[arg(long, value_parser = password)]
    pub password: Option<SecretString>,
}

/// Why there is no community, or not all of it. Asking again goes on where it stopped.
#[derive(Debug, thiserror::Error)]
#[error("the seeding stopped, asking again goes on from there: {}", .0.detail)]
pub struct SeedError(Problem);

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Seeded {
    pub people: usize,
    pub posts: usize,
    pub comments: usize,
    pub messages: usize,
    /// Events that are in the log now and were not before.
    pub appended: usize,
    /// Actions that were carried out earlier, or changed nothing.
    pub repeated: usize,
    /// Actions that a rule refused, as somebody had changed what they build on; the first one's reason.
    pub refused: usize,
    pub refusal: Option<String>,
    /// Who can sign in.
    pub logins: Vec<String>,
    /// The password they got now; `None`: they had theirs already.
    pub password: Option<String>,
    pub took: Duration,
}

/// Makes the community and tells about it.
pub async fn run(app: &App, options: Options) -> Result<(), SeedError> {
    let seeded = seed(app, &options).await?;
    println!("{seeded}");
    Ok(())
}

/// Makes the community.
///
/// # Errors
/// When a dependency stays away for a minute.
pub async fn seed(app: &App, options: &Options) -> Result<Seeded, SeedError> {
    let started = Instant::now();
    let plan = options.plan(OffsetDateTime::now_utc());
    let community = simulate(&plan);
    let bar = bar(community.actions.len() as u64);
    let given = options.password.as_ref().map(|password| password.expose_secret().to_owned());
    let password = given.unwrap_or_else(|| Alphanumeric.sample_string(&mut rand::rng(), 14));
    let start = app.log.end().await.map_err(|away| SeedError(away.into()))?;
    let cast = Cast::new(app, &community.people, start, &password, bar.clone());
    let work = |action| cast.carry_out(action);
    crate::import::lanes::run(community.actions.iter(), AT_ONCE, |action| touches(action), work)
        .await
        .map_err(SeedError)?;
    bar.finish_and_clear();
    app.progress.reached(cast.position(), SETTLE).await;
    Ok(Seeded { took: started.elapsed(), ..cast.seeded() })
}

impl Options {
    fn plan(&self, now: OffsetDateTime) -> Plan {
        let until = self.until.unwrap_or_else(|| now.replace_time(Time::MIDNIGHT));
        Plan { people: self.people as usize, days: self.days as usize, rng: self.rng, until }
    }
}

fn bar(length: u64) -> ProgressBar {
    // indicatif draws nothing when nobody watches.
    let bar = ProgressBar::new(length).with_message("seeding");
    match ProgressStyle::with_template("{msg} {bar:32} {human_pos} of {human_len}, {per_sec}, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// A day or a moment, not in the future: nobody can have been there yet.
fn moment(text: &str) -> Result<OffsetDateTime, String> {
    let whole = if text.contains('T') { text.to_owned() } else { format!("{text}T00:00:00Z") };
    let moment = OffsetDateTime::parse(&whole, &Rfc3339).map_err(|_| format!("{text} is no day like 2026-11-20"))?;
    let moment = moment.to_offset(time::UtcOffset::UTC);
    match moment.year() < 1990 || moment > OffsetDateTime::now_utc() {
        true => Err("it must be after 1990 and not in the future".into()),
        false => Ok(moment),
    }
}

fn password(text: &str) -> Result<SecretString, String> {
    match (10..=128).contains(&text.chars().count()) {
        true => Ok(text.to_owned().into()),
        false => Err("a password has 10 to 128 characters".into()),
    }
}

impl fmt::Display for Seeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Seeded { people, posts, comments, messages, appended, repeated, refused, took, .. } = self;
        write!(
            f,
            "{people} people, {posts} posts, {comments} comments, {messages} messages: {appended} events appended"
        )?;
        if *repeated > 0 {
            write!(f, ", {repeated} were there already")?;
        }
        writeln!(f, ", in {:.1} s.", took.as_secs_f64())?;
        if *refused > 0 {
            let why = self.refusal.as_deref().unwrap_or_default();
            writeln!(f, "{refused} could not be carried out, the first because: {why}")?;
        }
        let names = self.logins.join(", ");
        match &self.password {
            Some(password) => write!(f, "Sign in as {names} with the password {password} (shown only now)."),
            None => write!(f, "{names} can sign in with the password they have."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn days_and_moments() {
        assert_eq!(moment("2026-10-20").unwrap(), datetime!(2026-10-20 00:00 UTC));
        assert_eq!(moment("2026-10-20T12:00:00+02:00").unwrap(), datetime!(2026-10-20 10:00 UTC));
        for bad in ["", "yesterday", "2999-01-01", "1066-10-14", "2026-13-01"] {
            assert!(moment(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn by_default_it_ends_when_today_began() {
        let options = Options { people: 3, days: 2, rng: 1, until: None, password: None };
        assert_eq!(options.plan(datetime!(2026-11-21 23:19:35 UTC)).until, datetime!(2026-11-21 00:00 UTC));
    }
}
