//! One running node: what is built once, the tasks of its roles, its end.

use crate::account::secrets::Secrets;
use crate::account::sessions::Sessions;
use crate::app::App;
use crate::bot;
use crate::clock::Clock;
use crate::config::{Config, Role, Switch, seconds};
use crate::conversations::default_room;
use crate::deadlines::DEADLINES;
use crate::embedded::Addresses;
use crate::http;
use crate::http::health::Health;
use crate::http::limits::Limits;
use crate::log::{Away, Cursor, Log, ReplacedLog, StartError as LogError};
use crate::presence::Presence;
use crate::presence::scripts::Times;
use crate::projector::generation::{self, Place};
use crate::projector::progress::Progress;
use crate::projector::run::Projector;
use crate::projector::source::{BadSource, Source};
use crate::push;
use crate::push::vapid::Vapid;
use crate::socket::Sockets;
use crate::socket::lag::Lags;
use crate::tickets::Tickets;
use axum::serve::ListenerExt;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection, PgPool};
use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

const OLDEST_POSTGRES: i32 = 15;
/// Requests that wait longer for a connection are told that Postgres is away.
const ACQUIRE: Duration = Duration::from_millis(1500);
/// A node that starts waits longer: on a busy machine, with many others starting, the first connections may take a while.
const FIRST_CONNECTIONS: Duration = Duration::from_secs(60);
const AT_START: usize = 4;
const GENERATION_UNUSED: Duration = Duration::from_secs(3600);

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{}", .0.join("; "))]
    Config(Vec<String>),
    #[error(transparent)]
    Log(#[from] LogError),
    #[error("Postgres: {0}")]
    Postgres(#[from] sqlx::Error),
    #[error(
        "Postgres {found} is too old: {OLDEST_POSTGRES} or newer is needed. Upgrade it, or unset LOGGIA_DATABASE_URL to use a private one."
    )]
    PostgresTooOld { found: String },
    #[error("the database's own schemas cannot be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error(transparent)]
    Projections(#[from] BadSource),
    #[error("Redis: {0}")]
    Redis(#[from] redis::RedisError),
    #[error(transparent)]
    LogAway(#[from] Away),
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: std::io::Error },
}

/// The stores every command works on, connected and up to date.
#[derive(Clone)]
pub struct Stores {
    pub log: Log,
    pub db: PgPool,
    pub source: Arc<Source>,
    pub place: Place,
}

impl Stores {
    /// Connects, checks versions, brings `account` and `projection` up to date and makes this binary's generation if it is missing.
    pub async fn open(config: &Config, addresses: &Addresses) -> Result<Stores, StartError> {
        let log = Log::connect(&addresses.nats, config).await?;
        let connect = PgConnectOptions::from_str(&addresses.database)?;
        let mut connection = PgConnection::connect_with(&connect).await?;
        check_version(&mut connection).await?;
        sqlx::migrate!("./migrations").run(&mut connection).await?;
        let source = Source::embedded()?;
        generation::ensure(&mut connection, &source, log.incarnation()).await?;
        connection.close().await?;
        let place = Place::live(connect, &source);
        let db = PgPoolOptions::new().max_connections(16).acquire_timeout(ACQUIRE).connect_lazy_with(asking(&place));
        first_connections(&db).await?;
        Ok(Stores { log, db, source, place })
    }
}

/// Fills the pool with what starting needs at once; a new connection would have to come within `ACQUIRE`.
async fn first_connections(db: &PgPool) -> Result<(), sqlx::Error> {
    let started = Instant::now();
    let mut held = Vec::new();
    while held.len() < AT_START {
        match db.acquire().await {
            Err(sqlx::Error::PoolTimedOut) if started.elapsed() < FIRST_CONNECTIONS => {}
            acquired => held.push(acquired?),
        }
    }
    Ok(())
}

/// For requests: nobody waits longer for an answer, and times come in UTC.
fn asking(place: &Place) -> PgConnectOptions {
    place.reading().options([("statement_timeout", "4s"), ("TimeZone", "UTC"), ("jit", "off")])
}

async fn check_version(connection: &mut PgConnection) -> Result<(), StartError> {
    let found: String = sqlx::query_scalar("show server_version").fetch_one(connection).await?;
    let major = found.split(['.', ' ']).next().and_then(|text| text.parse::<i32>().ok()).unwrap_or(0);
    if major < OLDEST_POSTGRES { Err(StartError::PostgresTooOld { found }) } else { Ok(()) }
}

pub struct Node {
    pub app: App,
    pub stores: Stores,
    /// Where it listens; the port is the true one also when port 0 was asked for.
    pub address: SocketAddr,
    tasks: JoinSet<()>,
    stop: CancellationToken,
}

impl Node {
    /// Comes up with the roles of `config`; it listens when this returns.
    pub async fn start(config: Config, addresses: &Addresses) -> Result<Node, StartError> {
        let listener = listen(config.listen).await?;
        let counted = listen(config.metrics_listen).await?;
        http::metrics::start();
        let mut node = Node::without_listening(config, addresses).await?;
        if node.app.config.has(Role::Api) {
            // A log that is slow now keeps no node from starting.
            if let Err(error) = default_room::ensure(&node.app.log).await {
                tracing::warn!(%error, "the first room comes later");
                let log = node.app.log.clone();
                node.spawn(async move { default_room::insist(&log).await });
            }
        }
        if node.app.config.has(Role::Api) {
            node.spawn(push::run(node.app.clone()));
            node.spawn(node.app.lags.clone().hear());
        }
        node.spawn(http::metrics::serve(counted));
        node.address = listener.local_addr().unwrap_or(node.address);
        node.listen(listener);
        Ok(node)
    }

    /// The same for a command of the command line.
    pub async fn without_listening(config: Config, addresses: &Addresses) -> Result<Node, StartError> {
        let faults = config.faults();
        if !faults.is_empty() {
            return Err(StartError::Config(faults));
        }
        let address = config.listen;
        let stores = Stores::open(&config, addresses).await?;
        let app = build(config, &stores, addresses).await?;
        let mut node =
            Node { app, stores: stores.clone(), address, tasks: JoinSet::new(), stop: CancellationToken::new() };
        node.start_tasks(stores);
        Ok(node)
    }

    /// Starts a bot, where one is wanted.
    pub fn keep_bot(&mut self) {
        if self.app.config.bot == Switch::On && self.app.config.has(Role::Api) {
            self.spawn(bot::keep::keep(self.app.clone(), self.address));
        }
    }

    fn start_tasks(&mut self, stores: Stores) {
        let app = self.app.clone();
        let incarnation = app.log.incarnation().to_owned();
        self.spawn(generation::keep_in_use(stores.db.clone(), stores.source.clone(), incarnation));
        if let Some(sockets) = &app.sockets {
            // Their reader is the node's.
            self.stop_after(sockets.lost());
        } else if app.config.has(Role::Api) || app.config.has(Role::Clock) {
            let (log, sessions) = (app.log.clone(), app.sessions.clone());
            self.stop_after(async move {
                let replaced = read_along(&log, &sessions).await;
                tracing::error!(%replaced, "what this node remembers is no longer true");
            });
        }
        if app.config.has(Role::Clock) {
            let clock = Clock { app: app.clone(), place: stores.place.clone(), deadlines: DEADLINES };
            self.spawn(async move { match clock.run().await {} });
        }
        if [Role::Api, Role::Socket, Role::Clock].into_iter().any(|role| app.config.has(role)) {
            for task in app.presence.tasks(&app) {
                self.spawn(task);
            }
        }
        if app.config.has(Role::Projector) {
            let db = stores.db.clone();
            self.spawn(async move {
                loop {
                    tokio::time::sleep(GENERATION_UNUSED).await;
                    if let Err(error) = generation::drop_unused(&db, GENERATION_UNUSED).await {
                        tracing::warn!(%error, "old generations of read models stay for now");
                    }
                }
            });
            let Stores { log, source, place, .. } = stores;
            let projector = Projector { log, source, place, progress: app.progress.clone() };
            let stop = self.stop.clone();
            self.tasks.spawn(async move {
                if let Err(error) = projector.run(stop.clone()).await {
                    tracing::error!(%error, "the projector cannot go on; this node stops");
                    stop.cancel();
                }
            });
        }
    }

    fn listen(&mut self, listener: TcpListener) {
        let listener = listener.tap_io(|stream| {
            // Small frames must not wait for more.
            let _ = stream.set_nodelay(true);
        });
        let service = http::router(self.app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            let served = axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned());
            if let Err(error) = served.await {
                tracing::error!(%error, "listening ended");
            }
        });
    }

    /// The node stops when this ends.
    fn stop_after(&mut self, end: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.spawn(async move {
            end.await;
            tracing::error!("this node stops");
            stop.cancel();
        });
    }

    /// A task that ends with the node.
    fn spawn(&mut self, task: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            tokio::select! {
                () = task => {}
                () = stop.cancelled() => {}
            }
        });
    }

    /// Ends when something made the node stop by itself.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// Says farewell: readiness fails, sockets are told when to come back, requests under way are answered, then it ends.
    pub async fn stop(mut self) {
        self.app.health.drain();
        if let Some(sockets) = &self.app.sockets {
            sockets.drain(seconds(self.app.config.drain_s)).await;
            self.app.presence.settle().await;
        }
        self.stop.cancel();
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(Duration::from_secs(10), all).await.is_err() {
            tracing::warn!("some requests were cut off");
        }
    }
}

/// The reader of a node without sockets: takes every event into what the node remembers.
async fn read_along(log: &Log, sessions: &Sessions) -> ReplacedLog {
    let mut follower = log.follow(Cursor::at(sessions.position()));
    loop {
        match follower.next(512).await {
            Ok(entries) => {
                log.refresh(&entries);
                sessions.read(&entries);
            }
            Err(replaced) => return replaced,
        }
    }
}

async fn build(config: Config, stores: &Stores, addresses: &Addresses) -> Result<App, StartError> {
    let (log, db) = (stores.log.clone(), stores.db.clone());
    let config = Arc::new(config);
    let sessions = Sessions::start(db.clone(), log.clone(), seconds(config.access_ttl_s)).await?;
    let times = Times { grace: seconds(config.presence_grace_s), ttl: seconds(config.presence_ttl_s) };
    let mut app = App {
        progress: Progress::start(db.clone(), &log, &stores.source.hash),
        secrets: Arc::new(Secrets::load(&db, &config).await?),
        vapid: Arc::new(Vapid::load(&db).await?),
        presence: Presence::new(&addresses.redis, times, sessions.clone())?,
        lags: Lags::new(log.clone()),
        sessions,
        tickets: Tickets::connect(&addresses.redis, seconds(config.ticket_ttl_s)).await?,
        limits: Arc::new(Limits::new(&config)),
        health: Health::start(db.clone()),
        seekers: Default::default(),
        sockets: None,
        config,
        log,
        db,
    };
    if app.config.has(Role::Socket) {
        app.sockets = Some(Sockets::start(&app).await?);
    }
    Ok(app)
}

async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|source| StartError::Listen { address, source })
}
