use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a participant is called: 1 to 64 characters, no control, bidirectional or invisible formatting characters.
///
/// White space around the name is dropped and each run within it becomes one space.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(String);

impl DisplayName {
    /// The longest name, in characters.
    pub const MAX_CHARS: usize = 64;

    /// Checks `text` against the rule for names and tidies its white space.
    ///
    /// # Errors
    ///
    /// Says which part of the rule `text` breaks.
    pub fn parse(text: &str) -> Result<Self, DisplayNameError> {
        if let Some(character) = text.chars().find(|c| is_forbidden(*c)) {
            return Err(DisplayNameError::Character(character));
        }
        let mut name = String::new();
        for word in text.split_whitespace() {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(word);
        }
        // Joiners alone draw nothing: such a name could not be read.
        if name
            .chars()
            .all(|c| matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}'))
        {
            return Err(DisplayNameError::Empty);
        }
        if name.chars().count() > Self::MAX_CHARS {
            return Err(DisplayNameError::TooLong);
        }
        Ok(Self(name))
    }

    /// Returns the name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// True for characters that could hide, reorder or forge text around a name (Unicode TR36, section 2.5).
///
/// The joiners U+200C and U+200D stay: Persian words and emoji need them.
pub(crate) fn is_forbidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{00ad}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

impl TryFrom<String> for DisplayName {
    type Error = DisplayNameError;

    fn try_from(text: String) -> Result<Self, DisplayNameError> {
        Self::parse(&text)
    }
}

impl From<DisplayName> for String {
    fn from(name: DisplayName) -> Self {
        name.0
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The part of the rule for names that a text breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DisplayNameError {
    #[error("a name has at least one visible character")]
    Empty,
    #[error("a name has at most {} characters", DisplayName::MAX_CHARS)]
    TooLong,
    #[error("a name cannot hold the character U+{:04X}", u32::from(*.0))]
    Character(char),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_rule() {
        let check = |text: &str, expected: Result<&str, DisplayNameError>| {
            let parsed = DisplayName::parse(text);
            assert_eq!(
                parsed.as_ref().map(DisplayName::as_str).map_err(|e| *e),
                expected,
                "{text:?}"
            );
        };
        check("Ana", Ok("Ana"));
        check("  Ana   de  Souza ", Ok("Ana de Souza"));
        check("محمد", Ok("محمد"));
        check("👩‍👧 Siti", Ok("👩‍👧 Siti"));
        check(&"é".repeat(64), Ok(&"é".repeat(64)));
        check("<b>Ana</b>", Ok("<b>Ana</b>"));
        check("", Err(DisplayNameError::Empty));
        check(" \u{a0} ", Err(DisplayNameError::Empty));
        check("\u{200d}", Err(DisplayNameError::Empty));
        check(&"x".repeat(65), Err(DisplayNameError::TooLong));
        check(&"x".repeat(500), Err(DisplayNameError::TooLong));
        check("An\u{0}a", Err(DisplayNameError::Character('\u{0}')));
        check("An\na", Err(DisplayNameError::Character('\n')));
        check(
            "Ana\u{202e}ecila",
            Err(DisplayNameError::Character('\u{202e}')),
        );
        check("Ana\u{2066}", Err(DisplayNameError::Character('\u{2066}')));
        check("\u{200b}Ana", Err(DisplayNameError::Character('\u{200b}')));
    }
}
