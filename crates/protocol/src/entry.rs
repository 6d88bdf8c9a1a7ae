use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What someone shows at the door of a room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// An invite, or a token of another system that the operator trusts.
    #[serde(rename = "token", skip_serializing_if = "Option::is_none")]
    pub pass: Option<EntryPass>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<RoomPassword>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceMark>,
}

/// A text that is not what it should be; it does not say why, for it is a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not of the form that it should have")]
pub struct SecretError;

/// Makes a text that its `Debug` hides, and that is valid if `$is_valid` says so.
macro_rules! secret {
    ($(#[$documentation:meta])* $name:ident, $is_valid:expr) => {
        $(#[$documentation])*
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks `text` against the rule.
            ///
            /// # Errors
            ///
            /// Fails if `text` breaks it.
            pub fn parse(text: &str) -> Result<Self, SecretError> {
                let is_valid: fn(&str) -> bool = $is_valid;
                is_valid(text).then(|| Self(text.to_owned())).ok_or(SecretError)
            }

            /// Returns it as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = SecretError;

            fn try_from(text: String) -> Result<Self, SecretError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(secret: $name) -> Self {
                secret.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

secret!(
    /// An invite or another system's token: 1 to 4,096 visible ASCII characters.
    EntryPass,
    |text| (1..=4_096).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
);

secret!(
    /// The password of a room: 1 to 128 characters, none of them a control character.
    RoomPassword,
    |text| (1..=128).contains(&text.chars().count()) && !text.chars().any(char::is_control)
);

secret!(
    /// What a browser is known by to those who have removed it: 22 characters of base64url (RFC 4648, section 5), drawn
    /// at random and kept in that browser.
    DeviceMark,
    |text| text.len() == DeviceMark::CHARS
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
);

impl DeviceMark {
    /// The number of characters of a mark.
    pub const CHARS: usize = 22;

    /// Writes 128 bits from a random source as a mark.
    #[must_use]
    pub fn of(bits: [u64; 2]) -> Self {
        const DIGITS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let bits = (u128::from(bits[0]) << 64) | u128::from(bits[1]);
        let digit = |place: usize| {
            // The last digit holds two bits.
            let shifted = match (6 * place).checked_sub(4) {
                Some(bits_behind) => bits >> bits_behind,
                None => bits << 4,
            };
            char::from(DIGITS[(shifted & 63) as usize])
        };
        Self((0..Self::CHARS).rev().map(digit).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_rule() {
        let long = "a".repeat(4_097);
        assert!(EntryPass::parse(&long[1..]).is_ok());
        for text in ["", "a b", "ä", "a\n", &long] {
            assert!(EntryPass::parse(text).is_err(), "{text}");
        }
        assert!(RoomPassword::parse("kata sandi 🔒").is_ok());
        assert!(RoomPassword::parse(&"ä".repeat(128)).is_ok());
        for text in ["", "a\u{0}", &"ä".repeat(129)] {
            assert!(RoomPassword::parse(text).is_err(), "{text}");
        }
        assert!(DeviceMark::parse("AZaz09-_AZaz09-_AZaz09").is_ok());
        for text in ["", "AZaz09-_AZaz09-_AZaz0", "AZaz09-_AZaz09-_AZaz0+"] {
            assert!(DeviceMark::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_mark_is_made_of_random_bits() {
        let marks = [[0, 0], [0, 1], [0, 1 << 63], [1 << 63, 0], [u64::MAX; 2]].map(DeviceMark::of);
        for (index, mark) in marks.iter().enumerate() {
            assert_eq!(DeviceMark::parse(mark.as_str()).as_ref(), Ok(mark));
            assert!(!marks[..index].contains(mark), "{}", mark.as_str());
        }
    }

    #[test]
    fn none_is_logged() {
        let entry = Entry {
            pass: EntryPass::parse("secret").ok(),
            password: RoomPassword::parse("secret").ok(),
            device: DeviceMark::parse("secretsecretsecretsecr").ok(),
        };
        assert!(entry.device.is_some());
        assert!(!format!("{entry:?}").contains("secret"));
    }
}
