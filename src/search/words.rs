//! What somebody searches for, as Postgres takes it; and the part of a text that has it.

/// Words of one search; further ones are left out.
const WORDS: usize = 16;
/// Characters around what was found.
const AROUND: usize = 60;

/// The words asked for, in lower case, each the beginning of a word.
#[derive(Clone, Debug, PartialEq)]
pub struct Words(Vec<String>);

impl Words {
    /// `None`: there is no word in it.
    pub fn of(text: &str) -> Option<Words> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let words: Vec<_> = words.take(WORDS).map(str::to_lowercase).collect();
        (!words.is_empty()).then_some(Words(words))
    }

    /// Every word has to be there, as the beginning of one. Letters and digits only, so there is nothing to escape.
    pub fn tsquery(&self) -> String {
        let parts: Vec<_> = self.0.iter().map(|word| format!("{word}:*")).collect();
        parts.join(" & ")
    }

    /// About two lines of the text, with the first of the words in it.
    pub fn snippet(&self, text: &str) -> String {
        let flat: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
        let lower: Vec<char> = flat.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
        let found = self.0.iter().filter_map(|word| place(&lower, &word.chars().collect::<Vec<_>>())).min();
        let at = found.unwrap_or(0);
        let (from, to) = (at.saturating_sub(AROUND), (at + 2 * AROUND).min(flat.len()));
        let cut = |more: bool| if more { "…" } else { "" };
        format!("{}{}{}", cut(from > 0), flat[from..to].iter().collect::<String>().trim(), cut(to < flat.len()))
    }
}

/// Where a word begins with these characters.
fn place(text: &[char], word: &[char]) -> Option<usize> {
    let begins = |at: usize| at == 0 || !text[at - 1].is_alphanumeric();
    (0..text.len().saturating_sub(word.len() - 1)).find(|at| text[*at..].starts_with(word) && begins(*at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_letters_and_digits() {
        let query = |text| Words::of(text).map(|words| words.tsquery());
        assert_eq!(query("Sour dough!"), Some("sour:* & dough:*".into()));
        assert_eq!(query("a'b | !c:* & (d)"), Some("a:* & b:* & c:* & d:*".into()));
        assert_eq!(query("Ünder 中文"), Some("ünder:* & 中文:*".into()));
        assert_eq!(query(" !? "), None);
        assert_eq!(Words::of(&"x ".repeat(500)).map(|words| words.0.len()), Some(WORDS));
    }

    #[test]
    fn a_snippet_shows_where_it_was_found() {
        let words = Words::of("bread").unwrap();
        assert_eq!(words.snippet("We bake\n\n bread daily"), "We bake bread daily");
        let long = format!("{} Bread {}", "before ".repeat(50), "after ".repeat(50));
        let snippet = words.snippet(&long);
        assert!(snippet.starts_with('…') && snippet.ends_with('…') && snippet.contains("Bread"), "{snippet}");
        assert!(snippet.chars().count() < 200);
        assert_eq!(words.snippet(""), "");
        assert_eq!(words.snippet("br"), "br");
    }
}
