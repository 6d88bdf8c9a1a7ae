use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// A web origin (RFC 6454) of the schemes http and https.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    scheme: Scheme,
    host: String,
    port: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

impl Origin {
    /// Reads `https://host` or `http://host:port`; a slash at the end is no fault, a path is.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            _ => return None,
        };
        let (host, port) = host_and_port(rest.strip_suffix('/').unwrap_or(rest))?;
        Some(Self {
            scheme,
            host,
            port: port.unwrap_or(scheme.default_port()),
        })
    }

    /// The host's name or address, an IPv6 one without its brackets.
    pub(crate) fn host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// True if it is reached by TLS.
    pub(crate) fn is_secure(&self) -> bool {
        self.scheme == Scheme::Https
    }

    /// The value of a `Host` header for it.
    pub(crate) fn authority(&self) -> String {
        let text = self.to_string();
        text.split_once("://")
            .map_or(String::new(), |(_, authority)| authority.to_owned())
    }

    /// True if the origin is a port of the machine that the browser runs on.
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }

    /// True if `host`, the value of a `Host` header, names this origin's server.
    ///
    /// The scheme does not count: a proxy in front may end TLS.
    pub(crate) fn is_at(&self, host: &str) -> bool {
        host_and_port(host).is_some_and(|(host, port)| {
            host == self.host && port.unwrap_or(self.scheme.default_port()) == self.port
        })
    }
}

impl Scheme {
    fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.scheme {
            Scheme::Http => "http",
            Scheme::Https => "https",
        };
        write!(f, "{scheme}://{}", self.host)?;
        if self.port == self.scheme.default_port() {
            Ok(())
        } else {
            write!(f, ":{}", self.port)
        }
    }
}

/// True if `host`, without a port, names the machine that asks.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || address.parse().is_ok_and(|a: IpAddr| a.is_loopback())
}

/// Takes `host:port` apart and lowers the host's letters; `None` if it is no such thing.
pub(crate) fn host_and_port(text: &str) -> Option<(String, Option<u16>)> {
    let end_of_host = if text.starts_with('[') {
        text.find(']')? + 1
    } else {
        text.find(':').unwrap_or(text.len())
    };
    let (host, rest) = text.split_at(end_of_host);
    let port = match rest.strip_prefix(':') {
        Some(digits) => Some(port_number(digits)?),
        None if rest.is_empty() => None,
        None => return None,
    };
    (is_name(host) || is_bracketed_address(host)).then(|| (host.to_ascii_lowercase(), port))
}

fn port_number(digits: &str) -> Option<u16> {
    let all_digits = digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| all_digits)
}

/// True for what a host's name or IPv4 address is made of.
fn is_name(host: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    !host.is_empty() && host.bytes().all(is_part)
}

fn is_bracketed_address(host: &str) -> bool {
    let inner = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_origins_as_people_write_them() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(
                Origin::parse(text).map(|o| o.to_string()).as_deref(),
                expected,
                "{text:?}"
            );
        };
        check("https://app.example.org", Some("https://app.example.org"));
        check("https://app.example.org/", Some("https://app.example.org"));
        check(
            "HTTPS://App.Example.org:443",
            Some("https://app.example.org"),
        );
        check("http://localhost:8080", Some("http://localhost:8080"));
        check("http://[::1]:8080", Some("http://[::1]:8080"));
        for wrong in [
            "app.example.org",
            "https://",
            "https:///",
            "ftp://a.b",
            "https://a.b/c",
            "https://a b",
            "*",
        ] {
            check(wrong, None);
        }
        for wrong in [
            "https://a:b",
            "https://a:99999",
            "https://a:+1",
            "https://[::1",
            "https://a?b",
            "https://a#b",
        ] {
            check(wrong, None);
        }
    }
}
