//! `/api/push`: this instance's key, and browsers that want to be told.

use super::encryption::Keys;
use super::send::reach;
use super::text::Push;
use crate::app::App;
use crate::http::body::Body;
use crate::http::check::Faults;
use crate::http::command::Command;
use crate::http::path::{At, Named};
use crate::http::problem::Problem;
use crate::http::viewer::Viewer;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::{OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

const SUBSCRIBE: &str = include_str!("sql/subscribe.sql");
const UNSUBSCRIBE: &str = include_str!("sql/unsubscribe.sql");

/// What a push says is no body of any route; the document lists it all the same.
#[derive(OpenApi)]
#[openapi(components(schemas(Push)))]
struct Said;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Said::openapi())
        .routes(routes!(key))
        .routes(routes!(subscribe))
        .routes(routes!(unsubscribe))
}

/// One browser that wants to be told, by its id.
#[derive(Clone, Copy, Debug)]
struct SubscriptionId(Uuid);

impl SubscriptionId {
    fn of(endpoint: &str) -> SubscriptionId {
        SubscriptionId(Uuid::new_v5(&Uuid::NAMESPACE_URL, endpoint.as_bytes()))
    }
}

impl FromStr for SubscriptionId {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<SubscriptionId, uuid::Error> {
        Uuid::parse_str(text).map(SubscriptionId)
    }
}

impl Named for SubscriptionId {
    fn missing() -> Problem {
        Problem::not_found("push.not_found", "There is no such subscription of yours.")
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PushKey)]
struct PublicKey {
    /// For `applicationServerKey`: an uncompressed point of P-256, base64url.
    key: String,
}

/// The key that a browser subscribes with.
#[utoipa::path(get, path = "/api/push/key", tag = "push", security(("bearer" = [])),
    responses((status = 200, body = PublicKey)))]
async fn key(State(app): State<App>, _: Viewer) -> Json<PublicKey> {
    Json(PublicKey { key: app.vapid.public.clone() })
}

/// As `PushSubscription.toJSON()` gives it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSubscription {
    #[schema(max_length = 2000)]
    endpoint: String,
    /// Taken and not needed: a push service says when a browser is gone.
    #[serde(default, rename = "expirationTime")]
    expires: Option<f64>,
    keys: SubscriptionKeys,
}

/// Base64url.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SubscriptionKeys {
    p256dh: String,
    auth: String,
}

impl Body for NewSubscription {}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PushSubscription)]
struct Subscription {
    /// The same for the same endpoint.
    id: Uuid,
}

/// Tells this browser from now on what happens while nobody looks, until the session ends. Again changes nothing.
#[utoipa::path(post, path = "/api/push/subscriptions", tag = "push", security(("bearer" = [])),
    request_body = NewSubscription, responses((status = 201, body = Subscription)))]
async fn subscribe(
    State(app): State<App>,
    command: Command<NewSubscription>,
) -> Result<(StatusCode, Json<Subscription>), Problem> {
    let NewSubscription { endpoint, keys, .. } = &command.asked.body;
    let mut faults = Faults::default();
    reach(&app).check("/endpoint", endpoint, &mut faults);
    let (p256dh, auth) = (bytes(&keys.p256dh), bytes(&keys.auth));
    if Keys::read(&p256dh, &auth).is_none() {
        faults.add("/keys", "no_keys", "A point of P-256 and sixteen bytes, base64url.");
    }
    faults.none()?;
    let id = SubscriptionId::of(endpoint).0;
    sqlx::query(SUBSCRIBE)
        .bind(id)
        .bind(command.viewer.person)
        .bind(command.viewer.session)
        .bind(endpoint)
        .bind(p256dh)
        .bind(auth)
        .execute(&app.db)
        .await?;
    Ok((StatusCode::CREATED, Json(Subscription { id })))
}

/// Tells this browser nothing any more.
#[utoipa::path(delete, path = "/api/push/subscriptions/{subscription}", tag = "push", security(("bearer" = [])),
    params(("subscription" = uuid::Uuid, Path)), responses((status = 204)))]
async fn unsubscribe(
    State(app): State<App>,
    At(id): At<SubscriptionId>,
    command: Command,
) -> Result<StatusCode, Problem> {
    let whose = command.viewer.person;
    let gone: Option<Uuid> = sqlx::query_scalar(UNSUBSCRIBE).bind(id.0).bind(whose).fetch_optional(&app.db).await?;
    gone.map(|_| StatusCode::NO_CONTENT).ok_or_else(SubscriptionId::missing)
}

/// Browsers leave the padding out, programs do not always.
fn bytes(text: &str) -> Vec<u8> {
    let decoded = URL_SAFE_NO_PAD.decode(text).or_else(|_| URL_SAFE.decode(text));
    decoded.unwrap_or_default()
}
