use protocol::{Engine, IceServer, IceServers};

use super::*;
use crate::check::verdict::WhyDirect;

/// What is found where everything works, from another network than the server's.
fn fine() -> Findings {
    Findings {
        secure: true,
        server: Some(Ok(greeting())),
        socket: Some(Some(21)),
        reflector: Some(Reflection::Seen("198.51.100.4".to_owned())),
        relays: [
            Some(Relay::Echoed(30)),
            Some(Relay::Echoed(34)),
            Some(Relay::Absent),
        ],
        capacity: Some(Capacity::Measured {
            kilobits: 6_000,
            lost: 0,
        }),
        microphone: Some(Ok(())),
        camera: Some(Ok(())),
        codecs: Some(vec!["VP8".to_owned()]),
    }
}

fn greeting() -> Greeting {
    let relay = IceServer {
        urls: ["udp", "tcp"]
            .map(|way| format!("turn:meet.example.org:3478?transport={way}"))
            .to_vec(),
        username: None,
        credential: None,
    };
    Greeting {
        address: "198.51.100.4".to_owned(),
        ice: IceServers {
            servers: vec![relay],
            ..IceServers::default()
        },
        ..Greeting::default()
    }
}

fn with(change: impl FnOnce(&mut Findings)) -> Findings {
    let mut findings = fine();
    change(&mut findings);
    findings
}

/// The lines in trouble: what they say, whose turn it is, and the first setting that they name.
fn troubles(findings: &Findings) -> Vec<(Topic, Says, Option<Turn>, &'static str)> {
    let lines = lines(findings).into_iter();
    lines
        .filter(|line| line.mark == Mark::Trouble)
        .map(|line| {
            let setting = line.settings.first().copied().unwrap_or_default();
            (line.topic, line.says, line.turn, setting)
        })
        .collect()
}

const UDP: Topic = Topic::Relay(Way::Udp);
const TCP: Topic = Topic::Relay(Way::Tcp);
const OPERATOR: Option<Turn> = Some(Turn::Operator);
const PERSON: Option<Turn> = Some(Turn::Person);

#[test]
fn where_everything_works_nothing_is_in_trouble() {
    assert_eq!(troubles(&fine()), []);
    assert_eq!(verdict(&fine()), Verdict::Good);
    let tls = &lines(&fine())[7];
    assert_eq!((&tls.says, tls.mark), (&Says::WayMissing, Mark::Fair));
    let lan = with(|findings| findings.reflector = Some(Reflection::Own));
    assert_eq!(verdict(&lan), Verdict::Good);
}

#[test]
fn nothing_is_said_before_it_is_known() {
    let nothing = Findings {
        secure: true,
        ..Findings::default()
    };
    let working = lines(&nothing)
        .into_iter()
        .filter(|line| line.mark == Mark::Working);
    assert_eq!(working.count(), lines(&nothing).len() - 1);
    assert_eq!(verdict(&nothing).standing(), Standing::Trying);
    let at_work: [fn(&mut Findings); 4] = [
        |findings| findings.socket = None,
        |findings| findings.reflector = None,
        |findings| findings.relays[1] = None,
        |findings| findings.capacity = None,
    ];
    for change in at_work {
        let findings = with(change);
        assert_eq!(verdict(&findings), Verdict::Trying, "{findings:?}");
    }
    // Whether UDP is blocked, the relay will tell.
    let silent = with(|findings| {
        findings.reflector = Some(Reflection::Silent);
        findings.relays[0] = None;
    });
    assert_eq!(troubles(&silent), []);
    let only_udp = with(|findings| findings.relays = [Some(Relay::Silent), None, None]);
    assert_eq!(troubles(&only_udp), []);
    // A question of the browser may be on the screen for long.
    let asked = with(|findings| findings.camera = None);
    assert_eq!(verdict(&asked), Verdict::Good);
}

#[test]
fn a_network_that_blocks_udp_leaves_the_relay_over_tcp() {
    let blocked = with(|findings| {
        findings.reflector = Some(Reflection::Silent);
        findings.relays[0] = Some(Relay::Silent);
    });
    let told = |topic| (topic, Says::UdpBlocked, PERSON, "TATAP_PUBLIC_IP");
    assert_eq!(troubles(&blocked), [told(Topic::Reflection), told(UDP)]);
    assert_eq!(verdict(&blocked), Verdict::UdpBlocked);
}

#[test]
fn a_closed_port_of_the_relay_is_no_blocked_udp() {
    let closed = with(|findings| findings.relays[0] = Some(Relay::Silent));
    assert_eq!(
        troubles(&closed),
        [(
            UDP,
            Says::RelaySilent("meet.example.org:3478".to_owned()),
            OPERATOR,
            "TATAP_PUBLIC_IP"
        )]
    );
    assert_eq!(verdict(&closed), Verdict::Good);
    let no_stun = with(|findings| findings.reflector = Some(Reflection::Silent));
    assert_eq!(
        troubles(&no_stun),
        [(
            Topic::Reflection,
            Says::ReflectorSilent,
            OPERATOR,
            "TATAP_TURN_ADDR"
        )]
    );
}

#[test]
fn without_a_relay_calls_are_direct_or_not_at_all() {
    let none = [const { Some(Relay::Absent) }; 3];
    let absent = with(|findings| {
        findings.relays = none.clone();
        findings.capacity = Some(Capacity::Unknown);
    });
    let told = |topic| (topic, Says::NoRelay, OPERATOR, "TATAP_TURN_ADDR");
    assert_eq!(
        troubles(&absent),
        [told(UDP), told(TCP), told(Topic::Relay(Way::Tls))]
    );
    assert_eq!(verdict(&absent), Verdict::DirectOnly(WhyDirect::Absent));
    let nothing = with(|findings| {
        findings.relays = none;
        findings.reflector = Some(Reflection::Absent);
    });
    assert_eq!(troubles(&nothing)[0].1, Says::NoReflector);
    assert_eq!(verdict(&nothing), Verdict::DirectOnly(WhyDirect::Absent));
}

#[test]
fn relays_that_never_answer_leave_what_udp_leaves() {
    let silent = with(|findings| {
        findings.relays = [
            Some(Relay::Silent),
            Some(Relay::Silent),
            Some(Relay::Absent),
        ];
    });
    assert_eq!(verdict(&silent), Verdict::DirectOnly(WhyDirect::Silent));
    let cut_off = with(|findings| {
        findings.relays = silent.relays;
        findings.reflector = Some(Reflection::Silent);
    });
    assert_eq!(verdict(&cut_off), Verdict::NoPath);
    let at = "meet.example.org:3478".to_owned();
    assert_eq!(
        troubles(&cut_off),
        [
            (
                Topic::Reflection,
                Says::UdpSilent,
                OPERATOR,
                "TATAP_PUBLIC_IP"
            ),
            (
                UDP,
                Says::RelaySilent(at.clone()),
                OPERATOR,
                "TATAP_PUBLIC_IP"
            ),
            (TCP, Says::RelaySilent(at), OPERATOR, "TATAP_PUBLIC_IP"),
        ],
        "an address that is nobody's may be told: it is not said that the person's network blocks UDP"
    );
}

#[test]
fn refused_credentials_are_the_operators_secret_or_clock() {
    let refused = with(|findings| {
        findings.relays = [
            Some(Relay::Refused(401)),
            Some(Relay::Refused(401)),
            Some(Relay::Absent),
        ];
        findings.capacity = Some(Capacity::Unknown);
    });
    let told = |topic, clock| {
        let says = Says::RelayRefuses { code: 401, clock };
        (topic, says, OPERATOR, "TATAP_TURN_SECRET")
    };
    assert_eq!(troubles(&refused), [told(UDP, false), told(TCP, false)]);
    assert_eq!(verdict(&refused), Verdict::DirectOnly(WhyDirect::Refused));

    let late = Findings {
        server: Some(Ok(Greeting {
            ahead: -3_600,
            ..greeting()
        })),
        ..refused
    };
    let clocks = Says::ClocksDiffer {
        minutes: 60,
        ahead: false,
    };
    assert_eq!(
        troubles(&late),
        [
            (Topic::Clock, clocks, OPERATOR, ""),
            told(UDP, true),
            told(TCP, true)
        ]
    );
}

#[test]
fn a_clock_that_differs_disturbs_nobody_whose_credentials_are_taken() {
    let check = |ahead, mark| {
        let findings = with(|findings| {
            findings.server = Some(Ok(Greeting {
                ahead,
                ..greeting()
            }));
        });
        assert_eq!(lines(&findings)[2].mark, mark, "{ahead}");
        assert_eq!(verdict(&findings), Verdict::Good);
    };
    check(119, Mark::Good);
    check(-119, Mark::Good);
    check(120, Mark::Fair);
    check(-86_400, Mark::Fair);
}

#[test]
fn a_relay_that_announces_an_address_of_its_own_network_is_of_no_use_to_others() {
    let deaf = |relayed: &str, seen: &str| {
        with(|findings| {
            findings.relays = [
                Some(Relay::Deaf(relayed.to_owned())),
                Some(Relay::Absent),
                Some(Relay::Absent),
            ];
            findings.server = Some(Ok(Greeting {
                address: seen.to_owned(),
                ..greeting()
            }));
        })
    };
    let check = |relayed: &str, seen: &str, private| {
        let findings = deaf(relayed, seen);
        let says = Says::RelayDeaf {
            address: relayed.to_owned(),
            private,
        };
        assert_eq!(
            troubles(&findings),
            [(UDP, says, OPERATOR, "TATAP_PUBLIC_IP")]
        );
        assert_eq!(verdict(&findings), Verdict::DirectOnly(WhyDirect::Deaf));
    };
    check("172.17.0.2", "198.51.100.4", true);
    check("203.0.113.9", "198.51.100.4", false);
    check("192.168.1.2", "192.168.1.7", false);
}

#[test]
fn where_only_relays_may_be_used_their_failure_is_the_end() {
    let findings = with(|findings| {
        let mut strict = greeting();
        strict.ice.relay_only = true;
        findings.server = Some(Ok(strict));
        findings.relays = [const { Some(Relay::Refused(401)) }; 3];
    });
    assert_eq!(verdict(&findings), Verdict::NoPath);
}

#[test]
fn a_proxy_that_drops_the_upgrade_is_the_operators() {
    let dropped = with(|findings| findings.socket = Some(None));
    assert_eq!(
        troubles(&dropped),
        [(Topic::Socket, Says::SocketRefused, OPERATOR, "FRONTEND_URL")]
    );
    assert_eq!(verdict(&dropped), Verdict::NoSocket);
}

#[test]
fn without_the_server_nothing_else_is_tried() {
    let gone = |problem| Findings {
        secure: true,
        server: Some(Err(problem)),
        socket: Some(None),
        ..Findings::default()
    };
    let silent = gone(ServerProblem::Silent);
    assert_eq!(troubles(&silent)[0].1, Says::ServerSilent);
    assert_eq!(troubles(&silent).len(), 1);
    let untried = lines(&silent)
        .into_iter()
        .filter(|line| line.says == Says::NotTried);
    assert_eq!(untried.count(), 7);
    assert_eq!(verdict(&silent), Verdict::NoServer);
    let foreign = gone(ServerProblem::Foreign);
    assert_eq!(
        troubles(&foreign)[0],
        (Topic::Server, Says::ServerForeign, OPERATOR, "FRONTEND_URL")
    );
    assert_eq!(verdict(&gone(ServerProblem::Strange)), Verdict::NoServer);
    assert_eq!(verdict(&gone(ServerProblem::Busy)), Verdict::Busy);
}

#[test]
fn a_page_that_is_not_secure_comes_before_everything() {
    let findings = with(|findings| findings.secure = false);
    assert_eq!(
        troubles(&findings),
        [(Topic::Page, Says::NotSecure, PERSON, "")]
    );
    assert_eq!(verdict(&findings), Verdict::NotSecure);
}

#[test]
fn blocked_devices_are_told_once_the_network_is_good() {
    let blocked = MediaProblem::Blocked(Engine::Firefox);
    let findings = with(|findings| findings.camera = Some(Err(blocked)));
    let says = Says::DeviceFails(blocked);
    assert_eq!(troubles(&findings), [(Topic::Camera, says, PERSON, "")]);
    assert_eq!(verdict(&findings), Verdict::WithoutDevices);
    let no_udp = Findings {
        reflector: Some(Reflection::Silent),
        relays: [
            Some(Relay::Silent),
            Some(Relay::Echoed(9)),
            Some(Relay::Absent),
        ],
        ..findings
    };
    assert_eq!(verdict(&no_udp), Verdict::UdpBlocked);
}

#[test]
fn how_much_comes_through_is_judged_by_bits_and_by_losses() {
    let check = |kilobits, lost, mark, expected| {
        let findings =
            with(|findings| findings.capacity = Some(Capacity::Measured { kilobits, lost }));
        assert_eq!(lines(&findings)[8].mark, mark, "{kilobits} {lost}");
        assert_eq!(verdict(&findings), expected, "{kilobits} {lost}");
    };
    check(1_500, 30, Mark::Good, Verdict::Good);
    check(1_499, 0, Mark::Fair, Verdict::Good);
    check(8_000, 31, Mark::Fair, Verdict::Good);
    check(300, 100, Mark::Fair, Verdict::Good);
    check(299, 0, Mark::Trouble, Verdict::Slow);
    check(8_000, 101, Mark::Trouble, Verdict::Slow);
}

#[test]
fn a_browser_without_video_has_no_use_for_a_call() {
    let findings = with(|findings| findings.codecs = Some(Vec::new()));
    assert_eq!(
        troubles(&findings),
        [(Topic::Codecs, Says::NoCodecs, PERSON, "")]
    );
    assert_eq!(verdict(&findings), Verdict::NoVideo);
}
