//! Waves: which events of a batch may be given to Postgres together.
//!
//! An event goes into the first wave after every earlier event that wrote a row it reads or writes, and after every earlier
//! event that read a row it writes. So within a wave no two events write one row, and readers of a row share one. Read models
//! read no other's tables, so each is planned by itself.
//!
//! About a microsecond an event: the payload is scanned once for the fields that keys and columns need, and those are copied as
//! they are, never built into a tree. A row is the hash of its key; two rows with one hash would only wait for each other without need.

use super::source::{Column, Field, Handler, Key, Source};
use crate::log::Entry;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::{self, Write};
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};

/// The calls of one batch, in the order they have to be made.
#[derive(Debug, Default)]
pub struct Plan {
    pub calls: Vec<Call>,
    /// Indexes of entries whose payload is no JSON object: no statement can take them.
    pub unreadable: Vec<usize>,
}

/// One statement with the set of events it takes.
#[derive(Debug)]
pub struct Call {
    pub model: usize,
    pub wave: usize,
    pub handler: usize,
    /// A JSON array of flat objects.
    pub set: String,
    pub events: usize,
}

/// Groups a batch, in log order, into calls.
pub fn plan(source: &Source, batch: &[Entry]) -> Plan {
    let mut plan = Plan::default();
    let mut waves = Waves::default();
    let mut calls: HashMap<(usize, usize, usize), Call> = HashMap::new();
    for (index, entry) in batch.iter().enumerate() {
        let Some(kind) = source.kinds.get(&*entry.kind) else { continue };
        let Some(payload) = object(&entry.payload) else {
            plan.unreadable.push(index);
            continue;
        };
        let Some(values) = values(payload, &kind.fields) else {
            plan.unreadable.push(index);
            continue;
        };
        for &(model, handler) in &kind.uses {
            let statement = &source.models[model].handlers[handler];
            if statement.needs.is_some_and(|field| is_nothing(values[field])) {
                continue;
            }
            let wave = waves.place(model, statement, entry, &values);
            let call = calls.entry((model, wave, handler)).or_insert_with(|| Call {
                model,
                wave,
                handler,
                set: String::from("["),
                events: 0,
            });
            call.push(entry, payload, statement, &values);
        }
    }
    plan.calls = calls.into_values().collect();
    // Within a wave by event type: handlers are sorted by it.
    plan.calls.sort_unstable_by_key(|call| (call.model, call.wave, call.handler));
    for call in &mut plan.calls {
        call.set.push(']');
    }
    plan
}

impl Call {
    fn push(&mut self, entry: &Entry, payload: &str, statement: &Handler, values: &[Option<&str>]) {
        if self.events > 0 {
            self.set.push(',');
        }
        match &statement.columns {
            Some(columns) => self.push_columns(entry, columns, values),
            None => self.push_whole(entry, payload),
        }
        self.events += 1;
    }

    /// Only the columns the statement names, as the payload has them.
    fn push_columns(&mut self, entry: &Entry, columns: &[Column], values: &[Option<&str>]) {
        let mut separator = '{';
        for Column { name, field } in columns {
            if matches!(field, Field::Payload(index) if values[*index].is_none()) {
                continue;
            }
            // Writing to a String cannot fail.
            let _ = match field {
                Field::Seq => write!(self.set, "{separator}\"seq\":{}", entry.position),
                Field::Id => write!(self.set, "{separator}\"id\":\"{}\"", entry.id),
                Field::Actor => write!(self.set, "{separator}\"actor\":\"{}\"", entry.actor),
                Field::Payload(index) => {
                    write!(self.set, "{separator}\"{name}\":{}", values[*index].unwrap_or("null"))
                }
            };
            separator = ',';
        }
        self.set.push_str(if separator == '{' { "{}" } else { "}" });
    }

    /// Splices the envelope into the event's own object. It comes last, and the last of two equal names wins.
    fn push_whole(&mut self, entry: &Entry, payload: &str) {
        let fields = payload[..payload.len() - 1].trim_end();
        self.set.push_str(fields);
        if fields.len() > 1 {
            self.set.push(',');
        }
        let _ = write!(self.set, "\"seq\":{},\"id\":\"{}\",\"actor\":\"{}\"}}", entry.position, entry.id, entry.actor);
    }
}

/// Where each row was last touched.
#[derive(Default)]
struct Waves {
    rows: HashMap<u64, Touched, BuildHasherDefault<AsIs>>,
}

/// Number of waves up to and with the last that wrote or read the row; 0: none did.
#[derive(Clone, Copy, Default)]
struct Touched {
    written: usize,
    read: usize,
}

impl Waves {
    fn place(&mut self, model: usize, handler: &Handler, entry: &Entry, values: &[Option<&str>]) -> usize {
        let row = |key: &Key| row(model, key, entry, values);
        let mut wave = 0;
        for touched in handler.writes.iter().filter_map(row).filter_map(|row| self.rows.get(&row)) {
            wave = wave.max(touched.written).max(touched.read);
        }
        for touched in handler.reads.iter().filter_map(row).filter_map(|row| self.rows.get(&row)) {
            wave = wave.max(touched.written);
        }
        for row in handler.writes.iter().filter_map(row) {
            self.rows.entry(row).or_default().written = wave + 1;
        }
        for row in handler.reads.iter().filter_map(row) {
            let touched = self.rows.entry(row).or_default();
            touched.read = touched.read.max(wave + 1);
        }
        wave
    }
}

/// The hash that stands for a row; `None` when a field is null or missing: such a key is no key.
fn row(model: usize, key: &Key, entry: &Entry, values: &[Option<&str>]) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    model.hash(&mut hasher);
    key.kind.hash(&mut hasher);
    let mut text = [0; uuid::fmt::Hyphenated::LENGTH];
    for field in &key.fields {
        match field {
            Field::Seq => entry.position.hash(&mut hasher),
            // As text, because another key may take the same id from a payload.
            Field::Id => str::hash(entry.id.0.hyphenated().encode_lower(&mut text), &mut hasher),
            Field::Actor => str::hash(entry.actor.0.hyphenated().encode_lower(&mut text), &mut hasher),
            Field::Payload(index) => values[*index]?.trim_matches('"').hash(&mut hasher),
        }
    }
    Some(hasher.finish())
}

/// The payload as text, if it looks like one JSON object; whether it is one, [`values`] finds out.
fn object(payload: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(payload).ok()?.trim();
    (text.starts_with('{') && text.ends_with('}')).then_some(text)
}

/// The raw JSON of some top-level fields, none where they are null or missing; `None` when the payload is not JSON.
fn values<'a>(payload: &'a str, names: &[String]) -> Option<Vec<Option<&'a str>>> {
    let mut json = serde_json::Deserializer::from_str(payload);
    let values = json.deserialize_map(Fields(names)).ok()?;
    json.end().ok()?;
    Some(values)
}

/// Null, missing, or a list of nothing.
fn is_nothing(value: Option<&str>) -> bool {
    value.is_none_or(|raw| raw.strip_prefix('[').is_some_and(|rest| rest.trim_start() == "]"))
}

struct Fields<'n>(&'n [String]);

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = Vec<Option<&'de str>>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = vec![None; self.0.len()];
        while let Some(Name(name)) = map.next_key()? {
            match self.0.iter().position(|wanted| **wanted == *name) {
                Some(index) => {
                    let raw = map.next_value::<&RawValue>()?.get();
                    values[index] = (raw != "null").then_some(raw);
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(values)
    }
}

/// A field's name, borrowed where the text has no escapes.
#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// Row numbers are hashes already.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }
    fn write_u64(&mut self, row: u64) {
        self.0 = row;
    }
}

#[cfg(test)]
mod tests;
