//! Pages of `LOGGIA_ORIGINS` may call this API from the browser, with cookies; others may not.

use super::envelope::{IDEMPOTENCY_KEY, LOG, POSITION, REQUEST_ID};
use crate::config::Config;
use axum::http::{HeaderName, HeaderValue, Method, header};
use std::time::Duration;
use tower_http::cors::CorsLayer;

pub fn layer(config: &Config) -> CorsLayer {
    let origins: Vec<HeaderValue> = config.origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    CorsLayer::new()
        .allow_origin(origins)
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            IDEMPOTENCY_KEY,
            HeaderName::from_static("loggia-after"),
            HeaderName::from_static("prefer"),
        ])
        .expose_headers([LOG, POSITION, IDEMPOTENCY_KEY, REQUEST_ID, header::RETRY_AFTER])
        .max_age(Duration::from_secs(3600))
}
