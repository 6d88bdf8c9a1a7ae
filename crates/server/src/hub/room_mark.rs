use std::fmt;

use protocol::RoomId;
use sha2::{Digest, Sha256};

/// What logs call a room: whoever knows its name can come in, and logs go many ways.
///
/// The same room has the same mark for as long as the program runs; the operator's page says which is whose.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct RoomMark([u8; 4]);

/// Makes the marks of one run of the program.
#[derive(Clone, Debug)]
pub(super) struct RoomMarks {
    salt: [u8; 16],
}

impl RoomMarks {
    /// Draws what names cannot be guessed without; a system that has no random numbers lets nobody join anyway.
    pub(super) fn new() -> Self {
        let mut salt = [0; 16];
        let _ = getrandom::fill(&mut salt);
        Self { salt }
    }

    pub(super) fn of(&self, room: &RoomId) -> RoomMark {
        let mut hash = Sha256::new();
        hash.update(self.salt);
        hash.update(room.as_str());
        let [a, b, c, d, ..] = <[u8; 32]>::from(hash.finalize());
        RoomMark([a, b, c, d])
    }
}

impl fmt::Display for RoomMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl fmt::Debug for RoomMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_keeps_its_mark_and_another_run_has_another() {
        let room = |name: &str| RoomId::parse(name).unwrap();
        let marks = RoomMarks { salt: [1; 16] };
        let kitchen = marks.of(&room("kitchen")).to_string();
        assert_eq!(kitchen.len(), 8);
        assert_eq!(marks.of(&room("kitchen")).to_string(), kitchen);
        assert_ne!(marks.of(&room("cellar")).to_string(), kitchen);
        let other = RoomMarks { salt: [2; 16] };
        assert_ne!(other.of(&room("kitchen")).to_string(), kitchen);
    }
}
