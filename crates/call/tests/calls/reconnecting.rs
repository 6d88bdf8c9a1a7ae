//! The connection to the server is lost: media goes on, and the person hears of it when it takes longer.

use std::time::Duration;

use call::{
    Call, Command, ConnectionState, EndReason, Heartbeat, PageInput, PeerCommand, PeerInput,
    PhaseView, Reconnection, SignalingView, SocketInput, Timestamp, Traffic, UserInput,
};
use protocol::{Candidate, ClientMessage, ErrorCode, ParticipantId, Source};

use crate::common::{Browser, peer};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_lost_socket_does_not_touch_the_media_and_is_opened_again_at_once() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    browser.close();
    assert_eq!(
        browser.commands(),
        [Command::CloseSocket, Command::OpenSocket]
    );
    assert_eq!(browser.view().tiles.len(), 2);
    browser.user(UserInput::SetMicrophone(false));
    let commands = browser.commands();
    let mute = Command::EnableTrack {
        source: Source::Microphone,
        enabled: false,
    };
    assert!(commands.contains(&mute), "muting works offline");
    assert!(
        !commands
            .iter()
            .any(|command| matches!(command, Command::Send(_))),
        "nothing is sent into the void: {commands:?}"
    );
}

#[test]
fn a_flap_is_not_worth_a_word_and_a_longer_loss_is_told() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.close();
    browser.pass(Call::QUIET_LOSS - Duration::from_millis(1));
    assert_eq!(browser.signaling(), SignalingView::Online);
    browser.socket(SocketInput::Opened);
    browser.resumed(vec![], 0, true);
    browser.pass(SECOND);
    assert_eq!(browser.signaling(), SignalingView::Online);

    browser.close();
    browser.pass(Call::QUIET_LOSS);
    assert!(matches!(
        browser.signaling(),
        SignalingView::Reconnecting { .. }
    ));
    come_back(&mut browser);
    assert_eq!(browser.signaling(), SignalingView::BackOnline);
    browser.pass(Call::BACK_ONLINE);
    assert_eq!(browser.signaling(), SignalingView::Online);
}

#[test]
fn one_try_is_under_way_at_a_time_and_given_up_when_nothing_answers() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.close();
    assert_eq!(browser.sockets_opened(), 1);
    browser.pass(Reconnection::TRY - Duration::from_millis(1));
    assert_eq!(browser.sockets_opened(), 0);
    browser.pass(Duration::from_secs(600));
    let opened = browser.sockets_opened();
    // Two minutes of frequent tries of four seconds each, then one each half minute.
    assert!((25..60).contains(&opened), "{opened}");
}

#[test]
fn a_server_that_refuses_every_try_is_not_hammered() {
    let mut browser = Browser::in_call_with(vec![]);
    let mut opened = 0;
    browser.close();
    for _ in 0..3000 {
        let now = browser.sockets_opened();
        opened += now;
        if now > 0 {
            browser.close();
        }
        browser.pass(Duration::from_millis(200));
    }
    assert!((30..120).contains(&opened), "{opened} tries in ten minutes");
    assert!(matches!(browser.view().phase, PhaseView::InCall { .. }));
}

#[test]
fn the_wait_for_the_next_try_is_told_and_can_be_cut_short() {
    let mut browser = waiting_browser();
    let SignalingView::Reconnecting {
        next_try: Some(next_try),
    } = browser.signaling()
    else {
        panic!("{:?}", browser.signaling())
    };
    assert!(next_try > browser.now());
    browser.user(UserInput::TryNow);
    assert_eq!(browser.sockets_opened(), 1);
    assert_eq!(
        browser.signaling(),
        SignalingView::Reconnecting { next_try: None }
    );
    browser.user(UserInput::TryNow);
    assert_eq!(browser.sockets_opened(), 0, "one try at a time");
}

#[test]
fn a_page_that_is_seen_again_or_has_a_network_again_tries_at_once() {
    for input in [
        PageInput::Shown,
        PageInput::Online,
        PageInput::NetworkChanged,
    ] {
        let mut browser = waiting_browser();
        browser.page(input);
        assert_eq!(browser.sockets_opened(), 1, "{input:?}");
    }
}

#[test]
fn the_client_pings_and_takes_any_frame_for_life() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.pass(Duration::from_secs(60));
    assert_eq!(browser.pings(), [0; 12]);
    browser.server_answers = false;
    browser.pass(Heartbeat::INTERVAL);
    browser.pass(Heartbeat::PATIENCE - Duration::from_millis(1));
    browser.participant_joined(peer(1, "Budi"));
    browser.pass(Duration::from_millis(1));
    assert_eq!(browser.sockets_opened(), 0, "a frame came just in time");
    browser.pass(Heartbeat::PATIENCE);
    assert_eq!(browser.sockets_opened(), 1);
}

#[test]
fn a_page_that_was_asleep_finds_out_within_two_seconds() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.server_answers = false;
    browser.page(PageInput::Shown);
    assert_eq!(browser.pings().len(), 1);
    browser.pass(Heartbeat::PROBE);
    assert_eq!(browser.sockets_opened(), 1);
}

#[test]
fn a_page_with_another_network_finds_out_within_half_a_second() {
    for input in [PageInput::Online, PageInput::NetworkChanged] {
        let mut browser = Browser::in_call_with(vec![]);
        browser.server_answers = false;
        browser.page(input);
        assert_eq!(browser.pings().len(), 1);
        browser.pass(Heartbeat::NETWORK_PROBE);
        assert_eq!(browser.sockets_opened(), 1, "{input:?}");
    }
}

#[test]
fn a_candidate_long_after_the_others_shows_another_network() {
    let restarted_after = |samples: u64| {
        let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
        let budi = ParticipantId(1);
        browser.peer(budi, PeerInput::Connection(ConnectionState::Connected));
        let candidate = || {
            PeerInput::LocalCandidate(Candidate {
                candidate: "candidate:1".to_owned(),
                sdp_mid: None,
                sdp_m_line_index: None,
                username_fragment: None,
            })
        };
        browser.peer(budi, candidate());
        // A frozen page hears nothing, however long.
        browser.pass(Duration::from_secs(60));
        for sample in 1..=samples {
            let traffic = Traffic {
                media_bytes: 1_000 * sample,
                consent_responses: 0,
            };
            browser.peer(budi, PeerInput::Traffic(traffic));
            browser.pass(SECOND);
        }
        browser.commands();
        browser.pings();
        browser.peer(budi, candidate());
        browser.peer(budi, candidate());
        let restarts = browser.commands();
        let restarts = restarts.iter().filter(|command| {
            matches!(command, Command::Peer { command, .. } if *command == PeerCommand::RestartIce)
        });
        (restarts.count(), browser.pings().len())
    };
    assert_eq!(restarted_after(15), (1, 1));
    assert_eq!(restarted_after(14), (0, 0));
}

#[test]
fn one_who_changes_networks_again_and_again_is_not_made_to_wait() {
    for input in [PageInput::Shown, PageInput::NetworkChanged] {
        let mut browser = Browser::in_call_with(vec![]);
        for time in 0..6 {
            browser.server_answers = false;
            browser.page(input);
            browser.pass(Heartbeat::PROBE);
            assert_eq!(browser.sockets_opened(), 1, "{input:?}, time {time}");
            browser.socket(SocketInput::Opened);
            browser.resumed(vec![], 0, true);
            browser.server_answers = true;
            browser.pass(SECOND);
        }
    }
}

#[test]
fn a_network_that_changes_makes_up_for_the_tries_that_failed_on_the_other() {
    let mut browser = waiting_browser();
    browser.page(PageInput::NetworkChanged);
    assert_eq!(browser.sockets_opened(), 1);
    browser.close();
    assert_eq!(browser.sockets_opened(), 1, "the first try on this network");
}

#[test]
fn when_nothing_comes_from_anyone_the_server_has_to_show_that_it_is_there() {
    let reopened_while_heard = |heard: &[u32]| {
        let mut browser = Browser::in_call_with(vec![peer(1, "Budi"), peer(2, "Citra")]);
        for id in [1, 2] {
            let participant = ParticipantId(id);
            browser.publications_changed(participant, &[Source::Microphone]);
            browser.peer(
                participant,
                PeerInput::Connection(ConnectionState::Connected),
            );
        }
        for second in 1..=8 {
            browser.server_answers = second <= 4;
            for id in [1, 2] {
                let flows = second <= 4 || heard.contains(&id);
                let traffic = Traffic {
                    media_bytes: 1000 * if flows { second } else { 4 },
                    consent_responses: 0,
                };
                browser.peer(ParticipantId(id), PeerInput::Traffic(traffic));
            }
            browser.pass(SECOND);
        }
        browser.sockets_opened()
    };
    assert_eq!(reopened_while_heard(&[]), 1, "one's own network is gone");
    assert_eq!(reopened_while_heard(&[1]), 0, "Citra's is");
}

#[test]
fn when_the_browser_misses_everyone_the_server_has_to_show_that_it_is_there() {
    let reopened_without = |missed: &[u32]| {
        let mut browser = Browser::in_call_with(vec![peer(1, "Budi"), peer(2, "Citra")]);
        let says = |browser: &mut Browser, id: u32, state| {
            browser.peer(ParticipantId(id), PeerInput::Connection(state));
        };
        for id in [1, 2] {
            says(&mut browser, id, ConnectionState::Connected);
        }
        browser.server_answers = false;
        for id in missed {
            says(&mut browser, *id, ConnectionState::Disconnected);
        }
        browser.pass(Heartbeat::URGENT_PROBE);
        browser.sockets_opened()
    };
    assert_eq!(reopened_without(&[1, 2]), 1, "one's own network is gone");
    assert_eq!(reopened_without(&[1]), 0, "Budi's is");
}

#[test]
fn what_came_while_the_page_was_frozen_is_not_taken_for_silence() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.server_answers = false;
    browser.pass(Heartbeat::INTERVAL);
    browser.commands();
    // Nothing runs for nine seconds; then the pong that had long been there is handled first.
    browser.freeze(Duration::from_secs(9));
    browser.participant_joined(peer(1, "Budi"));
    assert_eq!(browser.sockets_opened(), 0);
}

#[test]
fn a_server_that_is_going_away_is_asked_again_when_it_said() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    browser.error(ErrorCode::GoingAway, Some(1500));
    assert_eq!(browser.sockets_opened(), 0);
    browser.pass(Duration::from_millis(1499));
    assert_eq!(browser.sockets_opened(), 0);
    browser.pass(Duration::from_millis(1));
    assert_eq!(browser.sockets_opened(), 1);
    assert_eq!(browser.view().tiles.len(), 2);
}

#[test]
fn a_server_that_has_too_much_to_do_is_left_alone_as_long_as_it_asks() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.close();
    browser.sockets_opened();
    let retry_after = Some(Duration::from_secs(40));
    browser.socket(SocketInput::Closed { retry_after });
    browser.pass(Duration::from_secs(39));
    assert_eq!(browser.sockets_opened(), 0);
    browser.pass(SECOND);
    assert_eq!(browser.sockets_opened(), 1);
}

#[test]
fn what_time_cannot_mend_ends_the_call_with_its_reason() {
    for code in [
        ErrorCode::Replaced,
        ErrorCode::UnsupportedVersion,
        ErrorCode::RoomFull,
    ] {
        let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
        browser.error(code, None);
        assert_eq!(
            browser.view().phase,
            PhaseView::Ended(EndReason::Refused(code))
        );
        let commands = browser.commands();
        assert!(commands.contains(&Command::CloseSocket));
        assert!(commands.contains(&Command::Remember(None)), "{commands:?}");
        browser.pass(Duration::from_secs(600));
        assert_eq!(browser.sockets_opened(), 0, "{code:?}");
    }
}

#[test]
fn leaving_works_offline_and_ends_every_try() {
    let mut browser = waiting_browser();
    browser.user(UserInput::Leave);
    assert_eq!(browser.view().phase, PhaseView::Left);
    browser.pass(Duration::from_secs(600));
    assert_eq!(browser.sockets_opened(), 0);
}

#[test]
fn a_page_that_is_closed_says_goodbye_and_one_that_is_loaded_again_does_not() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.page(PageInput::Hiding { reload: true });
    assert_eq!(browser.sent(), []);
    browser.page(PageInput::Hiding { reload: false });
    assert_eq!(browser.sent(), [ClientMessage::Leave { may_return: true }]);
}

#[test]
fn many_events_or_commands_are_acknowledged_before_the_next_ping_is_due() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    for _ in 0..40 {
        browser.publications_changed(protocol::ParticipantId(1), &[Source::Camera]);
        browser.publications_changed(protocol::ParticipantId(1), &[]);
    }
    assert_eq!(browser.pings(), [64]);
}

/// A browser whose first tries have failed and which waits for the next one.
fn waiting_browser() -> Browser {
    let mut browser = Browser::in_call_with(vec![]);
    browser.close();
    let start = browser.now();
    while browser.now() < Timestamp(start.0 + Duration::from_secs(600)) {
        browser.pass(Duration::from_millis(50));
        if browser.sockets_opened() > 0 {
            browser.close();
        }
        if let SignalingView::Reconnecting {
            next_try: Some(next_try),
        } = browser.signaling()
            && next_try > browser.now() + SECOND
        {
            return browser;
        }
    }
    panic!("no wait is as long as a second")
}

fn come_back(browser: &mut Browser) {
    for _ in 0..1000 {
        if browser.sockets_opened() > 0 {
            browser.socket(SocketInput::Opened);
            return browser.resumed(vec![], 0, true);
        }
        browser.pass(Duration::from_millis(50));
    }
    panic!("no try is made")
}
