/// What the browser says of one peer connection (W3C WebRTC Statistics, section 8), as it says it: counters are since the connection
/// was opened, over all tracks together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkStats {
    /// `currentRoundTripTime` of the candidate pair in use, in milliseconds.
    pub round_trip_ms: Option<u32>,
    /// The largest `jitter` of what comes, in milliseconds.
    pub jitter_ms: Option<u32>,
    pub bytes_received: u64,
    pub bytes_sent: u64,
    pub packets_received: u64,
    /// What did not come.
    pub packets_lost: u64,
    pub packets_sent: u64,
    /// What did not arrive at the other side, by what it says (`remote-inbound-rtp`).
    pub packets_lost_there: u64,
    /// `availableOutgoingBitrate` of the candidate pair in use, in bits per second.
    pub available_outgoing: Option<u32>,
    /// The picture that comes, if one does.
    pub video_in: Option<InboundVideo>,
    /// The picture that is sent, if one is.
    pub video_out: Option<OutboundVideo>,
    pub path: Option<LinkPath>,
    /// Where one's own end of the path is.
    pub local: Option<NetworkPrefix>,
    /// Where the other end is.
    pub remote: Option<NetworkPrefix>,
    /// The codecs in use, without their parameters: `opus`, `VP8`.
    pub codecs: Vec<String>,
}

/// A picture that comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InboundVideo {
    pub width: u16,
    pub height: u16,
    pub frames_per_second: u8,
    /// How often it has stood still (`freezeCount`).
    pub freezes: u32,
}

/// A picture that is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboundVideo {
    pub width: u16,
    pub height: u16,
    pub frames_per_second: u8,
    /// What the camera gives (`media-source`), in pixels; 0 where it is not told.
    pub source_width: u16,
    pub source_height: u16,
    pub limited_by: LimitReason,
}

/// What keeps a picture from being better (`qualityLimitationReason`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LimitReason {
    #[default]
    None,
    /// The device is too slow or too hot.
    Cpu,
    /// The network takes no more.
    Bandwidth,
    Other,
}

/// The kind of path that is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkPath {
    pub route: Route,
    pub transport: Transport,
    pub ip: IpVersion,
}

/// How media gets to the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    Direct,
    /// By way of a TURN server.
    Relayed,
}

impl Route {
    /// Tells the route by what kinds of candidate its ends are (`RTCIceCandidateType`, W3C WebRTC, section 4.8.1.3): who
    /// reaches the relay of the other side is relayed too.
    #[must_use]
    pub fn between(local: &str, remote: &str) -> Self {
        if local == "relay" || remote == "relay" {
            Self::Relayed
        } else {
            Self::Direct
        }
    }
}

/// What carries media; towards the TURN server, where there is one (`relayProtocol`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    Udp,
    Tcp,
    Tls,
}

/// The version of the Internet Protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IpVersion {
    V4,
    V6,
}

/// The part of an address that tells a network and no person: the first 16 bits of IPv4, the first 32 of IPv6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkPrefix(String);

impl NetworkPrefix {
    /// Shortens an address as `getStats()` gives it; of a name that hides one (mDNS) and of anything else nothing is kept.
    #[must_use]
    pub fn of(address: &str) -> Self {
        Self(
            of_ipv4(address)
                .or_else(|| of_ipv6(address))
                .unwrap_or_else(|| "hidden".to_owned()),
        )
    }

    /// Returns the prefix as text: `192.0.0.0/16`, `2001:db8::/32` or `hidden`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn of_ipv4(address: &str) -> Option<String> {
    let mut parts = address.split('.');
    let numbers = [parts.next()?, parts.next()?, parts.next()?, parts.next()?];
    let are_numbers = numbers.iter().all(|number| number.parse::<u8>().is_ok());
    let [first, second, ..] = numbers;
    (are_numbers && parts.next().is_none()).then(|| format!("{first}.{second}.0.0/16"))
}

fn of_ipv6(address: &str) -> Option<String> {
    let mut groups = address.trim_matches(['[', ']']).split(':');
    let (first, second) = (groups.next()?, groups.next()?);
    let is_group = |group: &str| {
        (1..=4).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    // A gap at once stands for zeros; one at the very start belongs to no network that is worth a word.
    if !is_group(first) || !(second.is_empty() || is_group(second)) || groups.next().is_none() {
        return None;
    }
    let second = if second.is_empty() { "0" } else { second };
    Some(format!("{first}:{second}::/32"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_relayed_whichever_side_has_the_relay() {
        assert_eq!(Route::between("relay", "prflx"), Route::Relayed);
        assert_eq!(Route::between("host", "relay"), Route::Relayed);
        assert_eq!(Route::between("srflx", "prflx"), Route::Direct);
    }

    #[test]
    fn an_address_is_shortened_to_its_network() {
        let check = |address: &str, expected: &str| {
            assert_eq!(NetworkPrefix::of(address).as_str(), expected, "{address:?}");
        };
        check("203.0.113.77", "203.0.0.0/16");
        check("2001:db8:1234:5678:9abc:def0:1:2", "2001:db8::/32");
        check("[2001:db8::7]", "2001:db8::/32");
        check("fe80::1%eth0", "fe80:0::/32");
        check("::1", "hidden");
        check("::ffff:203.0.113.77", "hidden");
        check("0f3a9c1e-6a2b-4b8e-9d1c-1d2e3f4a5b6c.local", "hidden");
        check("203.0.113.77.5", "hidden");
        check("203.0.113.777", "hidden");
        check("cafe:1", "hidden");
        check("", "hidden");
        check("ana@example.org", "hidden");
    }
}
