//! Which pages may use the cookie or open a socket: those of this host, and of `LOGGIA_ORIGINS`.

use super::problem::Problem;
use crate::config::Config;
use axum::http::{HeaderMap, header};
use url::Url;

/// 403 when the browser says that a foreign page asks. Programs that send no `Origin` carry nobody's cookies.
pub fn check(headers: &HeaderMap, config: &Config) -> Result<(), Problem> {
    match headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or_default()) {
        Some(origin) if !is_own(origin, headers) && !config.origins.iter().any(|listed| listed == origin) => {
            Err(Problem::forbidden("request.foreign_origin", "Pages of that origin may not do this."))
        }
        Some(_) | None => Ok(()),
    }
}

fn is_own(origin: &str, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let Ok(origin) = Url::parse(origin) else { return false };
    // Read with the origin's scheme, so that `example.org` and `example.org:443` are the same host.
    let own = Url::parse(&format!("{}://{host}", origin.scheme()));
    origin.has_host() && own.is_ok_and(|own| own.origin() == origin.origin())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_host_itself_is_no_stranger() {
        let own = |origin: &str, host: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            is_own(origin, &headers)
        };
        assert!(own("http://127.0.0.1:8080", "127.0.0.1:8080"));
        assert!(own("https://example.org", "example.org:443") && own("https://example.org", "example.org"));
        for stranger in ["http://127.0.0.1:8081", "https://evil.example", "null", "", "http://"] {
            assert!(!own(stranger, "127.0.0.1:8080"), "{stranger}");
        }
    }
}
