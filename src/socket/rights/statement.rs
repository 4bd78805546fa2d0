//! Everything there is to ask as one statement: one snapshot by itself, and one trip to Postgres however much is asked. What
//! nobody asks comes with empty arrays.

use super::Gate;
use crate::id::Position;
use crate::rights::{BLOCKS, MEMBERSHIPS, TOPICS, WELCOME};
use std::sync::LazyLock;
use uuid::Uuid;

/// `$1` sessions and `$2` whose they are said to be; `$3` newcomers; then, for each of [`gates`], ids and who asks for each.
pub static STATEMENT: LazyLock<String> = LazyLock::new(|| {
    let welcome =
        part("null, w.session, null, w.position, w.welcome", WELCOME, [1, 2], "w (position, session, welcome)");
    let asked = (4..).step_by(2).zip(gates()).map(|(first, statement)| {
        part(
            "a.person, a.id, a.rests_on, a.joined, true",
            statement,
            [first, first + 1],
            "a (person, id, rests_on, joined)",
        )
    });
    let memberships = MEMBERSHIPS.iter().map(|statement| {
        part("m.person, null, m.topic, m.joined, true", statement, [3, 3], "m (person, topic, joined)")
    });
    let blocks =
        BLOCKS.iter().map(|statement| part("b.person, b.other, null, 0, true", statement, [3, 3], "b (person, other)"));
    let parts = std::iter::once(welcome).chain(asked).chain(memberships).chain(blocks);
    let parts = parts.enumerate().map(|(number, part)| format!("select {number}::int4, {part}"));
    parts.collect::<Vec<_>>().join("\nunion all\n")
});

/// The part it is of, a person, an id, a topic, a position, and whether.
pub type Row = (i32, Option<Uuid>, Option<Uuid>, Option<String>, i64, bool);

/// What a row is about.
pub enum Part {
    Welcome,
    /// Of the gate with that statement.
    Topic(&'static str),
    Membership,
    Block,
}

/// The statements of the topics that must be asked for.
pub fn gates() -> impl Iterator<Item = &'static str> {
    TOPICS.iter().filter_map(|known| match known.gate {
        Gate::Ask(statement) => Some(statement),
        Gate::Everybody | Gate::Oneself => None,
    })
}

impl Part {
    /// Of every part in its order.
    pub fn all() -> Vec<Part> {
        let first = std::iter::once(Part::Welcome).chain(gates().map(Part::Topic));
        let rest = MEMBERSHIPS.iter().map(|_| Part::Membership).chain(BLOCKS.iter().map(|_| Part::Block));
        first.chain(rest).collect()
    }
}

/// As it comes from Postgres, which has no numbers without a sign.
pub fn position(number: i64) -> Position {
    number.unsigned_abs()
}

/// A statement under that name, giving those columns; its parameters have these numbers among all.
fn part(columns: &str, statement: &str, parameters: [usize; 2], name: &str) -> String {
    let mut numbered = String::with_capacity(statement.len());
    let mut pieces = statement.split('$');
    numbered.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        // `$1` and `$2` only: see `crate::rights`.
        let (number, rest) = piece.split_at(piece.len().min(1));
        let number = parameters[usize::from(number == "2")];
        numbered.push_str(&format!("${number}{rest}"));
    }
    format!("{columns} from (\n{numbered}\n) as {name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statement_has_parameters_of_its_own() {
        let text = part("x.a", "-- $1: ids, $2: people\nselect a from unnest($1::uuid[], $2::uuid[])", [6, 7], "x (a)");
        assert!(text.contains("unnest($6::uuid[], $7::uuid[])"), "{text}");
        assert!(text.ends_with("\n) as x (a)"), "a comment at its end ends before the bracket: {text}");
    }

    #[test]
    fn there_is_a_part_for_each_select() {
        assert_eq!(Part::all().len(), STATEMENT.matches("::int4, ").count());
    }
}
