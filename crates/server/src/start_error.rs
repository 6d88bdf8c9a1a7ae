use std::io;

use thiserror::Error;

use crate::{Config, Problem};

/// Why a server cannot start.
#[derive(Debug, Error)]
pub enum StartError {
    /// Another program has the port.
    #[error("Port {0} is in use by another program: stop that one, or set PORT to another number.")]
    PortInUse(u16),
    /// The system does not let this user have the port.
    #[error("Port {0} needs more rights than this program has: set PORT to a number above 1023.")]
    PortForbidden(u16),
    /// The address is not one of this machine's, or something else.
    #[error("Tatap cannot listen on port {port} of {address}: {source}.")]
    Listen {
        port: u16,
        address: String,
        source: io::Error,
    },
    /// There is nothing to make secrets of.
    #[error("Tatap cannot start: the system has no random numbers ({0}).")]
    NoRandomness(io::Error),
    /// The system or a library does not let TLS be spoken.
    #[error("Tatap cannot start: TLS is not to be had ({0}).")]
    NoTls(io::Error),
    /// What the settings ask for cannot be had.
    #[error("{0}")]
    Setting(Problem),
}

impl StartError {
    pub(crate) fn new(config: &Config, source: io::Error) -> Self {
        let port = config.port;
        if source.kind() == io::ErrorKind::AddrInUse {
            return Self::PortInUse(port);
        }
        if source.kind() == io::ErrorKind::PermissionDenied {
            return Self::PortForbidden(port);
        }
        let address = config
            .bind
            .map_or("all addresses".to_owned(), |address| address.to_string());
        Self::Listen {
            port,
            address,
            source,
        }
    }
}
