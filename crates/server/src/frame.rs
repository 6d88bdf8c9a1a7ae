/// The first byte of a text message in one frame (RFC 6455, section 5.2).
const WHOLE_TEXT: u8 = 0x81;

/// Appends `text` to frames that are to be written, as a WebSocket message of the server.
pub(crate) fn append_text(frames: &mut Vec<u8>, text: &str) {
    let len = text.len() as u64;
    // Of the lengths, the shortest that fits; a server masks nothing.
    if let Ok(len @ 0..=125) = u8::try_from(len) {
        frames.extend([WHOLE_TEXT, len]);
    } else if let Ok(len) = u16::try_from(len) {
        frames.extend([WHOLE_TEXT, 126]);
        frames.extend(len.to_be_bytes());
    } else {
        frames.extend([WHOLE_TEXT, 127]);
        frames.extend(len.to_be_bytes());
    }
    frames.extend_from_slice(text.as_bytes());
}

/// Returns how many bytes [`append_text`] appends.
pub(crate) fn bytes_of(text: &str) -> usize {
    let head = match text.len() {
        0..=125 => 2,
        126..=0xffff => 4,
        _ => 10,
    };
    head + text.len()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use tokio_tungstenite::tungstenite::protocol::{Role, WebSocket, WebSocketConfig};

    use super::*;

    #[test]
    fn every_length_is_read_as_it_was_written() {
        let lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000];
        let texts = lengths.map(|len| "é".repeat(len / 2) + &"x".repeat(len % 2));
        let mut frames = Vec::new();
        for text in &texts {
            let before = frames.len();
            append_text(&mut frames, text);
            assert_eq!(frames.len() - before, bytes_of(text));
        }
        let config = WebSocketConfig::default();
        let mut client =
            WebSocket::from_raw_socket(Cursor::new(frames), Role::Client, Some(config));
        for text in &texts {
            assert_eq!(client.read().unwrap().into_text().unwrap(), *text);
        }
    }
}
