//! The two routes of the socket tier: a ticket for somebody signed in, and the upgrade that takes one.

use super::connection;
use super::frame::{EventFrame, Hello, Outgoing, Subscribe, Subscribed, ToRelay, Typing, Unsubscribe};
use super::topics::Holder;
use super::upgrade::MaybeUpgrade;
use crate::app::App;
use crate::http::problem::Problem;
use crate::http::viewer::Viewer;
use crate::tickets::TicketsAway;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::header::{HOST, ORIGIN, SEC_WEBSOCKET_PROTOCOL};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Serialize;
use std::time::Duration;
use tokio::time::timeout;
use url::Url;
use utoipa::{OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const PROTOCOL: &str = "loggia.v1";
/// How long a socket waits for its turn to be opened.
const DOOR: Duration = Duration::from_secs(3);

#[derive(Serialize, ToSchema)]
pub struct Ticket {
    /// Good once.
    ticket: String,
    /// Seconds.
    expires_in: u64,
}

/// Frames are no bodies of any route; the document lists them all the same.
#[derive(OpenApi)]
#[openapi(components(schemas(Hello, Subscribe, Unsubscribe, Typing, ToRelay, Outgoing, Subscribed, EventFrame)))]
struct Frames;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Frames::openapi()).routes(routes!(ticket)).routes(routes!(open))
}

impl From<TicketsAway> for Problem {
    fn from(_: TicketsAway) -> Problem {
        Problem::away("tickets.away", "Live updates are not available at the moment. Try again.")
    }
}

/// A ticket for one socket.
#[utoipa::path(post, path = "/api/ws/ticket", tag = "socket", security(("bearer" = [])), responses(
    (status = 200, description = "a ticket", body = Ticket),
    (status = 401, description = "not signed in"),
    (status = 503, description = "Redis does not answer"),
))]
async fn ticket(State(app): State<App>, viewer: Viewer) -> Result<Json<Ticket>, Problem> {
    let holder = Holder { person: viewer.person, session: viewer.session };
    let ticket = app.tickets.issue(holder).await?;
    Ok(Json(Ticket { ticket, expires_in: app.tickets.expires_in() }))
}

/// The socket: frames of `loggia.v1`, as the schemas `Hello`, `Subscribe`, `Unsubscribe`, `Typing`, `ToRelay` (in), `Outgoing`,
/// `Subscribed` and `EventFrame` (out) say.
#[utoipa::path(get, path = "/api/ws", tag = "socket",
    params(("ticket" = String, Query, description = "from `POST /api/ws/ticket`, good once")),
    responses(
        (status = 101, description = "a socket"),
        (status = 400, description = "no upgrade, or other subprotocols than `loggia.v1`"),
        (status = 401, description = "the ticket is missing, unknown, used or expired"),
        (status = 403, description = "another origin"),
        (status = 503, description = "this node takes no sockets now"),
    ))]
async fn open(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    MaybeUpgrade(upgrade): MaybeUpgrade,
) -> Result<Response, Problem> {
    let ticket = ticket_in(query.as_deref().unwrap_or_default())?;
    check_origin(&headers, &app.config.origins)?;
    let protocol = check_protocol(&headers)?;
    let node = app.sockets.as_ref().map(super::Sockets::node).filter(|node| !node.is_closed());
    let node = node.ok_or_else(closed)?;
    let turn = timeout(DOOR, node.door.acquire()).await.map_err(|_| closed())?;
    let holder = app.tickets.redeem(&ticket).await?.filter(|holder| !app.sessions.ended(holder.person, holder.session));
    drop(turn);
    let holder = holder.ok_or_else(bad_ticket)?;
    let upgrade = upgrade.ok_or_else(|| {
        Problem::new(StatusCode::BAD_REQUEST, "socket.no_upgrade", "This address takes websockets only.")
    })?;
    // Before the answer, so that a burst of sockets is counted in the order it came.
    let seat = node.seats.take(holder.person);
    let (response, upgraded) = upgrade.accept(PROTOCOL, protocol);
    tokio::spawn(async move {
        if let Some(upgraded) = upgraded.await {
            // A task of its own: this one is larger, and over.
            tokio::spawn(connection::serve(node, upgraded, holder, seat));
        }
    });
    Ok(response)
}

fn closed() -> Problem {
    Problem::away("socket.closed", "This node takes no sockets now. Try again.")
}

fn bad_ticket() -> Problem {
    Problem::unauthorized("socket.bad_ticket", "This ticket is unknown, used or too old. Ask for a new one.")
}

/// The ticket of the query. An access token in an address would end up in logs, so it is refused whatever it says.
fn ticket_in(query: &str) -> Result<String, Problem> {
    let mut ticket = None;
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "token" | "access_token" => {
                return Err(Problem::unauthorized(
                    "socket.token_in_address",
                    "Ask for a ticket; tokens do not belong here.",
                ));
            }
            "ticket" => ticket = Some(value.into_owned()),
            _ => {}
        }
    }
    ticket.ok_or_else(bad_ticket)
}

/// A page of another site must not open a socket with what its visitor may hold. Programs send no origin.
fn check_origin(headers: &HeaderMap, allowed: &[String]) -> Result<(), Problem> {
    let Some(origin) = headers.get(ORIGIN) else { return Ok(()) };
    let text = origin.to_str().unwrap_or_default();
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if allowed.iter().any(|known| known == text) || is_own(text, host) {
        return Ok(());
    }
    Err(Problem::forbidden("socket.foreign_origin", "Sockets are opened from this site only."))
}

/// Whether `origin` is a page of `host` (`name` or `name:port`); a scheme's own port may be left out of either.
fn is_own(origin: &str, host: &str) -> bool {
    let Ok(url) = Url::parse(origin) else { return false };
    if !matches!(url.scheme(), "http" | "https") {
        return false;
    }
    let Ok(asked) = Url::parse(&format!("{}://{host}", url.scheme())) else { return false };
    url.host().is_some() && url.origin() == asked.origin() && url.origin().ascii_serialization() == origin
}

/// Whether the client asks for a subprotocol, which is then ours.
fn check_protocol(headers: &HeaderMap) -> Result<bool, Problem> {
    let mut offered = headers
        .get_all(SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .map(str::trim)
        .peekable();
    if offered.peek().is_none() {
        return Ok(false);
    }
    if offered.any(|name| name == PROTOCOL) {
        return Ok(true);
    }
    Err(Problem::malformed("socket.unknown_protocol", "The only subprotocol here is loggia.v1."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_itself_is_no_foreign_origin() {
        for (origin, host) in [
            ("http://127.0.0.1:8080", "127.0.0.1:8080"),
            ("https://loggia.example", "loggia.example"),
            ("https://loggia.example", "loggia.example:443"),
            ("http://[::1]:8080", "[::1]:8080"),
        ] {
            assert!(is_own(origin, host), "{origin} {host}");
        }
    }

    #[test]
    fn every_other_origin_is_foreign() {
        for (origin, host) in [
            ("null", "loggia.example"),
            ("", ""),
            ("http://127.0.0.1:8081", "127.0.0.1:8080"),
            ("https://loggia.example.evil.example", "loggia.example"),
            ("https://evil.example", "loggia.example"),
            ("https://evil.example@loggia.example", "loggia.example"),
            ("https://loggia.example/path", "loggia.example"),
            ("file://loggia.example", "loggia.example"),
            ("https://loggia.example:444", "loggia.example"),
        ] {
            assert!(!is_own(origin, host), "{origin} {host}");
        }
    }

    #[test]
    fn a_token_in_the_address_is_refused_even_beside_a_ticket() {
        assert_eq!(ticket_in("ticket=a&token=b").unwrap_err().code, "socket.token_in_address");
        assert_eq!(ticket_in("").unwrap_err().code, "socket.bad_ticket");
        assert_eq!(ticket_in("x=1&ticket=abc").unwrap(), "abc");
    }
}
