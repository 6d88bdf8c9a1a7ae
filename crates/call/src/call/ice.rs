use protocol::{ClientMessage, IceServers};

use super::{Call, Phase};
use crate::Timestamp;
use crate::ice_access::{IceAccess, Tending};
use crate::peer::Peer;

/// How the call comes by STUN and TURN servers, and by fresh credentials for them.
impl Call {
    /// Asks for credentials before those that there are run out, if the server can be asked.
    pub(super) fn tend_ice(&mut self) {
        let (Phase::InCall { ice, .. }, true) = (&mut self.phase, self.line.is_online()) else {
            return;
        };
        match ice.tend(self.now) {
            Tending::Rest => {}
            Tending::Ask => self.send(ClientMessage::RenewIceServers),
            Tending::GoOn => self.with_peers(Peer::refreshed),
        }
    }

    /// Takes in fresh credentials: what has waited for them begins.
    pub(super) fn renewed(&mut self, servers: IceServers) {
        if let Phase::InCall { ice, .. } = &mut self.phase {
            *ice = IceAccess::new(servers, self.now);
            self.with_peers(Peer::hide);
            self.with_peers(Peer::refreshed);
        }
    }

    pub(super) fn hide_address(&mut self, hides: bool) {
        self.hides_address = hides;
        self.with_peers(Peer::hide);
    }

    pub(super) fn ice_deadline(&self) -> Option<Timestamp> {
        match &self.phase {
            Phase::InCall { ice, .. } if self.line.is_online() => ice.deadline(),
            Phase::InCall { .. }
            | Phase::GreenRoom
            | Phase::Joining { .. }
            | Phase::Waiting
            | Phase::Left
            | Phase::Ended(_) => None,
        }
    }
}
