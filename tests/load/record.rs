//! What one client was given, kept so that every single delivery can be compared with the log: one bit a position.

use std::collections::{HashMap, HashSet};

/// Positions after `base`, one bit each.
#[derive(Clone, Debug, Default)]
pub struct Positions {
    bits: Vec<u64>,
}

impl Positions {
    pub fn insert(&mut self, offset: u64) {
        let (word, bit) = ((offset / 64) as usize, offset % 64);
        if self.bits.len() <= word {
            self.bits.resize(word + 1, 0);
        }
        self.bits[word] |= 1 << bit;
    }

    pub fn has(&self, offset: u64) -> bool {
        self.bits.get((offset / 64) as usize).is_some_and(|word| word & (1 << (offset % 64)) != 0)
    }

    fn join(&mut self, other: &Positions) {
        if self.bits.len() < other.bits.len() {
            self.bits.resize(other.bits.len(), 0);
        }
        for (own, theirs) in self.bits.iter_mut().zip(&other.bits) {
            *own |= theirs;
        }
    }

    fn len(&self) -> u64 {
        self.bits.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Offsets that are here and not there, the first few.
    fn without(&self, other: &Positions) -> (u64, Vec<u64>) {
        let (mut count, mut first) = (0, Vec::new());
        for (index, word) in self.bits.iter().enumerate() {
            let mut extra = word & !other.bits.get(index).copied().unwrap_or(0);
            count += u64::from(extra.count_ones());
            while extra != 0 && first.len() < 3 {
                first.push(index as u64 * 64 + u64::from(extra.trailing_zeros()));
                extra &= extra - 1;
            }
        }
        (count, first)
    }
}

/// What should have come: per topic, the positions after `base`.
#[derive(Default)]
pub struct Expected {
    pub base: u64,
    pub topics: HashMap<String, Positions>,
}

impl Expected {
    pub fn add(&mut self, topic: &str, position: u64) {
        if !self.topics.contains_key(topic) {
            self.topics.insert(topic.to_owned(), Positions::default());
        }
        if let Some(positions) = self.topics.get_mut(topic) {
            positions.insert(position - self.base);
        }
    }

    /// What of it comes to somebody with these topics.
    fn of(&self, topics: &[String]) -> Positions {
        let mut due = Positions::default();
        for positions in topics.iter().filter_map(|topic| self.topics.get(topic)) {
            due.join(positions);
        }
        due
    }

    pub fn due(&self, topics: &[String]) -> u64 {
        self.of(topics).len()
    }
}

/// A delivery: how far after `base`, and microseconds after the beginning.
pub type Sample = (u32, u32);

/// One client's deliveries, over any number of connections.
pub struct Record {
    pub base: u64,
    had: Positions,
    /// The cursor: everything up to here has been given.
    pub cursor: u64,
    pub deliveries: u64,
    /// `None`: not kept.
    pub samples: Option<Vec<Sample>>,
    pub faults: Vec<String>,
    /// Codes of closes.
    pub closes: Vec<u16>,
    /// Milliseconds after which to come back, when it was asked to go.
    pub asked_to_go: Option<u64>,
    pub presence: Presence,
    online: HashSet<String>,
    /// When it was told who is in a room, by room.
    pub rooms: HashMap<String, Vec<u32>>,
}

/// How often somebody was seen to come and to go: announced, or there and not there in what was said of everybody.
#[derive(Clone, Copy, Default)]
pub struct Presence {
    pub came: u64,
    pub went: u64,
}

const MOST_FAULTS: usize = 5;

impl Record {
    /// Nothing at or before `base` is to come.
    pub fn new(base: u64, samples: bool) -> Record {
        Record {
            base,
            had: Positions::default(),
            cursor: base,
            deliveries: 0,
            samples: samples.then(Vec::new),
            faults: Vec::new(),
            closes: Vec::new(),
            asked_to_go: None,
            presence: Presence::default(),
            online: HashSet::new(),
            rooms: HashMap::new(),
        }
    }

    pub fn event(&mut self, position: u64, now: u32) {
        self.deliveries += 1;
        if position <= self.cursor {
            let again = position > self.base && self.had.has(position - self.base);
            self.fault(format!("{position} {} {}", if again { "twice, after" } else { "after" }, self.cursor));
            return;
        }
        self.had.insert(position - self.base);
        self.cursor = position;
        if let Some(samples) = &mut self.samples {
            samples.push(((position - self.base) as u32, now));
        }
    }

    pub fn passed(&mut self, position: u64) {
        self.cursor = self.cursor.max(position);
    }

    pub fn reset(&mut self, position: u64, why: &str) {
        self.fault(format!("a reset from {} to {position}: {why}", self.cursor));
        self.passed(position);
    }

    /// Somebody's presence is another now.
    pub fn changed(&mut self, person: &str, status: &str) {
        let news = match status {
            "offline" => self.online.remove(person),
            _ => self.online.insert(person.to_owned()),
        };
        match status {
            _ if !news => self.fault(format!("{person} is {status}, as they were")),
            "offline" => self.presence.went += 1,
            _ => self.presence.came += 1,
        }
    }

    /// Everybody whose presence they see and who is here.
    pub fn all_online(&mut self, people: HashSet<String>) {
        self.presence.came += people.difference(&self.online).count() as u64;
        self.presence.went += self.online.difference(&people).count() as u64;
        self.online = people;
    }

    /// Who is in a room.
    pub fn told_of(&mut self, room: &str, now: u32) {
        if !self.rooms.contains_key(room) {
            self.rooms.insert(room.to_owned(), Vec::new());
        }
        if let Some(times) = self.rooms.get_mut(room) {
            times.push(now);
        }
    }

    pub fn asked_to_go(&mut self, after_ms: u64) {
        self.asked_to_go = Some(after_ms);
    }

    pub fn closed(&mut self, payload: &[u8]) {
        let code = payload.get(..2).map_or(0, |code| u16::from_be_bytes([code[0], code[1]]));
        self.closes.push(code);
    }

    pub fn fault(&mut self, what: String) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(what);
        }
    }

    /// Everything wrong, compared with what should have come of these topics.
    pub fn audit(&self, topics: &[String], expected: &Expected) -> Vec<String> {
        let mut wrong = self.faults.clone();
        let due = expected.of(topics);
        let mut say = |what: &str, (count, first): (u64, Vec<u64>)| {
            let first: Vec<_> = first.iter().map(|offset| offset + self.base).collect();
            if count > 0 {
                wrong.push(format!("{count} {what}, the first at {first:?}"));
            }
        };
        say("lost", due.without(&self.had));
        say("not theirs", self.had.without(&due));
        wrong
    }
}
