//! Which of the machine's addresses a relayed one is on, and which one others are told.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use if_addrs::{IfAddr, Interface};
use turn::{AddressFamily, Network, canonical};

/// Addresses that nobody has, to ask the system which one of its own it would use to get there.
const FAR_V4: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 9);
const FAR_V6: SocketAddr = SocketAddr::new(
    IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
    9,
);

/// The addresses of this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Addresses {
    /// All of them.
    pub(super) own: Vec<IpAddr>,
    /// The ones that packets to the internet would have.
    pub(super) usual: Vec<IpAddr>,
}

/// Where a relayed address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The address of its socket.
    pub(super) bind: IpAddr,
    /// The address that others are told.
    pub(super) announced: IpAddr,
}

impl Addresses {
    /// Asks the system.
    pub(super) fn of_this_machine() -> Self {
        let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
        Self {
            own: interfaces.iter().map(Interface::ip).collect(),
            usual: [FAR_V4, FAR_V6]
                .into_iter()
                .filter_map(address_towards)
                .collect(),
        }
    }

    /// Chooses the place for a client who came by `local`, where the server listens on `bound`.
    pub(super) fn place(
        &self,
        local: IpAddr,
        family: Option<AddressFamily>,
        bound: IpAddr,
        public: &[IpAddr],
    ) -> Option<Place> {
        match family {
            Some(family) => self.place_in(local, family == AddressFamily::IPV4, bound, public),
            None => self
                .place_in(local, true, bound, public)
                .or_else(|| self.place_in(local, false, bound, public)),
        }
    }

    fn place_in(
        &self,
        local: IpAddr,
        is_v4: bool,
        bound: IpAddr,
        public: &[IpAddr],
    ) -> Option<Place> {
        let local = canonical(local);
        let is_ours = |address: &IpAddr| address.is_ipv4() == is_v4;
        let bind = if bound.is_unspecified() {
            // Nobody else reaches an address of the loopback interface.
            let elsewhere = self
                .usual
                .iter()
                .chain(self.own.iter().filter(|own| is_reachable(**own)));
            let mut candidates = Some(&local)
                .filter(|local| is_reachable(**local))
                .into_iter()
                .chain(elsewhere);
            candidates
                .find(|address| is_ours(address))
                .copied()
                .or(Some(local).filter(is_ours))?
        } else {
            Some(bound).filter(is_ours)?
        };
        let announced = public
            .iter()
            .find(|address| is_ours(address))
            .copied()
            .unwrap_or(bind);
        Some(Place { bind, announced })
    }
}

/// The network of the interface that has `address`, if only a LAN reaches it; the address alone, if only this machine
/// does: whoever comes by it is on this machine, too.
pub(super) fn lan_of(address: IpAddr) -> Option<Network> {
    if address.is_unspecified() || is_global(address) {
        return None;
    }
    if address.is_loopback() {
        return address.to_string().parse().ok();
    }
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let interface = interfaces
        .into_iter()
        .find(|interface| interface.ip() == address)?;
    let prefix = match interface.addr {
        IfAddr::V4(v4) => v4.netmask.to_bits().leading_ones(),
        IfAddr::V6(v6) => v6.netmask.to_bits().leading_ones(),
    };
    Network::new(address, u8::try_from(prefix).ok()?).ok()
}

/// True for an address that has a meaning beyond its own network.
pub(super) fn is_global(address: IpAddr) -> bool {
    turn::PeerRules::default().permit(address)
}

fn is_reachable(address: IpAddr) -> bool {
    let is_link_local = match address {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    };
    !address.is_loopback() && !address.is_unspecified() && !is_link_local
}

/// Connecting a UDP socket sends nothing.
fn address_towards(far: SocketAddr) -> Option<IpAddr> {
    let any: IpAddr = if far.is_ipv4() {
        Ipv4Addr::UNSPECIFIED.into()
    } else {
        Ipv6Addr::UNSPECIFIED.into()
    };
    let socket = UdpSocket::bind((any, 0)).ok()?;
    socket.connect(far).ok()?;
    socket
        .local_addr()
        .ok()
        .map(|address| address.ip())
        .filter(|address| is_reachable(*address))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: IpAddr = IpAddr::V6(Ipv6Addr::UNSPECIFIED);

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn machine() -> Addresses {
        Addresses {
            own: [
                "127.0.0.1",
                "::1",
                "172.17.0.1",
                "192.168.1.5",
                "fe80::1",
                "2001:db8::5",
            ]
            .map(address)
            .to_vec(),
            usual: vec![address("192.168.1.5"), address("2001:db8::5")],
        }
    }

    fn place(
        local: &str,
        family: Option<AddressFamily>,
        bound: IpAddr,
        public: &[IpAddr],
    ) -> Option<(String, String)> {
        let place = machine().place(address(local), family, bound, public)?;
        Some((place.bind.to_string(), place.announced.to_string()))
    }

    fn both(text: &str) -> Option<(String, String)> {
        Some((text.to_owned(), text.to_owned()))
    }

    #[test]
    fn a_relayed_address_is_where_its_client_came_to() {
        assert_eq!(place("192.168.1.5", None, ANY, &[]), both("192.168.1.5"));
        assert_eq!(
            place("::ffff:192.168.1.5", None, ANY, &[]),
            both("192.168.1.5")
        );
        assert_eq!(place("172.17.0.1", None, ANY, &[]), both("172.17.0.1"));
        assert_eq!(
            place("2001:db8::5", Some(AddressFamily::IPV6), ANY, &[]),
            both("2001:db8::5")
        );
    }

    #[test]
    fn the_other_family_and_the_loopback_interface_use_the_usual_address() {
        assert_eq!(place("127.0.0.1", None, ANY, &[]), both("192.168.1.5"));
        assert_eq!(place("2001:db8::5", None, ANY, &[]), both("192.168.1.5"));
        assert_eq!(
            place("fe80::1", Some(AddressFamily::IPV6), ANY, &[]),
            both("2001:db8::5")
        );
        assert_eq!(
            place("192.168.1.5", Some(AddressFamily::IPV6), ANY, &[]),
            both("2001:db8::5")
        );
    }

    #[test]
    fn a_machine_without_a_network_has_itself() {
        let alone = Addresses {
            own: vec![address("127.0.0.1")],
            usual: Vec::new(),
        };
        let place = alone.place(address("127.0.0.1"), None, ANY, &[]).unwrap();
        assert_eq!(place.bind, address("127.0.0.1"));
        assert_eq!(
            alone.place(address("127.0.0.1"), Some(AddressFamily::IPV6), ANY, &[]),
            None
        );
    }

    #[test]
    fn a_server_on_one_address_relays_on_that_one() {
        let bound = address("127.0.0.1");
        assert_eq!(place("127.0.0.1", None, bound, &[]), both("127.0.0.1"));
        assert_eq!(
            place("127.0.0.1", Some(AddressFamily::IPV6), bound, &[]),
            None
        );
        assert_eq!(
            place("2001:db8::5", None, address("2001:db8::5"), &[]),
            both("2001:db8::5")
        );
    }

    #[test]
    fn others_are_told_the_public_address_of_its_family() {
        let public = [address("198.51.100.7")];
        let told = Some(("192.168.1.5".to_owned(), "198.51.100.7".to_owned()));
        assert_eq!(place("192.168.1.5", None, ANY, &public), told);
        assert_eq!(
            place("2001:db8::5", Some(AddressFamily::IPV6), ANY, &public),
            both("2001:db8::5")
        );
    }

    #[test]
    fn a_lan_is_what_the_interface_says() {
        assert_eq!(
            lan_of(address("127.0.0.1")),
            Some("127.0.0.1/32".parse().unwrap())
        );
        assert_eq!(lan_of(ANY), None);
        assert_eq!(lan_of(address("8.8.8.8")), None);
    }
}
