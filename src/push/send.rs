//! From what is to be pushed to the push services, each row by one node at a time.

use super::address::Reach;
use super::encryption::Keys;
use super::post::{Answer, PostError, post};
use super::text;
use crate::app::App;
use crate::config::Switch;
use crate::id::PersonId;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::time::Duration;
use time::OffsetDateTime;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::timeout;
use url::Url;
use uuid::Uuid;

const CLAIM: &str = include_str!("sql/claim.sql");
const SETTLE: &str = include_str!("sql/settle.sql");
const LATER: &str = include_str!("sql/later.sql");
const GONE: &str = include_str!("sql/gone.sql");

/// Requests under way at once.
const AT_ONCE: i64 = 32;
/// Seconds after which what a node took and did not answer for is another's: longer than a request can take.
const LEASE: f64 = 60.0;
/// What is due is looked for this often, when nobody says that there is something.
const LOOK: Duration = Duration::from_secs(2);
/// Seconds until the second attempt; then four times as long each.
const BACKOFF: f64 = 15.0;
/// Seconds a service keeps a push for a browser that is away.
const KEPT: &str = "86400";

/// Something to be said to one browser.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Due {
    pub subscription: Uuid,
    /// A conversation, or what a notification is about.
    pub item: Uuid,
    pub kind: String,
    pub position: i64,
    pub attempts: i32,
    /// Nobody wants to know any more.
    pub late: bool,
    /// Its session is still good.
    pub welcome: bool,
    pub person: PersonId,
    pub endpoint: String,
    pub p256dh: Vec<u8>,
    pub auth: Vec<u8>,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    /// It was said, or there is nothing to say, or it can never be said.
    Done,
    /// The browser is no more.
    Gone,
    /// Again after so many seconds.
    Later(f64),
}

/// Whether pushes may go to addresses that are not everybody's.
pub fn reach(app: &App) -> Reach {
    match app.config.push_private {
        Switch::On => Reach::Anywhere,
        Switch::Off => Reach::Public,
    }
}

/// Says what is due, for as long as the node lives.
pub async fn run(app: &App, news: &Notify) {
    loop {
        match say_what_is_due(app).await {
            Ok(0) => {
                // Nobody told: then time has passed.
                let _ = timeout(LOOK, news.notified()).await;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::debug!(%error, "what is to be pushed cannot be read");
                tokio::time::sleep(LOOK).await;
            }
        }
    }
}

/// How many were due.
async fn say_what_is_due(app: &App) -> Result<usize, sqlx::Error> {
    let due: Vec<Due> = sqlx::query_as(CLAIM).bind(AT_ONCE).bind(LEASE).fetch_all(&app.db).await?;
    let count = due.len();
    let mut saying = JoinSet::new();
    for due in due {
        let app = app.clone();
        saying.spawn(async move {
            if let Err(error) = say(&app, &due).await {
                tracing::debug!(%error, "a push waits for its lease to end");
            }
        });
    }
    saying.join_all().await;
    Ok(count)
}

async fn say(app: &App, due: &Due) -> Result<(), sqlx::Error> {
    let fate = match due.welcome {
        false => Fate::Gone,
        true if due.late => Fate::Done,
        true => attempt(app, due).await?,
    };
    let outcome = match fate {
        Fate::Done => "done",
        Fate::Gone => "gone",
        Fate::Later(_) => "later",
    };
    metrics::counter!("loggia_pushes_total", "outcome" => outcome).increment(1);
    match fate {
        Fate::Done => {
            let settle = sqlx::query(SETTLE).bind(due.subscription).bind(due.item).bind(&due.kind).bind(due.position);
            settle.execute(&app.db).await?
        }
        Fate::Gone => sqlx::query(GONE).bind(due.subscription).execute(&app.db).await?,
        Fate::Later(seconds) => {
            let later = sqlx::query(LATER).bind(due.subscription).bind(due.item).bind(&due.kind).bind(seconds);
            later.execute(&app.db).await?
        }
    };
    Ok(())
}

async fn attempt(app: &App, due: &Due) -> Result<Fate, sqlx::Error> {
    let Some(push) = text::of(app, due).await? else { return Ok(Fate::Done) };
    let (Ok(endpoint), Some(keys)) = (Url::parse(&due.endpoint), Keys::read(&due.p256dh, &due.auth)) else {
        return Ok(Fate::Gone);
    };
    let Ok(body) = keys.encrypt(&serde_json::to_vec(&push).unwrap_or_default()) else { return Ok(Fate::Done) };
    let authorization = app.vapid.authorization(&endpoint, &app.config.push_contact, OffsetDateTime::now_utc());
    let answered = post(&endpoint, headers(&authorization, due), body, reach(app)).await;
    if let Err(error) = &answered {
        tracing::debug!(%error, endpoint.host = endpoint.host_str(), "a push was not taken");
    }
    match answered {
        Err(PostError::NotAllowed | PostError::NoAddress) => Ok(Fate::Gone),
        answered => Ok(fate(answered.ok(), due.attempts)),
    }
}

fn headers(authorization: &str, due: &Due) -> HeaderMap {
    // A later push of the same topic takes the place of one that waits for its browser.
    let topic = Sha256::digest([due.item.as_bytes(), due.kind.as_bytes()].concat());
    let topic = URL_SAFE_NO_PAD.encode(&topic[..16]);
    let urgency = if due.kind == "like" { "low" } else { "high" };
    let all = [
        (header::AUTHORIZATION, authorization),
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_ENCODING, "aes128gcm"),
        (HeaderName::from_static("ttl"), KEPT),
        (HeaderName::from_static("urgency"), urgency),
        (HeaderName::from_static("topic"), &topic),
    ];
    let named = all.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_str(value).ok()?)));
    named.collect()
}

/// `attempts`: how many there were, this one included.
fn fate(answer: Option<Answer>, attempts: i32) -> Fate {
    let wait = BACKOFF * 4f64.powi((attempts - 1).clamp(0, 8));
    match answer {
        Some(answer) if answer.status.is_success() => Fate::Done,
        Some(answer) if matches!(answer.status.as_u16(), 404 | 410) => Fate::Gone,
        Some(answer) if answer.status.as_u16() == 429 || answer.status.is_server_error() => {
            Fate::Later(answer.retry_after.map_or(wait, |seconds| seconds.min(3600) as f64))
        }
        // Refused for good: the service would say the same again.
        Some(_) => Fate::Done,
        None => Fate::Later(wait),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;

    fn of(status: u16, retry_after: Option<u64>, attempts: i32) -> Fate {
        fate(Some(Answer { status: StatusCode::from_u16(status).unwrap(), retry_after }), attempts)
    }

    #[test]
    fn what_an_answer_means() {
        for status in [200, 201, 202, 400, 401, 403, 413, 301] {
            assert_eq!(of(status, None, 1), Fate::Done, "{status}");
        }
        assert_eq!((of(404, None, 1), of(410, None, 1)), (Fate::Gone, Fate::Gone));
        assert_eq!((of(429, Some(7), 1), of(503, Some(99_999), 1)), (Fate::Later(7.0), Fate::Later(3600.0)));
        assert_eq!((of(500, None, 1), of(500, None, 3)), (Fate::Later(15.0), Fate::Later(240.0)));
        assert_eq!(fate(None, 2), Fate::Later(60.0));
    }
}
