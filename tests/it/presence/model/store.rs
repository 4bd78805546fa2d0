//! Redis with the test's clock, and the choices that Postgres would keep.

use super::mutants::Mutant;
use loggia::id::PersonId;
use loggia::presence::choice::{Choice, Chosen};
use loggia::presence::scripts::{Everybody, Scripts, Times};
use redis::{Cmd, Connection, FromRedisValue, Pipeline};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use uuid::Uuid;

pub const TIMES: Times = Times { grace: Duration::from_millis(4_000), ttl: Duration::from_millis(25_000) };
const PEOPLE: u128 = 3;

pub struct Store {
    pub redis: Connection,
    pub scripts: Scripts,
    pub now: u64,
    began: Instant,
    pub away: bool,
    pub mutant: Option<Mutant>,
    pub people: Vec<PersonId>,
    pub kept: HashMap<PersonId, (Choice, i64)>,
}

impl Store {
    pub fn new(url: &str, mutant: Option<Mutant>) -> Store {
        let clock = "local now = tonumber(redis.call('GET', 'clock'))";
        let broken = |script: &str| mutant.map_or_else(|| script.to_owned(), |mutant| mutant.broken(script));
        let mut redis = redis::Client::open(url).unwrap().get_connection().unwrap();
        redis::cmd("FLUSHALL").exec(&mut redis).unwrap();
        Store {
            redis,
            scripts: Scripts::by_clock(TIMES, clock, &broken),
            now: 1_000_000,
            began: Instant::now(),
            away: false,
            mutant,
            people: (0..PEOPLE).map(|number| PersonId(Uuid::from_u128(number))).collect(),
            kept: HashMap::new(),
        }
    }

    pub fn instant(&self) -> Instant {
        self.began + Duration::from_millis(self.now)
    }

    pub fn ask(&mut self, script: &Cmd) -> Vec<String> {
        self.at_this_time(script)
    }

    pub fn everybody(&mut self, name: &str) -> Everybody {
        let asked = self.scripts.everybody(name);
        self.at_this_time(&asked)
    }

    fn at_this_time<T: FromRedisValue>(&mut self, script: &Cmd) -> T {
        let mut both = Pipeline::new();
        both.cmd("SET").arg("clock").arg(self.now).ignore().add_command(script.clone());
        both.query::<(T,)>(&mut self.redis).unwrap().0
    }

    pub fn choices(&self) -> Vec<Chosen> {
        self.kept.iter().map(|(person, (choice, revision))| (*person, *choice, *revision)).collect()
    }
}
