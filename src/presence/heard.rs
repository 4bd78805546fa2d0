//! Who is online anywhere, as this node heard it, and what of it its sockets have yet to be told. Without I/O.
//!
//! A word that says what is shown already changes nothing, so what nodes repeat after Redis lost everything is not announced.

use super::choice::{Choice, Chosen};
use super::scripts::{News, Word};
use crate::id::PersonId;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use utoipa::ToSchema;

/// How somebody is shown to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Online,
    Away,
    Offline,
}

/// A transition that others may see.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    pub person: PersonId,
    pub from: Status,
    pub to: Status,
}

#[derive(Default)]
pub struct Heard {
    /// Redis answers, and what stands here is what it says.
    known: bool,
    online: HashSet<PersonId>,
    /// Of those who ever chose, with the revision.
    choices: HashMap<PersonId, (Choice, i64)>,
    /// The last word in it.
    number: u64,
    /// Changes in the order they came, not yet announced.
    untold: Vec<Change>,
}

/// What Redis and Postgres say of everybody at one moment.
pub struct Everybody {
    pub number: u64,
    pub people: HashSet<PersonId>,
    pub choices: Vec<Chosen>,
    /// Redis has lost what it knew and not everybody was told to it again: whoever was online still counts.
    pub young: bool,
}

impl Heard {
    /// `None`: not known now.
    pub fn status(&self, person: PersonId) -> Option<Status> {
        self.known.then(|| self.shown(person))
    }

    pub fn choice(&self, person: PersonId) -> Choice {
        self.choices.get(&person).map_or(Choice::Online, |(choice, _)| *choice)
    }

    fn shown(&self, person: PersonId) -> Status {
        match self.choice(person) {
            _ if !self.online.contains(&person) => Status::Offline,
            Choice::Online => Status::Online,
            Choice::Away => Status::Away,
            Choice::Invisible => Status::Offline,
        }
    }

    /// Whether somebody is surely not here, whatever they chose.
    pub fn is_gone(&self, person: PersonId) -> bool {
        self.known && !self.online.contains(&person)
    }

    /// How many people are online, invisible ones too.
    pub fn online(&self) -> usize {
        self.online.len()
    }

    pub fn is_known(&self) -> bool {
        self.known
    }

    /// Redis is away.
    pub fn lose(&mut self) {
        self.known = false;
    }

    /// Takes one word; older ones than are known say nothing new.
    pub fn hear(&mut self, word: &Word) {
        if word.number <= self.number {
            return;
        }
        self.number = word.number;
        match word.news {
            News::Online(_) => self.change(word.person, |heard| {
                heard.online.insert(word.person);
            }),
            News::Offline(_) => self.change(word.person, |heard| {
                heard.online.remove(&word.person);
            }),
            News::Chose { choice, revision } => self.choose((word.person, choice, revision)),
        }
    }

    /// Takes a choice, unless a later one is known.
    pub fn choose(&mut self, (person, choice, revision): Chosen) {
        if self.choices.get(&person).is_some_and(|(_, known)| *known >= revision) {
            return;
        }
        self.change(person, |heard| {
            heard.choices.insert(person, (choice, revision));
        });
    }

    fn change(&mut self, person: PersonId, change: impl FnOnce(&mut Heard)) {
        let from = self.shown(person);
        change(self);
        let to = self.shown(person);
        if self.known && from != to {
            self.untold.push(Change { person, from, to });
        }
    }

    /// Takes what is true of everybody. Says whether it was not known before: then nobody is told of changes, but of everything.
    pub fn sync(&mut self, everybody: Everybody) -> bool {
        for chosen in everybody.choices {
            self.choose(chosen);
        }
        let gone: Vec<_> = match everybody.young {
            true => Vec::new(),
            false => self.online.difference(&everybody.people).copied().collect(),
        };
        for person in gone {
            self.change(person, |heard| {
                heard.online.remove(&person);
            });
        }
        for person in everybody.people {
            self.change(person, |heard| {
                heard.online.insert(person);
            });
        }
        self.number = everybody.number;
        if !self.known {
            self.untold.clear();
        }
        !std::mem::replace(&mut self.known, true)
    }

    /// The changes to announce.
    pub fn take_untold(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.untold)
    }

    /// How people are shown who have been told everything but `telling` and what came after it.
    pub fn before<'a>(&'a self, telling: &'a [Change]) -> impl Fn(PersonId) -> Status + 'a {
        let mut first = HashMap::new();
        for change in telling.iter().chain(&self.untold) {
            first.entry(change.person).or_insert(change.from);
        }
        move |person| first.get(&person).copied().unwrap_or_else(|| self.shown(person))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::presence::scripts::Reason;
    use uuid::Uuid;

    const ADA: PersonId = PersonId(Uuid::from_u128(1));
    const BEN: PersonId = PersonId(Uuid::from_u128(2));

    fn everybody(number: u64, people: &[PersonId], young: bool) -> Everybody {
        Everybody { number, people: people.iter().copied().collect(), choices: Vec::new(), young }
    }

    fn heard(online: &[PersonId]) -> Heard {
        let mut heard = Heard::default();
        assert!(heard.sync(everybody(10, online, false)));
        assert!(heard.take_untold().is_empty());
        heard
    }

    fn word(number: u64, person: PersonId, news: News) -> Word {
        Word { number, person, news }
    }

    fn told(heard: &mut Heard) -> Vec<(PersonId, Status)> {
        heard.take_untold().into_iter().map(|change| (change.person, change.to)).collect()
    }

    #[test]
    fn a_transition_is_announced_once() {
        let mut heard = heard(&[]);
        heard.hear(&word(11, ADA, News::Online(Reason::Connect)));
        heard.hear(&word(11, ADA, News::Online(Reason::Connect)));
        heard.hear(&word(12, ADA, News::Online(Reason::Connect)));
        assert_eq!(told(&mut heard), [(ADA, Status::Online)]);
        heard.hear(&word(13, ADA, News::Offline(Reason::Grace)));
        assert_eq!(told(&mut heard), [(ADA, Status::Offline)]);
    }

    #[test]
    fn what_was_said_before_everybody_was_read_is_in_it() {
        let mut heard = heard(&[ADA]);
        heard.hear(&word(9, ADA, News::Offline(Reason::Grace)));
        assert_eq!((told(&mut heard), heard.status(ADA)), (vec![], Some(Status::Online)));
    }

    #[test]
    fn nobody_vanishes_while_redis_is_told_again() {
        let mut heard = heard(&[ADA, BEN]);
        assert!(!heard.sync(everybody(20, &[], true)));
        heard.hear(&word(21, ADA, News::Online(Reason::Connect)));
        assert_eq!(told(&mut heard), []);
        heard.sync(everybody(22, &[ADA], false));
        assert_eq!(told(&mut heard), [(BEN, Status::Offline)]);
    }

    #[test]
    fn the_invisible_are_offline_and_come_and_go_unseen() {
        let mut heard = heard(&[ADA]);
        heard.choose((ADA, Choice::Invisible, 1));
        assert_eq!((told(&mut heard), heard.status(ADA)), (vec![(ADA, Status::Offline)], Some(Status::Offline)));
        heard.hear(&word(11, ADA, News::Offline(Reason::Grace)));
        heard.hear(&word(12, ADA, News::Online(Reason::Connect)));
        assert_eq!(told(&mut heard), []);
        heard.hear(&word(13, ADA, News::Chose { choice: Choice::Online, revision: 2 }));
        assert_eq!(told(&mut heard), [(ADA, Status::Online)]);
        heard.choose((ADA, Choice::Invisible, 1));
        assert_eq!(told(&mut heard), [], "an older choice that comes late");
    }

    #[test]
    fn while_redis_is_away_nothing_is_known_and_then_everything_anew() {
        let mut heard = heard(&[ADA]);
        heard.lose();
        assert_eq!(heard.status(ADA), None);
        heard.choose((ADA, Choice::Away, 1));
        assert!(heard.sync(everybody(30, &[ADA, BEN], false)));
        assert_eq!((told(&mut heard), heard.status(ADA)), (vec![], Some(Status::Away)));
    }

    #[test]
    fn a_snapshot_is_of_the_moment_before_what_is_told_next() {
        let mut heard = heard(&[BEN]);
        heard.hear(&word(11, ADA, News::Online(Reason::Connect)));
        let telling = heard.take_untold();
        heard.hear(&word(12, BEN, News::Offline(Reason::Grace)));
        let shown = heard.before(&telling);
        assert_eq!((shown(ADA), shown(BEN)), (Status::Offline, Status::Online));
    }
}
