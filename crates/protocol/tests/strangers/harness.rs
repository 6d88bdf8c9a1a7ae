use protocol::decode_client_message;

/// A frame is a message or an error, and a message that is written and read again is the same.
pub(crate) fn frame(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(read) = decode_client_message(text) else {
        return;
    };
    let mut written = serde_json::to_string(&read.message).expect("a message can be written");
    if let Some(counter) = read.counter {
        written.insert_str(1, &format!("\"counter\":{counter},"));
    }
    let again = decode_client_message(&written).expect("what was written can be read");
    assert_eq!(again, read);
}
