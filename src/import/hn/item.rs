//! One item as Hacker News publishes it, and the lines of a file of them.

use serde::Deserialize;
use std::io::{self, BufRead};

/// A line longer than this is no item.
const LONGEST: u64 = 8 << 20;

#[derive(Debug, Deserialize)]
pub struct Item {
    pub id: u64,
    #[serde(default, rename = "type")]
    pub kind: Option<Kind>,
    #[serde(default)]
    pub by: Option<String>,
    /// Seconds since 1970.
    #[serde(default)]
    pub time: Option<i64>,
    #[serde(default)]
    pub title: Option<String>,
    /// HTML.
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub parent: Option<u64>,
    /// Of a poll's option.
    #[serde(default)]
    pub poll: Option<u64>,
    /// A poll's options, in their order.
    #[serde(default)]
    pub parts: Option<Vec<u64>>,
    #[serde(default)]
    pub deleted: Option<bool>,
    #[serde(default)]
    pub dead: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Story,
    Comment,
    Job,
    Poll,
    #[serde(rename = "pollopt")]
    PollOption,
    #[serde(other)]
    Unknown,
}

/// What a line turned out to be.
pub enum Line {
    Item(Box<Item>),
    /// Blank, or the `null` that the API answers for an id nobody has.
    Empty,
    /// No item, and why.
    Broken(String),
}

/// Where a line stands in its file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    pub offset: u64,
    pub length: u32,
    /// Counted from 1.
    pub number: u64,
}

/// Calls `take` for every line. What is too long is read past without being held.
pub fn each_line(mut file: impl BufRead, mut take: impl FnMut(Place, Line)) -> io::Result<()> {
    let (mut offset, mut number) = (0, 0);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let read = io::Read::take(&mut file, LONGEST + 1).read_until(b'\n', &mut buffer)? as u64;
        if read == 0 {
            return Ok(());
        }
        number += 1;
        let place = Place { offset, length: read as u32, number };
        offset += read;
        if read > LONGEST {
            if buffer.last() != Some(&b'\n') {
                offset += skip_line(&mut file)?;
            }
            take(place, Line::Broken("longer than any item".into()));
        } else {
            take(place, line(&buffer));
        }
    }
}

/// Reads up to the end of the line; how many bytes that were.
fn skip_line(file: &mut impl BufRead) -> io::Result<u64> {
    let mut skipped = 0;
    loop {
        let buffer = file.fill_buf()?;
        let (length, ended) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        file.consume(length);
        skipped += length as u64;
        if ended {
            return Ok(skipped);
        }
    }
}

/// A line's item.
pub fn line(bytes: &[u8]) -> Line {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii();
    if bytes.is_empty() || bytes == b"null" {
        return Line::Empty;
    }
    match serde_json::from_slice(bytes) {
        Ok(item) => Line::Item(item),
        Err(error) => Line::Broken(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8]) -> Vec<(Place, String)> {
        let mut lines = Vec::new();
        let take = |place, line| {
            lines.push((
                place,
                match line {
                    Line::Item(item) => item.id.to_string(),
                    Line::Empty => "empty".into(),
                    Line::Broken(why) => why,
                },
            ))
        };
        each_line(io::BufReader::with_capacity(16, text), take).unwrap();
        lines
    }

    #[test]
    fn items_empty_lines_and_broken_ones() {
        let lines = lines(
            b"\xEF\xBB\xBF{\"id\":1}\r\n\nnull\n{\"id\":2,\"kids\":[3],\"new\":{}}\nno\n{\"id\":-1}\n\xFF\n{\"id\":4}",
        );
        let said: Vec<&str> = lines.iter().map(|(_, line)| line.split(' ').next().unwrap()).collect();
        assert_eq!(said, ["1", "empty", "empty", "2", "expected", "invalid", "expected", "4"]);
        assert_eq!(lines[3].0, Place { offset: 19, length: 29, number: 4 });
        assert_eq!(lines[7].0.number, 8);
    }

    #[test]
    fn an_endless_line_is_read_past() {
        let mut text = b"{\"id\":1,\"text\":\"".to_vec();
        text.resize(LONGEST as usize + 1000, b'x');
        text.extend(b"\"}\n{\"id\":2}\n");
        let lines = lines(&text);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].1, "longer than any item");
        assert_eq!(lines[1].1, "2");
        assert_eq!(&text[lines[1].0.offset as usize..], b"{\"id\":2}\n");
    }

    #[test]
    fn absurd_nesting_is_only_broken() {
        let deep = format!("{{\"id\":1,\"kids\":{}", "[".repeat(100_000));
        assert!(matches!(line(deep.as_bytes()), Line::Broken(_)));
    }

    #[test]
    fn a_kind_nobody_knows_is_no_error() {
        let Line::Item(item) = line(br#"{"id":1,"type":"hologram","text":null}"#) else { panic!() };
        assert_eq!(item.kind, Some(Kind::Unknown));
    }
}
