//! `/api/conversations`: who is in them. What is said stands in `messages`.

use super::view::Conversation as View;
use super::{Change, GROUP, Kind, Level, Open, Refused, change, commands, leave, list, members, rooms, set_level};
use crate::app::App;
use crate::friends::Closed as Block;
use crate::http::body::Body;
use crate::http::check::Faults;
use crate::http::command::{Command, Done};
use crate::http::fresh::{self, Fresh, Raw, Seen};
use crate::http::page::{Page, Params};
use crate::http::path::{At, Named};
use crate::http::problem::Problem;
use crate::http::viewer::Viewer;
use crate::id::{ConversationId, PersonId, Position};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const UNREAD: &str = crate::snapshot!("sql/unread.sql");
const HIDDEN: &str = include_str!("sql/hidden.sql");
const HERE: &str = include_str!("sql/here.sql");

pub const QUERIES: &[(&str, &str)] = &[
    ("conversations/unread", UNREAD),
    ("conversations/hidden", HIDDEN),
    ("conversations/here", HERE),
    ("conversations/topics", include_str!("sql/topics.sql")),
    ("conversations/subscribed", include_str!("sql/subscribed.sql")),
    ("conversations/shared", include_str!("sql/shared.sql")),
    ("conversations/people", include_str!("sql/people.sql")),
    ("conversations/of_people", include_str!("sql/of_people.sql")),
];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(mine, open))
        .routes(routes!(unread))
        .routes(routes!(one, change_one, leave_one))
        .routes(routes!(level))
        .merge(members::routes())
        .merge(rooms::routes())
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        match refused {
            Refused::Unknown => ConversationId::missing(),
            Refused::UnknownPerson => PersonId::missing(),
            Refused::Oneself => Problem::refused("conversations.oneself", "That is yourself."),
            Refused::Closed(Block::Blocked) => {
                Problem::forbidden("conversations.blocked", "You have blocked this person.")
            }
            Refused::Closed(Block::NotAllowed) => {
                Problem::forbidden("conversations.not_allowed", "You cannot talk with this person.")
            }
            Refused::NotModerator => {
                Problem::forbidden("conversations.not_moderator", "Only moderators and the owner may do that.")
            }
            Refused::NotOwner => Problem::forbidden("conversations.not_owner", "Only the owner may do that."),
            Refused::NeedsOwner => {
                Problem::refused("conversations.needs_owner", "The owner hands it over to somebody who is in it.")
            }
            Refused::Direct => Problem::refused("conversations.direct", "This is two people's, and stays so."),
            Refused::Public => Problem::refused("conversations.public", "People join rooms by themselves."),
            Refused::Banned => Problem::forbidden("conversations.banned", "This person may not be in it."),
            Refused::Full => {
                Problem::refused("conversations.full", format!("At most {GROUP} people can be in a group."))
            }
            Refused::Past => Problem::invalid_field("/until", "past", "This time is over already."),
        }
    }
}

impl Named for ConversationId {
    fn missing() -> Problem {
        Problem::not_found("conversations.not_found", "There is no such conversation.")
    }
}

/// One's conversations, the newest activity first.
#[utoipa::path(get, path = "/api/conversations", tag = "conversations", security(("bearer" = [])), params(
    ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query),
), responses((status = 200, body = Page<View>)))]
async fn mine(State(app): State<App>, viewer: Viewer, _: Fresh, params: Params) -> Result<Seen<Page<View>>, Problem> {
    list::page(&app, viewer.person, &params).await
}

/// What is unread, in all of one's conversations.
#[derive(Debug, Serialize, ToSchema)]
struct Unread {
    /// Those with something unread.
    items: Vec<UnreadIn>,
    /// Of all together.
    unread: i64,
    position: Position,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct UnreadIn {
    conversation: ConversationId,
    unread: i64,
}

/// How much is unread in which of one's conversations.
#[utoipa::path(get, path = "/api/conversations/unread", tag = "conversations", security(("bearer" = [])),
    responses((status = 200, body = Unread)))]
async fn unread(State(app): State<App>, viewer: Viewer, _: Fresh) -> Result<Seen<Unread>, Problem> {
    let raw: Raw = sqlx::query_as(UNREAD).bind(viewer.person).fetch_one(&app.db).await?;
    let (position, items) = fresh::rows::<UnreadIn>(raw)?;
    let unread = items.iter().map(|item| item.unread).sum();
    Ok(Seen { position, body: Unread { items, unread, position } })
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewConversation {
    /// direct or group; rooms are made at /api/rooms.
    kind: Kind,
    /// Of a direct conversation: the other one.
    #[serde(default)]
    person: Option<PersonId>,
    /// Of a group.
    #[schema(min_length = 1, max_length = 80)]
    #[serde(default)]
    name: Option<String>,
    /// Of a group: who is in it beside oneself.
    #[schema(max_items = 249)]
    #[serde(default)]
    people: Option<Vec<PersonId>>,
}

impl Body for NewConversation {
    fn check(&self, faults: &mut Faults) {
        let direct = self.kind == Kind::Direct;
        if self.kind == Kind::Room {
            faults.add("/kind", "not_allowed", "Rooms are made at /api/rooms.");
        }
        match (&self.person, direct) {
            (None, true) => faults.add("/person", "missing", "A direct conversation is with somebody."),
            (Some(_), false) => faults.add("/person", "not_allowed", "Only a direct conversation is with one person."),
            (Some(_), true) | (None, false) => {}
        }
        match (&self.name, direct) {
            (None, false) => faults.add("/name", "missing", "A group has a name."),
            (Some(name), false) => faults.line("/name", name, 1..=80),
            (Some(_), true) => faults.add("/name", "not_allowed", "A direct conversation has no name."),
            (None, true) => {}
        }
        match (&self.people, direct) {
            (None, false) => faults.add("/people", "missing", "Who shall be in the group?"),
            (Some(people), false) => faults.length("/people", people.len(), &(0..=GROUP - 1)),
            (Some(_), true) => faults.add("/people", "not_allowed", "A direct conversation is with one person."),
            (None, true) => {}
        }
    }
}

/// Opens a direct conversation, which the same two people have only once (200 when it was there), or a group.
#[utoipa::path(post, path = "/api/conversations", tag = "conversations", security(("bearer" = [])),
    request_body = NewConversation, responses((status = 201, body = View), (status = 200, body = View)))]
async fn open(State(app): State<App>, command: Command<NewConversation>) -> Result<Done<View>, Problem> {
    let request = command.request();
    let NewConversation { person, name, people, .. } = &command.asked.body;
    let (id, done) = match person {
        Some(person) => commands::open_between(&app.log, &request, *person).await?,
        None => {
            let people = others(&app, request.actor, people.as_deref().unwrap_or_default()).await?;
            let (name, owner) = (name.clone().unwrap_or_default(), Some(request.actor));
            let wanted = Open { kind: Kind::Group, name, description: None, people, owner };
            commands::open_new(&app.log, &request, &wanted).await?
        }
    };
    let seat = done.state.seat(request.actor, None);
    let body = list::after(&app, &command, id, &done.state, &seat, done.position).await?;
    Ok(match done.appended {
        true => Done::created(done.position, body),
        false => Done::ok(done.position, body),
    })
}

/// Each once, without the actor; 422 when somebody of them is not here.
async fn others(app: &App, actor: PersonId, people: &[PersonId]) -> Result<Vec<PersonId>, Problem> {
    let here: Vec<PersonId> = sqlx::query_scalar(HERE).bind(people).fetch_all(&app.db).await?;
    let mut faults = Faults::default();
    for (index, _) in people.iter().enumerate().filter(|(_, person)| !here.contains(person)) {
        faults.add(&format!("/people/{index}"), "unknown", "There is no such person.");
    }
    faults.none()?;
    let mut seen = std::collections::HashSet::from([actor]);
    Ok(people.iter().copied().filter(|person| seen.insert(*person)).collect())
}

/// One of one's conversations.
#[utoipa::path(get, path = "/api/conversations/{conversation}", tag = "conversations", security(("bearer" = [])),
    params(("conversation" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn one(
    State(app): State<App>,
    viewer: Viewer,
    _: Fresh,
    At(id): At<ConversationId>,
) -> Result<Seen<View>, Problem> {
    let (position, row) = list::read(&app, viewer.person, id).await?;
    let body = row.ok_or(Refused::Unknown)?.shown(OffsetDateTime::now_utc());
    Ok(Seen { position, body })
}

/// What is given changes.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeConversation {
    #[schema(min_length = 1, max_length = 80)]
    #[serde(default)]
    name: Option<String>,
    #[schema(max_length = 500)]
    #[serde(default)]
    description: Option<String>,
}

impl Body for ChangeConversation {
    fn check(&self, faults: &mut Faults) {
        if let Some(name) = &self.name {
            faults.line("/name", name, 1..=80);
        }
        if let Some(description) = &self.description {
            faults.text("/description", description, 0..=500);
        }
    }
}

/// Renames a group or a room, as one of its moderators or its owner.
#[utoipa::path(patch, path = "/api/conversations/{conversation}", tag = "conversations", security(("bearer" = [])),
    request_body = ChangeConversation, params(("conversation" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn change_one(
    State(app): State<App>,
    At(id): At<ConversationId>,
    command: Command<ChangeConversation>,
) -> Result<Done<View>, Problem> {
    let request = command.request();
    let ChangeConversation { name, description } = &command.asked.body;
    let wanted = Change { name: name.clone(), description: description.clone() };
    let done = commands::execute(&app.log, &request, id, |scene| change(scene, &wanted)).await?;
    let seat = commands::At::load(&app.log, id, request.actor).await?.actor.seat;
    let body = list::after(&app, &command, id, &done.state, &seat, done.position).await?;
    Ok(Done::ok(done.position, body))
}

/// Leaves. A group whose owner leaves goes to the moderator, else the member, who has been in it for the longest. A direct
/// conversation is only hidden: the next message shows it again, with its history.
#[utoipa::path(delete, path = "/api/conversations/{conversation}", tag = "conversations", security(("bearer" = [])),
    params(("conversation" = uuid::Uuid, Path)), responses((status = 204)))]
async fn leave_one(State(app): State<App>, At(id): At<ConversationId>, command: Command) -> Result<Done<()>, Problem> {
    let request = command.request();
    let hidden: bool = sqlx::query_scalar(HIDDEN).bind(request.actor).bind(id).fetch_one(&app.db).await?;
    let rule = |scene: &super::Scene, _: &super::Seat| leave(scene, hidden);
    let (position, _) = commands::execute_on_seat(&app.log, &request, id, request.actor, rule).await?;
    command.settle(&app, position).await;
    Ok(Done::no_content(position))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetLevel {
    level: Level,
}

impl Body for SetLevel {}

#[derive(Debug, Serialize, ToSchema)]
struct Told {
    level: Level,
    position: Position,
}

/// Sets what one wants to be told of: everything, only mentions, nothing. Nobody else learns of it.
#[utoipa::path(put, path = "/api/conversations/{conversation}/level", tag = "conversations", security(("bearer" = [])),
    request_body = SetLevel, params(("conversation" = uuid::Uuid, Path)), responses((status = 200, body = Told)))]
async fn level(
    State(app): State<App>,
    At(id): At<ConversationId>,
    command: Command<SetLevel>,
) -> Result<Done<Told>, Problem> {
    let level = command.asked.body.level;
    let rule = |scene: &super::Scene, membership: &super::Membership| set_level(scene, membership, level);
    let done = commands::execute_on_membership(&app.log, &command.request(), id, rule).await?;
    command.settle(&app, done.position).await;
    Ok(Done::ok(done.position, Told { level: done.state.level, position: done.position }))
}
