//! Bans, by administrators.

use super::{Person, SetBan, ban, unban};
use crate::app::App;
use crate::http::body::Body;
use crate::http::check::Faults;
use crate::http::command::{Command, Done};
use crate::http::path::At;
use crate::http::problem::Problem;
use crate::http::utc;
use crate::http::viewer::Admin;
use crate::id::PersonId;
use crate::log::{Subject, Unit};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(set_ban, lift_ban))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Ban {
    #[schema(max_length = 500)]
    #[serde(default)]
    reason: Option<String>,
    /// Left out: for good.
    #[serde(default, with = "utc::option")]
    until: Option<OffsetDateTime>,
}

impl Body for Ban {
    const OPTIONAL: bool = true;

    fn check(&self, faults: &mut Faults) {
        if let Some(reason) = &self.reason {
            faults.text("/reason", reason, 0..=500);
        }
    }
}

/// A person's suspension.
#[derive(Debug, Serialize, ToSchema)]
struct Suspension {
    person: PersonId,
    reason: Option<String>,
    #[serde(with = "utc::option")]
    until: Option<OffsetDateTime>,
    position: u64,
}

/// Suspends somebody: their sessions end at once on every node.
#[utoipa::path(put, path = "/api/people/{person}/ban", tag = "people", security(("bearer" = [])), request_body = Ban,
    params(("person" = uuid::Uuid, Path)), responses((status = 200, body = Suspension)))]
async fn set_ban(
    State(app): State<App>,
    _: Admin,
    At(person): At<PersonId>,
    command: Command<Ban>,
) -> Result<Done<Suspension>, Problem> {
    let Ban { reason, until } = &command.asked.body;
    let wanted = SetBan { reason: reason.clone(), until: *until };
    let at = command.asked.at;
    let subject = Subject::of(Unit::Person, person);
    let done =
        app.log.execute::<Person, _>(&subject, &command.request(), |state| ban(state, person, &wanted, at)).await?;
    app.sessions.settle(done.position).await;
    command.settle(&app, done.position).await;
    let SetBan { reason, until } = wanted;
    Ok(Done::ok(done.position, Suspension { person, reason, until, position: done.position }))
}

/// Ends a suspension.
#[utoipa::path(delete, path = "/api/people/{person}/ban", tag = "people", security(("bearer" = [])),
    params(("person" = uuid::Uuid, Path)), responses((status = 204)))]
async fn lift_ban(
    State(app): State<App>,
    _: Admin,
    At(person): At<PersonId>,
    command: Command,
) -> Result<Done<()>, Problem> {
    let subject = Subject::of(Unit::Person, person);
    let done = app.log.execute::<Person, _>(&subject, &command.request(), |state| unban(state, person)).await?;
    app.sessions.settle(done.position).await;
    command.settle(&app, done.position).await;
    Ok(Done::no_content(done.position))
}
