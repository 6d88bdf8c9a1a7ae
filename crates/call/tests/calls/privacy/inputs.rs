//! Every input that there is, at random.

use std::time::Duration;

use call::{
    AudioLevel, ConnectionState, ContentHint, DataUse, FileInput, Input, Layout, Levels, LinkStats,
    MediaInput, MediaProblem, PageInput, PeerInput, PeerKey, RecordingInput, RecordingOf,
    RecordingProblem, SocketInput, TileKey, TileKind, Traffic, UserInput,
};
use proptest::prelude::*;
use protocol::{
    Act, ChatText, Description, DescriptionKind, DisplayName, Engine, ErrorCode, FileId, Joined,
    ParticipantAct, ParticipantId, Reaction, Resumed, Role, RoomAct, ServerFrame, ServerMessage,
    Signal, SignalBody, Topology,
};

use super::{SCREEN, SOURCES, Step};
use crate::common::{chat_message, peer, publications, room, token};

pub(super) fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => user().prop_map(|input| Step::Input(Input::User(input))),
        4 => socket().prop_map(|input| Step::Input(Input::Socket(input))),
        4 => media().prop_map(|input| Step::Input(Input::Media(input))),
        2 => page().prop_map(|input| Step::Input(Input::Page(input))),
        2 => peer_input(),
        1 => levels(),
        2 => recording().prop_map(|input| Step::Input(Input::Recording(input))),
        1 => file_input(),
        2 => (0_u64..70_000).prop_map(Step::Pass),
    ]
}

fn user() -> impl Strategy<Value = UserInput> {
    prop_oneof![
        Just(UserInput::Join {
            name: name(),
            password: None,
        }),
        any::<bool>().prop_map(UserInput::SetMicrophone),
        any::<bool>().prop_map(UserInput::SetCamera),
        prop::sample::select(SOURCES.to_vec()).prop_map(UserInput::Renew),
        any::<bool>().prop_map(UserInput::ShareScreen),
        Just(UserInput::Leave),
        Just(UserInput::Rejoin),
        Just(UserInput::TryNow),
        (1_u32..4).prop_map(|id| UserInput::ReconnectPeer(ParticipantId(id))),
        Just(UserInput::SendChat(ChatText::parse("hi").unwrap())),
        any::<bool>().prop_map(UserInput::ShowChat),
        any::<bool>().prop_map(UserInput::HoldToTalk),
        Just(UserInput::HoldToTalk(true)),
        choice(),
        deed(),
    ]
}

/// Gestures that have nothing to do with what is let through.
fn deed() -> impl Strategy<Value = UserInput> {
    let hints = vec![ContentHint::Detail, ContentHint::Text, ContentHint::Motion];
    let file = || (0_u64..3).prop_map(FileId);
    prop_oneof![
        Just(UserInput::Record(RecordingOf::Call)),
        Just(UserInput::Record(RecordingOf::Own)),
        Just(UserInput::StopRecording),
        Just(UserInput::ResizeCamera),
        any::<bool>().prop_map(UserInput::SetSounds),
        any::<bool>().prop_map(UserInput::HideAddress),
        any::<bool>().prop_map(UserInput::SetHand),
        Just(UserInput::React(Reaction::Heart)),
        prop::sample::select(hints).prop_map(UserInput::SetContentHint),
        file().prop_map(|file| UserInput::ShareFile {
            file,
            name: "a.png".to_owned(),
            size: 9,
            image: None,
            at: 1,
        }),
        file().prop_map(UserInput::TakeFile),
        file().prop_map(UserInput::StopFile),
    ]
}

fn recording() -> impl Strategy<Value = RecordingInput> {
    prop_oneof![
        Just(RecordingInput::Started),
        any::<u64>().prop_map(|bytes| RecordingInput::Holds { bytes }),
        Just(RecordingInput::Saved),
        Just(RecordingInput::Failed(RecordingProblem::Disk)),
    ]
}

fn file_input() -> impl Strategy<Value = Step> {
    let input = prop_oneof![
        Just(FileInput::Opened),
        Just(FileInput::Drained),
        Just(FileInput::Closed),
    ];
    (1_u32..4, 0_u32..3, input).prop_map(|(participant, generation, input)| {
        let peer = PeerKey {
            participant: ParticipantId(participant),
            generation,
        };
        Step::Input(Input::File { peer, input })
    })
}

fn choice() -> impl Strategy<Value = UserInput> {
    let tile = || {
        let kind = prop::sample::select(vec![TileKind::Camera, TileKind::Screen]);
        let participant = prop::sample::select(vec![1, 2, 9]).prop_map(ParticipantId);
        (participant, kind).prop_map(|(participant, kind)| TileKey { participant, kind })
    };
    let layouts = vec![Layout::Auto, Layout::Grid, Layout::Spotlight];
    let data_uses = vec![DataUse::Full, DataUse::Low, DataUse::AudioOnly];
    prop_oneof![
        prop::sample::select(layouts).prop_map(UserInput::SetLayout),
        tile().prop_map(UserInput::Pin),
        Just(UserInput::Unpin),
        any::<bool>().prop_map(UserInput::ShowSelf),
        (tile(), any::<u8>()).prop_map(|(tile, percent)| UserInput::SetVolume { tile, percent }),
        (tile(), any::<bool>()).prop_map(|(tile, muted)| UserInput::MuteForMe { tile, muted }),
        prop::sample::select(data_uses).prop_map(UserInput::SetDataUse),
        prop::option::of((1_u32..4).prop_map(ParticipantId)).prop_map(UserInput::InspectLink),
    ]
}

fn levels() -> impl Strategy<Value = Step> {
    let level = || (0_u16..200).prop_map(AudioLevel::from_thousandths);
    let others = prop::collection::vec(((1_u32..4).prop_map(ParticipantId), level()), 0..3);
    (prop::option::of(level()), others)
        .prop_map(|(own, others)| Step::Input(Input::Levels(Levels { own, others })))
}

/// What a browser could say of a connection, from one random number.
fn stats(number: u32) -> LinkStats {
    LinkStats {
        round_trip_ms: Some(number % 3000),
        bytes_received: u64::from(number),
        packets_lost: u64::from(number % 7),
        packets_sent: u64::from(number % 100),
        available_outgoing: Some(number),
        ..LinkStats::default()
    }
}

fn media() -> impl Strategy<Value = MediaInput> {
    let problem = || {
        prop::sample::select(vec![
            MediaProblem::Blocked(Engine::Chromium),
            MediaProblem::NotFound,
            MediaProblem::Busy,
            MediaProblem::Other,
        ])
    };
    let source = || prop::sample::select(SOURCES.to_vec());
    prop_oneof![
        4 => (0_u32..12).prop_map(|request| MediaInput::Captured { request }),
        2 => (0_u32..12, problem())
            .prop_map(|(request, problem)| MediaInput::CaptureFailed { request, problem }),
        2 => (0_u32..12, any::<bool>())
            .prop_map(|(request, audio)| MediaInput::ScreenCaptured { request, audio }),
        1 => (0_u32..12, problem())
            .prop_map(|(request, problem)| MediaInput::ScreenFailed { request, problem }),
        2 => prop::sample::select([SOURCES, SCREEN].concat())
            .prop_map(|source| MediaInput::Ended { source }),
        2 => (source(), any::<bool>())
            .prop_map(|(source, interrupted)| MediaInput::Interrupted { source, interrupted }),
        2 => Just(MediaInput::DevicesChanged),
    ]
}

fn page() -> impl Strategy<Value = PageInput> {
    prop_oneof![
        Just(PageInput::Shown),
        Just(PageInput::Hidden),
        Just(PageInput::Blurred),
        Just(PageInput::Online),
        Just(PageInput::NetworkChanged),
        any::<bool>().prop_map(|reload| PageInput::Hiding { reload }),
    ]
}

fn socket() -> impl Strategy<Value = SocketInput> {
    prop_oneof![
        3 => Just(SocketInput::Opened),
        8 => (prop::option::of(1_u64..4), server_message()).prop_map(|(seq, message)| {
            SocketInput::Received(ServerFrame {
                seq,
                message: Some(message),
            })
        }),
        1 => Just(SocketInput::Garbage),
        2 => prop::option::of(0_u64..5).prop_map(|seconds| SocketInput::Closed {
            retry_after: seconds.map(Duration::from_secs),
        }),
    ]
}

fn server_message() -> impl Strategy<Value = ServerMessage> {
    let roster = || 0_u64..9;
    let participant = || (1_u32..4).prop_map(ParticipantId);
    prop_oneof![
        Just(joined()),
        (any::<bool>(), 0_u64..4).prop_map(|(continues, counter)| resumed(continues, counter)),
        prop::sample::select(ErrorCode::ALL.to_vec()).prop_map(|code| ServerMessage::Error {
            code,
            detail: None,
            retry_after: None,
        }),
        (roster(), 1_u32..4).prop_map(|(roster, id)| ServerMessage::ParticipantJoined {
            roster,
            peer: peer(id, "Budi"),
        }),
        (roster(), participant()).prop_map(|(roster, participant)| {
            ServerMessage::ParticipantLeft {
                roster,
                participant,
            }
        }),
        (roster(), participant()).prop_map(|(roster, participant)| {
            ServerMessage::PublicationsChanged {
                roster,
                participant,
                publications: publications(&SOURCES),
            }
        }),
        (participant(), 0_u32..3, any::<bool>()).prop_map(|(from, generation, offer)| {
            let kind = if offer {
                DescriptionKind::Offer
            } else {
                DescriptionKind::Answer
            };
            let sdp = "v=0".to_owned();
            ServerMessage::Signal {
                from,
                signal: Signal {
                    generation,
                    negotiation: 1,
                    body: SignalBody::Description(Description { kind, sdp }),
                },
            }
        }),
        (1_u64..5).prop_map(|number| ServerMessage::Chat(chat_message(
            number,
            &number.to_string(),
            1,
            "hi"
        ))),
        (0_u64..5).prop_map(|counter| ServerMessage::Pong { counter }),
        doors_message(),
    ]
}

/// What hosts do, to this person and to others.
fn doors_message() -> impl Strategy<Value = ServerMessage> {
    let participant = || prop::sample::select(vec![1_u32, 2, 9]).prop_map(ParticipantId);
    let role = prop::sample::select(vec![Role::Viewer, Role::Member, Role::Host]);
    prop_oneof![
        Just(ServerMessage::Waiting { token: token(3) }),
        (0_u64..9, participant(), role).prop_map(|(roster, participant, role)| {
            ServerMessage::ParticipantRole {
                roster,
                participant,
                role,
            }
        }),
        (
            participant(),
            participant(),
            prop::sample::select(ParticipantAct::ALL.to_vec())
        )
            .prop_map(|(by, participant, act)| ServerMessage::Acted {
                by,
                act: Act::Participant(act, participant),
            }),
        participant().prop_map(|by| ServerMessage::Acted {
            by,
            act: Act::Room(RoomAct::MuteAll),
        }),
    ]
}

fn peer_input() -> impl Strategy<Value = Step> {
    let state = prop::sample::select(vec![
        ConnectionState::Connecting,
        ConnectionState::Connected,
        ConnectionState::Disconnected,
        ConnectionState::Failed,
    ]);
    let input = prop_oneof![
        Just(PeerInput::TrackAdded),
        state.prop_map(PeerInput::Connection),
        (0_u64..9, 0_u64..9).prop_map(|(media_bytes, consent_responses)| {
            PeerInput::Traffic(Traffic {
                media_bytes,
                consent_responses,
            })
        }),
        Just(PeerInput::NegotiationNeeded),
        any::<u32>().prop_map(|number| PeerInput::Stats(Box::new(stats(number)))),
    ];
    (1_u32..4, 0_u32..3, input).prop_map(|(participant, generation, input)| {
        let peer = PeerKey {
            participant: ParticipantId(participant),
            generation,
        };
        Step::Input(Input::Peer { peer, input })
    })
}

pub(super) fn joined() -> ServerMessage {
    ServerMessage::Joined(Joined {
        version: 1,
        room: room(),
        you: ParticipantId(9),
        name: None,
        topology: Topology::Mesh,
        capacity: 6,
        ice: protocol::IceServers::default(),
        doors: Box::default(),
        roster: 1,
        participants: vec![peer(1, "Budi")],
        token: token(1),
    })
}

fn resumed(continues: bool, counter: u64) -> ServerMessage {
    ServerMessage::Resumed(Resumed {
        version: 1,
        room: room(),
        you: ParticipantId(9),
        name: name(),
        topology: Topology::Mesh,
        capacity: 6,
        ice: protocol::IceServers::default(),
        doors: Box::default(),
        roster: 2,
        participants: vec![peer(1, "Budi")],
        token: token(2),
        continues,
        counter,
        generation: 1024,
        hand: None,
        recording: false,
    })
}

pub(super) fn received(seq: Option<u64>, message: ServerMessage) -> Input {
    Input::Socket(SocketInput::Received(ServerFrame {
        seq,
        message: Some(message),
    }))
}

pub(super) fn name() -> DisplayName {
    DisplayName::parse("Ana").unwrap()
}
