/// The SSRC of the RTP packet in an IP packet, if it is one (RFC 3550, section 5.1; RFC 7983 and RFC 5761 tell it
/// from what else comes to the same port).
pub(super) fn ssrc(packet: &[u8]) -> Option<u32> {
    let payload = udp(packet)?;
    let [first, second, rest @ ..] = payload else {
        return None;
    };
    let is_rtp = (128..192).contains(first) && !(192..224).contains(second);
    // After the sequence number (16 bits) and the timestamp (32 bits).
    let ssrc = rest.get(6..10)?.try_into().ok()?;
    is_rtp.then(|| u32::from_be_bytes(ssrc))
}

/// What a UDP datagram carries; IPv6 extension headers do not occur here.
fn udp(packet: &[u8]) -> Option<&[u8]> {
    const UDP: u8 = 17;
    const HEADER: usize = 8;
    let (protocol, header) = match packet.first()? >> 4 {
        4 => (packet.get(9)?, usize::from(packet[0] & 0xf) * 4),
        6 => (packet.get(6)?, 40),
        _ => return None,
    };
    if *protocol != UDP {
        return None;
    }
    packet.get(header + HEADER..)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RTP: [u8; 12] = [0x90, 96, 0, 1, 0, 0, 0, 2, 0xca, 0xfe, 0, 7];

    fn over_ipv4(protocol: u8, payload: &[u8]) -> Vec<u8> {
        let mut packet = vec![0; 28];
        packet[0] = 0x45;
        packet[9] = protocol;
        packet.extend(payload);
        packet
    }

    fn over_ipv6(payload: &[u8]) -> Vec<u8> {
        let mut packet = vec![0; 48];
        packet[0] = 0x60;
        packet[6] = 17;
        packet.extend(payload);
        packet
    }

    #[test]
    fn rtp_is_known_over_both_versions_of_ip() {
        assert_eq!(ssrc(&over_ipv4(17, &RTP)), Some(0xcafe_0007));
        assert_eq!(ssrc(&over_ipv6(&RTP)), Some(0xcafe_0007));
    }

    #[test]
    fn rtcp_stun_dtls_and_tcp_are_not_rtp() {
        let rtcp = [0x80, 200, 0, 1, 0, 0, 0, 2, 0, 0, 0, 7];
        let stun = [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 0, 0, 0, 0];
        let dtls = [22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        for payload in [rtcp, stun, dtls] {
            assert_eq!(ssrc(&over_ipv4(17, &payload)), None, "{payload:?}");
        }
        assert_eq!(ssrc(&over_ipv4(6, &RTP)), None);
    }

    #[test]
    fn what_is_cut_short_is_nothing() {
        let packet = over_ipv4(17, &RTP);
        for length in 0..packet.len() {
            assert_eq!(ssrc(&packet[..length]), None, "{length} bytes");
        }
    }
}
