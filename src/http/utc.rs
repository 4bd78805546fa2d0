//! Times on the wire: RFC 3339 in UTC, whatever offset they came with. For `#[serde(with = "utc")]`.

use serde::{Deserializer, Serializer};
use time::{OffsetDateTime, UtcOffset};

pub fn serialize<S: Serializer>(time: &OffsetDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    time::serde::rfc3339::serialize(&time.to_offset(UtcOffset::UTC), serializer)
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OffsetDateTime, D::Error> {
    time::serde::rfc3339::deserialize(deserializer)
}

pub mod option {
    use super::*;

    pub fn serialize<S: Serializer>(time: &Option<OffsetDateTime>, serializer: S) -> Result<S::Ok, S::Error> {
        let time = time.map(|time| time.to_offset(UtcOffset::UTC));
        time::serde::rfc3339::option::serialize(&time, serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<OffsetDateTime>, D::Error> {
        time::serde::rfc3339::option::deserialize(deserializer)
    }
}
