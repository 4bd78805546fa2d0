//! Who this instance is to push services: RFC 8292. One key for all nodes, made once and kept in `account`.

use super::encryption::fresh_key;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::SecretKey;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use serde_json::json;
use sqlx::PgPool;
use time::OffsetDateTime;
use url::Url;

const MAKE_OR_GET: &str = include_str!("sql/key.sql");
/// Seconds a token is good; push services take at most a day.
const GOOD_FOR: i64 = 12 * 3600;

pub struct Vapid {
    key: SigningKey,
    /// As browsers want it to subscribe.
    pub public: String,
}

impl Vapid {
    /// The key in Postgres, made by whichever node asks first.
    pub async fn load(db: &PgPool) -> Result<Vapid, sqlx::Error> {
        let fresh = URL_SAFE_NO_PAD.encode(fresh_key().to_bytes());
        let kept: String = sqlx::query_scalar(MAKE_OR_GET).bind(fresh).fetch_one(db).await?;
        let key = URL_SAFE_NO_PAD.decode(kept).ok().and_then(|bytes| SecretKey::from_slice(&bytes).ok());
        let broken = || sqlx::Error::Decode("account.setting has no key under the name vapid".into());
        Ok(Vapid::of(&key.ok_or_else(broken)?))
    }

    pub fn of(key: &SecretKey) -> Vapid {
        let public = URL_SAFE_NO_PAD.encode(key.public_key().to_encoded_point(false));
        Vapid { key: SigningKey::from(key), public }
    }

    /// The `Authorization` of a request to that endpoint. `contact`: whom its operators can write to.
    pub fn authorization(&self, endpoint: &Url, contact: &str, now: OffsetDateTime) -> String {
        let expires = now.unix_timestamp() + GOOD_FOR;
        let claims = json!({ "aud": endpoint.origin().ascii_serialization(), "exp": expires, "sub": contact });
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(json!({ "typ": "JWT", "alg": "ES256" })), part(claims));
        let signature: Signature = self.key.sign(signed.as_bytes());
        format!("vapid t={signed}.{}, k={}", URL_SAFE_NO_PAD.encode(signature.to_bytes()), self.public)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonwebtoken::{Algorithm, DecodingKey, Validation};
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Claims {
        sub: String,
        exp: i64,
    }

    #[test]
    fn whoever_has_the_public_key_can_check_it() {
        let vapid = Vapid::of(&fresh_key());
        let endpoint = Url::parse("https://push.example.org:8443/send/abc?x").unwrap();
        let now = OffsetDateTime::now_utc();
        let header = vapid.authorization(&endpoint, "mailto:ada@example.org", now);
        let (token, key) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        assert_eq!(key, vapid.public);
        let point = URL_SAFE_NO_PAD.decode(key).unwrap();
        assert_eq!(point.len(), 65);
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_audience(&["https://push.example.org:8443"]);
        let coordinate = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let decoding = DecodingKey::from_ec_components(&coordinate(&point[1..33]), &coordinate(&point[33..])).unwrap();
        let claims = jsonwebtoken::decode::<Claims>(token, &decoding, &validation).unwrap().claims;
        assert_eq!(claims.sub, "mailto:ada@example.org");
        assert_eq!(claims.exp, now.unix_timestamp() + GOOD_FOR);
    }
}
