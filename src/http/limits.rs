//! How much one person or one address may ask of this node. In process: a limit protects this node, it need not be exact over all.

use super::address::Network;
use super::problem::Problem;
use crate::config::Config;
use crate::id::PersonId;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;

/// Requests of any kind, a second, and at once after a pause.
const PER_ADDRESS: (u32, u32) = (100, 400);
const PER_PERSON: (u32, u32) = (50, 200);
/// Commands.
const COMMANDS_PER_PERSON: (u32, u32) = (10, 60);
/// Attempts at passwords, a minute: of one address, and at one name from anywhere.
const ATTEMPTS_PER_ADDRESS: (u32, u32) = (30, 30);
const ATTEMPTS_PER_NAME: (u32, u32) = (10, 20);

/// Beyond so many keys, those that have recovered are forgotten.
const KEYS: usize = 50_000;

pub struct Limits {
    on: bool,
    proxies: Vec<Network>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    people: DefaultKeyedRateLimiter<PersonId>,
    commands: DefaultKeyedRateLimiter<PersonId>,
    attempts_of: DefaultKeyedRateLimiter<IpAddr>,
    attempts_at: DefaultKeyedRateLimiter<String>,
}

impl Limits {
    pub fn new(config: &Config) -> Limits {
        Limits {
            on: config.limited(),
            // Config::faults has refused what does not parse.
            proxies: config.trusted_proxies.iter().filter_map(|text| text.parse().ok()).collect(),
            addresses: RateLimiter::keyed(a_second(PER_ADDRESS)),
            people: RateLimiter::keyed(a_second(PER_PERSON)),
            commands: RateLimiter::keyed(a_second(COMMANDS_PER_PERSON)),
            attempts_of: RateLimiter::keyed(a_minute(ATTEMPTS_PER_ADDRESS)),
            attempts_at: RateLimiter::keyed(a_minute(ATTEMPTS_PER_NAME)),
        }
    }

    pub fn proxies(&self) -> &[Network] {
        &self.proxies
    }

    /// Any request. Somebody signed in counts for themselves: a school behind one address is not one person.
    pub fn request(&self, person: Option<PersonId>, address: IpAddr) -> Result<(), Problem> {
        match person {
            Some(person) => self.check(&self.people, &person),
            None => self.check(&self.addresses, &unit(address)),
        }
    }

    pub fn command(&self, person: PersonId) -> Result<(), Problem> {
        self.check(&self.commands, &person)
    }

    /// Somebody signs up or in: `name` is whose password is tried.
    pub fn attempt(&self, address: IpAddr, name: &str) -> Result<(), Problem> {
        self.check(&self.attempts_of, &unit(address))?;
        self.check(&self.attempts_at, &name.to_lowercase())
    }

    fn check<K: Hash + Eq + Clone>(&self, limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<(), Problem> {
        if !self.on {
            return Ok(());
        }
        if limiter.len() > KEYS {
            limiter.retain_recent();
        }
        limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            Problem::too_many(wait.as_secs() + 1)
        })
    }
}

/// What counts as one address: a household has a whole /64 of IPv6.
fn unit(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !u128::from(u64::MAX)).into()),
    }
}

fn at_least_one(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)
}

fn a_second((rate, burst): (u32, u32)) -> Quota {
    Quota::per_second(at_least_one(rate)).allow_burst(at_least_one(burst))
}

fn a_minute((rate, burst): (u32, u32)) -> Quota {
    Quota::per_minute(at_least_one(rate)).allow_burst(at_least_one(burst))
}
