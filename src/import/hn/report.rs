//! What an import did and what it left out, and why.

use std::collections::BTreeMap;
use std::fmt;

const EXAMPLES: usize = 3;

/// Why an item was left out or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    Broken,
    Repeated,
    UnknownKind,
    Deleted,
    Dead,
    NoAuthor,
    NoTime,
    NoTitle,
    NoText,
    MissingParent,
    UnderSkipped,
    Circle,
    LooseOption,
    Refused,
    // Changed, but in.
    Kept,
    TitleClipped,
    TextClipped,
    LinkUnusable,
    NoPoll,
    OptionsClipped,
    NameChanged,
}

impl Reason {
    fn words(self) -> &'static str {
        match self {
            Reason::Broken => "lines that are no item",
            Reason::Repeated => "items that are in the file more than once",
            Reason::UnknownKind => "items of no known type",
            Reason::Deleted => "deleted",
            Reason::Dead => "dead",
            Reason::NoAuthor => "without an author",
            Reason::NoTime => "without a usable time",
            Reason::NoTitle => "posts without a title",
            Reason::NoText => "comments without text",
            Reason::MissingParent => "comments whose parent is not in the file",
            Reason::UnderSkipped => "comments under something that was left out",
            Reason::Circle => "comments that answer each other in a circle",
            Reason::LooseOption => "options without their poll",
            Reason::Refused => "refused by a rule",
            Reason::Kept => "deleted or dead comments kept without their text, as others answer them",
            Reason::TitleClipped => "titles clipped to 300 characters",
            Reason::TextClipped => "texts clipped",
            Reason::LinkUnusable => "links that are no links, kept as text",
            Reason::NoPoll => "polls with fewer than two options, kept as text",
            Reason::OptionsClipped => "polls with more than 20 options, the first kept",
            Reason::NameChanged => "people with another name here",
        }
    }

    fn is_left_out(self) -> bool {
        self < Reason::Kept
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    pub people: usize,
    pub posts: usize,
    pub comments: usize,
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

    pub fn count(&self, reason: Reason) -> usize {
        self.reasons.get(&reason).map_or(0, |(count, _)| *count)
    }

    pub fn left_out(&self) -> usize {
        self.reasons.iter().filter(|(reason, _)| reason.is_left_out()).map(|(_, (count, _))| count).sum()
    }

    fn list(&self, f: &mut fmt::Formatter<'_>, left_out: bool) -> fmt::Result {
        for (reason, (count, examples)) in self.reasons.iter().filter(|(reason, _)| reason.is_left_out() == left_out) {
            let more = if *count > examples.len() { ", .." } else { "" };
            write!(f, "\n  {count} {}: {}{more}", reason.words(), examples.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { people, posts, comments, appended, .. } = self;
        write!(f, "{posts} posts and {comments} comments by {people} people: {appended} events appended.")?;
        if self.left_out() > 0 {
            write!(f, "\nLeft out:")?;
            self.list(f, true)?;
        }
        if self.reasons.keys().any(|reason| !reason.is_left_out()) {
            write!(f, "\nChanged:")?;
            self.list(f, false)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_everything_and_names_the_first() {
        let mut report = Report { posts: 1, comments: 2, people: 2, appended: 5, ..Report::default() };
        for id in 1..=5 {
            report.note(Reason::MissingParent, id);
        }
        report.note(Reason::NameChanged, "pg is pg_hn");
        assert_eq!(
            report.to_string(),
            "1 posts and 2 comments by 2 people: 5 events appended.\nLeft out:\n  5 comments whose parent is not in the \
             file: 1, 2, 3, ..\nChanged:\n  1 people with another name here: pg is pg_hn"
        );
        assert_eq!(report.left_out(), 5);
    }
}
