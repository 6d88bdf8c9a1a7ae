//! The TCP port of the server.

use crate::Line;

/// Who has a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    Nobody,
    /// A Tatap that answers.
    Tatap,
    /// Another program.
    Other,
    /// The system does not let this user have it.
    Forbidden,
    /// The address is not one of this machine's, or something else, in the system's words.
    Unusable(String),
}

/// Says whether the server can have its port.
#[must_use]
pub fn line(port: u16, holder: &Holder) -> Line {
    let topic = format!("Port {port}");
    match holder {
        Holder::Nobody => Line::good(
            topic,
            "It is free; Tatap is not running here, so nothing else could be tried through it.",
        ),
        Holder::Tatap => Line::good(topic, "Tatap is running and answers."),
        Holder::Other => Line::bad(
            topic,
            "PORT",
            "Another program has it, or a Tatap that does not answer: stop that one, or choose another port.",
        ),
        Holder::Forbidden => Line::bad(
            topic,
            "PORT",
            "This user may not have it: choose one above 1023, or give the program the right (CAP_NET_BIND_SERVICE).",
        ),
        Holder::Unusable(why) => Line::bad(
            topic,
            "TATAP_BIND",
            format!(
                "Nobody can listen there ({why}): name an address of this machine, or leave it empty for all."
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;

    #[test]
    fn only_what_keeps_the_server_from_its_port_is_bad() {
        let check = |holder, verdict, setting| {
            let line = line(3001, &holder);
            assert_eq!((line.verdict, line.setting), (verdict, setting), "{line:?}");
        };
        check(Holder::Nobody, Verdict::Good, None);
        check(Holder::Tatap, Verdict::Good, None);
        check(Holder::Other, Verdict::Bad, Some("PORT"));
        check(Holder::Forbidden, Verdict::Bad, Some("PORT"));
        let unusable = Holder::Unusable("no such address".to_owned());
        check(unusable, Verdict::Bad, Some("TATAP_BIND"));
    }
}
