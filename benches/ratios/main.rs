//! `make bench`: ratios taken side by side in one run, with the settings beside them.
//!
//! Every row compares two ways of doing the same in interleaved rounds and prints the ratio of the medians. Absolute times are
//! shown for orientation; only ratios are compared with what is asked for. What other measurements need too is in `benches/rig/`.

mod append;
#[allow(dead_code, reason = "measurements use different parts")]
#[path = "../rig/client.rs"]
mod client;
mod lag;
#[allow(dead_code, reason = "measurements use different parts")]
#[path = "../rig/machine.rs"]
mod machine;
mod messages;
mod posts;
mod reads;
mod rebuild;
mod replay;
#[allow(dead_code, reason = "measurements use different parts")]
#[path = "../rig/servers.rs"]
mod servers;
#[allow(dead_code, reason = "measurements use different parts")]
#[path = "../rig/table.rs"]
mod table;

use clap::Parser;
use table::Table;

/// Measures. Without names: everything.
#[derive(Parser)]
struct Options {
    /// `cargo bench` says so.
    #[arg(long, hide = true)]
    bench: bool,
    /// Rows to measure: append, durable, posts, messages, lag, reads, rebuild, sockets, memory, replay.
    names: Vec<String>,
    /// Rounds of each side; medians are compared.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Messages that `reads` are among.
    #[arg(long, default_value_t = 1_000_000)]
    messages: i64,
    /// Show how Postgres answers `reads`.
    #[arg(long)]
    explain: bool,
}

fn main() {
    let options = Options::parse();
    let wanted = |name: &str| options.names.is_empty() || options.names.iter().any(|asked| asked == name);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut table = Table::default();
    runtime.block_on(async {
        if wanted("append") {
            append::against_plain_publish(&mut table, options.rounds).await;
        }
        if wanted("durable") {
            append::group_commit_against_one_by_one(&mut table, options.rounds).await;
        }
        if wanted("posts") {
            posts::accepted_against_plain_publish(&mut table, options.rounds).await;
        }
        if wanted("messages") {
            messages::said_at_a_rate(&mut table, options.rounds).await;
        }
        if wanted("lag") {
            lag::of_the_projection(&mut table, options.rounds).await;
        }
        if wanted("reads") {
            reads::of_conversations(&mut table, options.messages, options.explain).await;
        }
        if wanted("rebuild") {
            rebuild::against_copy_and_one_by_one(&mut table, options.rounds).await;
        }
        if wanted("sockets") {
            lag::of_the_sockets(&mut table, options.rounds).await;
        }
        if wanted("memory") {
            lag::memory_of_idle_connections(&mut table).await;
        }
        if wanted("replay") {
            replay::reads_that_fail(&mut table).await;
        }
    });
    table.print();
}
