use std::net::{IpAddr, SocketAddr};

use stun_types::AddressFamily;

use crate::{AllocationId, Client, Limits, PeerRules, Secret};

/// What a server is made of.
#[derive(Clone, Debug)]
pub struct Setup {
    /// What the credentials are made with.
    pub secret: Secret,
    /// The bounds of it all.
    pub limits: Limits,
    /// Where it may relay to.
    pub peers: PeerRules,
    /// Random bytes, used once.
    pub seed: [u8; 32],
}

/// What happens to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input<'a> {
    /// A message or channel data came from a client; one of a stream without what fills it up.
    FromClient {
        /// Who sent it.
        client: Client,
        /// What came.
        packet: &'a [u8],
    },
    /// A packet came to a relayed address.
    FromPeer {
        /// Whose address.
        allocation: AllocationId,
        /// Who sent it.
        peer: SocketAddr,
        /// What came.
        packet: &'a [u8],
    },
    /// The one outcome of [`Command::OpenRelay`].
    RelayOpened {
        /// For whom.
        allocation: AllocationId,
        /// The relayed address as others see it.
        outcome: Result<SocketAddr, NoRelay>,
    },
    /// The connection of a client ended.
    ClientGone(Client),
    /// The credentials of a subject end, and what they were used for.
    Revoke(&'a str),
    /// The server's own addresses are these.
    OwnAddresses(&'a [IpAddr]),
    /// A second has passed, more or less.
    Tick,
}

/// Why there is no relayed address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRelay {
    /// The server has no address of this family.
    Family,
    /// There is no port left.
    Port,
}

/// What is to be done, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Send a packet to a client.
    ToClient {
        /// To whom.
        client: Client,
        /// What to send.
        packet: Vec<u8>,
    },
    /// Send a packet from a relayed address.
    ToPeer {
        /// From whose address.
        allocation: AllocationId,
        /// To whom.
        peer: SocketAddr,
        /// What to send.
        packet: Vec<u8>,
    },
    /// Open a socket at an address that peers can reach, and tell by [`Input::RelayOpened`].
    OpenRelay {
        /// For which allocation.
        allocation: AllocationId,
        /// Who will have it.
        client: Client,
        /// The family of the address; IPv4 rather than IPv6 where there is none.
        family: Option<AddressFamily>,
        /// The port has to be even.
        is_even: bool,
    },
    /// Close that socket.
    CloseRelay(AllocationId),
}
