use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;

/// The token by which other programs of the operator ask for invites; what it is cannot be read out of it.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiToken([u8; 32]);

impl ApiToken {
    /// The shortest token, in characters: 24 are what 144 random bits take.
    pub const MIN_CHARS: usize = 24;

    /// Takes a token of visible ASCII characters.
    ///
    /// # Errors
    ///
    /// Fails if it is too short or has other characters.
    pub fn new(text: &str) -> Result<Self, ApiTokenError> {
        if text.len() < Self::MIN_CHARS || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ApiTokenError);
        }
        Ok(Self(mac(text).finalize().into_bytes().into()))
    }

    /// True if `text` is the token; how long it takes says nothing of where it differs.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        mac(text).verify_slice(&self.0).is_ok()
    }
}

/// Makes what is compared of one length, whatever the text is.
fn mac(text: &str) -> Hmac<Sha256> {
    Hmac::<Sha256>::new(&[0; 64].into())
        .chain_update(b"tatap api token")
        .chain_update(text.as_bytes())
}

impl fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiToken(…)")
    }
}

/// A text that cannot be the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a token")]
pub struct ApiTokenError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_is_the_token() {
        let text = "0123456789abcdefghijklmn";
        let token = ApiToken::new(text).unwrap();
        assert!(token.is(text));
        for wrong in [
            "",
            &text[1..],
            &format!("{text}o"),
            &format!("{text}\0"),
            &text.replace('0', "1"),
        ] {
            assert!(!token.is(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn what_is_easily_guessed_is_no_token() {
        for wrong in [
            "",
            "secret",
            &"a".repeat(23),
            &format!("{} ", "a".repeat(30)),
        ] {
            assert_eq!(ApiToken::new(wrong), Err(ApiTokenError), "{wrong}");
        }
    }

    #[test]
    fn is_not_logged() {
        let token = ApiToken::new(&"abcd".repeat(6)).unwrap();
        assert_eq!(format!("{token:?}"), "ApiToken(…)");
    }
}
