//! `/api/games/{game}/export`: a game as a file.

use super::rules::{Kind, Notation, Record};
use super::view::{Game, Move, Row};
use super::{Refused, list};
use crate::app::App;
use crate::http::envelope::POSITION;
use crate::http::fresh::{Fresh, Seen};
use crate::http::page::Params;
use crate::http::path::At;
use crate::http::problem::Problem;
use crate::http::viewer::MaybeViewer;
use crate::id::{GameId, PersonId, Position};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(export))
}

/// A game and how it went.
#[derive(Debug, Serialize, ToSchema)]
struct GameRecord {
    #[serde(flatten)]
    game: Game,
    moves: Vec<Move>,
}

/// The record of a game: JSON, or with `?format=` what the game's own programs read (`pgn` of chess).
#[utoipa::path(get, path = "/api/games/{game}/export", tag = "games", params(
    ("game" = uuid::Uuid, Path), ("format" = Option<String>, Query, description = "json, or pgn of chess"),
), responses((status = 200, content((GameRecord = "application/json"), (String = "application/x-chess-pgn")))))]
async fn export(
    State(app): State<App>,
    viewer: MaybeViewer,
    _: Fresh,
    At(id): At<GameId>,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (position, row) = list::read(&app, id).await?;
    let row = row.ok_or(Refused::Unknown)?;
    let viewer = viewer.person();
    let accepted = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    match (params.get("format"), notation(&row, viewer, site(&headers))) {
        (Some("json"), _) => json(position, &row, viewer),
        (Some(format), Some(notation)) if format == notation.extension => Ok(file(id, position, notation)),
        (None, Some(notation)) if accepted.contains(notation.media_type) => Ok(file(id, position, notation)),
        (None, _) => json(position, &row, viewer),
        (Some(_), _) => Err(Problem::invalid_field("/format", "unknown", "This game has no record in that format.")),
    }
}

fn json(position: Position, row: &Row, viewer: Option<PersonId>) -> Result<Response, Problem> {
    let game = row.shown(viewer).ok_or(Refused::Unknown)?;
    let moves = row.moves(viewer).ok_or(Refused::Unknown)?;
    Ok(Seen { position, body: GameRecord { game, moves } }.into_response())
}

fn site(headers: &HeaderMap) -> &str {
    headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default()
}

/// Whatever hides something from `viewer` has no notation until it is over.
fn notation(row: &Row, viewer: Option<PersonId>, site: &str) -> Option<Notation> {
    let texts: Vec<String> = row.moves(viewer)?.into_iter().map(|made| made.text).collect();
    let second = row.second.as_ref().map_or("", |second| second.username.as_str());
    let day = row.created_at.date();
    let record = Record {
        site,
        date: (day.year(), day.month().into(), day.day()),
        players: [&row.first.username, second],
        texts: &texts,
        outcome: row.outcome.as_ref(),
    };
    Kind::named(&row.kind)?.notation(&record)
}

fn file(id: GameId, position: Position, notation: Notation) -> Response {
    let disposition = format!("attachment; filename=\"{id}.{}\"", notation.extension);
    let headers = [
        (header::CONTENT_TYPE, notation.media_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (POSITION, position.to_string()),
    ];
    (headers, notation.text).into_response()
}
