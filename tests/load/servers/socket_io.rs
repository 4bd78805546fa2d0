//! socket.io with the Redis adapter.

use super::peer::{Peer, Program, TOKEN, free_port, installed, listening, on_the_path, script};
use super::{Absent, Settings, loggia::template};
use crate::crowd::{Opening, Step};
use crate::house::Scratch;
use crate::machine;
use crate::publish::Publisher;
use crate::wire::Dialect;
use serde_json::json;

pub async fn start(settings: &Settings) -> Result<Peer, Absent> {
    let modules = installed("node_modules/@socket.io/redis-adapter")?;
    let modules = modules.ancestors().nth(2).expect("node_modules").to_owned();
    let node = on_the_path("node")?;
    on_the_path("redis-server")?;
    let scratch = Scratch::new();
    let (redis_port, port) = (free_port().to_string(), free_port().to_string());
    let mut redis = machine::bound_to(settings.core, "redis-server");
    redis.args(["--port", &redis_port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
    let redis = Program::start(redis)?;
    listening(&format!("127.0.0.1:{redis_port}")).await?;
    let mut server = machine::bound_to(settings.core, &node.to_string_lossy());
    server.arg(script("socket_io.cjs")).args([&port, &redis_port, TOKEN]).env("NODE_PATH", modules);
    let programs = vec![Program::start(server)?, redis];
    let host = format!("127.0.0.1:{port}");
    listening(&host).await?;
    let own = host.clone();
    Ok(Peer {
        programs,
        opening: Box::new(move |topics| opening(&host, topics)),
        publisher: Box::new(move || Publisher::Socket {
            opening: opening(&own, vec![]),
            template: template(),
            word: |topic, text| format!("42[\"publish\",{},{text}]", json!(topic)),
        }),
        _scratch: scratch,
    })
}

fn opening(host: &str, topics: Vec<String>) -> Opening {
    let sign_in = format!("40{}", json!({ "token": TOKEN }));
    let join = format!("420{}", json!(["join", topics]));
    Opening {
        host: host.to_owned(),
        path: "/socket.io/?EIO=4&transport=websocket".into(),
        headers: String::new(),
        steps: vec![
            Step { say: None, hear: "0{".into() },
            Step { say: Some(sign_in), hear: "40{".into() },
            Step { say: Some(join), hear: "430".into() },
        ],
        dialect: Dialect::EngineIo,
        topics,
        receive: None,
    }
}
