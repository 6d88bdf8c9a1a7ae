use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// By which an invite is listed and revoked: 16 characters of `A-Z a-z 0-9 - _`, 96 random bits.
///
/// It is no secret, and opens nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct InviteId([u8; InviteId::BYTES]);

impl InviteId {
    /// The number of bytes that an id is made of.
    pub const BYTES: usize = 12;

    /// Takes bytes fresh from a random source.
    #[must_use]
    pub fn new(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// Reads an id as it is listed.
    ///
    /// # Errors
    ///
    /// Fails if `text` cannot be an id.
    pub fn parse(text: &str) -> Result<Self, InviteIdError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InviteIdError)?;
        bytes.try_into().map(Self).map_err(|_| InviteIdError)
    }

    pub(crate) fn bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }
}

impl fmt::Display for InviteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for InviteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InviteId({self})")
    }
}

impl TryFrom<String> for InviteId {
    type Error = InviteIdError;

    fn try_from(text: String) -> Result<Self, InviteIdError> {
        Self::parse(&text)
    }
}

impl From<InviteId> for String {
    fn from(id: InviteId) -> Self {
        id.to_string()
    }
}

/// A text that cannot be the id of an invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not the id of an invite")]
pub struct InviteIdError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_in_sixteen_characters() {
        let id = InviteId::new([0xfb; 12]);
        assert_eq!(id.to_string(), "-_v7-_v7-_v7-_v7");
        assert_eq!(InviteId::parse("-_v7-_v7-_v7-_v7"), Ok(id));
        for wrong in ["", "-_v7", "-_v7-_v7-_v7-_v7-_v7", "-_v7-_v7-_v7-_v+", "é"] {
            assert_eq!(InviteId::parse(wrong), Err(InviteIdError), "{wrong}");
        }
    }
}
