use protocol::{IceServers, ServerMessage};

use super::{Membership, Rooms};
use crate::directory::Place;
use crate::seat::Seat;
use crate::{Command, ConnectionId, Timestamp};

/// How a participant comes to know STUN and TURN servers.
impl Rooms {
    /// Sends fresh credentials.
    pub(super) fn renew_ice_servers(
        &mut self,
        connection: ConnectionId,
        place: Place,
        now: Timestamp,
    ) {
        if let Some(ice) = self.ice_servers(connection, place, now) {
            self.commands
                .send_to(connection, ServerMessage::IceServers(ice));
        }
    }

    /// What whoever sits at `place` is told by `connection`.
    pub(super) fn ice_servers(
        &mut self,
        connection: ConnectionId,
        place: Place,
        now: Timestamp,
    ) -> Option<IceServers> {
        let subject = &self.rooms.seat_mut(place)?.subject;
        let host = self.connections.get(&connection).and_then(Membership::host);
        Some(self.limits.ice.servers(subject, host, now))
    }

    /// The participant may still have credentials that have not run out.
    pub(super) fn revoke(&mut self, seat: &Seat) {
        if self.limits.ice.secret.is_some() {
            let subject = seat.subject.clone();
            self.commands.command(Command::Revoke { subject });
        }
    }

    /// Puts a connection at a place.
    pub(super) fn seat(&mut self, connection: ConnectionId, place: Place) {
        let host = self
            .connections
            .remove(&connection)
            .and_then(|membership| membership.host().cloned());
        self.connections
            .insert(connection, Membership::Member { place, host });
    }
}
