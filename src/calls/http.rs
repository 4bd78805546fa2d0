//! `/api/conversations/{conversation}/call` and `/api/calls`

use super::view::{Call as View, Current};
use super::{Call, Refused, commands, ice};
use crate::app::App;
use crate::conversations;
use crate::friends::Closed;
use crate::http::body::Body;
use crate::http::command::{Command, Done};
use crate::http::fresh::{self, Fresh, Raw, Seen};
use crate::http::path::{At, Named};
use crate::http::problem::Problem;
use crate::http::viewer::Viewer;
use crate::id::{CallId, ConversationId, PersonId};
use crate::log::{self, Subject, Unit};
use crate::people::Person;
use crate::people::view::Brief;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

macro_rules! rows {
    ($file:literal) => {
        concat!(
            "select (select position from checkpoint), (select coalesce(json_agg(r), '[]')::text from (\n",
            include_str!($file),
            include_str!("sql/row.sql"),
            "\n) r)"
        )
    };
}

const ONE: &str = rows!("sql/one.sql");
const CURRENT: &str = rows!("sql/current.sql");

pub const QUERIES: &[(&str, &str)] = &[
    ("calls/one", ONE),
    ("calls/current", CURRENT),
    ("calls/unanswered", include_str!("sql/unanswered.sql")),
    ("calls/abandoned", include_str!("sql/abandoned.sql")),
];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(ring))
        .routes(routes!(current))
        .routes(routes!(one, hang_up))
        .routes(routes!(accept))
        .routes(routes!(decline))
        .merge(ice::routes())
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        match refused {
            Refused::Unknown => CallId::missing(),
            Refused::UnknownConversation => ConversationId::missing(),
            Refused::NotDirect => {
                Problem::refused("calls.not_direct", "Two people call each other, in their own conversation.")
            }
            Refused::Closed(closed @ (Closed::Blocked | Closed::NotAllowed)) => {
                conversations::Refused::Closed(closed).into()
            }
            Refused::Busy => Problem::conflict("calls.busy", "One of you is in a call already."),
            Refused::NotCalled => Problem::forbidden("calls.not_called", "Only who was called accepts or declines."),
            Refused::Accepted => Problem::conflict("calls.accepted", "This call was accepted already."),
            Refused::Over => Problem::conflict("calls.over", "This call is over."),
            Refused::Early => Problem::conflict("calls.early", "This call may still be answered."),
        }
    }
}

impl Named for CallId {
    fn missing() -> Problem {
        Problem::not_found("calls.not_found", "There is no such call.")
    }
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCall {
    /// Whether it is meant to be seen as well as heard; the event says so to the other one.
    video: bool,
}

impl Body for NewCall {}

/// Calls the other one of a direct conversation. It rings for 30 s (`call.started`), then it is missed. 409 `calls.busy` when one
/// of the two is in a call, ringing or on. Whoever's connection is lost while it is on has 15 s to come back: so long the other
/// one's client waits, then it ends the call. When neither of the two is online any more it ends by itself, within a minute or so.
#[utoipa::path(post, path = "/api/conversations/{conversation}/call", tag = "calls", security(("bearer" = [])),
    request_body = NewCall, params(("conversation" = uuid::Uuid, Path)), responses((status = 201, body = View)))]
async fn ring(
    State(app): State<App>,
    At(conversation): At<ConversationId>,
    command: Command<NewCall>,
) -> Result<Done<View>, Problem> {
    let (call, done) = commands::ring(&app, &command.request(), conversation, command.asked.body.video).await?;
    command.settle(&app, done.position).await;
    Ok(Done::created(done.position, view(&app, call, &done).await?))
}

/// The call one is in, ringing or on: what a page finds that was loaded anew.
#[utoipa::path(get, path = "/api/calls/current", tag = "calls", security(("bearer" = [])),
    responses((status = 200, body = Current)))]
async fn current(State(app): State<App>, viewer: Viewer, _: Fresh) -> Result<Seen<Current>, Problem> {
    let raw: Raw = sqlx::query_as(CURRENT).bind(viewer.person).fetch_one(&app.db).await?;
    let (position, mut calls) = fresh::rows::<View>(raw)?;
    Ok(Seen { position, body: Current { call: calls.pop(), position } })
}

/// A call of one's own.
#[utoipa::path(get, path = "/api/calls/{call}", tag = "calls", security(("bearer" = [])),
    params(("call" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn one(State(app): State<App>, viewer: Viewer, _: Fresh, At(call): At<CallId>) -> Result<Seen<View>, Problem> {
    let raw: Raw = sqlx::query_as(ONE).bind(viewer.person).bind(call).fetch_one(&app.db).await?;
    let (position, mut calls) = fresh::rows::<View>(raw)?;
    Ok(Seen { position, body: calls.pop().ok_or_else(CallId::missing)? })
}

/// Accepts a call that rings for one (`call.accepted`): from now on it is on.
#[utoipa::path(put, path = "/api/calls/{call}/accept", tag = "calls", security(("bearer" = [])),
    params(("call" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn accept(State(app): State<App>, At(call): At<CallId>, command: Command) -> Result<Done<View>, Problem> {
    let done = commands::take(&app, &command.request(), call).await?;
    answer(&app, &command, call, done).await
}

/// Declines a call that rings for one.
#[utoipa::path(put, path = "/api/calls/{call}/decline", tag = "calls", security(("bearer" = [])),
    params(("call" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn decline(State(app): State<App>, At(call): At<CallId>, command: Command) -> Result<Done<View>, Problem> {
    let done = commands::turn_down(&app, &command.request(), call).await?;
    answer(&app, &command, call, done).await
}

/// Hangs up. A call that still rings is then missed, or declined when the one who was called hangs up.
#[utoipa::path(delete, path = "/api/calls/{call}", tag = "calls", security(("bearer" = [])),
    params(("call" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn hang_up(State(app): State<App>, At(call): At<CallId>, command: Command) -> Result<Done<View>, Problem> {
    let done = commands::put_down(&app, &command.request(), call).await?;
    answer(&app, &command, call, done).await
}

async fn answer(app: &App, command: &Command, call: CallId, done: log::Done<Call>) -> Result<Done<View>, Problem> {
    command.settle(app, done.position).await;
    Ok(Done::ok(done.position, view(app, call, &done).await?))
}

/// The call as the log has it.
async fn view(app: &App, call: CallId, done: &log::Done<Call>) -> Result<View, Problem> {
    let about = done.state.about.as_ref().ok_or_else(CallId::missing)?;
    let people = (brief(app, about.caller).await?, brief(app, about.callee).await?);
    View::of(call, &done.state, people, done.position).ok_or_else(CallId::missing)
}

async fn brief(app: &App, person: PersonId) -> Result<Brief, Problem> {
    let state: Person = app.log.state(&Subject::of(Unit::Person, person)).await?;
    Ok(Brief::of(person, &state))
}
