//! nats-server's own websocket, with users that sign in.

use super::peer::{Peer, Program, TOKEN, free_port, listening};
use super::{Absent, Settings, loggia::template};
use crate::crowd::{Opening, Step};
use crate::house::Scratch;
use crate::machine;
use crate::publish::Publisher;
use crate::wire::Dialect;
use serde_json::json;

pub async fn start(settings: &Settings) -> Result<Peer, Absent> {
    let program = loggia::embedded::nats::find(None).ok_or_else(|| Absent("nats-server was not found".into()))?;
    let scratch = Scratch::new();
    let (port, socket) = (free_port(), format!("127.0.0.1:{}", free_port()));
    let config = format!(
        "listen: \"127.0.0.1:{port}\"\nwebsocket {{ listen: \"{socket}\", no_tls: true }}\n\
         authorization {{ user: load, password: \"{TOKEN}\", timeout: 60 }}\nmax_connections: 65536\n"
    );
    let mut command = machine::bound_to(settings.core, &program.to_string_lossy());
    command.arg("--config").arg(scratch.file("nats.conf", &config));
    let programs = vec![Program::start(command)?];
    listening(&socket).await?;
    Ok(Peer {
        programs,
        opening: Box::new(move |topics| opening(&socket, topics)),
        publisher: Box::new(move || Publisher::Nats {
            address: format!("nats://load:{TOKEN}@127.0.0.1:{port}"),
            template: template(),
        }),
        _scratch: scratch,
    })
}

fn opening(host: &str, topics: Vec<String>) -> Opening {
    let connect = json!({ "verbose": false, "pedantic": false, "user": "load", "pass": TOKEN, "lang": "load",
        "version": "1", "protocol": 1, "echo": false });
    let mut words = format!("CONNECT {connect}\r\n");
    for (number, topic) in topics.iter().enumerate() {
        words.push_str(&format!("SUB {topic} {}\r\n", number + 1));
    }
    words.push_str("PING\r\n");
    Opening {
        host: host.to_owned(),
        path: "/".into(),
        headers: String::new(),
        steps: vec![Step { say: None, hear: "INFO ".into() }, Step { say: Some(words), hear: "PONG".into() }],
        dialect: Dialect::Nats,
        topics,
        receive: None,
    }
}
