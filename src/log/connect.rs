//! Connect, check the server, make the stream or check that it is the one asked for.

use super::Away;
use super::api::{Api, ApiError};
use super::append::Committer;
use super::load::Cache;
use super::turns::Turns;
use crate::config::Config;
use crate::id::Position;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use uuid::Uuid;

/// The stream's definition; operators read the same file.
const DEFINITION: &str = include_str!("../../nats/events.json");
const OLDEST: (u64, u64) = (2, 12);
/// Publishing over two connections is about 1.3 times as fast as over one.
const PUBLISHERS: usize = 2;

/// A handle to the log; cheap to clone.
#[derive(Clone)]
pub struct Log(Arc<Inner>);

struct Inner {
    api: Api,
    incarnation: String,
    turns: Turns,
    cache: Cache,
    committer: Committer,
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("NATS does not answer at {address}: {why}")]
    Unreachable { address: String, why: String },
    #[error("nats-server {found} is too old: Loggia needs {}.{} or newer. Install a newer one, or unset LOGGIA_NATS_URL to use the private server.", OLDEST.0, OLDEST.1)]
    TooOld { found: String },
    #[error("the log cannot be made: {0}")]
    Refused(#[from] ApiError),
    #[error(
        "the stream EVENTS exists with `{field}` = {found}, asked for was {asked}: change it with the nats tool as nats/events.json says"
    )]
    Different { field: String, asked: Value, found: Value },
}

impl Log {
    /// Connects to `url`, refuses servers older than 2.12, creates the stream if it is not there.
    pub async fn connect(url: &str, config: &Config) -> Result<Log, StartError> {
        let (epoch, epochs) = watch::channel(0u64);
        let reader = dial(url, Some(epoch)).await?;
        let version = reader.server_info().version;
        if !new_enough(&version) {
            return Err(StartError::TooOld { found: version });
        }
        let mut publishers = Vec::with_capacity(PUBLISHERS);
        for _ in 0..PUBLISHERS {
            publishers.push(Api::new(dial(url, None).await?, epochs.clone()));
        }
        let api = Api::new(reader, epochs);
        let incarnation = ensure_stream(&api, config).await?;
        Ok(Log(Arc::new(Inner {
            committer: Committer::start(publishers),
            api,
            incarnation,
            turns: Turns::default(),
            cache: Cache::default(),
        })))
    }

    /// Identifies this log: positions compare only within one incarnation.
    pub fn incarnation(&self) -> &str {
        &self.0.incarnation
    }

    /// The last position in the log, asked from the server.
    pub async fn end(&self) -> Result<Position, Away> {
        Ok(self.0.api.stream_state().await?.last)
    }

    /// For signals and `projection.position`: core NATS, nothing stored.
    pub fn nats(&self) -> &async_nats::Client {
        self.0.api.client()
    }

    pub(super) fn api(&self) -> &Api {
        &self.0.api
    }

    pub(super) fn turns(&self) -> &Turns {
        &self.0.turns
    }

    pub(super) fn cache(&self) -> &Cache {
        &self.0.cache
    }

    pub(super) fn committer(&self) -> &Committer {
        &self.0.committer
    }
}

async fn dial(url: &str, epoch: Option<watch::Sender<u64>>) -> Result<async_nats::Client, StartError> {
    let unreachable = |why: String| StartError::Unreachable { address: without_password(url), why };
    credentials(url)
        .name("loggia")
        .connection_timeout(Duration::from_secs(2))
        .request_timeout(Some(Duration::from_secs(2)))
        .ping_interval(Duration::from_secs(10))
        // Flow control bounds what is on the way in bytes; with small messages that is more than the default capacity.
        .subscription_capacity(1 << 18)
        .reconnect_delay_callback(|attempts| Duration::from_millis((20 * attempts as u64).min(1000)))
        .event_callback(move |event| {
            if let (async_nats::Event::Connected | async_nats::Event::SlowConsumer(_), Some(epoch)) = (&event, &epoch) {
                epoch.send_modify(|epoch| *epoch += 1);
            }
            async move { tracing::debug!(%event, "nats") }
        })
        .connect(servers(url))
        .await
        .map_err(|error| unreachable(error.to_string()))
}

/// Several servers of a cluster are separated by commas.
fn servers(url: &str) -> Vec<String> {
    url.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

/// The library ignores what the address says about the user.
fn credentials(url: &str) -> async_nats::ConnectOptions {
    let options = async_nats::ConnectOptions::new();
    let first = url.split(',').next().unwrap_or_default();
    match url::Url::parse(first) {
        Ok(parsed) if !parsed.username().is_empty() => {
            let user = decoded(parsed.username());
            match parsed.password() {
                Some(password) => options.user_and_password(user, decoded(password)),
                None => options.token(user),
            }
        }
        Ok(_) | Err(_) => options,
    }
}

fn decoded(text: &str) -> String {
    url::form_urlencoded::parse(format!("x={}", text.replace('+', "%2B")).as_bytes())
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

fn without_password(url: &str) -> String {
    match url::Url::parse(url) {
        Ok(mut parsed) => {
            let _ = parsed.set_password(None);
            let _ = parsed.set_username("");
            parsed.to_string()
        }
        Err(_) => "LOGGIA_NATS_URL".to_owned(),
    }
}

fn new_enough(version: &str) -> bool {
    let mut numbers = version.split(['.', '-']).map_while(|part| part.parse::<u64>().ok());
    match (numbers.next(), numbers.next()) {
        (Some(major), Some(minor)) => (major, minor) >= OLDEST,
        _ => false,
    }
}

/// Answers the incarnation. Two nodes that start at once on an empty server agree: the second finds the first's stream.
async fn ensure_stream(api: &Api, config: &Config) -> Result<String, StartError> {
    let mut asked: Value = serde_json::from_str(DEFINITION).map_err(|error| ApiError::Unreadable(error.to_string()))?;
    asked["num_replicas"] = json!(config.log_replicas);
    if let Some(bytes) = config.log_max_bytes {
        asked["max_bytes"] = json!(bytes);
    }
    let found = match api.stream_config().await? {
        Some(found) => found,
        None => {
            let mut definition = asked.clone();
            definition["metadata"] = json!({ "incarnation": Uuid::new_v4() });
            create_stream(api, definition, config.log_max_bytes.is_none()).await?;
            api.stream_config().await?.ok_or_else(|| ApiError::Unreadable("no stream after creating it".into()))?
        }
    };
    compare(&asked, &found)?;
    match found["metadata"]["incarnation"].as_str() {
        Some(incarnation) => Ok(incarnation.to_owned()),
        None => Err(StartError::Different {
            field: "metadata.incarnation".into(),
            asked: json!("an id"),
            found: Value::Null,
        }),
    }
}

const SOMEBODY_WAS_QUICKER: u64 = 10058;
const NO_ROOM: u64 = 10047;
/// A log that may take less is none.
const LEAST_BYTES: i64 = 64 << 20;

/// `yielding`: where the disk has no room for what was asked, half of it is, and so on.
async fn create_stream(api: &Api, mut definition: Value, yielding: bool) -> Result<(), StartError> {
    loop {
        let bytes = definition["max_bytes"].as_i64().unwrap_or(0);
        match api.call("STREAM.CREATE.EVENTS", &definition).await {
            Err(ApiError::Refused { code: SOMEBODY_WAS_QUICKER, .. }) => return Ok(()),
            Err(ApiError::Refused { code: NO_ROOM, .. }) if yielding && bytes >= 2 * LEAST_BYTES => {
                definition["max_bytes"] = json!(bytes / 2);
                tracing::warn!(mib = (bytes / 2) >> 20, "the disk has little room: the log may take no more than this");
            }
            answer => return Ok(answer.map(drop)?),
        }
    }
}

/// Unknown fields are dropped by older servers without an error, so what came back is compared with what was asked for.
/// Size and copies are the operator's to change while it runs.
fn compare(asked: &Value, found: &Value) -> Result<(), StartError> {
    for (field, asked) in asked.as_object().into_iter().flatten() {
        let left_out_is_false = found.get(field).is_none() && *asked == json!(false);
        if matches!(field.as_str(), "max_bytes" | "num_replicas" | "description") || left_out_is_false {
            continue;
        }
        if found.get(field) != Some(asked) {
            return Err(StartError::Different {
                field: field.clone(),
                asked: asked.clone(),
                found: found.get(field).cloned().unwrap_or(Value::Null),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Subject;

    #[test]
    fn old_servers_are_told_apart() {
        assert!(!new_enough("2.9.10"));
        assert!(!new_enough("2.11.6"));
        assert!(new_enough("2.12.0-RC.1"));
        assert!(new_enough("3.0.0"));
        assert!(!new_enough("nonsense"));
    }

    #[test]
    fn a_field_the_server_dropped_is_noticed() {
        let asked = json!({"name": "EVENTS", "allow_atomic": true, "max_bytes": 5});
        assert!(compare(&asked, &json!({"name": "EVENTS", "allow_atomic": true, "max_bytes": 7})).is_ok());
        assert!(compare(&asked, &json!({"name": "EVENTS"})).is_err());
    }

    #[test]
    fn the_definition_covers_every_subject() {
        let definition: Value = serde_json::from_str(DEFINITION).unwrap();
        assert_eq!(definition["subjects"], json!([Subject::ALL]));
    }
}
