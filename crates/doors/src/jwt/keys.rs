use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind};
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

/// The most keys in a set: as many as an operator changes between, and more.
const MOST_KEYS: usize = 16;

/// The shortest RSA key, in bytes (RFC 7518, section 3.3).
const SHORTEST_RSA: usize = 256;

/// A point of P-256, not compressed (SEC 1, section 2.3.3).
const P256_POINT: usize = 65;

/// A public key with the one algorithm that it is for.
#[derive(Clone)]
pub(super) struct TrustedKey {
    id: Option<String>,
    pub(super) algorithm: Algorithm,
    pub(super) key: DecodingKey,
}

impl TrustedKey {
    /// True if the key may be the one that a token names.
    pub(super) fn answers_to(&self, kid: Option<&str>) -> bool {
        match (&self.id, kid) {
            (Some(id), Some(kid)) => id == kid,
            (None, _) | (_, None) => true,
        }
    }
}

/// What is wrong with keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    #[error("it is neither a public key in PEM nor a set of keys in JSON (JWKS)")]
    Unreadable,
    #[error("it has no key for signatures")]
    NoKey,
    #[error("it has more than {MOST_KEYS} keys")]
    TooMany,
    #[error("it has two keys of one kid")]
    Twice,
    #[error("it has a private key, which does not belong on this server")]
    Private,
    #[error("it has a key that is not for EdDSA (Ed25519), ES256 (P-256) or RS256 (RSA)")]
    Unsupported,
    #[error("it has an RSA key of less than 2048 bits")]
    Short,
}

/// Reads a public key in PEM, or a JWK Set.
pub(super) fn parse(text: &str) -> Result<Vec<TrustedKey>, KeyError> {
    if text.trim_start().starts_with("-----BEGIN") {
        return Ok(vec![of_pem(text)?]);
    }
    let set: Value = serde_json::from_str(text).map_err(|_| KeyError::Unreadable)?;
    let keys = set.get("keys").and_then(Value::as_array);
    let keys = keys.ok_or(KeyError::Unreadable)?;
    let trusted = keys
        .iter()
        .filter(|key| is_for_signatures(key))
        .map(of_jwk)
        .collect::<Result<Vec<_>, _>>()?;
    if trusted.is_empty() {
        return Err(KeyError::NoKey);
    }
    if trusted.len() > MOST_KEYS {
        return Err(KeyError::TooMany);
    }
    let mut ids: Vec<_> = trusted.iter().flat_map(|key| &key.id).collect();
    ids.sort();
    if ids.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(KeyError::Twice);
    }
    Ok(trusted)
}

fn of_pem(text: &str) -> Result<TrustedKey, KeyError> {
    if text.contains("PRIVATE KEY") {
        return Err(KeyError::Private);
    }
    let bytes = text.as_bytes();
    let readers = [
        (Algorithm::EdDSA, DecodingKey::from_ed_pem(bytes)),
        (Algorithm::ES256, DecodingKey::from_ec_pem(bytes)),
        (Algorithm::RS256, DecodingKey::from_rsa_pem(bytes)),
    ];
    let found = readers
        .into_iter()
        .find_map(|(algorithm, key)| Some((algorithm, key.ok()?)));
    let (algorithm, key) = found.ok_or(KeyError::Unsupported)?;
    checked(TrustedKey {
        id: None,
        algorithm,
        key,
    })
}

/// A key of a set may be for encryption (RFC 7517, section 4.2).
fn is_for_signatures(key: &Value) -> bool {
    key.get("use").is_none_or(|purpose| purpose == "sig")
}

/// The members of a key that are looked at (RFC 7518, section 6; RFC 8037, section 2).
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    crv: Option<String>,
    alg: Option<String>,
    kid: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

fn of_jwk(key: &Value) -> Result<TrustedKey, KeyError> {
    if key.get("d").is_some() || key.get("k").is_some() {
        return Err(KeyError::Private);
    }
    let jwk = Jwk::deserialize(key).map_err(|_| KeyError::Unreadable)?;
    let member = |member: &Option<String>| member.clone().ok_or(KeyError::Unreadable);
    let (algorithm, name, key) = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
        ("OKP", Some("Ed25519")) => {
            let key = DecodingKey::from_ed_components(&member(&jwk.x)?);
            (Algorithm::EdDSA, "EdDSA", key)
        }
        ("EC", Some("P-256")) => {
            let key = DecodingKey::from_ec_components(&member(&jwk.x)?, &member(&jwk.y)?);
            (Algorithm::ES256, "ES256", key)
        }
        ("RSA", _) => {
            let key = DecodingKey::from_rsa_components(&member(&jwk.n)?, &member(&jwk.e)?);
            (Algorithm::RS256, "RS256", key)
        }
        _ => return Err(KeyError::Unsupported),
    };
    if jwk.alg.is_some_and(|alg| alg != name) {
        return Err(KeyError::Unsupported);
    }
    checked(TrustedKey {
        id: jwk.kid,
        algorithm,
        key: key.map_err(|_| KeyError::Unreadable)?,
    })
}

/// Lets a key through that signatures can be checked by.
fn checked(trusted: TrustedKey) -> Result<TrustedKey, KeyError> {
    let length = match trusted.key.kind() {
        DecodingKeyKind::SecretOrDer(bytes) => bytes.len(),
        DecodingKeyKind::RsaModulusExponent { n, .. } => n.len(),
    };
    let is_rsa = trusted.algorithm == Algorithm::RS256;
    if is_rsa && length < SHORTEST_RSA {
        return Err(KeyError::Short);
    }
    if trusted.algorithm == Algorithm::ES256 && length != P256_POINT {
        return Err(KeyError::Unsupported);
    }
    if trusted.algorithm == Algorithm::EdDSA && length != 32 {
        return Err(KeyError::Unsupported);
    }
    Ok(trusted)
}
