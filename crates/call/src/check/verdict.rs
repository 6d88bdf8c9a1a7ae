use super::lines::{has_relay, is_refused, is_slow, is_udp_blocked, is_udp_heard};
use super::{Findings, Relay, ServerProblem};

/// What all of it means for a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not everything is known.
    Trying,
    Good,
    /// Calls work, but the others will not see or not hear this person.
    WithoutDevices,
    /// Calls work, with little or no picture.
    Slow,
    /// Calls work by way of the relay over TCP.
    UdpBlocked,
    /// Only calls between those whose networks let them reach each other work.
    DirectOnly(WhyDirect),
    /// No way at all for what is seen and heard.
    NoPath,
    /// No picture can be sent or received.
    NoVideo,
    NotSecure,
    NoSocket,
    NoServer,
    /// This address has asked too often.
    Busy,
}

/// Why there is no relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyDirect {
    Absent,
    Refused,
    Deaf,
    Silent,
}

/// A verdict in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Trying,
    Good,
    Trouble,
}

impl Verdict {
    #[must_use]
    pub fn standing(self) -> Standing {
        match self {
            Self::Trying => Standing::Trying,
            Self::Good => Standing::Good,
            Self::WithoutDevices
            | Self::Slow
            | Self::UdpBlocked
            | Self::DirectOnly(_)
            | Self::NoPath
            | Self::NoVideo
            | Self::NotSecure
            | Self::NoSocket
            | Self::NoServer
            | Self::Busy => Standing::Trouble,
        }
    }
}

/// Says what the findings mean for a call: the worst of it.
///
/// Devices are not waited for: the browser may be asking whether the page may have them.
#[must_use]
pub fn verdict(findings: &Findings) -> Verdict {
    if !findings.secure {
        return Verdict::NotSecure;
    }
    match &findings.server {
        None => return Verdict::Trying,
        Some(Err(ServerProblem::Busy)) => return Verdict::Busy,
        Some(Err(ServerProblem::Silent | ServerProblem::Foreign | ServerProblem::Strange)) => {
            return Verdict::NoServer;
        }
        Some(Ok(_)) => {}
    }
    match findings.socket {
        None => return Verdict::Trying,
        Some(None) => return Verdict::NoSocket,
        Some(Some(_)) => {}
    }
    if findings.codecs.as_ref().is_some_and(Vec::is_empty) {
        return Verdict::NoVideo;
    }
    if findings.reflector.is_none() || findings.relays.contains(&None) {
        return Verdict::Trying;
    }
    network(findings)
}

fn network(findings: &Findings) -> Verdict {
    let echoes = |relay: &Option<Relay>| matches!(relay, Some(Relay::Echoed(_)));
    if !findings.relays.iter().any(echoes) {
        return without_relay(findings);
    }
    if is_udp_blocked(findings) {
        return Verdict::UdpBlocked;
    }
    if is_slow(findings) {
        return Verdict::Slow;
    }
    let fails = |device: Option<Result<_, _>>| device.is_some_and(|outcome| outcome.is_err());
    if fails(findings.microphone) || fails(findings.camera) {
        return Verdict::WithoutDevices;
    }
    if findings.capacity.is_none() {
        return Verdict::Trying;
    }
    Verdict::Good
}

fn without_relay(findings: &Findings) -> Verdict {
    let is_relay_only = matches!(&findings.server, Some(Ok(greeting)) if greeting.ice.relay_only);
    if is_relay_only {
        return Verdict::NoPath;
    }
    let any = |is: fn(&Relay) -> bool| findings.relays.iter().flatten().any(is);
    let why = if !has_relay(findings) {
        WhyDirect::Absent
    } else if is_refused(findings) {
        WhyDirect::Refused
    } else if any(|relay| matches!(relay, Relay::Deaf(_))) {
        WhyDirect::Deaf
    } else {
        WhyDirect::Silent
    };
    if why == WhyDirect::Silent && !is_udp_heard(findings) {
        Verdict::NoPath
    } else {
        Verdict::DirectOnly(why)
    }
}
