//! Two people at home, each behind a router of their own, and a server on the internet between them.

mod home;

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use anyhow::{Context, Result};

pub use self::home::{Access, Home};
use crate::namespace::Namespace;
use crate::{Network, Skipped};

/// The server's addresses: for documentation (RFC 5737, RFC 3849), nobody's.
const SERVER: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 1);
const SERVER_V6: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0x113, 0, 0, 0, 0, 1);

/// Five networks; they are gone when it is dropped.
///
/// Pages are not at `localhost`, so start the browsers by [`crate::Browser::start_trusting`].
#[derive(Debug)]
pub struct Homes {
    people: [Home; 2],
    server: Arc<Network>,
}

impl Homes {
    /// Builds the homes, each with its way to the server.
    ///
    /// # Errors
    ///
    /// Fails with [`Skipped`] if `network` says that there is no right to make others.
    pub fn build(network: &Network, access: [Access; 2]) -> Result<Self> {
        if let Network::Host { why } = network {
            return Err(Skipped::new(format!("no networks of the test's own ({why})")).into());
        }
        let internet = Namespace::bare(SERVER)?;
        internet.ip("link add br0 type bridge")?;
        internet.ip(&format!("addr add {SERVER}/24 dev br0"))?;
        internet.ip(&format!("addr add {SERVER_V6}/64 dev br0 nodad"))?;
        internet.ip("link set br0 up")?;
        // A relay that is asked to send somewhere must not be told that there is no way.
        internet.ip("link add sink0 type veth peer name sink1")?;
        internet.ip("link set sink0 arp off up")?;
        internet.ip("link set sink1 arp off up")?;
        internet.ip("route add default dev sink0")?;
        let server = Arc::new(Network::Own(internet));
        forward(&server)?;
        let people = [
            Home::build(&server, 1, access[0])?,
            Home::build(&server, 2, access[1])?,
        ];
        Ok(Self { people, server })
    }

    /// The people's homes.
    #[must_use]
    pub fn people(&self) -> &[Home; 2] {
        &self.people
    }

    /// Where the server runs.
    #[must_use]
    pub fn server(&self) -> &Arc<Network> {
        &self.server
    }

    /// The addresses of the server.
    #[must_use]
    pub fn addresses(&self) -> (Ipv4Addr, Ipv6Addr) {
        (SERVER, SERVER_V6)
    }
}

/// Lets the network pass on what is for others.
fn forward(network: &Network) -> Result<()> {
    network.run(|| {
        for switch in ["ipv4/ip_forward", "ipv6/conf/all/forwarding"] {
            std::fs::write(format!("/proc/sys/net/{switch}"), "1").context("forwarding packets")?;
        }
        Ok(())
    })
}
