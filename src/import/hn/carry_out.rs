//! The second pass: each entry read again and carried out as a command, with its original time.

use super::html;
use super::index::{Author, Entry, Index, Reference};
use super::item::{Item, Kind, Line, Place, line};
use super::markdown::{escaped, of_html};
use super::report::{Reason, Report};
use crate::account::enrol::{self, Newcomer};
use crate::app::App;
use crate::comments::{self, commands as comment_commands};
use crate::http::problem::Problem;
use crate::id::{CommentId, Key, PersonId, Position, PostId, created};
use crate::import::lanes::{self, Touches};
use crate::import::{clipped, is_visible, moment, names, passes};
use crate::log::{Done, Request, Subject, Unit};
use crate::people::{self, Person, Role, commands as people_commands};
use crate::posts::{self, PollSetup, commands as post_commands};
use indicatif::ProgressBar;
use parking_lot::Mutex;
use std::collections::HashSet;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use uuid::Uuid;

/// Keys are made in it from what Hacker News calls a thing.
const NAMESPACE: Uuid = Uuid::from_u128(0x6c1f_0d2e_5b0a_4c39_9a57_2f4e_8d10_73b6);

const TITLE: usize = 300;
const BODY: usize = 50_000;
const COMMENT: usize = 10_000;
const OPTION: usize = 200;
const OPTIONS: usize = 20;
/// What stands in the log where a text was deleted before it came here.
const GONE: &str = "(deleted)";

#[derive(Clone, Copy)]
pub enum Step {
    /// Before whatever the author writes.
    Join(u32),
    Post(Entry),
    Comment(Entry),
    /// A comment that is gone there; after everything else, as nobody can answer what is deleted.
    Remove(Entry),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    Person(u32),
    /// The order of posts in the log is the order of the feed.
    Posts,
    Post(u64),
    /// So is the order of a post's comments.
    Thread(u64),
    Comment(u64),
}

pub fn touches(step: &Step) -> Touches<Lane> {
    match step {
        Step::Join(author) => Touches { reads: vec![], writes: vec![Lane::Person(*author)] },
        Step::Post(entry) => {
            Touches { reads: vec![Lane::Person(entry.own.by)], writes: vec![Lane::Posts, Lane::Post(entry.own.id)] }
        }
        Step::Comment(entry) => {
            let mut reads = vec![Lane::Person(entry.own.by), Lane::Post(entry.post.id)];
            reads.extend(entry.parent.map(|parent| Lane::Comment(parent.id)));
            Touches { reads, writes: vec![Lane::Thread(entry.post.id), Lane::Comment(entry.own.id)] }
        }
        Step::Remove(entry) => Touches { reads: vec![], writes: vec![Lane::Comment(entry.own.id)] },
    }
}

pub struct Importer<'a> {
    app: &'a App,
    file: File,
    index: &'a Index,
    /// The same for every command: what is in already stays as it is, whatever a newer file says.
    fingerprint: Box<str>,
    /// Where the log ended before.
    start: Position,
    bar: ProgressBar,
    state: Mutex<(Report, Position)>,
}

impl<'a> Importer<'a> {
    pub fn new(
        app: &'a App,
        file: File,
        index: &'a Index,
        report: Report,
        start: Position,
        bar: ProgressBar,
    ) -> Importer<'a> {
        let fingerprint = app.secrets.fingerprint(&[b"import hn"]);
        Importer { app, file, index, fingerprint, start, bar, state: Mutex::new((report, 0)) }
    }

    pub fn report(&self) -> Report {
        self.state.lock().0.clone()
    }

    /// The last event's position.
    pub fn position(&self) -> Position {
        self.state.lock().1
    }

    /// Everything there is to do, each author before what they wrote.
    pub fn steps(&self) -> impl Iterator<Item = Step> {
        let mut known = HashSet::new();
        let gone = self.index.entries.iter().filter(|entry| entry.gone).map(|entry| Step::Remove(*entry));
        let written = self.index.entries.iter().flat_map(move |entry| {
            let join = known.insert(entry.own.by).then_some(Step::Join(entry.own.by));
            let own = if entry.kind == Kind::Comment { Step::Comment(*entry) } else { Step::Post(*entry) };
            join.into_iter().chain([own])
        });
        written.chain(gone)
    }

    /// # Errors
    /// When a dependency stays away. What a rule refuses is noted.
    pub async fn carry_out(&self, step: Step) -> Result<(), Problem> {
        let (done, example) = match &step {
            Step::Join(author) => (self.join(*author).await, self.author(*author).name.clone()),
            Step::Post(entry) => (self.post(entry).await, entry.own.id.to_string()),
            Step::Comment(entry) => (self.comment(entry).await, entry.own.id.to_string()),
            Step::Remove(entry) => (self.remove(entry).await, entry.own.id.to_string()),
        };
        if matches!(step, Step::Post(_) | Step::Comment(_)) {
            self.bar.inc(1);
        }
        match done {
            Ok(()) => Ok(()),
            Err(problem) if lanes::is_passing(&problem) => Err(problem),
            Err(problem) => {
                self.note(Reason::Refused, format!("{example} ({})", problem.detail));
                Ok(())
            }
        }
    }

    async fn join(&self, number: u32) -> Result<(), Problem> {
        let author = self.author(number);
        let key = key("person", &author.name);
        let id = enrol::person_id(key);
        let here: Person =
            lanes::insist(async || Ok(self.app.log.state(&Subject::of(Unit::Person, id)).await?)).await?;
        if !here.is_here() {
            let at = moment(author.since)?;
            let newcomer = |username| {
                let fingerprint = self.fingerprint.clone();
                Newcomer { username, email: None, password: None, key, fingerprint, at }
            };
            let (mut username, mut number) = (author.username.clone(), 0);
            let enrolled = loop {
                match lanes::insist(|| enrol::enrol(self.app, newcomer(username.clone()))).await {
                    // Somebody of that name lives here already.
                    Err(problem) if problem.code == "accounts.username_taken" && number < 9 => {
                        number += 1;
                        username = names::other("hn", &author.name, number);
                    }
                    done => break done?,
                }
            };
            self.at(enrolled.position);
        }
        self.keep_name(author, id).await?;
        self.state.lock().0.people += 1;
        Ok(())
    }

    /// The original name is what one sees.
    async fn keep_name(&self, author: &Author, person: PersonId) -> Result<(), Problem> {
        let shown =
            if author.name.is_empty() { "somebody".to_owned() } else { clipped(&html::line(&author.name), 50).0 };
        if shown == author.username || !passes(|faults| faults.line("", &shown, 1..=50)) {
            return Ok(());
        }
        let request = self.request(person, key("profile", &author.name), author.since)?;
        let wanted = people::Change { display_name: Some(shown), ..people::Change::default() };
        let done = lanes::insist(async || Ok(people_commands::change_profile(&self.app.log, &request, &wanted).await?));
        self.done(done.await?);
        Ok(())
    }

    async fn post(&self, entry: &Entry) -> Result<(), Problem> {
        let Some(item) = self.item(entry.place) else { return Ok(()) };
        let wanted = self.post_of(entry, &item);
        let request = self.request(self.person(entry.own.by), item_key(entry.own.id), entry.time)?;
        let done = lanes::insist(async || Ok(post_commands::write(&self.app.log, &request, &wanted).await?.1)).await?;
        self.done(done);
        self.state.lock().0.posts += 1;
        Ok(())
    }

    fn post_of(&self, entry: &Entry, item: &Item) -> posts::Create {
        let id = entry.own.id;
        let (title, long) = clipped(&html::line(item.title.as_deref().unwrap_or_default()), TITLE);
        if long {
            self.note(Reason::TitleClipped, id);
        }
        let url = item.url.as_deref().map(str::trim).filter(|url| !url.is_empty());
        let link = url.filter(|url| passes(|faults| faults.link("", url, false))).map(str::to_owned);
        let mut text = item.text.clone().unwrap_or_default();
        if let Some(url) = url.filter(|_| link.is_none()) {
            self.note(Reason::LinkUnusable, id);
            text = format!("{}<p>{text}", url.replace('&', "&amp;").replace('<', "&lt;"));
        }
        let (body, long) = of_html(&text, BODY);
        if long {
            self.note(Reason::TextClipped, id);
        }
        let poll = (entry.kind == Kind::Poll).then(|| self.poll(id, item)).flatten();
        let (kind, link) = match (&poll, link) {
            (Some(_), _) => (posts::Kind::Poll, None),
            (None, Some(link)) => (posts::Kind::Link, Some(link)),
            (None, None) => (posts::Kind::Text, None),
        };
        posts::Create { kind, title, body, link, poll, mentions: Vec::new() }
    }

    /// On Hacker News one may choose several, and it never ends.
    fn poll(&self, id: u64, item: &Item) -> Option<PollSetup> {
        let mut options = self.index.options.get(&id).cloned().unwrap_or_default();
        let parts = item.parts.as_deref().unwrap_or_default();
        options.sort_by_key(|(id, _)| (parts.iter().position(|part| part == id).unwrap_or(usize::MAX), *id));
        let texts = options
            .into_iter()
            .filter_map(|(_, place)| self.item(place))
            .map(|option| clipped(&html::line(option.text.as_deref().unwrap_or_default()), OPTION).0);
        let mut options: Vec<String> = texts.filter(|text| is_visible(text)).collect();
        if options.len() > OPTIONS {
            self.note(Reason::OptionsClipped, id);
            options.truncate(OPTIONS);
        }
        if options.len() < 2 {
            self.note(Reason::NoPoll, id);
            return None;
        }
        Some(PollSetup { options, multiple: true, closes_at: None })
    }

    async fn comment(&self, entry: &Entry) -> Result<(), Problem> {
        let body = if entry.gone { GONE.to_owned() } else { self.body(entry) };
        let post = PostId(created("post", self.person(entry.post.by), item_key(entry.post.id)));
        let parent = entry.parent.map(|parent| self.comment_id(parent));
        let author = self.person(entry.own.by);
        let request = self.request(author, item_key(entry.own.id), entry.time)?;
        let wanted = comments::Add { post, parent, body, mentions: Vec::new() };
        let done =
            lanes::insist(async || Ok(comment_commands::write(&self.app.log, &request, &wanted).await?.1)).await?;
        self.done(done);
        self.state.lock().0.comments += 1;
        Ok(())
    }

    async fn remove(&self, entry: &Entry) -> Result<(), Problem> {
        let author = self.person(entry.own.by);
        let request = self.request(author, key("gone", entry.own.id), entry.time)?;
        let (comment, actor) = (self.comment_id(entry.own), posts::Actor { person: author, role: Role::Member });
        let remove = async || Ok(comment_commands::remove(&self.app.log, &request, comment, actor).await?);
        self.done(lanes::insist(remove).await?);
        Ok(())
    }

    fn body(&self, entry: &Entry) -> String {
        let text = self.item(entry.place).and_then(|item| item.text).unwrap_or_default();
        let (body, long) = of_html(&text, COMMENT);
        if long {
            self.note(Reason::TextClipped, entry.own.id);
        }
        // Only what nobody can see, perhaps.
        if is_visible(&body) { body } else { escaped("[no text]", true) }
    }

    /// The item at that place, read again; the file may have changed since.
    fn item(&self, place: Place) -> Option<Item> {
        let mut bytes = vec![0; place.length as usize];
        let read: io::Result<()> = self.file.read_exact_at(&mut bytes, place.offset);
        match read.map(|()| line(&bytes)) {
            Ok(Line::Item(item)) => Some(*item),
            Ok(Line::Empty | Line::Broken(_)) | Err(_) => {
                self.note(Reason::Broken, format!("line {} (it was one a moment ago)", place.number));
                None
            }
        }
    }

    fn author(&self, number: u32) -> &Author {
        &self.index.authors[number as usize]
    }

    fn person(&self, author: u32) -> PersonId {
        enrol::person_id(key("person", &self.author(author).name))
    }

    fn comment_id(&self, comment: Reference) -> CommentId {
        CommentId(created("comment", self.person(comment.by), item_key(comment.id)))
    }

    fn request(&self, actor: PersonId, key: Key, time: i64) -> Result<Request, Problem> {
        Ok(Request { actor, key, at: moment(time)?, fingerprint: self.fingerprint.clone() })
    }

    fn note(&self, reason: Reason, example: impl std::fmt::Display) {
        self.state.lock().0.note(reason, example);
    }

    fn done<S>(&self, done: Done<S>) {
        if done.appended {
            self.at(done.position);
        }
    }

    /// An event of ours is there: a new one, or an earlier run's.
    fn at(&self, position: Position) {
        let (report, last) = &mut *self.state.lock();
        report.appended += usize::from(position > self.start);
        *last = position.max(*last);
    }
}

fn item_key(id: u64) -> Key {
    key("item", id)
}

/// A function of what Hacker News calls it: a second run makes the same.
fn key(kind: &str, name: impl std::fmt::Display) -> Key {
    Key(Uuid::new_v5(&NAMESPACE, format!("{kind}:{name}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_they_always_were() {
        assert_eq!(item_key(1).to_string(), key("item", 1u64).to_string());
        assert_ne!(item_key(1), key("gone", 1u64));
        assert_eq!(clipped("äöü", 3), ("äöü".into(), false));
        assert_eq!(clipped("äöüß", 3), ("äö…".into(), true));
        assert_eq!(
            crate::import::hn::index::NOBODY,
            0,
            "whose name is empty, so that the key is the same in every file"
        );
    }
}
