//! Two people and a server, and two paths from each person to the others: as a phone has Wi-Fi and mobile data.

mod host;

use std::fs::File;
use std::net::Ipv4Addr;
use std::sync::Arc;

use anyhow::{Context, Result};

pub use self::host::{Host, Path};
use crate::namespace::Namespace;
use crate::{Network, Skipped};

/// An address for documentation (RFC 5737), which is nobody's.
const SERVER: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 1);

const TUN: &str = "/dev/net/tun";

/// Three networks joined by [`crate::Cable`]s; they are gone when it is dropped.
///
/// The server's network forwards what the people send each other.
/// Pages are not at `localhost`, so start the browsers by [`crate::Browser::start_trusting`].
#[derive(Debug)]
pub struct TwoPaths {
    people: [Host; 2],
    server: Arc<Network>,
}

impl TwoPaths {
    /// Makes the networks; both people are on [`Path::Wifi`].
    ///
    /// # Errors
    ///
    /// Fails with [`Skipped`] if `network` says that there is no right to make others, or none to TUN devices.
    pub fn build(network: &Network) -> Result<Self> {
        if let Network::Host { why } = network {
            return Err(Skipped::new(format!("no networks of the test's own ({why})")).into());
        }
        if let Err(error) = File::options().read(true).write(true).open(TUN) {
            return Err(Skipped::new(format!("no TUN devices: {TUN}: {error}")).into());
        }
        let server = Namespace::bare(SERVER)?;
        server.add_dead_end()?;
        let server = Arc::new(Network::Own(server));
        server.run(|| {
            std::fs::write("/proc/sys/net/ipv4/ip_forward", "1").context("forwarding packets")
        })?;
        let people = [Host::join(&server, 1)?, Host::join(&server, 2)?];
        Ok(Self { people, server })
    }

    /// The people's machines.
    #[must_use]
    pub fn people(&self) -> &[Host; 2] {
        &self.people
    }

    /// Where the server runs, and what stands before it.
    #[must_use]
    pub fn server(&self) -> &Arc<Network> {
        &self.server
    }

    /// The origin at which the people reach what listens on `port` of the server's network.
    #[must_use]
    pub fn origin(&self, port: u16) -> String {
        format!("http://{SERVER}:{port}")
    }
}

#[cfg(test)]
mod tests;
