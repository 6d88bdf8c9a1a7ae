//! What a client sends.

use protocol::{
    ChatId, ClientFrame, ClientMessage, Engine, Entry, ErrorCode, Join, ParticipantId,
    Publications, Resume, Signal, decode_client_message,
};

use crate::{both, check_client, name, offer, room, text, token};

#[test]
fn join() {
    check_client(
        &ClientMessage::Join(Join {
            versions: vec![1],
            room: room(),
            name: name("Ana"),
            publications: both(),
            engine: Engine::Firefox,
            entry: Entry::default(),
        }),
        r#"{"type":"join","versions":[1],"room":"tea","name":"Ana","publications":[{"source":"microphone","muted":true,"stream":"s1"},{"source":"camera","muted":false,"stream":"s1"}],"engine":"firefox"}"#,
    );
}

#[test]
fn resume() {
    let resume = |received| {
        ClientMessage::Resume(Resume {
            versions: vec![1],
            room: room(),
            token: token(),
            attempt: 3,
            received,
            chat: 5,
            publications: Publications::default(),
        })
    };
    check_client(
        &resume(Some(12)),
        r#"{"type":"resume","versions":[1],"room":"tea","token":"0707070707070707070707070707070707070707070707070707070707070707","attempt":3,"received":12,"chat":5,"publications":[]}"#,
    );
    check_client(
        &resume(None),
        r#"{"type":"resume","versions":[1],"room":"tea","token":"0707070707070707070707070707070707070707070707070707070707070707","attempt":3,"chat":5,"publications":[]}"#,
    );
}

#[test]
fn leave() {
    check_client(
        &ClientMessage::Leave { may_return: false },
        r#"{"type":"leave"}"#,
    );
    check_client(
        &ClientMessage::Leave { may_return: true },
        r#"{"type":"leave","may_return":true}"#,
    );
}

#[test]
fn renew_ice_servers() {
    check_client(
        &ClientMessage::RenewIceServers,
        r#"{"type":"renew_ice_servers"}"#,
    );
}

#[test]
fn ping() {
    check_client(
        &ClientMessage::Ping { received: 12 },
        r#"{"type":"ping","received":12}"#,
    );
    assert_eq!(
        decode_client_message(r#"{"type":"ping"}"#).unwrap().message,
        ClientMessage::Ping { received: 0 }
    );
}

#[test]
fn client_chat() {
    check_client(
        &ClientMessage::Chat {
            id: ChatId::parse("a1-7").unwrap(),
            text: text("Halo!\nApa kabar?"),
        },
        r#"{"type":"chat","id":"a1-7","text":"Halo!\nApa kabar?"}"#,
    );
}

#[test]
fn a_command_has_its_counter_in_front() {
    let frame = ClientFrame {
        counter: Some(4),
        message: ClientMessage::<Signal>::SetPublications {
            publications: Publications::default(),
        },
    };
    let golden = r#"{"counter":4,"type":"set_publications","publications":[]}"#;
    assert_eq!(frame.to_json(), golden);
    assert_eq!(decode_client_message(golden).unwrap().counter, Some(4));
    let ping = r#"{"counter":4,"type":"ping"}"#;
    assert_eq!(
        decode_client_message(ping).unwrap().counter,
        None,
        "no command"
    );
    let code = |frame: &str| decode_client_message(frame).unwrap_err().code();
    assert_eq!(
        code(r#"{"counter":-1,"type":"set_publications","publications":[]}"#),
        ErrorCode::BadMessage
    );
    assert_eq!(
        code(r#"{"type":"ping","received":-1}"#),
        ErrorCode::BadMessage
    );
}

#[test]
fn client_signal() {
    check_client(
        &ClientMessage::Signal {
            to: ParticipantId(2),
            signal: offer(),
        },
        r#"{"type":"signal","to":2,"signal":{"generation":0,"negotiation":1,"description":{"kind":"offer","sdp":"v=0\r\n"}}}"#,
    );
}

#[test]
fn set_publications() {
    check_client(
        &ClientMessage::SetPublications {
            publications: Publications::default(),
        },
        r#"{"type":"set_publications","publications":[]}"#,
    );
}
