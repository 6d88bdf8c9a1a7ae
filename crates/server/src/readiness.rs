//! Whether the server can do what it is for: `/readyz` proves it through the real sockets.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, SystemTime};

use ::turn::Secret;
use doctor::relay::Outcome;
use doctor::{Target, Way};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::relay_probe;

/// How long an answer is good for: whoever asks more often costs nothing more.
const FRESH: Duration = Duration::from_secs(10);

/// How long the credentials of a try are good for.
const CREDENTIALS: Duration = Duration::from_secs(60);

/// Tries the server's own relay, once in a while.
#[derive(Debug)]
pub(crate) struct Readiness {
    relay: Option<(SocketAddr, Secret)>,
    last: Mutex<Option<(Instant, Answer)>>,
}

/// What is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) is_ready: bool,
    pub(crate) body: Value,
}

impl Readiness {
    /// `relay` is the address that the server's own relay listens on, and its secret; if it has one.
    pub(crate) fn new(relay: Option<(SocketAddr, Secret)>) -> Self {
        let relay = relay.map(|(address, secret)| (from_here(address), secret));
        Self {
            relay,
            last: Mutex::default(),
        }
    }

    /// Says whether media can be relayed; whoever asks meanwhile waits for the same answer.
    pub(crate) async fn answer(&self) -> Answer {
        let mut last = self.last.lock().await;
        if let Some((at, answer)) = &*last
            && at.elapsed() < FRESH
        {
            return answer.clone();
        }
        let answer = self.try_all().await;
        *last = Some((Instant::now(), answer.clone()));
        answer
    }

    async fn try_all(&self) -> Answer {
        let Some((address, secret)) = &self.relay else {
            return Answer {
                is_ready: true,
                body: json!({ "status": "ready", "relay": "none" }),
            };
        };
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        let credential = secret.credential("readiness", (now + CREDENTIALS).as_secs());
        let target = |relays, way| Target {
            relays,
            host: address.ip().to_string(),
            port: address.port(),
            way,
        };
        let (stun, udp, tcp) = (
            target(false, Way::Udp),
            target(true, Way::Udp),
            target(true, Way::Tcp),
        );
        let outcomes = tokio::join!(
            relay_probe::examine(&stun, None),
            relay_probe::examine(&udp, Some(&credential)),
            relay_probe::examine(&tcp, Some(&credential)),
        );
        let outcomes = [
            ("stun_udp", outcomes.0),
            ("turn_udp", outcomes.1),
            ("turn_tcp", outcomes.2),
        ];
        let is_ready = outcomes.iter().all(|(_, outcome)| serves(outcome));
        let mut body = json!({ "status": if is_ready { "ready" } else { "not_ready" } });
        for (name, outcome) in outcomes {
            if !serves(&outcome) {
                tracing::warn!(name, ?outcome, "the relay does not serve");
            }
            body["relay"][name] = if serves(&outcome) { "ok" } else { "failed" }.into();
        }
        Answer { is_ready, body }
    }
}

fn serves(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Reflected(_) | Outcome::Relayed { .. })
}

/// The address by which this machine itself reaches what listens on `address`.
///
/// Where something listens on all addresses of both families, IPv4 is there on every machine.
fn from_here(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        SocketAddr::from((Ipv4Addr::LOCALHOST, address.port()))
    } else {
        address
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;

    #[test]
    fn what_listens_everywhere_is_near() {
        let check = |address: SocketAddr, expected: &str| {
            assert_eq!(from_here(address).to_string(), expected);
        };
        check((Ipv4Addr::UNSPECIFIED, 3478).into(), "127.0.0.1:3478");
        check((Ipv6Addr::UNSPECIFIED, 3478).into(), "127.0.0.1:3478");
        check(([192, 0, 2, 1], 99).into(), "192.0.2.1:99");
        check((Ipv6Addr::LOCALHOST, 99).into(), "[::1]:99");
    }
}
