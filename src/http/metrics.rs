//! Prometheus metrics, on a listener of their own: they are nobody else's business.

use axum::Router;
use axum::routing::get;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::LazyLock;
use std::time::Duration;
use tokio::net::TcpListener;

/// Requests take milliseconds, commits less.
const BUCKETS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
/// Of what is counted rather than timed.
const SIZES: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 512.0];
const UPKEEP: Duration = Duration::from_secs(5);

/// One recorder for the process, however many nodes it has.
static RECORDER: LazyLock<Option<PrometheusHandle>> = LazyLock::new(|| {
    let builder = PrometheusBuilder::new()
        .set_buckets(&BUCKETS)
        .and_then(|builder| builder.set_buckets_for_metric(Matcher::Suffix("_size".to_owned()), &SIZES));
    match builder.and_then(|builder| builder.install_recorder()) {
        Ok(handle) => Some(handle),
        Err(error) => {
            tracing::error!(%error, "no metrics");
            None
        }
    }
});

/// From now on what happens is counted.
pub fn start() {
    LazyLock::force(&RECORDER);
}

/// Answers `GET /metrics` until the task is dropped.
pub async fn serve(listener: TcpListener) {
    start();
    let router = Router::new().route("/metrics", get(render));
    let upkeep = async {
        loop {
            tokio::time::sleep(UPKEEP).await;
            if let Some(recorder) = &*RECORDER {
                recorder.run_upkeep();
            }
        }
    };
    tokio::select! {
        served = async { axum::serve(listener, router).await } => {
            if let Err(error) = served {
                tracing::error!(%error, "metrics are no longer answered");
            }
        }
        () = upkeep => {}
    }
}

async fn render() -> String {
    RECORDER.as_ref().map(PrometheusHandle::render).unwrap_or_default()
}
