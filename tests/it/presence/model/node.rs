//! One node of the model: what the writer and the teller do, one step at a time.

use super::mutants::Mutant;
use super::store::{Store, TIMES};
use loggia::id::{PersonId, SessionId};
use loggia::presence::choice::{Choice, Chosen};
use loggia::presence::heard::{Everybody, Heard, Status};
use loggia::presence::here::{Here, Work};
use loggia::presence::scripts::{Look, News, Word, began, words};
use std::collections::{HashMap, VecDeque};
use std::time::Duration;

pub struct Node {
    pub name: String,
    pub up: bool,
    pub started: u64,
    pub here: Here,
    pub heard: Heard,
    /// Published and not yet heard.
    pub words: VecDeque<Word>,
    /// Listening; otherwise words pass it by.
    pub listens: bool,
    /// What its sockets were told.
    pub told: HashMap<PersonId, Status>,
    epoch: String,
    synced: String,
    settled: Option<u64>,
    choices: Vec<Chosen>,
    /// A refresh that is kept too long, by a mutant.
    late: Option<Work>,
    pub looked: u64,
}

impl Node {
    pub fn new(name: String, started: u64) -> Node {
        Node {
            name,
            up: true,
            started,
            here: Here::new(TIMES),
            heard: Heard::default(),
            words: VecDeque::new(),
            listens: false,
            told: HashMap::new(),
            epoch: String::new(),
            synced: String::new(),
            settled: None,
            choices: Vec::new(),
            late: None,
            looked: 0,
        }
    }

    /// A trip to Redis; the words it made.
    pub fn trip(&mut self, store: &mut Store, look: bool) -> Vec<Word> {
        let mutant = store.mutant;
        if look {
            self.here.tick(store.instant());
            self.looked = store.now;
        }
        let mut work = self.here.take(usize::MAX, store.instant());
        if store.away {
            if mutant != Some(Mutant::ForgetWhatFailed) {
                self.here.not_told(work);
            }
            return Vec::new();
        }
        let mut said = Vec::new();
        if mutant == Some(Mutant::RefreshAfterLeave) {
            let late = self.late.take();
            if look && !work.touch.is_empty() {
                self.late = Some(std::mem::take(&mut work));
            }
            said.extend(self.tell(store, &work));
            said.extend(late.map(|late| self.tell(store, &late)).unwrap_or_default());
        } else {
            said.extend(self.tell(store, &work));
        }
        let choices = std::mem::take(&mut self.choices);
        if !choices.is_empty() {
            said.extend(words(&store.ask(&store.scripts.chose(&choices))));
        }
        if look {
            said.extend(self.look(store));
        }
        said
    }

    /// Reaps until nothing is due, as the teller does.
    fn look(&mut self, store: &mut Store) -> Vec<Word> {
        let mut said = Vec::new();
        loop {
            let looked = Look::read(store.ask(&store.scripts.reap(&self.name)));
            said.extend(looked.words);
            if looked.epoch != self.epoch {
                self.epoch = looked.epoch;
                if store.mutant != Some(Mutant::NobodyTellsAgain) {
                    self.here.tell_again();
                }
                let again = self.here.take(usize::MAX, store.instant());
                said.extend(self.tell(store, &again));
            }
            if !looked.more {
                return said;
            }
        }
    }

    fn tell(&self, store: &mut Store, work: &Work) -> Vec<Word> {
        let mut said = words(&store.ask(&store.scripts.touch(&self.name, &work.touch)));
        said.extend(words(&store.ask(&store.scripts.leave(&self.name, &work.leave))));
        said
    }

    /// What the teller notices by itself: Redis is back, or lost everything, or all have told it again.
    pub fn notice(&mut self, store: &mut Store) {
        if store.away {
            self.heard.lose();
            (self.listens, self.settled) = (false, None);
            self.words.clear();
        } else if !self.listens || self.epoch != self.synced || self.settled.is_some_and(|at| at <= store.now) {
            self.sync(store);
        }
    }

    fn sync(&mut self, store: &mut Store) {
        self.listens = true;
        let (epoch, now, number, people) = store.everybody(&self.name);
        let left = u64::try_from(TIMES.settle().as_millis()).unwrap().saturating_sub(now - began(&epoch));
        self.settled = (left > 0 && store.mutant != Some(Mutant::NobodyWaits)).then(|| now + left);
        let everybody = Everybody {
            number,
            people: people.iter().map(|person| person.parse().unwrap()).collect(),
            choices: store.choices(),
            young: self.settled.is_some(),
        };
        self.synced = epoch;
        if self.heard.sync(everybody) {
            self.told = store.people.iter().map(|who| (*who, self.heard.status(*who).unwrap())).collect();
        }
    }

    /// Hears the next word.
    pub fn hear(&mut self, mutant: Option<Mutant>) {
        let Some(word) = self.words.pop_front() else { return };
        if mutant == Some(Mutant::ShowTheInvisible)
            && matches!(word.news, News::Chose { choice: Choice::Invisible, .. })
        {
            return;
        }
        self.heard.hear(&word);
        if matches!(word.news, News::Offline(_)) {
            self.here.contradict(word.person);
        }
    }

    /// Tells its sockets; what is wrong with it.
    pub fn announce(&mut self) -> Vec<String> {
        let mut wrong = Vec::new();
        for change in self.heard.take_untold() {
            let before = self.told.insert(change.person, change.to);
            if before != Some(change.from) || change.from == change.to {
                wrong.push(format!("{} announces {change:?} after {before:?}", self.name));
            }
        }
        wrong
    }

    pub fn choose(&mut self, chosen: Chosen) {
        self.heard.choose(chosen);
        self.choices.push(chosen);
    }

    pub fn sign_out(&mut self, session: SessionId, mutant: Option<Mutant>) {
        if mutant != Some(Mutant::GraceAfterSignOut) {
            self.here.signed_out(|_, over| over == session);
        }
    }

    /// Whether it knows, and has heard and announced everything there is.
    pub fn is_quiet(&self, now: u64) -> bool {
        self.up && self.heard.is_known() && self.words.is_empty() && self.here.is_told() && now > self.started
    }
}

/// Milliseconds of the model's clock.
pub fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap()
}
