//! Where browsers learn how to reach each other, and who passes on what cannot go directly: STUN and TURN servers.
//!
//! TURN servers that share a secret with Loggia let in whoever shows a name that ends at a time and its HMAC (coturn's
//! `use-auth-secret`; draft-uberti-behave-turn-rest-00). Nobody has to be told of anybody.

use crate::app::App;
use crate::config::{Config, seconds};
use crate::http::problem::Problem;
use crate::http::utc;
use crate::http::viewer::Viewer;
use crate::id::PersonId;
use axum::Json;
use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use serde::Serialize;
use sha1::Sha1;
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(servers))
}

/// What `new RTCPeerConnection` wants to know, in this API's spelling.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = IceServers)]
struct Servers {
    ice_servers: Vec<Server>,
    /// The credentials are good until then; ask again for a later call.
    #[serde(with = "utc")]
    expires_at: OffsetDateTime,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = IceServer)]
struct Server {
    #[schema(example = json!(["turn:turn.example.org:3478"]))]
    urls: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credential: Option<String>,
}

/// STUN and TURN servers for a call, with credentials of one's own that are good for some hours. An empty list: the instance has
/// none, and browsers only reach each other within one network.
#[utoipa::path(get, path = "/api/calls/ice", tag = "calls", security(("bearer" = [])),
    responses((status = 200, body = Servers)))]
async fn servers(State(app): State<App>, viewer: Viewer) -> Result<Json<Servers>, Problem> {
    Ok(Json(of(&app.config, viewer.person, OffsetDateTime::now_utc())?))
}

fn of(config: &Config, person: PersonId, now: OffsetDateTime) -> Result<Servers, Problem> {
    let expires_at = now + seconds(config.turn_ttl_s);
    let mut ice_servers = Vec::new();
    if !config.stun_urls.is_empty() {
        ice_servers.push(Server { urls: config.stun_urls.clone(), username: None, credential: None });
    }
    if let Some(secret) = config.turn_secret.as_ref().filter(|_| !config.turn_urls.is_empty()) {
        let username = format!("{}:{person}", expires_at.unix_timestamp());
        let credential = credential(secret.expose_secret().as_bytes(), &username)?;
        let urls = config.turn_urls.clone();
        ice_servers.push(Server { urls, username: Some(username), credential: Some(credential) });
    }
    Ok(Servers { ice_servers, expires_at })
}

/// SHA-1 because that is what TURN servers ask for; as a key for HMAC it is not known to be weak.
fn credential(secret: &[u8], username: &str) -> Result<String, Problem> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).map_err(Problem::fault)?;
    mac.update(username.as_bytes());
    Ok(STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{at, person};
    use clap::Parser;

    #[derive(Parser)]
    struct Arguments {
        #[command(flatten)]
        config: Config,
    }

    fn of_config(arguments: &[&str]) -> Vec<Server> {
        let config = Arguments::parse_from(std::iter::once("loggia").chain(arguments.iter().copied())).config;
        of(&config, person(1), at(1000)).unwrap().ice_servers
    }

    #[test]
    fn without_settings_there_are_none() {
        assert_eq!(of_config(&[]), []);
    }

    #[test]
    fn credentials_are_a_name_that_ends_and_its_mac() {
        // RFC 2202, test case 2.
        let mac = credential(b"Jefe", "what do ya want for nothing?").unwrap();
        assert_eq!(mac, "7/zfauXrL6LSdBbV8YTfnCWafHk=");
        let servers = of_config(&[
            "--stun-urls=stun:a.example:3478",
            "--turn-urls=turn:a.example:3478,turns:a.example:5349",
            "--turn-secret=Jefe",
            "--turn-ttl-s=60",
        ]);
        let name = format!("1060:{}", person(1));
        assert_eq!(servers[0].username, None);
        assert_eq!(servers[1].urls.len(), 2);
        assert_eq!(servers[1].credential, credential(b"Jefe", &name).ok());
        assert_eq!(servers[1].username, Some(name));
    }
}
