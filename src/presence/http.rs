//! `/api/presence`

use super::choice::{self, Choice};
use super::heard::Status;
use super::seen;
use crate::app::App;
use crate::http::body::Body;
use crate::http::command::Command;
use crate::http::fresh::{Fresh, Seen};
use crate::http::page::Params;
use crate::http::problem::Problem;
use crate::http::utc;
use crate::http::viewer::Viewer;
use crate::id::{PersonId, Position};
use crate::rights::ACQUAINTED;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, PgPool};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(look, choose))
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Shown {
    Online,
    Away,
    Offline,
    /// Neither a friend nor in a conversation with the one who asks; or nobody knows at the moment.
    Unknown,
}

/// How somebody is shown to the one who asks.
#[derive(Debug, Serialize, ToSchema)]
struct OnePresence {
    id: PersonId,
    status: Shown,
    /// When they went, of somebody offline who was ever seen to.
    #[serde(with = "utc::option", skip_serializing_if = "Option::is_none")]
    last_seen: Option<OffsetDateTime>,
    /// What one chose; only of oneself.
    #[serde(skip_serializing_if = "Option::is_none")]
    choice: Option<Choice>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PresenceOfPeople {
    people: Vec<OnePresence>,
}

/// How people are shown to oneself, in the order asked for.
#[utoipa::path(get, path = "/api/presence", tag = "presence", security(("bearer" = [])),
    params(("people" = String, Query, description = "up to 100 ids with commas between")),
    responses((status = 200, body = PresenceOfPeople)))]
async fn look(
    State(app): State<App>,
    viewer: Viewer,
    _: Fresh,
    params: Params,
) -> Result<Seen<PresenceOfPeople>, Problem> {
    let asked: Vec<PersonId> = params.ids("people")?.into_iter().map(PersonId).collect();
    let (position, mut acquainted) = acquainted(&app.db, viewer.person, &asked).await?;
    acquainted.insert(viewer.person);
    let (statuses, choice) = {
        let heard = app.presence.0.heard.lock();
        let statuses: HashMap<_, _> = asked
            .iter()
            .filter(|id| acquainted.contains(id))
            .filter_map(|id| Some((*id, heard.status(*id)?)))
            .collect();
        (statuses, heard.choice(viewer.person))
    };
    let gone: Vec<_> = statuses.iter().filter(|(_, status)| **status == Status::Offline).map(|(id, _)| *id).collect();
    let last = seen::last(&app.db, &gone).await?;
    let one = |id: PersonId| OnePresence {
        id,
        status: statuses.get(&id).map_or(Shown::Unknown, |status| (*status).into()),
        last_seen: last.get(&id).copied(),
        choice: (id == viewer.person).then_some(choice),
    };
    Ok(Seen { position, body: PresenceOfPeople { people: asked.into_iter().map(one).collect() } })
}

impl From<Status> for Shown {
    fn from(status: Status) -> Shown {
        match status {
            Status::Online => Shown::Online,
            Status::Away => Shown::Away,
            Status::Offline => Shown::Offline,
        }
    }
}

/// One statement out of the areas', so that all of it is of one position.
static ACQUAINTED_OF: LazyLock<String> = LazyLock::new(|| {
    let each: Vec<String> =
        ACQUAINTED.iter().map(|statement| format!("select person from ({statement}\n) s")).collect();
    format!("select (select position from checkpoint), array({})", each.join(" union "))
});

/// Which of these people the viewer may know the presence of, and the position it is said at.
async fn acquainted(
    db: &PgPool,
    viewer: PersonId,
    people: &[PersonId],
) -> Result<(Position, HashSet<PersonId>), sqlx::Error> {
    let asked = sqlx::query_as(AssertSqlSafe(ACQUAINTED_OF.as_str())).bind(viewer).bind(people);
    let (position, known): (i64, Vec<PersonId>) = asked.fetch_one(db).await?;
    Ok((position.unsigned_abs(), known.into_iter().collect()))
}

/// How one wants to be shown.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OwnPresence {
    status: Choice,
}

impl Body for OwnPresence {}

/// Chooses how one is shown to others, over all one's tabs, until one chooses again.
#[utoipa::path(put, path = "/api/presence", tag = "presence", security(("bearer" = [])), request_body = OwnPresence,
    responses((status = 200, body = OwnPresence)))]
async fn choose(State(app): State<App>, command: Command<OwnPresence>) -> Result<Json<OwnPresence>, Problem> {
    let (person, status) = (command.viewer.person, command.asked.body.status);
    let shown = app.presence.0.heard.lock().status(person);
    let leaves = status == Choice::Invisible && shown.is_some_and(|shown| shown != Status::Offline);
    let revision = choice::save(&app.db, person, status, leaves).await?;
    let revision = revision.ok_or_else(|| Problem::fault("somebody signed in has no account"))?;
    app.presence.choose((person, status, revision));
    Ok(Json(OwnPresence { status }))
}
