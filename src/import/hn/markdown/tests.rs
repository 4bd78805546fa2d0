use super::*;
use crate::http::markdown::html as rendered;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

fn of(html: &str) -> String {
    of_html(html, 10_000).0
}

/// What a reader sees of the blocks.
fn shown(html: &str) -> String {
    let mut shown = String::new();
    for block in html::blocks(html) {
        match block {
            Block::Paragraph(spans) => {
                for span in &spans {
                    match span.link.as_deref().and_then(address) {
                        Some(address) if names(span.text.trim(), span.link.as_deref().unwrap_or_default()) => {
                            shown.push_str(&address)
                        }
                        _ => shown.push_str(&span.text),
                    }
                }
            }
            Block::Code(code) => shown.push_str(&code),
        }
    }
    without_space(&shown)
}

fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What a reader sees of the Markdown, and whether it has anything but paragraphs, emphasis, links and code blocks.
fn read(markdown: &str) -> (String, bool) {
    let (mut text, mut strange) = (String::new(), false);
    for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES) {
        match event {
            Event::Text(piece) => text.push_str(&piece),
            Event::Start(Tag::Paragraph | Tag::Emphasis | Tag::Link { .. } | Tag::CodeBlock(_)) => {}
            Event::Start(_)
            | Event::Code(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::Rule
            | Event::HardBreak => strange = true,
            _ => {}
        }
    }
    (without_space(&text), strange)
}

#[test]
fn what_hacker_news_writes() {
    assert_eq!(of("It&#x27;s <i>fine</i>.<p>Really."), "It's *fine*.\n\nReally.");
    assert_eq!(of("<pre><code>  a &lt; b\n  ```\n</code></pre>"), "````\n  a < b\n  ```\n````");
    assert_eq!(
        of(
            r#"See <a href="https:&#x2F;&#x2F;example.com&#x2F;a_long&#x2F;path" rel="nofollow">https:&#x2F;&#x2F;example.com&#x2F;a_lo...</a>."#
        ),
        "See <https://example.com/a_long/path>."
    );
    assert_eq!(
        of(r#"<a href="https://a.example/?b=1&amp;copy=2">here</a>"#),
        "[here](<https://a.example/?b=1\\&copy=2>)"
    );
    assert!(rendered(&of(r#"<a href="https://a.example/?b=1&amp;copy=2">here</a>"#)).contains("?b=1&amp;copy=2"));
}

#[test]
fn nothing_becomes_markup_by_accident() {
    for text in [
        "# no heading",
        "- no list",
        "* no list",
        "+ no list",
        "1. no list",
        "12) no list",
        "&gt; no quote",
        "--- ",
        "===",
        "*not* emphasised",
        "__neither__",
        "`no code`",
        "[no](https://link.example)",
        "![no](https://image.example)",
        "a | b",
        "~~not struck~~",
        "&amp;lt; is shown as it is",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&lt;b&gt;",
        "\\*",
        "C:\\new",
        "snake_case_name",
        "    four spaces",
        "a\n    b",
        "a  \nb",
        "&lt;https://a.example&gt;",
    ] {
        let markdown = of(text);
        let (seen, strange) = read(&markdown);
        assert_eq!(seen, shown(text), "{text:?} became {markdown:?}");
        assert!(!strange, "{text:?} became {markdown:?}");
        assert!(!markdown.contains("\n"), "{markdown:?}");
    }
}

#[test]
fn emphasis_that_markdown_cannot_express_is_left_out() {
    assert_eq!(of("a<i>b</i>c"), "a*b*c");
    assert_eq!(of("<i> spaced </i>out"), "*spaced* out");
    assert_eq!(of("a<i>\"b\"</i>c"), "a\"b\"c");
    assert_eq!(of("<i></i>x<i> </i>y"), "x y");
    assert_eq!(of("<i>one</i><i>two</i>"), "*onetwo*");
    assert_eq!(of("<i>never closed<p>next"), "*never closed*\n\nnext");
}

#[test]
fn links_that_lead_nowhere_good_are_text() {
    assert_eq!(of(r#"<a href="javascript:alert(1)">x</a>"#), "x");
    assert_eq!(of(r#"<a href="https://a.example/ b>c">text</a>"#), "c\"\\>text");
    assert_eq!(of(r#"<a href="https://a.example/ b&gt;c">text</a>"#), "[text](<https://a.example/%20b%3Ec>)");
    assert_eq!(of("<a>x</a>"), "x");
}

#[test]
fn long_texts_are_clipped_to_the_letter() {
    let unit = "One * two_three. <i>four</i> <p><pre><code>a ` b\n</code></pre>";
    for most in [100, 150, 1_000, 9_999] {
        let (markdown, clipped) = of_html(&unit.repeat(2_000), most);
        assert!(clipped && markdown.chars().count() <= most && markdown.chars().count() > most / 4, "{most}");
        assert!(!read(&markdown).1);
    }
    let (markdown, clipped) = of_html(&"*".repeat(20_000), 10_000);
    assert!(clipped && markdown.chars().count() <= 10_000);
    assert!(!read(&markdown).1);
    let (markdown, clipped) = of_html(&format!("<pre><code>{}", "`".repeat(20_000)), 10_000);
    assert!(clipped && markdown.chars().count() <= 10_000, "{}", markdown.chars().count());
}

#[test]
fn a_link_after_an_exclamation_mark_is_no_image() {
    assert_eq!(of(r#"Look!<a href="https://a.example/">here</a>"#), r"Look\![here](<https://a.example/>)");
    assert_eq!(of(r#"<i>Look!</i><a href="https://a.example/">here</a>!"#), r"Look\![here](<https://a.example/>)!");
}

proptest! {
    #[test]
    fn any_text_is_shown_as_it_is(text in "\\PC{0,80}") {
        let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let markdown = of(&html);
        let (seen, strange) = read(&markdown);
        prop_assert_eq!(&seen, &without_space(&text), "{:?}", markdown);
        prop_assert!(!strange, "{:?}", markdown);
    }

    #[test]
    fn any_soup_is_shown_as_it_is(pieces in prop::collection::vec(piece(), 0..24), most in 100usize..400) {
        let html = pieces.concat();
        let markdown = of(&html);
        let (seen, strange) = read(&markdown);
        prop_assert_eq!(&seen, &shown(&html), "{:?} became {:?}", html, markdown);
        prop_assert!(!strange, "{:?} became {:?}", html, markdown);
        let _ = rendered(&markdown);
        let (clipped, _) = of_html(&html, most);
        prop_assert!(clipped.chars().count() <= most, "{:?}", clipped);
        prop_assert!(!read(&clipped).1, "{:?} became {:?}", html, clipped);
    }
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("<p>".to_owned()),
        Just("<i>".to_owned()),
        Just("</i>".to_owned()),
        Just("<pre><code>".to_owned()),
        Just("</code></pre>".to_owned()),
        Just("<a href=\"https:&#x2F;&#x2F;a.example&#x2F;b_c?d=1&amp;e\">".to_owned()),
        Just("https:&#x2F;&#x2F;a.exam...".to_owned()),
        Just("</a>".to_owned()),
        Just("&gt; ".to_owned()),
        Just("\n".to_owned()),
        "[ a-c*_`#\\[\\]()!~|.0-9+=-]{1,6}",
    ]
}
