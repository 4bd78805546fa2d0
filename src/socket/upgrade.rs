//! From a request to a socket: the handshake of RFC 6455 (4.2), after which the connection's own stream is ours.
//!
//! Not axum's websocket: it keeps a buffer of each connection's outgoing frames and sends them one connection at a time, where
//! here they are shared and sent by [`super::writer`]. Reading stays with the library (see [`super::connection`]).

use axum::extract::FromRequestParts;
use axum::http::header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, UPGRADE};
use axum::http::header::{HeaderName, SEC_WEBSOCKET_VERSION};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use hyper_util::server::conn::auto::upgrade::downcast;
use std::convert::Infallible;
use tokio::net::TcpStream;
use tungstenite::handshake::derive_accept_key;

/// What a request for a websocket brings; `None`: it is no such request.
pub struct Upgrade {
    accept: String,
    on_upgrade: OnUpgrade,
}

/// A connection that no longer speaks HTTP, and what of the client's frames came with the request.
pub struct Upgraded {
    pub stream: TcpStream,
    pub early: Bytes,
}

pub struct MaybeUpgrade(pub Option<Upgrade>);

impl<S: Sync> FromRequestParts<S> for MaybeUpgrade {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<MaybeUpgrade, Infallible> {
        let headers = &parts.headers;
        let asks = says(headers, CONNECTION, "upgrade")
            && says(headers, UPGRADE, "websocket")
            && says(headers, SEC_WEBSOCKET_VERSION, "13");
        let accept = headers.get(SEC_WEBSOCKET_KEY).map(|key| derive_accept_key(key.as_bytes())).filter(|_| asks);
        let on_upgrade = parts.extensions.remove::<OnUpgrade>();
        Ok(MaybeUpgrade(accept.zip(on_upgrade).map(|(accept, on_upgrade)| Upgrade { accept, on_upgrade })))
    }
}

/// Whether one of the header's comma-separated words is `word`, in any case.
fn says(headers: &HeaderMap, name: HeaderName, word: &str) -> bool {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|said| said.trim().eq_ignore_ascii_case(word))
}

impl Upgrade {
    /// The answer that begins it, and the connection once the client has that answer.
    pub fn accept(
        self,
        protocol: &'static str,
        asked: bool,
    ) -> (Response, impl Future<Output = Option<Upgraded>> + Send) {
        let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
        let headers = response.headers_mut();
        headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
        if let Ok(accept) = HeaderValue::from_str(&self.accept) {
            headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
        }
        if asked {
            headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(protocol));
        }
        (response, upgraded(self.on_upgrade))
    }
}

async fn upgraded(on_upgrade: OnUpgrade) -> Option<Upgraded> {
    let upgraded = on_upgrade.await.ok()?;
    match downcast::<TokioIo<TcpStream>>(upgraded) {
        Ok(parts) => Some(Upgraded { stream: parts.io.into_inner(), early: parts.read_buf }),
        Err(_) => {
            tracing::error!("a connection is of another kind than this server accepts");
            None
        }
    }
}
