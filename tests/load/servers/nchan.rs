//! Nchan: nginx with publish and subscribe. Nobody signs in: it has no notion of that of its own.

use super::peer::{Peer, Program, free_port, installed, listening, on_the_path};
use super::{Absent, Settings, loggia::template};
use crate::crowd::Opening;
use crate::house::Scratch;
use crate::machine;
use crate::publish::Publisher;
use crate::wire::Dialect;
use std::path::{Path, PathBuf};
use std::process::Command;

const MODULE: &str = "usr/lib/nginx/modules/ngx_nchan_module.so";

/// Debian's packages, installed, or only unpacked: then their compiled-in directories are made where nobody else sees them.
enum Place {
    Installed(PathBuf),
    Unpacked(PathBuf),
}

const ELSEWHERE: &str = "mount -t tmpfs none /var/lib && mkdir /var/lib/nginx && exec \"$@\"";

impl Place {
    fn find() -> Result<Place, Absent> {
        if let Ok(nginx) = on_the_path("nginx")
            && PathBuf::from("/").join(MODULE).exists()
        {
            return Ok(Place::Installed(nginx));
        }
        let unpacked = installed("nchan")?;
        match Scratch::new().is_roots() {
            true => Ok(Place::Unpacked(unpacked)),
            false => Err(Absent("only root can start what is unpacked: apt install libnginx-mod-nchan".into())),
        }
    }

    fn module(&self) -> PathBuf {
        match self {
            Place::Installed(_) => PathBuf::from("/").join(MODULE),
            Place::Unpacked(directory) => directory.join(MODULE),
        }
    }

    fn command(&self, core: Option<usize>) -> Command {
        match self {
            Place::Installed(nginx) => machine::bound_to(core, &nginx.to_string_lossy()),
            Place::Unpacked(directory) => {
                let mut command = machine::bound_to(core, "unshare");
                command.args(["--mount", "bash", "-c", ELSEWHERE, "nginx"]).arg(directory.join("usr/sbin/nginx"));
                command
            }
        }
    }
}

fn config(host: &str, module: &Path, root: bool) -> String {
    let user = if root { "user root;" } else { "" };
    let subscribe = "nchan_subscriber websocket; nchan_channel_id $1; nchan_channel_id_split_delimiter \",\"; \
         nchan_subscriber_first_message newest;";
    let publish = "nchan_publisher http; nchan_channel_id $1; nchan_message_buffer_length 1000;";
    format!(
        "load_module {module};\n{user}\ndaemon off;\nworker_processes 1;\npid nginx.pid;\nerror_log stderr crit;\n\
         events {{ worker_connections 16384; }}\n\
         http {{ access_log off; keepalive_requests 100000000;\n\
         server {{ listen {host};\nlocation ~ ^/sub/(.+)$ {{ {subscribe} }}\nlocation ~ ^/pub/(.+)$ {{ {publish} }} }} }}\n",
        module = module.display()
    )
}

pub async fn start(settings: &Settings) -> Result<Peer, Absent> {
    let place = Place::find()?;
    let scratch = Scratch::new();
    let host = format!("127.0.0.1:{}", free_port());
    let file = scratch.file("nginx.conf", &config(&host, &place.module(), scratch.is_roots()));
    let mut command = place.command(settings.core);
    command.args(["-e", "stderr", "-p"]).arg(file.parent().expect("a directory")).arg("-c").arg(&file);
    let programs = vec![Program::start(command)?];
    listening(&host).await?;
    let own = host.clone();
    Ok(Peer {
        programs,
        opening: Box::new(move |topics| opening(&host, topics)),
        publisher: Box::new(move || Publisher::Http {
            host: own.clone(),
            headers: String::new(),
            request: |topic, text| (format!("/pub/{topic}"), text.to_owned()),
            template: template(),
        }),
        _scratch: scratch,
    })
}

fn opening(host: &str, topics: Vec<String>) -> Opening {
    Opening {
        host: host.to_owned(),
        path: format!("/sub/{}", topics.join(",")),
        headers: String::new(),
        steps: Vec::new(),
        dialect: Dialect::Plain,
        topics,
        receive: None,
    }
}
