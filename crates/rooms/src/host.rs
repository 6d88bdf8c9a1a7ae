use std::net::Ipv6Addr;

/// The name or address by which a client has reached the server, as it stands in a URL (RFC 3986, section 3.2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host(Box<str>);

impl Host {
    /// The longest name of a host (RFC 1035, section 2.3.4).
    const MAX_BYTES: usize = 253;

    /// Reads the value of the header `Host` (RFC 9110, section 7.2) and leaves the port out; `None` for what no server
    /// on the internet is called.
    #[must_use]
    pub fn of_authority(authority: &str) -> Option<Self> {
        let host = match authority.strip_prefix('[') {
            Some(rest) => {
                let (address, port) = rest.split_once(']')?;
                let address: Ipv6Addr = address.parse().ok()?;
                (port.is_empty() || port.starts_with(':')).then(|| format!("[{address}]"))?
            }
            None => {
                let name = authority.split(':').next().unwrap_or_default();
                is_name(name).then(|| name.to_ascii_lowercase())?
            }
        };
        Some(Self(host.into()))
    }

    /// The text for a URL; an IPv6 address is in brackets.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// True for names and IPv4 addresses.
fn is_name(text: &str) -> bool {
    (1..=Host::MAX_BYTES).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_the_port_out_and_keeps_the_brackets() {
        let check = |authority: &str, expected: &str| {
            let host = Host::of_authority(authority).expect(authority);
            assert_eq!(host.as_str(), expected);
        };
        check("Meet.Example.org", "meet.example.org");
        check("meet.example.org:8443", "meet.example.org");
        check("192.0.2.1:3001", "192.0.2.1");
        check("[2001:DB8::1]:3001", "[2001:db8::1]");
        check("[::1]", "[::1]");
        check("my_laptop.local:3001", "my_laptop.local");
    }

    #[test]
    fn what_is_no_host_is_none() {
        let long = "a".repeat(254);
        for authority in [
            "",
            ":3001",
            "a@b",
            "a b",
            "a?transport=tcp",
            "[::1",
            "[a]:1",
            "[::1]a",
            "ä",
            &long,
        ] {
            assert_eq!(Host::of_authority(authority), None, "{authority}");
        }
    }
}
