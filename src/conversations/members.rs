//! `/api/conversations/{conversation}/members`, mutes and bans.

use super::view::Seated;
use super::{Refused, Role, Scene, Seat, Term, admit, ban, commands, mute, remove};
use crate::app::App;
use crate::friends::commands::reach;
use crate::http::body::Body;
use crate::http::command::{Command, Done};
use crate::http::fresh::{self, Fresh, Raw, Seen};
use crate::http::page::{Closed, Page, Params};
use crate::http::path::{At, AtBoth};
use crate::http::problem::Problem;
use crate::http::utc;
use crate::http::viewer::Viewer;
use crate::id::{ConversationId, PersonId, Position};
use crate::log::{Decision, Subject, Unit};
use crate::people::Person;
use crate::people::view::Brief;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const MEMBERS: &str = crate::snapshot!("sql/members.sql");
const BANS: &str = crate::snapshot!("sql/bans.sql");

pub const QUERIES: &[(&str, &str)] = &[("conversations/members", MEMBERS), ("conversations/bans", BANS)];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(members))
        .routes(routes!(put_member, remove_member))
        .routes(routes!(set_mute, lift_mute))
        .routes(routes!(bans))
        .routes(routes!(set_ban, lift_ban))
}

#[derive(Deserialize)]
struct MemberRow {
    #[serde(flatten)]
    seated: Seated,
    joined_position: Position,
    id: PersonId,
}

/// Who is in it, those who came first first.
#[utoipa::path(get, path = "/api/conversations/{conversation}/members", tag = "conversations", security(("bearer" = [])),
    params(("conversation" = uuid::Uuid, Path), ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<Seated>)))]
async fn members(
    State(app): State<App>,
    viewer: Viewer,
    _: Fresh,
    At(id): At<ConversationId>,
    params: Params,
) -> Result<Seen<Page<Seated>>, Problem> {
    let limit = params.limit()?;
    let list = format!("members.{id}");
    let after: Option<(i64, PersonId)> = params.cursor(&list)?;
    let raw: Raw = sqlx::query_as(MEMBERS)
        .bind(viewer.person)
        .bind(id)
        .bind(limit as i64 + 1)
        .bind(after.map(|(position, _)| position))
        .bind(after.map(|(_, person)| person))
        .fetch_one(&app.db)
        .await?;
    let (position, rows) = fresh::rows::<MemberRow>(raw)?;
    if rows.is_empty() && after.is_none() {
        return Err(Refused::Unknown.into());
    }
    let now = OffsetDateTime::now_utc();
    Ok(Page::of((position, rows), limit, &list, |row| (row.joined_position, row.id), |row| row.seated.shown(now)))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PutMember {
    /// Left out: a new member becomes just that, who is in it stays what they are. `owner` hands the group over.
    #[serde(default)]
    role: Option<Role>,
}

impl Body for PutMember {
    const OPTIONAL: bool = true;
}

/// A member after a command.
#[derive(Debug, Serialize, ToSchema)]
struct MemberNow {
    #[serde(flatten)]
    seated: Seated,
    position: Position,
}

/// Adds somebody to a group (moderators and the owner), or changes what they may (the owner).
#[utoipa::path(put, path = "/api/conversations/{conversation}/members/{person}", tag = "conversations",
    security(("bearer" = [])), request_body = PutMember,
    params(("conversation" = uuid::Uuid, Path), ("person" = uuid::Uuid, Path)), responses((status = 200, body = MemberNow)))]
async fn put_member(
    State(app): State<App>,
    AtBoth(id, person): AtBoth<ConversationId, PersonId>,
    command: Command<PutMember>,
) -> Result<Done<MemberNow>, Problem> {
    let request = command.request();
    let role = command.asked.body.role;
    let who: Person = app.log.state(&Subject::of(Unit::Person, person)).await?;
    let reach = reach(&app.log, request.actor, [person]).await?;
    let rule = |scene: &Scene, seat: &Seat| {
        let decision = admit(scene, person, seat, role, reach)?;
        match who.is_here() || seat.member.is_some() {
            true => Ok(decision),
            false => Err(Refused::UnknownPerson),
        }
    };
    let (position, seat) = commands::execute_on_seat(&app.log, &request, id, person, rule).await?;
    command.settle(&app, position).await;
    let member = seat.member.ok_or(Refused::UnknownPerson)?;
    let seated = Seated::of(Brief::of(person, &who), &member).shown(command.asked.at);
    Ok(Done::ok(position, MemberNow { seated, position }))
}

/// Takes somebody out (moderators members, the owner everybody), or oneself.
#[utoipa::path(delete, path = "/api/conversations/{conversation}/members/{person}", tag = "conversations",
    security(("bearer" = [])), params(("conversation" = uuid::Uuid, Path), ("person" = uuid::Uuid, Path)),
    responses((status = 204)))]
async fn remove_member(
    State(app): State<App>,
    AtBoth(id, person): AtBoth<ConversationId, PersonId>,
    command: Command,
) -> Result<Done<()>, Problem> {
    no_content(&app, &command, id, person, |scene, seat| remove(scene, person, seat)).await
}

/// For how long; without an end until it is lifted.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Until {
    #[serde(default, with = "utc::option")]
    until: Option<OffsetDateTime>,
}

impl Body for Until {
    const OPTIONAL: bool = true;
}

/// Somebody may not write, react or pin in it for a while.
#[utoipa::path(put, path = "/api/conversations/{conversation}/mutes/{person}", tag = "conversations",
    security(("bearer" = [])), request_body = Until,
    params(("conversation" = uuid::Uuid, Path), ("person" = uuid::Uuid, Path)), responses((status = 204)))]
async fn set_mute(
    State(app): State<App>,
    AtBoth(id, person): AtBoth<ConversationId, PersonId>,
    command: Command<Until>,
) -> Result<Done<()>, Problem> {
    let term = Some(Term { until: command.asked.body.until });
    no_content(&app, &command, id, person, |scene, seat| mute(scene, person, seat, term)).await
}

/// They may write again.
#[utoipa::path(delete, path = "/api/conversations/{conversation}/mutes/{person}", tag = "conversations",
    security(("bearer" = [])), params(("conversation" = uuid::Uuid, Path), ("person" = uuid::Uuid, Path)),
    responses((status = 204)))]
async fn lift_mute(
    State(app): State<App>,
    AtBoth(id, person): AtBoth<ConversationId, PersonId>,
    command: Command,
) -> Result<Done<()>, Problem> {
    no_content(&app, &command, id, person, |scene, seat| mute(scene, person, seat, None)).await
}

/// Somebody who may not be in it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct BannedPerson {
    person: Brief,
    #[serde(default, with = "utc::option")]
    until: Option<OffsetDateTime>,
}

/// Who may not be in it, for its moderators; the latest 500.
#[utoipa::path(get, path = "/api/conversations/{conversation}/bans", tag = "conversations", security(("bearer" = [])),
    params(("conversation" = uuid::Uuid, Path)), responses((status = 200, body = Closed<BannedPerson>)))]
async fn bans(
    State(app): State<App>,
    viewer: Viewer,
    _: Fresh,
    At(id): At<ConversationId>,
) -> Result<Seen<Closed<BannedPerson>>, Problem> {
    let at = commands::At::load(&app.log, id, viewer.person).await?;
    if at.scene_at(OffsetDateTime::now_utc()).rank()? < Role::Moderator {
        return Err(Refused::NotModerator.into());
    }
    let raw: Raw = sqlx::query_as(BANS).bind(id).fetch_one(&app.db).await?;
    let (position, items) = fresh::rows::<BannedPerson>(raw)?;
    Ok(Seen { position, body: Closed { items, position } })
}

/// Takes somebody out of it, for good or for a while, so that they cannot come back.
#[utoipa::path(put, path = "/api/conversations/{conversation}/bans/{person}", tag = "conversations",
    security(("bearer" = [])), request_body = Until,
    params(("conversation" = uuid::Uuid, Path), ("person" = uuid::Uuid, Path)), responses((status = 204)))]
async fn set_ban(
    State(app): State<App>,
    AtBoth(id, person): AtBoth<ConversationId, PersonId>,
    command: Command<Until>,
) -> Result<Done<()>, Problem> {
    let who: Person = app.log.state(&Subject::of(Unit::Person, person)).await?;
    let term = Some(Term { until: command.asked.body.until });
    let rule = |scene: &Scene, seat: &Seat| {
        let decision = ban(scene, person, seat, term)?;
        if who.is_here() { Ok(decision) } else { Err(Refused::UnknownPerson) }
    };
    no_content(&app, &command, id, person, rule).await
}

/// They may come back.
#[utoipa::path(delete, path = "/api/conversations/{conversation}/bans/{person}", tag = "conversations",
    security(("bearer" = [])), params(("conversation" = uuid::Uuid, Path), ("person" = uuid::Uuid, Path)),
    responses((status = 204)))]
async fn lift_ban(
    State(app): State<App>,
    AtBoth(id, person): AtBoth<ConversationId, PersonId>,
    command: Command,
) -> Result<Done<()>, Problem> {
    no_content(&app, &command, id, person, |scene, seat| ban(scene, person, seat, None)).await
}

async fn no_content<B>(
    app: &App,
    command: &Command<B>,
    id: ConversationId,
    person: PersonId,
    rule: impl Fn(&Scene, &Seat) -> Result<Decision<super::Event>, Refused>,
) -> Result<Done<()>, Problem> {
    let (position, _) = commands::execute_on_seat(&app.log, &command.request(), id, person, rule).await?;
    command.settle(app, position).await;
    Ok(Done::no_content(position))
}
