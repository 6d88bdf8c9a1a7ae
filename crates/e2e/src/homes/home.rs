use std::sync::Arc;

use anyhow::{Context, Result, bail};

use super::{SERVER, SERVER_V6, forward};
use crate::Network;
use crate::namespace::Namespace;
use crate::network::{FIRST_LASTING_PORT, LASTING_PORTS};
use crate::nft::nft;

const TABLE: &str = "inet tatap_e2e_home";

/// Where routers are on the internet.
const ROUTERS: &str = "203.0.113.11-203.0.113.12";

/// What a router lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everything, under the home's own address: others reach it directly.
    Open,
    /// IPv4 under an address of the router's, with another port for each destination (RFC 4787, section 4.1): nobody
    /// outside can know where the home is to be reached.
    Symmetric,
    /// The same, and no UDP at all.
    WithoutUdp,
    /// The same, and TCP alone to port 443 of the server, and to the ports that [`crate::Server`]s have for their pages.
    Port443,
    /// IPv6 alone, under the home's own address.
    Ipv6,
}

/// A person's machine and their router.
#[derive(Debug)]
pub struct Home {
    access: Access,
    network: Arc<Network>,
    router: Arc<Network>,
}

impl Home {
    pub(super) fn build(server: &Arc<Network>, number: u8, access: Access) -> Result<Self> {
        let address = format!("192.168.{number}.2").parse()?;
        let machine = Namespace::bare(address)?;
        let router = Namespace::bare(address)?;
        let internet = match &**server {
            Network::Own(namespace) => namespace.name(),
            Network::Host { .. } => bail!("the machine's own network is not to be changed"),
        };
        machine.ip(&format!(
            "link add eth0 type veth peer name lan netns {}",
            router.name()
        ))?;
        router.ip(&format!(
            "link add wan type veth peer name w{number} netns {internet}"
        ))?;
        server.ip(&format!("link set w{number} master br0 up"))?;
        let home = Self {
            access,
            network: Arc::new(Network::Own(machine)),
            router: Arc::new(Network::Own(router)),
        };
        for (network, interface) in [
            (&home.network, "eth0"),
            (&home.router, "lan"),
            (&home.router, "wan"),
        ] {
            network.ip(&format!("link set {interface} up"))?;
        }
        if access == Access::Ipv6 {
            home.lay_ipv6(server, number)?;
        } else {
            home.lay_ipv4(server, number)?;
        }
        forward(&home.router)?;
        nft(&home.router, &access.rules())?;
        Ok(home)
    }

    /// Where the person's browser runs.
    #[must_use]
    pub fn network(&self) -> &Arc<Network> {
        &self.network
    }

    /// The origin at which the person reaches what listens on `port` of the server's network.
    #[must_use]
    pub fn origin(&self, port: u16) -> String {
        match self.access {
            Access::Open | Access::Symmetric | Access::WithoutUdp | Access::Port443 => {
                format!("http://{SERVER}:{port}")
            }
            Access::Ipv6 => format!("http://[{SERVER_V6}]:{port}"),
        }
    }

    /// How many packets have left the home for another home.
    ///
    /// What a browser asks of the internet by itself, such as names, goes nowhere and does not count.
    ///
    /// # Errors
    ///
    /// Fails if the network is gone.
    pub fn strays(&self) -> Result<u64> {
        let told = nft(&self.router, &format!("list counter {TABLE} strays\n"))?;
        let (_, rest) = told.split_once("packets ").context("no counter")?;
        let count = rest.split_whitespace().next().unwrap_or_default();
        Ok(count.parse()?)
    }

    fn lay_ipv4(&self, server: &Network, number: u8) -> Result<()> {
        let lan = format!("192.168.{number}");
        let wan = format!("203.0.113.{}", 10 + number);
        self.network.ip(&format!("addr add {lan}.2/24 dev eth0"))?;
        self.network.ip(&format!("route add default via {lan}.1"))?;
        self.router.ip(&format!("addr add {lan}.1/24 dev lan"))?;
        self.router.ip(&format!("addr add {wan}/24 dev wan"))?;
        self.router.ip(&format!("route add default via {SERVER}"))?;
        if self.access == Access::Open {
            server.ip(&format!("route add {lan}.0/24 via {wan}"))?;
        }
        Ok(())
    }

    fn lay_ipv6(&self, server: &Network, number: u8) -> Result<()> {
        let lan = format!("2001:db8:{number}:");
        let wan = format!("2001:db8:113::{}", 10 + number);
        self.network
            .ip(&format!("addr add {lan}:2/64 dev eth0 nodad"))?;
        self.network
            .ip(&format!("-6 route add default via {lan}:1"))?;
        self.router
            .ip(&format!("addr add {lan}:1/64 dev lan nodad"))?;
        self.router
            .ip(&format!("addr add {wan}/64 dev wan nodad"))?;
        self.router
            .ip(&format!("-6 route add default via {SERVER_V6}"))?;
        server.ip(&format!("-6 route add {lan}:/64 via {wan}"))?;
        Ok(())
    }
}

impl Access {
    fn rules(self) -> String {
        let masquerade = match self {
            Self::Open | Self::Ipv6 => "",
            Self::Symmetric | Self::WithoutUdp | Self::Port443 => {
                "chain address {\n\
                 type nat hook postrouting priority srcnat; policy accept;\n\
                 meta nfproto ipv4 oifname \"wan\" masquerade fully-random\n\
                 }\n\
                 chain input {\n\
                 type filter hook input priority filter; policy accept;\n\
                 iifname \"wan\" ct state new meta l4proto { tcp, udp } drop\n\
                 }"
            }
        };
        let inward = match self {
            Self::Open | Self::Ipv6 => "accept",
            Self::Symmetric | Self::WithoutUdp | Self::Port443 => {
                "ct state established,related accept"
            }
        };
        let outward = match self {
            Self::WithoutUdp => "meta l4proto != tcp drop".to_owned(),
            Self::Port443 => {
                let last = FIRST_LASTING_PORT + LASTING_PORTS - 1;
                format!(
                    "ip daddr {SERVER} tcp dport {{ 443, {FIRST_LASTING_PORT}-{last} }} accept\n\
                     iifname \"lan\" drop"
                )
            }
            Self::Open | Self::Symmetric | Self::Ipv6 => "accept".to_owned(),
        };
        format!(
            "table {TABLE} {{\n\
             counter strays {{ }}\n\
             {masquerade}\n\
             chain forward {{\n\
             type filter hook forward priority filter; policy drop;\n\
             iifname \"lan\" ip daddr {{ 192.168.0.0/16, {ROUTERS} }} counter name strays\n\
             iifname \"lan\" ip6 daddr 2001:db8::/32 ip6 daddr != {SERVER_V6} counter name strays\n\
             iifname \"lan\" {outward}\n\
             iifname \"lan\" accept\n\
             {inward}\n\
             }}\n}}\n"
        )
    }
}
