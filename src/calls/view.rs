//! Calls on the wire.

use super::{Call as State, Outcome, Phase};
use crate::http::utc;
use crate::id::{CallId, ConversationId, Position};
use crate::people::view::Brief;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A call as each of the two sees it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Call {
    pub id: CallId,
    pub conversation: ConversationId,
    /// Who called.
    pub from: Brief,
    /// Who was called.
    pub to: Brief,
    pub video: bool,
    pub state: Stage,
    #[serde(with = "utc")]
    pub started_at: OffsetDateTime,
    /// When it is missed, if nobody answers.
    #[serde(with = "utc")]
    pub rings_until: OffsetDateTime,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "utc::option")]
    pub accepted_at: Option<OffsetDateTime>,
    /// Once it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// How long it was on, once it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u64>,
    /// Of its last event.
    pub position: Position,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CallState)]
pub enum Stage {
    Ringing,
    On,
    Ended,
}

impl Call {
    /// The call as the log has it; `None` before it has begun. `from`, `to`: its two people.
    pub fn of(id: CallId, state: &State, (from, to): (Brief, Brief), position: Position) -> Option<Call> {
        let about = state.about.as_ref()?;
        let (stage, accepted_at, ended) = match state.phase {
            Phase::Ringing => (Stage::Ringing, None, None),
            Phase::On { since } => (Stage::On, Some(since), None),
            Phase::Ended { outcome, seconds } => (Stage::Ended, None, Some((outcome, seconds))),
        };
        Some(Call {
            id,
            conversation: about.conversation,
            from,
            to,
            video: about.video,
            state: stage,
            started_at: about.started_at,
            rings_until: about.rings_until,
            accepted_at,
            outcome: ended.map(|(outcome, _)| outcome),
            seconds: ended.map(|(_, seconds)| seconds),
            position,
        })
    }
}

/// The call one is in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CurrentCall)]
pub struct Current {
    /// Ringing or on, whichever of the two one is; null: none.
    pub call: Option<Call>,
    pub position: Position,
}
