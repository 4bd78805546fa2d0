//! What people say to each other beside their posts: friendships, rooms, groups, and threads of talk in them.

use super::actions::{Act, Action, Place, Thing};
use super::grammar::{COMMON, Grammar, TOPICS, Telling};
use super::residents::{Resident, key};
use super::rhythm;
use super::rng::Rng;
use super::telling;
use std::collections::HashSet;
use time::{Duration, OffsetDateTime};

/// A room for a topic, by its index.
const ROOMS: [(usize, &str, &str); 5] = [
    (0, "garden", "Seeds, slugs and what came of them."),
    (3, "bread", "Starters, crusts and the day after."),
    (1, "cycling", "Ways, weather and things that rattle."),
    (2, "games", "Whose turn it is, and who is in on Thursday."),
    (7, "street", "What happens outside the door."),
];
const GROUPS: [&str; 10] = [
    "Thursday table",
    "Seed swap",
    "Early birds",
    "The allotment four",
    "Choir, after the choir",
    "Cake rota",
    "Sunday ride",
    "Quiz: we need you",
    "Borrowed ladders",
    "Film club",
];
const EMOJI: [&str; 8] = ["👍", "❤️", "😂", "🎉", "🙏", "👀", "🌱", "🔥"];
/// Threads of talk a day in a room that everybody is in.
const THREADS: f64 = 1.1;

/// Whom it happens among, and until when.
struct Town<'a> {
    people: &'a [Resident],
    until: OffsetDateTime,
    actions: Vec<Action>,
}

/// Somebody in a conversation, since when.
#[derive(Clone, Copy)]
struct Seat {
    who: usize,
    since: OffsetDateTime,
}

/// Everything that happens, in no particular order.
pub fn all(rng: &Rng, people: &[Resident], start: OffsetDateTime, until: OffsetDateTime) -> Vec<Action> {
    let mut town = Town { people, until, actions: Vec::new() };
    if people.len() < 4 {
        return town.actions;
    }
    let friends = town.friendships(&mut rng.part("friends", 0));
    for (number, (topic, name, description)) in ROOMS.into_iter().enumerate() {
        town.room(topic, name, description, start, &mut rng.part("room", number));
    }
    for (number, name) in GROUPS.into_iter().take(people.len() / 20 + 1).enumerate() {
        town.group(name, &friends, &mut rng.part("group", number));
    }
    for (number, (one, other, since)) in friends.iter().enumerate() {
        town.aside(*one, *other, *since, &mut rng.part("aside", number));
    }
    town.actions
}

impl Town<'_> {
    /// Keeps what happens before the end; whether it did.
    fn act(&mut self, at: OffsetDateTime, by: usize, act: Act, rng: &mut Rng) -> Option<Thing> {
        let thing = Thing { by, key: key(at, rng) };
        let kept = at < self.until;
        if kept {
            self.actions.push(Action { at, by, key: thing.key, act });
        }
        kept.then_some(thing)
    }

    /// Who has asked whom, and whose request was accepted, with the moment of it.
    fn friendships(&mut self, rng: &mut Rng) -> Vec<(usize, usize, OffsetDateTime)> {
        let (mut pairs, mut friends) = (HashSet::new(), Vec::new());
        for one in 0..self.people.len() {
            for _ in 0..rng.between(0, 4) {
                let interests = &self.people[one].interests;
                let weights = self.people.iter().map(|other| {
                    let shared = other.interests.iter().any(|topic| interests.contains(topic));
                    other.charm * if shared { 4.0 } else { 0.5 }
                });
                let Some(other) = rng.weighted(weights).filter(|other| *other != one) else { continue };
                if !pairs.insert((one.min(other), one.max(other))) {
                    continue;
                }
                let both_here = self.people[one].joined_at.max(self.people[other].joined_at) + Duration::hours(1);
                let met = both_here + Duration::hours(rng.between(0, 200));
                let asked = rhythm::soon(rng, met);
                let accepted = rhythm::soon(rng, asked);
                if self.act(asked, one, Act::Befriend { with: other }, rng).is_some()
                    && rng.chance(0.85)
                    && self.act(accepted, other, Act::Befriend { with: one }, rng).is_some()
                {
                    friends.push((one, other, accepted));
                }
            }
        }
        friends
    }

    /// The founder opens it; whoever cares comes in, and some others.
    fn room(&mut self, topic: usize, name: &str, description: &str, start: OffsetDateTime, rng: &mut Rng) {
        let founded = self.people[0].joined_at.max(start) + Duration::minutes(rng.between(60, 400));
        let description = Some(description.to_owned());
        let act = Act::Open { name: name.to_owned(), description, people: Vec::new(), room: true };
        let Some(room) = self.act(founded, 0, act, rng) else { return };
        let mut seats = vec![Seat { who: 0, since: founded }];
        for who in 1..self.people.len() {
            let cares = self.people[who].interests.contains(&topic);
            if rng.chance(if cares { 0.7 } else { 0.08 }) {
                let since = rhythm::soon(rng, founded.max(self.people[who].joined_at + Duration::minutes(5)));
                if self.act(since, who, Act::Enter { room }, rng).is_some() {
                    seats.push(Seat { who, since });
                }
            }
        }
        self.threads(Place::Conversation(room), &seats, topic, founded, THREADS, rng);
    }

    /// Somebody gathers some of their friends.
    fn group(&mut self, name: &str, friends: &[(usize, usize, OffsetDateTime)], rng: &mut Rng) {
        let weights = self.people.iter().map(|person| person.activity);
        let Some(opener) = rng.weighted(weights) else { return };
        let of_opener = |(one, other, since): &(usize, usize, OffsetDateTime)| match opener {
            _ if *one == opener => Some((*other, *since)),
            _ if *other == opener => Some((*one, *since)),
            _ => None,
        };
        let mut others: Vec<(usize, OffsetDateTime)> = friends.iter().filter_map(of_opener).collect();
        rng.shuffle(&mut others);
        others.truncate(2 + rng.below(5));
        let Some(latest) = others.iter().map(|(_, since)| *since).max() else { return };
        let opened = rhythm::soon(rng, latest);
        let people = others.iter().map(|(who, _)| *who).collect();
        let act = Act::Open { name: name.to_owned(), description: None, people, room: false };
        let Some(group) = self.act(opened, opener, act, rng) else { return };
        let all = others.iter().map(|(who, _)| *who).chain([opener]);
        let seats: Vec<Seat> = all.map(|who| Seat { who, since: opened }).collect();
        let topic = self.people[opener].interests.first().copied().unwrap_or_default();
        self.threads(Place::Conversation(group), &seats, topic, opened, THREADS * 0.6, rng);
    }

    /// Some friends write to each other.
    fn aside(&mut self, one: usize, other: usize, since: OffsetDateTime, rng: &mut Rng) {
        if !rng.chance(0.3) {
            return;
        }
        let opened = rhythm::soon(rng, since);
        let Some(place) =
            self.act(opened, one, Act::OpenDirect { with: other }, rng).map(|_| Place::Between(one, other))
        else {
            return;
        };
        let seats = [one, other].map(|who| Seat { who, since: opened });
        let topic = self.people[one].interests.first().copied().unwrap_or_default();
        self.threads(place, &seats, topic, opened, 0.25, rng);
    }

    /// `mean`: threads on an ordinary day.
    fn threads(&mut self, place: Place, seats: &[Seat], topic: usize, since: OffsetDateTime, mean: f64, rng: &mut Rng) {
        let grammar = &TOPICS[topic];
        let mut day = since;
        while day < self.until {
            let mean = mean * rhythm::of_day(day);
            for _ in 0..mean as usize + usize::from(rng.chance(mean.fract())) {
                let at = (day.replace_time(time::Time::MIDNIGHT) + rhythm::time_of_day(rng, 0)).max(since);
                let here: Vec<usize> = seats.iter().filter(|seat| seat.since < at).map(|seat| seat.who).collect();
                if here.len() >= 2 {
                    self.thread(place, &here, grammar, at + Duration::minutes(1), rng);
                }
            }
            day += Duration::days(1);
        }
    }

    /// Somebody begins with what a scene is about, others answer with its lines, and some of that is answered in turn.
    fn thread(&mut self, place: Place, here: &[usize], grammar: &'static Grammar, at: OffsetDateTime, rng: &mut Rng) {
        let scene = &grammar.scenes[rng.below(grammar.scenes.len())];
        let mut telling = Telling::new(grammar);
        let opener = self.speaker(here, None, rng);
        telling.settle("author", first_name(&self.people[opener]));
        telling.settle("parent", first_name(&self.people[opener]));
        let title = telling.tell(scene.titles[rng.below(scene.titles.len())], rng);
        let mut now = at;
        let Some(first) = self.say(place, opener, title, None, now, rng) else { return };
        let mut lines: Vec<usize> = (0..scene.lines.len()).collect();
        rng.shuffle(&mut lines);
        lines.truncate(1 + rng.below(5));
        for line in lines.into_iter().map(|line| &scene.lines[line]) {
            let by = self.speaker(here, Some(opener), rng);
            now += Duration::milliseconds(rng.between(15_000, 420_000));
            telling.settle("parent", first_name(&self.people[opener]));
            let text = telling.tell(line.text, rng);
            let answers = rng.chance(0.35).then_some(first);
            let Some(said) = self.say(place, by, text, answers, now, rng) else { return };
            self.react(place, said, here, now, rng);
            let (mut last, mut asker) = (said, by);
            for answer in &line.answers {
                asker = if asker == opener { by } else { opener };
                now += Duration::milliseconds(rng.between(10_000, 180_000));
                telling.settle("parent", first_name(&self.people[last.by]));
                let text = telling.tell(answer, rng);
                let Some(said) = self.say(place, asker, text, Some(last), now, rng) else { return };
                last = said;
            }
        }
        if rng.chance(0.4) {
            let by = self.speaker(here, Some(opener), rng);
            let agreed = *rng.pick(COMMON.rule("agree"));
            let text = telling.tell(agreed, rng);
            now += Duration::milliseconds(rng.between(15_000, 420_000));
            self.say(place, by, text, None, now, rng);
        }
    }

    fn say(
        &mut self,
        place: Place,
        by: usize,
        text: String,
        answers: Option<Thing>,
        at: OffsetDateTime,
        rng: &mut Rng,
    ) -> Option<Thing> {
        let body = telling::styled(text, self.people[by].style);
        self.act(at, by, Act::Say { place, body, answers }, rng)
    }

    fn react(&mut self, place: Place, message: Thing, here: &[usize], at: OffsetDateTime, rng: &mut Rng) {
        if !rng.chance(0.3) {
            return;
        }
        let emoji = *rng.pick(&EMOJI);
        let mut reacted = HashSet::from([message.by]);
        for _ in 0..rng.between(1, 4) {
            let by = *rng.pick(here);
            if reacted.insert(by) {
                let at = at + Duration::milliseconds(rng.between(20_000, 3_600_000));
                self.act(at, by, Act::React { place, message, emoji }, rng);
            }
        }
    }

    /// Likelier who writes much; somebody else than `except`, if there is anybody.
    fn speaker(&self, here: &[usize], except: Option<usize>, rng: &mut Rng) -> usize {
        let weights = here.iter().map(|who| if Some(*who) == except { 0.0 } else { self.people[*who].activity });
        rng.weighted(weights).map_or(here[0], |index| here[index])
    }
}

fn first_name(person: &Resident) -> &str {
    person.display_name.split(' ').next().unwrap_or_default()
}
