//! A call from the green room to goodbye, as its person sees it.

use std::time::Duration;

use crate::common::{Browser, environment, peer};
use call::{
    Call, Command, ConnectionState, EndReason, Environment, MediaInput, MediaProblem, Notice,
    NoticeBoard, PeerCommand, PeerInput, PhaseView, SocketInput, SourceView, StreamKey,
    TileConnection, Unusable, UserInput,
};
use protocol::{ClientFrame, ClientMessage, Engine, ErrorCode, ParticipantId, Source};

const BUDI: ParticipantId = ParticipantId(1);

#[test]
fn the_green_room_starts_microphone_and_camera() {
    let mut browser = Browser::in_green_room();
    assert_eq!(
        browser.commands(),
        [Command::Capture {
            request: 0,
            microphone: true,
            camera: true
        }]
    );
    assert_eq!(browser.view().local.camera, SourceView::Starting);
    browser.media(MediaInput::Captured { request: 0 });
    assert_eq!(browser.view().local.camera, SourceView::On);
    assert_eq!(browser.view().tiles, []);
}

#[test]
fn joining_says_name_version_and_publications() {
    let mut browser = Browser::in_green_room();
    browser.media(MediaInput::Captured { request: 0 });
    browser.join("Ana");
    assert!(browser.commands().contains(&Command::OpenSocket));
    assert_eq!(browser.view().phase, PhaseView::Joining);
    browser.socket(SocketInput::Opened);
    let sent = browser.sent();
    let [ClientMessage::Join(join)] = &sent[..] else {
        panic!("{sent:?}")
    };
    assert_eq!(
        (join.name.as_str(), &join.versions[..]),
        ("Ana", protocol::VERSIONS)
    );
    assert!(
        join.publications.is_live(Source::Microphone) && join.publications.is_live(Source::Camera)
    );
}

#[test]
fn the_newcomer_offers_to_everyone_who_is_there() {
    let mut browser = Browser::in_green_room();
    browser.enter("Ana", vec![peer(1, "Budi"), peer(2, "Citra")]);
    let opened: Vec<_> = browser
        .opened()
        .into_iter()
        .map(|(key, offers)| (key.participant.0, offers))
        .collect();
    assert_eq!(opened, [(1, true), (2, true)]);
    let names: Vec<_> = browser
        .view()
        .tiles
        .into_iter()
        .map(|tile| (tile.name.to_string(), tile.you))
        .collect();
    assert_eq!(
        names,
        [
            ("Ana".to_owned(), true),
            ("Budi".to_owned(), false),
            ("Citra".to_owned(), false)
        ]
    );
}

#[test]
fn whoever_was_there_waits_for_the_offer_of_the_newcomer() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.participant_joined(peer(1, "Budi"));
    assert_eq!(browser.opened(), []);
    assert_eq!(browser.view().tiles.len(), 2);
    browser.offer_from(BUDI, 0);
    let opened = browser.opened();
    assert_eq!(
        opened
            .iter()
            .map(|(key, offers)| (key.participant, *offers))
            .collect::<Vec<_>>(),
        [(BUDI, false)]
    );
}

#[test]
fn a_tile_follows_what_its_participant_publishes() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    assert!(!browser.tile(BUDI).microphone);
    browser.publications_changed(BUDI, &[Source::Microphone, Source::Camera]);
    let tile = browser.tile(BUDI);
    assert!(tile.microphone && tile.camera);
    assert_eq!(tile.stream, None, "nothing has arrived");
    browser.peer(BUDI, PeerInput::TrackAdded);
    assert_eq!(browser.tile(BUDI).stream, Some(StreamKey::Remote(BUDI)));
}

#[test]
fn a_departure_closes_the_connection_and_is_told() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    browser.participant_left(BUDI);
    let commands = browser.commands();
    assert!(
        matches!(
            &commands[..],
            [Command::Peer {
                command: PeerCommand::Close,
                ..
            }]
        ),
        "{commands:?}"
    );
    assert_eq!(browser.view().tiles.len(), 1);
    assert!(
        matches!(&browser.view().notices[..], [(_, Notice::ParticipantLeft(name))] if name.as_str() == "Budi")
    );
    browser.pass(NoticeBoard::NOTICE_TIME);
    assert_eq!(browser.view().notices, []);
}

#[test]
fn what_comes_from_someone_unknown_changes_nothing() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.offer_from(BUDI, 0);
    browser.peer(BUDI, PeerInput::NegotiationNeeded);
    browser.participant_left(BUDI);
    browser.publications_changed(BUDI, &[]);
    assert_eq!(browser.commands(), []);
    assert_eq!(browser.view().tiles.len(), 1);
}

#[test]
fn muting_is_told_to_the_others() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    browser.user(UserInput::SetMicrophone(false));
    let commands = browser.commands();
    let [
        Command::EnableTrack { enabled: false, .. },
        Command::Send(ClientFrame {
            message: ClientMessage::SetPublications { publications },
            counter: Some(_),
        }),
        Command::Remember(_),
    ] = &commands[..]
    else {
        panic!("{commands:?}")
    };
    assert!(!publications.is_live(Source::Microphone) && publications.is_live(Source::Camera));
}

#[test]
fn turning_the_camera_off_and_on_needs_no_negotiation() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    browser.user(UserInput::SetCamera(false));
    let replaces = |commands: &[Command]| {
        let replace = PeerCommand::ReplaceTrack {
            source: Source::Camera,
        };
        commands
            .iter()
            .any(|command| matches!(command, Command::Peer { command, .. } if *command == replace))
    };
    let commands = browser.commands();
    assert!(
        commands.contains(&Command::StopTrack {
            source: Source::Camera
        }),
        "the light goes out: {commands:?}"
    );
    assert!(replaces(&commands));
    browser.user(UserInput::SetCamera(true));
    assert!(browser.commands().contains(&Command::Capture {
        request: 1,
        microphone: false,
        camera: true
    }));
    browser.media(MediaInput::Captured { request: 1 });
    assert!(replaces(&browser.commands()));
}

#[test]
fn one_takes_part_without_any_device() {
    let mut browser = Browser::in_green_room();
    for request in 0..3 {
        browser.media(MediaInput::CaptureFailed {
            request,
            problem: MediaProblem::Blocked(Engine::Chromium),
        });
    }
    assert_eq!(
        browser.view().local.microphone,
        SourceView::Unavailable(MediaProblem::Blocked(Engine::Chromium))
    );
    let notices: Vec<_> = browser
        .view()
        .notices
        .into_iter()
        .map(|(_, notice)| notice)
        .collect();
    assert_eq!(
        notices,
        [Notice::BothProblem(MediaProblem::Blocked(Engine::Chromium))]
    );
    browser.enter("Ana", vec![peer(1, "Budi")]);
    assert_eq!(browser.opened().len(), 1);
    let own = browser.view().tiles.remove(0);
    assert!(!own.microphone && !own.camera);
}

#[test]
fn leaving_ends_everything_and_rejoining_starts_it_again() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    browser.user(UserInput::SetMicrophone(false));
    browser.commands();
    browser.user(UserInput::Leave);
    let commands = browser.commands();
    assert!(
        matches!(
            &commands[0],
            Command::Send(frame) if frame.message == ClientMessage::Leave { may_return: false }
        ),
        "{commands:?}"
    );
    assert!(
        matches!(
            commands[1],
            Command::Peer {
                command: PeerCommand::Close,
                ..
            }
        ),
        "{commands:?}"
    );
    assert!(commands.contains(&Command::CloseSocket));
    for source in [Source::Microphone, Source::Camera] {
        assert!(
            commands.contains(&Command::StopTrack { source }),
            "{commands:?}"
        );
    }
    assert_eq!(browser.view().phase, PhaseView::Left);

    browser.user(UserInput::Rejoin);
    let commands = browser.commands();
    assert!(commands.contains(&Command::OpenSocket));
    let camera_alone = Command::Capture {
        request: 1,
        microphone: false,
        camera: true,
    };
    assert!(
        commands.contains(&camera_alone),
        "muted before, not even captured after: {commands:?}"
    );
}

#[test]
fn a_toggle_after_leaving_starts_nothing() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.user(UserInput::Leave);
    browser.commands();
    browser.user(UserInput::SetCamera(true));
    browser.user(UserInput::SetMicrophone(true));
    assert_eq!(browser.commands(), []);
}

#[test]
fn a_refusal_is_told_with_its_reason_and_frees_the_devices() {
    let mut browser = Browser::in_green_room();
    browser.media(MediaInput::Captured { request: 0 });
    browser.join("Ana");
    browser.socket(SocketInput::Opened);
    browser.commands();
    browser.error(ErrorCode::RoomFull, None);
    assert_eq!(
        browser.view().phase,
        PhaseView::Ended(EndReason::Refused(ErrorCode::RoomFull))
    );
    assert!(browser.commands().contains(&Command::StopTrack {
        source: Source::Camera
    }));
    browser.close();
    assert_eq!(
        browser.view().phase,
        PhaseView::Ended(EndReason::Refused(ErrorCode::RoomFull))
    );
}

#[test]
fn a_server_that_cannot_be_reached_or_does_not_answer_is_told() {
    let mut refused = Browser::in_green_room();
    refused.join("Ana");
    refused.close();
    assert_eq!(
        refused.view().phase,
        PhaseView::Ended(EndReason::Unreachable)
    );

    let mut silent = Browser::in_green_room();
    silent.join("Ana");
    silent.socket(SocketInput::Opened);
    silent.pass(Call::JOIN_TIMEOUT);
    assert_eq!(
        silent.view().phase,
        PhaseView::Ended(EndReason::Unreachable)
    );
}

#[test]
fn whoever_gives_up_joining_leaves_nobody_behind() {
    let leave = Command::Send(ClientFrame {
        counter: None,
        message: ClientMessage::Leave { may_return: false },
    });
    let goodbye = [leave.clone(), Command::CloseSocket];
    let check = |asked: bool, gives_up: fn(&mut Browser)| {
        let mut browser = Browser::in_green_room();
        browser.join("Ana");
        if asked {
            browser.socket(SocketInput::Opened);
        }
        browser.commands();
        gives_up(&mut browser);
        let commands = browser.commands();
        let says_it = commands.windows(2).any(|two| two == goodbye);
        assert_eq!(says_it, asked, "{commands:?}");
        assert_eq!(commands.contains(&leave), asked, "{commands:?}");
    };
    for asked in [true, false] {
        check(asked, |browser| browser.pass(Call::JOIN_TIMEOUT));
        check(asked, |browser| browser.user(UserInput::Leave));
    }
}

#[test]
fn what_changed_while_joining_is_told_after_it() {
    let mut browser = Browser::in_green_room();
    browser.join("Ana");
    browser.socket(SocketInput::Opened);
    browser.media(MediaInput::Captured { request: 0 });
    browser.commands();
    browser.joined(vec![]);
    let sent = browser.sent();
    assert!(
        matches!(&sent[..], [ClientMessage::SetPublications { .. }]),
        "{sent:?}"
    );
}

#[test]
fn an_unusable_browser_is_told_and_asked_for_nothing() {
    for (secure, reason) in [(false, Unusable::NotSecure), (true, Unusable::NoWebRtc)] {
        let environment = Environment {
            secure,
            peer_connections: false,
            media_devices: false,
            ..environment()
        };
        let mut browser = Browser::new(environment);
        assert_eq!(
            browser.view().phase,
            PhaseView::Ended(EndReason::Unusable(reason))
        );
        browser.join("Ana");
        browser.user(UserInput::Rejoin);
        assert_eq!(browser.commands(), []);
    }
}

#[test]
fn a_slow_connection_is_told_then_built_anew_then_given_up() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    assert_eq!(browser.tile(BUDI).connection, TileConnection::Connecting);
    browser.pass(Duration::from_secs(10));
    assert_eq!(browser.tile(BUDI).connection, TileConnection::Slow);
    for generation in 1..=3 {
        browser.pass(Duration::from_secs(20));
        let opened = browser.opened();
        assert_eq!(
            opened
                .iter()
                .map(|(key, _)| key.generation)
                .collect::<Vec<_>>(),
            [generation]
        );
    }
    browser.pass(Duration::from_secs(20));
    assert_eq!(browser.tile(BUDI).connection, TileConnection::Failed);
    assert_eq!(browser.opened(), []);
}

#[test]
fn a_connection_that_holds_is_left_alone() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    browser.peer(BUDI, PeerInput::Connection(ConnectionState::Connected));
    browser.commands();
    browser.pass(Duration::from_secs(600));
    assert_eq!(browser.tile(BUDI).connection, TileConnection::Connected);
    assert_eq!(browser.commands(), []);
}

#[test]
fn an_offer_of_a_later_generation_starts_over_and_an_earlier_one_is_stale() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    browser.offer_from(BUDI, 2);
    assert_eq!(
        browser
            .opened()
            .iter()
            .map(|(key, offers)| (key.generation, *offers))
            .collect::<Vec<_>>(),
        [(2, false)]
    );
    browser.offer_from(BUDI, 1);
    assert_eq!(browser.commands(), []);
}

#[test]
fn a_closed_notice_is_gone() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.media(MediaInput::Ended {
        source: Source::Camera,
    });
    browser.media(MediaInput::CaptureFailed {
        request: 1,
        problem: MediaProblem::NotFound,
    });
    let [(id, Notice::CameraLost)] = browser.view().notices[..] else {
        panic!("{:?}", browser.view().notices)
    };
    browser.user(UserInput::Dismiss(id));
    assert_eq!(browser.view().notices, []);
}
