//! Takes out of descriptions and candidates whatever would tell a participant's own address.
//!
//! Everything here goes over its text once, whatever it is.

use std::borrow::Cow;

/// The parameters of a candidate that tell no address (RFC 6544, section 4.5; and what browsers add).
const HARMLESS: [&str; 5] = [
    "tcptype",
    "generation",
    "ufrag",
    "network-id",
    "network-cost",
];

/// An address that is none (RFC 8839, section 5.1).
const NOWHERE: &str = "0.0.0.0";

/// Returns the candidate (RFC 8839, section 5.1) without what is behind its relay; `None` if it is no relay's.
///
/// An empty text, the end of candidates, stays what it is. What is returned is no longer than what is given.
#[must_use]
pub fn relayed_candidate(candidate: &str) -> Option<String> {
    if candidate.is_empty() {
        return Some(String::new());
    }
    let mut words = candidate.split_ascii_whitespace();
    let mut relayed = String::with_capacity(candidate.len());
    for place in 0..8 {
        let word = words.next()?;
        let fits = match place {
            0 => word.starts_with("candidate:"),
            6 => word == "typ",
            7 => word == "relay",
            _ => true,
        };
        if !fits {
            return None;
        }
        if place > 0 {
            relayed.push(' ');
        }
        relayed.push_str(word);
    }
    while let (Some(name), Some(value)) = (words.next(), words.next()) {
        let value = match name {
            "raddr" if value.len() >= NOWHERE.len() => NOWHERE,
            "raddr" => "::",
            "rport" => "9",
            _ if HARMLESS.contains(&name) => value,
            _ => continue,
        };
        for word in [name, value] {
            relayed.push(' ');
            relayed.push_str(word);
        }
    }
    Some(relayed)
}

/// Returns the session description (RFC 8866) with the candidates of relays alone, and without other addresses.
///
/// What is returned is no longer than what is given.
#[must_use]
pub fn relayed_description(sdp: &str) -> String {
    let mut relayed = String::with_capacity(sdp.len());
    for line in sdp.split_inclusive('\n') {
        let text = line.trim_end_matches(['\r', '\n']);
        // To some readers a carriage return alone ends a line, too.
        let parts = text.split('\r').filter_map(relayed_line);
        let before = relayed.len();
        for part in parts {
            if relayed.len() > before {
                relayed.push('\r');
            }
            relayed.push_str(&part);
        }
        if relayed.len() > before {
            relayed.push_str(&line[text.len()..]);
        }
    }
    relayed
}

fn relayed_line(line: &str) -> Option<Cow<'_, str>> {
    let Some((kind, value)) = line.split_once('=') else {
        return Some(line.into());
    };
    match kind.trim() {
        "o" => with_nowhere("o=", value, 3),
        "c" => with_nowhere("c=", value, 0),
        "a" => attribute(value.trim_start(), line),
        _ => Some(line.into()),
    }
}

fn attribute<'a>(value: &'a str, line: &'a str) -> Option<Cow<'a, str>> {
    let (name, rest) = value.split_once(':').unwrap_or((value, ""));
    let is = |other| name.trim_end().eq_ignore_ascii_case(other);
    if is("candidate") {
        return relayed_candidate(value).map(|candidate| format!("a={candidate}").into());
    }
    if is("remote-candidates") {
        return None;
    }
    if is("rtcp") {
        return with_nowhere("a=rtcp:", rest, 1);
    }
    Some(line.into())
}

/// Writes a line that ends in an address after `kept` other words (RFC 8866, section 5.7; RFC 3605, section 2.1), with
/// an address that is none; `None` for any other line.
fn with_nowhere<'a>(name: &str, value: &'a str, kept: usize) -> Option<Cow<'a, str>> {
    let words: Vec<&str> = value.split_ascii_whitespace().take(kept + 4).collect();
    if words.len() != kept + 3 || words[kept + 2].len() < NOWHERE.len() {
        return None;
    }
    let mut line = name.to_owned();
    for word in &words[..kept] {
        line.push_str(word);
        line.push(' ');
    }
    line.push_str("IN IP4 ");
    line.push_str(NOWHERE);
    Some(line.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_candidates_only_those_of_relays_are_left_and_nothing_behind_them() {
        let check = |candidate: &str, expected: Option<&str>| {
            let relayed = relayed_candidate(candidate);
            assert_eq!(relayed.as_deref(), expected, "{candidate}");
        };
        check("", Some(""));
        check("candidate:1 1 udp 2122 192.168.1.2 5 typ host", None);
        check(
            "candidate:1 1 udp 1 a1b2.local 5 typ host generation 0",
            None,
        );
        check(
            "candidate:1 1 udp 1 203.0.113.7 5 typ srflx raddr 192.168.1.2 rport 5",
            None,
        );
        check("candidate:1 1 udp 1 203.0.113.7 5 typ prflx", None);
        check(
            "candidate:1 1 udp 41 198.51.100.1 49160 typ relay raddr 203.0.113.7 rport 61000 generation 0 ufrag x \
             network-id 1 network-cost 10",
            Some(
                "candidate:1 1 udp 41 198.51.100.1 49160 typ relay raddr 0.0.0.0 rport 9 generation 0 ufrag x \
                 network-id 1 network-cost 10",
            ),
        );
        check(
            "candidate:1 1 udp 41 2001:db8::1 49160 typ relay raddr 2001:db8:1::2 rport 61000 x 192.168.1.2",
            Some("candidate:1 1 udp 41 2001:db8::1 49160 typ relay raddr 0.0.0.0 rport 9"),
        );
        check(
            "candidate:1 1 udp 41 2001:db8::1 49160 typ relay raddr :: rport 0",
            Some("candidate:1 1 udp 41 2001:db8::1 49160 typ relay raddr :: rport 9"),
        );
    }

    #[test]
    fn whatever_only_looks_like_one_is_none() {
        for candidate in [
            "typ relay",
            "candidate:1 1 udp 1 192.168.1.2 5 typ host typ relay",
            "candidate:1 1 udp 1 192.168.1.2 5 TYP relay",
            "candidate:1 1 udp 1 192.168.1.2 5 typ",
            "1 1 udp 1 192.168.1.2 5 typ relay",
            " ",
        ] {
            assert_eq!(relayed_candidate(candidate), None, "{candidate}");
        }
    }

    #[test]
    fn of_a_description_everything_else_stays() {
        let sdp = "v=0\r\no=- 46117 2 IN IP4 192.168.1.2\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
            m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 192.168.1.2\r\na=rtcp:9 IN IP4 192.168.1.2\r\n\
            a=candidate:1 1 udp 2122 192.168.1.2 5 typ host\r\na=remote-candidates:1 192.168.1.2 5\r\n\
            a=candidate:2 1 udp 41 198.51.100.1 49160 typ relay raddr 192.168.1.2 rport 5\r\n\
            a=ice-ufrag:abc\r\na=end-of-candidates\r\n";
        let expected = "v=0\r\no=- 46117 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
            m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n\
            a=candidate:2 1 udp 41 198.51.100.1 49160 typ relay raddr 0.0.0.0 rport 9\r\n\
            a=ice-ufrag:abc\r\na=end-of-candidates\r\n";
        assert_eq!(relayed_description(sdp), expected);
        assert_eq!(relayed_description(expected), expected);
    }

    #[test]
    fn no_spelling_gets_through_and_nothing_grows() {
        for line in [
            "a=candidate:1 1 udp 1 192.168.1.2 5 typ host",
            "a=CANDIDATE:1 1 udp 1 192.168.1.2 5 typ relay",
            "a= candidate:1 1 udp 1 192.168.1.2 5 typ host",
            "a =candidate:1 1 udp 1 192.168.1.2 5 typ host",
            " a=candidate:1 1 udp 1 192.168.1.2 5 typ host",
            "a=candidate :1 1 udp 1 192.168.1.2 5 typ host",
            "a=rtcp:9 IN IP4 192.168.1.2",
            "a=rtcp:9 192.168.1.2",
            "c=IN IP4 192.168.1.2",
            "c=192.168.1.2",
            "c=",
            "o=- 1 2 IN IP4 192.168.1.2",
            "o=192.168.1.2",
        ] {
            for sdp in [
                line.to_owned(),
                format!("v=0\r{line}\rs=-"),
                format!("v=0\n\n{line}"),
                format!("v=0\r\n{line}\r\ns=-\r\n"),
            ] {
                let relayed = relayed_description(&sdp);
                assert!(!relayed.contains("192.168.1.2"), "{sdp:?} {relayed:?}");
                assert!(relayed.len() <= sdp.len(), "{sdp:?} {relayed:?}");
            }
        }
    }
}
