//! One request to a push service: HTTP/1.1 over rustls, to an address that was looked at before it was connected to. Nothing is
//! followed: a redirect is an answer like another.

use super::address::Reach;
use axum::http::{HeaderMap, Request, StatusCode, header};
use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::Url;

const CONNECT: Duration = Duration::from_secs(5);
/// From the first byte to the answer's head.
const WHOLE: Duration = Duration::from_secs(15);

/// Made at the first push: reading the machine's certificates takes some milliseconds.
static TLS: LazyLock<Option<Arc<ClientConfig>>> = LazyLock::new(tls);

/// There was no answer.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    #[error("this is no address of a push service")]
    NoAddress,
    /// Where the name leads nothing may be sent.
    #[error("the address is not everybody's")]
    NotAllowed,
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Http(#[from] hyper::Error),
    #[error("no answer in time")]
    TimedOut(#[from] tokio::time::error::Elapsed),
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    /// Seconds the service wants to be left alone.
    pub retry_after: Option<u64>,
}

/// Posts `body` there.
pub async fn post(endpoint: &Url, headers: HeaderMap, body: Vec<u8>, reach: Reach) -> Result<Answer, PostError> {
    let host = endpoint.host_str().ok_or(PostError::NoAddress)?;
    let port = endpoint.port_or_known_default().ok_or(PostError::NoAddress)?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let addresses: Vec<SocketAddr> = timeout(CONNECT, lookup_host((bare, port))).await??.collect();
    let allowed: Vec<SocketAddr> = addresses.into_iter().filter(|address| reach.allows(address.ip())).collect();
    if allowed.is_empty() {
        return Err(PostError::NotAllowed);
    }
    let stream = timeout(CONNECT, TcpStream::connect(&allowed[..])).await??;
    let request = request(endpoint, headers, body)?;
    let answered = match endpoint.scheme() {
        "https" => {
            let name = ServerName::try_from(bare.to_owned()).map_err(|_| PostError::NoAddress)?;
            let tls = TLS.clone().ok_or_else(|| io::Error::other("this machine trusts no certificates"))?;
            let stream = timeout(CONNECT, TlsConnector::from(tls).connect(name, stream)).await??;
            timeout(WHOLE, send(stream, request)).await
        }
        "http" if reach == Reach::Anywhere => timeout(WHOLE, send(stream, request)).await,
        _ => return Err(PostError::NotAllowed),
    };
    answered?
}

fn request(endpoint: &Url, headers: HeaderMap, body: Vec<u8>) -> Result<Request<Full<Bytes>>, PostError> {
    let host = match endpoint.port() {
        Some(port) => format!("{}:{port}", endpoint.host_str().unwrap_or_default()),
        None => endpoint.host_str().unwrap_or_default().to_owned(),
    };
    let path = match endpoint.query() {
        Some(query) => format!("{}?{query}", endpoint.path()),
        None => endpoint.path().to_owned(),
    };
    let mut request = Request::post(path)
        .header(header::HOST, host)
        .body(Full::new(Bytes::from(body)))
        .map_err(|_| PostError::NoAddress)?;
    request.headers_mut().extend(headers);
    Ok(request)
}

async fn send<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Answer, PostError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // It ends with the sender; what the answer says beside its head nobody reads.
    let connection = tokio::spawn(connection);
    let answer = sender.send_request(request).await;
    connection.abort();
    let answer = answer?;
    let retry_after = answer.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    Ok(Answer { status: answer.status(), retry_after })
}

fn tls() -> Option<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Some(Arc::new(config))
}
