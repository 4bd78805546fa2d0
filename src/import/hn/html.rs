//! The HTML of Hacker News: paragraphs, italics, links, code, entities. Anything else in angle brackets is text like any other.

/// What a text is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    Paragraph(Vec<Span>),
    Code(String),
}

/// A stretch of text within a paragraph. White space is single spaces.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    pub text: String,
    pub italic: bool,
    /// Where it leads, as written.
    pub link: Option<String>,
}

/// A tag longer than this is none.
const TAG: usize = 4_096;

#[derive(Debug, PartialEq)]
enum Tag {
    Paragraph,
    Italic(bool),
    Code(bool),
    Link(Option<String>),
    LinkEnd,
}

/// The blocks of a text, none of them empty.
pub fn blocks(html: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        reader.text(&rest[..start]);
        rest = &rest[start..];
        match tag(rest, reader.code.is_some()) {
            Some((tag, length)) => {
                reader.tag(tag);
                rest = &rest[length..];
            }
            None => {
                reader.text("<");
                rest = &rest[1..];
            }
        }
    }
    reader.text(rest);
    reader.finish()
}

/// A title or a poll's option: one line, without what breaks it or turns its neighbours around.
pub fn line(html: &str) -> String {
    let decoded = decoded(html);
    let visible = decoded.chars().filter(|c| !turns_direction(*c) && (!c.is_control() || c.is_whitespace()));
    visible.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Embeddings, overrides and isolates.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The tag a text begins with, and its length. Within code only its end counts.
fn tag(text: &str, in_code: bool) -> Option<(Tag, usize)> {
    let mut end = text.len().min(TAG);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let name: String = text[1..end].chars().take_while(|c| c.is_ascii_alphabetic() || *c == '/').take(6).collect();
    let name = name.to_ascii_lowercase();
    let known = matches!(
        name.as_str(),
        "p" | "/p" | "i" | "/i" | "pre" | "/pre" | "code" | "/code" | "a" | "/a" | "br" | "br/"
    );
    if !known || in_code && !matches!(name.as_str(), "/code" | "/pre" | "code") {
        return None;
    }
    // Nothing in a tag opens another.
    let length = text[1..end].find(['<', '>']).map(|at| at + 2).filter(|length| text[..*length].ends_with('>'))?;
    let inside = &text[1 + name.len()..length - 1];
    let tag = match name.as_str() {
        "a" => Tag::Link(attribute(inside, "href")),
        _ if !inside.trim_end_matches('/').trim().is_empty() => return None,
        "/a" => Tag::LinkEnd,
        "i" => Tag::Italic(true),
        "/i" => Tag::Italic(false),
        "pre" | "code" => Tag::Code(true),
        "/pre" | "/code" => Tag::Code(false),
        _ => Tag::Paragraph,
    };
    Some((tag, length))
}

fn attribute(inside: &str, name: &str) -> Option<String> {
    let start = inside.find(&format!("{name}=\""))? + name.len() + 2;
    let value = &inside[start..];
    Some(decoded(&value[..value.find('"')?]))
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    spans: Vec<Span>,
    italic: bool,
    link: Option<String>,
    code: Option<String>,
}

impl Reader {
    fn text(&mut self, text: &str) {
        let text = decoded(text);
        if let Some(code) = &mut self.code {
            return code.extend(text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')));
        }
        if text.is_empty() {
            return;
        }
        let text: String = text
            .chars()
            .filter(|c| !c.is_control() || c.is_whitespace())
            .map(|c| if c.is_whitespace() { ' ' } else { c })
            .collect();
        match self.spans.last_mut() {
            Some(last) if last.italic == self.italic && last.link == self.link => last.text.push_str(&text),
            _ => self.spans.push(Span { text, italic: self.italic, link: self.link.clone() }),
        }
    }

    fn tag(&mut self, tag: Tag) {
        match tag {
            Tag::Paragraph => self.end_paragraph(),
            Tag::Italic(on) => self.italic = on,
            Tag::Link(link) => self.link = link,
            Tag::LinkEnd => self.link = None,
            Tag::Code(true) if self.code.is_none() => {
                self.end_paragraph();
                self.code = Some(String::new());
            }
            Tag::Code(true) => {}
            Tag::Code(false) => self.end_code(),
        }
    }

    fn end_code(&mut self) {
        if let Some(code) = self.code.take() {
            let code = code.trim_end().trim_start_matches('\n');
            if !code.trim().is_empty() {
                self.blocks.push(Block::Code(code.to_owned()));
            }
        }
    }

    /// What was not closed ends with its paragraph.
    fn end_paragraph(&mut self) {
        (self.italic, self.link) = (false, None);
        let mut spans: Vec<Span> = Vec::new();
        for mut span in std::mem::take(&mut self.spans) {
            let after_space = spans.last().is_none_or(|last: &Span| last.text.ends_with(' '));
            span.text = single_spaced(&span.text, after_space);
            if !span.text.is_empty() {
                spans.push(span);
            }
        }
        while let Some(last) = spans.last_mut() {
            last.text.truncate(last.text.trim_end().len());
            if !last.text.is_empty() {
                return self.blocks.push(Block::Paragraph(spans));
            }
            spans.pop();
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.end_code();
        self.end_paragraph();
        self.blocks
    }
}

fn single_spaced(text: &str, after_space: bool) -> String {
    let mut space = after_space;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != ' ' || !space {
            out.push(c);
        }
        space = c == ' ';
    }
    out
}

/// Entities become what they stand for; what is none stays.
pub fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        match entity(rest) {
            Some((c, length)) => {
                out.push(c);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = &text[1..end];
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "hellip" => '…',
        "mdash" => '—',
        "ndash" => '–',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| *c != '\0')?
        }
    };
    Some((c, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Span {
        Span { text: text.into(), italic: false, link: None }
    }

    #[test]
    fn paragraphs_italics_links_and_code() {
        let html = r#"One &amp; <i>two</i><p>See <a href="https:&#x2F;&#x2F;a.example&#x2F;x" rel="nofollow">https:&#x2F;&#x2F;a...</a>
            <p><pre><code>  if a &lt; b:
    go()
</code></pre>after"#;
        let link = Some("https://a.example/x".to_owned());
        assert_eq!(
            blocks(html),
            [
                Block::Paragraph(vec![plain("One & "), Span { text: "two".into(), italic: true, link: None }]),
                Block::Paragraph(vec![plain("See "), Span { text: "https://a...".into(), italic: false, link }]),
                Block::Code("  if a < b:\n    go()".into()),
                Block::Paragraph(vec![plain("after")]),
            ]
        );
    }

    #[test]
    fn whatever_is_no_tag_is_text() {
        for text in [
            "<script>alert(1)</script>",
            "a < b > c",
            "<b>x</b>",
            "<pizza>",
            "<",
            "<a",
            "<i x=1>y",
            "&bogus; &#x110000; &",
        ] {
            assert_eq!(blocks(text), [Block::Paragraph(vec![plain(text)])], "{text}");
        }
        assert!(blocks(" <p> <p><i> </i><pre><code>\n</code></pre>").is_empty());
    }

    #[test]
    fn nothing_in_code_is_markup() {
        assert_eq!(
            blocks("<pre><code>a <i>b</i> <p> <a href=\"x\">"),
            [Block::Code("a <i>b</i> <p> <a href=\"x\">".into())]
        );
    }

    #[test]
    fn many_brackets_take_no_time() {
        for unit in ["<", "<a ", "<p", "&", "<i>", "<a href=\"", "&#x"] {
            let started = std::time::Instant::now();
            let _ = blocks(&unit.repeat(60_000 / unit.len()));
            assert!(started.elapsed().as_secs() < 5, "{unit:?} took {:?}", started.elapsed());
        }
    }

    #[test]
    fn lines_are_one_line() {
        assert_eq!(line(" Ask\u{202E} HN:\n a &amp;\u{0} b "), "Ask HN: a & b");
    }
}
