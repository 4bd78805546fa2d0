//! People, rooms and what was said in them, carried out as commands with their original times.

use super::export::Channel;
use super::people::{Known, People, key};
use super::report::{Reason, Report};
use super::talk::Said;
use crate::account::enrol::{self, Newcomer};
use crate::app::App;
use crate::conversations::{self, Kind, Open, Scene, Seat, commands as conversation_commands};
use crate::http::problem::Problem;
use crate::id::{ConversationId, Key, MessageId, PersonId, Position};
use crate::import::{clipped, lanes, names, passes};
use crate::log::{Request, Subject, Unit};
use crate::messages::{self, commands as message_commands, reactions};
use crate::people::{self, Person, commands as people_commands};
use parking_lot::Mutex;
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;
use time::OffsetDateTime;

const NAME: usize = 80;
const DESCRIPTION: usize = 500;
/// How long the read side may take to have what was said, before that is edited and reacted to.
const SETTLE: Duration = Duration::from_secs(60);

pub struct Importer<'a> {
    app: &'a App,
    people: &'a People,
    /// The same for every command: what is in already stays as it is, whatever a newer export says.
    fingerprint: Box<str>,
    /// Where the log ended before.
    start: Position,
    state: Mutex<(Report, Position)>,
}

impl<'a> Importer<'a> {
    pub fn new(app: &'a App, people: &'a People, report: Report, start: Position) -> Importer<'a> {
        let fingerprint = app.secrets.fingerprint(&[b"import slack"]);
        Importer { app, people, fingerprint, start, state: Mutex::new((report, 0)) }
    }

    pub fn report(&self) -> Report {
        self.state.lock().0.clone()
    }

    /// The last event's position.
    pub fn position(&self) -> Position {
        self.state.lock().1
    }

    pub fn note(&self, reason: Reason, example: impl std::fmt::Display) {
        self.state.lock().0.note(reason, example);
    }

    pub fn reported<T>(&self, note: impl FnOnce(&mut Report) -> T) -> T {
        note(&mut self.state.lock().0)
    }

    /// Somebody comes, with the name one saw of them.
    ///
    /// # Errors
    /// When a dependency stays away. What a rule refuses is noted.
    pub async fn join(&self, known: &Known, at: OffsetDateTime) -> Result<(), Problem> {
        let here: Person =
            lanes::insist(async || Ok(self.app.log.state(&Subject::of(Unit::Person, known.id)).await?)).await?;
        if !here.is_here() && self.settled(self.enrol(known, at).await, &known.user)?.is_none() {
            return Ok(());
        }
        let shown = clipped(known.shown.trim(), 50).0;
        if shown != known.username && passes(|faults| faults.line("", &shown, 1..=50)) {
            let request = self.request(known.id, key("profile", &known.user), at);
            let wanted = people::Change { display_name: Some(shown), ..people::Change::default() };
            let change = async || Ok(people_commands::change_profile(&self.app.log, &request, &wanted).await?);
            if let Some(done) = self.settled(lanes::insist(change).await, &known.user)?
                && done.appended
            {
                self.at(done.position);
            }
        }
        self.state.lock().0.people += 1;
        Ok(())
    }

    async fn enrol(&self, known: &Known, at: OffsetDateTime) -> Result<(), Problem> {
        let newcomer = |username| {
            let fingerprint = self.fingerprint.clone();
            Newcomer { username, email: None, password: None, key: known.key, fingerprint, at }
        };
        let (mut username, mut number) = (known.username.clone(), 0);
        loop {
            match lanes::insist(|| enrol::enrol(self.app, newcomer(username.clone()))).await {
                // Somebody of that name lives here already.
                Err(problem) if problem.code == "accounts.username_taken" && number < 9 => {
                    number += 1;
                    username = names::other("slack", &known.name, number);
                }
                done => return done.map(|enrolled| self.at(enrolled.position)),
            }
        }
    }

    /// A channel as a room, with everybody who is in it or said something, and what they said.
    ///
    /// # Errors
    /// When a dependency stays away.
    pub async fn channel(&self, channel: &Channel, talk: &[Said], now: OffsetDateTime) -> Result<(), Problem> {
        let first = talk.first().map(|said| said.at);
        let created = channel.created.and_then(|created| OffsetDateTime::from_unix_timestamp(created).ok());
        let created = created.filter(|created| created.year() >= 1990 && *created <= now);
        let since = created.into_iter().chain(first).min().unwrap_or(now);
        let Some(room) = self.room(channel, since).await? else { return Ok(()) };
        for (user, at) in self.present(channel, talk, since) {
            self.membership(channel, room, user, "joined", at, |scene, _| conversations::join(scene)).await?;
        }
        let told = self.talk(channel, room, talk).await?;
        self.app.progress.reached(self.position(), SETTLE).await;
        for said in talk {
            if let Some((message, _)) = told.get(said.ts.as_str()) {
                self.edit(channel, *message, said).await?;
                self.react(channel, *message, said).await?;
            }
        }
        let gone = talk.last().map_or(since, |said| said.at);
        for (user, _) in self.present(channel, talk, since).filter(|(user, _)| !is_member(channel, user)) {
            let leave = |scene: &Scene, _: &Seat| conversations::leave(scene, false);
            self.membership(channel, room, user, "left", gone, leave).await?;
        }
        self.state.lock().0.rooms += 1;
        Ok(())
    }

    async fn room(&self, channel: &Channel, at: OffsetDateTime) -> Result<Option<ConversationId>, Problem> {
        let owner = channel.creator.as_deref().and_then(|creator| self.people.id(creator));
        let request = self.request(owner.unwrap_or(PersonId::OPERATOR), key("channel", &channel.id), at);
        let (name, long) = clipped(channel.name.trim(), NAME);
        let told = [&channel.purpose.value, &channel.topic.value].into_iter().find(|text| !text.trim().is_empty());
        let described =
            told.map(|text| clipped(&super::mrkdwn::markdown(text, |id| self.people.username(id)), DESCRIPTION));
        if long || described.as_ref().is_some_and(|(_, long)| *long) {
            self.note(Reason::ChannelClipped, &channel.name);
        }
        if !passes(|faults| faults.line("", &name, 1..=NAME)) {
            self.note(Reason::Refused, format!("{} (its name)", channel.id));
            return Ok(None);
        }
        let description = described.map(|(text, _)| text);
        let wanted = Open { kind: Kind::Room, name, description, people: Vec::new(), owner };
        let open = async || Ok(conversation_commands::open_new(&self.app.log, &request, &wanted).await?);
        let opened = self.settled(lanes::insist(open).await, &channel.id)?;
        Ok(opened.map(|(id, done)| {
            if done.appended {
                self.at(done.position);
            }
            id
        }))
    }

    /// Who has been in it at any time, each since when: from the first thing they did there.
    fn present<'c>(
        &self,
        channel: &'c Channel,
        talk: &'c [Said],
        since: OffsetDateTime,
    ) -> impl Iterator<Item = (&'c str, OffsetDateTime)> + use<'c> {
        let mut present: BTreeMap<&str, OffsetDateTime> = BTreeMap::new();
        let members = channel.members.iter().flatten().filter(|user| self.people.knows(user));
        present.extend(members.map(|user| (user.as_str(), since)));
        for said in talk {
            let reacted = said.reactions.iter().flat_map(|(_, _, users)| users);
            for user in reacted.chain([&said.by]) {
                present.entry(user).or_insert(said.at);
            }
        }
        present.into_iter()
    }

    async fn membership(
        &self,
        channel: &Channel,
        room: ConversationId,
        user: &str,
        what: &str,
        at: OffsetDateTime,
        rule: impl Fn(&Scene, &Seat) -> Result<crate::log::Decision<conversations::Event>, conversations::Refused> + Copy,
    ) -> Result<(), Problem> {
        let Some(person) = self.people.id(user) else { return Ok(()) };
        let request = self.request(person, key(what, format!("{} {user}", channel.id)), at);
        let before = self.app.log.clone();
        let command = async || Ok(conversation_commands::execute_on_seat(&before, &request, room, person, rule).await?);
        if let Some((position, _)) =
            self.settled(lanes::insist(command).await, &format!("{user} in {}", channel.name))?
        {
            self.at(position);
        }
        Ok(())
    }

    /// One after the other: the order in the log is the order of the talk.
    async fn talk<'s>(
        &self,
        channel: &Channel,
        room: ConversationId,
        talk: &'s [Said],
    ) -> Result<HashMap<&'s str, (MessageId, PersonId)>, Problem> {
        let mut told: HashMap<&str, (MessageId, PersonId)> = HashMap::new();
        for said in talk {
            let Some(sender) = self.people.id(&said.by) else { continue };
            let answered = said.answers.as_deref().map(|ts| told.get(ts).copied());
            if answered == Some(None) {
                self.note(Reason::UnknownParent, &said.ts);
            }
            let mut mentions: Vec<PersonId> = Vec::new();
            for person in
                said.mentions.iter().filter(|user| is_member(channel, user)).filter_map(|user| self.people.id(user))
            {
                if person != sender && !mentions.contains(&person) {
                    mentions.push(person);
                }
            }
            let reply_to = answered.flatten().map(|(message, sender)| (message, Some(sender)));
            let wanted = messages::Send { body: said.first_text.clone(), reply_to, mentions };
            let request = self.request(sender, self.message_key(channel, said, "message"), said.at);
            let say = || message_commands::say_as_known(self.app, &request, room, &wanted);
            if let Some(delivered) = self.settled(lanes::insist(say).await, &said.ts)? {
                if delivered.event.is_some() {
                    self.at(delivered.position);
                }
                told.insert(&said.ts, (delivered.message, sender));
                self.state.lock().0.messages += 1;
            }
        }
        Ok(told)
    }

    async fn edit(&self, channel: &Channel, message: MessageId, said: &Said) -> Result<(), Problem> {
        let (Some((at, text)), Some(sender)) = (&said.edit, self.people.id(&said.by)) else { return Ok(()) };
        let request = self.request(sender, self.message_key(channel, said, "edit"), *at);
        let change = || message_commands::change(self.app, &request, message, text);
        if let Some(done) = self.settled(lanes::insist(change).await, &said.ts)? {
            if done.appended {
                self.at(done.position);
            }
            self.state.lock().0.edits += 1;
        }
        Ok(())
    }

    async fn react(&self, channel: &Channel, message: MessageId, said: &Said) -> Result<(), Problem> {
        for (name, emoji, users) in &said.reactions {
            for user in users {
                let Some(person) = self.people.id(user) else { continue };
                let key = self.message_key(channel, said, &format!("reaction {name} {user}"));
                let request = self.request(person, key, said.at);
                let react = || reactions::react_to(self.app, &request, message, emoji, true);
                if let Some(done) = self.settled(lanes::insist(react).await, &said.ts)? {
                    if done.appended {
                        self.at(done.position);
                    }
                    self.state.lock().0.reactions += 1;
                }
            }
        }
        Ok(())
    }

    fn message_key(&self, channel: &Channel, said: &Said, what: &str) -> Key {
        key(what, format!("{} {}", channel.id, said.ts))
    }

    fn request(&self, actor: PersonId, key: Key, at: OffsetDateTime) -> Request {
        Request { actor, key, at, fingerprint: self.fingerprint.clone() }
    }

    /// What a rule refuses is noted, and is nothing.
    fn settled<T>(&self, done: Result<T, Problem>, example: &str) -> Result<Option<T>, Problem> {
        match done {
            Ok(done) => Ok(Some(done)),
            Err(problem) if lanes::is_passing(&problem) => Err(problem),
            Err(problem) => {
                self.note(Reason::Refused, format!("{example} ({})", problem.detail));
                Ok(None)
            }
        }
    }

    /// An event of ours is there: a new one, or an earlier run's.
    fn at(&self, position: Position) {
        let (report, last) = &mut *self.state.lock();
        report.appended += usize::from(position > self.start);
        *last = position.max(*last);
    }
}

/// An export without members has all who were there.
fn is_member(channel: &Channel, user: &str) -> bool {
    channel.members.as_ref().is_none_or(|members| members.iter().any(|member| member == user))
}
