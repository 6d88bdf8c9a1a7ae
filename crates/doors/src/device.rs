use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::InviteId;

/// What a browser has drawn for itself and keeps: 22 characters of `A-Z a-z 0-9 - _`, 128 random bits.
///
/// Its `Debug` hides it: it follows a person from room to room.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceMark(Box<str>);

impl DeviceMark {
    /// The length of a mark, in characters (and bytes).
    pub const CHARS: usize = 22;

    /// Checks `text` against the rule for marks.
    ///
    /// # Errors
    ///
    /// Fails if `text` cannot be a mark.
    pub fn parse(text: &str) -> Result<Self, DeviceMarkError> {
        let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if text.len() == Self::CHARS && text.bytes().all(is_digit) {
            Ok(Self(text.into()))
        } else {
            Err(DeviceMarkError)
        }
    }

    /// What is kept of a mark that has used an invite: nobody learns by it which invites one browser has used.
    pub(crate) fn for_invite(&self, invite: InviteId) -> MarkHash {
        let hash = Sha256::new_with_prefix(b"tatap invite use")
            .chain_update(invite.bytes())
            .chain_update(self.0.as_bytes())
            .finalize();
        let mut short = [0; MarkHash::BYTES];
        short.copy_from_slice(&hash[..MarkHash::BYTES]);
        MarkHash(short)
    }
}

impl fmt::Debug for DeviceMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceMark(…)")
    }
}

/// A text that cannot be the mark of a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not the mark of a browser")]
pub struct DeviceMarkError;

/// The beginning of the SHA-256 hash of an invite's id and a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct MarkHash([u8; MarkHash::BYTES]);

impl MarkHash {
    const BYTES: usize = InviteId::BYTES;
}

impl From<MarkHash> for String {
    fn from(hash: MarkHash) -> Self {
        InviteId::new(hash.0).to_string()
    }
}

impl TryFrom<String> for MarkHash {
    type Error = DeviceMarkError;

    fn try_from(text: String) -> Result<Self, DeviceMarkError> {
        let id = InviteId::parse(&text).map_err(|_| DeviceMarkError)?;
        Ok(Self(*id.bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_follow_the_rule() {
        let text = "AZaz09-_AZaz09-_AZaz09";
        assert!(DeviceMark::parse(text).is_ok());
        for wrong in ["", &text[1..], &format!("{text}a"), &text.replace('Z', "+")] {
            assert_eq!(DeviceMark::parse(wrong), Err(DeviceMarkError), "{wrong}");
        }
    }

    #[test]
    fn a_mark_is_not_logged_and_is_another_for_each_invite() {
        let mark = DeviceMark::parse("AZaz09-_AZaz09-_AZaz09").unwrap();
        assert!(!format!("{mark:?}").contains("AZ"));
        let [first, second] = [1, 2].map(|byte| mark.for_invite(InviteId::new([byte; 12])));
        assert_ne!(first, second);
        let text = String::from(first);
        assert_eq!(MarkHash::try_from(text), Ok(first));
    }
}
