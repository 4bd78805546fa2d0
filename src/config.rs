//! Every variable, documented on its field; no other file reads the environment.

use clap::Args;
use secrecy::SecretString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// What a process does. Any number of processes may have any role; of the projectors of one generation one is active, and one of
/// the clocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Role {
    /// Answers HTTP.
    Api,
    /// Holds sockets.
    Socket,
    /// Folds the log into Postgres.
    Projector,
    /// Issues the commands that fall due by themselves.
    Clock,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Switch {
    On,
    Off,
}

#[derive(Clone, Debug, Args)]
pub struct Config {
    /// Where people reach this node.
    #[arg(long, global = true, env = "LOGGIA_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// Where Prometheus reaches this node.
    #[arg(long, global = true, env = "LOGGIA_METRICS_LISTEN", default_value = "127.0.0.1:9090")]
    pub metrics_listen: SocketAddr,

    /// What this process does.
    #[arg(
        long,
        global = true,
        env = "LOGGIA_ROLES",
        value_delimiter = ',',
        default_value = "api,socket,projector,clock"
    )]
    pub roles: Vec<Role>,

    /// Where the private servers keep their data. Default: /var/lib/loggia as root, else ~/.local/share/loggia.
    #[arg(long, global = true, env = "LOGGIA_DATA_DIR")]
    pub data_dir: Option<PathBuf>,

    /// NATS with JetStream, 2.12 or newer, e.g. nats://user:password@host:4222. Unset: a private server.
    #[arg(long, global = true, env = "LOGGIA_NATS_URL", hide_env_values = true)]
    pub nats_url: Option<String>,

    /// The nats-server to start as a private server. Unset: looked for in .bin/ above the binary and on the PATH.
    #[arg(long, global = true, env = "LOGGIA_NATS_SERVER")]
    pub nats_server: Option<PathBuf>,

    /// When the private nats-server syncs to the disk: `always` (before it acknowledges), or every so often, e.g. `2m`.
    #[arg(long, global = true, env = "LOGGIA_NATS_SYNC", default_value = "always")]
    pub nats_sync: String,

    /// Postgres, 15 or newer, e.g. postgres://user:password@host/loggia. Unset: a private server.
    #[arg(long, global = true, env = "LOGGIA_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Redis or Valkey, 7 or newer, e.g. redis://host:6379. Unset: a private server.
    #[arg(long, global = true, env = "LOGGIA_REDIS_URL", hide_env_values = true)]
    pub redis_url: Option<String>,

    /// Copies of the log: 3 on a cluster of three or more.
    #[arg(long, global = true, env = "LOGGIA_LOG_REPLICAS", default_value_t = 1)]
    pub log_replicas: usize,

    /// Bytes the log may take before it refuses. Default: what nats/events.json says, or less where the disk has no room for it.
    #[arg(long, global = true, env = "LOGGIA_LOG_MAX_BYTES")]
    pub log_max_bytes: Option<i64>,

    /// At least 32 bytes; signs access tokens and fingerprints requests. Unset: made once and kept in Postgres.
    #[arg(long, global = true, env = "LOGGIA_SECRET", hide_env_values = true)]
    pub secret: Option<SecretString>,

    /// Origins beside the host itself that may open sockets and call with cookies, e.g. https://app.example.org.
    #[arg(long, global = true, env = "LOGGIA_ORIGINS", value_delimiter = ',')]
    pub origins: Vec<String>,

    /// Proxies whose X-Forwarded-For is believed: addresses or networks, e.g. 10.0.0.0/8.
    #[arg(long, global = true, env = "LOGGIA_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<String>,

    /// Whether the refresh cookie is only sent over https. Default: when the request came by https.
    #[arg(long, global = true, env = "LOGGIA_SECURE_COOKIES")]
    pub secure_cookies: Option<Switch>,

    /// `off` switches rate and socket-count limits off (never size limits), for tests and load.
    #[arg(long, global = true, env = "LOGGIA_LIMITS", default_value = "on")]
    pub limits: Switch,

    /// Sockets of one person on one node.
    #[arg(long, global = true, env = "LOGGIA_SOCKETS_PER_PERSON", default_value_t = 12)]
    pub sockets_per_person: usize,

    /// Topics of one socket beside the server's own.
    #[arg(long, global = true, env = "LOGGIA_TOPICS_PER_SOCKET", default_value_t = 512)]
    pub topics_per_socket: usize,

    /// Frames a second a socket may send.
    #[arg(long, global = true, env = "LOGGIA_FRAMES_PER_SECOND", default_value_t = 20)]
    pub frames_per_second: u32,

    /// Bytes of recent event frames a socket node keeps, so that most resumes need no log.
    #[arg(long, global = true, env = "LOGGIA_RING_BYTES", default_value_t = 64 << 20)]
    pub ring_bytes: usize,

    /// Seconds of the recent past it keeps at most.
    #[arg(long, global = true, env = "LOGGIA_RING_S", default_value_t = 900.0)]
    pub ring_s: f64,

    /// Milliseconds within which frames for one busy socket are sent together. One that is idle never waits.
    #[arg(long, global = true, env = "LOGGIA_SOCKET_WINDOW_MS", default_value_t = 20)]
    pub window_ms: u64,

    /// Seconds between socket heartbeats.
    #[arg(long, global = true, env = "LOGGIA_HEARTBEAT_S", default_value_t = 25.0)]
    pub heartbeat_s: f64,

    /// Seconds a new socket has for its first frame.
    #[arg(long, global = true, env = "LOGGIA_HELLO_S", default_value_t = 10.0)]
    pub hello_s: f64,

    /// Seconds a socket may lag behind before it is closed, to come back and resume.
    #[arg(long, global = true, env = "LOGGIA_BEHIND_S", default_value_t = 60.0)]
    pub behind_s: f64,

    /// Seconds a socket ticket lives.
    #[arg(long, global = true, env = "LOGGIA_TICKET_TTL_S", default_value_t = 30.0)]
    pub ticket_ttl_s: f64,

    /// Seconds an access token lives.
    #[arg(long, global = true, env = "LOGGIA_ACCESS_TTL_S", default_value_t = 600.0)]
    pub access_ttl_s: f64,

    /// Seconds somebody stays online after their last socket closed.
    #[arg(long, global = true, env = "LOGGIA_PRESENCE_GRACE_S", default_value_t = 8.0)]
    pub presence_grace_s: f64,

    /// Seconds after which a node that died no longer counts as somebody's presence.
    #[arg(long, global = true, env = "LOGGIA_PRESENCE_TTL_S", default_value_t = 75.0)]
    pub presence_ttl_s: f64,

    /// Seconds a call rings before it is missed.
    #[arg(long, global = true, env = "LOGGIA_CALL_RING_S", default_value_t = 30.0)]
    pub call_ring_s: f64,

    /// Seconds after which a call ends by itself when neither of the two is online any more.
    #[arg(long, global = true, env = "LOGGIA_CALL_RETURN_S", default_value_t = 15.0)]
    pub call_return_s: f64,

    /// STUN servers that tell browsers in a call how they are reached, e.g. stun:turn.example.org:3478.
    #[arg(long, global = true, env = "LOGGIA_STUN_URLS", value_delimiter = ',')]
    pub stun_urls: Vec<String>,

    /// TURN servers that pass on what two browsers cannot send each other directly, e.g. turn:turn.example.org:3478.
    #[arg(long, global = true, env = "LOGGIA_TURN_URLS", value_delimiter = ',')]
    pub turn_urls: Vec<String>,

    /// What Loggia and the TURN servers share (coturn's static-auth-secret); makes credentials that end by themselves.
    #[arg(long, global = true, env = "LOGGIA_TURN_SECRET", hide_env_values = true)]
    pub turn_secret: Option<SecretString>,

    /// Seconds such credentials are good for; a call that lasts longer may lose its TURN server.
    #[arg(long, global = true, env = "LOGGIA_TURN_TTL_S", default_value_t = 14400.0)]
    pub turn_ttl_s: f64,

    /// Seconds somebody waits for whoever comes to play.
    #[arg(long, global = true, env = "LOGGIA_GAME_WAIT_S", default_value_t = 600.0)]
    pub game_wait_s: f64,

    /// Seconds somebody must be gone before a game without a clock can be claimed.
    #[arg(long, global = true, env = "LOGGIA_GAME_CLAIM_S", default_value_t = 60.0)]
    pub game_claim_s: f64,

    /// Whom the operators of push services can write to: mailto: or https:.
    #[arg(long, global = true, env = "LOGGIA_PUSH_CONTACT", default_value = "mailto:operator@loggia.example")]
    pub push_contact: String,

    /// Seconds until somebody's browsers are told of what they have not seen by then.
    #[arg(long, global = true, env = "LOGGIA_PUSH_AFTER_S", default_value_t = 4.0)]
    pub push_after_s: f64,

    /// `on` lets pushes go to addresses in one's own network, also without https: for a push service of one's own, and for tests.
    #[arg(long, global = true, env = "LOGGIA_PUSH_PRIVATE", default_value = "off")]
    pub push_private: Switch,

    /// Seconds a draining node spreads its farewells over.
    #[arg(long, global = true, env = "LOGGIA_DRAIN_S", default_value_t = 5.0)]
    pub drain_s: f64,

    /// A directory with the built SPA, instead of the one inside the binary.
    #[arg(long, global = true, env = "LOGGIA_WEB_DIR")]
    pub web_dir: Option<PathBuf>,

    /// `on`: this node starts a bot that plays games with whoever wants to, as the person `loggia_bot`.
    #[arg(long, global = true, env = "LOGGIA_BOT", default_value = "off")]
    pub bot: Switch,

    /// For `loggia bot`: where the instance is. Plain http: it belongs on the same machine or network.
    #[arg(long, global = true, env = "LOGGIA_BOT_URL", default_value = "http://127.0.0.1:8080")]
    pub bot_url: url::Url,

    /// For `loggia bot`: a personal token of the person it plays as, from `loggia token`.
    #[arg(long, global = true, env = "LOGGIA_BOT_TOKEN", hide_env_values = true)]
    pub bot_token: Option<SecretString>,

    /// Games a bot plays at once.
    #[arg(long, global = true, env = "LOGGIA_BOT_GAMES", default_value_t = 20)]
    pub bot_games: usize,

    /// Seconds a bot takes for a move, about.
    #[arg(long, global = true, env = "LOGGIA_BOT_PACE_S", default_value_t = 1.5)]
    pub bot_pace_s: f64,

    /// Seconds somebody waits for an opponent before a bot sits down.
    #[arg(long, global = true, env = "LOGGIA_BOT_WAIT_S", default_value_t = 8.0)]
    pub bot_wait_s: f64,

    /// Seconds a bot waits for somebody's move in a game without a clock before it claims the game.
    #[arg(long, global = true, env = "LOGGIA_BOT_PATIENCE_S", default_value_t = 900.0)]
    pub bot_patience_s: f64,

    /// Positions a bot looks at for a move: how well it plays.
    #[arg(long, global = true, env = "LOGGIA_BOT_EFFORT", default_value_t = 20_000)]
    pub bot_effort: u32,

    /// Which log lines: a level, or levels by module.
    #[arg(long, global = true, env = "LOGGIA_LOG", default_value = "info,sqlx=warn,async_nats=warn")]
    pub log: String,

    /// Log lines for people or for machines.
    #[arg(long, global = true, env = "LOGGIA_LOG_FORMAT", default_value = "text")]
    pub log_format: LogFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

/// Seconds as given in the environment. Negative or absurd values become zero or a day.
pub fn seconds(value: f64) -> Duration {
    Duration::from_secs_f64(if value.is_finite() { value.clamp(0.0, 86_400.0) } else { 0.0 })
}

/// `turn:host`, `turns:host:port`, with what follows a question mark.
fn names_a_server(url: &str, scheme: &str) -> bool {
    match url.split_once(':') {
        Some((found, host)) => {
            found.strip_suffix('s').unwrap_or(found) == scheme && !host.is_empty() && !host.starts_with('/')
        }
        None => false,
    }
}

impl Config {
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    pub fn limited(&self) -> bool {
        self.limits == Switch::On
    }

    /// Everything that is wrong with the combination, all at once.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if let Some(secret) = &self.secret {
            use secrecy::ExposeSecret;
            if secret.expose_secret().len() < 32 {
                faults.push("LOGGIA_SECRET needs at least 32 characters".to_owned());
            }
        }
        for proxy in &self.trusted_proxies {
            if let Err(why) = proxy.parse::<crate::http::address::Network>() {
                faults.push(format!("LOGGIA_TRUSTED_PROXIES: {why}"));
            }
        }
        for origin in &self.origins {
            let good = url::Url::parse(origin).is_ok_and(|url| url.origin().ascii_serialization() == *origin);
            if !good {
                faults.push(format!("LOGGIA_ORIGINS: {origin} is no origin like https://app.example.org"));
            }
        }
        let relays = [("LOGGIA_STUN_URLS", "stun", &self.stun_urls), ("LOGGIA_TURN_URLS", "turn", &self.turn_urls)];
        for (name, scheme, urls) in relays {
            for url in urls.iter().filter(|url| !names_a_server(url, scheme)) {
                faults.push(format!("{name}: {url} is no address like {scheme}:turn.example.org:3478"));
            }
        }
        if !self.turn_urls.is_empty() && self.turn_secret.is_none() {
            faults.push("LOGGIA_TURN_URLS needs LOGGIA_TURN_SECRET".to_owned());
        }
        for (name, value) in [
            ("LOGGIA_TICKET_TTL_S", self.ticket_ttl_s),
            ("LOGGIA_ACCESS_TTL_S", self.access_ttl_s),
            ("LOGGIA_HEARTBEAT_S", self.heartbeat_s),
            ("LOGGIA_PRESENCE_TTL_S", self.presence_ttl_s),
            ("LOGGIA_CALL_RING_S", self.call_ring_s),
            ("LOGGIA_TURN_TTL_S", self.turn_ttl_s),
        ] {
            if !(value > 0.0 && value <= 86_400.0) {
                faults.push(format!("{name} must be more than 0 and at most 86400 seconds"));
            }
        }
        faults
    }
}
