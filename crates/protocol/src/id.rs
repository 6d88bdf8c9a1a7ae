use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The name of a room: 1 to 64 characters of `a-z`, `0-9` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RoomId(String);

impl RoomId {
    /// The longest room name, in characters (and bytes).
    pub const MAX_CHARS: usize = 64;

    /// Checks `text` against the rule for room names.
    ///
    /// # Errors
    ///
    /// Says which part of the rule `text` breaks.
    pub fn parse(text: &str) -> Result<Self, RoomIdError> {
        if text.is_empty() {
            return Err(RoomIdError::Empty);
        }
        if let Some(character) = text
            .chars()
            .find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '-'))
        {
            return Err(RoomIdError::Character(character));
        }
        if text.len() > Self::MAX_CHARS {
            return Err(RoomIdError::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// Returns the name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RoomId {
    type Error = RoomIdError;

    fn try_from(text: String) -> Result<Self, RoomIdError> {
        Self::parse(&text)
    }
}

impl From<RoomId> for String {
    fn from(id: RoomId) -> Self {
        id.0
    }
}

impl fmt::Display for RoomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The part of the rule for room names that a text breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RoomIdError {
    #[error("a room name has at least one character")]
    Empty,
    #[error("a room name has at most {} characters", RoomId::MAX_CHARS)]
    TooLong,
    #[error("a room name has only a-z, 0-9 and '-', not {0:?}")]
    Character(char),
}

/// A person in a room; minted by the server, unique within the life of the room, in the order of joining.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ParticipantId(pub u32);

impl fmt::Display for ParticipantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_names_follow_the_rule() {
        let check = |text: &str, expected: Result<(), RoomIdError>| {
            assert_eq!(RoomId::parse(text).map(|_| ()), expected, "{text:?}");
        };
        check("a", Ok(()));
        check("daily-standup-2", Ok(()));
        check(&"x".repeat(64), Ok(()));
        check("", Err(RoomIdError::Empty));
        check(&"x".repeat(65), Err(RoomIdError::TooLong));
        check("Room", Err(RoomIdError::Character('R')));
        check("a b", Err(RoomIdError::Character(' ')));
        check("a/b", Err(RoomIdError::Character('/')));
        check("über", Err(RoomIdError::Character('ü')));
        check("a\u{202e}b", Err(RoomIdError::Character('\u{202e}')));
    }

    #[test]
    fn a_bad_room_name_does_not_deserialize() {
        assert!(serde_json::from_str::<RoomId>("\"Not A Room\"").is_err());
    }
}
