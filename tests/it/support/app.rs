//! A node inside the test process, on a bed's servers; and a client that speaks like a browser.

use super::Bed;
use loggia::serve::Node;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

/// One node. Several on one bed are several nodes of one instance.
pub struct TestApp {
    pub node: Option<Node>,
    pub base: String,
}

impl TestApp {
    /// All roles. `more`: arguments as on the command line, e.g. `--ticket-ttl-s=1`.
    pub async fn start(bed: &Bed, more: &[&str]) -> TestApp {
        bed.adopt_read_models(&bed.config(more)).await;
        let node = Node::start(bed.config(more), &bed.addresses()).await.expect("a node");
        TestApp { base: format!("http://{}", node.address), node: Some(node) }
    }

    pub fn app(&self) -> &loggia::app::App {
        &self.node.as_ref().expect("a running node").app
    }

    /// SIGTERM, as it were.
    pub async fn stop(&mut self) {
        if let Some(node) = self.node.take() {
            node.stop().await;
        }
    }

    /// Somebody who is not signed in, with cookies of their own.
    pub fn visitor(&self) -> Client {
        Client::new(&self.base)
    }

    /// A new person, signed in.
    pub async fn person(&self, username: &str) -> Client {
        let mut client = self.visitor();
        client.sign_up(username).await;
        client
    }
}

/// One browser: cookies, and a token once signed in.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    pub token: Option<String>,
    pub id: String,
    pub username: String,
}

pub const PASSWORD: &str = "correct horse battery";

impl Client {
    pub fn new(base: &str) -> Client {
        let http = reqwest::Client::builder().cookie_store(true).build().expect("a client");
        Client { http, base: base.to_owned(), token: None, id: String::new(), username: String::new() }
    }

    /// The same browser with that access token.
    pub fn with_token(self, token: Option<String>) -> Client {
        Client { token, ..self }
    }

    /// The same person at another node.
    pub fn at(&self, base: &str) -> Client {
        Client { base: base.to_owned(), ..self.clone() }
    }

    pub async fn sign_up(&mut self, username: &str) -> Value {
        let body = json!({ "username": username, "email": format!("{username}@example.org"), "password": PASSWORD });
        let answer = self.post("/api/auth/signup", body).await;
        assert_eq!(answer.status, 201, "{:?}", answer.body);
        self.token = answer.body["access_token"].as_str().map(str::to_owned);
        self.id = answer.body["person"]["id"].as_str().unwrap_or_default().to_owned();
        self.username = username.to_owned();
        answer.body
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    /// Signs in again, when the access token or the node's memory of it is gone; nothing when nobody answers.
    pub async fn log_in(&mut self) {
        let body = json!({ "login": self.username, "password": PASSWORD });
        let request = self.http.post(format!("{}/api/auth/login", self.base)).json(&body);
        if let Ok(answer) = request.timeout(Duration::from_secs(5)).send().await
            && let Ok(body) = answer.json::<Value>().await
        {
            self.token = body["access_token"].as_str().map(str::to_owned);
        }
    }

    /// A request to be sent by hand, signed in when the client is.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    /// Reads what includes this position.
    pub async fn get_after(&self, path: &str, position: u64) -> Answer {
        Answer::of(self.request(Method::GET, path).header("loggia-after", position)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        let request = self.request(Method::PUT, path);
        Answer::of(if body.is_null() { request } else { request.json(&body) }).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::PATCH, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path)).await
    }

    /// A command with a key of the test's choosing.
    pub async fn keyed(&self, method: Method, path: &str, key: Uuid, body: Value) -> Answer {
        Answer::of(self.request(method, path).header("idempotency-key", key.to_string()).json(&body)).await
    }

    /// A text post; answers it as the server did.
    pub async fn write_post(&self, title: &str) -> Value {
        let answer = self.post("/api/posts", json!({ "title": title, "body": "", "kind": "text" })).await;
        assert_eq!(answer.status, 201, "{:?}", answer.body);
        answer.body
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    /// Null when there is none or it is no JSON.
    pub body: Value,
}

impl Answer {
    pub async fn of(request: RequestBuilder) -> Answer {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.expect("a body");
        Answer { status, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn position(&self) -> u64 {
        self.header("loggia-position").and_then(|text| text.parse().ok()).expect("a position")
    }

    /// The problem's code.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}
