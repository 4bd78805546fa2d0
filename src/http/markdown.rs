//! Markdown to sanitised HTML, remembered for a while. A pure function of the text, so that frames and answers agree.

use lru::LruCache;
use parking_lot::Mutex;
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html::push_html};
use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock};

const REMEMBERED: NonZeroUsize = NonZeroUsize::new(4096).expect("not zero");
/// Quotes in quotes in quotes: beyond this many at a line's start it is an attack on the reader.
const NESTING: usize = 32;

/// The sanitiser's parser takes time quadratic in the number of character references, so it does not get to see those that the
/// renderer wrote. Whoever writes a stand-in gets an escaped character: nothing that could open a tag.
const ESCAPES: [(&str, &str); 4] =
    [("&amp;", "\u{F8E1}"), ("&lt;", "\u{F8E2}"), ("&gt;", "\u{F8E3}"), ("&quot;", "\u{F8E4}")];
/// And HTML that people write may have so many; beyond, it is shown as text.
const REFERENCES: usize = 200;

static RENDERED: LazyLock<Mutex<LruCache<String, Arc<str>>>> = LazyLock::new(|| Mutex::new(LruCache::new(REMEMBERED)));
static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(sanitiser);

/// Safe HTML of people's Markdown.
pub fn html(markdown: &str) -> Arc<str> {
    if markdown.is_empty() {
        return "".into();
    }
    if let Some(html) = RENDERED.lock().get(markdown) {
        return html.clone();
    }
    let html: Arc<str> = render(markdown).into();
    RENDERED.lock().put(markdown.to_owned(), html.clone());
    html
}

/// The names after `@` in a text, each once, lower case, in order, at most `most`; not those in code or links.
pub fn mentions(markdown: &str, most: usize) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut names = Vec::new();
    let mut plain = Plain::default();
    for event in parser(&flattened(markdown)) {
        if let Some(text) = plain.text(&event) {
            for piece in pieces(text) {
                if let Piece::Mention(name) = piece {
                    let name = name.to_lowercase();
                    if names.len() < most && seen.insert(name.clone()) {
                        names.push(name);
                    }
                }
            }
        }
    }
    names
}

fn render(markdown: &str) -> String {
    let flat = flattened(markdown);
    let mut plain = Plain::default();
    let mut events = Vec::new();
    let mut references = 0;
    for event in parser(&flat) {
        if let Some(text) = plain.text(&event) {
            linked(text, &mut events);
            continue;
        }
        match event {
            Event::Html(text) | Event::InlineHtml(text) => {
                references += text.matches('&').count();
                events.push(if references > REFERENCES { Event::Text(text) } else { Event::Html(text) });
            }
            event => events.push(event),
        }
    }
    let mut html = String::with_capacity(markdown.len() * 2);
    push_html(&mut html, events.into_iter());
    let hidden = ESCAPES.iter().fold(html, |html, (escape, stand_in)| html.replace(escape, stand_in));
    let clean = SANITISER.clean(&hidden).to_string();
    ESCAPES.iter().fold(clean, |html, (escape, stand_in)| html.replace(stand_in, escape))
}

fn parser(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    // Adjacent texts as one, so that a name is not cut at an underscore.
    pulldown_cmark::TextMergeStream::new(Parser::new_ext(markdown, options))
}

/// The text with absurd nesting taken away: it costs more than its length and shows nothing.
fn flattened(markdown: &str) -> String {
    let lines = markdown.split_inclusive('\n').map(|line| {
        let markers = |c: char| matches!(c, '>' | ' ' | '\t' | '-' | '*' | '+' | '.' | ')') || c.is_ascii_digit();
        let start = line.find(|c| !markers(c)).unwrap_or(line.len());
        let deep = line[..start].chars().filter(|c| !c.is_whitespace()).count() > NESTING;
        if deep && line[..start].contains(['>', ' ', '\t']) { &line[start..] } else { line }
    });
    let mut brackets = 0usize;
    let mut flat = String::with_capacity(markdown.len());
    for line in lines {
        for c in line.chars() {
            brackets = if c == '[' { brackets + 1 } else { 0 };
            if brackets <= NESTING {
                flat.push(c);
            }
        }
    }
    flat
}

/// Knows whether a text stands for itself, that is neither in code nor in a link.
#[derive(Default)]
struct Plain {
    inside: usize,
}

impl Plain {
    fn text<'a>(&mut self, event: &'a Event<'_>) -> Option<&'a str> {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Link { .. } | Tag::Image { .. }) => self.inside += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::Link | TagEnd::Image) => self.inside -= 1,
            Event::Text(text) if self.inside == 0 => return Some(text),
            _ => {}
        }
        None
    }
}

#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Text(&'a str),
    Mention(&'a str),
    Address(&'a str),
}

/// Cuts a text at its mentions and bare addresses.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(at) = rest[from..].find(['@', 'h']).map(|at| at + from) {
        let before = rest[..at].chars().next_back();
        let starts = !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '@' | '/' | '.'));
        match starts.then(|| mention_or_address(&rest[at..])).flatten() {
            Some((piece, length)) => {
                if at > 0 {
                    pieces.push(Piece::Text(&rest[..at]));
                }
                pieces.push(piece);
                rest = &rest[at + length..];
                from = 0;
            }
            None => from = at + 1,
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

fn mention_or_address(text: &str) -> Option<(Piece<'_>, usize)> {
    if let Some(after) = text.strip_prefix('@') {
        let length = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(after.len());
        return (3..=30).contains(&length).then(|| (Piece::Mention(&after[..length]), length + 1));
    }
    if !(text.starts_with("https://") || text.starts_with("http://")) {
        return None;
    }
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(text.len());
    let address = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*', '_']);
    (address.len() > "https://".len()).then_some((Piece::Address(address), address.len()))
}

fn linked(text: &str, events: &mut Vec<Event<'_>>) {
    for piece in pieces(text) {
        let (address, shown) = match piece {
            Piece::Text(text) => {
                events.push(Event::Text(text.to_owned().into()));
                continue;
            }
            Piece::Mention(name) => (format!("/people/@{name}"), format!("@{name}")),
            Piece::Address(address) => (address.to_owned(), address.to_owned()),
        };
        let dest_url: CowStr<'static> = address.into();
        let none: CowStr<'static> = "".into();
        events.push(Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title: none.clone(), id: none }));
        events.push(Event::Text(shown.into()));
        events.push(Event::End(TagEnd::Link));
    }
}

fn sanitiser() -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::default();
    builder
        .tags(HashSet::from([
            "p",
            "br",
            "hr",
            "em",
            "strong",
            "del",
            "code",
            "pre",
            "blockquote",
            "ul",
            "ol",
            "li",
            "a",
            "img",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .link_rel(Some("nofollow noopener"));
    builder
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    #[test]
    fn markdown_becomes_html() {
        assert_eq!(&*html("**hello** _you_"), "<p><strong>hello</strong> <em>you</em></p>\n");
        assert_eq!(&*html("a < b & c"), "<p>a &lt; b &amp; c</p>\n");
        assert_eq!(&*html(""), "");
    }

    #[test]
    fn nothing_of_it_runs() {
        for bad in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "![x](javascript:alert(1))",
            "<svg/onload=alert(1)>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<iframe src=\"https://example.org\"></iframe>",
            "<style>*{display:none}</style>",
            "`<script>`",
        ] {
            let html = html(bad);
            for never in ["<script", "<svg", "<iframe", "<style", "onerror", "javascript:", "data:text"] {
                assert!(!html.to_lowercase().contains(never), "{bad} became {html}");
            }
        }
    }

    #[test]
    fn links_do_not_vouch_for_where_they_lead() {
        let html = html("[x](https://example.org) and https://example.com/a_b_c, and so on");
        assert!(html.contains(r#"<a href="https://example.org" rel="nofollow noopener">x</a>"#), "{html}");
        assert!(html.contains(r#"<a href="https://example.com/a_b_c" rel="nofollow noopener">"#), "{html}");
    }

    #[test]
    fn mentions_are_links() {
        assert!(html("hello @Ada_1!").contains(r#"<a href="/people/@Ada_1" rel="nofollow noopener">@Ada_1</a>!"#));
        for no in ["mail@example.org", "`@ada`", "@ab", "[@ada](https://example.org)"] {
            assert!(!html(no).contains("href=\"/people/@"), "{no}");
        }
        assert_eq!(
            mentions("@ada @Ben, @ADA and `@code` x@y.zz **@cleo** (@snake_case_)", 50),
            ["ada", "ben", "cleo", "snake_case_"]
        );
        assert_eq!(mentions("@aaa @bbb @ccc", 2).len(), 2);
    }

    #[test]
    fn absurd_texts_take_no_absurd_time() {
        for unit in [
            ">", "> ", "[", "*", "- ", "1. ", "`", "<", "![", "a@", "&", "|a", "\n- ", "**a", "_a ", "[a](", "](",
            "<p>&", "<b>", "<p>",
        ] {
            let text = unit.repeat(50_000 / unit.len());
            let once = Instant::now();
            let _ = html(&text);
            let _ = mentions(&text, 50);
            assert!(once.elapsed() < Duration::from_secs(8), "{unit:?} took {:?}", once.elapsed());
        }
    }
}
