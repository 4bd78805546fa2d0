//! Delivery driven through random interleavings: a log, a projection that lags, one reader, several clients with tiny queues
//! and a tiny ring, joins, removals, blocks, bans, revoked sessions, cut connections, restarts. What each client got is then
//! compared with what the log says it should have got. A seed that fails can be run alone.

mod client;
mod world;

use super::sabotage::Sabotage;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use world::World;

const STEPS: usize = 180;

/// Everything wrong in the run of this seed.
fn run(seed: u64, sabotage: Option<Sabotage>) -> Vec<String> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut world = World::new(&mut random, sabotage);
    for _ in 0..STEPS {
        let dice: f64 = random.random();
        match dice {
            _ if dice < 0.25 => world.append(&mut random),
            _ if dice < 0.42 => world.project(&mut random),
            _ if dice < 0.62 => world.fan_out(),
            _ if dice < 0.64 => world.heartbeat(),
            _ if dice < 0.645 => world.revoke(&mut random),
            _ if dice < 0.647 => world.restart(),
            _ if dice < 0.66 => world.cut(&mut random),
            _ => world.step(&mut random),
        }
    }
    world.settle(&mut random);
    world.audit()
}

fn first_wrong(seeds: std::ops::Range<u64>, sabotage: Option<Sabotage>) -> Option<(u64, Vec<String>)> {
    seeds.map(|seed| (seed, run(seed, sabotage))).find(|(_, wrong)| !wrong.is_empty())
}

/// A failing seed stops the others of its half.
fn halves(seeds: u64) -> [std::ops::Range<u64>; 2] {
    [0..seeds / 2, seeds / 2..seeds]
}

#[test]
fn nothing_is_lost_repeated_reordered_or_leaked() {
    std::thread::scope(|scope| {
        for half in halves(4_000) {
            scope.spawn(|| {
                if let Some((seed, wrong)) = first_wrong(half, None) {
                    panic!("seed {seed}: {wrong:#?}");
                }
            });
        }
    });
}

#[test]
fn every_way_of_breaking_it_is_noticed() {
    for sabotage in Sabotage::ALL {
        let noticed = first_wrong(0..2_000, Some(sabotage));
        assert!(noticed.is_some(), "{sabotage:?} went unnoticed");
    }
}
