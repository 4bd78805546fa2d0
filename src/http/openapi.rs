//! The OpenAPI document: made from the handlers' own descriptions, with what all of them share, every event and every socket frame.

use super::docs;
use super::problem::{CONTENT_TYPE, ProblemBody};
use crate::app::App;
use crate::event::Event;
use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use bytes::Bytes;
use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi;
use utoipa::{PartialSchema, ToSchema};

const ABOUT: &str = "Everything that happens is a fact in one ordered log. Its position is the cursor for everything: an answer \
    says at which position it was taken (`Loggia-Position`), the socket goes on from there, a read can wait for a write \
    (`Loggia-After`). Positions compare only within one incarnation of the log (`Loggia-Log`).";

/// Serves the document and a page made from it.
pub fn routes(described: OpenApi) -> Router<App> {
    let document = document(described);
    let page: Bytes = docs::page(&document).into();
    let text: Bytes = serde_json::to_vec(&document).unwrap_or_default().into();
    Router::new()
        .route("/api/openapi.json", get(move || async move { ([(header::CONTENT_TYPE, "application/json")], text) }))
        .route("/docs", get(move || async move { docs::answer(page).into_response() }))
        .route("/docs/style.css", get(|| async { ([(header::CONTENT_TYPE, "text/css")], docs::STYLE) }))
}

const TOKENS: &str =
    "An access token (a JWT, for minutes), or a personal token (from `loggia token`, until its session is ended).";

/// The whole document, in a stable order.
pub fn document(described: OpenApi) -> Value {
    let mut document = serde_json::to_value(described).unwrap_or_default();
    document["info"] = json!({ "title": "Loggia", "version": env!("CARGO_PKG_VERSION"), "description": ABOUT });
    share(&mut document["paths"]);
    let components = &mut document["components"];
    components["securitySchemes"] =
        json!({ "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": TOKENS } });
    components["responses"]["Problem"] = json!({
        "description": "Refused, and why: RFC 9457.",
        "content": { CONTENT_TYPE: { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    components["parameters"] = parameters();
    components["headers"] = headers();
    let schemas = &mut components["schemas"];
    add_referenced(schemas);
    schemas["Problem"] = value_of(ProblemBody::schema());
    let events = add_events(schemas);
    document["x-events"] = events;
    sorted(document)
}

/// What every operation takes and answers.
fn share(paths: &mut Value) {
    for (path, operations) in paths.as_object_mut().into_iter().flatten().filter(|(path, _)| path.starts_with("/api")) {
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            let names: &[&str] = match (method.as_str(), path.starts_with("/api/auth")) {
                ("get", true) => &[],
                ("get", false) => &["LoggiaAfter"],
                _ => &["IdempotencyKey", "Prefer"],
            };
            let shared = names.iter().map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }));
            match operation["parameters"].as_array_mut() {
                Some(own) => own.extend(shared),
                None => operation["parameters"] = shared.collect(),
            }
            // Areas use the same words for their handlers.
            let of = operation["tags"][0].as_str().unwrap_or("other");
            operation["operationId"] = json!(format!("{of}_{}", operation["operationId"].as_str().unwrap_or(method)));
            operation["responses"]["default"] = json!({ "$ref": "#/components/responses/Problem" });
            for (_, answer) in operation["responses"].as_object_mut().into_iter().flatten() {
                if answer.get("$ref").is_none() {
                    answer["headers"] = json!({
                        "Loggia-Log": { "$ref": "#/components/headers/LoggiaLog" },
                        "Loggia-Position": { "$ref": "#/components/headers/LoggiaPosition" },
                    });
                }
            }
        }
    }
}

fn parameters() -> Value {
    let header = |name: &str, schema: Value, about: &str| json!({ "name": name, "in": "header", "required": false, "schema": schema, "description": about });
    json!({
        "IdempotencyKey": header("Idempotency-Key", json!({ "type": "string", "format": "uuid" }),
            "The same key with the same body is the same request, however often it is sent. Made and said back when missing."),
        "LoggiaAfter": header("Loggia-After", json!({ "type": "integer", "format": "int64" }),
            "Waits up to a second until what is read includes this position."),
        "Prefer": header("Prefer", json!({ "type": "string", "enum": ["respond-async"] }),
            "respond-async: answers without waiting until reads show it."),
    })
}

fn headers() -> Value {
    json!({
        "LoggiaLog": { "schema": { "type": "string" }, "description": "The incarnation of the log." },
        "LoggiaPosition": { "schema": { "type": "integer", "format": "int64" },
            "description": "Of a command: its event's position. Of a read: the position it was taken at. Absent for what is not in the log." },
    })
}

/// Schemas that only events refer to.
fn add_referenced(schemas: &mut Value) {
    for (name, schema) in Event::referenced() {
        if schemas.get(&name).is_none() {
            schemas[name] = value_of(schema);
        }
    }
    let mut problem = Vec::new();
    ProblemBody::schemas(&mut problem);
    for (name, schema) in problem {
        schemas[name] = value_of(schema);
    }
}

/// A schema for each event's frame; answers the catalogue: wire name → schema.
fn add_events(schemas: &mut Value) -> Value {
    let mut catalogue = Map::new();
    for (kind, fields) in Event::schemas() {
        let name = format!("Event.{kind}");
        schemas[&name] = json!({ "allOf": [
            { "$ref": "#/components/schemas/EventFrame" },
            { "type": "object", "required": ["type"], "properties": { "type": { "type": "string", "const": kind } } },
            value_of(fields),
        ] });
        catalogue.insert(kind.to_owned(), json!({ "$ref": format!("#/components/schemas/{name}") }));
    }
    catalogue.into()
}

fn value_of(schema: impl serde::Serialize) -> Value {
    serde_json::to_value(schema).unwrap_or_default()
}

/// Objects by name, so that the document's text changes only when what it says does.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            fields.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Object(fields.into_iter().collect())
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        super::document(crate::http::described())
    }

    /// Every `$ref` in it.
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }

    #[test]
    fn what_it_refers_to_is_there() {
        let document = document();
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > 50);
        for reference in found {
            let pointer = reference.strip_prefix('#').expect("a reference within the document");
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }

    #[test]
    fn it_lists_every_event_and_frame() {
        let document = document();
        for kind in Event::kinds() {
            assert!(document["components"]["schemas"].get(format!("Event.{kind}")).is_some(), "{kind}");
        }
        for frame in ["Hello", "Subscribe", "Unsubscribe", "Outgoing", "Subscribed", "EventFrame"] {
            assert!(document["components"]["schemas"].get(frame).is_some(), "{frame}");
        }
    }

    /// The frontend's types are made from it. Renewed by `make bless`.
    #[test]
    fn the_frontend_has_this_document() {
        let place = concat!(env!("CARGO_MANIFEST_DIR"), "/frontend/openapi.json");
        let text = serde_json::to_string_pretty(&document()).unwrap() + "\n";
        if std::env::var_os("LOGGIA_BLESS").is_some() {
            std::fs::write(place, &text).unwrap();
        }
        let kept = std::fs::read_to_string(place).unwrap_or_default();
        assert!(kept == text, "frontend/openapi.json is not what the server says: make bless, and look at the diff");
    }
}
