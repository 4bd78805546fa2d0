//! The room a new instance begins with.

use super::commands::open_new;
use super::{Kind, Open, Refused};
use crate::id::{Key, PersonId};
use crate::log::{CommandError, Log, Request};
use std::time::Duration;
use time::OffsetDateTime;
use uuid::Uuid;

const NAME: &str = "lounge";
const PAUSE: Duration = Duration::from_secs(1);

/// Makes it unless it is there. Every node does at its start: actor and key are always the same, so it is made once, however
/// many begin together.
pub async fn ensure(log: &Log) -> Result<(), CommandError<Refused>> {
    let key = Key(Uuid::new_v5(&Uuid::NAMESPACE_OID, NAME.as_bytes()));
    let now = OffsetDateTime::now_utc();
    let at = now.replace_microsecond(now.microsecond()).unwrap_or(now);
    let request = Request { actor: PersonId::OPERATOR, key, at, fingerprint: NAME.into() };
    let description = Some("For everybody and everything.".to_owned());
    let wanted = Open { kind: Kind::Room, name: NAME.into(), description, people: vec![], owner: None };
    open_new(log, &request, &wanted).await?;
    Ok(())
}

/// The same, again and again while the log is away.
pub async fn insist(log: &Log) {
    while let Err(error) = ensure(log).await {
        if !matches!(error, CommandError::Away(_) | CommandError::Conflict) {
            tracing::error!(%error, "there is no first room");
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
