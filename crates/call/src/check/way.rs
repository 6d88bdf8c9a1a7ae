/// How a TURN server is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Udp,
    Tcp,
    Tls,
}

impl Way {
    pub const ALL: [Self; 3] = [Self::Udp, Self::Tcp, Self::Tls];

    /// Returns the way that a URL names (RFC 7065, section 3.1); `None` if it is of no TURN server, or of one that
    /// browsers do not speak with.
    #[must_use]
    pub fn of(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once(':')?;
        let transport = rest.split_once("?transport=").map(|(_, name)| name);
        match (scheme, transport) {
            ("turn", None | Some("udp")) => Some(Self::Udp),
            ("turn", Some("tcp")) => Some(Self::Tcp),
            ("turns", None | Some("tcp")) => Some(Self::Tls),
            _ => None,
        }
    }

    /// Its place among all.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_a_way() {
        let check = |url: &str, expected| assert_eq!(Way::of(url), expected, "{url}");
        check("turn:a.example", Some(Way::Udp));
        check("turn:a.example:3478?transport=udp", Some(Way::Udp));
        check("turn:[2001:db8::1]:3478?transport=tcp", Some(Way::Tcp));
        check("turns:a.example:5349", Some(Way::Tls));
        check("turns:a.example?transport=tcp", Some(Way::Tls));
        check("turns:a.example?transport=udp", None);
        check("stun:a.example", None);
        check("turn", None);
    }
}
