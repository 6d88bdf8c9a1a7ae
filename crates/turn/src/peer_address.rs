//! Which addresses a relay may send to: it stands inside the operator's network, and whoever uses it does not.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::Network;

/// What the operator opens, and what is the server itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeerRules {
    /// The networks that are open although they are not public.
    ///
    /// An address of the server itself is open only if a network of that one address is named.
    pub allowed: Vec<Network>,
    /// The addresses of the server itself, public ones too.
    pub own: Vec<IpAddr>,
}

impl PeerRules {
    /// True if packets may be relayed to `address`, in whatever spelling.
    #[must_use]
    pub fn permit(&self, address: IpAddr) -> bool {
        let address = canonical(address);
        if address.is_loopback() || address.is_unspecified() || self.own.contains(&address) {
            return self.allowed.iter().any(|network| network.is_only(address));
        }
        self.allowed.iter().any(|network| network.contains(address)) || is_public(address)
    }
}

/// Brings an address to its one spelling: IPv4 addresses written as IPv6 ones, mapped or compatible
/// (RFC 4291, section 2.5.5), are IPv4 addresses.
#[must_use]
pub fn canonical(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else {
        return address;
    };
    let bits = v6.to_bits();
    let is_compatible = bits > 1 && bits >> 32 == 0;
    match v6.to_ipv4_mapped() {
        Some(v4) => IpAddr::V4(v4),
        None if is_compatible => IpAddr::V4(low(bits)),
        None => address,
    }
}

/// Brings the address of a peer to its one spelling, without what only this machine understands of it.
pub(crate) fn canonical_peer(peer: SocketAddr) -> SocketAddr {
    SocketAddr::new(canonical(peer.ip()), peer.port())
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

/// The special-purpose addresses of IPv4 (RFC 6890 and IANA's registry), and the multicast and reserved ones.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = match a {
        0 | 10 | 127 | 224..=255 => true,
        100 => (64..128).contains(&b),
        169 => b == 254,
        172 => (16..32).contains(&b),
        192 => matches!((b, c), (168, _) | (0, 0 | 2) | (88, 99)),
        198 => matches!((b, c), (18 | 19, _) | (51, 100)),
        203 => (b, c) == (0, 113),
        _ => false,
    };
    !is_special
}

/// Global unicast addresses (2000::/3) without the special ones among them (RFC 6890, RFC 9637), and the way to
/// IPv4 (RFC 6052); where an IPv4 address is inside, that one decides.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let bits = address.to_bits();
    match address.segments() {
        // Documentation.
        [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => false,
        // Teredo: the server's address, and the client's with every bit turned (RFC 4380, section 4).
        [0x2001, 0, ..] => is_public_v4(low(bits >> 64)) && is_public_v4(low(!bits)),
        // Benchmarking, ORCHID and what else protocols use.
        [0x2001, 0x0001..=0x01ff, ..] => false,
        // 6to4 (RFC 3056, section 2).
        [0x2002, ..] => is_public_v4(low(bits >> 80)),
        [0x0064, 0xff9b, 0, 0, 0, 0, ..] => is_public_v4(low(bits)),
        [0x2000..=0x3fff, ..] => true,
        _ => false,
    }
}

/// The IPv4 address in the lowest 32 bits.
fn low(bits: u128) -> Ipv4Addr {
    let [.., a, b, c, d] = bits.to_be_bytes();
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permit(rules: &PeerRules, address: &str) -> bool {
        rules.permit(address.parse().unwrap())
    }

    #[test]
    fn what_is_not_public_is_refused_at_its_first_and_its_last_address() {
        let refused = [
            ("0.0.0.0", "0.255.255.255"),
            ("10.0.0.0", "10.255.255.255"),
            ("100.64.0.0", "100.127.255.255"),
            ("127.0.0.0", "127.255.255.255"),
            ("169.254.0.0", "169.254.255.255"),
            ("172.16.0.0", "172.31.255.255"),
            ("192.0.0.0", "192.0.0.255"),
            ("192.0.2.0", "192.0.2.255"),
            ("192.88.99.0", "192.88.99.255"),
            ("192.168.0.0", "192.168.255.255"),
            ("198.18.0.0", "198.19.255.255"),
            ("198.51.100.0", "198.51.100.255"),
            ("203.0.113.0", "203.0.113.255"),
            ("224.0.0.0", "239.255.255.255"),
            ("240.0.0.0", "255.255.255.255"),
            ("::", "::1"),
            ("100::", "100::ffff:ffff:ffff:ffff"),
            ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"),
            ("2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff"),
            ("2001:10::", "2001:2f:ffff:ffff:ffff:ffff:ffff:ffff"),
            ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
            ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"),
            ("4000::", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
            ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
            ("fe80::", "fe80::ffff:ffff:ffff:ffff"),
            ("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
            ("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ];
        for (first, last) in refused {
            for address in [first, last] {
                assert!(!permit(&PeerRules::default(), address), "{address}");
            }
        }
    }

    #[test]
    fn the_public_neighbours_are_open() {
        let open = [
            "1.0.0.0",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.0.3.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "203.0.112.255",
            "203.0.114.0",
            "223.255.255.255",
            "2001:200::1",
            "2001:db7::1",
            "2001:db9::1",
            "2606:4700::1",
            "3ffe::1",
            "3fff:1000::1",
        ];
        for address in open {
            assert!(permit(&PeerRules::default(), address), "{address}");
        }
    }

    #[test]
    fn another_spelling_changes_nothing() {
        for v4 in [
            "127.0.0.1",
            "10.0.0.1",
            "169.254.169.254",
            "192.168.1.1",
            "0.0.0.0",
            "100.64.0.1",
            "8.8.8.8",
        ] {
            let [a, b, c, d] = v4.parse::<Ipv4Addr>().unwrap().octets();
            let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
            let spellings = [
                format!("::ffff:{v4}"),
                format!("2002:{high:x}:{low:x}::1"),
                format!("2001:0:0808:0808:0:0:{:x}:{:x}", !high, !low),
                format!("2001:0:{high:x}:{low:x}:0:0:f7f7:f7f7"),
                format!("64:ff9b::{high:x}:{low:x}"),
            ];
            let expected = permit(&PeerRules::default(), v4);
            for spelling in spellings {
                assert_eq!(
                    permit(&PeerRules::default(), &spelling),
                    expected,
                    "{v4} as {spelling}"
                );
            }
        }
        for compatible in [
            "::127.0.0.1",
            "::10.0.0.1",
            "::169.254.169.254",
            "::0.0.0.2",
        ] {
            assert!(!permit(&PeerRules::default(), compatible), "{compatible}");
        }
        assert!(permit(&PeerRules::default(), "::8.8.8.8"));
    }

    #[test]
    fn a_named_network_is_open_in_its_spellings_but_not_through_a_tunnel() {
        let rules = PeerRules {
            allowed: vec![
                "192.168.0.0/16".parse().unwrap(),
                "fd00::/8".parse().unwrap(),
            ],
            own: Vec::new(),
        };
        for open in [
            "192.168.1.1",
            "::ffff:192.168.1.1",
            "::192.168.1.1",
            "fd12::1",
        ] {
            assert!(permit(&rules, open), "{open}");
        }
        for closed in [
            "10.0.0.1",
            "2002:c0a8:101::1",
            "64:ff9b::192.168.1.1",
            "fc00::1",
            "127.0.0.1",
        ] {
            assert!(!permit(&rules, closed), "{closed}");
        }
    }

    #[test]
    fn the_server_itself_is_open_only_by_its_own_name() {
        let mut rules = PeerRules {
            allowed: vec![
                "127.0.0.0/8".parse().unwrap(),
                "192.168.0.0/16".parse().unwrap(),
            ],
            own: vec!["192.168.1.5".parse().unwrap(), "8.8.8.8".parse().unwrap()],
        };
        for closed in [
            "127.0.0.1",
            "127.0.0.2",
            "::1",
            "192.168.1.5",
            "8.8.8.8",
            "::ffff:8.8.8.8",
        ] {
            assert!(!permit(&rules, closed), "{closed}");
        }
        for named in ["127.0.0.1", "::1", "192.168.1.5"] {
            rules.allowed.push(named.parse().unwrap());
            assert!(permit(&rules, named), "{named}");
        }
    }
}
