use std::net::SocketAddr;

use stun_types::message::{IntegrityKey, TransactionId};

use crate::bandwidth::Bandwidth;
use crate::channels::Channels;
use crate::permissions::Permissions;
use crate::response::Answer;
use crate::{Client, Timestamp};

/// The number of an allocation, never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AllocationId(pub u64);

/// A relayed address that a client was lent, and what goes over it.
pub(crate) struct Allocation {
    pub(crate) client: Client,
    /// The credentials that made it; they alone may change it.
    pub(crate) username: String,
    pub(crate) subject: String,
    pub(crate) key: IntegrityKey,
    /// The request that made it, which may come again if its response was lost.
    pub(crate) transaction: TransactionId,
    pub(crate) relay: Relay,
    pub(crate) expiry: Timestamp,
    pub(crate) permissions: Permissions,
    pub(crate) channels: Channels,
    pub(crate) bandwidth: Bandwidth,
}

/// The socket at the far side of an allocation.
pub(crate) enum Relay {
    /// It was asked for; the answer waits for it.
    Opening(Answer),
    /// It is there, and this is its address as others see it.
    Open(SocketAddr),
}

impl Allocation {
    pub(crate) fn relayed(&self) -> Option<SocketAddr> {
        match self.relay {
            Relay::Opening(_) => None,
            Relay::Open(relayed) => Some(relayed),
        }
    }
}
