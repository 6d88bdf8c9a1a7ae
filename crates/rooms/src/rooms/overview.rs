use protocol::{DisplayName, Role, RoomId};

use super::Rooms;

/// A room as whoever runs the server sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomOverview {
    pub name: RoomId,
    pub is_locked: bool,
    pub has_password: bool,
    pub people: Vec<PersonOverview>,
}

/// A participant as whoever runs the server sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonOverview {
    pub name: DisplayName,
    pub role: Role,
    /// False while the connection is lost and the seat is kept.
    pub is_connected: bool,
}

impl Rooms {
    /// Says who is where, for whoever runs the server: nothing that was said, and no address.
    #[must_use]
    pub fn overview(&self) -> Vec<RoomOverview> {
        let rooms = self.rooms.rooms().map(|(_, room)| RoomOverview {
            name: room.name.clone(),
            is_locked: room.is_locked,
            has_password: room.password.is_some(),
            people: room
                .seats()
                .map(|seat| PersonOverview {
                    name: seat.participant.name.clone(),
                    role: seat.participant.role,
                    is_connected: seat.connection().is_some(),
                })
                .collect(),
        });
        let mut rooms: Vec<_> = rooms.collect();
        rooms.sort_by(|one, other| one.name.cmp(&other.name));
        rooms
    }
}
