//! Centrifugo 6, when there is one on the PATH.

use super::peer::{Peer, Program, TOKEN, free_port, listening, on_the_path};
use super::{Absent, Settings, loggia::template};
use crate::crowd::{Opening, Step};
use crate::house::Scratch;
use crate::machine;
use crate::publish::Publisher;
use crate::wire::Dialect;
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::json;

pub async fn start(settings: &Settings) -> Result<Peer, Absent> {
    let program = on_the_path("centrifugo")?;
    let scratch = Scratch::new();
    let port = free_port();
    let config = json!({
        "client": { "token": { "hmac_secret_key": TOKEN } },
        "http_api": { "key": TOKEN },
        "http_server": { "address": "127.0.0.1", "port": port.to_string() },
        "channel": { "without_namespace": { "allow_subscribe_for_client": true } },
        "log": { "level": "error" },
    });
    let mut command = machine::bound_to(settings.core, &program.to_string_lossy());
    command.arg("--config").arg(scratch.file("config.json", &config.to_string()));
    let programs = vec![Program::start(command)?];
    let host = format!("127.0.0.1:{port}");
    listening(&host).await?;
    let own = host.clone();
    Ok(Peer {
        programs,
        opening: Box::new(move |topics| opening(&host, topics)),
        publisher: Box::new(move || Publisher::Http {
            host: own.clone(),
            headers: format!("x-api-key: {TOKEN}\r\n"),
            request: |topic, text| {
                ("/api/publish".to_owned(), format!("{{\"channel\":{},\"data\":{text}}}", json!(topic)))
            },
            template: template(),
        }),
        _scratch: scratch,
    })
}

fn opening(host: &str, topics: Vec<String>) -> Opening {
    let claims = json!({ "sub": "load", "exp": u32::MAX });
    let token = encode(&Header::default(), &claims, &EncodingKey::from_secret(TOKEN.as_bytes())).expect("a token");
    let mut steps = vec![Step {
        say: Some(json!({ "id": 1, "connect": { "token": token } }).to_string()),
        hear: "\"id\":1".into(),
    }];
    for (number, topic) in topics.iter().enumerate() {
        let id = number + 2;
        let word = json!({ "id": id, "subscribe": { "channel": topic } }).to_string();
        steps.push(Step { say: Some(word), hear: format!("\"id\":{id}") });
    }
    Opening {
        host: host.to_owned(),
        path: "/connection/websocket".into(),
        headers: String::new(),
        steps,
        dialect: Dialect::Centrifugo,
        topics,
        receive: None,
    }
}
