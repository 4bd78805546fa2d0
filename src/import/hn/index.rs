//! The first pass over a file: what is in it, what of that can come in, and in which order. Texts are not kept.

use super::html;
use super::item::{Item, Kind, Line, Place, each_line};
use super::report::{Reason, Report};
use crate::import::names::Names;
use std::collections::HashMap;
use std::io::{self, BufRead};

/// Stands for the author of what has none any more.
pub const NOBODY: u32 = 0;

/// Where an item's author is among the authors, and its id.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reference {
    pub id: u64,
    pub by: u32,
}

/// An item that comes in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    pub own: Reference,
    pub place: Place,
    pub kind: Kind,
    pub time: i64,
    /// The post it is under; itself for a post.
    pub post: Reference,
    /// The comment it answers.
    pub parent: Option<Reference>,
    /// Kept without its text, as others answer it.
    pub gone: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Author {
    /// There.
    pub name: String,
    /// Here.
    pub username: String,
    /// When they first wrote something that comes in.
    pub since: i64,
}

#[derive(Debug)]
pub struct Index {
    /// In an order in which a comment follows what it answers, and time goes by.
    pub entries: Vec<Entry>,
    /// Those who wrote an entry; the first is [`NOBODY`].
    pub authors: Vec<Author>,
    /// Where the options of each poll stand.
    pub options: HashMap<u64, Vec<(u64, Place)>>,
}

struct Node {
    entry: Entry,
    /// What is wrong with the item itself.
    fault: Option<Reason>,
    parent: u64,
    fate: Fate,
    /// The greatest id on the way up, and how long that way is: sorted by both, nobody comes before whom they answer.
    order: (u64, u32),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Open,
    /// On the way up that is being walked.
    Walked,
    In,
    Out(Reason),
}

/// Reads everything once. `now`: seconds since 1970; nothing is later. `seen` is told the bytes of each line.
pub fn read(file: impl BufRead, now: i64, report: &mut Report, mut seen: impl FnMut(u64)) -> io::Result<Index> {
    let mut reader =
        Reader { now, nodes: Vec::new(), ids: HashMap::new(), names: vec![String::new()], options: HashMap::new() };
    each_line(file, |place, line| {
        seen(place.length.into());
        match line {
            Line::Item(item) => reader.take(place, &item),
            Line::Empty => {}
            Line::Broken(why) => report.note(Reason::Broken, format!("line {} ({why})", place.number)),
        }
    })?;
    Ok(reader.finish(report))
}

struct Reader {
    now: i64,
    nodes: Vec<Node>,
    ids: HashMap<String, u32>,
    names: Vec<String>,
    options: HashMap<u64, Vec<(u64, Place)>>,
}

impl Reader {
    fn take(&mut self, place: Place, item: &Item) {
        let kind = item.kind.unwrap_or(Kind::Unknown);
        let by = match item.by.as_deref().filter(|by| !by.trim().is_empty()) {
            Some(name) => self.author(name),
            None => NOBODY,
        };
        let own = Reference { id: item.id, by };
        let time = item.time.unwrap_or(0);
        let parent = item.parent.or(item.poll).unwrap_or(0);
        let fault = self.fault(kind, by, time, item);
        // What is wrong with a comment alone does not take its answers away.
        let gone = kind == Kind::Comment && fault.is_some_and(|reason| reason != Reason::NoTime);
        let fate = match fault {
            Some(reason) if !gone => Fate::Out(reason),
            Some(_) | None => Fate::Open,
        };
        let entry = Entry { own, place, kind, time, post: own, parent: None, gone };
        self.nodes.push(Node { entry, fault, parent, fate, order: (item.id, 0) });
    }

    fn author(&mut self, name: &str) -> u32 {
        if let Some(known) = self.ids.get(name) {
            return *known;
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.ids.insert(name.to_owned(), number);
        number
    }

    fn fault(&self, kind: Kind, by: u32, time: i64, item: &Item) -> Option<Reason> {
        let is_post = matches!(kind, Kind::Story | Kind::Job | Kind::Poll);
        let none = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
        let untitled = || !crate::import::is_visible(&html::line(item.title.as_deref().unwrap_or_default()));
        Some(match kind {
            Kind::Unknown => Reason::UnknownKind,
            Kind::PollOption => return None,
            _ if time <= 0 || time > self.now => Reason::NoTime,
            _ if item.deleted == Some(true) => Reason::Deleted,
            _ if item.dead == Some(true) => Reason::Dead,
            _ if by == NOBODY => Reason::NoAuthor,
            _ if is_post && untitled() => Reason::NoTitle,
            Kind::Comment if none(&item.text) => Reason::NoText,
            Kind::Story | Kind::Job | Kind::Poll | Kind::Comment => return None,
        })
    }

    fn finish(mut self, report: &mut Report) -> Index {
        // Stable: of several with one id the first in the file stays.
        self.nodes.sort_by_key(|node| node.entry.own.id);
        self.nodes.dedup_by(|later, first| {
            let same = later.entry.own.id == first.entry.own.id;
            if same {
                report.note(Reason::Repeated, first.entry.own.id);
            }
            same
        });
        for index in 0..self.nodes.len() {
            self.walk_up(index);
        }
        self.sort_options(report);
        self.leave_out_unanswered(report);
        self.nodes.retain(|node| match node.fate {
            Fate::In => true,
            Fate::Out(reason) => {
                report.note(reason, node.entry.own.id);
                false
            }
            Fate::Open | Fate::Walked => false,
        });
        self.nodes.sort_by_key(|node| (node.order, node.entry.own.id));
        let entries: Vec<Entry> = self.nodes.into_iter().map(|node| node.entry).collect();
        let authors = authors(self.names, &entries, report);
        Index { entries, authors, options: self.options }
    }

    fn find(&self, id: u64) -> Option<usize> {
        self.nodes.binary_search_by_key(&id, |node| node.entry.own.id).ok()
    }

    /// Decides on a node and on all on its way up, without recursion: a thread may be deeper than any stack.
    fn walk_up(&mut self, index: usize) {
        let mut way = Vec::new();
        let mut at = index;
        let top = loop {
            let node = &mut self.nodes[at];
            match (node.fate, node.entry.kind) {
                (Fate::Open, Kind::Comment) => {}
                (Fate::Open, Kind::PollOption) => break Err(Reason::UnderSkipped),
                (Fate::Open, _) => {
                    node.fate = Fate::In;
                    break Ok(at);
                }
                (Fate::In, _) => break Ok(at),
                (Fate::Walked, _) => break Err(Reason::Circle),
                (Fate::Out(Reason::Circle), _) => break Err(Reason::Circle),
                (Fate::Out(_), _) => break Err(Reason::UnderSkipped),
            }
            node.fate = Fate::Walked;
            way.push(at);
            let parent = node.parent;
            match self.find(parent) {
                Some(found) => at = found,
                None => break Err(Reason::MissingParent),
            }
        };
        let mut above = top;
        while let Some(at) = way.pop() {
            above = match above {
                Ok(above) => {
                    self.hang(at, above);
                    Ok(at)
                }
                Err(reason) => {
                    self.nodes[at].fate = Fate::Out(reason);
                    // Only the last one's parent is missing.
                    Err(if reason == Reason::MissingParent { Reason::UnderSkipped } else { reason })
                }
            };
        }
    }

    fn hang(&mut self, at: usize, above: usize) {
        let (order, entry) = (self.nodes[above].order, self.nodes[above].entry);
        let node = &mut self.nodes[at];
        node.fate = Fate::In;
        node.order = (order.0.max(node.entry.own.id), order.1 + 1);
        node.entry.post = entry.post;
        node.entry.parent = (entry.kind == Kind::Comment).then_some(entry.own);
    }

    /// Poll options belong to their poll; they are nothing by themselves.
    fn sort_options(&mut self, report: &mut Report) {
        for index in 0..self.nodes.len() {
            let (entry, parent) = (self.nodes[index].entry, self.nodes[index].parent);
            if entry.kind != Kind::PollOption {
                continue;
            }
            let poll = self.find(parent).map(|poll| &self.nodes[poll]);
            match poll.filter(|poll| poll.entry.kind == Kind::Poll) {
                Some(poll) if poll.fate == Fate::In => {
                    self.options.entry(parent).or_default().push((entry.own.id, entry.place));
                }
                Some(_) => {}
                None => report.note(Reason::LooseOption, entry.own.id),
            }
        }
    }

    /// Deleted comments stay where something that lives hangs below them.
    fn leave_out_unanswered(&mut self, report: &mut Report) {
        let mut order: Vec<usize> = (0..self.nodes.len()).filter(|at| self.nodes[*at].fate == Fate::In).collect();
        order.sort_by_key(|at| (self.nodes[*at].order, self.nodes[*at].entry.own.id));
        let mut answered = vec![false; self.nodes.len()];
        for at in order.into_iter().rev() {
            let entry = self.nodes[at].entry;
            if entry.gone && !answered[at] {
                self.nodes[at].fate = Fate::Out(self.nodes[at].fault.unwrap_or(Reason::Deleted));
                continue;
            }
            if entry.gone {
                report.note(Reason::Kept, entry.own.id);
            }
            if let Some(parent) = entry.parent.and_then(|parent| self.find(parent.id)) {
                answered[parent] = true;
            }
        }
    }
}

/// Those who wrote an entry, in the order in which they first did; everybody else keeps a place without a name.
fn authors(names: Vec<String>, entries: &[Entry], report: &mut Report) -> Vec<Author> {
    let none = |name| Author { name, username: String::new(), since: i64::MAX };
    let mut authors: Vec<Author> = names.into_iter().map(none).collect();
    let mut given = Names::of("hn");
    for entry in entries {
        let nameless = entry.own.by == NOBODY;
        let author = &mut authors[entry.own.by as usize];
        author.since = author.since.min(entry.time);
        if author.username.is_empty() {
            author.username = given.give(if nameless { "hn_nobody" } else { &author.name });
            if !nameless && author.username != author.name {
                report.note(Reason::NameChanged, format!("{} is {}", author.name, author.username));
            }
        }
    }
    authors
}

#[cfg(test)]
mod tests;
