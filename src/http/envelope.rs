//! What every answer has, whoever made it: a request id, the log's identity, safe headers, an end within 5 s, a problem
//! instead of a library's error text, and 500 instead of a panic.

use super::problem::{CONTENT_TYPE, Problem};
use crate::app::App;
use crate::id::{self, Key};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};
use tracing::Instrument;

pub const LOG: HeaderName = HeaderName::from_static("loggia-log");
pub const POSITION: HeaderName = HeaderName::from_static("loggia-position");
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Marks an error answer that has its own body on purpose.
#[derive(Clone)]
pub struct AsItIs;

/// A read that takes longer than this waits for something that is away.
const PATIENCE_OF_READS: Duration = Duration::from_millis(1900);
/// How much longer a read takes that waits for a position, which it may for a second.
const AFTER: Duration = Duration::from_millis(1000);
/// Of commands. Less than the 5 s that are promised, so that the answer still arrives in time.
const PATIENCE: Duration = Duration::from_millis(4500);

pub async fn envelope(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = id::passing().to_string();
    let started = Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let span = tracing::info_span!("request", request.id = %id, http.method = %method, http.path = %path);
    let key = match key_of(&request) {
        Ok(key) => key,
        Err(problem) => return finish(&app, problem.into_response(), &id, None, &path),
    };
    if let Some(key) = key {
        request.extensions_mut().insert(key);
    }
    let patience = patience(&request);
    let answer = async {
        if let Err(problem) = no_nul(&request) {
            return problem.into_response();
        }
        let handled = AssertUnwindSafe(next.run(request)).catch_unwind();
        match tokio::time::timeout(patience, handled).await {
            Ok(Ok(response)) => response,
            Ok(Err(_)) => Problem::fault("a handler panicked").into_response(),
            Err(_) => {
                Problem::away("server.too_slow", "That took too long. Try again with the same key.").into_response()
            }
        }
    };
    let response = answer.instrument(span.clone()).await;
    let response = finish(&app, response, &id, key, &path);
    observe(&span, &method, response.status(), started);
    response
}

/// The key of a command: the client's, or one of ours.
fn key_of(request: &Request) -> Result<Option<Key>, Problem> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(None);
    }
    let Some(header) = request.headers().get(IDEMPOTENCY_KEY) else { return Ok(Some(Key::fresh())) };
    let key = header.to_str().ok().filter(|text| text.len() == 36).and_then(|text| text.parse().ok());
    match key {
        Some(key) => Ok(Some(key)),
        None => Err(Problem::malformed("request.bad_idempotency_key", "Idempotency-Key must be a UUID.")),
    }
}

fn patience(request: &Request) -> Duration {
    match *request.method() {
        Method::GET | Method::HEAD if request.headers().contains_key("loggia-after") => PATIENCE_OF_READS + AFTER,
        Method::GET | Method::HEAD => PATIENCE_OF_READS,
        _ => PATIENCE,
    }
}

/// Postgres has no U+0000 in texts, so nothing anywhere may.
fn no_nul(request: &Request) -> Result<(), Problem> {
    let found = |text: &str| text.contains("%00");
    if request.uri().query().is_some_and(found) {
        return Err(Problem::malformed("request.nul", "U+0000 is not allowed."));
    }
    if found(request.uri().path()) {
        return Err(Problem::of_status(StatusCode::NOT_FOUND));
    }
    Ok(())
}

fn finish(app: &App, response: Response, id: &str, key: Option<Key>, path: &str) -> Response {
    let mut response = as_problem(response, id);
    let headers = response.headers_mut();
    if let Ok(incarnation) = HeaderValue::from_str(app.log.incarnation()) {
        headers.insert(LOG, incarnation);
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
    if let Some(key) = key.and_then(|key| HeaderValue::from_str(&key.to_string()).ok()) {
        headers.insert(IDEMPOTENCY_KEY, key);
    }
    safe(headers, path);
    response
}

/// Errors as problems, also those that a library answered in its own words.
fn as_problem(mut response: Response, id: &str) -> Response {
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let mut rendered = problem.render(id);
        for (name, value) in response.headers() {
            if !rendered.headers().contains_key(name) && name != header::CONTENT_LENGTH {
                rendered.headers_mut().insert(name, value.clone());
            }
        }
        return rendered;
    }
    let status = response.status();
    let ours = response.extensions().get::<AsItIs>().is_some()
        || response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == CONTENT_TYPE);
    if !(status.is_client_error() || status.is_server_error()) || ours {
        return response;
    }
    let mut rendered = Problem::of_status(status).render(id);
    if let Some(allow) = response.headers().get(header::ALLOW) {
        rendered.headers_mut().insert(header::ALLOW, allow.clone());
    }
    rendered
}

fn safe(headers: &mut HeaderMap, path: &str) {
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    default(header::X_FRAME_OPTIONS, "DENY");
    default(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    default(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    if path.starts_with("/api") {
        default(header::CACHE_CONTROL, "no-store");
    }
}

fn observe(span: &tracing::Span, method: &Method, status: StatusCode, started: Instant) {
    let took = started.elapsed();
    let labels = [("method", method.to_string()), ("status", status.as_u16().to_string())];
    metrics::counter!("loggia_http_requests_total", &labels).increment(1);
    metrics::histogram!("loggia_http_request_seconds", &labels[..1]).record(took.as_secs_f64());
    tracing::debug!(parent: span, http.status = status.as_u16(), took_ms = took.as_millis() as u64, "answered");
}
