use protocol::RoomId;

use crate::reader::Reader;
use crate::signing_key::{Kind, SigningKey};

/// What the server gives to a host, so that the host's browser can make invites for the room and revoke them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPass {
    /// The room whose host it is.
    pub room: RoomId,
    /// When it ends, in seconds since 1970.
    pub expires: u64,
}

impl HostPass {
    /// How long a pass should hold, in seconds: a host is told a new one before that.
    pub const LIFETIME: u64 = 600;

    /// Writes the pass as the bearer token of a request.
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> String {
        let mut payload = self.expires.to_be_bytes().to_vec();
        payload.extend(self.room.as_str().bytes());
        key.seal(Kind::HostPass, &payload)
    }

    /// Reads a pass that holds at the time `now`; `None` for anything else.
    #[must_use]
    pub fn verify(text: &str, key: &SigningKey, now: u64) -> Option<Self> {
        let payload = key.open(Kind::HostPass, text)?;
        let mut reader = Reader::new(&payload);
        let expires = reader.u64()?;
        let room = RoomId::parse(reader.rest()?).ok()?;
        (now < expires).then_some(Self { room, expires })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_for_its_room_until_its_end() {
        let key = SigningKey::new([7; 32]);
        let pass = HostPass {
            room: RoomId::parse("kitchen").unwrap(),
            expires: 1_000,
        };
        let text = pass.sign(&key);
        assert_eq!(HostPass::verify(&text, &key, 999), Some(pass));
        assert_eq!(HostPass::verify(&text, &key, 1_000), None);
        assert_eq!(HostPass::verify(&text, &SigningKey::new([8; 32]), 0), None);
        for length in 0..text.len() {
            assert_eq!(HostPass::verify(&text[..length], &key, 0), None);
        }
    }
}
