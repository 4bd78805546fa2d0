//! What an import of a Slack export did and what it left out, and why.

use std::collections::BTreeMap;
use std::fmt;

const EXAMPLES: usize = 3;

/// Why something was left out or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    BrokenFile,
    NoDate,
    MissingFolder,
    Broken,
    Repeated,
    NoTime,
    Machine,
    UnknownUser,
    NoText,
    UnknownEmoji,
    Refused,
    // Changed, but in.
    UnknownParent,
    TextClipped,
    EditLost,
    NameChanged,
    ChannelClipped,
}

impl Reason {
    fn words(self) -> &'static str {
        match self {
            Reason::BrokenFile => "files that are no list",
            Reason::NoDate => "files whose name is no date",
            Reason::MissingFolder => "channels without a folder",
            Reason::Broken => "entries that are none of Slack's",
            Reason::Repeated => "messages that are there more than once",
            Reason::NoTime => "messages without a usable time",
            Reason::Machine => "messages of Slack itself and of programs",
            Reason::UnknownUser => "messages and reactions of people who are not in users.json",
            Reason::NoText => "messages without text",
            Reason::UnknownEmoji => "reactions without an emoji here",
            Reason::Refused => "refused by a rule",
            Reason::UnknownParent => "answers to messages that are not there, kept as messages",
            Reason::TextClipped => "texts clipped",
            Reason::EditLost => "edits without a usable time, kept with their last text",
            Reason::NameChanged => "people with another name here",
            Reason::ChannelClipped => "names or purposes of channels clipped",
        }
    }

    fn is_left_out(self) -> bool {
        self < Reason::UnknownParent
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    pub people: usize,
    pub rooms: usize,
    pub messages: usize,
    pub reactions: usize,
    pub edits: usize,
    /// Events that are in the log now and were not before.
    pub appended: usize,
    reasons: BTreeMap<Reason, (usize, Vec<String>)>,
}

impl Report {
    pub fn note(&mut self, reason: Reason, example: impl fmt::Display) {
        let (count, examples) = self.reasons.entry(reason).or_default();
        *count += 1;
        if examples.len() < EXAMPLES {
            examples.push(example.to_string());
        }
    }

    /// Takes the notes of a part of it.
    pub fn add(&mut self, part: Report) {
        for (reason, (count, examples)) in part.reasons {
            let (all, known) = self.reasons.entry(reason).or_default();
            *all += count;
            known.extend(examples);
            known.truncate(EXAMPLES);
        }
    }

    pub fn count(&self, reason: Reason) -> usize {
        self.reasons.get(&reason).map_or(0, |(count, _)| *count)
    }

    fn list(&self, f: &mut fmt::Formatter<'_>, title: &str, left_out: bool) -> fmt::Result {
        let noted = || self.reasons.iter().filter(|(reason, _)| reason.is_left_out() == left_out);
        if noted().next().is_some() {
            write!(f, "\n{title}:")?;
        }
        for (reason, (count, examples)) in noted() {
            let more = if *count > examples.len() { ", .." } else { "" };
            write!(f, "\n  {count} {}: {}{more}", reason.words(), examples.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { people, rooms, messages, reactions, edits, appended, .. } = self;
        write!(
            f,
            "{messages} messages with {reactions} reactions and {edits} edits by {people} people in {rooms} rooms: \
             {appended} events appended."
        )?;
        self.list(f, "Left out", true)?;
        self.list(f, "Changed", false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_everything_and_names_the_first() {
        let mut report = Report { messages: 2, people: 1, rooms: 1, appended: 4, ..Report::default() };
        for ts in 1..=4 {
            report.note(Reason::UnknownUser, ts);
        }
        report.note(Reason::NameChanged, "ada.w is ada_w");
        assert_eq!(
            report.to_string(),
            "2 messages with 0 reactions and 0 edits by 1 people in 1 rooms: 4 events appended.\nLeft out:\n  4 messages and \
             reactions of people who are not in users.json: 1, 2, 3, ..\nChanged:\n  1 people with another name here: ada.w is \
             ada_w"
        );
    }
}
