//! What a client writes by hand is what a derived writer writes.

use protocol::{
    Candidate, ChatId, ClientFrame, ClientMessage, Description, DescriptionKind, DeviceMark,
    Engine, Entry, EntryPass, Join, ParticipantId, Publication, Publications, Reaction, Resume,
    RoomPassword, Signal, SignalBody, Source, StreamId,
};

use crate::{json, name, room, text, token};

/// Checks a frame with a number and without.
fn check(message: ClientMessage) {
    let derived = json(&message);
    let mut frame = ClientFrame {
        counter: None,
        message,
    };
    assert_eq!(frame.to_json(), derived);
    frame.counter = Some(u64::MAX);
    let fields = derived.strip_prefix('{').unwrap();
    let numbered = format!("{{\"counter\":{},{fields}", u64::MAX);
    assert_eq!(frame.to_json(), numbered);
}

/// Every character that is escaped, and some of each length in UTF-8.
fn everything() -> String {
    ('\0'..='\u{ff}')
        .chain("\\\"/{[,:]}سلام\u{2028}🙂\u{10ffff}".chars())
        .collect()
}

fn publications() -> Publications {
    let sources = [
        Source::Microphone,
        Source::Camera,
        Source::Screen,
        Source::ScreenAudio,
    ];
    let all = sources.map(|source| Publication {
        source,
        muted: source == Source::Camera,
        stream: StreamId::parse(r#"{6d1f"\}["#).unwrap(),
    });
    Publications::try_from(all.to_vec()).unwrap()
}

#[test]
fn whoever_comes() {
    for engine in [
        Engine::Chromium,
        Engine::Firefox,
        Engine::Webkit,
        Engine::Other,
    ] {
        check(ClientMessage::Join(Join {
            versions: vec![0, 1, u16::MAX],
            room: room(),
            name: name(r#"<b>"Ána" \ 👩‍👧 سلام</b>"#),
            publications: publications(),
            engine,
            entry: Entry {
                pass: EntryPass::parse("a.b\"c\\").ok(),
                password: RoomPassword::parse("kata \"sandi\" \\ 🔒").ok(),
                device: DeviceMark::parse("AZaz09-_AZaz09-_AZaz09").ok(),
            },
        }));
    }
    for (versions, received) in [(vec![], None), (vec![1], Some(0)), (vec![1], Some(7))] {
        check(ClientMessage::Resume(Resume {
            versions,
            room: room(),
            token: token(),
            attempt: u64::MAX,
            received,
            chat: 0,
            publications: Publications::default(),
        }));
    }
}

#[test]
fn signals() {
    let check_body = |body| {
        check(ClientMessage::Signal {
            to: ParticipantId(u32::MAX),
            signal: Signal {
                generation: u32::MAX,
                negotiation: 0,
                body,
            },
        });
    };
    for kind in [DescriptionKind::Offer, DescriptionKind::Answer] {
        let sdp = everything();
        check_body(SignalBody::Description(Description { kind, sdp }));
    }
    check_body(SignalBody::Candidate(Candidate {
        candidate: String::new(),
        sdp_mid: None,
        sdp_m_line_index: None,
        username_fragment: None,
    }));
    check_body(SignalBody::Candidate(Candidate {
        candidate: everything(),
        sdp_mid: Some(everything()),
        sdp_m_line_index: Some(u16::MAX),
        username_fragment: Some(everything()),
    }));
}

#[test]
fn everything_else() {
    check(ClientMessage::SetPublications {
        publications: publications(),
    });
    check(ClientMessage::Chat {
        id: ChatId::parse("a1-7").unwrap(),
        text: text(&everything()),
    });
    for flag in [false, true] {
        check(ClientMessage::Leave { may_return: flag });
        check(ClientMessage::SetHand { raised: flag });
        check(ClientMessage::SetRecording { on: flag });
    }
    for reaction in Reaction::ALL {
        check(ClientMessage::React { reaction });
    }
    for received in [0, u64::MAX] {
        check(ClientMessage::Ping { received });
    }
}
