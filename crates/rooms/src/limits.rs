use protocol::IceServer;

/// The bounds of the rooms, and what they tell each participant on joining.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most participants in one room.
    pub room_capacity: u32,
    /// The most rooms at a time.
    pub rooms: usize,
    /// The ICE servers that each participant is told to use.
    pub ice_servers: Vec<IceServer>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            room_capacity: 6,
            rooms: 10_000,
            ice_servers: Vec::new(),
        }
    }
}
