//! How somebody types: habits and slips.

use super::residents::Style;
use super::rng::Rng;

/// The text as somebody with that habit types it. Text with markup or addresses stays as it is.
pub fn styled(text: String, style: Style) -> String {
    if text.contains(['\n', '`', '[', '@', '*']) {
        return text;
    }
    match style {
        Style::Careful => text,
        Style::Small => text.to_lowercase().trim_end_matches('.').to_owned(),
        Style::Open => text.strip_suffix('.').unwrap_or(&text).to_owned(),
    }
}

/// The text with two letters of a word swapped; `None` when no word is long enough.
pub fn slip(text: &str, rng: &mut Rng) -> Option<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let long: Vec<usize> = (0..words.len())
        .filter(|index| words[*index].len() > 5 && words[*index].bytes().all(|byte| byte.is_ascii_lowercase()))
        .collect();
    if long.is_empty() {
        return None;
    }
    let chosen = *rng.pick(&long);
    let mut letters: Vec<char> = words[chosen].chars().collect();
    let at = 1 + rng.below(letters.len() - 3);
    if letters[at] == letters[at + 1] {
        return None;
    }
    letters.swap(at, at + 1);
    let slipped: String = letters.into_iter().collect();
    Some(
        words
            .iter()
            .enumerate()
            .map(|(index, word)| if index == chosen { &slipped } else { *word })
            .collect::<Vec<_>>()
            .join(" "),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn habits_leave_markup_alone() {
        assert_eq!(styled("I did. Twice.".into(), Style::Small), "i did. twice");
        assert_eq!(styled("I did. Twice.".into(), Style::Open), "I did. Twice");
        assert_eq!(styled("I *did*.".into(), Style::Small), "I *did*.");
    }

    #[test]
    fn a_slip_is_one_swap() {
        let slipped = slip("it was always the weather", &mut Rng::new(5)).unwrap();
        assert_ne!(slipped, "it was always the weather");
        assert_eq!(slipped.len(), "it was always the weather".len());
        assert_eq!(slip("no it is", &mut Rng::new(5)), None);
    }
}
