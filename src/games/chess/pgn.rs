//! Portable Game Notation, as its standard of 1994 wants it for export: seven tags, then the moves in lines below 80 letters.

use crate::games::rules::{Outcome, Record, Seat};

const WIDTH: usize = 79;

pub fn of(record: &Record) -> String {
    let result = result(record.outcome);
    let (year, month, day) = record.date;
    let tags = [
        ("Event", "Casual game".to_owned()),
        ("Site", record.site.to_owned()),
        ("Date", format!("{year:04}.{month:02}.{day:02}")),
        ("Round", "-".to_owned()),
        ("White", record.players[0].to_owned()),
        ("Black", record.players[1].to_owned()),
        ("Result", result.to_owned()),
    ];
    let mut text: String = tags.iter().map(|(name, value)| format!("[{name} \"{}\"]\n", quoted(value))).collect();
    if let Some(termination) = record.outcome.and_then(termination) {
        text.push_str(&format!("[Termination \"{termination}\"]\n"));
    }
    text.push('\n');
    text.push_str(&movetext(record.texts, result));
    text
}

fn result(outcome: Option<&Outcome>) -> &'static str {
    match outcome.map(|outcome| outcome.winner) {
        None => "*",
        Some(None) => "1/2-1/2",
        Some(Some(Seat::First)) => "1-0",
        Some(Some(Seat::Second)) => "0-1",
    }
}

/// Ends that the moves do not show, by the standard's words.
fn termination(outcome: &Outcome) -> Option<&'static str> {
    match outcome.reason.as_ref() {
        "out_of_time" => Some("time forfeit"),
        "abandoned" => Some("abandoned"),
        _ => None,
    }
}

/// A tag's value: no line breaks, quotes and backslashes escaped.
fn quoted(value: &str) -> String {
    let printable = value.chars().filter(|letter| !letter.is_control());
    printable
        .flat_map(|letter| {
            ["\\"].into_iter().filter(move |_| "\"\\".contains(letter)).flat_map(str::chars).chain([letter])
        })
        .collect()
}

fn movetext(texts: &[String], result: &str) -> String {
    let mut words = Vec::new();
    for (ply, text) in texts.iter().enumerate() {
        if ply % 2 == 0 {
            words.push(format!("{}.", ply / 2 + 1));
        }
        words.push(text.clone());
    }
    words.push(result.to_owned());
    let mut lines = vec![String::new()];
    for word in words {
        let line = lines.pop().unwrap_or_default();
        if line.is_empty() {
            lines.push(word);
        } else if line.len() + 1 + word.len() <= WIDTH {
            lines.push(format!("{line} {word}"));
        } else {
            lines.extend([line, word]);
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_game_is_written_as_the_standard_wants_it() {
        let texts: Vec<String> = ["f3", "e5", "g4", "Qh4#"].map(str::to_owned).into();
        let outcome = Outcome::won(Seat::Second, "checkmate");
        let record = Record {
            site: "http://loggia.example",
            date: (2026, 3, 9),
            players: ["ada \"the\\rook\"", "béla\n"],
            texts: &texts,
            outcome: Some(&outcome),
        };
        assert_eq!(
            of(&record),
            "[Event \"Casual game\"]\n[Site \"http://loggia.example\"]\n[Date \"2026.03.09\"]\n[Round \"-\"]\n\
             [White \"ada \\\"the\\\\rook\\\"\"]\n[Black \"béla\"]\n[Result \"0-1\"]\n\n1. f3 e5 2. g4 Qh4# 0-1\n"
        );
        assert!(of(&Record { outcome: None, ..record }).ends_with("Qh4# *\n"));
        assert!(of(&Record { outcome: Some(&Outcome::drawn("agreed")), ..record }).ends_with(" 1/2-1/2\n"));
    }

    #[test]
    fn lines_stay_below_eighty() {
        let texts: Vec<String> = (0..200).map(|ply| ["Nf3", "Nc6", "Ng1", "Nb8"][ply % 4].to_owned()).collect();
        let text = movetext(&texts, "*");
        assert!(text.lines().all(|line| line.len() < 80) && text.lines().count() > 10);
        assert_eq!(text.split_whitespace().filter(|word| word.starts_with('N')).count(), 200);
    }
}
