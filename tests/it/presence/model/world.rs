//! What is true: who has which sockets where, whose grace runs until when; and what must follow from it.

use super::mutants::Mutant;
use super::node::{Node, milliseconds};
use super::store::{Store, TIMES};
use loggia::id::{PersonId, SessionId};
use loggia::presence::choice::Choice;
use loggia::presence::heard::Status;
use loggia::presence::scripts::{News, Word};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

const LOOK: u64 = 500;
/// The longest that passes at once: with a look every half second, never so long that Redis seems to have been away.
const STEP: u64 = 450;
/// Two steps, each with the time that passes before a node looks.
const SLACK: u64 = 2 * (STEP + LOOK);
const NODES: usize = 3;
const DEVICES: u128 = 2;

/// After an ordinary close; void when the session signs out, but not on a node that is no more.
struct Grace {
    node: String,
    person: PersonId,
    session: SessionId,
    until: u64,
}

pub struct World {
    store: Store,
    nodes: Vec<Node>,
    /// One entry for each socket: node, person, session.
    sockets: Vec<(usize, PersonId, SessionId)>,
    graces: Vec<Grace>,
    /// Until when a crashed node's word holds.
    crashed: HashMap<PersonId, u64>,
    /// Who is online according to what was published.
    published: HashSet<PersonId>,
    /// Redis comes back.
    back: u64,
    /// When Redis last lost everything.
    flushed: u64,
    /// Until when ghosts may be about: Redis was away or emptied.
    unsettled: u64,
    incarnations: usize,
    pub story: Vec<String>,
    pub wrong: Vec<String>,
}

impl World {
    pub fn new(url: &str, mutant: Option<Mutant>) -> World {
        let mut world = World {
            store: Store::new(url, mutant),
            nodes: Vec::new(),
            sockets: Vec::new(),
            graces: Vec::new(),
            crashed: HashMap::new(),
            published: HashSet::new(),
            back: 0,
            flushed: 0,
            unsettled: 0,
            incarnations: 0,
            story: Vec::new(),
            wrong: Vec::new(),
        };
        // Redis is new, and waits for the nodes like one that has lost everything.
        world.unsettled = world.store.now + milliseconds(TIMES.settle()) + SLACK;
        for _ in 0..NODES {
            let node = world.new_node();
            world.nodes.push(node);
        }
        world
    }

    fn new_node(&mut self) -> Node {
        self.incarnations += 1;
        Node::new(format!("node{}", self.incarnations), self.store.now)
    }

    /// Time passes; whatever is due happens, in any order.
    pub fn pass(&mut self, random: &mut StdRng) {
        self.store.now += [5, 50, 300, STEP].choose(random).unwrap();
        if self.store.away && self.store.now >= self.back {
            self.store.away = false;
            self.unsettled = self.store.now + milliseconds(TIMES.settle()) + SLACK;
        }
        let mut order: Vec<usize> = (0..NODES).filter(|node| self.nodes[*node].up).collect();
        order.shuffle(random);
        for number in order {
            // Not all at once, or no node would ever know less than another.
            let pause = random.random_range(LOOK / 5..=LOOK);
            if self.store.now >= self.nodes[number].looked + pause {
                self.trip(number, true);
                self.nodes[number].notice(&mut self.store);
            }
        }
    }

    fn trip(&mut self, number: usize, look: bool) {
        for word in self.nodes[number].trip(&mut self.store, look) {
            self.publish(&word);
        }
    }

    fn publish(&mut self, word: &Word) {
        let (person, now) = (word.person, self.store.now);
        self.note(format!("{:?} {person}", word.news));
        match word.news {
            News::Online(_) if !self.published.insert(person) => self.blame("online twice", word),
            News::Online(_) => {
                // A crashed node may have been the last that was told; graces are told again when Redis has lost them.
                let known = self.is_connected(person)
                    || self.grace(person) > now
                    || self.crashed.get(&person).is_some_and(|until| *until > now);
                if !known {
                    self.blame("online without a socket", word);
                }
            }
            News::Offline(_) => {
                if !self.published.remove(&person) {
                    self.blame("offline twice", word);
                }
                if self.is_connected(person) {
                    self.blame("offline while connected", word);
                }
                if self.grace(person) > now {
                    self.blame("offline within the grace", word);
                }
            }
            News::Chose { .. } => {}
        }
        for node in self.nodes.iter_mut().filter(|node| node.up && node.listens) {
            node.words.push_back(word.clone());
        }
    }

    /// What led to it stands beside what is wrong.
    fn note(&mut self, what: impl Into<String>) {
        const MOST: usize = 40;
        if self.story.len() == MOST {
            self.story.remove(0);
        }
        self.story.push(format!("{} {}", self.store.now, what.into()));
    }

    fn blame(&mut self, what: &str, about: &impl std::fmt::Debug) {
        self.wrong.push(format!("{what} at {}: {about:?}", self.store.now));
    }

    fn is_connected(&self, person: PersonId) -> bool {
        self.sockets.iter().any(|(_, whose, _)| *whose == person)
    }

    fn grace(&self, person: PersonId) -> u64 {
        self.graces.iter().filter(|grace| grace.person == person).map(|grace| grace.until).max().unwrap_or(0)
    }

    // What happens

    pub fn open(&mut self, random: &mut StdRng) {
        let number = random.random_range(0..NODES);
        if !self.nodes[number].up {
            return;
        }
        let person = *self.store.people.choose(random).unwrap();
        let session = session(person, random.random_range(0..DEVICES));
        self.note(format!("{person} opens {session} on {number}"));
        self.sockets.push((number, person, session));
        let node = &mut self.nodes[number];
        node.here.opened(person, session);
        self.graces.retain(|grace| (&grace.node, grace.session) != (&node.name, session));
        self.trip(number, false);
    }

    pub fn close(&mut self, random: &mut StdRng) {
        if self.sockets.is_empty() {
            return;
        }
        let socket = self.sockets.swap_remove(random.random_range(0..self.sockets.len()));
        let (number, person, session) = socket;
        let now = self.store.instant();
        self.note(format!("{person} closes {session} on {number}"));
        let node = &mut self.nodes[number];
        node.here.closed(person, session, false, now);
        if !self.sockets.contains(&socket) {
            let until = self.store.now + milliseconds(TIMES.grace);
            self.graces.push(Grace { node: node.name.clone(), person, session, until });
        }
        self.trip(number, false);
    }

    pub fn sign_out(&mut self, random: &mut StdRng) {
        let person = *self.store.people.choose(random).unwrap();
        let over = session(person, random.random_range(0..DEVICES));
        self.note(format!("{person} signs out of {over}"));
        let now = self.store.instant();
        let (closed, open) = self.sockets.iter().partition(|(_, _, session)| *session == over);
        self.sockets = open;
        let closed: Vec<_> = closed;
        for (number, _, _) in closed {
            self.nodes[number].here.closed(person, over, true, now);
        }
        let alive: Vec<_> = self.nodes.iter().filter(|node| node.up).map(|node| node.name.clone()).collect();
        self.graces.retain(|grace| grace.session != over || !alive.contains(&grace.node));
        for number in 0..NODES {
            if self.nodes[number].up {
                self.nodes[number].sign_out(over, self.store.mutant);
                self.trip(number, false);
            }
        }
        self.check_signed_out(person);
    }

    /// Whoever has nothing left by it is gone by it; what ran out shortly before may not have been looked at.
    fn check_signed_out(&mut self, person: PersonId) {
        let now = self.store.now;
        let crashed = self.crashed.get(&person).copied().unwrap_or(0);
        let holds = self.is_connected(person) || self.grace(person).max(crashed) + SLACK > now;
        let settled = !self.store.away && now > self.unsettled && self.nodes.iter().any(|node| node.up);
        if !holds && settled && self.published.contains(&person) {
            self.blame("online after signing out", &person);
        }
    }

    pub fn choose(&mut self, random: &mut StdRng) {
        let number = random.random_range(0..NODES);
        if !self.nodes[number].up || self.store.away {
            return;
        }
        let person = *self.store.people.choose(random).unwrap();
        let choice = *[Choice::Online, Choice::Away, Choice::Invisible].choose(random).unwrap();
        self.note(format!("{person} is {choice:?}"));
        let kept = self.store.kept.entry(person).or_insert((choice, 0));
        *kept = (choice, kept.1 + 1);
        let chosen = (person, choice, kept.1);
        self.nodes[number].choose(chosen);
        self.trip(number, false);
    }

    pub fn crash(&mut self, random: &mut StdRng) {
        let number = random.random_range(0..NODES);
        self.note(format!("{number} crashes"));
        self.nodes[number].up = false;
        let until = self.store.now + milliseconds(TIMES.ttl);
        let lost = self.sockets.iter().filter(|(node, _, _)| *node == number).map(|(_, person, _)| (*person, until));
        self.crashed.extend(lost);
        // What it alone knew, Redis being away or having lost it, is gone with it.
        let node = &self.nodes[number];
        if !node.here.is_told() {
            // And what it could not take back stands.
            self.crashed.extend(self.store.people.iter().map(|person| (*person, until)));
        }
        if !node.here.is_told() || node.looked <= self.flushed {
            self.graces.retain(|grace| grace.node != node.name);
        }
        self.sockets.retain(|(node, _, _)| *node != number);
    }

    pub fn restart(&mut self, random: &mut StdRng) {
        let number = random.random_range(0..NODES);
        if !self.nodes[number].up {
            if self.nodes.iter().all(|node| !node.up) {
                // Nobody has looked for a while: whoever was left behind is found later.
                self.unsettled = self.store.now + milliseconds(TIMES.settle()) + SLACK;
            }
            self.nodes[number] = self.new_node();
            self.nodes[number].notice(&mut self.store);
            self.note(format!("{number} restarts"));
        }
    }

    /// Redis is away for a while, sometimes for longer than anything in it lasts.
    pub fn lose(&mut self, random: &mut StdRng) {
        if !self.store.away {
            self.store.away = true;
            self.back = self.store.now + random.random_range(1_000..40_000);
            self.note(format!("Redis is away until {}", self.back));
            for node in self.nodes.iter_mut().filter(|node| node.up) {
                node.notice(&mut self.store);
            }
        }
    }

    /// Redis loses everything.
    pub fn flush(&mut self) {
        redis::cmd("FLUSHALL").exec(&mut self.store.redis).unwrap();
        self.published.clear();
        self.flushed = self.store.now;
        // Of a node that is no more nobody else knows.
        let alive: Vec<_> = self.nodes.iter().filter(|node| node.up).map(|node| node.name.clone()).collect();
        self.graces.retain(|grace| alive.contains(&grace.node));
        self.unsettled = self.store.now + milliseconds(TIMES.settle()) + SLACK;
        self.note("flush");
    }

    /// Each node hears some of what there is to hear, and tells its sockets.
    pub fn hear(&mut self, random: &mut StdRng) {
        for node in self.nodes.iter_mut().filter(|node| node.up) {
            for _ in 0..random.random_range(0..=2 * node.words.len()) {
                node.hear(self.store.mutant);
            }
            self.wrong.extend(node.announce());
        }
    }

    // What must be

    pub fn check(&mut self) {
        let now = self.store.now;
        let settled = !self.store.away && now > self.unsettled;
        let all_told = self.nodes.iter().all(|node| !node.up || node.here.is_told());
        for person in self.store.people.clone() {
            let connected = self.is_connected(person);
            let crashed = self.crashed.get(&person).copied().unwrap_or(0);
            let ghost = !connected && now > self.grace(person).max(crashed) + SLACK;
            let choice = self.store.kept.get(&person).map_or(Choice::Online, |(choice, _)| *choice);
            for node in self.nodes.iter().filter(|node| node.is_quiet(now)) {
                let shown = node.told.get(&person).copied();
                // A node that was not there before Redis lost everything has to be told first, like Redis.
                let certain = settled || node.started < self.unsettled.saturating_sub(20_000);
                if connected && all_told && certain && !self.store.away && shown != Some(visible(choice)) {
                    self.wrong.push(format!("{person} is {choice:?} and shown {shown:?} by {} at {now}", node.name));
                }
                if ghost && settled && shown != Some(Status::Offline) {
                    self.wrong.push(format!("{person} is gone and shown {shown:?} by {} at {now}", node.name));
                }
            }
        }
    }
}

fn visible(choice: Choice) -> Status {
    match choice {
        Choice::Online => Status::Online,
        Choice::Away => Status::Away,
        Choice::Invisible => Status::Offline,
    }
}

fn session(person: PersonId, device: u128) -> SessionId {
    SessionId(Uuid::from_u128((person.0.as_u128() + 1) * 100 + device))
}
