//! The log, what is true after each event, the projection, the node under test.

use super::client::Client;
use crate::id::{PersonId, Position, SessionId};
use crate::log::{Subject, Unit};
use crate::socket::delivery::{Bounds, Delivery, Grant, Snapshot};
use crate::socket::fact::{Fact, Views};
use crate::socket::sabotage::Sabotage;
use crate::socket::topics::{Effect, Holder, Topic};
use rand::Rng;
use rand::rngs::StdRng;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use time::OffsetDateTime;
use uuid::Uuid;

pub const PEOPLE: u8 = 3;
const ROOMS: u8 = 2;
pub const PUBLIC: [&str; 3] = ["feed", "post:0", "post:1"];

pub fn person(n: u8) -> PersonId {
    PersonId(Uuid::from_u128(u128::from(n) + 1))
}

pub fn room(n: u8) -> Topic {
    Topic::of("room", n)
}

/// What holds after an event.
#[derive(Clone, Default)]
pub struct Truth {
    /// Since which position somebody is in a room.
    pub members: HashMap<(PersonId, Topic), Position>,
    /// Who does not want to hear of whom.
    pub blocks: HashSet<(PersonId, PersonId)>,
    pub banned: HashSet<PersonId>,
}

pub struct World {
    /// `None`: an event this release does not know. Position 0 is before everything.
    pub log: Vec<Option<Arc<Fact>>>,
    pub truth: Vec<Truth>,
    /// Whom anybody ever blocked.
    pub ever_blocked: HashSet<(PersonId, PersonId)>,
    pub projected: Position,
    pub node: Delivery,
    bounds: Bounds,
    /// Revoked sessions: known to Postgres at once, to the node when it hears of it.
    pub revoked: HashSet<SessionId>,
    unheard: Vec<SessionId>,
    /// Each is taken out while it steps.
    clients: Vec<Option<Client>>,
}

const RING_BYTES: usize = 2_600;

impl World {
    pub fn new(random: &mut StdRng, sabotage: Option<Sabotage>) -> World {
        let bounds = Bounds {
            queue_frames: 3,
            queue_bytes: 1 << 20,
            signals: 3,
            news: 3,
            batch_frames: 2,
            scan: 3,
            most_delivered: 30,
            sabotage,
        };
        let clients = [0, 0, 1, 2].iter().enumerate().map(|(n, who)| Some(Client::new(n, *who))).collect();
        let mut world = World {
            log: vec![None],
            truth: vec![Truth::default()],
            ever_blocked: HashSet::new(),
            projected: 0,
            node: Delivery::new(0, RING_BYTES, bounds),
            bounds,
            revoked: HashSet::new(),
            unheard: Vec::new(),
            clients,
        };
        for _ in 0..6 {
            world.append(random);
        }
        world
    }

    pub fn end(&self) -> Position {
        self.log.len() as Position - 1
    }

    /// Facts with `after < position <= upto`.
    pub fn range(&self, after: Position, upto: Position) -> Vec<Arc<Fact>> {
        self.log[after as usize + 1..=upto as usize].iter().flatten().cloned().collect()
    }

    // What happens

    pub fn append(&mut self, random: &mut StdRng) {
        let position = self.log.len() as Position;
        let mut truth = self.truth.last().cloned().unwrap_or_default();
        let actor = person(random.random_range(0..PEOPLE));
        let other = person(random.random_range(0..PEOPLE));
        let place = room(random.random_range(0..ROOMS));
        let member = (other, place.clone());
        let pair = (actor, other);
        let dice: f64 = random.random();
        let (mut topics, effect) = if dice < 0.02 {
            self.log.push(None);
            self.truth.push(truth);
            return;
        } else if dice < 0.12 && truth.members.contains_key(&member) {
            truth.members.remove(&member);
            (vec![place.clone(), Topic::person(other)], Some(Effect::Removed { person: other, topic: place }))
        } else if dice < 0.24 && !truth.members.contains_key(&member) {
            truth.members.insert(member, position);
            (vec![place.clone(), Topic::person(other)], Some(Effect::Joined { person: other, topic: place }))
        } else if dice < 0.28 && actor != other {
            let effect = if truth.blocks.remove(&pair) {
                Effect::Unblocked { by: actor, person: other }
            } else {
                truth.blocks.insert(pair);
                self.ever_blocked.insert(pair);
                Effect::Blocked { by: actor, person: other }
            };
            (vec![], Some(effect))
        } else if dice < 0.29 {
            let effect = (!truth.banned.remove(&other)).then(|| {
                truth.banned.insert(other);
                Effect::Banned { person: other }
            });
            (vec![Topic::person(other)], effect)
        } else if dice < 0.55 {
            (vec![place], None)
        } else if dice < 0.7 {
            (vec![Topic::read(PUBLIC[0])], None)
        } else {
            (vec![Topic::read(PUBLIC[random.random_range(0..3)]), Topic::read(PUBLIC[1]), Topic::person(other)], None)
        };
        topics.push(Topic::person(actor));
        let views = Views { everyone: position.to_string().into(), own: Box::new([]) };
        let (topics, effects) = (topics.into(), effect.into_iter().collect());
        let subject = Subject::of(Unit::Post, position);
        let fact = Fact {
            position,
            actor,
            topics,
            effects,
            urgent: false,
            stored_at: OffsetDateTime::UNIX_EPOCH,
            views,
            subject,
            erases: false,
        };
        self.log.push(Some(Arc::new(fact)));
        self.truth.push(truth);
    }

    pub fn project(&mut self, random: &mut StdRng) {
        self.projected = self.end().min(self.projected + [1, 1, 5][random.random_range(0..3)]);
    }

    pub fn fan_out(&mut self) {
        let next = self.node.head() + 1;
        match self.log.get(next as usize) {
            Some(Some(fact)) => self.node.fan_out(fact.clone()),
            Some(None) => self.node.advance(next),
            None => {
                for session in self.unheard.drain(..) {
                    self.node.end_session(session);
                    let head = self.node.head();
                    self.clients.iter_mut().flatten().for_each(|client| client.heard_revoked(session, head));
                }
            }
        }
    }

    pub fn heartbeat(&mut self) {
        self.node.heartbeat(0, 1);
    }

    pub fn revoke(&mut self, random: &mut StdRng) {
        let which = random.random_range(0..self.clients.len());
        if let Some(client) = &self.clients[which]
            && self.revoked.insert(client.session)
        {
            self.unheard.push(client.session);
        }
    }

    /// The node dies; another begins with a ring that knows only the last few events, and a reader that lags.
    pub fn restart(&mut self) {
        for client in self.clients.iter_mut().flatten() {
            client.lose_connection();
        }
        self.unheard.clear();
        self.node = Delivery::new(self.end().saturating_sub(4), RING_BYTES, self.bounds);
    }

    pub fn cut(&mut self, random: &mut StdRng) {
        let which = random.random_range(0..self.clients.len());
        if let Some(id) = self.clients[which].as_mut().and_then(Client::lose_connection) {
            self.node.remove(id);
        }
    }

    pub fn step(&mut self, random: &mut StdRng) {
        let which = random.random_range(0..self.clients.len());
        self.step_one(which, random);
    }

    fn step_one(&mut self, which: usize, random: &mut StdRng) {
        if let Some(mut client) = self.clients[which].take() {
            client.step(self, random);
            self.clients[which] = Some(client);
        }
    }

    /// Lets everything that is under way come to its end.
    pub fn settle(&mut self, random: &mut StdRng) {
        for client in self.clients.iter_mut().flatten() {
            client.quiet = true;
        }
        let mut rounds = 0;
        loop {
            self.projected = self.end();
            self.fan_out();
            for which in 0..self.clients.len() {
                self.step_one(which, random);
            }
            rounds += 1;
            let at_rest = self.clients.iter().flatten().all(|client| client.at_rest(self));
            if (self.node.head() == self.end() && self.unheard.is_empty() && at_rest) || rounds > 2_000 {
                break;
            }
        }
    }

    // What Postgres says

    /// The rights of one person as the projection has them.
    pub fn snapshot(&self, holder: Holder, asked: &[Topic]) -> (Snapshot, bool) {
        let truth = &self.truth[self.projected as usize];
        let grant = |topic: &Topic, joined| Grant { topic: topic.clone(), right: Some(topic.clone()), joined };
        let mine = truth.members.iter().filter(|((who, _), _)| *who == holder.person);
        let memberships: Vec<_> = mine.map(|((_, topic), joined)| grant(topic, *joined)).collect();
        let grants = asked.iter().filter_map(|topic| match topic.parts().0 {
            "room" => memberships.iter().find(|held| held.topic == *topic).cloned(),
            _ => Some(Grant { topic: topic.clone(), right: None, joined: 0 }),
        });
        let snapshot = Snapshot {
            position: self.projected,
            grants: grants.collect(),
            blocked: truth.blocks.iter().filter(|(by, _)| *by == holder.person).map(|(_, whom)| *whom).collect(),
            memberships,
        };
        let welcome = !truth.banned.contains(&holder.person) && !self.revoked.contains(&holder.session);
        (snapshot, welcome)
    }

    pub fn audit(&self) -> Vec<String> {
        self.clients.iter().flatten().flat_map(|client| client.audit(self)).collect()
    }
}
