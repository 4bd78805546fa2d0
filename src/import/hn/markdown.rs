//! The blocks of a Hacker News text as Markdown that means the same and nothing else.

use super::html::{self, Block, Span};

/// How much a text of that many characters can grow by the end of a clipped one: a fence, an ellipsis.
const ENDING: usize = 16;

/// Markdown of at most `most` characters (at least 100), and whether something had to be left out.
pub fn of_html(text: &str, most: usize) -> (String, bool) {
    let mut markdown = String::new();
    let mut length = 0;
    for block in html::blocks(text) {
        let written = written(&block);
        let gap = if markdown.is_empty() { 0 } else { 2 };
        let count = written.chars().count();
        if length + gap + count <= most {
            markdown.push_str(&"\n\n"[..gap]);
            markdown.push_str(&written);
            length += gap + count;
            continue;
        }
        let left = most.saturating_sub(length + gap + ENDING);
        if left > 0 {
            markdown.push_str(&"\n\n"[..gap]);
            markdown.push_str(&written_shorter(&block, left));
        } else if length + 3 <= most {
            markdown.push_str("\n\n…");
        }
        return (markdown, true);
    }
    (markdown, false)
}

fn written(block: &Block) -> String {
    match block {
        Block::Paragraph(spans) => paragraph(spans),
        Block::Code(code) => fenced(code),
    }
}

/// About the first `left` characters of it, without emphasis and links.
fn written_shorter(block: &Block, left: usize) -> String {
    // Escaping doubles at most.
    match block {
        Block::Paragraph(spans) => {
            let text: String = spans.iter().flat_map(|span| span.text.chars()).take(left / 2).collect();
            format!("{} …", escaped(text.trim_end(), true))
        }
        Block::Code(code) => {
            let code: String = code.chars().take(left / 3).collect();
            fenced(&code)
        }
    }
}

fn fenced(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}\n{code}\n{fence}")
}

fn paragraph(spans: &[Span]) -> String {
    let mut out = String::new();
    let mut rest = spans;
    while let Some(first) = rest.first() {
        let together = rest.iter().take_while(|span| span.italic == first.italic).count();
        let (group, after) = rest.split_at(together);
        let mut inner = String::new();
        for (at, span) in group.iter().enumerate() {
            add(&mut inner, &one(span, out.is_empty() && at == 0 && !first.italic));
        }
        if first.italic {
            let next = after.first().and_then(|span| span.text.chars().next());
            emphasised(&inner, next, &mut out);
        } else {
            add(&mut out, &inner);
        }
        rest = after;
    }
    out
}

/// A link after an exclamation mark would be an image.
fn add(out: &mut String, text: &str) {
    if text.starts_with('[') && out.ends_with('!') {
        out.insert(out.len() - 1, '\\');
    }
    out.push_str(text);
}

/// Emphasis where Markdown can express it: its marks must not touch white space inside or letters outside punctuation.
fn emphasised(inner: &str, next: Option<char>, out: &mut String) {
    let body = inner.trim_matches(' ');
    let (before, after) =
        (inner.len() - inner.trim_start_matches(' ').len(), inner.len() - inner.trim_end_matches(' ').len());
    if body.is_empty() {
        return out.push_str(inner);
    }
    out.push_str(&" "[..before.min(1)]);
    let outside = |c: Option<char>| c.is_none_or(|c| c == ' ' || c.is_ascii_punctuation());
    let opens = body.starts_with(char::is_alphanumeric) || outside(out.chars().next_back());
    let next = if after > 0 { Some(' ') } else { next };
    let closes = body.ends_with(char::is_alphanumeric) || outside(next);
    if opens && closes {
        out.push_str(&format!("*{body}*"));
    } else {
        add(out, body);
    }
    out.push_str(&" "[..after.min(1)]);
}

/// `begins`: it stands at the beginning of its paragraph, where some characters mean a list or a heading.
fn one(span: &Span, begins: bool) -> String {
    let text = &span.text;
    let Some(address) = span.link.as_deref().and_then(address) else { return escaped(text, begins) };
    let shown = text.trim();
    if shown.is_empty() {
        return text.clone();
    }
    let link = if names(shown, span.link.as_deref().unwrap_or_default()) {
        format!("<{address}>")
    } else {
        format!("[{}](<{}>)", escaped(shown, false), address.replace('&', "\\&"))
    };
    let lead = if text.starts_with(' ') { " " } else { "" };
    let trail = if text.ends_with(' ') { " " } else { "" };
    format!("{lead}{link}{trail}")
}

/// The text is the address itself, as Hacker News shows it: whole, or cut with three dots.
fn names(text: &str, address: &str) -> bool {
    let start = text.strip_suffix("...").unwrap_or(text);
    !start.is_empty() && address.starts_with(start) && (start.len() < text.len() || start.len() == address.len())
}

/// An http or https address that can stand in angle brackets.
fn address(link: &str) -> Option<String> {
    let link = link.trim();
    let lower = link.get(..8).unwrap_or(link).to_ascii_lowercase();
    if !(lower.starts_with("https://") || lower.starts_with("http://")) {
        return None;
    }
    let mut address = String::with_capacity(link.len());
    for c in link.chars() {
        match c {
            '<' | '>' | '\\' | '`' | ' ' => address.push_str(&format!("%{:02X}", u32::from(c))),
            c if c.is_whitespace() || c.is_control() => {}
            c => address.push(c),
        }
    }
    Some(address)
}

/// Text that Markdown shows as it is.
pub fn escaped(text: &str, begins: bool) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in text.char_indices() {
        let always = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|');
        // A heading, a list, a rule; a number with a dot or a bracket.
        let first = begins
            && (at == 0 && matches!(c, '#' | '+' | '-' | '=') || digits > 0 && at == digits && matches!(c, '.' | ')'));
        if always || first {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests;
