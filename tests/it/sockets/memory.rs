//! What one more idle connection costs.

use super::client::Socket;
use crate::support::{Bed, Client, Process};
use tokio::task::block_in_place;

/// Private memory of a process, in bytes.
fn memory(process: &Process) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).expect("its status");
    let line = status.lines().find(|line| line.starts_with("RssAnon:")).expect("its memory");
    let kibibytes: usize = line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).expect("a number");
    kibibytes << 10
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_connection_takes_less_than_8_kib() {
    const FIRST: usize = 100;
    const MORE: usize = 600;
    let bed = Bed::new().await;
    let process = block_in_place(|| Process::start(&bed, &["--heartbeat-s=600"]));
    let mut ada = Client::new(&process.base);
    ada.sign_up("ada").await;
    let mut open = Vec::new();
    // What the first ones make the process set up once is not the price of one more.
    for _ in 0..FIRST {
        open.push(Socket::on(&ada, &["feed"]).await);
    }
    let before = memory(&process);
    for _ in 0..MORE {
        open.push(Socket::on(&ada, &["feed"]).await);
    }
    let each = memory(&process).saturating_sub(before) / MORE;
    println!("{each} bytes a connection");
    assert!(each < 8 << 10, "{each} bytes a connection");
}
