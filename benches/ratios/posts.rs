//! The whole way of a write, from HTTP to the log.

use crate::append::{dial, publish};
use crate::client::Client;
use crate::servers::Instance;
use crate::table::{Table, median, rate};
use futures_util::future::join_all;
use serde_json::json;
use std::time::{Duration, Instant};

const CLIENTS: usize = 64;

/// `POST /api/posts` accepted per second against plain publishes of as many in flight.
pub async fn accepted_against_plain_publish(table: &mut Table, rounds: usize) {
    for (sync, each) in [("always", 60), ("2m", 100)] {
        let instance = Instance::start(sync);
        let host = instance.base.clone();
        let first = Client::sign_up(&host, "first").await;
        let mut clients = join_all((0..CLIENTS).map(|_| first.again())).await;
        let plain_clients = [dial(&instance.addresses.nats).await, dial(&instance.addresses.nats).await];
        let (mut accepted, mut plain) = (Vec::new(), Vec::new());
        write(&mut clients, 5).await;
        for _ in 0..rounds {
            plain.push(rate(10_000, publish(&plain_clients, 10_000, CLIENTS).await));
            accepted.push(rate(CLIENTS * each, write(&mut clients, each).await));
        }
        let (accepted, plain) = (median(accepted), median(plain));
        let settings =
            format!("sync_interval {sync}, {CLIENTS} clients, respond-async; {accepted:.0}/s against {plain:.0}/s");
        table.at_least("POST /api/posts accepted / plain async publish", accepted / plain, 0.25, settings);
    }
}

async fn write(clients: &mut [Client], each: usize) -> Duration {
    let body = json!({ "title": "Bread on Thursday", "body": "Two loaves are left over. Come by.", "kind": "text" });
    let begun = Instant::now();
    join_all(clients.iter_mut().map(|client| async {
        for _ in 0..each {
            let (status, answer) = client.send("POST", "/api/posts", "prefer: respond-async\r\n", &body).await;
            assert_eq!(status, 201, "{answer}");
        }
    }))
    .await;
    begun.elapsed()
}
