use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;

/// The secret by which the server knows what it has written itself; its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey([u8; SigningKey::BYTES]);

/// What is signed, or derived; no kind is ever taken for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Invite,
    HostPass,
    SignIn,
    State,
    Nonce,
    CodeVerifier,
}

/// The length of the MAC.
const TAG: usize = 32;

/// Longer texts are not looked at: twice what the longest name of a room and of a person take.
const LONGEST: usize = 1_024;

impl SigningKey {
    /// The number of bytes that a key is made of.
    pub const BYTES: usize = 32;

    /// Takes bytes fresh from a random source.
    #[must_use]
    pub fn new(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// Reads a key as an operator writes it: 64 digits of `0-9 a-f`.
    ///
    /// # Errors
    ///
    /// Fails for anything else; it does not say what it was.
    pub fn parse(text: &str) -> Result<Self, SigningKeyError> {
        let mut bytes = [0; Self::BYTES];
        let is_key = text.len() == 2 * Self::BYTES && text.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_key {
            return Err(SigningKeyError);
        }
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16)
                .map_err(|_| SigningKeyError)?;
        }
        Ok(Self(bytes))
    }

    /// The digits of the key, to be stored; never to be logged.
    #[must_use]
    pub fn reveal(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Writes `payload` as a text that only this key can have signed.
    pub(crate) fn seal(&self, kind: Kind, payload: &[u8]) -> String {
        let mut bytes = payload.to_vec();
        bytes.extend(self.tag(kind, payload));
        kind.prefix().to_owned() + &URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Returns the payload of a text that this key has signed, for this kind.
    pub(crate) fn open(&self, kind: Kind, text: &str) -> Option<Vec<u8>> {
        let digits = text.strip_prefix(kind.prefix())?;
        if digits.len() > LONGEST {
            return None;
        }
        // One text for each content: no padding, no bits that are left over (RFC 4648, section 3.5).
        let mut bytes = URL_SAFE_NO_PAD.decode(digits).ok()?;
        let tag = bytes.split_off(bytes.len().checked_sub(TAG)?);
        // In constant time.
        self.mac(kind, &bytes).verify_slice(&tag).ok()?;
        Some(bytes)
    }

    /// What only this key makes of `payload`, for this kind.
    pub(crate) fn tag(&self, kind: Kind, payload: &[u8]) -> [u8; TAG] {
        self.mac(kind, payload).finalize().into_bytes().into()
    }

    /// True if `tag` is what only this key makes of `payload`; how long it takes says nothing of where it differs.
    pub(crate) fn is_tag(&self, kind: Kind, payload: &[u8], tag: &[u8]) -> bool {
        self.mac(kind, payload).verify_slice(tag).is_ok()
    }

    fn mac(&self, kind: Kind, payload: &[u8]) -> Hmac<Sha256> {
        // A shorter key is filled up with zeros (RFC 2104, section 2).
        let mut block = [0; 64];
        block[..Self::BYTES].copy_from_slice(&self.0);
        Hmac::<Sha256>::new(&block.into())
            .chain_update(kind.domain())
            .chain_update([0])
            .chain_update(payload)
    }
}

impl Kind {
    /// What a text of this kind begins with, so that people and programs see what it is; nothing where it is not told
    /// from others by that.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Invite => "i.",
            Self::HostPass => "h.",
            Self::SignIn => "s.",
            Self::State | Self::Nonce | Self::CodeVerifier => "",
        }
    }

    /// What the MAC begins with; the number rises with each change to the payload.
    fn domain(self) -> &'static str {
        match self {
            Self::Invite => "tatap invite 1",
            Self::HostPass => "tatap host pass 1",
            Self::SignIn => "tatap sign-in 1",
            Self::State => "tatap state 1",
            Self::Nonce => "tatap nonce 1",
            Self::CodeVerifier => "tatap code verifier 1",
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// A text that cannot be a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a key")]
pub struct SigningKeyError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_its_payload_with_an_hmac_sha_256() {
        // printf 'tatap invite 1\0hello' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$(printf '07%.0s' {1..32})
        let expected = "7bf46707a982d1ab026d7f30ca14e0f66b19ce2e71f5c0de7ea2e1f68fc48577";
        let text = key().seal(Kind::Invite, b"hello");
        let bytes = URL_SAFE_NO_PAD.decode(&text[2..]).unwrap();
        let (payload, tag) = bytes.split_at(5);
        let tag: String = tag.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((payload, tag.as_str()), (&b"hello"[..], expected));
        assert_eq!(key().open(Kind::Invite, &text), Some(b"hello".to_vec()));
    }

    #[test]
    fn another_kind_or_key_does_not_open_it() {
        let text = key().seal(Kind::Invite, b"hello");
        assert_eq!(key().open(Kind::HostPass, &text), None);
        let renamed = text.replacen("i.", "h.", 1);
        assert_eq!(key().open(Kind::HostPass, &renamed), None);
        let other = SigningKey::new([8; 32]);
        assert_eq!(other.open(Kind::Invite, &text), None);
    }

    #[test]
    fn what_was_not_sealed_is_not_opened() {
        let text = key().seal(Kind::Invite, b"hello!");
        let mut padded = text.clone() + "=";
        for wrong in ["", "i.", "i.AAAA", "i", &text[2..], &text[..text.len() - 1]] {
            assert_eq!(key().open(Kind::Invite, wrong), None, "{wrong}");
        }
        assert_eq!(key().open(Kind::Invite, &padded), None);
        padded.replace_range(2.., &"A".repeat(LONGEST + 1));
        assert_eq!(key().open(Kind::Invite, &padded), None);
    }

    #[test]
    fn a_key_is_written_in_digits_and_not_logged() {
        let text = "0a".repeat(32);
        let parsed = SigningKey::parse(&text).unwrap();
        assert_eq!(parsed.reveal(), text);
        assert!(!format!("{parsed:?}").contains("0a"));
        for wrong in [
            "",
            "0a",
            &"0a".repeat(33),
            &"0g".repeat(32),
            &"é".repeat(32),
        ] {
            assert_eq!(SigningKey::parse(wrong), Err(SigningKeyError));
        }
    }

    fn key() -> SigningKey {
        SigningKey::new([7; 32])
    }
}
