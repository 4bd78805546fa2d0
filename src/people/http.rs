//! `/api/people`

use super::view::{Me, Profile};
use super::{Change, Person, Refused, Role, commands, moderation};
use crate::account;
use crate::app::App;
use crate::http::body::Body;
use crate::http::check::Faults;
use crate::http::command::{Command, Done};
use crate::http::fresh::{self, Fresh, Raw, Seen};
use crate::http::page::{Page, Params};
use crate::http::path::{At, Named};
use crate::http::problem::Problem;
use crate::http::viewer::{MaybeViewer, Viewer};
use crate::id::{PersonId, Position};
use crate::log::{Subject, Unit};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const ONE: &str = crate::snapshot!("sql/one.sql");
const SEARCH: &str = crate::snapshot!("sql/search.sql");
const BY_IDS: &str = crate::snapshot!("sql/by_ids.sql");

pub const QUERIES: &[(&str, &str)] = &[("people/one", ONE), ("people/search", SEARCH), ("people/by_ids", BY_IDS)];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(me, change_me))
        .routes(routes!(one))
        .routes(routes!(list))
        .merge(moderation::routes())
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        match refused {
            Refused::Unknown => PersonId::missing(),
            Refused::Lapsed => {
                Problem::conflict("accounts.signup_lapsed", "This signing up was given up. Sign up again.")
            }
            Refused::Administrator => Problem::refused("people.is_admin", "Administrators cannot be banned."),
            Refused::Past => Problem::invalid_field("/until", "past", "This time is over already."),
        }
    }
}

impl Named for PersonId {
    fn missing() -> Problem {
        Problem::not_found("people.not_found", "There is no such person.")
    }
}

/// A person by id or by `@username`.
#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    Id(PersonId),
    /// Lower case.
    Name(String),
}

impl FromStr for Who {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Who, uuid::Error> {
        match text.strip_prefix('@') {
            Some(name) => Ok(Who::Name(name.to_lowercase())),
            None => text.parse().map(Who::Id),
        }
    }
}

impl Named for Who {
    fn missing() -> Problem {
        PersonId::missing()
    }
}

impl Who {
    pub fn id(&self) -> Option<PersonId> {
        match self {
            Who::Id(id) => Some(*id),
            Who::Name(_) => None,
        }
    }

    pub fn name(&self) -> Option<&str> {
        match self {
            Who::Id(_) => None,
            Who::Name(name) => Some(name),
        }
    }
}

#[derive(Deserialize)]
struct Row {
    #[serde(flatten)]
    profile: Profile,
    role: Role,
}

/// Oneself, with the e-mail address.
#[utoipa::path(get, path = "/api/people/me", tag = "people", security(("bearer" = [])), responses((status = 200, body = Me)))]
async fn me(State(app): State<App>, viewer: Viewer, _: Fresh) -> Result<Seen<Me>, Problem> {
    let raw: Raw = sqlx::query_as(ONE).bind(viewer.person).bind(None::<&str>).fetch_one(&app.db).await?;
    let (position, mut rows) = fresh::rows::<Row>(raw)?;
    let email = account::email_of(&app.db, viewer.person).await?;
    let body = match rows.pop() {
        Some(Row { profile, role }) => Me { profile, email, role },
        // Just signed up, and the read side has not heard of it yet.
        None => {
            let person: Person = app.log.state(&Subject::of(Unit::Person, viewer.person)).await?;
            if !person.is_here() {
                return Err(PersonId::missing());
            }
            Me::of(viewer.person, &person, email)
        }
    };
    Ok(Seen { position, body })
}

/// What one says about oneself. Fields that are left out stay as they are.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeMe {
    #[schema(min_length = 1, max_length = 50)]
    #[serde(default)]
    display_name: Option<String>,
    #[schema(max_length = 500)]
    #[serde(default)]
    bio: Option<String>,
    /// An https address; empty: none any more.
    #[serde(default)]
    avatar: Option<String>,
}

impl Body for ChangeMe {
    fn check(&self, faults: &mut Faults) {
        if let Some(name) = &self.display_name {
            faults.line("/display_name", name, 1..=50);
        }
        if let Some(bio) = &self.bio {
            faults.text("/bio", bio, 0..=500);
        }
        if let Some(avatar) = self.avatar.as_deref().filter(|avatar| !avatar.is_empty()) {
            faults.link("/avatar", avatar, true);
        }
    }
}

/// Changes one's own profile.
#[utoipa::path(patch, path = "/api/people/me", tag = "people", security(("bearer" = [])), request_body = ChangeMe,
    responses((status = 200, body = Me)))]
async fn change_me(State(app): State<App>, command: Command<ChangeMe>) -> Result<Done<Me>, Problem> {
    let person = command.viewer.person;
    let ChangeMe { display_name, bio, avatar } = &command.asked.body;
    let wanted = Change { display_name: display_name.clone(), bio: bio.clone(), avatar: avatar.clone() };
    let done = commands::change_profile(&app.log, &command.request(), &wanted).await?;
    let email = account::email_of(&app.db, person).await?;
    command.settle(&app, done.position).await;
    Ok(Done::ok(done.position, Me::of(person, &done.state, email)))
}

/// Somebody, by id or `@username`. A block hides no profile, so that it cannot be read off one.
#[utoipa::path(get, path = "/api/people/{person}", tag = "people",
    params(("person" = String, Path, description = "an id or @username")), responses((status = 200, body = Profile)))]
async fn one(State(app): State<App>, _: MaybeViewer, _: Fresh, At(who): At<Who>) -> Result<Seen<Profile>, Problem> {
    let raw: Raw = sqlx::query_as(ONE).bind(who.id()).bind(who.name()).fetch_one(&app.db).await?;
    let (position, mut rows) = fresh::rows::<Profile>(raw)?;
    let body = rows.pop().ok_or_else(PersonId::missing)?;
    Ok(Seen { position, body })
}

/// People whose username or a word of whose name begins with `q`, by username; or those with the `ids`, in that order.
#[utoipa::path(get, path = "/api/people", tag = "people", params(
    ("q" = Option<String>, Query, description = "how the username or a word of the display name begins"),
    ("ids" = Option<String>, Query, description = "up to 100 ids with commas between; unknown ones are left out"),
    ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query),
), responses((status = 200, body = Page<Profile>)))]
async fn list(
    State(app): State<App>,
    _: MaybeViewer,
    _: Fresh,
    params: Params,
) -> Result<Seen<Page<Profile>>, Problem> {
    if params.get("ids").is_some() {
        let ids = params.ids("ids")?;
        let raw: Raw = sqlx::query_as(BY_IDS).bind(ids).fetch_one(&app.db).await?;
        let (position, items): (Position, Vec<Profile>) = fresh::rows(raw)?;
        return Ok(Seen { position, body: Page { items, next_cursor: None, position } });
    }
    let limit = params.limit()?;
    let after: Option<String> = params.cursor("people")?;
    let found = search(&app, params.get("q").unwrap_or_default(), after, limit + 1).await?;
    Ok(Page::of(found, limit, "people", |row| row.username.to_lowercase(), |row| row))
}

/// People whose username or a word of whose name begins with the text, by username, after one in lower case.
pub async fn search(
    app: &App,
    text: &str,
    after: Option<String>,
    most: usize,
) -> Result<(Position, Vec<Profile>), Problem> {
    let wanted = text.trim();
    let beginning = like(wanted.strip_prefix('@').unwrap_or(wanted));
    let raw: Raw = sqlx::query_as(SEARCH).bind(beginning).bind(after).bind(most as i64).fetch_one(&app.db).await?;
    fresh::rows(raw)
}

/// A text as the beginning of a `like` pattern.
fn like(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 8);
    for c in text.to_lowercase().chars().take(100) {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern + "%"
}
