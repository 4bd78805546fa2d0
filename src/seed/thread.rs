//! One thread: a post and everything that happens to it.

use super::actions::{Act, Action, Thing};
use super::grammar::{COMMON, Does, Grammar, Scene, Telling};
use super::residents::{Resident, Style, key};
use super::rhythm;
use super::rng::Rng;
use super::telling;
use crate::posts::Kind;
use std::collections::HashSet;
use time::{Duration, OffsetDateTime};

mod reactions;

/// How much is answered: weight, then comments from and to.
const HEAT: [(f64, i64, i64); 5] = [(26.0, 0, 3), (38.0, 2, 7), (24.0, 6, 14), (9.0, 14, 30), (3.0, 40, 75)];
/// Deeper than this people begin a new branch.
const DEEPEST: usize = 9;

pub struct Thread<'a> {
    /// In the order of their joining.
    people: &'a [Resident],
    author: usize,
    /// How likely the people up to that one are to speak, all together.
    voices: Vec<f64>,
    grammar: &'static Grammar,
    scene: &'static Scene,
    until: OffsetDateTime,
    /// Nothing happens to the post after this.
    ends: OffsetDateTime,
    telling: Telling,
    rng: Rng,
    actions: Vec<Action>,
    comments: Vec<Said>,
    /// Lines of the scene nobody has said yet.
    unsaid: Vec<usize>,
    texts: HashSet<String>,
}

struct Said {
    thing: Thing,
    at: OffsetDateTime,
    does: Does,
    depth: usize,
    /// Whom the comment answers; the post's author at the top.
    to: usize,
    /// What is still to be answered to it, and by whom first.
    answers: &'static [&'static str],
    asker: usize,
    answered: bool,
}

/// What a thread is about.
pub struct Subject {
    pub topic: usize,
    pub grammar: &'static Grammar,
    pub scene: &'static Scene,
    pub telling: Telling,
    pub title: String,
    /// Which of the scene's titles, options and links it is.
    pub variant: usize,
}

/// What a thread begins with.
pub struct Opening<'a> {
    pub people: &'a [Resident],
    pub author: usize,
    pub subject: Subject,
    pub at: OffsetDateTime,
    pub until: OffsetDateTime,
    pub rng: Rng,
}

/// Everything that happens to the post, in no particular order.
pub fn all(opening: Opening<'_>, welcome: bool) -> Vec<Action> {
    let Opening { people, author, subject, at, until, rng } = opening;
    let Subject { topic, grammar, scene, telling, title, variant } = subject;
    let mut unsaid: Vec<usize> = (0..scene.lines.len()).rev().collect();
    let mut thread = Thread {
        people,
        author,
        voices: voices(people, topic),
        grammar,
        scene,
        until,
        ends: until,
        telling,
        rng,
        actions: Vec::new(),
        comments: Vec::new(),
        unsaid: Vec::new(),
        texts: HashSet::new(),
    };
    thread.rng.shuffle(&mut unsaid);
    thread.unsaid = unsaid;
    let first = people[author].display_name.split(' ').next().unwrap_or_default().to_owned();
    thread.telling.settle("author", &first);
    thread.run(title, variant, at, welcome);
    thread.actions
}

fn voices(people: &[Resident], topic: usize) -> Vec<f64> {
    let mut sum = 0.0;
    let weights = people.iter().map(|person| {
        sum += person.activity * if person.interests.contains(&topic) { 4.0 } else { 1.0 };
        sum
    });
    weights.collect()
}

impl Thread<'_> {
    fn run(&mut self, title: String, variant: usize, at: OffsetDateTime, welcome: bool) {
        let post = Thing { by: self.author, key: key(at, &mut self.rng) };
        let regretted = !welcome && self.rng.chance(0.012);
        if regretted {
            self.ends = (at + Duration::minutes(self.rng.between(15, 180))).min(self.until);
        }
        let body = self.body();
        let poll = (self.scene.kind == Kind::Poll).then(|| self.poll(variant, at));
        let closes_at = poll.as_ref().and_then(|poll| poll.closes_at);
        let options = poll.as_ref().map_or(0, |poll| poll.options.len());
        let multiple = poll.as_ref().is_some_and(|poll| poll.multiple);
        let link = self.scene.links.get(variant).map(|link| self.telling.tell(link, &mut self.rng));
        let act = Act::Post { kind: self.scene.kind, title, body: body.clone(), link, poll };
        self.actions.push(Action { at, by: self.author, key: post.key, act });

        let charm = self.people[self.author].charm;
        let comments = if welcome { 55 } else { self.heat(charm) };
        // Everybody says hello, on the day they come.
        let spread = if welcome { 12 * 24 * 60 } else { 1 };
        self.talk(post, at, comments, spread);
        let likes = (self.comments.len() as f64 * 0.5 + charm * self.rng.between(0, 9) as f64) as usize;
        self.like(post, at, likes);
        if options > 0 {
            let until = closes_at.map_or(self.ends, |closes| closes.min(self.ends));
            self.vote(post, at, until, options, multiple);
        }
        if regretted && self.ends < self.until {
            self.act(self.ends + Duration::seconds(5), self.author, Act::DeletePost { post });
        } else {
            self.edit(post, at, body);
        }
    }

    /// Keeps what happens before the end.
    fn act(&mut self, at: OffsetDateTime, by: usize, act: Act) {
        if at < self.until {
            let key = key(at, &mut self.rng);
            self.actions.push(Action { at, by, key, act });
        }
    }

    fn heat(&mut self, charm: f64) -> usize {
        let bucket = self.rng.weighted(HEAT.iter().map(|(weight, ..)| *weight)).unwrap_or(0);
        let (_, from, to) = HEAT[bucket];
        (self.rng.between(from, to) as f64 * charm.min(1.6)) as usize
    }

    fn body(&mut self) -> String {
        let mut paragraphs = Vec::new();
        for paragraph in &self.scene.paragraphs {
            if !(paragraph.optional && self.rng.chance(0.5)) {
                let text = *self.rng.pick(&paragraph.texts);
                paragraphs.push(self.telling.tell(text, &mut self.rng));
            }
        }
        paragraphs.join("\n\n")
    }

    fn poll(&mut self, variant: usize, at: OffsetDateTime) -> crate::posts::PollSetup {
        let options = self.telling.tell(self.scene.options[variant], &mut self.rng);
        let options = options.split(';').map(|option| super::grammar::capitalised(option.trim())).collect();
        let closes_at = self.rng.chance(0.6).then(|| {
            let hours = 24 * self.rng.between(2, 7);
            at.replace_nanosecond(0).unwrap_or(at) + Duration::hours(hours)
        });
        crate::posts::PollSetup { options, multiple: self.scene.multiple, closes_at }
    }

    /// `spread`: the minutes over which people come by.
    fn talk(&mut self, post: Thing, since: OffsetDateTime, count: usize, spread: i64) {
        let mut times: Vec<OffsetDateTime> = Vec::new();
        for _ in 0..count {
            let from = since + Duration::minutes(self.rng.between(0, spread));
            times.push(rhythm::soon(&mut self.rng, from));
        }
        times.retain(|at| *at < self.ends);
        times.sort_unstable();
        for at in times {
            self.say(post, at);
        }
        let enough = self.comments.len() >= 4 && !self.scene.thanks.is_empty() && self.rng.chance(0.55);
        if let Some(last) = self.comments.last().map(|said| said.at).filter(|_| enough) {
            let at = rhythm::soon(&mut self.rng, last);
            let text = *self.rng.pick(&self.scene.thanks);
            if at < self.ends {
                self.add(post, at, self.author, None, Does::Thank, text, &[]);
            }
        }
        self.second_thoughts();
    }

    /// Somebody says something at that moment: the next answer of an exchange, an answer to anybody, or something to the post.
    fn say(&mut self, post: Thing, at: OffsetDateTime) {
        let waiting = self.recent(|said| !said.answers.is_empty() && !said.answered);
        if let Some(parent) = waiting.filter(|_| self.rng.chance(0.55)) {
            return self.go_on(post, at, parent);
        }
        let answerable = self.recent(|said| said.depth < DEEPEST && said.does != Does::Thank);
        let lines_left = !self.unsaid.is_empty();
        if let Some(parent) = answerable.filter(|_| self.rng.chance(if lines_left { 0.22 } else { 0.62 })) {
            return self.answer(post, at, parent);
        }
        let Some(by) = self.speaker(at, &[self.author]) else { return };
        match self.unsaid.pop() {
            Some(line) => {
                let line = &self.scene.lines[line];
                self.add(post, at, by, None, line.does, line.text, &line.answers);
            }
            None => {
                let remark = *self.rng.pick(self.grammar.rule("remark"));
                self.add(post, at, by, None, Does::Tell, remark, &[]);
            }
        }
    }

    /// A comment that fits, later ones likelier.
    fn recent(&mut self, fits: impl Fn(&Said) -> bool) -> Option<usize> {
        let weights =
            self.comments.iter().enumerate().map(|(age, said)| if fits(said) { (age + 2) as f64 } else { 0.0 });
        self.rng.weighted(weights)
    }

    /// The scene knows what is answered: by turns the post's author and whoever spoke first.
    fn go_on(&mut self, post: Thing, at: OffsetDateTime, parent: usize) {
        let said = &mut self.comments[parent];
        said.answered = true;
        let (text, rest) = (said.answers[0], &said.answers[1..]);
        let by = if said.thing.by == self.author { said.asker } else { self.author };
        self.add(post, at, by, Some(parent), Does::Answer, text, rest);
    }

    /// Nobody wrote down what is answered, but what the comment does says what could be.
    fn answer(&mut self, post: Thing, at: OffsetDateTime, parent: usize) {
        let said = &self.comments[parent];
        let (does, author, to) = (said.does, said.thing.by, said.to);
        if does == Does::Ask && to != author {
            let text = self.common("answer");
            return self.add(post, at, to, Some(parent), Does::Answer, text, &[]);
        }
        let grateful = matches!(does, Does::Advise | Does::Tell | Does::Object) && author != self.author;
        if grateful && self.rng.chance(0.4) {
            let text = self.common("thanks");
            return self.add(post, at, self.author, Some(parent), Does::Thank, text, &[]);
        }
        let Some(by) = self.speaker(at, &[author]) else { return };
        let (rule, does) = match self.rng.below(10) {
            0..=3 => ("agree", Does::Agree),
            4 | 5 => ("counter", Does::Object),
            6 | 7 => ("follow_up", Does::Ask),
            _ => ("remark", Does::Tell),
        };
        let text = if rule == "remark" { *self.rng.pick(self.grammar.rule(rule)) } else { self.common(rule) };
        self.add(post, at, by, Some(parent), does, text, &[]);
    }

    fn common(&mut self, rule: &str) -> &'static str {
        self.rng.pick::<&'static str>(COMMON.rule(rule))
    }

    /// Somebody who has joined by then, likelier who writes much and cares about the topic.
    fn speaker(&mut self, at: OffsetDateTime, except: &[usize]) -> Option<usize> {
        let here = self.people.partition_point(|person| person.joined_at + Duration::minutes(3) < at);
        let total = *self.voices.get(here.checked_sub(1)?)?;
        (0..20).find_map(|_| {
            let point = self.rng.unit() * total;
            let drawn = self.voices[..here].partition_point(|sum| *sum <= point).min(here - 1);
            (!except.contains(&drawn)).then_some(drawn)
        })
    }

    #[allow(clippy::too_many_arguments)] // What a comment is; a struct would be named once and used once.
    fn add(
        &mut self,
        post: Thing,
        at: OffsetDateTime,
        by: usize,
        parent: Option<usize>,
        does: Does,
        text: &'static str,
        answers: &'static [&'static str],
    ) {
        let to = parent.map_or(self.author, |parent| self.comments[parent].thing.by);
        let Some(body) = self.words(by, to, does, text, parent.is_some()) else { return };
        let body = telling::styled(body, self.people[by].style);
        let (key, depth) = (key(at, &mut self.rng), parent.map_or(0, |parent| self.comments[parent].depth + 1));
        let thing = Thing { by, key };
        let parent = parent.map(|parent| self.comments[parent].thing);
        // Typed in a hurry, and mended.
        let slip = self.rng.chance(0.03).then(|| telling::slip(&body, &mut self.rng)).flatten();
        let mends_at = at + Duration::seconds(self.rng.between(40, 900));
        let mended = slip.filter(|_| mends_at < self.ends).map(|slip| (slip, body.clone()));
        let (first, later) = mended.map_or((body, None), |(slip, body)| (slip, Some(body)));
        self.actions.push(Action { at, by, key, act: Act::Comment { post, parent, body: first } });
        if let Some(body) = later {
            self.act(mends_at, by, Act::EditComment { comment: thing, body });
        }
        let asker = if by == self.author { to } else { by };
        self.comments.push(Said { thing, at, does, depth, to, answers, asker, answered: false });
    }

    /// The comment's text, one that nobody has written in this thread; `None` when that does not work out.
    fn words(&mut self, by: usize, to: usize, does: Does, text: &'static str, answers: bool) -> Option<String> {
        let parent = &self.people[to];
        let first = parent.display_name.split(' ').next().unwrap_or_default().to_owned();
        let mention = format!("@{}", parent.username);
        self.telling.settle("parent", &first);
        for attempt in 0..4 {
            let mut body = self.telling.tell(text, &mut self.rng);
            let chatty =
                matches!(does, Does::Advise | Does::Tell | Does::Object) && self.people[by].style == Style::Careful;
            if chatty && self.rng.chance(0.25) || attempt > 1 {
                body = format!("{} {body}", self.telling.any("opening", &mut self.rng));
            }
            if chatty && self.rng.chance(0.15) {
                body = format!("{body} {}", self.telling.any("closing", &mut self.rng));
            }
            if does == Does::Tell && self.rng.chance(0.1) {
                body = format!("{body}\n\n{}", self.telling.any("remark", &mut self.rng));
            }
            if answers && by != to && self.rng.chance(0.07) {
                body = format!("{mention} {body}");
            }
            if self.texts.insert(body.clone()) {
                return Some(body);
            }
        }
        None
    }

    /// Likes of comments, and the few comments that are taken back.
    fn second_thoughts(&mut self) {
        for index in 0..self.comments.len() {
            let (thing, at, depth) = (self.comments[index].thing, self.comments[index].at, self.comments[index].depth);
            let regretted = self.rng.chance(0.015);
            let likes = match self.rng.below(20) {
                0 => self.rng.between(3, 12) as usize,
                1..=6 if depth < 3 => self.rng.between(1, 4) as usize,
                _ => 0,
            };
            if regretted {
                // Nothing can be done to it afterwards.
                let last =
                    self.actions.iter().filter(|action| action.needs() == Some(thing)).map(|action| action.at).max();
                let at = rhythm::soon(&mut self.rng, last.unwrap_or(at).max(at));
                if at < self.ends {
                    self.act(at, thing.by, Act::DeleteComment { comment: thing });
                }
            } else {
                self.like_comment(thing, at, likes);
            }
        }
    }

    fn edit(&mut self, post: Thing, since: OffsetDateTime, body: String) {
        if self.rng.chance(0.1) && self.comments.len() > 2 && !body.is_empty() {
            let at = rhythm::soon(&mut self.rng, since);
            let note = self.telling.any("edit_note", &mut self.rng);
            self.act(at, self.author, Act::EditPost { post, body: format!("{body}\n\n*{note}*") });
        }
    }
}
