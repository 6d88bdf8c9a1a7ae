use serde::Serialize;

/// Which STUN and TURN servers a participant uses, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct IceServers {
    /// What to give to each peer connection.
    #[serde(rename = "ice_servers")]
    pub servers: Vec<IceServer>,
    /// For how long their credentials hold, in seconds from the message that brings them; `None` if for ever.
    #[serde(rename = "ice_lifetime", skip_serializing_if = "Option::is_none")]
    pub lifetime: Option<u32>,
    /// True if everyone sends by way of relays alone, and tells no other candidates.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub relay_only: bool,
}

impl IceServers {
    /// Tells whether there is a TURN server (RFC 7065) among them.
    #[must_use]
    pub fn has_relay(&self) -> bool {
        self.servers.iter().any(IceServer::is_relay)
    }
}

/// A STUN or TURN server (`RTCIceServer`, W3C WebRTC, section 4.2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IceServer {
    pub urls: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

impl IceServer {
    fn is_relay(&self) -> bool {
        self.urls.iter().any(|url| {
            let scheme = url.split(':').next().unwrap_or_default();
            scheme.eq_ignore_ascii_case("turn") || scheme.eq_ignore_ascii_case("turns")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_is_known_by_its_scheme() {
        let check = |urls: &[&str], expected| {
            let server = IceServer {
                urls: urls.iter().map(|url| (*url).to_owned()).collect(),
                username: None,
                credential: None,
            };
            let servers = IceServers {
                servers: vec![server],
                ..IceServers::default()
            };
            assert_eq!(servers.has_relay(), expected, "{urls:?}");
        };
        check(&[], false);
        check(&["stun:a.example", "stuns:turn.example"], false);
        check(
            &["stun:a.example", "turn:a.example:3478?transport=udp"],
            true,
        );
        check(&["TURNS:a.example"], true);
    }
}
