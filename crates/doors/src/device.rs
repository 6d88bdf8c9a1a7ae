use protocol::DeviceMark;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::InviteId;

/// What is kept of a browser that has used an invite, the beginning of the SHA-256 hash of the invite's id and the mark:
/// nobody learns by it which invites one browser has used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct MarkHash([u8; MarkHash::BYTES]);

impl MarkHash {
    const BYTES: usize = InviteId::BYTES;

    pub(crate) fn of(device: &DeviceMark, invite: InviteId) -> Self {
        let hash = Sha256::new_with_prefix(b"tatap invite use")
            .chain_update(invite.bytes())
            .chain_update(device.as_str())
            .finalize();
        let mut short = [0; Self::BYTES];
        short.copy_from_slice(&hash[..Self::BYTES]);
        Self(short)
    }
}

impl From<MarkHash> for String {
    fn from(hash: MarkHash) -> Self {
        InviteId::new(hash.0).to_string()
    }
}

impl TryFrom<String> for MarkHash {
    type Error = MarkHashError;

    fn try_from(text: String) -> Result<Self, MarkHashError> {
        let id = InviteId::parse(&text).map_err(|_| MarkHashError)?;
        Ok(Self(*id.bytes()))
    }
}

/// A text that cannot be what is kept of a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not what is kept of a browser")]
pub(crate) struct MarkHashError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_browser_is_another_for_each_invite() {
        let mark = DeviceMark::parse("AZaz09-_AZaz09-_AZaz09").unwrap();
        let [first, second] = [1, 2].map(|byte| MarkHash::of(&mark, InviteId::new([byte; 12])));
        assert_ne!(first, second);
        let text = String::from(first);
        assert_eq!(MarkHash::try_from(text), Ok(first));
        assert_eq!(MarkHash::try_from("AZaz".to_owned()), Err(MarkHashError));
    }
}
