//! What a browser alone can read: the message encryption of RFC 8291 over the `aes128gcm` coding of RFC 8188.

use hkdf::Hkdf;
use p256::ecdh::diffie_hellman;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::{PublicKey, SecretKey};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use sha2::Sha256;

/// The longest text: push services take 4,096 bytes.
pub const LONGEST: usize = 3_900;
/// One record, however long the text.
const RECORD: u32 = 4096;
/// After the text; of the last record.
const DELIMITER: u8 = 2;

/// The keys a browser gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Keys {
    pub p256dh: PublicKey,
    pub auth: [u8; 16],
}

/// The text cannot be encrypted: it is too long.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("a push of that length is not taken anywhere")]
pub struct TooLong;

impl Keys {
    /// An uncompressed point of P-256 and 16 bytes; `None`: they are something else.
    pub fn read(p256dh: &[u8], auth: &[u8]) -> Option<Keys> {
        let point = (p256dh.len() == 65).then_some(p256dh)?;
        Some(Keys { p256dh: PublicKey::from_sec1_bytes(point).ok()?, auth: auth.try_into().ok()? })
    }

    /// The body of a request: each time with another key and salt.
    pub fn encrypt(&self, text: &[u8]) -> Result<Vec<u8>, TooLong> {
        self.encrypt_with(text, &fresh_key(), rand::random())
    }

    fn encrypt_with(&self, text: &[u8], key: &SecretKey, salt: [u8; 16]) -> Result<Vec<u8>, TooLong> {
        if text.len() > LONGEST {
            return Err(TooLong);
        }
        let (ours, theirs) = (key.public_key().to_encoded_point(false), self.p256dh.to_encoded_point(false));
        let shared = diffie_hellman(key.to_nonzero_scalar(), self.p256dh.as_affine());
        let info = [b"WebPush: info\0", theirs.as_bytes(), ours.as_bytes()].concat();
        let material: [u8; 32] = derive(&self.auth, shared.raw_secret_bytes(), &info);
        let content_key: [u8; 16] = derive(&salt, &material, b"Content-Encoding: aes128gcm\0");
        let nonce: [u8; 12] = derive(&salt, &material, b"Content-Encoding: nonce\0");

        let mut record = [text, &[DELIMITER]].concat();
        let key = UnboundKey::new(&AES_128_GCM, &content_key).map(LessSafeKey::new).map_err(|_| TooLong)?;
        // A nonce is used once: salt and key are this message's own.
        let nonce = Nonce::assume_unique_for_key(nonce);
        key.seal_in_place_append_tag(nonce, Aad::empty(), &mut record).map_err(|_| TooLong)?;
        let header = [&salt[..], &RECORD.to_be_bytes(), &[ours.as_bytes().len() as u8], ours.as_bytes()].concat();
        Ok([header, record].concat())
    }
}

/// A key pair that nobody has had.
pub fn fresh_key() -> SecretKey {
    loop {
        // Of 2^256 numbers all but 2^224 are keys.
        if let Ok(key) = SecretKey::from_slice(&rand::random::<[u8; 32]>()) {
            return key;
        }
    }
}

fn derive<const N: usize>(salt: &[u8], material: &[u8], info: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    // It refuses only more than 8,160 bytes.
    let _ = Hkdf::<Sha256>::new(Some(salt), material).expand(info, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    /// The example of RFC 8291, section 5.
    #[test]
    fn it_is_what_the_standard_says() {
        let p256dh = bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
        let keys = Keys::read(&p256dh, &bytes("BTBZMqHH6r4Tts7J_aSIgg")).unwrap();
        let ours = SecretKey::from_slice(&bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")).unwrap();
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
        let body = keys.encrypt_with(b"When I grow up, I want to be a watermelon", &ours, salt).unwrap();
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w\
                        EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(URL_SAFE_NO_PAD.encode(body), expected);
    }

    #[test]
    fn no_two_are_alike_and_none_is_too_long() {
        let keys = Keys { p256dh: fresh_key().public_key(), auth: [7; 16] };
        assert_ne!(keys.encrypt(b"x"), keys.encrypt(b"x"));
        assert!(keys.encrypt(&[b'x'; LONGEST]).unwrap().len() <= 4096);
        assert_eq!(keys.encrypt(&[b'x'; LONGEST + 1]), Err(TooLong));
    }

    #[test]
    fn what_is_no_key_is_none() {
        let good = fresh_key().public_key().to_encoded_point(false);
        assert!(Keys::read(good.as_bytes(), &[0; 16]).is_some());
        let mut off = good.as_bytes().to_vec();
        off[64] ^= 1;
        for (p256dh, auth) in
            [(&off[..], &[0; 16][..]), (&off[..64], &[0; 16]), (good.as_bytes(), &[0; 15]), (&[][..], &[0; 16])]
        {
            assert_eq!(Keys::read(p256dh, auth), None);
        }
    }
}
