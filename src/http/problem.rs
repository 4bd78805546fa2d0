//! RFC 9457 problems, and which error goes where:
//!
//! - What the client did wrong, or a rule refuses: a [`Problem`] with a stable code `area.reason`, made where it is found.
//!   An area turns its `Refused` into one beside its handlers.
//! - A dependency that is away (the log, Postgres, Redis): 503 with `Retry-After`, by the `From`s below. Not logged: health says it.
//! - Our own fault: [`Problem::fault`]. Logged once, here; the client gets 500 `server.fault` and the request id, no inside.
//!
//! A problem becomes bytes in `envelope`, which knows the request id.

use crate::log::{Away, CommandError};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

pub const CONTENT_TYPE: &str = "application/problem+json";

/// One invalid field.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Fault {
    /// JSON pointer into the body; a query parameter stands as `/name`.
    pub pointer: String,
    pub code: &'static str,
    pub detail: String,
}

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub status: StatusCode,
    pub code: &'static str,
    pub detail: String,
    pub errors: Vec<Fault>,
    /// Seconds.
    pub retry_after: Option<u64>,
}

/// How a problem looks on the wire.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody<'a> {
    /// Always `about:blank`: the code says more than a page would.
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'a str,
    #[schema(example = 403)]
    status: u16,
    /// A sentence for a person.
    detail: &'a str,
    /// Stable: `area.reason`.
    #[schema(example = "posts.not_author")]
    code: &'a str,
    request_id: &'a str,
    /// The invalid fields of a 422.
    #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
    errors: &'a [Fault],
}

impl Problem {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Problem {
        Problem { status, code, detail: detail.into(), errors: Vec::new(), retry_after: None }
    }

    pub fn malformed(code: &'static str, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, code, detail)
    }

    pub fn unauthorized(code: &'static str, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::UNAUTHORIZED, code, detail)
    }

    pub fn forbidden(code: &'static str, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::FORBIDDEN, code, detail)
    }

    pub fn not_found(code: &'static str, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, code, detail)
    }

    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::CONFLICT, code, detail)
    }

    pub fn refused(code: &'static str, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    /// 422 with every field that is wrong.
    pub fn invalid(errors: Vec<Fault>) -> Problem {
        Problem { errors, ..Problem::refused("request.invalid", "Some values cannot be accepted.") }
    }

    /// 422 for one field.
    pub fn invalid_field(pointer: &str, code: &'static str, detail: impl Into<String>) -> Problem {
        Problem::invalid(vec![Fault { pointer: pointer.to_owned(), code, detail: detail.into() }])
    }

    /// 503: come back after so many seconds, with the same idempotency key.
    pub fn away(code: &'static str, detail: impl Into<String>) -> Problem {
        Problem { retry_after: Some(1), ..Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, detail) }
    }

    pub fn too_many(retry_after: u64) -> Problem {
        Problem {
            retry_after: Some(retry_after.max(1)),
            ..Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "request.too_many",
                "That was too much at once. Wait a little.",
            )
        }
    }

    /// Something that must not happen did: logged here, nothing of it told.
    pub fn fault(error: impl std::fmt::Display) -> Problem {
        tracing::error!(error = %error, "request failed");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "server.fault", "Something went wrong here. It was logged.")
    }

    /// The generic problem of a status that a library answered without one.
    pub fn of_status(status: StatusCode) -> Problem {
        match status {
            StatusCode::METHOD_NOT_ALLOWED => {
                Problem::new(status, "request.method_not_allowed", "This address does not take that method.")
            }
            StatusCode::NOT_FOUND => {
                Problem::new(status, "request.no_such_address", "There is nothing at this address.")
            }
            StatusCode::PAYLOAD_TOO_LARGE => {
                Problem::new(status, "request.too_large", "The body is larger than 256 KiB.")
            }
            status if status.is_server_error() => Problem::new(status, "server.fault", "Something went wrong here."),
            status => Problem::new(status, "request.malformed", "The request cannot be understood."),
        }
    }

    /// The response of a request with this id.
    pub fn render(&self, request_id: &str) -> Response {
        let body = ProblemBody {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.detail,
            code: self.code,
            request_id,
            errors: &self.errors,
        };
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = (self.status, bytes).into_response();
        self.headers(response.headers_mut());
        response
    }

    fn headers(&self, headers: &mut HeaderMap) {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
    }
}

impl IntoResponse for Problem {
    /// Leaves itself for the envelope to render.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Away> for Problem {
    fn from(_: Away) -> Problem {
        Problem::away("log.away", "The log does not answer. Try again with the same idempotency key.")
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Problem {
        if postgres_is_away(&error) {
            Problem::away("postgres.away", "The database does not answer. Try again.")
        } else {
            Problem::fault(error)
        }
    }
}

/// Whether the error says that Postgres cannot be asked now, as opposed to having been asked something wrong.
pub fn postgres_is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        // 08 connection, 53 resources, 57 operator intervention (shutting down, statement timeout), 25006 a replica.
        sqlx::Error::Database(error) => error
            .code()
            .is_some_and(|code| ["08", "53", "57"].iter().any(|class| code.starts_with(class)) || code == "25006"),
        _ => false,
    }
}

impl<R: Into<Problem>> From<CommandError<R>> for Problem {
    fn from(error: CommandError<R>) -> Problem {
        match error {
            CommandError::Refused(refused) => refused.into(),
            CommandError::KeyReused => {
                Problem::conflict("idempotency_key_reused", "This Idempotency-Key was used for another request.")
            }
            CommandError::Conflict => {
                Problem::conflict("request.conflict", "Others are changing this at the same time. Try again.")
            }
            CommandError::Away(away) => away.into(),
            CommandError::Full(why) => {
                tracing::error!(why, "the log refuses");
                Problem::away("log.full", "The log takes nothing more at the moment.")
            }
        }
    }
}
