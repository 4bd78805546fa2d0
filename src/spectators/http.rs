//! `/api/games/{game}/spectators`

use super::{Event, Refused, Said, say};
use crate::app::App;
use crate::games::commands::load;
use crate::http::body::Body;
use crate::http::check::Faults;
use crate::http::command::{Command, Done};
use crate::http::fresh::{self, Fresh, Raw, Seen};
use crate::http::page::{Page, Params};
use crate::http::path::{At, Named};
use crate::http::problem::Problem;
use crate::http::utc;
use crate::http::viewer::Viewer;
use crate::id::{GameId, Position, RemarkId, created};
use crate::log::{Request, Subject, Unit};
use crate::people::Person;
use crate::people::view::Brief;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const PAGE: &str = crate::snapshot!("sql/page.sql");
const READS: &str = include_str!("sql/reads.sql");
const KNOWN: &str = include_str!("sql/known.sql");

pub const QUERIES: &[(&str, &str)] = &[
    ("spectators/page", PAGE),
    ("spectators/reads", READS),
    ("spectators/known", KNOWN),
    ("spectators/topics", include_str!("sql/topics.sql")),
];

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(page, write))
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        match refused {
            Refused::Unknown => GameId::missing(),
            Refused::NotOn => Problem::conflict("spectators.not_on", "There is nothing to look on at."),
            Refused::Plays => Problem::forbidden(
                "spectators.playing",
                "What spectators say is for its players to see when the game is over.",
            ),
        }
    }
}

/// What somebody said.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Remark {
    id: RemarkId,
    game: GameId,
    sender: Brief,
    /// Plain text.
    body: String,
    #[serde(with = "utc")]
    created_at: OffsetDateTime,
    position: Position,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRemark {
    /// Plain text.
    #[schema(min_length = 1, max_length = 1000)]
    body: String,
}

impl Body for NewRemark {
    fn check(&self, faults: &mut Faults) {
        faults.text("/body", &self.body, 1..=1_000);
    }
}

/// What is said at a game by those who look on, newest first; not for its players before it is over.
#[utoipa::path(get, path = "/api/games/{game}/spectators", tag = "spectators", security(("bearer" = [])),
    params(("game" = uuid::Uuid, Path), ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<Remark>)))]
async fn page(
    State(app): State<App>,
    viewer: Viewer,
    _: Fresh,
    At(id): At<GameId>,
    params: Params,
) -> Result<Seen<Page<Remark>>, Problem> {
    let limit = params.limit()?;
    let list = format!("spectators.{id}");
    let before: Option<i64> = params.cursor(&list)?;
    let reads: Option<(bool, bool)> =
        sqlx::query_as(READS).bind(viewer.person).bind(id).fetch_optional(&app.db).await?;
    match reads.ok_or(Refused::Unknown)? {
        (false, _) => return Err(Refused::NotOn.into()),
        (true, true) => return Err(Refused::Plays.into()),
        (true, false) => {}
    }
    let query = sqlx::query_as::<_, Raw>(PAGE).bind(viewer.person).bind(id).bind(limit as i64 + 1).bind(before);
    let rows = fresh::rows::<Remark>(query.fetch_one(&app.db).await?)?;
    Ok(Page::of(rows, limit, &list, |row| row.position, |row| row))
}

/// Says something to those who look on. The remark's id is a function of its sender and the idempotency key.
#[utoipa::path(post, path = "/api/games/{game}/spectators", tag = "spectators", security(("bearer" = [])),
    request_body = NewRemark, params(("game" = uuid::Uuid, Path)), responses((status = 201, body = Remark)))]
async fn write(
    State(app): State<App>,
    At(game): At<GameId>,
    command: Command<NewRemark>,
) -> Result<Done<Remark>, Problem> {
    let request = command.request();
    let body = command.asked.body.body.clone();
    let id = RemarkId(created("remark", request.actor, request.key));
    let position = append(&app, &request, Said { remark: id, game, body: body.clone() }).await?;
    command.settle(&app, position).await;
    let created_at = known(&app, id).await?.map_or(request.at, |(_, at)| at);
    let person: Person = app.log.state(&Subject::of(Unit::Person, request.actor)).await?;
    let sender = Brief::of(request.actor, &person);
    Ok(Done::created(position, Remark { id, game, sender, body, created_at, position }))
}

/// Where it is in the log. Without an expectation: a repeat is known by the log for five minutes and by the read side for ever.
async fn append(app: &App, request: &Request, said: Said) -> Result<Position, Problem> {
    if let Some((position, _)) = known(app, said.remark).await? {
        app.log.confirm::<Refused>(request, position).await?;
        return Ok(position);
    }
    let subject = Subject::of(Unit::Spectators, said.game);
    let event: Event = say(&load(&app.log, said.game).await?, request.actor, said)?;
    Ok(app.log.append_freely::<Refused>(&subject, request, event.into()).await?.position)
}

async fn known(app: &App, remark: RemarkId) -> Result<Option<(Position, OffsetDateTime)>, sqlx::Error> {
    let found: Option<(i64, OffsetDateTime)> = sqlx::query_as(KNOWN).bind(remark).fetch_optional(&app.db).await?;
    Ok(found.map(|(position, at)| (position.unsigned_abs(), at)))
}
