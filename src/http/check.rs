//! Checks of values that several areas need. Lengths count Unicode characters.

use super::problem::{Fault, Problem};
use std::ops::RangeInclusive;

/// Every field that is wrong, so that a form can show all at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    pub fn none(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::invalid(self.0)) }
    }

    pub fn add(&mut self, pointer: &str, code: &'static str, detail: impl Into<String>) {
        self.0.push(Fault { pointer: pointer.to_owned(), code, detail: detail.into() });
    }

    /// Text of several lines. With a minimum it must also be visible.
    pub fn text(&mut self, pointer: &str, text: &str, length: RangeInclusive<usize>) {
        self.length(pointer, text.chars().count(), &length);
        if *length.start() > 0 && !text.is_empty() && !text.chars().any(is_visible) {
            self.add(pointer, "invisible", "Nobody could see this.");
        }
    }

    /// Text of one line: a title, a name. Without characters that break the line or turn around what stands beside it.
    pub fn line(&mut self, pointer: &str, text: &str, length: RangeInclusive<usize>) {
        self.text(pointer, text, length);
        if let Some(bad) = text.chars().find(|c| c.is_control() || turns_direction(*c)) {
            self.add(pointer, "not_allowed", format!("The character U+{:04X} is not allowed here.", u32::from(bad)));
        }
    }

    /// An http or https address (`https_only`: the latter alone), at most 2,000 characters.
    pub fn link(&mut self, pointer: &str, link: &str, https_only: bool) {
        self.length(pointer, link.chars().count(), &(1..=2000));
        let schemes: &[&str] = if https_only { &["https"] } else { &["https", "http"] };
        let good = url::Url::parse(link).is_ok_and(|url| {
            schemes.contains(&url.scheme())
                && url.host_str().is_some_and(|host| !host.is_empty())
                && url.username().is_empty()
                && url.password().is_none()
        });
        // The parser drops tabs and line ends silently and takes `https:host`; whoever shows the link might not.
        let plain = schemes.iter().any(|scheme| starts_with_scheme(link, scheme))
            && !link.chars().any(|c| c.is_control() || c.is_whitespace() || turns_direction(c));
        if !(good && plain) {
            let detail = format!("This must be an address that begins with {}://.", schemes.join(":// or "));
            self.add(pointer, "not_a_link", detail);
        }
    }

    /// The number of characters or items.
    pub fn length(&mut self, pointer: &str, count: usize, length: &RangeInclusive<usize>) {
        if count < *length.start() {
            self.add(pointer, "too_short", format!("At least {} needed, {count} given.", length.start()));
        }
        if count > *length.end() {
            self.add(pointer, "too_long", format!("At most {} allowed, {count} given.", length.end()));
        }
    }
}

fn starts_with_scheme(link: &str, scheme: &str) -> bool {
    let rest =
        link.get(..scheme.len()).filter(|start| start.eq_ignore_ascii_case(scheme)).map(|_| &link[scheme.len()..]);
    rest.is_some_and(|rest| rest.starts_with("://"))
}

/// Embeddings, overrides and isolates.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a reader sees anything of it.
fn is_visible(c: char) -> bool {
    let invisible = c.is_whitespace()
        || c.is_control()
        || turns_direction(c)
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}');
    !invisible
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(check: impl Fn(&mut Faults)) -> Vec<&'static str> {
        let mut faults = Faults::default();
        check(&mut faults);
        faults.0.iter().map(|fault| fault.code).collect()
    }

    #[test]
    fn names_that_nobody_sees_or_that_turn_around_are_refused() {
        for bad in ["\u{200B}\u{200B}", "   ", "\u{2800}", "\u{3164}"] {
            assert_eq!(codes(|faults| faults.line("/x", bad, 1..=50)), ["invisible"], "{bad:?}");
        }
        assert_eq!(codes(|faults| faults.line("/x", "ada\u{202E}nimda", 1..=50)), ["not_allowed"]);
        assert_eq!(codes(|faults| faults.line("/x", "two\nlines", 1..=50)), ["not_allowed"]);
        for good in ["Ada", "עדה", "👩‍💻", "<script>", "é"] {
            assert!(codes(|faults| faults.line("/x", good, 1..=50)).is_empty(), "{good}");
        }
    }

    #[test]
    fn links_are_http_or_https_with_a_host() {
        for good in ["https://example.org", "http://example.org/a?b=c#d", "HTTPS://EXAMPLE.ORG/ä"] {
            assert!(codes(|faults| faults.link("/link", good, false)).is_empty(), "{good}");
        }
        for bad in [
            "",
            "javascript:alert(1)",
            "data:text/html,x",
            "//example.org",
            "https:example.org",
            "https://",
            "ftp://a.b",
            "java\nscript:alert(1)",
            "https://exa\tmple.org",
            "https://user:secret@example.org",
            "not a link",
        ] {
            assert!(!codes(|faults| faults.link("/link", bad, false)).is_empty(), "{bad}");
        }
        assert_eq!(codes(|faults| faults.link("/avatar", "http://example.org", true)), ["not_a_link"]);
    }
}
