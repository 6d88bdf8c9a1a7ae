use super::private_address::is_private;
use super::{Capacity, Findings, Greeting, Reflection, Relay, ServerProblem, Way};
use crate::MediaProblem;

/// What a line is about, in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    Page,
    Server,
    Clock,
    Socket,
    Reflection,
    Relay(Way),
    Capacity,
    Microphone,
    Camera,
    Codecs,
}

/// How something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It is still being tried.
    Working,
    Good,
    /// It is not as it could be, and calls do without.
    Fair,
    Trouble,
}

/// Who can mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Whoever looks at the page.
    Person,
    /// Whoever runs the server.
    Operator,
}

/// What a line says; each has a sentence in every language, and those in trouble one that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    Trying,
    /// It cannot be tried while something else is in the way.
    NotTried,
    Secure,
    NotSecure,
    Answers {
        version: String,
        address: String,
    },
    ServerSilent,
    ServerBusy,
    ServerForeign,
    ServerStrange,
    ClocksAgree,
    /// By so many minutes; the server's is ahead or behind.
    ClocksDiffer {
        minutes: u64,
        ahead: bool,
    },
    /// After so many milliseconds.
    SocketAnswers(u32),
    SocketRefused,
    Seen(String),
    SeenAsOwn,
    /// The network lets no UDP through: the relay answers otherwise.
    UdpBlocked,
    /// Nothing answers, over UDP or otherwise.
    UdpSilent,
    /// UDP comes through, but from this server nothing does.
    ReflectorSilent,
    NoReflector,
    /// After so many milliseconds.
    RelayEchoes(u32),
    /// The clocks of server and relay may be the reason.
    RelayRefuses {
        code: u16,
        clock: bool,
    },
    /// It gives this address; one that is private is of no use to others.
    RelayDeaf {
        address: String,
        private: bool,
    },
    /// At this host.
    RelaySilent(String),
    /// There is none that is reached this way, but there are others.
    WayMissing,
    NoRelay,
    Measured {
        kilobits: u32,
        lost: u16,
    },
    NotMeasured,
    DeviceWorks,
    DeviceFails(MediaProblem),
    Codecs(Vec<String>),
    NoCodecs,
}

/// One thing that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub topic: Topic,
    pub mark: Mark,
    pub says: Says,
    /// Whose turn it is, where something is to be mended.
    pub turn: Option<Turn>,
    /// The settings of the server that are to be looked at.
    pub settings: &'static [&'static str],
}

/// The least that a picture takes, in thousands of bits a second.
pub(super) const LEAST_KILOBITS: u32 = 300;

/// With less, pictures are small.
const GOOD_KILOBITS: u32 = 1_500;

/// Sound suffers from here on, in thousandths.
pub(super) const MOST_LOST: u16 = 100;
const GOOD_LOST: u16 = 30;

/// Clocks that differ by less, in seconds, disturb nothing.
const CLOCK_TOLERANCE: u64 = 120;

/// Says of each thing how it stands.
#[must_use]
pub fn lines(findings: &Findings) -> Vec<Line> {
    let relays = Way::ALL.map(|way| relay(findings, way));
    let fixed = [
        page(findings),
        server(findings),
        clock(findings),
        socket(findings),
        reflection(findings),
    ];
    let last = [
        capacity(findings),
        device(Topic::Microphone, findings, findings.microphone),
        device(Topic::Camera, findings, findings.camera),
        codecs(findings),
    ];
    fixed.into_iter().chain(relays).chain(last).collect()
}

fn good(topic: Topic, says: Says) -> Line {
    Line {
        topic,
        mark: Mark::Good,
        says,
        turn: None,
        settings: &[],
    }
}

fn fair(topic: Topic, says: Says) -> Line {
    Line {
        mark: Mark::Fair,
        ..good(topic, says)
    }
}

fn trouble(topic: Topic, says: Says, turn: Turn, settings: &'static [&'static str]) -> Line {
    Line {
        mark: Mark::Trouble,
        turn: Some(turn),
        settings,
        ..good(topic, says)
    }
}

fn trying(topic: Topic) -> Line {
    Line {
        mark: Mark::Working,
        ..good(topic, Says::Trying)
    }
}

/// What needs the answer of the server and has not been tried.
fn waiting(topic: Topic, findings: &Findings) -> Line {
    match findings.server {
        Some(Err(_)) => fair(topic, Says::NotTried),
        Some(Ok(_)) | None => trying(topic),
    }
}

fn page(findings: &Findings) -> Line {
    if findings.secure {
        good(Topic::Page, Says::Secure)
    } else {
        trouble(Topic::Page, Says::NotSecure, Turn::Person, &[])
    }
}

fn server(findings: &Findings) -> Line {
    let topic = Topic::Server;
    match &findings.server {
        None => trying(topic),
        Some(Ok(greeting)) => {
            let Greeting {
                version, address, ..
            } = greeting.clone();
            good(topic, Says::Answers { version, address })
        }
        Some(Err(ServerProblem::Silent)) => trouble(
            topic,
            Says::ServerSilent,
            Turn::Person,
            &["PORT", "TATAP_BIND"],
        ),
        Some(Err(ServerProblem::Busy)) => trouble(
            topic,
            Says::ServerBusy,
            Turn::Person,
            &["TATAP_CHECKS_PER_MINUTE"],
        ),
        Some(Err(ServerProblem::Foreign)) => trouble(
            topic,
            Says::ServerForeign,
            Turn::Operator,
            &["FRONTEND_URL"],
        ),
        Some(Err(ServerProblem::Strange)) => trouble(
            topic,
            Says::ServerStrange,
            Turn::Operator,
            &["FRONTEND_URL"],
        ),
    }
}

/// The clock of the browser is of no use to a call, but a witness against the server's: its credentials are dated.
fn clock(findings: &Findings) -> Line {
    let topic = Topic::Clock;
    let Some(Ok(greeting)) = &findings.server else {
        return waiting(topic, findings);
    };
    if !is_off(greeting) {
        return good(topic, Says::ClocksAgree);
    }
    let says = Says::ClocksDiffer {
        minutes: greeting.ahead.unsigned_abs().div_ceil(60),
        ahead: greeting.ahead > 0,
    };
    if is_refused(findings) {
        trouble(topic, says, Turn::Operator, &[])
    } else {
        fair(topic, says)
    }
}

fn socket(findings: &Findings) -> Line {
    let topic = Topic::Socket;
    match (findings.socket, &findings.server) {
        (Some(Some(millis)), _) => good(topic, Says::SocketAnswers(millis)),
        (Some(None), Some(Err(ServerProblem::Silent))) => fair(topic, Says::NotTried),
        (Some(None), Some(_)) => trouble(
            topic,
            Says::SocketRefused,
            Turn::Operator,
            &["FRONTEND_URL"],
        ),
        (Some(None), None) | (None, _) => trying(topic),
    }
}

fn reflection(findings: &Findings) -> Line {
    let topic = Topic::Reflection;
    match &findings.reflector {
        None => waiting(topic, findings),
        Some(Reflection::Seen(address)) => good(topic, Says::Seen(address.clone())),
        Some(Reflection::Own) => good(topic, Says::SeenAsOwn),
        Some(Reflection::Absent) => trouble(
            topic,
            Says::NoReflector,
            Turn::Operator,
            &["TATAP_TURN_ADDR", "TATAP_ICE_SERVERS"],
        ),
        // Whether all of UDP is blocked, the relays tell.
        Some(Reflection::Silent) if findings.relays.contains(&None) => trying(topic),
        Some(Reflection::Silent) if answers(&findings.relays[Way::Udp.index()]) => trouble(
            topic,
            Says::ReflectorSilent,
            Turn::Operator,
            &["TATAP_TURN_ADDR", "TATAP_TURN_URLS", "TATAP_ICE_SERVERS"],
        ),
        Some(Reflection::Silent) => without_udp(topic, findings),
    }
}

/// What is said where nothing comes back over UDP.
fn without_udp(topic: Topic, findings: &Findings) -> Line {
    const SETTINGS: &[&str] = &["TATAP_PUBLIC_IP", "TATAP_TURN_ADDR"];
    if is_udp_blocked(findings) {
        trouble(topic, Says::UdpBlocked, Turn::Person, SETTINGS)
    } else {
        trouble(topic, Says::UdpSilent, Turn::Operator, SETTINGS)
    }
}

fn relay(findings: &Findings, way: Way) -> Line {
    let topic = Topic::Relay(way);
    let Some(relay) = &findings.relays[way.index()] else {
        return waiting(topic, findings);
    };
    match relay {
        Relay::Echoed(millis) => good(topic, Says::RelayEchoes(*millis)),
        Relay::Refused(code) => {
            let clock = matches!(&findings.server, Some(Ok(greeting)) if is_off(greeting));
            trouble(
                topic,
                Says::RelayRefuses { code: *code, clock },
                Turn::Operator,
                &["TATAP_TURN_SECRET", "TATAP_ICE_SERVERS"],
            )
        }
        Relay::Deaf(address) => {
            let is_asked_from_afar = matches!(
                &findings.server,
                Some(Ok(greeting)) if !is_private(&greeting.address)
            );
            let says = Says::RelayDeaf {
                address: address.clone(),
                private: is_private(address) && is_asked_from_afar,
            };
            let settings = &[
                "TATAP_PUBLIC_IP",
                "TATAP_TURN_PORTS",
                "TATAP_TURN_ALLOW_PEERS",
            ];
            trouble(topic, says, Turn::Operator, settings)
        }
        // Whether it is UDP or the relay, the others tell.
        Relay::Silent if findings.relays.contains(&None) => trying(topic),
        Relay::Silent if way == Way::Udp && is_udp_blocked(findings) => {
            without_udp(topic, findings)
        }
        Relay::Silent => trouble(
            topic,
            Says::RelaySilent(host(findings, way)),
            Turn::Operator,
            &["TATAP_PUBLIC_IP", "TATAP_TURN_ADDR", "TATAP_TURN_URLS"],
        ),
        Relay::Absent if has_relay(findings) => fair(topic, Says::WayMissing),
        Relay::Absent => trouble(
            topic,
            Says::NoRelay,
            Turn::Operator,
            &["TATAP_TURN_ADDR", "TATAP_TURN_URLS"],
        ),
    }
}

fn capacity(findings: &Findings) -> Line {
    let topic = Topic::Capacity;
    match findings.capacity {
        None => waiting(topic, findings),
        Some(Capacity::Unknown) => fair(topic, Says::NotMeasured),
        Some(Capacity::Measured { kilobits, lost }) => {
            let says = Says::Measured { kilobits, lost };
            if is_slow(findings) {
                trouble(topic, says, Turn::Person, &[])
            } else if kilobits < GOOD_KILOBITS || lost > GOOD_LOST {
                fair(topic, says)
            } else {
                good(topic, says)
            }
        }
    }
}

fn device(topic: Topic, findings: &Findings, outcome: Option<Result<(), MediaProblem>>) -> Line {
    if !findings.secure {
        return fair(topic, Says::NotTried);
    }
    match outcome {
        None => trying(topic),
        Some(Ok(())) => good(topic, Says::DeviceWorks),
        Some(Err(problem)) => trouble(topic, Says::DeviceFails(problem), Turn::Person, &[]),
    }
}

fn codecs(findings: &Findings) -> Line {
    let topic = Topic::Codecs;
    match &findings.codecs {
        None => trying(topic),
        Some(codecs) if codecs.is_empty() => trouble(topic, Says::NoCodecs, Turn::Person, &[]),
        Some(codecs) => good(topic, Says::Codecs(codecs.clone())),
    }
}

fn is_off(greeting: &Greeting) -> bool {
    greeting.ahead.unsigned_abs() >= CLOCK_TOLERANCE
}

pub(super) fn is_refused(findings: &Findings) -> bool {
    let refused = |relay: &Option<Relay>| matches!(relay, Some(Relay::Refused(_)));
    findings.relays.iter().any(refused)
}

pub(super) fn has_relay(findings: &Findings) -> bool {
    let is_there = |relay: &Option<Relay>| !matches!(relay, Some(Relay::Absent));
    findings.relays.iter().any(is_there)
}

/// True if the relay answers, but nothing over UDP does.
pub(super) fn is_udp_blocked(findings: &Findings) -> bool {
    let [_, tcp, tls] = &findings.relays;
    !is_udp_heard(findings) && (answers(tcp) || answers(tls))
}

/// True if anything came back over UDP.
pub(super) fn is_udp_heard(findings: &Findings) -> bool {
    let is_seen = matches!(
        findings.reflector,
        Some(Reflection::Seen(_) | Reflection::Own)
    );
    is_seen || answers(&findings.relays[Way::Udp.index()])
}

/// True if a relay said anything at all.
fn answers(relay: &Option<Relay>) -> bool {
    matches!(
        relay,
        Some(Relay::Echoed(_) | Relay::Refused(_) | Relay::Deaf(_))
    )
}

/// Where the first relay is that is reached so.
fn host(findings: &Findings, way: Way) -> String {
    let url = match &findings.server {
        Some(Ok(greeting)) => greeting
            .relays(way)
            .into_iter()
            .flat_map(|relay| relay.urls)
            .next(),
        Some(Err(_)) | None => None,
    };
    let address = url.as_deref().and_then(|url| url.split_once(':'));
    let address = address.map_or("", |(_, address)| address);
    address.split('?').next().unwrap_or_default().to_owned()
}

pub(super) fn is_slow(findings: &Findings) -> bool {
    matches!(findings.capacity, Some(Capacity::Measured { kilobits, lost })
        if kilobits < LEAST_KILOBITS || lost > MOST_LOST)
}
