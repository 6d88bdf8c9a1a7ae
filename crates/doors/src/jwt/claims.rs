use protocol::{DisplayName, Role, RoomId};
use serde::Deserialize;

use crate::jwt::{JwtError, JwtGrant, TrustedKeys};

/// The room of a token that opens all of them.
const ANY_ROOM: &str = "*";

/// The longest `sub`, in bytes: OpenID Connect's own bound (OpenID Connect Core, section 2).
const LONGEST_SUBJECT: usize = 255;

/// What a token says (RFC 7519, section 4.1), with the claims of Tatap: `room`, `role` and `name`.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    exp: NumericDate,
    #[serde(default)]
    nbf: Option<NumericDate>,
    pub(super) aud: Audience,
    room: String,
    #[serde(default)]
    role: Option<Role>,
    #[serde(default)]
    name: Option<DisplayName>,
    #[serde(default)]
    sub: Option<Box<str>>,
}

/// Seconds since 1970, a JSON number that need not be whole (RFC 7519, section 2).
#[derive(Clone, Copy, Debug, Deserialize)]
struct NumericDate(f64);

/// One audience or several (RFC 7519, section 4.1.3).
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    pub(super) fn names(&self, audience: &str) -> bool {
        match self {
            Self::One(one) => one == audience,
            Self::Several(several) => several.iter().any(|one| one == audience),
        }
    }
}

impl Claims {
    pub(super) fn is_for(&self, room: &RoomId) -> bool {
        self.room == ANY_ROOM || self.room == room.as_str()
    }

    pub(super) fn check_times(&self, now: u64) -> Result<(), JwtError> {
        // Exact for the next hundred million years.
        let (now, leeway) = (now as f64, TrustedKeys::LEEWAY as f64);
        if now >= self.exp.0 + leeway {
            return Err(JwtError::Expired);
        }
        if self.nbf.is_some_and(|nbf| now + leeway < nbf.0) {
            return Err(JwtError::NotYet);
        }
        Ok(())
    }

    pub(super) fn grant(self) -> Result<JwtGrant, JwtError> {
        let subject = self.sub.as_deref().unwrap_or_default();
        if subject.len() > LONGEST_SUBJECT {
            return Err(JwtError::Malformed);
        }
        Ok(JwtGrant {
            role: self.role,
            name: self.name,
            subject: self.sub,
        })
    }
}
