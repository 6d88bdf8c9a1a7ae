use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::ReturnPath;
use crate::reader::Reader;
use crate::signing_key::{Kind, SigningKey};

/// A sign-in that has begun: what the browser keeps of it in a cookie while its person is at the identity provider.
///
/// The server keeps nothing, so that nobody can fill it up with sign-ins that are never finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    seed: Seed,
    /// When it must be finished, in seconds since 1970.
    expires: u64,
    /// Where it leads to.
    pub return_to: ReturnPath,
}

/// What is drawn for each sign-in; its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
struct Seed([u8; SignIn::SEED_BYTES]);

impl SignIn {
    /// The number of random bytes of each.
    pub const SEED_BYTES: usize = 32;

    /// How long it may take, in seconds.
    pub const LIFETIME: u64 = 600;

    /// Begins one at the time `now`, with bytes fresh from a random source.
    #[must_use]
    pub fn begin(seed: [u8; Self::SEED_BYTES], return_to: ReturnPath, now: u64) -> Self {
        Self {
            seed: Seed(seed),
            expires: now.saturating_add(Self::LIFETIME),
            return_to,
        }
    }

    /// Writes it as the value of a cookie.
    #[must_use]
    pub fn cookie(&self, key: &SigningKey) -> String {
        let mut payload = self.seed.0.to_vec();
        payload.extend(self.expires.to_be_bytes());
        payload.extend(self.return_to.as_str().bytes());
        key.seal(Kind::SignIn, &payload)
    }

    /// Reads the value of a cookie at the time `now`; `None` for what this server has not written or is over.
    #[must_use]
    pub fn of_cookie(cookie: &str, key: &SigningKey, now: u64) -> Option<Self> {
        let payload = key.open(Kind::SignIn, cookie)?;
        let mut reader = Reader::new(&payload);
        let sign_in = Self {
            seed: Seed(reader.array()?),
            expires: reader.u64()?,
            return_to: ReturnPath::new(reader.rest()?),
        };
        (now < sign_in.expires).then_some(sign_in)
    }

    /// By which the browser that comes back is known as the one that went (RFC 6749, section 10.12).
    #[must_use]
    pub fn state(&self, key: &SigningKey) -> String {
        self.derived(key, Kind::State)
    }

    /// True if `state` is the one of this sign-in.
    #[must_use]
    pub fn is_answered_by(&self, state: &str, key: &SigningKey) -> bool {
        let tag = URL_SAFE_NO_PAD.decode(state).unwrap_or_default();
        key.is_tag(Kind::State, &self.seed.0, &tag)
    }

    /// By which the identity token is known as the one for this sign-in (OpenID Connect Core, section 15.5.2).
    #[must_use]
    pub fn nonce(&self, key: &SigningKey) -> String {
        self.derived(key, Kind::Nonce)
    }

    /// By which the code is of use to nobody else (RFC 7636, section 4.1).
    #[must_use]
    pub fn code_verifier(&self, key: &SigningKey) -> String {
        self.derived(key, Kind::CodeVerifier)
    }

    /// Whoever sees one of the three learns nothing of the others, nor of the seed.
    fn derived(&self, key: &SigningKey, kind: Kind) -> String {
        URL_SAFE_NO_PAD.encode(key.tag(kind, &self.seed.0))
    }
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_000;

    #[test]
    fn is_read_as_it_was_written_until_its_end() {
        let sign_in = sign_in();
        let cookie = sign_in.cookie(&key());
        let read = |now| SignIn::of_cookie(&cookie, &key(), now);
        assert_eq!(read(NOW + 599), Some(sign_in));
        assert_eq!(read(NOW + 600), None);
        assert!(cookie.len() < 150, "{}", cookie.len());
    }

    #[test]
    fn what_this_server_has_not_written_is_none() {
        let cookie = sign_in().cookie(&key());
        let other = SigningKey::new([8; 32]);
        assert_eq!(SignIn::of_cookie(&cookie, &other, NOW), None);
        for length in 0..cookie.len() {
            assert_eq!(SignIn::of_cookie(&cookie[..length], &key(), NOW), None);
        }
        let pass = crate::HostPass {
            room: protocol::RoomId::parse("kitchen").unwrap(),
            expires: NOW + 60,
        };
        assert_eq!(SignIn::of_cookie(&pass.sign(&key()), &key(), NOW), None);
    }

    #[test]
    fn the_three_are_long_enough_and_not_each_other() {
        let (first, key) = (sign_in(), key());
        let second = SignIn::begin([2; 32], ReturnPath::new("/"), NOW);
        let three = |sign_in: &SignIn| {
            [
                sign_in.state(&key),
                sign_in.nonce(&key),
                sign_in.code_verifier(&key),
            ]
        };
        let mut all = [three(&first), three(&second)].concat();
        assert_eq!(three(&first), three(&sign_in()), "both times the same");
        assert!(all.iter().all(|text| text.len() == 43), "{all:?}");
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 6);
        assert!(first.is_answered_by(&first.state(&key), &key));
        for other in ["", &second.state(&key), &first.nonce(&key)] {
            assert!(!first.is_answered_by(other, &key));
        }
        let cookie = first.cookie(&key);
        assert!(all.iter().all(|text| !cookie.contains(text)));
    }

    #[test]
    fn is_not_logged() {
        let logged = format!("{:?}", sign_in());
        assert!(
            !logged.contains("1, 1") && !logged.contains("kitchen"),
            "{logged}"
        );
    }

    fn sign_in() -> SignIn {
        SignIn::begin([1; 32], ReturnPath::new("/r/kitchen"), NOW)
    }

    fn key() -> SigningKey {
        SigningKey::new([7; 32])
    }
}
