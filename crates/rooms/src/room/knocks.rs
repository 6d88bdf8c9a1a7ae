use std::collections::BTreeMap;

use protocol::{Join, Knock, KnockId};

use crate::token_hash::TokenHash;
use crate::{ConnectionId, Grant, Timestamp};

/// The most people who wait before one door.
const MAX_KNOCKS: usize = 50;

/// Everyone who has asked to come in and is not in yet.
#[derive(Debug, Default)]
pub(crate) struct Knocks {
    last: u32,
    waiting: BTreeMap<KnockId, Box<Knocker>>,
}

/// Someone who has asked to come in.
#[derive(Debug)]
pub(crate) struct Knocker {
    pub(crate) join: Join,
    pub(crate) grant: Grant,
    pub(crate) token: TokenHash,
    pub(crate) presence: KnockPresence,
    /// A host has said yes while the connection was lost.
    pub(crate) admitted: bool,
}

/// Where someone who asks is, as the server knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KnockPresence {
    Connected { connection: ConnectionId },
    Away { since: Timestamp },
}

impl Knocks {
    /// Notes that someone asks; `None` if too many do.
    pub(crate) fn add(&mut self, knocker: Knocker) -> Option<KnockId> {
        if self.waiting.len() >= MAX_KNOCKS {
            return None;
        }
        self.last += 1;
        let id = KnockId(self.last);
        self.waiting.insert(id, Box::new(knocker));
        Some(id)
    }

    pub(crate) fn get_mut(&mut self, id: KnockId) -> Option<&mut Knocker> {
        self.waiting.get_mut(&id).map(Box::as_mut)
    }

    pub(crate) fn remove(&mut self, id: KnockId) -> Option<Box<Knocker>> {
        self.waiting.remove(&id)
    }

    /// Who holds this token.
    pub(crate) fn by_token(&self, token: TokenHash) -> Option<KnockId> {
        let mut all = self.waiting.iter();
        all.find(|(_, knocker)| knocker.token == token)
            .map(|(id, _)| *id)
    }

    /// Everyone, in the order of asking.
    pub(crate) fn ids(&self) -> Vec<KnockId> {
        self.waiting.keys().copied().collect()
    }

    /// What hosts are shown: those whom nobody has let in yet.
    pub(crate) fn shown(&self) -> Vec<Knock> {
        let open = self.waiting.iter().filter(|(_, knocker)| !knocker.admitted);
        open.map(|(id, knocker)| Knock {
            id: *id,
            name: knocker.name().clone(),
        })
        .collect()
    }
}

impl Knocker {
    fn name(&self) -> &protocol::DisplayName {
        self.grant.name.as_ref().unwrap_or(&self.join.name)
    }
}
