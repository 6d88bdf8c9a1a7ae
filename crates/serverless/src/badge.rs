use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ed25519_compact::{KeyPair, PublicKey, Seed, Signature};
use protocol::{DisplayName, Engine};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a participant shows to everyone in the channel: the token function signs it, and the service passes it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Badge {
    pub name: DisplayName,
    pub engine: Engine,
    /// What everything that the participant says is signed with.
    pub(crate) key: PublicSigningKey,
}

/// 32 random bytes that the key of a participant is made from.
#[derive(Clone)]
pub struct SigningSeed(pub [u8; 32]);

impl fmt::Debug for SigningSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSeed(…)")
    }
}

/// The key of a participant (Ed25519, RFC 8032): it is made for one visit, and never leaves the page.
pub(crate) struct SigningKey(KeyPair);

impl SigningKey {
    pub(crate) fn new(seed: &SigningSeed) -> Self {
        Self(KeyPair::from_seed(Seed::new(seed.0)))
    }

    pub(crate) fn public(&self) -> PublicSigningKey {
        PublicSigningKey(*self.0.pk)
    }

    /// Signs `text`, in base64url (RFC 4648, section 5).
    pub(crate) fn sign(&self, text: &str) -> String {
        BASE64.encode(*self.0.sk.sign(text, None))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// What the words of a participant are checked with; in base64url on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct PublicSigningKey([u8; 32]);

impl PublicSigningKey {
    /// True if whoever has the key has signed `text`.
    pub(crate) fn verifies(&self, text: &str, signature: &str) -> bool {
        let bytes = BASE64.decode(signature).unwrap_or_default();
        Signature::from_slice(&bytes)
            .is_ok_and(|signature| PublicKey::new(self.0).verify(text, &signature).is_ok())
    }
}

/// A text that is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a public key")]
pub(crate) struct KeyError;

impl TryFrom<String> for PublicSigningKey {
    type Error = KeyError;

    fn try_from(text: String) -> Result<Self, KeyError> {
        let bytes = BASE64.decode(text).map_err(|_| KeyError)?;
        bytes.try_into().map(Self).map_err(|_| KeyError)
    }
}

impl From<PublicSigningKey> for String {
    fn from(key: PublicSigningKey) -> Self {
        BASE64.encode(key.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_holder_of_a_key_signs_with_it() {
        let [ana, budi] = [1, 2].map(|byte| SigningKey::new(&SigningSeed([byte; 32])));
        let signature = ana.sign("hello");
        assert!(ana.public().verifies("hello", &signature));
        assert!(!ana.public().verifies("hullo", &signature));
        assert!(!budi.public().verifies("hello", &signature));
        for text in ["", "?", "AAAA"] {
            assert!(!ana.public().verifies("hello", text), "{text}");
        }
    }

    #[test]
    fn a_badge_without_a_key_is_none() {
        let key = String::from(SigningKey::new(&SigningSeed([1; 32])).public());
        let read = |key: &str| {
            let json = format!(r#"{{"name":"Ana","engine":"firefox","key":"{key}"}}"#);
            serde_json::from_str::<Badge>(&json)
        };
        assert!(read(&key).is_ok());
        assert!(read("").is_err());
        assert!(read(&key[1..]).is_err());
    }

    #[test]
    fn a_secret_is_not_logged() {
        let seed = SigningSeed([77; 32]);
        assert!(!format!("{seed:?} {:?}", SigningKey::new(&seed)).contains("77"));
    }
}
