//! One emoji, not text: a reaction.

use crate::http::path::Named;
use crate::http::problem::Problem;
use std::fmt;
use std::str::FromStr;

/// One emoji as a person sees it, however many characters that takes, in one spelling.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Emoji(String);

#[derive(Debug, PartialEq)]
pub struct NoEmoji;

/// "Show it as a picture".
const PICTURE: char = '\u{FE0F}';
const JOINER: char = '\u{200D}';
const KEYCAP: char = '\u{20E3}';
const BLACK_FLAG: char = '\u{1F3F4}';
const END_OF_TAGS: char = '\u{E007F}';
/// Pictures joined to one: a family of four with skin tones has four.
const JOINED: usize = 8;

impl Emoji {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Emoji {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Named for Emoji {
    fn missing() -> Problem {
        Problem::invalid_field("/emoji", "not_an_emoji", "A reaction is one emoji.")
    }
}

/// Unicode Technical Standard 51: a keycap, a flag, or pictures with their modifiers, joined to one.
impl FromStr for Emoji {
    type Err = NoEmoji;

    fn from_str(text: &str) -> Result<Emoji, NoEmoji> {
        let chars: Vec<char> = text.chars().collect();
        let spelled =
            keycap(&chars).or_else(|| flag(&chars)).or_else(|| tagged_flag(&chars)).or_else(|| joined(&chars));
        spelled.map(Emoji).ok_or(NoEmoji)
    }
}

fn keycap(chars: &[char]) -> Option<String> {
    match chars {
        [key @ ('0'..='9' | '#' | '*'), KEYCAP] | [key @ ('0'..='9' | '#' | '*'), PICTURE, KEYCAP] => {
            Some([*key, PICTURE, KEYCAP].iter().collect())
        }
        _ => None,
    }
}

fn flag(chars: &[char]) -> Option<String> {
    let letter = |c: &char| ('\u{1F1E6}'..='\u{1F1FF}').contains(c);
    (chars.len() == 2 && chars.iter().all(letter)).then(|| chars.iter().collect())
}

/// The flag of a part of a country: a black flag and its name in invisible letters.
fn tagged_flag(chars: &[char]) -> Option<String> {
    let (first, rest) = chars.split_first()?;
    let (last, name) = rest.split_last()?;
    let letter = |c: &char| ('\u{E0030}'..='\u{E007A}').contains(c);
    let good = *first == BLACK_FLAG && *last == END_OF_TAGS && (3..=6).contains(&name.len()) && name.iter().all(letter);
    good.then(|| chars.iter().collect())
}

fn joined(chars: &[char]) -> Option<String> {
    let pictures: Vec<_> = chars.split(|c| *c == JOINER).map(picture).collect::<Option<_>>()?;
    (pictures.len() <= JOINED).then(|| pictures.join("\u{200D}"))
}

/// One picture; older characters are spelled so that they are shown as one.
fn picture(chars: &[char]) -> Option<String> {
    let tone = |c: &char| ('\u{1F3FB}'..='\u{1F3FF}').contains(c);
    match chars {
        [c] | [c, PICTURE] if *c < '\u{1F000}' && is_picture(*c) => Some([*c, PICTURE].iter().collect()),
        [c] | [c, PICTURE] if is_picture(*c) => Some(chars.iter().collect()),
        [c, t] if is_picture(*c) && tone(t) => Some(chars.iter().collect()),
        _ => None,
    }
}

/// What Unicode lists as emoji, keycaps' digits and flags' letters left out.
fn is_picture(c: char) -> bool {
    let at = PICTURES.partition_point(|(_, last)| *last < c);
    PICTURES.get(at).is_some_and(|(first, _)| *first <= c)
}

#[rustfmt::skip]
const PICTURES: &[(char, char)] = &[
    ('\u{00A9}', '\u{00A9}'), ('\u{00AE}', '\u{00AE}'), ('\u{203C}', '\u{203C}'), ('\u{2049}', '\u{2049}'),
    ('\u{2122}', '\u{2122}'), ('\u{2139}', '\u{2139}'), ('\u{2194}', '\u{2199}'), ('\u{21A9}', '\u{21AA}'),
    ('\u{231A}', '\u{231B}'), ('\u{2328}', '\u{2328}'), ('\u{23CF}', '\u{23CF}'), ('\u{23E9}', '\u{23F3}'),
    ('\u{23F8}', '\u{23FA}'), ('\u{24C2}', '\u{24C2}'), ('\u{25AA}', '\u{25AB}'), ('\u{25B6}', '\u{25B6}'),
    ('\u{25C0}', '\u{25C0}'), ('\u{25FB}', '\u{25FE}'), ('\u{2600}', '\u{2604}'), ('\u{260E}', '\u{260E}'),
    ('\u{2611}', '\u{2611}'), ('\u{2614}', '\u{2615}'), ('\u{2618}', '\u{2618}'), ('\u{261D}', '\u{261D}'),
    ('\u{2620}', '\u{2620}'), ('\u{2622}', '\u{2623}'), ('\u{2626}', '\u{2626}'), ('\u{262A}', '\u{262A}'),
    ('\u{262E}', '\u{262F}'), ('\u{2638}', '\u{263A}'), ('\u{2640}', '\u{2640}'), ('\u{2642}', '\u{2642}'),
    ('\u{2648}', '\u{2653}'), ('\u{265F}', '\u{2660}'), ('\u{2663}', '\u{2663}'), ('\u{2665}', '\u{2666}'),
    ('\u{2668}', '\u{2668}'), ('\u{267B}', '\u{267B}'), ('\u{267E}', '\u{267F}'), ('\u{2692}', '\u{2697}'),
    ('\u{2699}', '\u{2699}'), ('\u{269B}', '\u{269C}'), ('\u{26A0}', '\u{26A1}'), ('\u{26A7}', '\u{26A7}'),
    ('\u{26AA}', '\u{26AB}'), ('\u{26B0}', '\u{26B1}'), ('\u{26BD}', '\u{26BE}'), ('\u{26C4}', '\u{26C5}'),
    ('\u{26C8}', '\u{26C8}'), ('\u{26CE}', '\u{26CF}'), ('\u{26D1}', '\u{26D1}'), ('\u{26D3}', '\u{26D4}'),
    ('\u{26E9}', '\u{26EA}'), ('\u{26F0}', '\u{26F5}'), ('\u{26F7}', '\u{26FA}'), ('\u{26FD}', '\u{26FD}'),
    ('\u{2702}', '\u{2702}'), ('\u{2705}', '\u{2705}'), ('\u{2708}', '\u{270D}'), ('\u{270F}', '\u{270F}'),
    ('\u{2712}', '\u{2712}'), ('\u{2714}', '\u{2714}'), ('\u{2716}', '\u{2716}'), ('\u{271D}', '\u{271D}'),
    ('\u{2721}', '\u{2721}'), ('\u{2728}', '\u{2728}'), ('\u{2733}', '\u{2734}'), ('\u{2744}', '\u{2744}'),
    ('\u{2747}', '\u{2747}'), ('\u{274C}', '\u{274C}'), ('\u{274E}', '\u{274E}'), ('\u{2753}', '\u{2755}'),
    ('\u{2757}', '\u{2757}'), ('\u{2763}', '\u{2764}'), ('\u{2795}', '\u{2797}'), ('\u{27A1}', '\u{27A1}'),
    ('\u{27B0}', '\u{27B0}'), ('\u{27BF}', '\u{27BF}'), ('\u{2934}', '\u{2935}'), ('\u{2B05}', '\u{2B07}'),
    ('\u{2B1B}', '\u{2B1C}'), ('\u{2B50}', '\u{2B50}'), ('\u{2B55}', '\u{2B55}'), ('\u{3030}', '\u{3030}'),
    ('\u{303D}', '\u{303D}'), ('\u{3297}', '\u{3297}'), ('\u{3299}', '\u{3299}'), ('\u{1F004}', '\u{1F004}'),
    ('\u{1F0CF}', '\u{1F0CF}'), ('\u{1F170}', '\u{1F171}'), ('\u{1F17E}', '\u{1F17F}'), ('\u{1F18E}', '\u{1F18E}'),
    ('\u{1F191}', '\u{1F19A}'), ('\u{1F201}', '\u{1F202}'), ('\u{1F21A}', '\u{1F21A}'), ('\u{1F22F}', '\u{1F22F}'),
    ('\u{1F232}', '\u{1F23A}'), ('\u{1F250}', '\u{1F251}'), ('\u{1F300}', '\u{1F321}'), ('\u{1F324}', '\u{1F393}'),
    ('\u{1F396}', '\u{1F397}'), ('\u{1F399}', '\u{1F39B}'), ('\u{1F39E}', '\u{1F3F0}'), ('\u{1F3F3}', '\u{1F3F5}'),
    ('\u{1F3F7}', '\u{1F4FD}'), ('\u{1F4FF}', '\u{1F53D}'), ('\u{1F549}', '\u{1F54E}'), ('\u{1F550}', '\u{1F567}'),
    ('\u{1F56F}', '\u{1F570}'), ('\u{1F573}', '\u{1F57A}'), ('\u{1F587}', '\u{1F587}'), ('\u{1F58A}', '\u{1F58D}'),
    ('\u{1F590}', '\u{1F590}'), ('\u{1F595}', '\u{1F596}'), ('\u{1F5A4}', '\u{1F5A5}'), ('\u{1F5A8}', '\u{1F5A8}'),
    ('\u{1F5B1}', '\u{1F5B2}'), ('\u{1F5BC}', '\u{1F5BC}'), ('\u{1F5C2}', '\u{1F5C4}'), ('\u{1F5D1}', '\u{1F5D3}'),
    ('\u{1F5DC}', '\u{1F5DE}'), ('\u{1F5E1}', '\u{1F5E1}'), ('\u{1F5E3}', '\u{1F5E3}'), ('\u{1F5E8}', '\u{1F5E8}'),
    ('\u{1F5EF}', '\u{1F5EF}'), ('\u{1F5F3}', '\u{1F5F3}'), ('\u{1F5FA}', '\u{1F64F}'), ('\u{1F680}', '\u{1F6C5}'),
    ('\u{1F6CB}', '\u{1F6D2}'), ('\u{1F6D5}', '\u{1F6D7}'), ('\u{1F6DC}', '\u{1F6E5}'), ('\u{1F6E9}', '\u{1F6E9}'),
    ('\u{1F6EB}', '\u{1F6EC}'), ('\u{1F6F0}', '\u{1F6F0}'), ('\u{1F6F3}', '\u{1F6FC}'), ('\u{1F7E0}', '\u{1F7EB}'),
    ('\u{1F7F0}', '\u{1F7F0}'), ('\u{1F90C}', '\u{1F93A}'), ('\u{1F93C}', '\u{1F945}'), ('\u{1F947}', '\u{1F9FF}'),
    ('\u{1FA70}', '\u{1FAFF}'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_react_with_is_one_emoji() {
        for good in
            ["👍", "👍🏽", "🎉", "😀", "🏳️‍🌈", "👩‍👩‍👧‍👦", "🇩🇪", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👁️‍🗨️", "🫠", "🧑🏿‍🚀", "🪩", "🀄", "1️⃣", "❤️", "⭐️", "❤️‍🔥", "☕️"]
        {
            assert_eq!(good.parse::<Emoji>().map(|emoji| emoji.0), Ok(good.to_owned()), "{good}");
        }
    }

    #[test]
    fn what_looks_the_same_is_spelled_the_same() {
        for (short, long) in [("❤", "❤️"), ("⭐", "⭐️"), ("1\u{20E3}", "1️⃣"), ("❤\u{200D}🔥", "❤️‍🔥")]
        {
            assert_eq!(short.parse::<Emoji>(), long.parse::<Emoji>());
        }
    }

    #[test]
    fn text_is_none() {
        for bad in [
            "",
            " ",
            "a",
            "+1",
            ":)",
            "lol",
            "1",
            "#",
            "👍👍",
            "👍 ",
            "a👍",
            "👍\u{200D}",
            "\u{200D}👍",
            "\u{FE0F}",
            "🏽🏽x",
            "🇩",
            "🇩🇪🇩",
            "é",
            "中",
            "<b>",
            "👍\u{FE0F}\u{FE0F}",
            "\u{1F3F4}\u{E007F}",
            "%F0",
        ] {
            assert_eq!(bad.parse::<Emoji>(), Err(NoEmoji), "{bad:?}");
        }
        assert!("👍\u{200D}".repeat(20).trim_end_matches('\u{200D}').parse::<Emoji>().is_err());
    }
}
