//! A Slack export as it lies in its folder: `users.json`, `channels.json`, `<channel>/<date>.json`.

use serde::Deserialize;
use serde_json::Value;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use time::OffsetDateTime;

#[derive(Clone, Debug, Deserialize)]
pub struct User {
    pub id: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub real_name: Option<String>,
    #[serde(default)]
    pub profile: Profile,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Profile {
    #[serde(default)]
    pub display_name: Option<String>,
    #[serde(default)]
    pub real_name: Option<String>,
}

impl User {
    /// What one sees of them there.
    pub fn shown(&self) -> &str {
        let names = [&self.profile.display_name, &self.profile.real_name, &self.real_name];
        let named = names.into_iter().flatten().map(|name| name.trim()).find(|name| !name.is_empty());
        named.unwrap_or(&self.name)
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct Channel {
    pub id: String,
    /// Also its folder's.
    pub name: String,
    /// Seconds since 1970.
    #[serde(default)]
    pub created: Option<i64>,
    #[serde(default)]
    pub creator: Option<String>,
    /// Left out: whoever has said something.
    #[serde(default)]
    pub members: Option<Vec<String>>,
    #[serde(default)]
    pub purpose: Told,
    #[serde(default)]
    pub topic: Told,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Told {
    #[serde(default)]
    pub value: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Message {
    #[serde(default, rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub subtype: Option<String>,
    #[serde(default)]
    pub user: Option<String>,
    #[serde(default)]
    pub text: Option<String>,
    /// Seconds since 1970 with six decimals: when, and its name within the channel.
    #[serde(default)]
    pub ts: String,
    /// The `ts` of the message it answers; its own when it is answered.
    #[serde(default)]
    pub thread_ts: Option<String>,
    #[serde(default)]
    pub edited: Option<Edited>,
    /// What it said before, where the export knows.
    #[serde(default)]
    pub original: Option<Box<Message>>,
    #[serde(default)]
    pub reactions: Vec<Reaction>,
    #[serde(default)]
    pub files: Vec<Attached>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Edited {
    pub ts: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Reaction {
    /// `thumbsup`, `wave::skin-tone-2`
    pub name: String,
    #[serde(default)]
    pub users: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Attached {
    #[serde(default)]
    pub name: Option<String>,
}

/// A list of which some may be no such thing.
pub struct List<T> {
    pub items: Vec<T>,
    /// Why those that are left out are.
    pub broken: Vec<String>,
}

/// Reads a file that holds a JSON array.
pub fn list<T: for<'de> Deserialize<'de>>(path: &Path) -> io::Result<List<T>> {
    let values: Vec<Value> = serde_json::from_reader(BufReader::new(File::open(path)?)).map_err(io::Error::other)?;
    let mut list = List { items: Vec::new(), broken: Vec::new() };
    for value in values {
        match serde_json::from_value(value) {
            Ok(item) => list.items.push(item),
            Err(error) => list.broken.push(error.to_string()),
        }
    }
    Ok(list)
}

/// The files of a channel, by their dates; and those whose name is no date.
pub fn days(folder: &Path) -> io::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let (mut days, mut others) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let list = if is_date(&path) { &mut days } else { &mut others };
            list.push(path);
        }
    }
    days.sort();
    others.sort();
    Ok((days, others))
}

fn is_date(path: &Path) -> bool {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    time::Date::parse(name, format).is_ok()
}

/// The moment of a `ts`, between 1990 and now.
pub fn moment(ts: &str, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let (seconds, decimals) = ts.split_once('.').unwrap_or((ts, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(seconds) || !digits(decimals) {
        return None;
    }
    let micros: i64 = format!("{decimals:0<6}").get(..6)?.parse().ok()?;
    let at = OffsetDateTime::from_unix_timestamp(seconds.parse().ok()?).ok()? + time::Duration::microseconds(micros);
    (at.year() >= 1990 && at <= now).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn moments_are_exact_and_not_absurd() {
        let now = datetime!(2026-11-20 00:00 UTC);
        assert_eq!(moment("1500000000.000200", now), Some(datetime!(2017-07-14 02:40:00.0002 UTC)));
        assert_eq!(moment("1500000000", now), Some(datetime!(2017-07-14 02:40 UTC)));
        for bad in ["", "x", "1500000000.", "-5.0", "99999999999999999999.0", "5.0", "1900000000.0", "15e8.0"] {
            assert_eq!(moment(bad, now), None, "{bad}");
        }
    }

    #[test]
    fn files_are_days() {
        assert!(is_date(Path::new("general/2017-07-14.json")));
        assert!(!is_date(Path::new("general/2017-13-14.json")) && !is_date(Path::new("general/canvas.json")));
    }
}
