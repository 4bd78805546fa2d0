//! Posts over HTTP.

use crate::support::{Bed, TestApp};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_can_be_read() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let written = ada.post("/api/posts", json!({ "title": "Hello", "body": "**there**", "kind": "text" })).await;
    assert_eq!(written.status, 201, "{:?}", written.body);
    let id = written.body["id"].as_str().unwrap();
    let read = app.visitor().get(&format!("/api/posts/{id}")).await;
    assert_eq!(read.status, 200, "{:?}", read.body);
    assert_eq!(read.body, written.body);
    let listed = app.visitor().get("/api/posts").await;
    assert_eq!(listed.body["items"][0], written.body);
}
