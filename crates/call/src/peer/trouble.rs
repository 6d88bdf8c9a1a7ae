use super::Peer;
use crate::{TileConnection, Timestamp, Trouble};

impl Peer {
    /// Returns what keeps the two from each other, once it has taken too long; `None` where nobody can know: there was a
    /// path before, or one of the two is not there.
    pub(crate) fn trouble(&self, now: Timestamp) -> Option<Trouble> {
        match self.tile_connection(now) {
            TileConnection::Slow | TileConnection::Failed => {}
            TileConnection::Connecting | TileConnection::Connected | TileConnection::Stalled => {
                return None;
            }
        }
        if self.has_met || !self.can_be_answered() {
            return None;
        }
        Some(self.given.trouble())
    }
}
