//! Credentials that a TURN server can check without having kept them: its REST convention
//! (draft-uberti-behave-turn-rest-00, section 2.2).

use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// How long the credentials hold that a participant is told.
pub const CREDENTIAL_LIFETIME: Duration = Duration::from_secs(600);

/// What a TURN server and whoever hands out its credentials both know; coturn's `static-auth-secret`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes any text; its bytes are the key.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, to be stored or compared; never to be logged.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The credential that lets `subject` in until `expiry`, in seconds since 1970.
    ///
    /// The user name goes over the network in clear: `subject` is a label that says nothing of a person or a room.
    #[must_use]
    pub fn credential(&self, subject: &str, expiry: u64) -> Credential {
        let username = format!("{expiry}:{subject}");
        Credential {
            password: self.password(&username),
            username,
        }
    }

    /// The password that belongs to a user name: the Base64 of its HMAC-SHA1.
    #[must_use]
    pub fn password(&self, username: &str) -> String {
        let mac = Hmac::<Sha1>::new_from_slice(self.0.as_bytes()).map(|mac| {
            mac.chain_update(username.as_bytes())
                .finalize()
                .into_bytes()
        });
        // A key of any length is one for HMAC (RFC 2104, section 2).
        mac.map(|mac| STANDARD.encode(mac)).unwrap_or_default()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

/// What a browser shows to a TURN server (RFC 8489, section 9.2).
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// `expiry:subject`, the expiry in seconds since 1970.
    pub username: String,
    /// The Base64 of a 160-bit HMAC.
    pub password: String,
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Credential({})", self.username)
    }
}

/// Takes a user name apart: who it is for, and the seconds since 1970 at which it ends.
#[must_use]
pub fn subject_and_expiry(username: &str) -> Option<(&str, u64)> {
    let (expiry, subject) = username.split_once(':')?;
    Some((subject, expiry.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> Secret {
        Secret::new("north".to_owned())
    }

    #[test]
    fn a_credential_is_the_one_that_coturn_computes() {
        // printf '%s' 1760000000:3f2a | openssl dgst -sha1 -hmac north -binary | base64
        assert_eq!(
            secret().credential("3f2a", 1_760_000_000),
            Credential {
                username: "1760000000:3f2a".to_owned(),
                password: "EwY1aIPEe3i0rirtwQqVVZnP9jo=".to_owned(),
            }
        );
    }

    #[test]
    fn a_user_name_says_who_and_until_when() {
        assert_eq!(
            subject_and_expiry("1760000000:3f2a"),
            Some(("3f2a", 1_760_000_000))
        );
        assert_eq!(
            subject_and_expiry("1760000000:a:b"),
            Some(("a:b", 1_760_000_000))
        );
        for none in [
            "",
            "1760000000",
            "soon:3f2a",
            ":3f2a",
            "-1:3f2a",
            "99999999999999999999:3f2a",
        ] {
            assert_eq!(subject_and_expiry(none), None, "{none}");
        }
    }

    #[test]
    fn another_name_or_secret_is_another_password() {
        let password = secret().password("1760000000:3f2a");
        assert_ne!(password, secret().password("1760000001:3f2a"));
        let other = Secret::new("south".to_owned());
        assert_ne!(password, other.password("1760000000:3f2a"));
    }

    #[test]
    fn neither_secret_nor_password_is_seen_in_a_log() {
        let credential = secret().credential("3f2a", 1);
        let seen = format!("{:?} {credential:?}", secret());
        assert!(!seen.contains("north") && !seen.contains(&credential.password));
    }
}
