use std::fmt;

use protocol::ResumeToken;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The SHA-256 hash of a resume token: what the server keeps of it, in memory and in the store.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct TokenHash([u8; 32]);

impl TokenHash {
    pub(crate) fn of(token: &ResumeToken) -> Self {
        Self(Sha256::digest(token.as_str()).into())
    }

    /// A label for the seat that the token was given for, which goes over the network in clear: it says nothing of the
    /// room, the participant or the token, and no other seat has it.
    pub(crate) fn subject(self) -> Box<str> {
        const BYTES: usize = 12;
        let digest = Sha256::new_with_prefix(b"turn subject").chain_update(self.0);
        let label: String = digest
            .finalize()
            .iter()
            .take(BYTES)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        label.into()
    }
}

impl From<TokenHash> for String {
    fn from(hash: TokenHash) -> Self {
        hash.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl TryFrom<String> for TokenHash {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        let mut hash = [0; 32];
        if text.len() != 2 * hash.len() || !text.is_ascii() {
            return Err("not a hash of a token");
        }
        for (index, byte) in hash.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16)
                .map_err(|_| "not a hash of a token")?;
        }
        Ok(Self(hash))
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_sha_256_of_the_text_and_survives_the_store() {
        let hash = TokenHash::of(&ResumeToken::from_secret([0; 32]));
        let text = String::from(hash);
        // printf '0%.0s' {1..64} | sha256sum
        assert_eq!(
            text,
            "60e05bd1b195af2f94112fa7197a5c88289058840ce7c6df9693756bc6250f55"
        );
        assert_eq!(TokenHash::try_from(text), Ok(hash));
    }

    #[test]
    fn what_is_no_hash_is_not_read() {
        for text in ["", "60", &"g".repeat(64), &"é".repeat(32)] {
            assert!(TokenHash::try_from(text.to_owned()).is_err(), "{text}");
        }
    }

    #[test]
    fn is_not_logged() {
        let hash = TokenHash::of(&ResumeToken::from_secret([0; 32]));
        assert!(!format!("{hash:?}").contains("60"));
    }
}
