//! Who is here. Nobody knows yet: the answer is the contract's for a presence that cannot be known.

use crate::app::App;
use crate::http::page::Params;
use crate::http::problem::Problem;
use crate::http::viewer::Viewer;
use axum::Json;
use axum::routing::get;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

/// People of one question.
const MOST: usize = 100;

#[derive(Serialize)]
struct Presence {
    people: Vec<OnePresence>,
}

#[derive(Serialize)]
struct OnePresence {
    id: Uuid,
    status: &'static str,
}

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().route("/api/presence", get(of_people))
}

async fn of_people(_: Viewer, params: Params) -> Result<Json<Presence>, Problem> {
    let fault = |code, detail| Problem::invalid_field("/people", code, detail);
    let asked = params.get("people").unwrap_or_default();
    let ids: Vec<&str> = asked.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    if ids.len() > MOST {
        return Err(fault("too_long", format!("At most {MOST} ids at once.")));
    }
    let ids: Result<Vec<Uuid>, _> = ids.into_iter().map(Uuid::parse_str).collect();
    let ids = ids.map_err(|_| fault("wrong_type", "people must be UUIDs with commas between.".to_owned()))?;
    Ok(Json(Presence { people: ids.into_iter().map(|id| OnePresence { id, status: "unknown" }).collect() }))
}
