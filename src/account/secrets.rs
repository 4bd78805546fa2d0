//! The keys of this instance: access tokens and the fingerprints of commands. One secret, the same on every node.

use crate::config::Config;
use crate::id::{PersonId, SessionId};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use sqlx::PgPool;
use std::time::Duration;
use time::OffsetDateTime;

/// What an access token says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claims {
    pub sub: PersonId,
    pub sid: SessionId,
    /// Seconds since 1970; the token is good before it.
    pub exp: i64,
    pub iat: i64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TokenFault {
    /// Not one of ours, or changed since.
    Invalid,
    Expired,
}

pub struct Secrets {
    signing: EncodingKey,
    verifying: DecodingKey,
    fingerprints: Vec<u8>,
}

const MAKE_OR_GET: &str = include_str!("sql/secret.sql");

impl Secrets {
    /// The configured secret, else the one in Postgres, made by whichever node asks first.
    pub async fn load(db: &PgPool, config: &Config) -> Result<Secrets, sqlx::Error> {
        if let Some(secret) = &config.secret {
            return Ok(Secrets::of(secret.expose_secret().as_bytes()));
        }
        let fresh = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let secret: String = sqlx::query_scalar(MAKE_OR_GET).bind(fresh).fetch_one(db).await?;
        Ok(Secrets::of(secret.as_bytes()))
    }

    /// Each use has its own key, so that one cannot stand in for another.
    pub fn of(secret: &[u8]) -> Secrets {
        let access = keyed(secret, &[b"access token"]);
        Secrets {
            signing: EncodingKey::from_secret(&access),
            verifying: DecodingKey::from_secret(&access),
            fingerprints: keyed(secret, &[b"command fingerprint"]),
        }
    }

    /// An access token that is good for `ttl` from now.
    pub fn access_token(
        &self,
        person: PersonId,
        session: SessionId,
        ttl: Duration,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let now = OffsetDateTime::now_utc();
        let exp = (now + ttl + Duration::from_millis(999)).unix_timestamp();
        let claims = Claims { sub: person, sid: session, exp, iat: now.unix_timestamp() };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.signing)
    }

    /// Whose token it is. Only HS256 by our own key is taken, whatever the token's header says.
    pub fn read_token(&self, token: &str) -> Result<Claims, TokenFault> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        jsonwebtoken::decode::<Claims>(token, &self.verifying, &validation).map(|data| data.claims).map_err(|error| {
            match error.kind() {
                ErrorKind::ExpiredSignature => TokenFault::Expired,
                _ => TokenFault::Invalid,
            }
        })
    }

    /// Says whether two commands are the same without telling what they are: what they ask, without secrets.
    pub fn fingerprint(&self, parts: &[&[u8]]) -> Box<str> {
        let tag = keyed(&self.fingerprints, parts);
        URL_SAFE_NO_PAD.encode(&tag[..16]).into()
    }
}

/// HMAC-SHA-256 over length-prefixed parts, so that no two lists of parts read the same.
fn keyed(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key)
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn secrets() -> Secrets {
        Secrets::of(b"a secret of at least thirty-two bytes")
    }

    fn token(ttl: Duration) -> String {
        secrets().access_token(PersonId(Uuid::now_v7()), SessionId(Uuid::now_v7()), ttl).unwrap()
    }

    #[test]
    fn a_token_is_read_back() {
        let (person, session) = (PersonId(Uuid::now_v7()), SessionId(Uuid::now_v7()));
        let token = secrets().access_token(person, session, Duration::from_secs(600)).unwrap();
        let claims = secrets().read_token(&token).unwrap();
        assert_eq!((claims.sub, claims.sid), (person, session));
    }

    #[test]
    fn a_tampered_or_foreign_token_is_invalid() {
        let good = token(Duration::from_secs(600));
        let (head, tail) = good.split_once('.').unwrap();
        for bad in ["", "x", "a.b.c", &format!("{head}x.{tail}"), &format!("{good}A"), &good[..good.len() - 2]] {
            assert_eq!(secrets().read_token(bad), Err(TokenFault::Invalid), "{bad}");
        }
        assert_eq!(Secrets::of(b"another").read_token(&good), Err(TokenFault::Invalid));
    }

    #[test]
    fn alg_none_is_invalid() {
        let good = token(Duration::from_secs(600));
        let mut parts = good.split('.');
        let _ = parts.next();
        let body = parts.next().unwrap();
        for head in [r#"{"alg":"none"}"#, r#"{"alg":"None","typ":"JWT"}"#, r#"{"alg":"HS512"}"#] {
            let head = URL_SAFE_NO_PAD.encode(head);
            for signature in ["", "AAAA"] {
                assert_eq!(secrets().read_token(&format!("{head}.{body}.{signature}")), Err(TokenFault::Invalid));
            }
        }
    }

    #[test]
    fn an_old_token_is_expired() {
        let claims = Claims { sub: PersonId::OPERATOR, sid: SessionId(Uuid::nil()), exp: 1_000_000, iat: 0 };
        let old = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &secrets().signing).unwrap();
        assert_eq!(secrets().read_token(&old), Err(TokenFault::Expired));
    }

    #[test]
    fn fingerprints_tell_parts_apart() {
        assert_eq!(secrets().fingerprint(&[b"ab", b"c"]), secrets().fingerprint(&[b"ab", b"c"]));
        assert_ne!(secrets().fingerprint(&[b"ab", b"c"]), secrets().fingerprint(&[b"a", b"bc"]));
    }
}
