//! What a browser is served beside the API.

use crate::support::place::Place;
use reqwest::Response;

async fn get(place: &Place, path: &str) -> Response {
    reqwest::get(format!("{}{path}", place.base)).await.expect("an answer")
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_for_everybody_and_metrics_are_not() {
    let place = Place::open().await;
    assert_eq!(get(&place, "/healthz").await.status(), 200);
    assert_eq!(get(&place, "/readyz").await.status(), 200);
    let metrics = get(&place, "/metrics").await.text().await.unwrap();
    assert!(!metrics.contains("loggia_http_requests_total"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_address_of_the_api_is_a_problem_and_no_page() {
    let place = Place::open().await;
    let answer = place.visitor().get("/api/nothing/here").await;
    assert_eq!((answer.status, answer.header("content-type")), (404, Some("application/problem+json")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contract_describes_itself() {
    let place = Place::open().await;
    let document = place.visitor().get("/api/openapi.json").await;
    assert_eq!(document.status, 200);
    assert!(document.body["paths"]["/api/posts"]["post"].is_object());
    let docs = get(&place, "/docs").await;
    assert_eq!(docs.status(), 200);
    assert!(header(&docs, "content-type").starts_with("text/html"));
}

/// Without a built SPA a bare node has no page to show; the deployment always has.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_the_spa_under_a_strict_policy() {
    let place = Place::open().await;
    for path in ["/", "/posts/0190", "/people/@ada"] {
        let page = get(&place, path).await;
        assert_eq!(page.status(), 200, "{path}: build the SPA first (make web)");
        let policy = header(&page, "content-security-policy");
        assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(header(&page, "cache-control"), "no-cache");
        assert_eq!(header(&page, "x-content-type-options"), "nosniff");
        let html = page.text().await.unwrap();
        let script =
            html.split('"').find(|part| part.starts_with("/assets/") && part.ends_with(".js")).expect("a script");
        let script = get(&place, script).await;
        assert_eq!(script.status(), 200);
        assert!(header(&script, "cache-control").contains("immutable"));
    }
    assert_eq!(get(&place, "/assets/gone.js").await.status(), 404);
}
