use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{DisplayName, ParticipantId};

/// A chat message as the server took it in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatMessage {
    /// Counts the messages of the room from 1: the one order that everybody sees.
    pub number: u64,
    pub id: ChatId,
    pub from: ParticipantId,
    /// What the sender was called: they may have left.
    pub name: DisplayName,
    pub text: ChatText,
    /// When the server took it in, in milliseconds since the Unix epoch.
    pub sent_at: u64,
}

/// The name of a chat message, given by its sender: 1 to 64 characters of `a-z`, `0-9` and `-`.
///
/// A message that is sent again, by whatever connection, keeps it, and is taken in once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChatId(String);

impl ChatId {
    /// The longest id, in characters (and bytes).
    pub const MAX_CHARS: usize = 64;

    /// Checks `text` against the rule for ids of chat messages.
    ///
    /// # Errors
    ///
    /// Fails if `text` is empty, too long or has another character.
    pub fn parse(text: &str) -> Result<Self, ChatError> {
        let is_id = (1..=Self::MAX_CHARS).contains(&text.len())
            && text
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if is_id {
            Ok(Self(text.to_owned()))
        } else {
            Err(ChatError::Id)
        }
    }

    /// Returns the id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ChatId {
    type Error = ChatError;

    fn try_from(text: String) -> Result<Self, ChatError> {
        Self::parse(&text)
    }
}

impl From<ChatId> for String {
    fn from(id: ChatId) -> Self {
        id.0
    }
}

impl fmt::Display for ChatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is said in a chat message: 1 to 4,000 characters.
///
/// Control characters but line break and tab are dropped, and so is white space around the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChatText(String);

impl ChatText {
    /// The longest text, in characters.
    pub const MAX_CHARS: usize = 4_000;

    /// Tidies `text` and checks it against the rule.
    ///
    /// # Errors
    ///
    /// Fails if nothing is left or there is too much.
    pub fn parse(text: &str) -> Result<Self, ChatError> {
        let tidy: String = text
            .chars()
            .filter(|character| !character.is_control() || matches!(character, '\n' | '\t'))
            .collect();
        let tidy = tidy.trim();
        if tidy.is_empty() {
            return Err(ChatError::Empty);
        }
        if tidy.chars().count() > Self::MAX_CHARS {
            return Err(ChatError::TooLong);
        }
        Ok(Self(tidy.to_owned()))
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ChatText {
    type Error = ChatError;

    fn try_from(text: String) -> Result<Self, ChatError> {
        Self::parse(&text)
    }
}

impl From<ChatText> for String {
    fn from(text: ChatText) -> Self {
        text.0
    }
}

/// The part of the rules for chat messages that a text breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ChatError {
    #[error(
        "a chat id has 1 to {} characters of a-z, 0-9 and '-'",
        ChatId::MAX_CHARS
    )]
    Id,
    #[error("a chat message has at least one character")]
    Empty,
    #[error("a chat message has at most {} characters", ChatText::MAX_CHARS)]
    TooLong,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_follow_the_rule() {
        let check = |text: &str, expected: Result<&str, ChatError>| {
            let parsed = ChatText::parse(text);
            assert_eq!(
                parsed
                    .as_ref()
                    .map(ChatText::as_str)
                    .map_err(|error| *error),
                expected,
                "{text:?}"
            );
        };
        check(" Halo!\r\nApa kabar?\t\n", Ok("Halo!\nApa kabar?"));
        check("a\u{0}\u{1b}b", Ok("ab"));
        check("سلام", Ok("سلام"));
        check(" \n\r\n ", Err(ChatError::Empty));
        check(&"ü".repeat(4_000), Ok(&"ü".repeat(4_000)));
        check(&"ü".repeat(4_001), Err(ChatError::TooLong));
    }

    #[test]
    fn ids_follow_the_rule() {
        assert!(ChatId::parse("0f3a-12").is_ok());
        for text in ["", "A", "a b", &"a".repeat(65)] {
            assert_eq!(ChatId::parse(text), Err(ChatError::Id), "{text:?}");
        }
    }
}
