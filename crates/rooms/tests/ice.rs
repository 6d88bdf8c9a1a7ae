//! By which credentials participants use STUN and TURN servers, and for how long.

mod common;

use std::time::Duration;

use common::words::{event, joined, resumed, signal, signal_frame};
use common::{Server, back, secret};
use protocol::{ErrorCode, IceServers, ServerMessage};
use rooms::{Command, ConnectionId, Host, IceRule, Input, Limits, OwnRelay};
use turn::Secret;

#[test]
fn everyone_has_credentials_of_their_own_that_hold_for_ten_minutes() {
    let mut server = server();
    let ana = joined(&server.join(1, "tea", "Ana")).ice.clone();
    let budi = joined(&server.join(2, "tea", "Budi")).ice.clone();
    assert_eq!(ana.lifetime, Some(600));
    assert_eq!(expiry(&ana), 1_000_600);
    assert_ne!(subject(&ana), subject(&budi));
    assert_eq!(
        password(&ana),
        Some(Secret::new("north".to_owned()).password(&username(&ana)))
    );
}

#[test]
fn whoever_asks_or_comes_back_has_the_same_name_for_longer() {
    let mut server = server();
    let first = joined(&server.join(1, "tea", "Ana")).ice.clone();
    server.now.0 += Duration::from_secs(480);
    let commands = server.say(1, r#"{"type":"renew_ice_servers"}"#);
    let second = told(&commands).expect("an answer");
    server.disconnect(1);
    server.now.0 += Duration::from_secs(20);
    let third = resumed(&server.resume(2, back(1, 1, Some(0)))).ice.clone();
    assert_eq!(
        [&first, &second, &third].map(expiry),
        [1_000_600, 1_001_080, 1_001_100]
    );
    assert_eq!(subject(&first), subject(&second));
    assert_eq!(subject(&first), subject(&third));
}

#[test]
fn a_subject_outlives_the_server_and_names_nobody() {
    let mut server = server();
    server.limits.stores = true;
    server.kill();
    let before = joined(&server.join(1, "tea", "Ana")).ice.clone();
    server.kill();
    let after = resumed(&server.resume(2, back(1, 1, Some(0)))).ice.clone();
    assert_eq!(subject(&before), subject(&after));
    assert_eq!(subject(&before).len(), 24);
    assert!(
        subject(&before)
            .chars()
            .all(|c| matches!(c, '0'..='9' | 'a'..='f'))
    );
}

#[test]
fn nobody_asks_before_joining() {
    let mut server = server();
    server.connect(1);
    let commands = server.say(1, r#"{"type":"renew_ice_servers"}"#);
    assert_eq!(commands, common::refused(1, ErrorCode::NotJoined));
}

#[test]
fn credentials_end_with_the_seat_and_not_before() {
    let mut server = server();
    let ana = subject(&joined(&server.join(1, "tea", "Ana")).ice);
    let budi = subject(&joined(&server.join(2, "tea", "Budi")).ice);
    assert_eq!(revoked(&server.disconnect(1)), [""; 0]);
    assert_eq!(revoked(&server.wait(Duration::from_secs(59))), [""; 0]);
    assert_eq!(revoked(&server.wait(Duration::from_secs(1))), [ana]);
    assert_eq!(revoked(&server.say(2, r#"{"type":"leave"}"#)), [budi]);
}

#[test]
fn the_next_one_in_a_room_of_the_same_name_is_someone_else_to_the_relay() {
    let mut server = server();
    let ana = subject(&joined(&server.join(1, "tea", "Ana")).ice);
    server.say(1, r#"{"type":"leave"}"#);
    let budi = subject(&joined(&server.join(2, "tea", "Budi")).ice);
    assert_ne!(ana, budi);
}

#[test]
fn the_own_relay_is_where_the_client_has_reached_the_server() {
    let mut server = Server::new(Limits {
        ice: IceRule {
            own: Some(OwnRelay {
                udp: Some(3478),
                ..OwnRelay::default()
            }),
            secret: Some(Secret::new("north".to_owned())),
            ..IceRule::default()
        },
        ..Limits::default()
    });
    server.handle(Input::Connected {
        connection: ConnectionId(1),
        secret: secret(1),
        host: Host::of_authority("192.0.2.7:3001"),
    });
    let join = protocol::ClientMessage::Join(common::words::join("tea", "Ana"));
    let ice = joined(&server.message(1, join)).ice.clone();
    let again = told(&server.say(1, r#"{"type":"renew_ice_servers"}"#)).expect("an answer");
    for ice in [ice, again] {
        assert_eq!(
            urls(&ice),
            ["stun:192.0.2.7:3478", "turn:192.0.2.7:3478?transport=udp"]
        );
    }
}

#[test]
fn where_everyone_uses_relays_no_other_candidate_goes_through() {
    let mut server = Server::new(Limits {
        ice: IceRule {
            relay_only: true,
            ..IceRule::default()
        },
        ..Limits::default()
    })
    .and_two();
    let host = "candidate:1 1 udp 1 192.168.1.2 5 typ host";
    let relay = "candidate:2 1 udp 1 198.51.100.1 49160 typ relay raddr 192.168.1.2 rport 5";
    let candidate =
        |text: &str| format!(r#"{{"candidate":{{"candidate":"{text}","sdp_mid":"0"}}}}"#);
    assert_eq!(server.say(1, &signal_frame(2, &candidate(host))), []);
    let relayed = "candidate:2 1 udp 1 198.51.100.1 49160 typ relay raddr 0.0.0.0 rport 9";
    assert_eq!(
        server.say(1, &signal_frame(2, &candidate(relay))),
        [event([(2, 1)], signal(1, &candidate(relayed)))]
    );
    assert_eq!(
        server.say(1, &signal_frame(2, &candidate(""))),
        [event([(2, 2)], signal(1, &candidate("")))]
    );
    let description = |sdp: &str| format!(r#"{{"description":{{"kind":"offer","sdp":"{sdp}"}}}}"#);
    let sdp = |lines: &str| description(&format!("v=0\\r\\n{lines}s=-\\r\\n"));
    assert_eq!(
        server.say(1, &signal_frame(2, &sdp(&format!("a={host}\\r\\n")))),
        [event([(2, 3)], signal(1, &sdp("")))]
    );
    for odd in [
        r#"{"description":1}"#,
        r#"{"description":{"sdp":1}}"#,
        r#"{"candidate":"x"}"#,
    ] {
        assert_eq!(server.say(1, &signal_frame(2, odd)), [], "{odd}");
    }
}

/// A server whose participants are told of one relay.
fn server() -> Server {
    Server::new(Limits {
        ice: IceRule {
            shared: vec!["turn:relay.example".to_owned()],
            secret: Some(Secret::new("north".to_owned())),
            ..IceRule::default()
        },
        ..Limits::default()
    })
}

fn told(commands: &[Command]) -> Option<IceServers> {
    let [Command::Send { message, .. }] = commands else {
        return None;
    };
    let ServerMessage::IceServers(ice) = &**message else {
        return None;
    };
    Some(ice.clone())
}

fn revoked(commands: &[Command]) -> Vec<String> {
    commands
        .iter()
        .filter_map(|command| match command {
            Command::Revoke { subject } => Some(subject.to_string()),
            Command::Store(_)
            | Command::Send { .. }
            | Command::Close { .. }
            | Command::CheckPassword { .. }
            | Command::HashPassword { .. }
            | Command::GiveHostPass { .. } => None,
        })
        .collect()
}

fn username(ice: &IceServers) -> String {
    let relay = ice.servers.last().expect("a relay");
    relay.username.clone().expect("a name")
}

fn password(ice: &IceServers) -> Option<String> {
    ice.servers.last()?.credential.clone()
}

fn subject(ice: &IceServers) -> String {
    let username = username(ice);
    let (_, subject) = username.split_once(':').expect("two parts");
    subject.to_owned()
}

fn expiry(ice: &IceServers) -> u64 {
    let username = username(ice);
    let (expiry, _) = username.split_once(':').expect("two parts");
    expiry.parse().expect("a number")
}

fn urls(ice: &IceServers) -> Vec<&str> {
    let urls = ice.servers.iter().flat_map(|server| &server.urls);
    urls.map(String::as_str).collect()
}
