//! Presence driven through random histories: several nodes on one real Redis whose clock the test sets; sockets of several
//! devices that open, close and sign out, nodes that crash and return, choices, a Redis that is emptied or away. What is published
//! and what each node announces is checked against what is true. A seed that fails can be run alone.

mod mutants;
mod node;
mod store;
mod world;

use crate::support::Bed;
use mutants::Mutant;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::task::block_in_place;
use world::World;

const STEPS: usize = 500;

/// Everything wrong in the run of this seed.
fn run(url: &str, seed: u64, mutant: Option<Mutant>) -> Vec<String> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut world = World::new(url, mutant);
    for _ in 0..STEPS {
        world.pass(&mut random);
        let dice: f64 = random.random();
        match dice {
            _ if dice < 0.32 => world.open(&mut random),
            _ if dice < 0.62 => world.close(&mut random),
            _ if dice < 0.70 => world.sign_out(&mut random),
            _ if dice < 0.77 => world.choose(&mut random),
            _ if dice < 0.79 => world.crash(&mut random),
            _ if dice < 0.82 => world.restart(&mut random),
            _ if dice < 0.83 => world.lose(&mut random),
            _ if dice < 0.84 => world.flush(),
            _ => {}
        }
        world.hear(&mut random);
        world.check();
        if !world.wrong.is_empty() {
            break;
        }
    }
    if !world.wrong.is_empty() {
        world.wrong.append(&mut world.story);
    }
    world.wrong
}

fn first_wrong(url: &str, seeds: u64, mutant: Option<Mutant>) -> Option<(u64, Vec<String>)> {
    (0..seeds).map(|seed| (seed, run(url, seed, mutant))).find(|(_, wrong)| !wrong.is_empty())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_announced_twice_too_soon_wrongly_or_never() {
    let bed = Bed::new().await;
    if let Some((seed, wrong)) = block_in_place(|| first_wrong(&bed.redis_url, 100, None)) {
        panic!("seed {seed}: {wrong:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_of_breaking_it_is_noticed() {
    let bed = Bed::new().await;
    for mutant in Mutant::ALL {
        let noticed = block_in_place(|| first_wrong(&bed.redis_url, 100, Some(mutant)));
        assert!(noticed.is_some(), "{mutant:?} went unnoticed");
    }
}
