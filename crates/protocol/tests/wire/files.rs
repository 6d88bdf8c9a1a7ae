//! What goes over the data channel between two participants.

use protocol::{FileChunk, FileId, FileMessage, FileName, ImageKind, JsonError};

const ID: FileId = FileId(0x0f00_0000_0000_00a1);

/// Checks that one side writes `golden` and that the other reads it back.
fn check_file(message: &FileMessage, golden: &str) {
    assert_eq!(message.to_json(), golden);
    assert_eq!(FileMessage::parse(golden), Ok(Some(message.clone())));
}

#[test]
fn hello() {
    check_file(
        &FileMessage::Hello { version: 1 },
        r#"{"type":"hello","version":1}"#,
    );
}

#[test]
fn offer() {
    let offer = |image| FileMessage::Offer {
        id: ID,
        name: FileName::clean("kucing.png"),
        size: 52_100,
        image,
    };
    check_file(
        &offer(Some(ImageKind::Png)),
        r#"{"type":"offer","id":"0f000000000000a1","name":"kucing.png","size":52100,"image":"png"}"#,
    );
    check_file(
        &offer(None),
        r#"{"type":"offer","id":"0f000000000000a1","name":"kucing.png","size":52100}"#,
    );
}

#[test]
fn withdraw() {
    check_file(
        &FileMessage::Withdraw { id: ID },
        r#"{"type":"withdraw","id":"0f000000000000a1"}"#,
    );
}

#[test]
fn get() {
    check_file(
        &FileMessage::Get {
            id: ID,
            offset: 16_368,
        },
        r#"{"type":"get","id":"0f000000000000a1","offset":16368}"#,
    );
}

#[test]
fn decline() {
    check_file(
        &FileMessage::Decline { id: ID },
        r#"{"type":"decline","id":"0f000000000000a1"}"#,
    );
}

#[test]
fn done() {
    check_file(
        &FileMessage::Done { id: ID },
        r#"{"type":"done","id":"0f000000000000a1"}"#,
    );
}

#[test]
fn what_a_newer_client_says_of_a_file_is_let_pass() {
    assert_eq!(FileMessage::parse(r#"{"type":"preview"}"#), Ok(None));
    let newer = r#"{"type":"offer","id":"0f000000000000a1","name":"a","size":1,"image":"avif"}"#;
    let Ok(Some(FileMessage::Offer { image, .. })) = FileMessage::parse(newer) else {
        panic!("an offer is read");
    };
    assert_eq!(image, None);
}

#[test]
fn a_name_of_four_thousand_signs_is_read_and_cleaned() {
    let name = format!("../{}\\u202e.png", "🙂".repeat(4_000));
    let text = format!(r#"{{"type":"offer","id":"0f000000000000a1","name":"{name}","size":1}}"#);
    let Ok(Some(FileMessage::Offer { name, .. })) = FileMessage::parse(&text) else {
        panic!("an offer is read");
    };
    assert_eq!(name.as_str(), format!("{}.png", "🙂".repeat(49)));
}

#[test]
fn anything_else_is_no_message() {
    let missing = FileMessage::parse(r#"{"type":"get","id":"0f000000000000a1"}"#);
    assert_eq!(missing, Err(JsonError::Missing("offset")));
    for id in [
        "",
        "f",
        "0f000000000000a1b",
        "0f000000000000g1",
        "+f000000000000a1",
    ] {
        let text = format!(r#"{{"type":"done","id":"{id}"}}"#);
        assert_eq!(
            FileMessage::parse(&text),
            Err(JsonError::Invalid("id")),
            "{id}"
        );
    }
    for size in ["-1", "1.5", "\"1\"", "18446744073709551616"] {
        let text =
            format!(r#"{{"type":"offer","id":"0f000000000000a1","name":"a","size":{size}}}"#);
        assert_eq!(
            FileMessage::parse(&text),
            Err(JsonError::Invalid("size")),
            "{size}"
        );
    }
    let long = format!(r#"{{"type":"{}"}}"#, "x".repeat(FileMessage::MAX_BYTES));
    assert_eq!(FileMessage::parse(&long), Err(JsonError::NoObject));
    assert_eq!(FileMessage::parse("[]"), Err(JsonError::NoObject));
}

#[test]
fn a_chunk_says_where_it_belongs() {
    let header = FileChunk::header(ID, 16_368);
    assert_eq!(
        header,
        [0x0f, 0, 0, 0, 0, 0, 0, 0xa1, 0, 0, 0, 0, 0, 0, 0x3f, 0xf0]
    );
    let chunk = FileChunk {
        id: ID,
        offset: 16_368,
        length: 4,
    };
    assert_eq!(FileChunk::parse(header, 20), Some(chunk));
    for length in [0, 15, 16, FileChunk::MAX_BYTES + 1] {
        assert_eq!(FileChunk::parse(header, length), None, "{length}");
    }
    assert!(FileChunk::parse([0xff; 16], FileChunk::MAX_BYTES).is_some());
}
