//! The grammar of what people write: rules and scenes in `topics/*.txt`, and how a text is told from them.
//!
//! A file has two kinds of sections. `[rule]` is followed by its alternatives, one a line. `== text` (or `link`, `poll`) begins a
//! scene: one thing that people post about. Its lines begin with a word: `title`, `link`, `options` (separated by `;`, the n-th
//! belonging to the n-th title), `multiple`, a paragraph's number (`3?`: it may be missing), `thanks` (the author, at the end), or what
//! a comment does (`advice`, `question`, `story`, `banter`, `counter`), with the answers to it after ` | `.
//!
//! In a text `{plant}` is an alternative of the rule, the same in the whole thread; `{plant*}` a new one each time; `{Plant}` with
//! a capital; `{plant.name}` without its article. `{author}` and `{parent}` are first names.

use super::rng::Rng;
use crate::posts::Kind;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// A file of rules and scenes.
#[derive(Debug, Default)]
pub struct Grammar {
    rules: HashMap<&'static str, Vec<&'static str>>,
    pub scenes: Vec<Scene>,
}

/// One thing that people post about.
#[derive(Debug)]
pub struct Scene {
    pub kind: Kind,
    pub titles: Vec<&'static str>,
    pub links: Vec<&'static str>,
    pub options: Vec<&'static str>,
    pub multiple: bool,
    pub paragraphs: Vec<Paragraph>,
    pub lines: Vec<Line>,
    pub thanks: Vec<&'static str>,
}

#[derive(Debug)]
pub struct Paragraph {
    number: &'static str,
    pub optional: bool,
    pub texts: Vec<&'static str>,
}

/// What somebody says to a post, and what is answered to it, in turn.
#[derive(Debug)]
pub struct Line {
    pub does: Does,
    pub text: &'static str,
    pub answers: Vec<&'static str>,
}

/// What a comment does; decides what a good answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    Advise,
    Ask,
    Tell,
    Joke,
    Object,
    Agree,
    Answer,
    Thank,
}

pub static TOPICS: LazyLock<Vec<Grammar>> = LazyLock::new(|| {
    [
        include_str!("topics/garden.txt"),
        include_str!("topics/cycling.txt"),
        include_str!("topics/games.txt"),
        include_str!("topics/bread.txt"),
        include_str!("topics/radio.txt"),
        include_str!("topics/history.txt"),
        include_str!("topics/photo.txt"),
        include_str!("topics/street.txt"),
    ]
    .map(Grammar::read)
    .into()
});
pub static COMMON: LazyLock<Grammar> = LazyLock::new(|| Grammar::read(include_str!("topics/everywhere.txt")));
pub static WELCOME: LazyLock<Grammar> = LazyLock::new(|| Grammar::read(include_str!("topics/welcome.txt")));
pub static NAMES: LazyLock<Grammar> = LazyLock::new(|| Grammar::read(include_str!("names.txt")));

impl Grammar {
    /// # Panics
    /// On a line that is none; the files are part of the program and a test reads them all.
    pub fn read(text: &'static str) -> Grammar {
        let mut grammar = Grammar::default();
        let mut rule = None;
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                rule = Some(name);
            } else if let Some(kind) = line.strip_prefix("== ") {
                rule = None;
                grammar.scenes.push(Scene::new(kind));
            } else if let Some(name) = rule {
                grammar.rules.entry(name).or_default().push(line);
            } else if let Some(scene) = grammar.scenes.last_mut() {
                scene.take(line);
            } else {
                panic!("before any section: {line}");
            }
        }
        grammar
    }

    /// The alternatives of a rule; none when there is no such rule.
    pub fn rule(&self, name: &str) -> &[&'static str] {
        self.rules.get(name).map_or(&[], Vec::as_slice)
    }
}

impl Scene {
    fn new(kind: &str) -> Scene {
        let kind = match kind {
            "text" => Kind::Text,
            "link" => Kind::Link,
            "poll" => Kind::Poll,
            other => panic!("no kind of post: {other}"),
        };
        let (titles, links, options, lines, thanks) = (vec![], vec![], vec![], vec![], vec![]);
        Scene { kind, titles, links, options, multiple: false, paragraphs: vec![], lines, thanks }
    }

    fn take(&mut self, line: &'static str) {
        let (word, text) = line.split_once(' ').unwrap_or((line, ""));
        let does = match word {
            "title" => return self.titles.push(text),
            "link" => return self.links.push(text),
            "options" => return self.options.push(text),
            "thanks" => return self.thanks.push(text),
            "multiple" => return self.multiple = true,
            "advice" => Does::Advise,
            "question" => Does::Ask,
            "story" => Does::Tell,
            "banter" => Does::Joke,
            "counter" => Does::Object,
            number => return self.paragraph(number, text),
        };
        let mut parts = text.split(" | ");
        let text = parts.next().unwrap_or_default();
        self.lines.push(Line { does, text, answers: parts.collect() });
    }

    fn paragraph(&mut self, number: &'static str, text: &'static str) {
        let plain = number.trim_end_matches('?');
        assert!(plain.parse::<u8>().is_ok(), "no such line: {number} {text}");
        match self.paragraphs.last_mut() {
            Some(last) if last.number == plain => last.texts.push(text),
            _ => {
                let optional = plain != number;
                self.paragraphs.push(Paragraph { number: plain, optional, texts: vec![text] });
            }
        }
    }
}

/// What one thread is about: the alternatives it has settled on.
#[derive(Clone, Debug)]
pub struct Telling {
    topic: &'static Grammar,
    settled: BTreeMap<String, String>,
}

impl Telling {
    pub fn new(topic: &'static Grammar) -> Telling {
        Telling { topic, settled: BTreeMap::new() }
    }

    /// Gives a name its meaning from now on.
    pub fn settle(&mut self, name: &str, value: &str) {
        self.settled.insert(name.to_owned(), value.to_owned());
    }

    /// The alternatives of a rule, the topic's own before the common ones.
    pub fn rule(&self, name: &str) -> &'static [&'static str] {
        let own = self.topic.rule(name);
        if own.is_empty() { COMMON.rule(name) } else { own }
    }

    /// One alternative of a rule, told.
    pub fn any(&mut self, rule: &str, rng: &mut Rng) -> String {
        let text = rng.pick(self.rule(rule));
        self.tell(text, rng)
    }

    /// A text with its slots filled and its `\n` broken.
    ///
    /// # Panics
    /// When it names a rule that is not there; a test tells everything.
    pub fn tell(&mut self, text: &str, rng: &mut Rng) -> String {
        self.fill(text, &mut Vec::new(), rng).replace("\\n", "\n")
    }

    fn fill(&mut self, text: &str, told: &mut Vec<String>, rng: &mut Rng) -> String {
        let mut out = String::with_capacity(text.len() * 2);
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            let (before, slot) = (&rest[..start], &rest[start + 1..]);
            let end = slot.find('}').unwrap_or_else(|| panic!("an open slot in {text}"));
            out.push_str(before);
            out.push_str(&self.slot(&slot[..end], told, rng));
            rest = &slot[end + 1..];
        }
        out.push_str(rest);
        out
    }

    fn slot(&mut self, slot: &str, told: &mut Vec<String>, rng: &mut Rng) -> String {
        let (slot, fresh) = slot.strip_suffix('*').map_or((slot, false), |slot| (slot, true));
        let (slot, nameless) = slot.strip_suffix(".name").map_or((slot, false), |slot| (slot, true));
        let name = slot.to_lowercase();
        let mut value = if fresh { self.another(&name, told, rng) } else { self.same(&name, told, rng) };
        if nameless {
            value = without_article(&value).to_owned();
        }
        if slot.starts_with(char::is_uppercase) { capitalised(&value) } else { value }
    }

    fn same(&mut self, name: &str, told: &mut Vec<String>, rng: &mut Rng) -> String {
        if let Some(value) = self.settled.get(name) {
            return value.clone();
        }
        let value = self.alternative(name, told, rng);
        self.settle(name, &value);
        value
    }

    /// An alternative that was neither settled on nor used in this text already, where there are enough.
    fn another(&mut self, name: &str, told: &mut Vec<String>, rng: &mut Rng) -> String {
        let mut value = self.alternative(name, told, rng);
        for _ in 0..12 {
            if !told.contains(&value) && self.settled.get(name) != Some(&value) {
                break;
            }
            value = self.alternative(name, told, rng);
        }
        told.push(value.clone());
        value
    }

    fn alternative(&mut self, name: &str, told: &mut Vec<String>, rng: &mut Rng) -> String {
        let alternatives = self.rule(name);
        assert!(!alternatives.is_empty(), "no rule {name}");
        let text = *rng.pick(alternatives);
        self.fill(text, told, rng)
    }
}

pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn without_article(text: &str) -> &str {
    ["a ", "an ", "the ", "my "].iter().find_map(|article| text.strip_prefix(article)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &'static str, rng: &mut Rng) {
        let mut telling = Telling::new(&WELCOME);
        telling.settle("parent", "Ada");
        assert!(!telling.tell(text, rng).contains(['{', '}']));
    }

    #[test]
    fn everything_can_be_told() {
        let mut rng = Rng::new(7);
        for rule in COMMON.rules.values().flatten().copied() {
            told(rule, &mut rng);
        }
        for topic in TOPICS.iter().chain([&*WELCOME]) {
            assert!(topic.rule("remark").len() >= 5, "remarks for long threads");
            for scene in &topic.scenes {
                assert!(!scene.titles.is_empty() && !scene.lines.is_empty());
                assert_eq!(scene.kind == Kind::Poll, !scene.options.is_empty(), "{:?}", scene.titles);
                assert_eq!(scene.kind == Kind::Link, !scene.links.is_empty(), "{:?}", scene.titles);
                for pair in [&scene.options, &scene.links] {
                    assert!(pair.is_empty() || pair.len() == scene.titles.len(), "{:?}", scene.titles);
                }
                let texts = scene.titles.iter().chain(&scene.links).chain(&scene.options).chain(&scene.thanks);
                let paragraphs = scene.paragraphs.iter().flat_map(|paragraph| &paragraph.texts);
                let lines = scene.lines.iter().flat_map(|line| line.answers.iter().chain([&line.text]));
                for text in texts.chain(paragraphs).chain(lines).chain(topic.rule("remark")) {
                    let mut telling = Telling::new(topic);
                    telling.settle("parent", "Ada");
                    let told = telling.tell(text, &mut rng);
                    assert!(!told.contains(['{', '}', '\\']), "{text} became {told}");
                }
            }
        }
    }

    #[test]
    fn a_slot_is_settled_and_a_starred_one_is_not() {
        let mut rng = Rng::new(3);
        let mut telling = Telling::new(&TOPICS[0]);
        let one = telling.tell("{plant}", &mut rng);
        assert_eq!(telling.tell("{plant}", &mut rng), one);
        let others = telling.tell("{plant*};{plant*};{plant*}", &mut rng);
        let mut others: Vec<&str> = others.split(';').collect();
        others.push(&one);
        others.sort_unstable();
        others.dedup();
        assert_eq!(others.len(), 4, "all different: {others:?}");
    }

    #[test]
    fn capitals_and_articles() {
        let mut rng = Rng::new(3);
        let mut telling = Telling::new(&WELCOME);
        telling.settle("bike", "my old city bike");
        assert_eq!(
            telling.tell("{Bike} / {bike.name} / {Bike.name}\\n", &mut rng),
            "My old city bike / old city bike / Old city bike\n"
        );
    }
}
