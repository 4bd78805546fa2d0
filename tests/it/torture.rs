//! The fault campaign: two socket nodes over shared servers, people who write and read, and everything that can fail failing
//! while they do; then every delivery is compared with the log. `make torture` runs it for long and over many seeds; a seed
//! that fails is printed and can be given again.

mod campaign;
mod fault;
mod mutants;
mod people;
mod reader;

use crate::support::setting;
use campaign::Campaign;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_fails_every_delivery_comes_exactly_once() {
    let seed = setting("LOGGIA_TORTURE_SEED", 1);
    let faults = setting("LOGGIA_TORTURE_FAULTS", 6);
    let campaign = Campaign::start(seed).await;
    let told = campaign.run(faults).await;
    println!("{told}");
}
