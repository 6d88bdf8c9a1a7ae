//! One's own address: hidden by one's own wish or the server's, and what is said where nobody can be reached.

use std::time::Duration;

use call::{Command, ConnectionState, PeerCommand, PeerInput, SignalingState, Trouble, UserInput};
use protocol::{
    Candidate, ClientMessage, Description, DescriptionKind, IceServer, IceServers, ParticipantId,
    ServerMessage, SignalBody,
};

use crate::common::{Browser, peer};

const BUDI: ParticipantId = ParticipantId(1);

const HOST: &str = "candidate:1 1 udp 2122 192.168.1.2 5 typ host";
const RELAY: &str = "candidate:2 1 udp 41 198.51.100.1 49160 typ relay raddr 192.168.1.2 rport 5";
const RELAY_ALONE: &str = "candidate:2 1 udp 41 198.51.100.1 49160 typ relay raddr 0.0.0.0 rport 9";

#[test]
fn whoever_hides_goes_by_way_of_relays_from_the_start_and_tells_no_other_candidate() {
    for by_the_server in [false, true] {
        let mut browser = Browser::in_green_room();
        browser.ice = relay();
        browser.ice.relay_only = by_the_server;
        browser.user(UserInput::HideAddress(!by_the_server));
        browser.enter("Ana", vec![peer(1, "Budi")]);
        assert_eq!(opened(&mut browser), [(0, true)]);
        browser.peer(BUDI, PeerInput::NegotiationNeeded);
        browser.peer(BUDI, local_description());
        for candidate in [HOST, RELAY, ""] {
            browser.peer(BUDI, local_candidate(candidate));
        }
        let told = told(&mut browser);
        assert_eq!(
            told,
            [
                format!("v=0\r\nc=IN IP4 0.0.0.0\r\na={RELAY_ALONE}\r\n"),
                RELAY_ALONE.to_owned(),
                String::new()
            ]
        );
    }
}

#[test]
fn whoever_does_not_hide_tells_everything() {
    let mut browser = Browser::in_green_room();
    browser.ice = relay();
    browser.enter("Ana", vec![peer(1, "Budi")]);
    assert_eq!(opened(&mut browser), [(0, false)]);
    browser.peer(BUDI, PeerInput::NegotiationNeeded);
    browser.peer(BUDI, local_description());
    browser.peer(BUDI, local_candidate(HOST));
    assert_eq!(told(&mut browser).last(), Some(&HOST.to_owned()));
}

#[test]
fn to_hide_during_the_call_ends_what_shows_the_address_at_once() {
    let mut browser = in_call();
    browser.user(UserInput::HideAddress(true));
    assert_eq!(opened(&mut browser), [(1, true)]);
    browser.user(UserInput::HideAddress(true));
    browser.user(UserInput::HideAddress(false));
    assert_eq!(opened(&mut browser), [], "what is hidden may stay so");
}

#[test]
fn a_server_that_wants_it_from_now_on_is_obeyed() {
    let mut browser = in_call();
    browser.receive(ServerMessage::IceServers(IceServers {
        relay_only: true,
        ..relay()
    }));
    assert_eq!(opened(&mut browser), [(1, true)]);
}

#[test]
fn an_offer_is_answered_in_hiding() {
    let mut browser = Browser::in_green_room();
    browser.ice = relay();
    browser.user(UserInput::HideAddress(true));
    browser.enter("Ana", vec![]);
    browser.participant_joined(peer(1, "Budi"));
    browser.offer_from(BUDI, 0);
    assert_eq!(opened(&mut browser), [(0, true)]);
}

#[test]
fn what_keeps_two_from_each_other_is_told_after_ten_seconds() {
    let check = |ice: IceServers, candidates: &[&str], expected| {
        let mut browser = Browser::in_green_room();
        browser.ice = ice;
        browser.enter("Ana", vec![peer(1, "Budi")]);
        for candidate in candidates {
            browser.peer(BUDI, local_candidate(candidate));
        }
        browser.pass(Duration::from_secs(9));
        assert_eq!(browser.tile(BUDI).trouble, None);
        browser.pass(Duration::from_secs(1));
        assert_eq!(browser.tile(BUDI).trouble, Some(expected));
        browser.pass(Duration::from_secs(200));
        assert_eq!(browser.tile(BUDI).trouble, Some(expected), "for good");
    };
    let hidden = |ice| IceServers {
        relay_only: true,
        ..ice
    };
    check(IceServers::default(), &[HOST, ""], Trouble::NoRelay);
    check(relay(), &[HOST, ""], Trouble::RelayOutOfReach);
    check(relay(), &[HOST, RELAY], Trouble::NoPath);
    check(hidden(relay()), &[], Trouble::RelayOutOfReach);
    check(
        hidden(IceServers::default()),
        &[],
        Trouble::NothingToHideBehind,
    );
}

#[test]
fn nothing_is_blamed_where_there_was_a_path_or_one_of_the_two_is_away() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    let roster = browser.roster();
    browser.event(ServerMessage::ParticipantConnection {
        roster,
        participant: BUDI,
        connected: false,
    });
    browser.pass(Duration::from_secs(30));
    assert_eq!(browser.tile(BUDI).trouble, None);

    let mut browser = in_call();
    browser.peer(BUDI, PeerInput::Connection(ConnectionState::Failed));
    browser.pass(Duration::from_secs(200));
    assert_eq!(browser.tile(BUDI).trouble, None);
}

/// In a call with Budi, over a direct path, though there is a relay.
fn in_call() -> Browser {
    let mut browser = Browser::in_green_room();
    browser.ice = relay();
    browser.enter("Ana", vec![peer(1, "Budi")]);
    browser.peer(BUDI, PeerInput::Connection(ConnectionState::Connected));
    browser.commands();
    browser
}

fn relay() -> IceServers {
    let server = IceServer {
        urls: vec!["turn:turn.example".to_owned()],
        username: Some("u".to_owned()),
        credential: Some("c".to_owned()),
    };
    IceServers {
        servers: vec![server],
        ..IceServers::default()
    }
}

/// The generations of the connections that were opened since the last look, and which go by way of relays alone.
fn opened(browser: &mut Browser) -> Vec<(u32, bool)> {
    let commands = browser.commands();
    let opened = commands.iter().filter_map(|command| match command {
        Command::Peer {
            peer,
            command: PeerCommand::Open { relay_only, .. },
        } => Some((peer.generation, *relay_only)),
        _ => None,
    });
    opened.collect()
}

/// The descriptions and candidates that were sent.
fn told(browser: &mut Browser) -> Vec<String> {
    let sent = browser.sent().into_iter();
    sent.filter_map(|message| match message {
        ClientMessage::Signal { signal, .. } => Some(match signal.body {
            SignalBody::Description(description) => description.sdp,
            SignalBody::Candidate(candidate) => candidate.candidate,
        }),
        _ => None,
    })
    .collect()
}

fn local_description() -> PeerInput {
    PeerInput::LocalDescription {
        description: Some(Description {
            kind: DescriptionKind::Offer,
            sdp: format!("v=0\r\nc=IN IP4 192.168.1.2\r\na={HOST}\r\na={RELAY}\r\n"),
        }),
        signaling: SignalingState::HaveLocalOffer,
    }
}

fn local_candidate(candidate: &str) -> PeerInput {
    PeerInput::LocalCandidate(Candidate {
        candidate: candidate.to_owned(),
        sdp_mid: None,
        sdp_m_line_index: None,
        username_fragment: None,
    })
}
