use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The secret by which a client gets its seat back: 64 digits of `0-9 a-f`, 256 random bits.
///
/// It is written nowhere: its `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ResumeToken(String);

impl ResumeToken {
    /// The number of bytes that a token is made of.
    pub const BYTES: usize = 32;

    /// Writes `secret`, fresh from a random source, as a token.
    #[must_use]
    pub fn from_secret(secret: [u8; Self::BYTES]) -> Self {
        let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
        Self(
            secret
                .into_iter()
                .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
                .collect(),
        )
    }

    /// Checks `text` against the rule for tokens.
    ///
    /// # Errors
    ///
    /// Fails if `text` cannot be a token; it does not say why.
    pub fn parse(text: &str) -> Result<Self, ResumeTokenError> {
        let is_token = text.len() == 2 * Self::BYTES
            && text
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if is_token {
            Ok(Self(text.to_owned()))
        } else {
            Err(ResumeTokenError)
        }
    }

    /// Returns the token as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ResumeToken {
    type Error = ResumeTokenError;

    fn try_from(text: String) -> Result<Self, ResumeTokenError> {
        Self::parse(&text)
    }
}

impl From<ResumeToken> for String {
    fn from(token: ResumeToken) -> Self {
        token.0
    }
}

impl fmt::Debug for ResumeToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResumeToken(…)")
    }
}

/// A text that cannot be a resume token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a resume token")]
pub struct ResumeTokenError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_written_as_hexadecimal_digits() {
        let mut secret = [0; ResumeToken::BYTES];
        secret[0] = 0xa5;
        let token = ResumeToken::from_secret(secret);
        assert_eq!(token.as_str(), format!("a5{}", "0".repeat(62)));
        assert_eq!(ResumeToken::parse(token.as_str()), Ok(token));
    }

    #[test]
    fn what_is_cut_short_or_made_up_is_no_token() {
        for text in [
            "",
            "a5",
            &"a".repeat(63),
            &"a".repeat(65),
            &"g".repeat(64),
            &"A".repeat(64),
        ] {
            assert_eq!(ResumeToken::parse(text), Err(ResumeTokenError), "{text}");
        }
    }

    #[test]
    fn a_token_is_not_logged() {
        let token = ResumeToken::from_secret([7; ResumeToken::BYTES]);
        assert!(!format!("{token:?}").contains("07"));
    }
}
