//! What is built once at start and handed to every handler and task.

use crate::account::sessions::Sessions;
use crate::config::Config;
use crate::games::matching::Seekers;
use crate::http::health::Health;
use crate::http::limits::Limits;
use crate::log::Log;
use crate::presence::Presence;
use crate::projector::progress::Progress;
use crate::socket::Sockets;
use crate::socket::lag::Lags;
use crate::tickets::Tickets;
use sqlx::PgPool;
use std::sync::Arc;

#[derive(Clone)]
pub struct App {
    pub config: Arc<Config>,
    pub log: Log,
    /// Read models of this binary's generation (unqualified names, by `search_path`) and `account.*` (qualified).
    pub db: PgPool,
    /// How far the projection of this generation is.
    pub progress: Progress,
    /// Keys: access tokens, request fingerprints.
    pub secrets: Arc<crate::account::secrets::Secrets>,
    /// Who this instance is to push services.
    pub vapid: Arc<crate::push::vapid::Vapid>,
    /// Revoked sessions and banned people, as this node knows them.
    pub sessions: Sessions,
    pub tickets: Tickets,
    /// Who is online, here and elsewhere.
    pub presence: Presence,
    /// How long what people send is on its way, on whichever node their sockets are.
    pub lags: Lags,
    pub limits: Arc<Limits>,
    /// Whether this node is going away, and whether Postgres answers.
    pub health: Health,
    /// Those who ask this node for a game with whoever comes.
    pub seekers: Seekers,
    /// This node's sockets; `None` without the role.
    pub sockets: Option<Sockets>,
}
