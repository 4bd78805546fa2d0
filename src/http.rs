//! HTTP conventions, each in its file, and the one line that lists the areas' routes.

pub mod address;
pub mod body;
pub mod check;
pub mod command;
pub mod cors;
pub mod docs;
pub mod envelope;
pub mod fresh;
pub mod health;
pub mod limits;
pub mod markdown;
pub mod metrics;
pub mod openapi;
pub mod origin;
pub mod page;
pub mod path;
pub mod problem;
pub mod utc;
pub mod viewer;
pub mod web;

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use tower_http::compression::CompressionLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// A body over this is 413.
pub const BODY_LIMIT: usize = 256 << 10;

/// Everything this node answers. Serve it with `into_make_service_with_connect_info::<SocketAddr>()`: limits need the peer.
pub fn router(app: App) -> Router {
    let (router, described) = areas().split_for_parts();
    router
        .merge(openapi::routes(described))
        .fallback_service(web::pages(&app.config))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CompressionLayer::new())
        .layer(cors::layer(&app.config))
        .layer(middleware::from_fn_with_state(app.clone(), envelope::envelope))
        .with_state(app)
}

/// What the handlers say of themselves.
pub fn described() -> OpenApi {
    areas().into_openapi()
}

/// The areas: the one place that lists them for HTTP.
fn areas() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(health::routes())
        .merge(crate::account::http::routes())
        .merge(crate::people::http::routes())
        .merge(crate::friends::http::routes())
        .merge(crate::posts::http::routes())
        .merge(crate::comments::http::routes())
        .merge(crate::conversations::http::routes())
        .merge(crate::messages::http::routes())
        .merge(crate::calls::http::routes())
        .merge(crate::games::http::routes())
        .merge(crate::spectators::http::routes())
        .merge(crate::notifications::http::routes())
        .merge(crate::push::http::routes())
        .merge(crate::search::http::routes())
        .merge(crate::socket::http::routes())
        .merge(crate::presence::http::routes())
}
