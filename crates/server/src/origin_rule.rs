use std::net::IpAddr;

use crate::Origin;
use crate::origin::{host_and_port, is_loopback};

/// A request as far as the rule for origins looks at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asker<'a> {
    pub(crate) origin: Option<&'a str>,
    pub(crate) host: Option<&'a str>,
    pub(crate) peer: IpAddr,
}

/// Decides whether a page may open a WebSocket: browsers let any page try, and only say whose page it is.
pub(crate) fn may_connect(asker: Asker<'_>, frontends: &[Origin]) -> bool {
    // Only browsers send an origin, and a program could send any it likes.
    let Some(origin) = asker.origin else {
        return true;
    };
    let Some(origin) = Origin::parse(origin) else {
        return false;
    };
    let Some(host) = asker.host else {
        return frontends.contains(&origin);
    };
    origin.is_at(host) || frontends.contains(&origin) || is_development(&origin, host, asker.peer)
}

/// True for a page from another port of the same machine: `trunk serve` passes the origin on, but not the host.
fn is_development(origin: &Origin, host: &str, peer: IpAddr) -> bool {
    let host_is_local = host_and_port(host).is_some_and(|(host, _)| is_loopback(&host));
    peer.is_loopback() && host_is_local && origin.is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "127.0.0.1";
    const THERE: &str = "192.0.2.7";

    #[test]
    fn decides_by_origin_host_and_peer() {
        let frontends = [Origin::parse("https://app.example.org").unwrap()];
        let check = |origin: Option<&str>, host: &str, peer: &str, expected: bool| {
            let asker = Asker {
                origin,
                host: Some(host),
                peer: peer.parse().unwrap(),
            };
            assert_eq!(may_connect(asker, &frontends), expected, "{asker:?}");
        };
        // No browser.
        check(None, "meet.example.org", THERE, true);
        // The same origin, with and without TLS in front.
        check(
            Some("http://meet.example.org:3001"),
            "meet.example.org:3001",
            THERE,
            true,
        );
        check(
            Some("https://meet.example.org"),
            "meet.example.org",
            THERE,
            true,
        );
        check(
            Some("https://meet.example.org"),
            "meet.example.org:443",
            THERE,
            true,
        );
        check(
            Some("http://meet.example.org"),
            "meet.example.org:80",
            THERE,
            true,
        );
        check(
            Some("http://Meet.Example.org"),
            "meet.example.ORG",
            THERE,
            true,
        );
        check(
            Some("http://[2001:db8::1]:3001"),
            "[2001:db8::1]:3001",
            THERE,
            true,
        );
        // Another origin.
        check(
            Some("https://evil.example"),
            "meet.example.org",
            THERE,
            false,
        );
        check(
            Some("http://meet.example.org:8080"),
            "meet.example.org:3001",
            THERE,
            false,
        );
        check(
            Some("https://meet.example.org.evil.example"),
            "meet.example.org",
            THERE,
            false,
        );
        check(
            Some("https://evil.example/meet.example.org"),
            "meet.example.org",
            THERE,
            false,
        );
        check(
            Some("https://evil@meet.example.org"),
            "meet.example.org",
            THERE,
            false,
        );
        check(Some("null"), "meet.example.org", THERE, false);
        check(Some("file://"), "meet.example.org", THERE, false);
        check(Some(""), "meet.example.org", THERE, false);
        // The interface's other home.
        check(
            Some("https://app.example.org"),
            "meet.example.org",
            THERE,
            true,
        );
        check(
            Some("https://app.example.org:443"),
            "meet.example.org",
            THERE,
            true,
        );
        check(
            Some("http://app.example.org"),
            "meet.example.org",
            THERE,
            false,
        );
        check(
            Some("https://app.example.org:8443"),
            "meet.example.org",
            THERE,
            false,
        );
        // Development on one machine, which a page from elsewhere or a proxy in front is not.
        check(Some("http://localhost:8080"), "127.0.0.1:3001", HERE, true);
        check(Some("http://127.0.0.1:8080"), "localhost:3001", HERE, true);
        check(Some("http://[::1]:8080"), "127.0.0.1:3001", "::1", true);
        check(
            Some("http://localhost:8080"),
            "127.0.0.1:3001",
            THERE,
            false,
        );
        check(
            Some("http://localhost:8080"),
            "meet.example.org",
            HERE,
            false,
        );
        check(
            Some("http://localhost.evil.example"),
            "127.0.0.1:3001",
            HERE,
            false,
        );
        check(Some("http://evil.example"), "127.0.0.1:3001", HERE, false);
    }
}
