//! From where the server is reached, and the address that relayed calls are told.

use std::net::IpAddr;

use turn::PeerRules;

use crate::Line;

/// Says from where the server is reached that listens on `bind`, or on all addresses of the machine.
#[must_use]
pub fn listening(bind: Option<IpAddr>, addresses: &[IpAddr]) -> Line {
    const TOPIC: &str = "Reached from";
    match bind.filter(|bind| !bind.is_unspecified()) {
        Some(bind) if bind.is_loopback() => Line::good(
            TOPIC,
            format!(
                "Only this machine: Tatap listens on {bind} alone (TATAP_BIND), which is right behind a proxy here."
            ),
        ),
        Some(bind) if is_public(bind) => Line::good(
            TOPIC,
            format!("The internet, at {bind}, if no firewall is before it."),
        ),
        Some(bind) => Line::good(TOPIC, format!("The network of {bind}.")),
        None => {
            let public = list(addresses.iter().filter(|address| is_public(**address)));
            let private = list(addresses.iter().filter(|address| is_near(**address)));
            match (public.is_empty(), private.is_empty()) {
                (false, _) => Line::good(
                    TOPIC,
                    format!("The internet, at {public}, if no firewall is before it."),
                ),
                (true, false) => Line::good(
                    TOPIC,
                    format!(
                        "This network, at {private}; the internet, if a router or a proxy passes it on."
                    ),
                ),
                (true, true) => Line::unknown(
                    TOPIC,
                    "This machine has no address besides its own loopback.",
                ),
            }
        }
    }
}

/// Says whether the addresses that relayed calls are told can be reached from the internet.
///
/// `announced` is what is set, `addresses` what the machine has.
#[must_use]
pub fn announced(announced: &[IpAddr], addresses: &[IpAddr]) -> Line {
    const TOPIC: &str = "Announced address";
    const SETTING: &str = "TATAP_PUBLIC_IP";
    let private = list(announced.iter().filter(|address| !is_public(**address)));
    if !private.is_empty() {
        return Line::doubtful(
            TOPIC,
            SETTING,
            format!(
                "{private} means nothing beyond its own network: for calls over the internet, name the address \
                 that the internet knows."
            ),
        );
    }
    if !announced.is_empty() {
        let told = list(announced.iter());
        let elsewhere = announced.iter().all(|address| !addresses.contains(address));
        let how = if elsewhere {
            "which a router must pass on to this machine, with the ports of TATAP_TURN_ADDR and TATAP_TURN_PORTS"
        } else {
            "an address of this machine"
        };
        return Line::good(TOPIC, format!("{told}, {how}."));
    }
    let own = list(addresses.iter().filter(|address| is_public(**address)));
    if own.is_empty() {
        return Line::doubtful(
            TOPIC,
            SETTING,
            "This machine has no public address, and none is set: calls are relayed within this network only. \
             Name the address that the internet knows, and have the router pass the ports of TATAP_TURN_ADDR and \
             TATAP_TURN_PORTS on.",
        );
    }
    Line::good(TOPIC, format!("{own}, this machine's own."))
}

fn is_public(address: IpAddr) -> bool {
    PeerRules::default().permit(address)
}

/// True for what others of the same network can use.
fn is_near(address: IpAddr) -> bool {
    let is_link_local = match address {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    };
    !address.is_loopback() && !is_link_local
}

fn list<'a>(addresses: impl Iterator<Item = &'a IpAddr>) -> String {
    let all: Vec<String> = addresses.map(IpAddr::to_string).collect();
    all.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;

    fn addresses(all: &[&str]) -> Vec<IpAddr> {
        all.iter().filter_map(|one| one.parse().ok()).collect()
    }

    #[test]
    fn where_the_server_listens_says_who_reaches_it() {
        let own = addresses(&["127.0.0.1", "192.168.1.2", "fe80::1"]);
        let check = |bind: Option<&str>, own: &[IpAddr], says: &str| {
            let line = listening(bind.and_then(|bind| bind.parse().ok()), own);
            assert!(line.text.contains(says), "{line:?}");
        };
        check(Some("127.0.0.1"), &own, "Only this machine");
        check(Some("192.168.1.2"), &own, "The network of 192.168.1.2");
        check(Some("8.8.8.8"), &own, "The internet, at 8.8.8.8");
        check(None, &own, "This network, at 192.168.1.2;");
        check(Some("::"), &own, "This network, at 192.168.1.2;");
        let public = addresses(&["10.0.0.2", "8.8.8.8"]);
        check(None, &public, "The internet, at 8.8.8.8,");
        check(None, &addresses(&["127.0.0.1"]), "no address");
    }

    #[test]
    fn an_address_that_the_internet_cannot_reach_is_doubtful() {
        let check = |set: &[&str], own: &[&str], verdict, says: &str| {
            let line = announced(&addresses(set), &addresses(own));
            assert_eq!(line.verdict, verdict, "{line:?}");
            assert!(line.text.contains(says), "{line:?}");
        };
        check(&[], &["8.8.8.8"], Verdict::Good, "this machine's own");
        check(&[], &["10.0.0.2"], Verdict::Doubtful, "no public address");
        check(&[], &[], Verdict::Doubtful, "no public address");
        check(
            &["172.17.0.2"],
            &["8.8.8.8"],
            Verdict::Doubtful,
            "172.17.0.2 means nothing",
        );
        check(
            &["8.8.8.8"],
            &["10.0.0.2"],
            Verdict::Good,
            "a router must pass on",
        );
        check(&["8.8.8.8"], &["8.8.8.8"], Verdict::Good, "of this machine");
    }
}
