//! Names from elsewhere as names here: 3 to 30 letters, digits and underscores, unique whatever the case.

use sha2::{Digest, Sha256};
use std::collections::HashSet;

const SHORTEST: usize = 3;
const LONGEST: usize = 30;

/// The names given so far to people from one place, so that each is given once.
pub struct Names {
    place: &'static str,
    taken: HashSet<String>,
}

impl Names {
    /// `place`: what is put beside names that are too short, e.g. `hn`.
    pub fn of(place: &'static str) -> Names {
        Names { place, taken: HashSet::new() }
    }

    /// The name here of `name` there; who comes first gets the plain one.
    pub fn give(&mut self, name: &str) -> String {
        let plain = plain(self.place, name);
        let mut given = plain;
        let mut number = 1;
        while !self.taken.insert(given.to_lowercase()) {
            given = other(self.place, name, number);
            number += 1;
        }
        given
    }
}

/// The name with what is not allowed replaced.
fn plain(place: &str, name: &str) -> String {
    let mut plain: String = name
        .chars()
        .filter_map(|c| match c {
            c if c.is_ascii_alphanumeric() || c == '_' => Some(c),
            '-' | '.' | ' ' => Some('_'),
            _ => None,
        })
        .take(LONGEST)
        .collect();
    if plain.is_empty() {
        plain = format!("{place}_{}", mark(name));
    }
    if plain.len() < SHORTEST {
        plain.push('_');
        plain.push_str(place);
    }
    plain
}

/// The `number`th alternative, a function of the name alone: whichever file it comes from, and whoever else is in it.
pub fn other(place: &str, name: &str, number: usize) -> String {
    let mark = match number {
        1 => mark(name),
        _ => mark(&format!("{name}\n{number}")),
    };
    let start: String = plain(place, name).chars().take(LONGEST - mark.len() - 1).collect();
    format!("{start}_{mark}")
}

fn mark(name: &str) -> String {
    let hash = Sha256::digest(name.as_bytes());
    hash.iter().take(3).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn good_names_stay() {
        let mut names = Names::of("hn");
        assert_eq!(names.give("some_one2"), "some_one2");
        assert_eq!(names.give("pg"), "pg_hn");
        assert_eq!(names.give("a-b-c"), "a_b_c");
    }

    #[test]
    fn collisions_are_resolved_the_same_way_always() {
        let mut names = Names::of("hn");
        assert_eq!(names.give("a_b_c"), "a_b_c");
        let second = names.give("a-b-c");
        assert!(second.starts_with("a_b_c_") && second.len() == 12, "{second}");
        assert_eq!(second, other("hn", "a-b-c", 1));
        assert_ne!(names.give("A_b_C").to_lowercase(), "a_b_c");
    }

    proptest! {
        #[test]
        fn every_name_follows_the_rule_and_is_given_once(given in prop::collection::vec("\\PC{0,40}", 1..40)) {
            let mut names = Names::of("hn");
            let mut seen = HashSet::new();
            for name in given {
                let here = names.give(&name);
                prop_assert!((3..=30).contains(&here.len()), "{here}");
                prop_assert!(here.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'), "{here}");
                prop_assert!(seen.insert(here.to_lowercase()));
            }
        }
    }
}
