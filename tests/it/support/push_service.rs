//! A push service on this machine, and a browser that subscribes there and can read what it is sent.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::{PublicKey, SecretKey};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(20);

pub struct PushService {
    pub base: String,
    heard: mpsc::UnboundedReceiver<Heard>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

/// One request, as it came.
#[derive(Debug)]
pub struct Heard {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

#[derive(Clone)]
struct Desk {
    tell: mpsc::UnboundedSender<Heard>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

/// Taken, and never answered.
pub const SILENCE: u16 = 0;

impl PushService {
    pub async fn start() -> PushService {
        let (tell, heard) = mpsc::unbounded_channel();
        let answers = Arc::new(Mutex::new(VecDeque::new()));
        let desk = Desk { tell, answers: answers.clone() };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(take).with_state(desk);
        tokio::spawn(async move { axum::serve(listener, router).await });
        PushService { base, heard, answers }
    }

    /// What it says to the next requests; then 201 again.
    pub fn answer(&self, statuses: &[u16]) {
        self.answers.lock().unwrap().extend(statuses);
    }

    pub async fn next(&mut self) -> Heard {
        timeout(PATIENCE, self.heard.recv()).await.expect("a push in time").expect("a service")
    }

    /// Nothing has come that was not looked at.
    pub fn is_quiet(&mut self) -> bool {
        self.heard.try_recv().is_err()
    }

    pub fn browser(&self) -> Browser {
        let key = SecretKey::from_slice(&rand::random::<[u8; 32]>()).unwrap();
        Browser { key, auth: rand::random(), endpoint: format!("{}/send/{}", self.base, Uuid::new_v4()) }
    }
}

async fn take(State(desk): State<Desk>, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
    let status = desk.answers.lock().unwrap().pop_front().unwrap_or(201);
    let _ = desk.tell.send(Heard { path: uri.path().to_owned(), headers, body });
    if status == SILENCE {
        std::future::pending::<()>().await;
    }
    StatusCode::from_u16(status).unwrap()
}

pub struct Browser {
    key: SecretKey,
    auth: [u8; 16],
    pub endpoint: String,
}

impl Browser {
    /// As `PushSubscription.toJSON()` has it.
    pub fn subscription(&self) -> Value {
        let point = self.key.public_key().to_encoded_point(false);
        let keys =
            json!({ "p256dh": URL_SAFE_NO_PAD.encode(point.as_bytes()), "auth": URL_SAFE_NO_PAD.encode(self.auth) });
        json!({ "endpoint": self.endpoint, "expirationTime": null, "keys": keys })
    }

    /// What it was sent, read as the standards say, from the other side.
    pub fn read(&self, heard: &Heard) -> Value {
        assert!(self.endpoint.ends_with(&heard.path), "for another browser");
        assert_eq!(heard.headers["content-encoding"], "aes128gcm");
        let (salt, rest) = heard.body.split_at(16);
        let (size, rest) = rest.split_at(4);
        assert!(u32::from_be_bytes(size.try_into().unwrap()) as usize >= rest.len(), "one record");
        let (theirs, sealed) = rest[1..].split_at(rest[0] as usize);
        let sender = PublicKey::from_sec1_bytes(theirs).unwrap();
        let shared = p256::ecdh::diffie_hellman(self.key.to_nonzero_scalar(), sender.as_affine());
        let ours = self.key.public_key().to_encoded_point(false);
        let info = [b"WebPush: info\0", ours.as_bytes(), theirs].concat();
        let material: [u8; 32] = derive(&self.auth, shared.raw_secret_bytes(), &info);
        let key: [u8; 16] = derive(salt, &material, b"Content-Encoding: aes128gcm\0");
        let nonce: [u8; 12] = derive(salt, &material, b"Content-Encoding: nonce\0");
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).unwrap());
        let mut sealed = sealed.to_vec();
        let plain = key.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed).unwrap();
        let text = plain.strip_suffix(&[2]).expect("the last record");
        serde_json::from_slice(text).unwrap()
    }
}

fn derive<const N: usize>(salt: &[u8], material: &[u8], info: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    Hkdf::<Sha256>::new(Some(salt), material).expand(info, &mut out).unwrap();
    out
}
