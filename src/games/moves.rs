//! `/api/games/{game}/moves`

use super::Refused;
use super::commands;
use super::http::answered;
use super::judge::{self, Make};
use super::list;
use super::table::Game;
use super::view::{Game as View, Move};
use crate::app::App;
use crate::http::body::Body;
use crate::http::command::{Command, Done};
use crate::http::fresh::{Fresh, Seen};
use crate::http::page::Closed;
use crate::http::path::At;
use crate::http::problem::Problem;
use crate::http::viewer::MaybeViewer;
use crate::id::GameId;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(made, make))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMove {
    /// As the kind's `move_format` says.
    #[serde(rename = "move")]
    #[schema(example = "d")]
    mv: String,
    /// Which move it is, from 0: how many were made before it.
    ply: u32,
}

impl Body for NewMove {}

/// Makes a move.
#[utoipa::path(post, path = "/api/games/{game}/moves", tag = "games", security(("bearer" = [])),
    request_body = NewMove, params(("game" = uuid::Uuid, Path)), responses((status = 200, body = View)))]
async fn make(State(app): State<App>, At(id): At<GameId>, command: Command<NewMove>) -> Result<Done<View>, Problem> {
    let NewMove { mv, ply } = &command.asked.body;
    let made = Make { mv, ply: *ply, lag: app.lags.of(command.viewer.person) };
    let rule = |state: &Game, ask| judge::make_move(state, ask, made);
    let done = commands::execute(&app.log, &command.request(), id, rule).await;
    answered(&app, &command, id, done).await
}

/// The moves made, as the viewer's seat may know them.
#[utoipa::path(get, path = "/api/games/{game}/moves", tag = "games", params(("game" = uuid::Uuid, Path)),
    responses((status = 200, body = Closed<Move>)))]
async fn made(
    State(app): State<App>,
    viewer: MaybeViewer,
    _: Fresh,
    At(id): At<GameId>,
) -> Result<Seen<Closed<Move>>, Problem> {
    let (position, row) = list::read(&app, id).await?;
    let items = row.and_then(|row| row.moves(viewer.person())).ok_or(Refused::Unknown)?;
    Ok(Seen { position, body: Closed { items, position } })
}
