use crate::Host;

/// The server's own STUN and TURN server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnRelay {
    /// Where it is; if empty, where the client has reached this server.
    pub hosts: Vec<Host>,
    /// The names that its certificate is for, of which the first part may be `*` (RFC 9525, section 6.3).
    pub names: Vec<Box<str>>,
    /// The ports that are open, for STUN and TURN over UDP and for TURN over TCP and TLS.
    pub udp: Option<u16>,
    pub tcp: Option<u16>,
    pub tls: Option<u16>,
}

impl OwnRelay {
    /// Returns what a client is told who has reached this server at `host`.
    pub(crate) fn urls(&self, host: Option<&Host>) -> Vec<String> {
        let ways = [
            ("stun", self.udp, ""),
            ("turn", self.udp, "?transport=udp"),
            ("turn", self.tcp, "?transport=tcp"),
        ];
        let hosts = self.hosts(host);
        let plain = hosts.iter().flat_map(|host| {
            ways.into_iter().filter_map(move |(scheme, port, query)| {
                Some(format!("{scheme}:{}:{}{query}", host.as_str(), port?))
            })
        });
        let by_name = self.name(host);
        let secure = match &by_name {
            Some(name) => vec![name],
            None => hosts.clone(),
        };
        let secure = secure.into_iter().filter_map(|host| {
            Some(format!(
                "turns:{}:{}?transport=tcp",
                host.as_str(),
                self.tls?
            ))
        });
        plain.chain(secure).collect()
    }

    fn hosts<'a>(&'a self, host: Option<&'a Host>) -> Vec<&'a Host> {
        if self.hosts.is_empty() {
            host.into_iter().collect()
        } else {
            self.hosts.iter().collect()
        }
    }

    /// The name at which a browser takes the certificate; Firefox does not even try TURN over TLS at an address.
    fn name(&self, host: Option<&Host>) -> Option<Host> {
        let reached = host.filter(|host| self.names.iter().any(|name| covers(name, host)));
        reached
            .cloned()
            .or_else(|| self.names.iter().find_map(|name| Host::of_authority(name)))
    }
}

/// True if a certificate for `name` is good at `host`.
fn covers(name: &str, host: &Host) -> bool {
    let parent = |name: &str| name.split_once('.').map(|(_, parent)| parent.to_owned());
    match name.strip_prefix("*.") {
        Some(rest) => parent(host.as_str()).is_some_and(|parent| parent.eq_ignore_ascii_case(rest)),
        None => host.as_str().eq_ignore_ascii_case(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_that_is_open_is_told_at_each_host() {
        let relay = OwnRelay {
            hosts: hosts(&["192.0.2.1", "[2001:db8::1]"]),
            udp: Some(3478),
            tcp: Some(3479),
            ..OwnRelay::default()
        };
        let expected = [
            "stun:192.0.2.1:3478",
            "turn:192.0.2.1:3478?transport=udp",
            "turn:192.0.2.1:3479?transport=tcp",
            "stun:[2001:db8::1]:3478",
            "turn:[2001:db8::1]:3478?transport=udp",
            "turn:[2001:db8::1]:3479?transport=tcp",
        ];
        assert_eq!(relay.urls(None), expected);
    }

    #[test]
    fn tls_is_told_at_a_name_of_the_certificate() {
        let check = |public: &[&str], names: &[&str], reached: &str, expected: &[&str]| {
            let relay = OwnRelay {
                hosts: hosts(public),
                names: names.iter().map(|name| (*name).into()).collect(),
                tls: Some(443),
                ..OwnRelay::default()
            };
            let urls = relay.urls(Host::of_authority(reached).as_ref());
            let expected = expected
                .iter()
                .map(|host| format!("turns:{host}:443?transport=tcp"));
            assert_eq!(urls, expected.collect::<Vec<_>>(), "{names:?} {reached}");
        };
        let one = ["relay.example.org"];
        check(&[], &one, "meet.example.org", &one);
        check(
            &["192.0.2.1", "[2001:db8::1]"],
            &one,
            "meet.example.org",
            &one,
        );
        let both = ["relay.example.org", "Meet.example.org"];
        check(&[], &both, "meet.example.org", &["meet.example.org"]);
        check(&[], &both, "192.0.2.1", &one);
        let any = ["*.example.org"];
        check(&[], &any, "meet.example.org", &["meet.example.org"]);
        check(&["192.0.2.1"], &any, "example.org", &["192.0.2.1"]);
        check(&["192.0.2.1"], &any, "a.meet.example.org", &["192.0.2.1"]);
        // A certificate for addresses alone has no name.
        check(&["192.0.2.1"], &[], "meet.example.org", &["192.0.2.1"]);
        check(&[], &[], "meet.example.org", &["meet.example.org"]);
    }

    fn hosts(all: &[&str]) -> Vec<Host> {
        all.iter()
            .filter_map(|host| Host::of_authority(host))
            .collect()
    }
}
