//! Lists: `?limit=` and an opaque `?cursor=`; no offsets. And the other parameters of a query.

use super::fresh::Seen;
use super::problem::Problem;
use crate::id::Position;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use utoipa::ToSchema;
use uuid::Uuid;

const DEFAULT: usize = 20;
const MOST: usize = 100;

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Give it back as `?cursor=` for what follows; null: this was the end.
    pub next_cursor: Option<String>,
    /// The position this was read at.
    pub position: Position,
}

/// A short closed list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Closed<T> {
    pub items: Vec<T>,
    pub position: Position,
}

impl<T> Page<T> {
    /// From one more row than was asked for: its presence says that there is more, `key` of the last one shown where to go on.
    pub fn of<R, K: Serialize>(
        (position, mut rows): (Position, Vec<R>),
        limit: usize,
        list: &str,
        key: impl Fn(&R) -> K,
        shown: impl Fn(R) -> T,
    ) -> Seen<Page<T>> {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|row| cursor(list, &key(row)));
        Seen { position, body: Page { items: rows.into_iter().map(shown).collect(), next_cursor, position } }
    }
}

/// A cursor of the list `list` (its name and order), so that it fits no other.
pub fn cursor(list: &str, key: &impl Serialize) -> String {
    let text = serde_json::to_string(&(list, key)).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(text)
}

/// The parameters after `?`. Of a repeated one the last counts; unknown ones are ignored.
#[derive(Debug, Default)]
pub struct Params(HashMap<String, String>);

impl Params {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// How many items are wanted: 20 by default, never more than 100.
    pub fn limit(&self) -> Result<usize, Problem> {
        let Some(text) = self.get("limit") else { return Ok(DEFAULT) };
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse().unwrap_or(MOST) {
            0 => Err(Problem::invalid_field("/limit", "too_short", "At least one.")),
            limit if digits => Ok(limit.min(MOST)),
            _ => Err(Problem::invalid_field("/limit", "wrong_type", "limit must be a whole number.")),
        }
    }

    /// Ids with commas between, each once, at most a hundred; without the parameter it is a fault.
    pub fn ids(&self, name: &str) -> Result<Vec<Uuid>, Problem> {
        let pointer = format!("/{name}");
        let fault = |code, detail: String| Problem::invalid_field(&pointer, code, detail);
        let text = self.get(name).ok_or_else(|| fault("missing", format!("`{name}` is needed.")))?;
        let ids: Vec<&str> = text.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
        if ids.len() > MOST {
            return Err(fault("too_long", format!("At most {MOST} ids at once.")));
        }
        let ids: Result<Vec<Uuid>, _> = ids.iter().map(|id| Uuid::parse_str(id)).collect();
        let mut ids = ids.map_err(|_| fault("wrong_type", format!("{name} must be UUIDs with commas between.")))?;
        let mut seen = HashSet::new();
        ids.retain(|id| seen.insert(*id));
        Ok(ids)
    }

    /// Where to go on in the list of that name.
    pub fn cursor<K: DeserializeOwned>(&self, list: &str) -> Result<Option<K>, Problem> {
        let Some(text) = self.get("cursor") else { return Ok(None) };
        let key = URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<(String, K)>(&bytes).ok())
            .filter(|(name, _)| name == list);
        match key {
            Some((_, key)) => Ok(Some(key)),
            None => Err(Problem::invalid_field("/cursor", "bad_cursor", "This is no cursor of this list.")),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Params, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Params(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(query: &str) -> Params {
        Params(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    #[test]
    fn limits() {
        assert_eq!(params("").limit().unwrap(), 20);
        assert_eq!(params("limit=7").limit().unwrap(), 7);
        for many in ["101", "999999999999999999999999"] {
            assert_eq!(params(&format!("limit={many}")).limit().unwrap(), 100);
        }
        for bad in ["0", "000", "-1", "ten", "", "1.5", "%2B5"] {
            assert_eq!(params(&format!("limit={bad}")).limit().unwrap_err().status.as_u16(), 422, "{bad}");
        }
    }

    #[test]
    fn a_cursor_fits_only_its_list() {
        let page = Page::of((9, vec![3u64, 2, 1]), 2, "posts.new", |row| *row, |row| row).body;
        assert_eq!(page.items, [3, 2]);
        let cursor = page.next_cursor.unwrap();
        assert_eq!(params(&format!("cursor={cursor}")).cursor::<u64>("posts.new").unwrap(), Some(2));
        for (query, list) in
            [(cursor.as_str(), "posts.hot"), ("", "posts.new"), ("rubbish", "posts.new"), ("W10", "posts.new")]
        {
            assert_eq!(params(&format!("cursor={query}")).cursor::<u64>(list).unwrap_err().status.as_u16(), 422);
        }
    }

    #[test]
    fn the_last_page_has_no_cursor() {
        assert_eq!(Page::of((9, vec![2u64, 1]), 2, "x", |row| *row, |row| row).body.next_cursor, None);
    }
}
