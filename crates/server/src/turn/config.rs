use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;

use turn::Network;

/// The port of STUN and TURN (RFC 8489, section 18.6).
pub(crate) const PORT: u16 = 3478;

/// How the server's own STUN and TURN server is to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnConfig {
    /// Where it listens, for UDP and TCP; all addresses and port 3478, if nobody has it yet, where none is chosen.
    pub address: Option<SocketAddr>,
    /// The ports that relayed addresses may have.
    pub ports: RangeInclusive<u16>,
    /// The addresses, at most one of each family, by which the internet reaches this machine; where there is none, the
    /// one by which a client came.
    pub public: Vec<IpAddr>,
    /// The networks that may be relayed to although they are not public.
    pub allowed: Vec<Network>,
    /// The most megabits a second of one allocation, both ways together.
    pub max_bitrate: u32,
    /// The most megabits a second of all allocations together.
    pub max_total_bitrate: u32,
}

impl Default for TurnConfig {
    fn default() -> Self {
        Self {
            address: None,
            ports: 49_152..=65_535,
            public: Vec::new(),
            allowed: Vec::new(),
            max_bitrate: 20,
            max_total_bitrate: 1000,
        }
    }
}
