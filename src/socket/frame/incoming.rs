//! What a client sends.

use crate::id::{PersonId, Position};
use crate::socket::topics::Topic;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// The first frame.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    #[allow(dead_code, reason = "read before the rest, named so that no other field passes")]
    #[schema(example = "hello")]
    op: String,
    /// Only to resume, and then with `incarnation`: everything after this position.
    #[serde(default)]
    pub since: Option<Position>,
    #[serde(default)]
    pub incarnation: Option<String>,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub topics: Vec<Topic>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Subscribe {
    #[allow(dead_code, reason = "as above")]
    #[schema(example = "subscribe")]
    op: String,
    /// Comes back in the answer.
    pub id: u64,
    #[schema(value_type = Vec<String>)]
    pub topics: Vec<Topic>,
    /// The position of the snapshot these topics go on from.
    #[serde(default)]
    pub since: Option<Position>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unsubscribe {
    #[allow(dead_code, reason = "as above")]
    #[schema(example = "unsubscribe")]
    op: String,
    #[allow(dead_code, reason = "an unsubscribe is not answered")]
    pub id: u64,
    #[schema(value_type = Vec<String>)]
    pub topics: Vec<Topic>,
}

/// Somebody writes, or has stopped, in a conversation of theirs. At most one every 3 s is passed on.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Typing {
    #[allow(dead_code, reason = "as above")]
    #[schema(example = "typing")]
    op: String,
    pub conversation: Uuid,
    pub typing: bool,
}

/// Something for the other one of a call, while it rings or is on: an offer, an answer, candidates. Nobody else sees it, and
/// nothing of it is kept. At most 32 KiB of `data`.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToRelay {
    #[allow(dead_code, reason = "as above")]
    #[schema(example = "signal")]
    op: String,
    pub call: Uuid,
    pub to: PersonId,
    #[schema(value_type = Object)]
    pub data: Value,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    Hello(Hello),
    Subscribe(Subscribe),
    Unsubscribe(Unsubscribe),
    Typing(Typing),
    Signal(ToRelay),
    /// Well formed, but of no op this release knows.
    Unknown,
}

/// Not JSON, no `op`, or not the fields of its op.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BadFrame;

impl Incoming {
    pub fn read(text: &str) -> Result<Incoming, BadFrame> {
        #[derive(Deserialize)]
        struct Op<'a> {
            #[serde(borrow)]
            op: std::borrow::Cow<'a, str>,
        }
        fn whole<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, BadFrame> {
            serde_json::from_str(text).map_err(|_| BadFrame)
        }
        match &*whole::<Op>(text)?.op {
            "hello" => {
                let hello: Hello = whole(text)?;
                // A position says nothing without the log it is a position of.
                if hello.since.is_some() != hello.incarnation.is_some() {
                    return Err(BadFrame);
                }
                Ok(Incoming::Hello(hello))
            }
            "subscribe" => Ok(Incoming::Subscribe(whole(text)?)),
            "unsubscribe" => Ok(Incoming::Unsubscribe(whole(text)?)),
            "typing" => Ok(Incoming::Typing(whole(text)?)),
            "signal" => Ok(Incoming::Signal(whole(text)?)),
            _ => Ok(Incoming::Unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hello_is_read() {
        let hello = |text| match Incoming::read(text) {
            Ok(Incoming::Hello(hello)) => hello,
            other => panic!("{other:?}"),
        };
        assert_eq!(hello(r#"{"op":"hello"}"#).topics, vec![]);
        let resumed = hello(r#"{"op":"hello","since":4711,"incarnation":"x","topics":["feed"]}"#);
        assert_eq!((resumed.since, resumed.topics), (Some(4711), vec![Topic::feed()]));
    }

    #[test]
    fn bad_frames_are_refused() {
        let deep = format!(r#"{{"op":"hello","topics":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
        for bad in [
            "",
            "x",
            "null",
            "[]",
            "{}",
            r#"{"op":1}"#,
            r#""hello""#,
            r#"{"op":"hello","since":1}"#,
            r#"{"op":"hello","incarnation":"x"}"#,
            r#"{"op":"hello","since":-1,"incarnation":"x"}"#,
            r#"{"op":"hello","since":1e99,"incarnation":"x"}"#,
            r#"{"op":"hello","since":"1","incarnation":"x"}"#,
            r#"{"op":"hello","since":99999999999999999999999,"incarnation":"x"}"#,
            r#"{"op":"hello","topics":"feed"}"#,
            r#"{"op":"hello","topics":[1]}"#,
            r#"{"op":"hello","unknown":1}"#,
            r#"{"op":"subscribe","topics":["feed"]}"#,
            r#"{"op":"subscribe","id":1}"#,
            r#"{"op":"unsubscribe","id":1.5,"topics":[]}"#,
            r#"{"op":"hello"} {"op":"hello"}"#,
            deep.as_str(),
        ] {
            assert_eq!(Incoming::read(bad), Err(BadFrame), "{bad:.60}");
        }
    }

    #[test]
    fn an_unknown_op_is_no_bad_frame() {
        assert_eq!(Incoming::read(r#"{"op":"dance","with":{"x":1}}"#), Ok(Incoming::Unknown));
    }
}
