/// A STUN or TURN server, as its URL says (RFC 7064, section 3.1; RFC 7065, section 3.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// It relays; else it only says which address it sees.
    pub relays: bool,
    /// A name or an address, without brackets.
    pub host: String,
    pub port: u16,
    pub way: Way,
}

/// How a server is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Udp,
    Tcp,
    Tls,
}

impl Target {
    /// Reads a URL such as `turn:meet.example.org:3478?transport=tcp`.
    ///
    /// DTLS, which no browser speaks to a TURN server, is nothing.
    #[must_use]
    pub fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once(':')?;
        let (relays, is_secure) = match scheme.to_ascii_lowercase().as_str() {
            "stun" => (false, false),
            "stuns" => (false, true),
            "turn" => (true, false),
            "turns" => (true, true),
            _ => return None,
        };
        let (authority, transport) = match rest.split_once('?') {
            Some((authority, query)) => (authority, query.strip_prefix("transport=")?),
            None if is_secure => (rest, "tcp"),
            None => (rest, "udp"),
        };
        let way = match (transport, is_secure) {
            ("udp", false) => Way::Udp,
            ("tcp", false) => Way::Tcp,
            ("tcp", true) => Way::Tls,
            _ => return None,
        };
        let (host, port) = host_and_port(authority)?;
        Some(Self {
            relays,
            host: host.to_owned(),
            port: match port {
                Some(port) => port.parse().ok()?,
                None if is_secure => 5349,
                None => 3478,
            },
            way,
        })
    }
}

fn host_and_port(authority: &str) -> Option<(&str, Option<&str>)> {
    if let Some(rest) = authority.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        return match rest {
            "" => Some((host, None)),
            _ => Some((host, Some(rest.strip_prefix(':')?))),
        };
    }
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    (!host.is_empty()).then_some((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_what_and_where_and_how() {
        let check = |url, relays, host: &str, port, way| {
            let expected = Target {
                relays,
                host: host.to_owned(),
                port,
                way,
            };
            assert_eq!(Target::parse(url), Some(expected), "{url}");
        };
        check("stun:a.example", false, "a.example", 3478, Way::Udp);
        check("turn:a.example:99", true, "a.example", 99, Way::Udp);
        check(
            "turn:a.example?transport=tcp",
            true,
            "a.example",
            3478,
            Way::Tcp,
        );
        check("TURNS:a.example", true, "a.example", 5349, Way::Tls);
        check(
            "turns:a.example:443?transport=tcp",
            true,
            "a.example",
            443,
            Way::Tls,
        );
        check(
            "turn:[2001:db8::1]:99?transport=udp",
            true,
            "2001:db8::1",
            99,
            Way::Udp,
        );
        check("turn:[2001:db8::1]", true, "2001:db8::1", 3478, Way::Udp);
    }

    #[test]
    fn anything_else_is_no_server() {
        for url in [
            "",
            "turn",
            "turn:",
            "http://a.example",
            "turn:a.example:port",
            "turn:a.example:70000",
            "turn:[2001:db8::1",
            "turn:[2001:db8::1]x",
            "turns:a.example?transport=udp",
            "turn:a.example?transport=sctp",
            "turn:a.example?x",
        ] {
            assert_eq!(Target::parse(url), None, "{url}");
        }
    }
}
