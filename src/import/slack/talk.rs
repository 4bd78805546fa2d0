//! What was said in a channel, out of its files: in order, each once, with what can be carried out of it.

use super::emoji;
use super::export::{self, Channel, Message};
use super::mrkdwn;
use super::people::People;
use super::report::{Reason, Report};
use crate::import::{clipped, is_visible};
use crate::messages::emoji::Emoji;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;
use time::OffsetDateTime;

const BODY: usize = 10_000;
/// What a message said first, where it was edited and the export knows only its last text.
const UNKNOWN_TEXT: &str = "*(what it said before it was edited did not come along)*";

/// One message that can be said.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Its name within the channel.
    pub ts: String,
    pub at: OffsetDateTime,
    pub by: String,
    pub first_text: String,
    /// The `ts` of the message it answers.
    pub answers: Option<String>,
    pub mentions: Vec<String>,
    pub edit: Option<(OffsetDateTime, String)>,
    /// Slack's name, emoji, whose.
    pub reactions: Vec<(String, Emoji, Vec<String>)>,
}

/// Subtypes that are somebody's words; the others are Slack's own notes.
const WORDS: &[&str] = &["thread_broadcast", "me_message", "file_share", "file_comment", "reply_broadcast"];

/// Everything that was said in a channel, the earliest first.
pub fn of(root: &Path, channel: &Channel, people: &People, now: OffsetDateTime, report: &mut Report) -> Vec<Said> {
    let Ok((days, others)) = export::days(&root.join(&channel.name)) else {
        report.note(Reason::MissingFolder, &channel.name);
        return Vec::new();
    };
    for path in others {
        report.note(Reason::NoDate, path.display());
    }
    let mut said: BTreeMap<(OffsetDateTime, String), Said> = BTreeMap::new();
    for path in days {
        let Ok(list) = export::list::<Message>(&path) else {
            report.note(Reason::BrokenFile, path.display());
            continue;
        };
        for broken in list.broken {
            report.note(Reason::Broken, format!("{} ({broken})", path.display()));
        }
        for message in list.items {
            let Some(one) = read(message, people, now, report) else { continue };
            match said.entry((one.at, one.ts.clone())) {
                Entry::Vacant(place) => drop(place.insert(one)),
                Entry::Occupied(_) => report.note(Reason::Repeated, one.ts),
            }
        }
    }
    said.into_values().collect()
}

fn read(message: Message, people: &People, now: OffsetDateTime, report: &mut Report) -> Option<Said> {
    let subtype = message.subtype.as_deref();
    let words = subtype.is_none_or(|subtype| WORDS.contains(&subtype));
    if !words || (message.user.is_none() && message.kind == "message") {
        report.note(Reason::Machine, subtype.unwrap_or("no user"));
        return None;
    }
    let Some(at) = export::moment(&message.ts, now) else {
        report.note(Reason::NoTime, format!("\"{}\"", message.ts));
        return None;
    };
    let by = message.user.clone().unwrap_or_default();
    if !people.knows(&by) {
        report.note(Reason::UnknownUser, format!("{by} at {}", message.ts));
        return None;
    }
    let body = body(&message, people, report)?;
    let edit = edited(&message, at, now, report);
    let (first_text, edit) = match edit {
        Some(edited_at) => {
            let before = message.original.as_deref().map(|original| text_of(original, people));
            let before = before.filter(|before| is_visible(before) && *before != body);
            (before.map_or_else(|| UNKNOWN_TEXT.to_owned(), |before| clipped(&before, BODY).0), Some((edited_at, body)))
        }
        None => (body, None),
    };
    let text = message.text.as_deref().unwrap_or_default();
    let mentions = mrkdwn::mentioned(text).into_iter().filter(|id| people.knows(id)).map(str::to_owned).collect();
    let reactions = reactions(&message, people, report);
    let answers = message.thread_ts.filter(|thread| *thread != message.ts);
    Some(Said { ts: message.ts, at, by, first_text, answers, mentions, edit, reactions })
}

fn text_of(message: &Message, people: &People) -> String {
    let text = mrkdwn::markdown(message.text.as_deref().unwrap_or_default(), |id| people.username(id));
    let files = message.files.iter().filter_map(|file| file.name.as_deref());
    let named = files.map(|name| format!("📎 `{}`", name.replace('`', "'")));
    [text].into_iter().filter(|text| !text.is_empty()).chain(named).collect::<Vec<_>>().join("\n\n")
}

fn body(message: &Message, people: &People, report: &mut Report) -> Option<String> {
    let text = text_of(message, people);
    if !is_visible(&text) || text.is_empty() {
        report.note(Reason::NoText, &message.ts);
        return None;
    }
    // U+0000 is in no text of the log.
    let (text, long) = clipped(&text.replace('\0', ""), BODY);
    if long {
        report.note(Reason::TextClipped, &message.ts);
    }
    Some(text)
}

fn edited(message: &Message, at: OffsetDateTime, now: OffsetDateTime, report: &mut Report) -> Option<OffsetDateTime> {
    let edited = message.edited.as_ref()?;
    let edited_at = export::moment(&edited.ts, now).filter(|edited| *edited >= at);
    if edited_at.is_none() {
        report.note(Reason::EditLost, &message.ts);
    }
    edited_at
}

fn reactions(message: &Message, people: &People, report: &mut Report) -> Vec<(String, Emoji, Vec<String>)> {
    let mut all = Vec::new();
    for reaction in &message.reactions {
        let Some(emoji) = emoji::of(&reaction.name).and_then(|emoji| emoji.parse().ok()) else {
            report.note(Reason::UnknownEmoji, format!(":{}:", reaction.name));
            continue;
        };
        let (known, unknown): (Vec<_>, Vec<_>) = reaction.users.iter().cloned().partition(|user| people.knows(user));
        for user in unknown {
            report.note(Reason::UnknownUser, format!("{user} at {}", message.ts));
        }
        all.push((reaction.name.clone(), emoji, known));
    }
    all
}
