//! The simulation: who does what when, from one number. Pure: no clock, no I/O, the same for ever.

use super::actions::{Act, Action};
use super::grammar::{Grammar, TOPICS, Telling, WELCOME};
use super::residents::{self, Resident, key};
use super::rhythm;
use super::rng::Rng;
use super::talk;
use super::thread::{self, Opening, Subject};
use std::collections::HashSet;
use time::{Duration, OffsetDateTime};

/// Posts each person writes in a day, on average.
const POSTS: f64 = 0.062;

#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub people: usize,
    pub days: usize,
    pub rng: u64,
    /// Nothing happens at or after this.
    pub until: OffsetDateTime,
}

#[derive(Debug, PartialEq)]
pub struct Community {
    pub people: Vec<Resident>,
    /// In the order of their time; whatever an action needs comes before it.
    pub actions: Vec<Action>,
}

/// Lives through all the days.
pub fn simulate(plan: &Plan) -> Community {
    let rng = Rng::new(plan.rng);
    let start = plan.until - Duration::days(plan.days as i64);
    let people = residents::all(&rng, plan.people, start, plan.until);
    let mut actions = Vec::new();
    for (number, person) in people.iter().enumerate() {
        arrive(number, person, plan.until, &mut rng.part("arrival", number), &mut actions);
    }
    let mut desk = Desk { rotation: Rotation::new(&rng), titles: HashSet::new() };
    for (number, (at, author)) in moments(plan, start, &people, &mut rng.part("posts", 0)).into_iter().enumerate() {
        let (welcome, mut rng) = (number == 0, rng.part("thread", number));
        let subject = match welcome {
            true => desk.title(0, &WELCOME, 0, &mut rng),
            false => desk.subject(&people[author], &mut rng),
        };
        let opening = Opening { people: &people, author, subject, at, until: plan.until, rng };
        actions.extend(thread::all(opening, welcome));
    }
    actions.extend(talk::all(&rng, &people, start, plan.until));
    actions.sort_by_key(|action| (action.at, action.key));
    Community { people, actions }
}

fn arrive(number: usize, person: &Resident, until: OffsetDateTime, rng: &mut Rng, actions: &mut Vec<Action>) {
    actions.push(Action { at: person.joined_at, by: number, key: person.key, act: Act::Join });
    let at = person.joined_at + Duration::seconds(rng.between(30, 150));
    let display_name = (person.display_name != person.username).then(|| person.display_name.clone());
    let bio = (!person.bio.is_empty()).then(|| person.bio.clone());
    if at < until && (display_name.is_some() || bio.is_some()) {
        actions.push(Action { at, by: number, key: key(at, rng), act: Act::Introduce { display_name, bio } });
    }
}

/// When posts are written and by whom, in order; the first is the founder's.
fn moments(plan: &Plan, start: OffsetDateTime, people: &[Resident], rng: &mut Rng) -> Vec<(OffsetDateTime, usize)> {
    let mut moments = Vec::new();
    for day in (0..plan.days).map(|day| start + Duration::days(day as i64)) {
        let evening = day + Duration::hours(20);
        let here = people.iter().filter(|person| person.joined_at < evening).count();
        // The first days are livelier: everybody has something to tell.
        let mean = (here as f64 * POSTS + 1.0) * rhythm::of_day(day) * (0.6 + 0.8 * rng.unit());
        let count = mean as usize + usize::from(rng.chance(mean.fract()));
        for _ in 0..count {
            let shift = 0;
            let at = day + rhythm::time_of_day(rng, shift);
            let weights = people.iter().map(|person| {
                let at = at - Duration::hours(person.shift);
                if person.joined_at + Duration::minutes(20) < at { person.activity } else { 0.0 }
            });
            if let Some(author) = rng.weighted(weights) {
                let at = at.max(people[author].joined_at + Duration::minutes(10));
                moments.push((at, author));
            }
        }
    }
    moments.sort_unstable();
    if let Some(first) = people.first() {
        let at = first.joined_at + Duration::minutes(17);
        moments.retain(|(other, _)| *other > at && *other < plan.until);
        if at < plan.until {
            moments.insert(0, (at, 0));
        }
    }
    moments
}

/// Every scene of a topic once before one comes again.
struct Rotation {
    decks: Vec<Vec<usize>>,
}

impl Rotation {
    fn new(rng: &Rng) -> Rotation {
        let decks = TOPICS.iter().enumerate().map(|(number, topic)| {
            let mut deck: Vec<usize> = (0..topic.scenes.len()).collect();
            rng.part("deck", number).shuffle(&mut deck);
            deck
        });
        Rotation { decks: decks.collect() }
    }

    fn next(&mut self, author: &Resident, rng: &mut Rng) -> (usize, &'static Grammar, usize) {
        let topic = if rng.chance(0.85) { *rng.pick(&author.interests) } else { rng.below(TOPICS.len()) };
        let deck = &mut self.decks[topic];
        // Not strictly in turn, or one would see the pattern.
        let taken = rng.below((deck.len() / 2).max(1));
        let scene = deck.remove(taken);
        deck.push(scene);
        (topic, &TOPICS[topic], scene)
    }
}

struct Desk {
    rotation: Rotation,
    titles: HashSet<String>,
}

impl Desk {
    /// Something of the author's interest under a title nobody had, if one can be found.
    fn subject(&mut self, author: &Resident, rng: &mut Rng) -> Subject {
        let mut attempt = 0;
        loop {
            let (topic, grammar, scene) = self.rotation.next(author, rng);
            let subject = self.title(topic, grammar, scene, rng);
            attempt += 1;
            if self.titles.insert(subject.title.clone()) || attempt == 40 {
                return subject;
            }
        }
    }

    fn title(&mut self, topic: usize, grammar: &'static Grammar, scene: usize, rng: &mut Rng) -> Subject {
        let scene = &grammar.scenes[scene];
        let mut telling = Telling::new(grammar);
        let variant = rng.below(scene.titles.len());
        let title = telling.tell(scene.titles[variant], rng);
        Subject { topic, grammar, scene, telling, title, variant }
    }
}

#[cfg(test)]
mod tests;
