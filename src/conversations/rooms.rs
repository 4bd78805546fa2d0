//! `/api/rooms`: conversations that anybody may join.

use super::view::Conversation as View;
use super::{Conversation, Kind, Open, Refused, Scene, Seat, commands, join, leave, list};
use crate::app::App;
use crate::http::body::Body;
use crate::http::check::Faults;
use crate::http::command::{Command, Done};
use crate::http::fresh::{self, Fresh, Raw, Seen};
use crate::http::page::{Page, Params};
use crate::http::path::At;
use crate::http::problem::Problem;
use crate::http::utc;
use crate::http::viewer::{Admin, MaybeViewer};
use crate::id::{ConversationId, Position};
use crate::log::{Decision, Subject, Unit};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const ROOMS: &str = crate::snapshot!("sql/rooms.sql");

pub const QUERIES: &[(&str, &str)] = &[("conversations/rooms", ROOMS)];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(rooms, open_room)).routes(routes!(join_room, leave_room))
}

/// A room as everybody sees it.
#[derive(Debug, Serialize, ToSchema)]
struct Room {
    id: ConversationId,
    kind: Kind,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    member_count: i64,
    /// Whether the viewer is in it.
    joined: bool,
    #[serde(with = "utc")]
    created_at: OffsetDateTime,
}

#[derive(Deserialize)]
struct RoomRow {
    id: ConversationId,
    name: String,
    description: Option<String>,
    member_count: i64,
    joined: bool,
    #[serde(with = "utc")]
    created_at: OffsetDateTime,
    created_position: Position,
}

impl From<RoomRow> for Room {
    fn from(row: RoomRow) -> Room {
        let RoomRow { id, name, description, member_count, joined, created_at, .. } = row;
        Room { id, kind: Kind::Room, name, description, member_count, joined, created_at }
    }
}

/// The public rooms, the oldest first.
#[utoipa::path(get, path = "/api/rooms", tag = "conversations", params(
    ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query),
), responses((status = 200, body = Page<Room>)))]
async fn rooms(
    State(app): State<App>,
    viewer: MaybeViewer,
    _: Fresh,
    params: Params,
) -> Result<Seen<Page<Room>>, Problem> {
    let limit = params.limit()?;
    let after: Option<i64> = params.cursor("rooms")?;
    let raw: Raw =
        sqlx::query_as(ROOMS).bind(viewer.person()).bind(limit as i64 + 1).bind(after).fetch_one(&app.db).await?;
    Ok(Page::of(fresh::rows::<RoomRow>(raw)?, limit, "rooms", |row| row.created_position, Room::from))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRoom {
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    #[schema(max_length = 500)]
    #[serde(default)]
    description: Option<String>,
}

impl Body for NewRoom {
    fn check(&self, faults: &mut Faults) {
        faults.line("/name", &self.name, 1..=80);
        if let Some(description) = &self.description {
            faults.text("/description", description, 0..=500);
        }
    }
}

/// Opens a room, as an administrator.
#[utoipa::path(post, path = "/api/rooms", tag = "conversations", security(("bearer" = [])), request_body = NewRoom,
    responses((status = 201, body = View)))]
async fn open_room(State(app): State<App>, _: Admin, command: Command<NewRoom>) -> Result<Done<View>, Problem> {
    let request = command.request();
    let NewRoom { name, description } = &command.asked.body;
    let (name, description) = (name.clone(), description.clone());
    let wanted = Open { kind: Kind::Room, name, description, people: vec![], owner: Some(request.actor) };
    let (id, done) = commands::open_new(&app.log, &request, &wanted).await?;
    let seat = done.state.seat(request.actor, None);
    let body = list::after(&app, &command, id, &done.state, &seat, done.position).await?;
    Ok(Done::created(done.position, body))
}

/// Joins a room. Doing it again changes nothing.
#[utoipa::path(put, path = "/api/rooms/{conversation}/membership", tag = "conversations", security(("bearer" = [])),
    params(("conversation" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn join_room(
    State(app): State<App>,
    At(id): At<ConversationId>,
    command: Command,
) -> Result<Done<View>, Problem> {
    let request = command.request();
    let rule = |scene: &Scene, _: &Seat| join(scene);
    let (position, seat) = commands::execute_on_seat(&app.log, &request, id, request.actor, rule).await?;
    let state: Conversation = app.log.state(&Subject::of(Unit::Conversation, id)).await?;
    let body = list::after(&app, &command, id, &state, &seat, position).await?;
    Ok(Done::ok(position, body))
}

/// Leaves a room. Who is not in it stays out.
#[utoipa::path(delete, path = "/api/rooms/{conversation}/membership", tag = "conversations", security(("bearer" = [])),
    params(("conversation" = uuid::Uuid, Path)), responses((status = 204)))]
async fn leave_room(State(app): State<App>, At(id): At<ConversationId>, command: Command) -> Result<Done<()>, Problem> {
    let request = command.request();
    let rule = |scene: &Scene, seat: &Seat| match scene.conversation.is_room() {
        true if seat.member.is_none() => Ok(Decision::Nothing),
        true => leave(scene, false),
        false => Err(Refused::Unknown),
    };
    let (position, _) = commands::execute_on_seat(&app.log, &request, id, request.actor, rule).await?;
    command.settle(&app, position).await;
    Ok(Done::no_content(position))
}
