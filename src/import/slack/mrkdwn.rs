//! Slack's mark-up as Markdown: `<@U1>`, `<#C1|name>`, `<https://x|words>`, `*bold*`, `~struck~`, `:tada:`, code as it is.

use super::emoji;

/// `name`: what somebody is called here.
pub fn markdown<'n>(text: &str, name: impl Fn(&str) -> Option<&'n str>) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    // Every other part is code: blocks first, then spans within what is left.
    for (nth, part) in text.split("```").enumerate() {
        if nth % 2 == 1 {
            out.push_str(&format!("\n```\n{}\n```\n", plain(part, &name).trim_matches('\n')));
            continue;
        }
        for (nth, part) in part.split('`').enumerate() {
            match nth % 2 {
                1 => out.push_str(&format!("`{}`", plain(part, &name))),
                _ => out.push_str(&prose(part, &name)),
            }
        }
    }
    out.trim().to_owned()
}

/// Whom it mentions, by their ids there, in its order.
pub fn mentioned(text: &str) -> Vec<&str> {
    let parts = text.split("<@").skip(1);
    parts.filter_map(|part| part.split_once('>')).map(|(id, _)| id.split('|').next().unwrap_or(id)).collect()
}

fn prose<'n>(text: &str, name: &impl Fn(&str) -> Option<&'n str>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(&styled(before));
        match after.split_once('>') {
            Some((token, after)) => {
                out.push_str(&token_of(token, name, true));
                rest = after;
            }
            None => {
                out.push_str("\\<");
                rest = after;
            }
        }
    }
    out.push_str(&styled(rest));
    out
}

/// As it would be read, without marks.
fn plain<'n>(text: &str, name: &impl Fn(&str) -> Option<&'n str>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let Some((token, after)) = after.split_once('>') else { break };
        out.push_str(&token_of(token, name, false));
        rest = after;
    }
    out.push_str(rest);
    unescaped(&out)
}

fn token_of<'n>(token: &str, name: &impl Fn(&str) -> Option<&'n str>, marked: bool) -> String {
    let (target, label) = token.split_once('|').map_or((token, None), |(target, label)| (target, Some(label)));
    match target.chars().next() {
        Some('@') => format!("@{}", name(&target[1..]).or(label).unwrap_or("somebody")),
        Some('#') => format!("#{}", label.unwrap_or(&target[1..])),
        Some('!') => label.unwrap_or(&target[1..]).to_owned(),
        _ => match (label, marked) {
            (Some(label), true) if label != target => {
                format!("[{}]({})", unescaped(label).replace('[', "\\[").replace(']', "\\]"), unescaped(target))
            }
            (_, true) => format!("<{}>", unescaped(target)),
            (_, false) => unescaped(target),
        },
    }
}

/// Bold and struck words, emoji by name; what would be a mark only here is escaped.
fn styled(text: &str) -> String {
    let mut out = String::new();
    for (nth, line) in text.split('\n').enumerate() {
        if nth > 0 {
            out.push('\n');
        }
        let escaped = unescaped(line).replace('<', "\\<");
        // A heading there is only a sign.
        let line = if escaped.starts_with('#') { format!("\\{escaped}") } else { escaped };
        let doubled = doubled(&doubled(&line, '*'), '~');
        out.push_str(&named_emoji(&doubled));
    }
    out
}

/// `*words*` as `**words**`, where the marks stand at the borders of words.
fn doubled(text: &str, mark: char) -> String {
    let letters: Vec<char> = text.chars().collect();
    let outside = |at: Option<&char>| at.is_none_or(|c| !c.is_alphanumeric() && *c != mark);
    let inside = |at: Option<&char>| at.is_some_and(|c| !c.is_whitespace() && *c != mark);
    let closes = |end: &usize| letters[*end] == mark && inside(letters.get(end - 1)) && outside(letters.get(end + 1));
    let (mut out, mut at) = (String::new(), 0);
    // Where none closes, none closes further on: a long line is gone through once.
    let mut closing = true;
    while at < letters.len() {
        let opens = closing
            && letters[at] == mark
            && outside(at.checked_sub(1).and_then(|b| letters.get(b)))
            && inside(letters.get(at + 1));
        let end = if opens { (at + 2..letters.len()).find(closes) } else { None };
        closing &= !opens || end.is_some();
        match end {
            Some(end) => {
                let words: String = letters[at + 1..end].iter().collect();
                out.push_str(&format!("{mark}{mark}{words}{mark}{mark}"));
                at = end + 1;
            }
            None => {
                out.push(letters[at]);
                at += 1;
            }
        }
    }
    out
}

fn named_emoji(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(':') {
        out.push_str(before);
        let found = after.split_once(':').and_then(|(name, after)| Some((emoji::of(name)?, after)));
        match found {
            Some((emoji, after)) => {
                out.push_str(&emoji);
                rest = after;
            }
            None => {
                out.push(':');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        markdown(text, |id| (id == "U1").then_some("ada"))
    }

    #[test]
    fn marks_become_markdown() {
        for (slack, expected) in [
            ("hello <@U1>, <@U9|ben> and <@U9>", "hello @ada, @ben and @somebody"),
            ("in <#C1|general> <!here>", "in #general here"),
            ("see <https://example.org/?a=1&amp;b=2|the [page]>", "see [the \\[page\\]](https://example.org/?a=1&b=2)"),
            ("see <https://example.org>", "see <https://example.org>"),
            ("*bold* _slanted_ ~gone~ 2*3*4", "**bold** _slanted_ ~~gone~~ 2*3*4"),
            ("*two* and *three words here*", "**two** and **three words here**"),
            ("well :tada: :our_logo: at 10:30", "well 🎉 :our_logo: at 10:30"),
            ("a &lt;script&gt; &amp;amp; b", "a \\<script> &amp; b"),
            ("# no heading\n#neither", "\\# no heading\n\\#neither"),
            ("`*as* &lt;it&gt; is :tada:` *b*", "`*as* <it> is :tada:` **b**"),
            ("```let a = <https://x.y>;```", "```\nlet a = https://x.y;\n```"),
            ("an < alone", "an \\< alone"),
            ("", ""),
        ] {
            assert_eq!(of(slack), expected, "{slack}");
        }
    }

    #[test]
    fn whom_it_mentions() {
        assert_eq!(mentioned("<@U1> and <@U2|ben> <#C1> <@U1> <@"), ["U1", "U2", "U1"]);
    }
}
