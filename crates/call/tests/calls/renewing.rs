//! Credentials for STUN and TURN servers: asked for in time, and waited for where they are needed.

use std::time::Duration;

use call::{Command, ConnectionState, PeerCommand, PeerInput};
use protocol::{ClientMessage, IceServer, IceServers, ParticipantId, ServerMessage};

use crate::common::{Browser, peer};

const BUDI: ParticipantId = ParticipantId(1);

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn fresh_ones_are_asked_for_before_a_fifth_is_left_again_and_again() {
    let mut browser = in_call();
    browser.pass(479 * SECOND);
    assert_eq!(asked(&mut browser), 0);
    for _ in 0..3 {
        browser.pass(SECOND);
        assert_eq!(asked(&mut browser), 1);
        browser.receive(ServerMessage::IceServers(servers(2)));
        browser.pass(479 * SECOND);
        assert_eq!(asked(&mut browser), 0);
    }
}

#[test]
fn a_server_without_an_end_is_asked_for_nothing() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    browser.pass(10_000 * SECOND);
    assert_eq!(asked(&mut browser), 0);
}

#[test]
fn a_connection_that_works_is_left_alone() {
    let mut browser = in_call();
    browser.pass(480 * SECOND);
    browser.receive(ServerMessage::IceServers(servers(2)));
    assert_eq!(steps(&mut browser), []);
}

#[test]
fn a_restart_waits_for_credentials_and_begins_with_them() {
    let mut browser = in_call();
    browser.freeze(480 * SECOND);
    browser.peer(BUDI, PeerInput::Connection(ConnectionState::Failed));
    assert_eq!(asked(&mut browser), 1);
    assert_eq!(steps(&mut browser), []);
    browser.receive(ServerMessage::IceServers(servers(2)));
    let set = PeerCommand::SetIceServers {
        ice_servers: servers(2).servers,
        relay_only: false,
    };
    assert_eq!(steps(&mut browser), [set, PeerCommand::RestartIce]);
}

#[test]
fn a_server_that_does_not_answer_keeps_nobody_from_a_restart() {
    let mut browser = in_call();
    browser.pass(480 * SECOND);
    browser.peer(BUDI, PeerInput::Connection(ConnectionState::Failed));
    assert_eq!(steps(&mut browser), []);
    browser.pass(2 * SECOND);
    assert_eq!(steps(&mut browser), []);
    browser.pass(SECOND);
    assert_eq!(steps(&mut browser), [PeerCommand::RestartIce]);
}

#[test]
fn whoever_comes_back_has_fresh_ones_without_asking() {
    let mut browser = in_call();
    browser.ice = servers(2);
    browser.pass(400 * SECOND);
    browser.close();
    browser.pass(100 * SECOND);
    browser.socket(call::SocketInput::Opened);
    browser.resumed(vec![peer(1, "Budi")], 0, true);
    browser.pass(479 * SECOND);
    assert_eq!(asked(&mut browser), 0);
    browser.pass(SECOND);
    assert_eq!(asked(&mut browser), 1);
}

/// In a call with Budi, over a path, with credentials that hold for ten minutes.
fn in_call() -> Browser {
    let mut browser = Browser::in_green_room();
    browser.ice = servers(1);
    browser.enter("Ana", vec![peer(1, "Budi")]);
    browser.peer(BUDI, PeerInput::Connection(ConnectionState::Connected));
    browser.commands();
    browser
}

fn servers(number: u32) -> IceServers {
    let server = IceServer {
        urls: vec!["turn:turn.example".to_owned()],
        username: Some(number.to_string()),
        credential: Some("c".to_owned()),
    };
    IceServers {
        servers: vec![server],
        lifetime: Some(600),
        relay_only: false,
    }
}

/// How often credentials were asked for since the last look.
fn asked(browser: &mut Browser) -> usize {
    let (asked, rest) = browser
        .commands()
        .into_iter()
        .partition::<Vec<_>, _>(|command| {
            matches!(command, Command::Send(frame) if frame.message == ClientMessage::RenewIceServers)
        });
    browser.put_back(rest);
    asked.len()
}

/// What was done to connections for another path since the last look.
fn steps(browser: &mut Browser) -> Vec<PeerCommand> {
    let commands = browser.commands().into_iter();
    commands
        .filter_map(|command| match command {
            Command::Peer { command, .. } => Some(command),
            _ => None,
        })
        .filter(|command| {
            matches!(
                command,
                PeerCommand::SetIceServers { .. }
                    | PeerCommand::RestartIce
                    | PeerCommand::Open { .. }
            )
        })
        .collect()
}
