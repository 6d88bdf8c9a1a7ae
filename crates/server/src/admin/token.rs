use std::fmt;

use sha2::{Digest, Sha256};

/// The fewest characters of a token: whoever has it sees who calls whom.
const LEAST: usize = 16;

/// What opens the operator's page; its hash is kept, and not itself.
#[derive(Clone, PartialEq, Eq)]
pub struct AdminToken([u8; 32]);

impl AdminToken {
    /// Takes a token, unless it is too short.
    #[must_use]
    pub fn new(token: &str) -> Option<Self> {
        (token.len() >= LEAST).then(|| Self(hash(token)))
    }

    pub(super) fn is(&self, token: &str) -> bool {
        are_equal(&self.0, &hash(token))
    }
}

impl fmt::Debug for AdminToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AdminToken(…)")
    }
}

/// Compares in a time that does not depend on where they differ.
pub(super) fn are_equal(one: &[u8], other: &[u8]) -> bool {
    let differences = one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b));
    one.len() == other.len() && differences == 0
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_itself_and_no_other() {
        let token = AdminToken::new("0123456789abcdef").unwrap();
        assert!(token.is("0123456789abcdef"));
        for other in [
            "",
            "0123456789abcde",
            "0123456789abcdeg",
            "0123456789abcdef ",
        ] {
            assert!(!token.is(other), "{other:?}");
        }
        assert_eq!(AdminToken::new("0123456789abcde"), None);
        assert_eq!(format!("{token:?}"), "AdminToken(…)");
    }

    #[test]
    fn lengths_count() {
        assert!(are_equal(b"", b"") && are_equal(b"ab", b"ab"));
        assert!(!are_equal(b"a", b"ab") && !are_equal(b"ab", b"a") && !are_equal(b"ab", b"ac"));
    }
}
