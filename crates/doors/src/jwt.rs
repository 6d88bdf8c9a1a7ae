//! The JSON Web Tokens (RFC 7519) of an operator's own system, by which another site sends its people into rooms.
//!
//! The algorithm comes with the configured key and never from the token (RFC 8725, section 3.1).

mod claims;
mod keys;

use std::fmt;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use protocol::{DisplayName, Role, RoomId};
use thiserror::Error;

use claims::Claims;
pub use keys::KeyError;
use keys::TrustedKey;

/// The keys whose tokens are believed, and the audience that these must be for; its `Debug` shows neither.
#[derive(Clone)]
pub struct TrustedKeys {
    keys: Vec<TrustedKey>,
    audience: String,
    text: String,
}

/// What a token says of whoever brings it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JwtGrant {
    /// What they may do; as the room says if there is no role.
    pub role: Option<Role>,
    /// What they are called in the room, whatever they type.
    pub name: Option<DisplayName>,
    /// Who they are in the operator's own system.
    pub subject: Option<Box<str>>,
}

/// Why a token opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum JwtError {
    /// It is no token, or a claim is missing or of the wrong type.
    #[error("it is not as such tokens are")]
    Malformed,
    /// No trusted key has signed it by the key's own algorithm.
    #[error("no trusted key has signed it")]
    Forged,
    #[error("it is over")]
    Expired,
    #[error("it has not begun")]
    NotYet,
    #[error("it is for another audience")]
    OtherAudience,
    #[error("it is for another room")]
    OtherRoom,
}

impl TrustedKeys {
    /// By how much the clock of whoever signs may be wrong, in seconds.
    pub const LEEWAY: u64 = 30;

    /// The longest token, in bytes.
    pub const MAX_TOKEN_BYTES: usize = 4_096;

    /// Reads a public key in PEM, or a set of them (JWK Set, RFC 7517, section 5).
    ///
    /// # Errors
    ///
    /// Says what is wrong with the keys.
    pub fn parse(text: &str, audience: &str) -> Result<Self, KeyError> {
        Ok(Self {
            keys: keys::parse(text)?,
            audience: audience.to_owned(),
            text: text.to_owned(),
        })
    }

    /// Reads the token of somebody who wants into `room` at the time `now`.
    ///
    /// # Errors
    ///
    /// Says why it opens nothing.
    pub fn verify(&self, token: &str, room: &RoomId, now: u64) -> Result<JwtGrant, JwtError> {
        if token.len() > Self::MAX_TOKEN_BYTES {
            return Err(JwtError::Malformed);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| JwtError::Malformed)?;
        if !is_understood(&header) {
            return Err(JwtError::Malformed);
        }
        let claims = self.signed_claims(token, &header)?;
        if !claims.aud.names(&self.audience) {
            return Err(JwtError::OtherAudience);
        }
        if !claims.is_for(room) {
            return Err(JwtError::OtherRoom);
        }
        claims.check_times(now)?;
        claims.grant()
    }

    fn signed_claims(&self, token: &str, header: &Header) -> Result<Claims, JwtError> {
        let kid = header.kid.as_deref();
        for trusted in self.keys.iter().filter(|trusted| trusted.answers_to(kid)) {
            match claims(token, &trusted.key, trusted.algorithm) {
                Err(JwtError::Forged) => {}
                outcome => return outcome,
            }
        }
        Err(JwtError::Forged)
    }
}

/// True for a header that asks for nothing that is not done (RFC 7515, section 4.1.11).
fn is_understood(header: &Header) -> bool {
    let is_jwt = |typ: &String| typ.eq_ignore_ascii_case("JWT");
    header.crit.is_none() && header.typ.as_ref().is_none_or(is_jwt)
}

fn claims(token: &str, key: &DecodingKey, algorithm: Algorithm) -> Result<Claims, JwtError> {
    // What the claims say is looked at once they are known to be genuine, by the caller's clock.
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    match jsonwebtoken::decode(token, key, &validation) {
        Ok(data) => Ok(data.claims),
        Err(error) if matches!(error.kind(), ErrorKind::Json(_)) => Err(JwtError::Malformed),
        Err(_) => Err(JwtError::Forged),
    }
}

impl PartialEq for TrustedKeys {
    fn eq(&self, other: &Self) -> bool {
        (&self.text, &self.audience) == (&other.text, &other.audience)
    }
}

impl Eq for TrustedKeys {}

impl fmt::Debug for TrustedKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TrustedKeys(…)")
    }
}

#[cfg(test)]
mod tests;
