//! Bun's publish and subscribe, which is uWebSockets.

use super::peer::{Peer, Program, TOKEN, free_port, installed, listening, on_the_path, script};
use super::{Absent, Settings, loggia::template};
use crate::crowd::{Opening, Step};
use crate::house::Scratch;
use crate::machine;
use crate::publish::Publisher;
use crate::wire::Dialect;
use serde_json::json;

pub async fn start(settings: &Settings) -> Result<Peer, Absent> {
    let program = on_the_path("bun").or_else(|_| installed("node_modules/.bin/bun"))?;
    let port = free_port().to_string();
    let mut command = machine::bound_to(settings.core, &program.to_string_lossy());
    command.arg(script("bun.cjs")).args([&port, TOKEN]);
    let programs = vec![Program::start(command)?];
    let host = format!("127.0.0.1:{port}");
    listening(&host).await?;
    let own = host.clone();
    Ok(Peer {
        programs,
        opening: Box::new(move |topics| opening(&host, topics)),
        publisher: Box::new(move || Publisher::Socket {
            opening: opening(&own, vec![]),
            template: template(),
            word: |topic, text| format!("{topic}\n{text}"),
        }),
        _scratch: Scratch::new(),
    })
}

fn opening(host: &str, topics: Vec<String>) -> Opening {
    Opening {
        host: host.to_owned(),
        path: format!("/?token={TOKEN}"),
        headers: String::new(),
        steps: vec![Step { say: Some(json!({ "topics": topics }).to_string()), hear: "{\"ok\"".into() }],
        dialect: Dialect::Plain,
        topics,
        receive: None,
    }
}
