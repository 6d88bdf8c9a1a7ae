//! STUN and TURN servers, as a browser would use them.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use crate::{Line, Target, Way};

/// What trying a server gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It said as which address it sees the one who asks.
    Reflected(SocketAddr),
    /// Bytes came back through two addresses that it gave, one of which is this.
    Relayed {
        address: SocketAddr,
        round_trip: Duration,
    },
    /// There is no way to it, in the system's words.
    Unreachable(String),
    /// Nothing came back.
    Silent,
    /// It gave no address; with the code of its error (RFC 8656, section 19), if it gave one.
    Refused(Option<u16>),
    /// It lets nothing be sent to an address that it gave itself.
    Forbidden(SocketAddr),
    /// What was sent to an address that it gave did not arrive.
    Lost(SocketAddr),
    /// Bytes came back through two addresses that it gave, but what was sent to this one by itself did not arrive.
    Deaf(SocketAddr),
}

/// Whose server it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The one inside Tatap.
    Tatap {
        /// It is tried at an address that `TATAP_PUBLIC_IP` names.
        announced: bool,
    },
    /// One that `TATAP_TURN_URLS` or `TATAP_ICE_SERVERS` names.
    Operator,
}

/// Says how the server at `url` stands.
#[must_use]
pub fn line(url: &str, owner: Owner, outcome: &Outcome) -> Line {
    let where_it_is = match owner {
        Owner::Tatap { announced: true } => "TATAP_PUBLIC_IP",
        Owner::Tatap { announced: false } => "TATAP_TURN_ADDR",
        Owner::Operator => "TATAP_TURN_URLS",
    };
    let address = match owner {
        Owner::Tatap { announced: true } => {
            "whether the internet reaches this machine at that address"
        }
        Owner::Tatap { announced: false } | Owner::Operator => "the address",
    };
    match outcome {
        Outcome::Reflected(seen) => {
            Line::good(url, format!("It answers, and sees this machine as {seen}."))
        }
        Outcome::Relayed { .. } if is_tls_at_an_address(url) => Line::doubtful(
            url,
            match owner {
                Owner::Tatap { .. } => "TATAP_TURN_TLS_CERT",
                Owner::Operator => where_it_is,
            },
            "It relays, but Firefox uses no relay over TLS at an address: it needs a name, and a certificate for it.",
        ),
        Outcome::Relayed {
            address,
            round_trip,
        } => Line::good(
            url,
            format!(
                "Bytes went through {address} and back in {} ms.",
                round_trip.as_millis()
            ),
        ),
        Outcome::Unreachable(why) => Line::bad(
            url,
            where_it_is,
            format!("There is no way to it ({why}): check {address}, the port and the firewall."),
        ),
        Outcome::Silent => Line::bad(
            url,
            where_it_is,
            format!(
                "It does not answer: check {address}, open the port in the firewall, and have a router or container \
                 pass it on (UDP and TCP are opened each for itself)."
            ),
        ),
        Outcome::Refused(Some(401)) => Line::bad(
            url,
            "TATAP_TURN_SECRET",
            "It refuses the credentials: the secret must be the same there and here (coturn: static-auth-secret), \
             and the clocks may not be minutes apart.",
        ),
        Outcome::Refused(code) => Line::bad(
            url,
            where_it_is,
            format!(
                "It gives no relayed address ({}): it is full, or has no ports or no such address to give.",
                code.map_or("no reason told".to_owned(), |code| format!("error {code}"))
            ),
        ),
        Outcome::Forbidden(address) => Line::bad(
            url,
            match owner {
                Owner::Tatap { .. } => "TATAP_TURN_ALLOW_PEERS",
                Owner::Operator => where_it_is,
            },
            format!(
                "It lets nothing be sent to {address}, an address that it gave itself: two who both need the relay \
                 cannot meet."
            ),
        ),
        Outcome::Lost(address) => Line::bad(
            url,
            match owner {
                Owner::Tatap { .. } => "TATAP_PUBLIC_IP",
                Owner::Operator => where_it_is,
            },
            format!(
                "What is sent to {address}, which it gave, does not arrive: that must be an address by which the \
                 internet reaches it, with its ports for relaying open for UDP (TATAP_TURN_PORTS; coturn: min-port \
                 and max-port)."
            ),
        ),
        Outcome::Deaf(address) => Line::doubtful(
            url,
            match owner {
                Owner::Tatap { .. } => "TATAP_PUBLIC_IP",
                Owner::Operator => where_it_is,
            },
            format!(
                "Two whom it serves meet, but what this machine sends to {address}, which it gave, does not arrive: \
                 check that it is an address by which the internet reaches it (coturn: external-ip), with its ports \
                 for relaying open for UDP. Behind a router that does not lead back inside, this machine cannot tell."
            ),
        ),
    }
}

fn is_tls_at_an_address(url: &str) -> bool {
    Target::parse(url)
        .is_some_and(|target| target.way == Way::Tls && target.host.parse::<IpAddr>().is_ok())
}

/// Says what it means that participants are told no TURN server.
#[must_use]
pub fn none() -> Line {
    Line::doubtful(
        "Relay",
        "TATAP_TURN_ADDR",
        "Nobody is told a TURN server: people in one network reach each other, many others do not. Let Tatap relay \
         (TATAP_TURN_ADDR), or name another server (TATAP_TURN_URLS).",
    )
}

/// Says that no server was tried, because the server that hands out credentials does not run.
#[must_use]
pub fn untried() -> Line {
    Line::unknown(
        "Relay",
        "STUN and TURN are tried as participants are told them, for which Tatap must run here: start it, and run \
         this again beside it.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;

    fn address() -> SocketAddr {
        SocketAddr::from(([203, 0, 113, 1], 50_000))
    }

    #[test]
    fn each_failure_names_the_setting_that_mends_it() {
        let check = |owner, outcome: Outcome, setting| {
            let line = line("turn:meet.example.org:3478", owner, &outcome);
            assert_eq!(
                (line.verdict, line.setting),
                (Verdict::Bad, Some(setting)),
                "{line:?}"
            );
        };
        use Owner::Operator;
        const TATAP: Owner = Owner::Tatap { announced: false };
        check(TATAP, Outcome::Silent, "TATAP_TURN_ADDR");
        check(Operator, Outcome::Silent, "TATAP_TURN_URLS");
        let announced = Owner::Tatap { announced: true };
        check(announced, Outcome::Silent, "TATAP_PUBLIC_IP");
        let unreachable = Outcome::Unreachable("refused".to_owned());
        check(TATAP, unreachable, "TATAP_TURN_ADDR");
        check(Operator, Outcome::Refused(Some(401)), "TATAP_TURN_SECRET");
        check(TATAP, Outcome::Refused(Some(508)), "TATAP_TURN_ADDR");
        check(Operator, Outcome::Refused(None), "TATAP_TURN_URLS");
        check(
            TATAP,
            Outcome::Forbidden(address()),
            "TATAP_TURN_ALLOW_PEERS",
        );
        check(TATAP, Outcome::Lost(address()), "TATAP_PUBLIC_IP");
        check(Operator, Outcome::Lost(address()), "TATAP_TURN_URLS");
    }

    #[test]
    fn a_server_that_serves_is_good() {
        let relayed = Outcome::Relayed {
            address: address(),
            round_trip: Duration::from_micros(1_900),
        };
        let good = line("turn:a", Owner::Tatap { announced: true }, &relayed);
        assert_eq!(good.verdict, Verdict::Good);
        assert!(good.text.contains("203.0.113.1:50000") && good.text.contains("1 ms"));
        for (url, verdict) in [
            ("turns:192.0.2.1:443", Verdict::Doubtful),
            ("turns:[2001:db8::1]?transport=tcp", Verdict::Doubtful),
            ("turns:relay.example.org", Verdict::Good),
            ("turn:192.0.2.1?transport=tcp", Verdict::Good),
        ] {
            let line = line(url, Owner::Tatap { announced: true }, &relayed);
            assert_eq!(line.verdict, verdict, "{url}");
        }
        let deaf = line("turn:a", Owner::Operator, &Outcome::Deaf(address()));
        assert_eq!(
            (deaf.verdict, deaf.setting),
            (Verdict::Doubtful, Some("TATAP_TURN_URLS"))
        );
        let seen = line("stun:a", Owner::Operator, &Outcome::Reflected(address()));
        assert_eq!(seen.verdict, Verdict::Good);
    }
}
