//! What a peer did wrong, as a code for its program and words for its log.

use std::error::Error as _;

use protocol::{DecodeError, ErrorCode};
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::error::ProtocolError;

/// The most characters of a detail.
const MAX_DETAIL_CHARS: usize = 200;

/// Returns what is wrong with a frame; nothing if the connection just broke.
pub(crate) fn of_frame(error: &Error) -> Option<(ErrorCode, Option<String>)> {
    if matches!(error, Error::Capacity(_)) {
        return Some((ErrorCode::MessageTooLarge, None));
    }
    if matches!(
        error,
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)
    ) {
        return None;
    }
    matches!(error, Error::Protocol(_) | Error::Utf8(_))
        .then(|| (ErrorCode::BadMessage, Some(error.to_string())))
}

/// Returns what is wrong with a message; it may quote the message, but not all of it.
pub(crate) fn detail(error: &DecodeError) -> String {
    let full = match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    };
    full.chars().take(MAX_DETAIL_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detail_does_not_repeat_a_whole_message() {
        let room = "é".repeat(10_000);
        let message = format!(r#"{{"type":"join","versions":["{room}"]}}"#);
        let error = protocol::decode_client_message(&message).unwrap_err();
        assert_eq!(detail(&error).chars().count(), MAX_DETAIL_CHARS);
    }

    #[test]
    fn a_detail_says_which_rule_is_broken() {
        let message = r#"{"type":"join","versions":[1],"room":"A b","name":"Ann"}"#;
        let error = protocol::decode_client_message(message).unwrap_err();
        assert!(detail(&error).starts_with("bad room name: a room name has only a-z, 0-9 and '-'"));
    }
}
