//! A log where the disk has little room: as much as fits, when nobody said how much.

use crate::support::bed::scratch;
use clap::Parser;
use loggia::config::Config;
use loggia::embedded::nats::find;
use loggia::log::Log;
use std::fs::{create_dir_all, read_dir, read_to_string, write};
use tokio::process::Command;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    config: Config,
}

fn config(more: &[&str]) -> Config {
    Arguments::parse_from(["loggia"].iter().chain(more)).config
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_disk_means_a_smaller_log_and_a_wish_too_large_is_refused() {
    let place = scratch("room");
    create_dir_all(&place).unwrap();
    let settings = place.join("nats.conf");
    let store = place.join("store");
    write(&settings, format!("jetstream {{ store_dir: \"{}\", max_file_store: 1GB }}", store.display())).unwrap();
    let mut server = Command::new(find(None).expect("nats-server"));
    server.args(["--addr", "127.0.0.1", "--port", "-1", "--config"]).arg(&settings).arg("--ports_file_dir").arg(&place);
    let _server = server.kill_on_drop(true).spawn().unwrap();
    let ports = || {
        let mut files = read_dir(&place).unwrap().filter_map(Result::ok).map(|file| file.path());
        let text = read_to_string(files.find(|path| path.extension().is_some_and(|ending| ending == "ports"))?).ok()?;
        serde_json::from_str::<serde_json::Value>(&text).ok()?["nats"][0].as_str().map(str::to_owned)
    };
    crate::support::eventually("nats-server is up", async || ports().is_some()).await;
    let url = ports().unwrap();
    assert!(Log::connect(&url, &config(&["--log-max-bytes=2000000000"])).await.is_err(), "asked for in vain");
    let log = Log::connect(&url, &config(&[])).await.expect("what there is room for");
    let again = Log::connect(&url, &config(&[])).await.expect("the same log");
    assert_eq!(log.incarnation(), again.incarnation());
    std::fs::remove_dir_all(&place).unwrap();
}
