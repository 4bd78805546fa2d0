//! Reading JSON bodies. What cannot be understood is 400 (no JSON object, an unknown field, U+0000), a missing or wrong value is
//! 422 with a pointer to it, another content type 415, more than 256 KiB 413.

use super::BODY_LIMIT;
use super::check::Faults;
use super::problem::Problem;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_path_to_error::Segment;
use utoipa::ToSchema;

/// Of a body that is too large so much is read all the same: a client that is still sending hears no answer.
const PATIENCE_WITH_LARGE: usize = 16 << 20;

/// What a command takes. Serialised it is the command without its secrets: skip those, for it becomes the fingerprint.
pub trait Body: DeserializeOwned + Serialize + Send {
    /// Whether no body at all means `{}`.
    const OPTIONAL: bool = false;

    /// Every value that cannot be accepted.
    fn check(&self, _faults: &mut Faults) {}
}

/// A command that needs nothing but its address.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

impl Body for Nothing {
    const OPTIONAL: bool = true;
}

/// Takes the body of `request`, whose headers it still has.
pub async fn read<B: Body>(request: Request) -> Result<B, Problem> {
    let (parts, body) = request.into_parts();
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|_| Problem::malformed("request.cut_short", "The body did not arrive whole."))?;
        length += piece.len();
        if length <= BODY_LIMIT {
            bytes.extend_from_slice(&piece);
        } else if length > PATIENCE_WITH_LARGE {
            break;
        }
    }
    if length > BODY_LIMIT {
        return Err(Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE));
    }
    parse(&parts.headers, &bytes)
}

fn parse<B: Body>(headers: &HeaderMap, bytes: &[u8]) -> Result<B, Problem> {
    let value = match bytes {
        b"" if B::OPTIONAL => Value::Object(serde_json::Map::new()),
        bytes if is_json(headers) => json(bytes)?,
        _ => {
            let detail = "Send the body as application/json.";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "request.not_json_type", detail));
        }
    };
    let body: B = serde_path_to_error::deserialize(value).map_err(misfit)?;
    let mut faults = Faults::default();
    body.check(&mut faults);
    faults.none()?;
    Ok(body)
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn json(bytes: &[u8]) -> Result<Value, Problem> {
    let text =
        std::str::from_utf8(bytes).map_err(|_| Problem::malformed("request.not_utf8", "The body is not UTF-8."))?;
    // The parser refuses more than 128 levels.
    let value: Value = serde_json::from_str(text)
        .map_err(|error| Problem::malformed("request.not_json", format!("The body is not JSON: {error}.")))?;
    if !value.is_object() {
        return Err(Problem::malformed("request.not_an_object", "The body must be a JSON object."));
    }
    if has_nul(&value) {
        return Err(Problem::malformed("request.nul", "U+0000 is not allowed."));
    }
    Ok(value)
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// serde tells its errors apart by their words alone.
fn misfit(error: serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let message = error.inner().to_string();
    let named = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("unknown field") {
        return Problem::malformed("request.unknown_field", format!("There is no field `{named}` here."));
    }
    let path = pointer(error.path().iter());
    if message.starts_with("missing field") {
        return Problem::invalid_field(&format!("{path}/{named}"), "missing", format!("`{named}` is needed."));
    }
    Problem::invalid_field(&path, "wrong_type", format!("This value is of the wrong kind: {message}."))
}

fn pointer<'a>(segments: impl Iterator<Item = &'a Segment>) -> String {
    segments
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => String::new(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[derive(Debug, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        title: String,
        #[serde(default)]
        numbers: Vec<u8>,
        #[serde(default)]
        inner: Option<Inner>,
    }

    #[derive(Debug, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        flag: bool,
    }

    impl Body for Sample {
        fn check(&self, faults: &mut Faults) {
            faults.line("/title", &self.title, 1..=5);
        }
    }

    fn refused(body: &[u8]) -> (u16, &'static str, Option<String>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        let problem = parse::<Sample>(&headers, body).unwrap_err();
        (problem.status.as_u16(), problem.code, problem.errors.first().map(|fault| fault.pointer.clone()))
    }

    #[test]
    fn what_cannot_be_understood_is_400() {
        let deep = format!("{{\"title\":{}", "[".repeat(10_000));
        for body in [&b""[..], b"{", b"[]", b"\"x\"", b"{\"title\":\"\xff\"}", b"{\"title\":1e999}", deep.as_bytes()] {
            assert_eq!(refused(body).0, 400, "{}", String::from_utf8_lossy(&body[..body.len().min(40)]));
        }
        assert_eq!(refused(br#"{"title":"a","extra":1}"#).1, "request.unknown_field");
        assert_eq!(refused(br#"{"title":"a","inner":{"flag":true,"x":1}}"#).1, "request.unknown_field");
        assert_eq!(refused(br#"{"title":"a\u0000"}"#).1, "request.nul");
        assert_eq!(refused(br#"{"title":"\ud800"}"#).0, 400);
    }

    #[test]
    fn a_wrong_or_missing_value_is_422_with_a_pointer() {
        assert_eq!(refused(b"{}"), (422, "request.invalid", Some("/title".into())));
        assert_eq!(refused(br#"{"title":5}"#), (422, "request.invalid", Some("/title".into())));
        assert_eq!(refused(br#"{"title":"a","numbers":[1,300]}"#).2, Some("/numbers/1".into()));
        assert_eq!(refused(br#"{"title":"a","inner":{}}"#).2, Some("/inner/flag".into()));
        assert_eq!(refused(r#"{"title":"äöüäöü"}"#.as_bytes()).2, Some("/title".into()));
    }

    #[test]
    fn lengths_count_characters() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        assert!(parse::<Sample>(&headers, r#"{"title":"äöü🙂é"}"#.as_bytes()).is_ok());
    }

    #[test]
    fn another_type_is_415_and_nothing_may_be_no_body() {
        assert_eq!(parse::<Sample>(&HeaderMap::new(), b"{}").unwrap_err().status.as_u16(), 415);
        assert!(parse::<Nothing>(&HeaderMap::new(), b"").is_ok());
        assert_eq!(parse::<Nothing>(&HeaderMap::new(), b"x").unwrap_err().status.as_u16(), 415);
    }
}
