//! One client with its connection: what the connection task does, one step at a time, and what the client has got.

mod verdict;

use super::world::{PUBLIC, World, person};
use crate::id::{PersonId, Position, SessionId};
use crate::socket::delivery::{Bell, Call, ConnectionId, Gap, Next, Snapshot};
use crate::socket::frame::Text;
use crate::socket::topics::{Holder, Topic};
use rand::Rng;
use rand::rngs::StdRng;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use uuid::Uuid;

/// On its way to the client; lost when the connection is.
enum Sent {
    Hello { position: Position, topics: Vec<Topic> },
    Event(Position),
    Heartbeat(Position),
    Subscribed { topics: Vec<Topic>, events: Vec<Position>, since: Option<Position>, position: Position },
    Reset { topics: Vec<Topic>, position: Position, whole: bool },
}

/// A subscribe that is being answered.
struct Asked {
    topics: Vec<Topic>,
    since: Option<Position>,
}

enum Stage {
    Away,
    /// Waits for the projection to reach what the node had seen.
    Greeting {
        read_from: Position,
    },
    Read {
        snapshot: Snapshot,
        welcome: bool,
    },
    On,
    Asking {
        asked: Asked,
        read_from: Position,
    },
    Answered {
        asked: Asked,
        snapshot: Snapshot,
    },
    Filling {
        asked: Asked,
        gap: Gap,
        after: Position,
        events: Vec<Position>,
        position: Position,
    },
}

pub struct Client {
    name: usize,
    who: PersonId,
    pub session: SessionId,
    id: ConnectionId,
    stage: Stage,
    wire: VecDeque<Sent>,
    /// What it resumes from.
    cursor: Option<Position>,
    /// Confirmed topics of its own choice, with the position after which everything of theirs must come.
    owed: HashMap<Topic, Position>,
    /// The same for what the server subscribes.
    owed_from: Position,
    got: HashSet<Position>,
    /// On this connection.
    here: HashSet<Position>,
    last_event: Position,
    revoked_at: Option<Position>,
    /// Where the connection's rights were read.
    read_at: Position,
    idle: bool,
    /// It starts nothing new.
    pub quiet: bool,
    wrong: Vec<String>,
}

fn number(text: &Text) -> Position {
    text.as_str().parse().expect("the model's frames are positions")
}

impl Client {
    pub fn new(name: usize, who: u8) -> Client {
        Client {
            name,
            who: person(who),
            session: SessionId(Uuid::from_u128(name as u128)),
            id: 0,
            stage: Stage::Away,
            wire: VecDeque::new(),
            cursor: None,
            owed: HashMap::new(),
            owed_from: 0,
            got: HashSet::new(),
            here: HashSet::new(),
            last_event: 0,
            revoked_at: None,
            read_at: 0,
            idle: false,
            quiet: false,
            wrong: Vec::new(),
        }
    }

    fn holder(&self) -> Holder {
        Holder { person: self.who, session: self.session }
    }

    pub fn heard_revoked(&mut self, session: SessionId, head: Position) {
        if self.session == session && !matches!(self.stage, Stage::Away) {
            self.revoked_at.get_or_insert(head);
        }
    }

    /// The connection is gone with everything on its way. Gives what the node knew it as.
    pub fn lose_connection(&mut self) -> Option<ConnectionId> {
        self.wire.clear();
        self.idle = false;
        let was = std::mem::replace(&mut self.stage, Stage::Away);
        (!matches!(was, Stage::Away)).then_some(self.id)
    }

    fn hang_up(&mut self, world: &mut World) {
        // What was sent before the close frame arrives.
        while self.receive() {}
        if let Some(id) = self.lose_connection() {
            world.node.remove(id);
        }
    }

    pub fn at_rest(&self, world: &World) -> bool {
        let banned = world.truth[world.end() as usize].banned.contains(&self.who);
        self.wire.is_empty() && if banned { matches!(self.stage, Stage::Away) } else { self.idle }
    }

    // One step

    pub fn step(&mut self, world: &mut World, random: &mut StdRng) {
        if random.random_bool(0.5) && self.receive() {
            return;
        }
        match std::mem::replace(&mut self.stage, Stage::On) {
            Stage::Away => self.connect(world),
            Stage::Greeting { read_from } if world.projected < read_from => self.stage = Stage::Greeting { read_from },
            Stage::Greeting { .. } => {
                let asked: Vec<_> = match self.cursor {
                    Some(_) => self.owed.keys().cloned().collect(),
                    None => vec![Topic::feed()],
                };
                let (snapshot, welcome) = world.snapshot(self.holder(), &asked);
                self.stage = Stage::Read { snapshot, welcome };
            }
            Stage::Read { snapshot, welcome } => self.greet(world, snapshot, welcome),
            Stage::On if !self.quiet && self.wire.is_empty() && random.random_bool(0.15) => self.ask(world, random),
            Stage::On => self.pump(world, random),
            Stage::Asking { asked, read_from } => {
                if world.projected >= read_from && random.random_bool(0.5) {
                    let (snapshot, _) = world.snapshot(self.holder(), &asked.topics);
                    self.stage = Stage::Answered { asked, snapshot };
                } else {
                    self.stage = Stage::Asking { asked, read_from };
                    self.pump(world, random);
                }
            }
            Stage::Answered { asked, snapshot } if random.random_bool(0.5) => self.open(world, asked, snapshot),
            Stage::Answered { asked, snapshot } => {
                self.stage = Stage::Answered { asked, snapshot };
                self.pump(world, random);
            }
            Stage::Filling { asked, gap, after, events, position } => {
                self.fill(world, asked, gap, after, events, position)
            }
        }
    }

    fn connect(&mut self, world: &mut World) {
        self.stage = Stage::Away;
        let banned = world.truth[world.end() as usize].banned.contains(&self.who);
        if (self.quiet && banned) || self.cursor > Some(world.node.head()) {
            return;
        }
        if world.revoked.contains(&self.session) {
            self.session = SessionId(Uuid::from_u128(self.session.0.as_u128() + 100));
        }
        let (id, read_from) = world.node.register(self.holder(), Arc::new(Nobody));
        (self.id, self.revoked_at) = (id, None);
        self.here.clear();
        self.stage = Stage::Greeting { read_from };
    }

    fn greet(&mut self, world: &mut World, snapshot: Snapshot, welcome: bool) {
        if !welcome {
            return self.hang_up(world);
        }
        self.read_at = snapshot.position;
        if let Some((position, topics)) = world.node.admit(self.id, snapshot, self.cursor) {
            self.wire.push_back(Sent::Hello { position, topics });
        }
    }

    fn ask(&mut self, world: &mut World, random: &mut StdRng) {
        let topic = Topic::read(PUBLIC[random.random_range(0..PUBLIC.len())]);
        if random.random_bool(0.3) {
            self.owed.remove(&topic);
            world.node.unsubscribe(self.id, &[topic]);
            return;
        }
        let head = world.node.head();
        let since = random.random_bool(0.8).then(|| head.saturating_sub(random.random_range(0..25)));
        let read_from = world.node.note(self.id);
        self.stage = Stage::Asking { asked: Asked { topics: vec![topic], since }, read_from };
    }

    fn open(&mut self, world: &mut World, asked: Asked, snapshot: Snapshot) {
        let opened = world.node.subscribe(self.id, snapshot.grants, snapshot.position, asked.since);
        let Some(opened) = opened else { return };
        let position = opened.position;
        match opened.gap {
            Some(gap) => {
                let after = gap.after;
                self.stage = Stage::Filling { asked, gap, after, events: Vec::new(), position };
            }
            None => self.answer(asked, Vec::new(), position, opened.unknowable),
        }
    }

    fn answer(&mut self, asked: Asked, events: Vec<Position>, position: Position, reset: bool) {
        let topics = asked.topics;
        // The reset first: were the connection cut between the two, a confirmed topic with a hole would be resumed.
        if reset {
            self.wire.push_back(Sent::Reset { topics: topics.clone(), position, whole: false });
        }
        let since = if reset { Some(position) } else { asked.since };
        self.wire.push_back(Sent::Subscribed { topics, events, since, position });
    }

    fn fill(
        &mut self,
        world: &mut World,
        asked: Asked,
        gap: Gap,
        after: Position,
        mut events: Vec<Position>,
        position: Position,
    ) {
        let floor = world.node.ring().floor().min(gap.upto);
        let (texts, next) = if after < floor {
            (world.node.fill_from_log(self.id, &gap, &world.range(after, floor)), Some(floor))
        } else {
            world.node.fill_from_ring(self.id, &gap, after)
        };
        for text in &texts {
            self.check_allowed(world, number(text));
        }
        events.extend(texts.iter().map(number));
        match next {
            _ if events.len() > world.node.bounds().most_delivered => self.answer(asked, Vec::new(), position, true),
            Some(after) => self.stage = Stage::Filling { asked, gap, after, events, position },
            None if world.node.filled(self.id, &gap) => self.answer(asked, events, position, false),
            None => {}
        }
    }

    fn pump(&mut self, world: &mut World, random: &mut StdRng) {
        let most = world.node.bounds().most_delivered;
        self.idle = false;
        match world.node.take(self.id) {
            Next::Idle => self.idle = matches!(self.stage, Stage::On),
            Next::Write(batch) => self.send(world, batch.frames, batch.heartbeat),
            Next::Close(_) => self.hang_up(world),
            Next::Measure => {
                let (mut total, mut after) = (0, Some(self.cursor.unwrap_or(0).min(world.node.ring().floor())));
                while let Some(from) = after {
                    let (wanted, next) = world.node.measure(self.id, from);
                    (total, after) = (total + wanted, next);
                }
                if total > most { self.reset(world) } else { world.node.measured(self.id) }
            }
            Next::FromLog { after, upto } => {
                let facts = world.range(after, upto);
                if world.node.wanted(self.id, &facts).len() > most {
                    return self.reset(world);
                }
                let middle = random.random_range(after..=upto);
                let part: Vec<_> = facts.into_iter().filter(|fact| fact.position <= middle).collect();
                let batch = world.node.deliver(self.id, &part, middle);
                self.send(world, batch.frames, batch.heartbeat);
            }
        }
    }

    fn send(&mut self, world: &World, frames: Vec<Text>, heartbeat: Option<Position>) {
        for text in &frames {
            self.check_allowed(world, number(text));
            self.wire.push_back(Sent::Event(number(text)));
        }
        self.wire.extend(heartbeat.map(Sent::Heartbeat));
    }

    fn reset(&mut self, world: &mut World) {
        let (position, topics) = world.node.reset(self.id);
        self.wire.push_back(Sent::Reset { topics, position, whole: true });
    }

    // What the client makes of it

    fn receive(&mut self) -> bool {
        let Some(sent) = self.wire.pop_front() else { return false };
        match sent {
            Sent::Hello { position, topics } => {
                if self.cursor.is_none() {
                    (self.cursor, self.owed_from) = (Some(position), position);
                    if topics.contains(&Topic::feed()) {
                        self.owed.insert(Topic::feed(), position);
                    }
                }
            }
            Sent::Event(position) => {
                if position <= self.last_event || self.cursor.is_some_and(|cursor| position <= cursor) {
                    self.wrong.push(format!(
                        "{}: {position} after {} (cursor {:?})",
                        self.name, self.last_event, self.cursor
                    ));
                }
                self.take_in(position);
                self.last_event = position;
                self.cursor = self.cursor.max(Some(position));
            }
            Sent::Heartbeat(position) => self.cursor = self.cursor.max(Some(position)),
            Sent::Subscribed { topics, events, since, position } => {
                events.into_iter().for_each(|event| self.take_in(event));
                for topic in topics {
                    let from = since.unwrap_or(position);
                    self.owed.entry(topic).and_modify(|owed| *owed = from.min(*owed)).or_insert(from);
                }
            }
            Sent::Reset { topics, position, whole } => {
                for topic in topics {
                    self.owed.entry(topic).and_modify(|owed| *owed = position.max(*owed));
                }
                if whole {
                    self.owed_from = self.owed_from.max(position);
                }
                self.cursor = self.cursor.max(Some(position));
            }
        }
        true
    }

    fn take_in(&mut self, position: Position) {
        if !self.here.insert(position) {
            self.wrong.push(format!("{}: {position} twice", self.name));
        }
        self.got.insert(position);
    }
}

/// The model steps whom it likes; nobody needs to be told.
struct Nobody;

impl Bell for Nobody {
    fn ring(self: Arc<Self>, _: ConnectionId, _: Call) {}
}
