//! The servers of one test: its own NATS and Redis, its own database in a Postgres that all tests share.

use clap::Parser;
use loggia::config::Config;
use loggia::embedded::{Addresses, Directory, Keeper, Running, nats, postgres, redis};
use loggia::log::Log;
use loggia::projector::generation;
use loggia::projector::source::Source;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};
use std::time::Duration;
use tokio::sync::OnceCell;
use uuid::Uuid;

pub struct Bed {
    directory: Directory,
    pub nats: Mutex<Option<Running>>,
    redis: Mutex<Option<Running>>,
    /// Only of a bed whose Postgres is to be killed; otherwise all tests share one.
    postgres: Mutex<Option<Running>>,
    pub nats_url: String,
    pub redis_url: String,
    pub database_url: String,
    adopted: OnceCell<()>,
}

const SETTINGS: nats::Settings<'static> = nats::Settings { program: None, sync: "always" };

static KEEPER: LazyLock<Keeper> = LazyLock::new(|| Keeper::start().expect("a thread"));

/// One Postgres for all tests of this process; it ends with the process, and nobody wants its data afterwards.
static POSTGRES: LazyLock<Shared> = LazyLock::new(|| {
    let directory = Directory::open(Some(&scratch("postgres"))).expect("a directory");
    let (running, url) = postgres::start(&KEEPER, &directory).expect("Postgres");
    Shared { directory, _running: running, url, template: OnceCell::new() }
});

struct Shared {
    directory: Directory,
    _running: Running,
    url: String,
    template: OnceCell<()>,
}

/// What a node makes in an empty database, made once: each test's own is a copy of it.
const TEMPLATE: &str = "template_loggia";
/// In the place of a log's: the node of a test puts its own there.
const NO_LOG: &str = "none";

/// A place for files that nobody misses.
pub fn scratch(name: &str) -> PathBuf {
    let place = std::env::temp_dir().join("loggia-tests");
    remove_left_behind(&place);
    place.join(format!("{}-{name}-{}", std::process::id(), Uuid::new_v4().simple()))
}

/// Directories of test processes that no longer live.
fn remove_left_behind(place: &Path) {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let entries: Vec<_> = std::fs::read_dir(place).into_iter().flatten().filter_map(Result::ok).collect();
        let alive = |name: &str| name.split('-').next().is_some_and(|pid| Path::new("/proc").join(pid).exists());
        let left = entries.into_iter().filter(move |entry| !alive(&entry.file_name().to_string_lossy()));
        // A hundred databases take a while; no test waits for it.
        std::thread::spawn(move || left.for_each(|entry| drop(std::fs::remove_dir_all(entry.path()))));
    });
}

impl Bed {
    pub async fn new() -> Bed {
        let (directory, nats, nats_url, redis, redis_url) = tokio::task::spawn_blocking(|| {
            let directory = Directory::open(Some(&scratch("bed"))).expect("a directory");
            let (nats, nats_url) = nats::start(&KEEPER, &directory, SETTINGS).expect("nats-server");
            let (redis, redis_url) = redis::start(&KEEPER, &directory).expect("Redis");
            LazyLock::force(&POSTGRES);
            (directory, nats, nats_url, redis, redis_url)
        })
        .await
        .expect("servers");
        let database_url = create_database().await;
        Bed {
            directory,
            nats: Mutex::new(Some(nats)),
            redis: Mutex::new(Some(redis)),
            postgres: Mutex::new(None),
            nats_url,
            redis_url,
            database_url,
            adopted: OnceCell::new(),
        }
    }

    /// With a Postgres of its own, which may be killed.
    pub async fn with_own_postgres() -> Bed {
        let mut bed = Bed::new().await;
        let (running, url) =
            tokio::task::block_in_place(|| postgres::start(&KEEPER, &bed.directory)).expect("Postgres");
        bed.postgres = Mutex::new(Some(running));
        bed.database_url = url;
        bed.adopted = OnceCell::new_with(Some(()));
        bed
    }

    /// The configuration of a node on these servers: random ports, no limits, no waiting for TTLs beyond what a test says.
    pub fn config(&self, more: &[&str]) -> Config {
        #[derive(Parser)]
        struct Arguments {
            #[command(flatten)]
            config: Config,
        }
        let own = [
            "loggia",
            "--listen=127.0.0.1:0",
            "--metrics-listen=127.0.0.1:0",
            "--limits=off",
            "--log-max-bytes=268435456",
            "--secret=a secret of thirty-two characters or more",
        ];
        let name = |argument: &str| argument.split('=').next().map(str::to_owned);
        let kept = own.iter().filter(|ours| !more.iter().any(|theirs| name(theirs) == name(ours)));
        Arguments::parse_from(kept.chain(more)).config
    }

    pub fn addresses(&self) -> Addresses {
        Addresses { nats: self.nats_url.clone(), database: self.database_url.clone(), redis: self.redis_url.clone() }
    }

    pub async fn log(&self) -> Log {
        Log::connect(&self.nats_url, &self.config(&[])).await.expect("a log")
    }

    /// The read models that came with the database are those of this test's log, as though its first node had made them.
    pub async fn adopt_read_models(&self, config: &Config) {
        self.adopted.get_or_init(|| self.adopt(config)).await;
    }

    async fn adopt(&self, config: &Config) {
        let log = Log::connect(&self.nats_url, config).await.expect("a log");
        let mut connection = PgConnection::connect(&self.database_url).await.expect("Postgres");
        let adopt = "update projection.generation set incarnation = $1 where incarnation = $2";
        sqlx::query(adopt).bind(log.incarnation()).bind(NO_LOG).execute(&mut connection).await.expect("to adopt");
    }

    /// kill -9, as a power cut would do it.
    pub fn kill_nats(&self) {
        if let Some(mut running) = self.nats.lock().unwrap().take() {
            running.wait_or_kill(Duration::ZERO);
        }
    }

    /// The same server on the same data at the same address.
    pub fn restart_nats(&self) {
        self.kill_nats();
        let restarted = nats::start_at(&KEEPER, &self.directory, SETTINGS, &self.nats_url).expect("nats-server");
        *self.nats.lock().unwrap() = Some(restarted);
    }

    pub fn kill_redis(&self) {
        if let Some(mut running) = self.redis.lock().unwrap().take() {
            running.wait_or_kill(Duration::ZERO);
        }
    }

    pub fn restart_redis(&self) {
        self.kill_redis();
        let (restarted, _) = redis::start(&KEEPER, &self.directory).expect("Redis");
        *self.redis.lock().unwrap() = Some(restarted);
    }

    /// As a crash would do it: no shutdown, recovery at the next start. Only with [`Bed::with_own_postgres`].
    pub fn kill_postgres(&self) {
        let mut running = self.postgres.lock().unwrap().take().expect("a Postgres of its own");
        running.kill_group();
    }

    /// Lets it stand still, or go on: there, and deaf.
    pub fn stop_postgres(&self, still: bool) {
        let running = self.postgres.lock().unwrap();
        let group = format!("-{}", running.as_ref().expect("a Postgres of its own").pid());
        let signal = if still { "-STOP" } else { "-CONT" };
        let sent = std::process::Command::new("kill").args([signal, "--", &group]).status().expect("kill");
        assert!(sent.success(), "kill {signal} {group}");
    }

    pub fn start_postgres(&self) {
        let (restarted, _) = postgres::start(&KEEPER, &self.directory).expect("Postgres");
        *self.postgres.lock().unwrap() = Some(restarted);
    }
}

impl Drop for Bed {
    fn drop(&mut self) {
        if let Some(mut postgres) = self.postgres.lock().unwrap().take() {
            postgres.ask_to_stop();
            postgres.wait_or_kill(Duration::from_secs(5));
        }
        self.kill_nats();
        self.kill_redis();
        let _ = std::fs::remove_dir_all(&self.directory.path);
    }
}

async fn create_database() -> String {
    let name = format!("t{}", Uuid::new_v4().simple());
    let shared = &*POSTGRES;
    shared.template.get_or_init(|| make_template(shared)).await;
    let mut connection = PgConnection::connect(&shared.url).await.expect("Postgres");
    let sql = AssertSqlSafe(format!("create database {name} template {TEMPLATE}"));
    sqlx::query(sql).execute(&mut connection).await.expect("a database");
    postgres::address(&shared.directory.sockets, &name)
}

async fn make_template(shared: &Shared) {
    let mut connection = PgConnection::connect(&shared.url).await.expect("Postgres");
    // Nobody wants these databases after a crash, and none lives long enough to need cleaning.
    let own = ["fsync", "full_page_writes", "autovacuum"].map(|setting| format!("alter system set {setting} = off"));
    for sql in own.iter().map(String::as_str).chain(["select pg_reload_conf()", "create database template_loggia"]) {
        sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.expect("a template");
    }
    let url = postgres::address(&shared.directory.sockets, TEMPLATE);
    let mut connection = PgConnection::connect(&url).await.expect("the template");
    sqlx::migrate!("./migrations").run(&mut connection).await.expect("migrations");
    let source = Source::embedded().expect("projections");
    generation::ensure(&mut connection, &source, NO_LOG).await.expect("read models");
    connection.close().await.expect("nobody in the template");
}
