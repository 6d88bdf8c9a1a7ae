//! Whatever comes over the wire is a message or an error, and what is read can be written again.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its own values are wrong"
)]

use proptest::prelude::*;
use protocol::{decode_client_message, decode_server_message};

const FRAMES: [&str; 8] = [
    r#"{"type":"join","versions":[1],"room":"tea","name":"Ana","publications":[{"source":"microphone","muted":true,"stream":"s1"}]}"#,
    r#"{"type":"leave"}"#,
    r#"{"type":"signal","to":2,"signal":{"generation":0,"description":{"kind":"offer","sdp":"v=0\r\n"}}}"#,
    r#"{"type":"set_publications","publications":[]}"#,
    r#"{"type":"joined","version":1,"room":"tea","you":2,"topology":"mesh","capacity":6,"ice_servers":[],"participants":[{"id":1,"name":"Ana","publications":[],"polite":true}]}"#,
    r#"{"type":"signal","from":1,"signal":{"generation":1,"candidate":{"candidate":"c","sdp_mid":"0","sdp_m_line_index":0}}}"#,
    r#"{"type":"publications_changed","participant":1,"publications":[]}"#,
    r#"{"type":"error","code":"bad_message","detail":"why"}"#,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn a_damaged_frame_is_a_message_or_an_error(
        frame in prop::sample::select(FRAMES.to_vec()),
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

fn check(frame: &str) {
    if let Ok(message) = decode_client_message(frame) {
        let written = serde_json::to_string(&message).unwrap();
        assert_eq!(decode_client_message(&written).unwrap(), message);
    }
    if let Ok(Some(message)) = decode_server_message(frame) {
        let written = serde_json::to_string(&message).unwrap();
        assert_eq!(decode_server_message(&written).unwrap(), Some(message));
    }
}
