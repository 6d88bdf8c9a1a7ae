use std::time::Duration;

use protocol::HostRule;

use crate::IceRule;

/// The bounds of the rooms, and what they tell each participant on joining.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most participants in one room.
    pub room_capacity: u32,
    /// The most rooms at a time.
    pub rooms: usize,
    /// True if only whoever has a grant for it may open a room.
    pub creation_needs_grant: bool,
    /// What becomes of a room whose last host leaves, until a host says otherwise.
    pub host_rule: HostRule,
    /// The most seats at a time, in all rooms together, those included that are kept for someone who may come back.
    pub participants: usize,
    /// About the most bytes of chat that are kept, of all rooms together.
    pub chat_bytes: usize,
    /// The STUN and TURN servers that each participant is told.
    pub ice: IceRule,
    /// How long a seat is kept for whoever lost the connection, or may be loading the page again.
    pub seat_grace: Duration,
    /// True if changes are to be stored: [`crate::Command::Store`] comes out.
    pub stores: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            room_capacity: 6,
            rooms: 10_000,
            creation_needs_grant: false,
            host_rule: HostRule::default(),
            participants: 20_000,
            chat_bytes: 64_000_000,
            ice: IceRule::default(),
            seat_grace: Duration::from_secs(60),
            stores: false,
        }
    }
}
