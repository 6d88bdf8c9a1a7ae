use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;

use turn::Network;

use crate::CertificateFiles;

/// The port of STUN and TURN (RFC 8489, section 18.6).
pub(crate) const PORT: u16 = 3478;

/// The port of both over TLS.
pub(crate) const TLS_PORT: u16 = 5349;

/// How the server's own STUN and TURN server is to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnConfig {
    /// Where it listens, for UDP and TCP; all addresses and port 3478, if nobody has it yet, where none is chosen.
    pub address: Option<SocketAddr>,
    /// How it speaks TLS, if it does.
    pub tls: Option<RelayTls>,
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

/// How the STUN and TURN server speaks TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayTls {
    /// Where it listens; port 5349 of where it listens without TLS, if none is chosen.
    pub address: Option<SocketAddr>,
    /// Its certificate; the one of the server itself, if there is none.
    pub files: Option<CertificateFiles>,
}

impl Default for TurnConfig {
    fn default() -> Self {
        Self {
            address: None,
            tls: None,
            ports: 49_152..=65_535,
            public: Vec::new(),
            allowed: Vec::new(),
            max_bitrate: 20,
            max_total_bitrate: 1000,
        }
    }
}
