//! What no server should say.

use anyhow::Result;
use protocol::{
    ChatId, ChatMessage, ChatText, DisplayName, Engine, ErrorCode, Participant, ParticipantId,
    Peer, Publication, Publications, ServerMessage, Signal, Source, StreamId, write_numbered_event,
};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::heard::Heard;

/// How many rounds of messages a flood has.
pub(super) const ROUNDS: u64 = 250;

/// How far a wrong number leaps: beyond anything that a story comes to.
const LEAP: u64 = 1_000_000;

/// Someone whom no room has.
const GHOST: ParticipantId = ParticipantId(4_000_000_000);

/// What is no message of the protocol: number `index` of an endless row.
pub(super) fn garbage(index: usize) -> Message {
    let texts = [
        "",
        "not JSON",
        "{\"type\":\"joined\",\"you\":",
        "[]",
        "{}",
        "null",
        "{\"type\":7}",
        "{\"type\":\"joined\"}",
        "{\"type\":\"resumed\",\"you\":\"Ana\"}",
        "{\"type\":\"pong\",\"counter\":1e999}",
        "{\"seq\":-1,\"type\":\"pong\",\"counter\":0}",
        "\u{0}\u{202e}\u{fffd}",
    ];
    let rest = index % (texts.len() + 4);
    match rest.checked_sub(texts.len()) {
        None => Message::text(texts[rest]),
        Some(0) => Message::binary(Vec::new()),
        Some(1) => Message::binary(vec![0xff; 100_000]),
        Some(2) => Message::text("[".repeat(100_000)),
        Some(_) => Message::text("x".repeat(1_000_000)),
    }
}

/// Every kind of garbage, and messages of types that nobody knows.
pub(super) fn all_garbage() -> impl Iterator<Item = Message> {
    let unknown = [
        "{\"type\":\"confetti\",\"amount\":9}",
        "{\"type\":\"\",\"seq\":0}",
    ];
    let garbage = (0..16).map(garbage);
    garbage.chain(unknown.map(Message::text))
}

/// Events that say that the others have left, with numbers that go back, and one that leaps.
pub(super) fn wrong_numbers(heard: &Heard) -> Result<Vec<Message>> {
    let mut lies = Vec::new();
    for seq in [0, 1, heard.seq, heard.seq + LEAP] {
        // The number of the next event would be none that is wrong.
        if seq == heard.seq + 1 {
            continue;
        }
        for participant in &heard.others {
            let left = serde_json::to_string(&ServerMessage::<Signal>::ParticipantLeft {
                roster: heard.roster + 1,
                participant: *participant,
            })?;
            let mut lie = String::new();
            write_numbered_event(&mut lie, seq, &left);
            lies.push(Message::text(lie));
        }
    }
    Ok(lies)
}

/// One round of a flood, of which each is news to the page, if it lets them in.
pub(super) fn flood(heard: &Heard, round: u64) -> Result<Vec<Message>> {
    let roster = heard.roster + 5 * round;
    let name = DisplayName::parse("Spam")?;
    let ghost = Participant {
        id: GHOST,
        name: name.clone(),
        publications: Publications::default(),
        engine: Engine::default(),
        hand: None,
        recording: false,
        silenced: false,
        role: protocol::Role::Member,
    };
    let chat = ChatMessage {
        number: round + 1,
        id: ChatId::parse(&format!("spam-{round}"))?,
        from: GHOST,
        name,
        text: ChatText::parse(&format!("spam {round}"))?,
        sent_at: 0,
    };
    let mut messages: Vec<ServerMessage> = vec![
        ServerMessage::Chat(chat),
        ServerMessage::ParticipantJoined {
            roster: roster + 1,
            peer: Peer {
                participant: ghost,
                polite: false,
                connected: true,
            },
        },
        ServerMessage::ParticipantConnection {
            roster: roster + 2,
            participant: GHOST,
            connected: false,
        },
        ServerMessage::ParticipantLeft {
            roster: roster + 3,
            participant: GHOST,
        },
        ServerMessage::Pong { counter: 0 },
        ServerMessage::Error {
            code: ErrorCode::BadTarget,
            detail: Some("spam".to_owned()),
            retry_after: None,
        },
    ];
    for participant in &heard.others {
        messages.push(ServerMessage::PublicationsChanged {
            roster: roster + 4,
            participant: *participant,
            publications: publications(round)?,
        });
    }
    let mut frames = Vec::new();
    for message in &messages {
        frames.push(Message::text(serde_json::to_string(message)?));
    }
    frames.push(Message::text("{\"type\":\"spam\"}"));
    Ok(frames)
}

/// The refusal of a chat message, and what the real server is told in its place; `None` if `frame` is none.
pub(super) fn refusal(frame: &Message) -> Result<Option<(Message, Message)>> {
    let said: Value = serde_json::from_str(frame.to_text()?)?;
    if said["type"] != "chat" {
        return Ok(None);
    }
    let refusal = json!({ "type": "chat_refused", "id": said["id"], "code": "bad_chat" });
    // The counters of commands have no gaps.
    let instead = json!({ "counter": said["counter"], "type": "set_hand", "raised": false });
    let frames = [refusal, instead].map(|frame| Message::text(frame.to_string()));
    Ok(Some(frames.into()))
}

/// A microphone that is muted each second time, and a camera that is there each second time.
fn publications(round: u64) -> Result<Publications> {
    let publication = |source, muted| -> Result<Publication> {
        Ok(Publication {
            source,
            muted,
            stream: StreamId::parse("spam")?,
        })
    };
    let odd = round % 2 == 1;
    let mut all = vec![publication(Source::Microphone, odd)?];
    if odd {
        all.push(publication(Source::Camera, false)?);
    }
    Ok(Publications::try_from(all)?)
}

#[cfg(test)]
mod tests {
    use protocol::decode_server_message;

    use super::*;

    #[test]
    fn garbage_is_no_message_of_the_protocol() {
        for index in 0..16 {
            let garbage = garbage(index);
            if garbage.is_text() {
                let decoded = decode_server_message(garbage.to_text().unwrap());
                assert!(decoded.is_err(), "{index}: {decoded:?}");
            } else {
                assert!(garbage.is_binary(), "{index}: {garbage:?}");
            }
        }
        assert_eq!(garbage(3), garbage(19), "the row begins again");
    }

    #[test]
    fn of_all_garbage_only_unknown_types_can_be_read() {
        let read: Vec<_> = all_garbage()
            .filter_map(|frame| decode_server_message(frame.to_text().ok()?).ok())
            .collect();
        assert_eq!(read.len(), 2);
        assert!(read.iter().all(|frame| frame.message.is_none()));
    }

    #[test]
    fn a_flood_is_messages_of_the_protocol_and_each_changes_the_roster() {
        let heard = heard();
        let mut roster = heard.roster;
        for round in 0..3 {
            for frame in flood(&heard, round).unwrap() {
                let read = decode_server_message(frame.to_text().unwrap()).unwrap();
                assert_eq!(read.seq, None);
                if let Some(version) = Heard::roster_of(read.message.as_ref()) {
                    assert!(version > roster, "{read:?}");
                    roster = version;
                }
            }
        }
        assert_eq!(roster, heard.roster + 14);
    }

    #[test]
    fn a_refusal_is_of_a_chat_message_alone() {
        let chat = Message::text(r#"{"counter":3,"type":"chat","id":"a1-7","text":"Halo"}"#);
        let (refused, instead) = refusal(&chat).unwrap().unwrap();
        let refused = decode_server_message(refused.to_text().unwrap()).unwrap();
        let expected = ServerMessage::ChatRefused {
            id: ChatId::parse("a1-7").unwrap(),
            code: ErrorCode::BadChat,
        };
        assert_eq!(refused.message, Some(expected));
        assert!(instead.to_text().unwrap().contains("\"counter\":3"));
        let ping = Message::text(r#"{"type":"ping","received":0}"#);
        assert_eq!(refusal(&ping).unwrap(), None);
    }

    #[test]
    fn no_wrong_number_is_the_next_one() {
        for seq in [0, 1, 7] {
            let heard = Heard { seq, ..heard() };
            let numbers: Vec<u64> = wrong_numbers(&heard)
                .unwrap()
                .iter()
                .filter_map(|frame| decode_server_message(frame.to_text().ok()?).ok()?.seq)
                .collect();
            assert!(numbers.len() > 2, "{numbers:?}");
            assert!(!numbers.contains(&(seq + 1)), "{numbers:?}");
            assert_eq!(numbers.iter().max(), Some(&(seq + LEAP)));
        }
    }

    fn heard() -> Heard {
        Heard {
            welcomed: true,
            seq: 7,
            roster: 3,
            others: vec![ParticipantId(1)],
        }
    }
}
