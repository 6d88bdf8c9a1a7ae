//! Whatever comes over the wire is a message or an error, and what is read can be written again.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its own values are wrong"
)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use protocol::{
    ClientMessage, JsonObject, OpaqueSignal, ParticipantId, ServerMessage, decode_client_message,
    decode_server_message, write_numbered_event,
};
use serde_json::value::RawValue;

const FRAMES: [&str; 25] = [
    r#"{"type":"join","versions":[1],"room":"tea","name":"Ana","publications":[{"source":"microphone","muted":true,"stream":"s1"}],"engine":"webkit"}"#,
    r#"{"type":"resume","versions":[1],"room":"tea","token":"0707070707070707070707070707070707070707070707070707070707070707","attempt":3,"received":12,"chat":5,"publications":[]}"#,
    r#"{"type":"leave","may_return":true}"#,
    r#"{"counter":1,"type":"signal","to":2,"signal":{"generation":0,"description":{"kind":"offer","sdp":"v=0\r\n"}}}"#,
    r#"{"counter":2,"type":"set_publications","publications":[]}"#,
    r#"{"counter":3,"type":"chat","id":"a1-7","text":"Halo!"}"#,
    r#"{"counter":4,"type":"set_hand","raised":true}"#,
    r#"{"counter":5,"type":"set_recording","on":true}"#,
    r#"{"type":"react","reaction":"thumbs_up"}"#,
    r#"{"type":"renew_ice_servers"}"#,
    r#"{"type":"ping","received":12}"#,
    r#"{"type":"joined","version":1,"room":"tea","you":2,"topology":"mesh","capacity":6,"ice_servers":[],"roster":1,"participants":[{"id":1,"name":"Ana","publications":[],"polite":true,"engine":"other","connected":true}],"token":"0707070707070707070707070707070707070707070707070707070707070707"}"#,
    r#"{"type":"resumed","version":1,"room":"tea","you":2,"name":"Budi","topology":"mesh","capacity":6,"ice_servers":[],"roster":1,"participants":[],"token":"0707070707070707070707070707070707070707070707070707070707070707","continues":true,"counter":4,"generation":0,"hand":2,"recording":true}"#,
    r#"{"seq":1,"type":"participant_joined","roster":2,"peer":{"id":1,"name":"Ana","publications":[],"polite":true,"hand":1,"recording":true}}"#,
    r#"{"seq":2,"type":"signal","from":1,"signal":{"generation":1,"negotiation":1,"candidate":{"candidate":"c","sdp_mid":"0","sdp_m_line_index":0}}}"#,
    r#"{"seq":3,"type":"publications_changed","roster":3,"participant":1,"publications":[]}"#,
    r#"{"seq":4,"type":"participant_connection","roster":4,"participant":1,"connected":false}"#,
    r#"{"seq":6,"type":"participant_hand","roster":5,"participant":1,"hand":3}"#,
    r#"{"seq":7,"type":"participant_recording","roster":6,"participant":1,"recording":true}"#,
    r#"{"type":"reaction","from":1,"reaction":"heart"}"#,
    r#"{"type":"chat_history","messages":[{"number":5,"id":"a1-7","from":1,"name":"Ana","text":"Halo!","sent_at":1792000000000}]}"#,
    r#"{"seq":5,"type":"chat_refused","id":"a1-7","code":"chat_too_fast"}"#,
    r#"{"type":"ice_servers","ice_servers":[{"urls":["turn:192.0.2.1"],"username":"u","credential":"c"}],"ice_lifetime":600,"relay_only":true}"#,
    r#"{"type":"pong","counter":4}"#,
    r#"{"type":"error","code":"bad_message","detail":"why","retry_after":100}"#,
];

/// The names of fields that the damaged frames are asked for.
const NAMES: [&str; 8] = [
    "type",
    "seq",
    "signal",
    "description",
    "sdp",
    "versions",
    "muted",
    "text",
];

/// What JSON allows and messages seldom have.
const ODDITIES: [&str; 14] = [
    r#" {"text" : "\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\" , "seq" : -0.5e+3 } "#,
    r#"{"te\u0078t":"a","type":"\ud800"}"#,
    r#"{"text":"\udc00"}"#,
    r#"{"text":"\ud800\u0041"}"#,
    r#"{"seq":01}"#,
    r#"{"seq":1.}"#,
    r#"{"seq":1e}"#,
    r#"{"seq":-}"#,
    r#"{"seq":65536,"versions":["a", "b" ]}"#,
    r#"{"versions":["a",]}"#,
    r#"{"signal":{"sdp":[[{}],{},null,true,false]},}"#,
    r#"{"signal":{"sdp":[[{}],{},null,true,false]}}x"#,
    r#"{"seq":+1,"type":nul}"#,
    "{\"text\":\"a\nb\"}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn a_damaged_frame_is_a_message_or_an_error(
        frame in prop::sample::select([&FRAMES[..], &ODDITIES].concat()),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..8),
    ) {
        let mut bytes = frame.as_bytes().to_vec();
        for (place, byte, edit) in edits {
            let place = place.index(bytes.len().max(1));
            match edit {
                0 if place < bytes.len() => bytes[place] = byte,
                1 if place < bytes.len() => drop(bytes.remove(place)),
                _ => bytes.insert(place.min(bytes.len()), byte),
            }
        }
        check(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_text_is_a_message_or_an_error(text in any::<String>()) {
        check(&text);
    }
}

/// Whatever one participant sends as a signal, the other counts the event: otherwise the same would come again after
/// each reconnect, for ever.
#[test]
fn a_signal_that_nobody_understands_counts() {
    let deep = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    let odd = [
        "{}",
        r#"{"generation":-1,"description":{"kind":"offer","sdp":"v=0"}}"#,
        r#"{"generation":0,"description":{"kind":"rollback","sdp":"v=0"}}"#,
        r#"{"generation":0,"description":{"kind":"offer","sdp":"\ud800"}}"#,
        r#"{"generation":0,"candidate":{"candidate":""},"description":{"kind":"offer","sdp":""}}"#,
        r#"{"generation":1e999,"generation":0,"candidate":null}"#,
        &deep(20),
        &deep(100),
        &deep(127),
        &deep(500),
        &deep(20_000),
    ];
    for signal in odd {
        let frame = format!(r#"{{"counter":1,"type":"signal","to":2,"signal":{signal}}}"#);
        check(&frame);
    }
}

#[test]
fn odd_json_is_read_as_elsewhere() {
    ODDITIES.into_iter().for_each(check);
}

fn check(frame: &str) {
    check_json(frame);
    if let Ok(read) = decode_client_message(frame) {
        let mut written = serde_json::to_string(&read.message).unwrap();
        if let Some(counter) = read.counter {
            written.insert_str(1, &format!("\"counter\":{counter},"));
        }
        assert_eq!(decode_client_message(&written).unwrap(), read);
        if let ClientMessage::Signal { signal, .. } = read.message {
            counts(signal);
        }
    }
    if let Ok(read) = decode_server_message(frame)
        && let Some(message) = &read.message
    {
        let body = serde_json::to_string(message).unwrap();
        let mut written = String::new();
        match read.seq {
            Some(seq) => write_numbered_event(&mut written, seq, &body),
            None => written.push_str(&body),
        }
        assert_eq!(decode_server_message(&written).unwrap(), read);
    }
}

/// Checks that a client counts the event by which the server passes a signal on.
fn counts(signal: OpaqueSignal) {
    let from = ParticipantId(1);
    let message = ServerMessage::Signal { from, signal };
    let mut event = String::new();
    write_numbered_event(&mut event, 7, &serde_json::to_string(&message).unwrap());
    let seq = decode_server_message(&event).map(|frame| frame.seq);
    assert_eq!(seq, Ok(Some(7)), "{event}");
}

/// Checks that what a client takes for JSON is what `serde_json` takes for it, to the same meaning.
fn check_json(text: &str) {
    let expected = serde_json::from_str::<BTreeMap<String, Box<RawValue>>>(text);
    let read = JsonObject::parse(text);
    assert_eq!(read.is_ok(), expected.is_ok(), "{text}");
    let (Ok(expected), Ok(read)) = (expected, read) else {
        return;
    };
    for name in NAMES {
        // A name that is there twice is an error of the field alone.
        let Ok(field) = read.find(name) else { continue };
        let raw = expected.get(name).map(|raw| raw.get());
        assert_eq!(field.is_some(), raw.is_some(), "{name} in {text}");
        let (Some(field), Some(raw)) = (field, raw) else {
            continue;
        };
        assert_eq!(field.text().ok(), serde_json::from_str(raw).ok(), "{raw}");
        assert_eq!(field.flag().ok(), serde_json::from_str(raw).ok(), "{raw}");
        assert_eq!(
            field.number::<u16>().ok(),
            serde_json::from_str(raw).ok(),
            "{raw}"
        );
        assert_eq!(
            field.list(|element| element.text()).ok(),
            serde_json::from_str::<Vec<String>>(raw).ok(),
            "{raw}"
        );
        if let Ok(inner) = field.object() {
            assert!(raw.starts_with('{'), "{raw}");
            drop(inner);
        }
        if raw.starts_with('{') {
            check_json(raw);
        }
    }
}
