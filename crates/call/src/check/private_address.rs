use std::net::{IpAddr, Ipv4Addr};

/// True for addresses that the internet does not reach (RFC 1918, RFC 4193, RFC 6598 and those of the machine itself).
pub(super) fn is_private(address: &str) -> bool {
    match address
        .parse::<IpAddr>()
        .map(|address| address.to_canonical())
    {
        Ok(IpAddr::V4(address)) => {
            address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_unspecified()
                || is_shared(address)
        }
        Ok(IpAddr::V6(address)) => {
            address.is_loopback()
                || address.is_unspecified()
                || address.is_unique_local()
                || address.is_unicast_link_local()
        }
        Err(_) => false,
    }
}

fn is_shared(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    first == 100 && (64..128).contains(&second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_the_internet_does_not_reach() {
        for address in [
            "10.1.2.3",
            "172.17.0.2",
            "192.168.1.9",
            "127.0.0.1",
            "169.254.1.1",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
        ] {
            assert!(is_private(address), "{address}");
        }
        for address in [
            "203.0.113.7",
            "100.128.0.1",
            "172.32.0.1",
            "2001:db8::1",
            "a.example",
        ] {
            assert!(!is_private(address), "{address}");
        }
    }
}
