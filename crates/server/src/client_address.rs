//! Who asks, where proxies stand in between.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use ::turn::Network;
use axum::http::header::{FORWARDED, HeaderMap, HeaderName};

/// Where most proxies say for whom they ask.
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Returns the address of whoever asks, where `peer` is whoever has connected.
///
/// Only a trusted proxy is believed, and of what it passes on only what a stranger cannot have written: each proxy
/// adds on the right by whom it was asked, so the first from there who is not trusted is the client.
/// Where both headers are there and say different things, one of them was passed on as a stranger wrote it, and
/// neither counts.
pub(crate) fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let peer = peer.to_canonical();
    if !is_trusted(peer, trusted) {
        return peer;
    }
    let told = |name: &HeaderName, read: fn(&str) -> Option<IpAddr>| {
        let values = headers.get_all(name);
        let mut hops = values
            .iter()
            // Whatever quotes say: a stranger may have left one open on the left.
            .flat_map(|value| value.to_str().unwrap_or_default().split(','))
            .map(read)
            .rev()
            .peekable();
        hops.peek().is_some().then(|| follow(peer, hops, trusted))
    };
    match (
        told(&X_FORWARDED_FOR, address_of),
        told(&FORWARDED, address_of_element),
    ) {
        (Some(one), Some(other)) if one != other => peer,
        (one, other) => one.or(other).unwrap_or(peer),
    }
}

/// True if `address` is a proxy that the operator trusts.
pub(crate) fn is_trusted(address: IpAddr, trusted: &[Network]) -> bool {
    let address = address.to_canonical();
    trusted.iter().any(|network| network.contains(address))
}

/// True if a request says that it comes by way of a proxy.
pub(crate) fn is_passed_on(headers: &HeaderMap) -> bool {
    headers.contains_key(X_FORWARDED_FOR) || headers.contains_key(FORWARDED)
}

/// What counts as one address: an IPv6 host has all of a /64 to choose from.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
    }
}

/// Goes from proxy to proxy up to whom nobody vouches for; a word that is no address ends the way.
fn follow(peer: IpAddr, hops: impl Iterator<Item = Option<IpAddr>>, trusted: &[Network]) -> IpAddr {
    let mut last = peer;
    for hop in hops {
        let Some(hop) = hop else { break };
        last = hop;
        if !is_trusted(hop, trusted) {
            break;
        }
    }
    last
}

/// Reads an address, with or without a port.
fn address_of(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    let address = bare.parse().ok();
    let address = address.or_else(|| text.parse().ok().map(|address: SocketAddr| address.ip()));
    address.map(|address| address.to_canonical())
}

/// Reads the address in one element of `Forwarded` (RFC 7239, section 4).
fn address_of_element(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let (_, node) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    address_of(node.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const PROXY: &str = "10.0.0.1";
    const CLIENT: &str = "192.0.2.7";

    /// The one who asks, if the proxies are 10.0.0.0/8 and 2001:db8:ff::/48.
    fn check(peer: &str, headers: &[(&'static str, &str)], expected: &str) {
        let trusted = ["10.0.0.0/8", "2001:db8:ff::/48"].map(|network| network.parse().unwrap());
        let headers_of = |(name, value): &(&'static str, &str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            )
        };
        let mut map = HeaderMap::new();
        for (name, value) in headers.iter().map(headers_of) {
            map.append(name, value);
        }
        let address = client_address(peer.parse().unwrap(), &map, &trusted);
        assert_eq!(address.to_string(), expected, "{peer} {headers:?}");
    }

    #[test]
    fn nobody_but_a_trusted_proxy_is_believed() {
        check(CLIENT, &[], CLIENT);
        check(CLIENT, &[("x-forwarded-for", "198.51.100.1")], CLIENT);
        check(CLIENT, &[("forwarded", "for=198.51.100.1")], CLIENT);
        check("127.0.0.1", &[("x-forwarded-for", CLIENT)], "127.0.0.1");
        check(PROXY, &[("x-forwarded-for", CLIENT)], CLIENT);
        check("::ffff:10.0.0.1", &[("x-forwarded-for", CLIENT)], CLIENT);
        check("2001:db8:ff::2", &[("x-forwarded-for", CLIENT)], CLIENT);
    }

    #[test]
    fn what_a_stranger_wrote_on_the_left_does_not_count() {
        let check = |list: &str, expected: &str| {
            check(PROXY, &[("x-forwarded-for", list)], expected);
        };
        check("198.51.100.1, 192.0.2.7", CLIENT);
        check("10.0.0.9, 192.0.2.7", CLIENT);
        check("192.0.2.7, 10.0.0.2", CLIENT);
        check("198.51.100.1,192.0.2.7,10.0.0.3,2001:db8:ff::2", CLIENT);
        check("10.0.0.3, 10.0.0.2", "10.0.0.3");
    }

    #[test]
    fn headers_of_one_name_are_one_list() {
        let lines = [
            ("x-forwarded-for", "198.51.100.1"),
            ("x-forwarded-for", CLIENT),
        ];
        check(PROXY, &lines, CLIENT);
    }

    #[test]
    fn an_address_may_have_a_port_and_brackets() {
        let check = |list: &str, expected: &str| {
            check(PROXY, &[("x-forwarded-for", list)], expected);
        };
        check("192.0.2.7:1234", CLIENT);
        check("::ffff:192.0.2.7", CLIENT);
        check("2001:db8::7", "2001:db8::7");
        check("[2001:db8::7]", "2001:db8::7");
        check("[2001:db8::7]:1234", "2001:db8::7");
        check("  192.0.2.7\t", CLIENT);
    }

    #[test]
    fn a_word_that_is_no_address_ends_the_way() {
        let check = |list: &str, expected: &str| {
            check(PROXY, &[("x-forwarded-for", list)], expected);
        };
        check("", PROXY);
        check("unknown", PROXY);
        check("192.0.2.7,", PROXY);
        check("192.0.2.7, unknown, 10.0.0.2", "10.0.0.2");
        check("192.0.2.7 10.0.0.2", PROXY);
        check("192.0.2.256", PROXY);
    }

    #[test]
    fn forwarded_is_read_as_its_rfc_says() {
        let check = |list: &str, expected: &str| check(PROXY, &[("forwarded", list)], expected);
        check("for=192.0.2.7", CLIENT);
        check("For=\"192.0.2.7:4711\"", CLIENT);
        check("for=\"[2001:db8::7]:4711\"", "2001:db8::7");
        check("proto=https;for=192.0.2.7;by=10.0.0.1", CLIENT);
        check(
            "for=198.51.100.1, for=192.0.2.7;host=a, for=10.0.0.2",
            CLIENT,
        );
        check("for=198.51.100.1, for=_hidden", PROXY);
        check("for=unknown", PROXY);
        check("proto=https", PROXY);
        check("for=\", for=192.0.2.7", CLIENT);
    }

    #[test]
    fn headers_that_say_different_things_do_not_count() {
        let both = |list, element| [("x-forwarded-for", list), ("forwarded", element)];
        check(PROXY, &both(CLIENT, "for=192.0.2.7"), CLIENT);
        check(PROXY, &both(CLIENT, "for=198.51.100.1"), PROXY);
        check(PROXY, &both("198.51.100.1", "for=192.0.2.7"), PROXY);
    }

    #[test]
    fn an_ipv6_host_counts_as_its_network() {
        let check = |address: &str, expected: &str| {
            assert_eq!(network(address.parse().unwrap()).to_string(), expected);
        };
        check("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::");
        check("192.0.2.7", CLIENT);
        check("::ffff:192.0.2.7", CLIENT);
    }
}
