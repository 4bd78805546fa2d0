//! The SPA, inside the binary or, for development, in a directory. Every address that is no file is a page of it.

use super::problem::Problem;
use crate::config::Config;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{Embed, EmbeddedFile};
use std::borrow::Cow;
use std::convert::Infallible;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use tower::{Service, ServiceBuilder, service_fn};
use tower_http::compression::CompressionLayer;

/// Scripts, styles and fonts are ours alone; pictures may come from anywhere, as posts link to them. nginx/headers.conf says the
/// same.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";
const FOR_EVER: &str = "public, max-age=31536000, immutable";

#[derive(Embed)]
#[folder = "frontend/dist"]
// Tests and checks may build the program without the pages.
#[allow_missing = true]
struct Built;

/// A file of the SPA, and what tells one version of it from the next.
struct File {
    name: String,
    bytes: Bytes,
    tag: Option<String>,
}

/// Answers what no route does. Compresses, because the first visit waits for it.
pub fn pages(
    config: &Config,
) -> impl Service<Request, Response: IntoResponse, Error = Infallible, Future: Send> + Clone + Send + Sync + use<> {
    let directory: Option<Arc<Path>> = config.web_dir.as_deref().map(Arc::from);
    let answer = service_fn(move |request: Request| {
        let directory = directory.clone();
        let (asked, _) = request.into_parts();
        async move { Ok::<_, Infallible>(answer(directory.as_deref(), &asked).await) }
    });
    ServiceBuilder::new().layer(CompressionLayer::new()).service(answer)
}

async fn answer(directory: Option<&Path>, asked: &Parts) -> Response {
    let path = asked.uri.path().trim_start_matches('/');
    let reads = matches!(asked.method, Method::GET | Method::HEAD);
    if !reads || path == "api" || path.starts_with("api/") {
        return Problem::of_status(StatusCode::NOT_FOUND).into_response();
    }
    // A build that is gone must not answer with a page where a script was asked for.
    let found = match file(directory, path).await {
        None if !path.starts_with("assets/") => file(directory, "index.html").await,
        found => found,
    };
    match found {
        Some(file) => render(file, &asked.headers),
        None => Problem::of_status(StatusCode::NOT_FOUND).into_response(),
    }
}

async fn file(directory: Option<&Path>, name: &str) -> Option<File> {
    let plain = !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    if !plain {
        return None;
    }
    match directory {
        None => Built::get(name).map(|built| embedded(name, built)),
        Some(directory) => from_disk(directory.join(name), name).await,
    }
}

fn embedded(name: &str, built: EmbeddedFile) -> File {
    let hash = built.metadata.sha256_hash();
    let tag = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    let bytes = match built.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    File { name: name.to_owned(), bytes, tag: Some(tag) }
}

async fn from_disk(path: PathBuf, name: &str) -> Option<File> {
    let bytes = tokio::fs::read(path).await.ok()?;
    Some(File { name: name.to_owned(), bytes: bytes.into(), tag: None })
}

fn render(file: File, asked: &HeaderMap) -> Response {
    let kind = match file.name.ends_with(".webmanifest") {
        true => "application/manifest+json".to_owned(),
        false => mime_guess::from_path(&file.name).first_or_octet_stream().to_string(),
    };
    // Built files have their content's hash in their name.
    let cache = if file.name.starts_with("assets/") { FOR_EVER } else { "no-cache" };
    let mut headers = HeaderMap::from_iter([
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    ]);
    if let Ok(kind) = HeaderValue::from_str(&with_charset(kind)) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    // Weak: the same content may be sent compressed or not.
    if let Some(tag) = file.tag.and_then(|tag| HeaderValue::from_str(&format!("W/\"{tag}\"")).ok()) {
        let same = asked.get(header::IF_NONE_MATCH) == Some(&tag);
        headers.insert(header::ETAG, tag);
        if same {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
    }
    (headers, file.bytes).into_response()
}

fn with_charset(kind: String) -> String {
    if kind.starts_with("text/") && !kind.contains("charset") { format!("{kind}; charset=utf-8") } else { kind }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};

    async fn get(directory: &Path, path: &str) -> (StatusCode, String, String) {
        let (asked, _) = Request::builder().uri(path).body(Body::empty()).unwrap().into_parts();
        let response = answer(Some(directory), &asked).await;
        let cache = response.headers().get(header::CACHE_CONTROL).map(|value| value.to_str().unwrap().to_owned());
        let status = response.status();
        let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, cache.unwrap_or_default(), String::from_utf8(body.to_vec()).unwrap())
    }

    fn site() -> PathBuf {
        let place = std::env::temp_dir().join(format!("loggia-web-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir_all(place.join("dist/assets")).unwrap();
        std::fs::write(place.join("dist/index.html"), "page").unwrap();
        std::fs::write(place.join("dist/assets/a-1.js"), "script").unwrap();
        std::fs::write(place.join("secret"), "secret").unwrap();
        place
    }

    #[tokio::test]
    async fn an_address_that_is_no_file_is_a_page() {
        let place = site();
        let dist = place.join("dist");
        for address in ["/", "/people/@ada", "/docsx", "/../secret", "/..%2fsecret"] {
            assert_eq!(get(&dist, address).await, (StatusCode::OK, "no-cache".into(), "page".into()), "{address}");
        }
        std::fs::remove_dir_all(place).unwrap();
    }

    #[tokio::test]
    async fn built_files_are_kept_for_ever_and_missing_ones_are_no_page() {
        let place = site();
        let dist = place.join("dist");
        assert_eq!(get(&dist, "/assets/a-1.js").await, (StatusCode::OK, FOR_EVER.into(), "script".into()));
        for address in ["/assets/a-0.js", "/api", "/api/nothing"] {
            assert_eq!(get(&dist, address).await.0, StatusCode::NOT_FOUND, "{address}");
        }
        std::fs::remove_dir_all(place).unwrap();
    }
}
