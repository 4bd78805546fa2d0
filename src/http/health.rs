//! Is this node alive, and should it get requests.

use super::problem::Problem;
use crate::app::App;
use crate::socket::SocketHealth;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sqlx::PgPool;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::task::AbortHandle;
use tokio::time::timeout;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Asking a dependency longer than this means that it is away.
const PATIENCE: Duration = Duration::from_millis(1000);
const PROBE: Duration = Duration::from_millis(500);
/// A read side further behind than this many events is still catching up.
const READY_LAG: u64 = 1000;

/// What this node knows of itself. Cheap to clone.
#[derive(Clone)]
pub struct Health(Arc<Inner>);

struct Inner {
    draining: AtomicBool,
    postgres: Arc<AtomicBool>,
    probe: AbortHandle,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.probe.abort();
    }
}

impl Health {
    /// Asks Postgres twice a second for as long as a handle lives.
    pub fn start(db: PgPool) -> Health {
        let postgres = Arc::new(AtomicBool::new(true));
        let told = postgres.clone();
        let probe = tokio::spawn(async move {
            loop {
                told.store(answers(&db).await, Ordering::Relaxed);
                tokio::time::sleep(PROBE).await;
            }
        });
        Health(Arc::new(Inner { draining: AtomicBool::new(false), postgres, probe: probe.abort_handle() }))
    }

    /// From now on this node is going away: `readyz` says so.
    pub fn drain(&self) {
        self.0.draining.store(true, Ordering::Relaxed);
    }

    pub fn draining(&self) -> bool {
        self.0.draining.load(Ordering::Relaxed)
    }

    /// Refuses when Postgres was away half a second ago.
    pub fn postgres(&self) -> Result<(), Problem> {
        match self.0.postgres.load(Ordering::Relaxed) {
            true => Ok(()),
            false => Err(Problem::away("postgres.away", "The database does not answer. Try again.")),
        }
    }
}

async fn answers(db: &PgPool) -> bool {
    matches!(timeout(PATIENCE, sqlx::query("select 1").execute(db)).await, Ok(Ok(_)))
}

/// How a node is.
#[derive(Serialize, ToSchema)]
pub struct Readiness {
    ready: bool,
    draining: bool,
    /// `ok`, or what is the matter.
    dependencies: BTreeMap<&'static str, &'static str>,
    /// The log's end; null while the log is away.
    log_end: Option<u64>,
    /// What the read side has folded in.
    position: u64,
    /// Events between the two.
    lag: Option<u64>,
    /// This node's sockets: null without the role.
    sockets: Option<SocketReadiness>,
}

/// How the sockets of a node are.
#[derive(Serialize, ToSchema)]
pub struct SocketReadiness {
    connections: usize,
    /// Events the reader has yet to hand out.
    lag: u64,
    /// Milliseconds since the log was last heard of.
    heard_ms: u64,
    /// Milliseconds since a signal of this node last came back to it.
    probe_ms: u64,
}

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(alive)).routes(routes!(ready))
}

/// Whether the process is alive.
#[utoipa::path(get, path = "/healthz", tag = "operations", responses((status = 200, description = "alive", body = String)))]
async fn alive() -> &'static str {
    "ok"
}

/// Whether this node should get requests: each dependency, the projection's lag.
#[utoipa::path(get, path = "/readyz", tag = "operations", responses(
    (status = 200, description = "ready", body = Readiness),
    (status = 503, description = "not ready, and why", body = Readiness),
))]
async fn ready(State(app): State<App>) -> Response {
    let (log_end, postgres, redis) =
        tokio::join!(timeout(PATIENCE, app.log.end()), answers(&app.db), timeout(PATIENCE, app.tickets.check()));
    let log_end = log_end.ok().and_then(Result::ok);
    let word = |good: bool| if good { "ok" } else { "away" };
    let mut dependencies = BTreeMap::from([
        ("log", word(log_end.is_some())),
        ("postgres", word(postgres)),
        ("redis", word(redis.is_ok_and(|answer| answer.is_ok()))),
        ("sessions", if app.sessions.is_fresh() { "ok" } else { "stale" }),
    ]);
    let position = app.progress.position();
    let lag = log_end.map(|end| end.saturating_sub(position));
    dependencies.insert("projection", if lag.is_some_and(|lag| lag <= READY_LAG) { "ok" } else { "behind" });
    let sockets = app.sockets.as_ref().map(|sockets| {
        let health = sockets.health();
        dependencies.insert("sockets", if health.healthy { "ok" } else { "behind" });
        let SocketHealth { connections, lag, heard_ms, probe_ms, .. } = health;
        SocketReadiness { connections, lag, heard_ms, probe_ms }
    });
    let draining = app.health.draining();
    let ready = !draining && dependencies.values().all(|state| *state == "ok");
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let readiness = Readiness { ready, draining, dependencies, log_end, position, lag, sockets };
    let mut response = (status, Json(readiness)).into_response();
    response.extensions_mut().insert(super::envelope::AsItIs);
    if !ready {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}
