//! The least a client can be, so that the measurement is of the server: one connection, one request at a time.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub struct Client {
    stream: TcpStream,
    host: String,
    pub token: String,
    pub person: String,
    buffer: Vec<u8>,
}

impl Client {
    pub async fn connect(host: &str) -> Client {
        let stream = TcpStream::connect(host).await.expect("a connection");
        stream.set_nodelay(true).expect("nodelay");
        Client { stream, host: host.to_owned(), token: String::new(), person: String::new(), buffer: Vec::new() }
    }

    /// A new person, signed in.
    pub async fn sign_up(host: &str, name: &str) -> Client {
        let mut client = Client::connect(host).await;
        let body =
            json!({ "username": name, "email": format!("{name}@example.org"), "password": "correct horse battery" });
        let (status, answer) = client.send("POST", "/api/auth/signup", "", &body).await;
        assert_eq!(status, 201, "{answer}");
        client.token = answer["access_token"].as_str().unwrap_or_default().to_owned();
        client.person = answer["person"]["id"].as_str().unwrap_or_default().to_owned();
        client
    }

    /// The same person over another connection.
    pub async fn again(&self) -> Client {
        let mut client = Client::connect(&self.host).await;
        client.token = self.token.clone();
        client.person = self.person.clone();
        client
    }

    /// `headers`: further header lines, each ended with `\r\n`.
    pub async fn send(&mut self, method: &str, path: &str, headers: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n{headers}\r\n{body}",
            self.host,
            self.token,
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await.expect("sent");
        self.answer().await
    }

    async fn answer(&mut self) -> (u16, Value) {
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await.expect("an answer") == 0 {
                return (0, Value::Null);
            }
            let Some(head) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
            let text = String::from_utf8_lossy(&self.buffer[..head]).to_ascii_lowercase();
            let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
            while self.buffer.len() < head + 4 + length {
                if self.stream.read_buf(&mut self.buffer).await.expect("a body") == 0 {
                    return (0, Value::Null);
                }
            }
            return (status, serde_json::from_slice(&self.buffer[head + 4..]).unwrap_or(Value::Null));
        }
    }
}
