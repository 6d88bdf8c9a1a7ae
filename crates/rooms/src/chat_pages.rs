use protocol::{ChatMessage, OpaqueSignal, ServerMessage};

/// The most bytes of JSON in one `chat_history`; well below [`protocol::MAX_FRAME_BYTES`].
const MAX_PAGE_BYTES: usize = 48 * 1024;

/// What a page takes beside its messages.
const PAGE: usize = 64;

/// Cuts a history into messages that fit into a frame.
pub(crate) fn pages<'a>(
    history: impl Iterator<Item = &'a ChatMessage>,
) -> Vec<ServerMessage<OpaqueSignal>> {
    let mut pages = Vec::new();
    let mut page = Vec::new();
    let mut bytes = PAGE;
    for message in history {
        let more = json_bytes(message);
        if bytes + more > MAX_PAGE_BYTES && !page.is_empty() {
            pages.push(std::mem::take(&mut page));
            bytes = PAGE;
        }
        bytes += more;
        page.push(message.clone());
    }
    if !page.is_empty() {
        pages.push(page);
    }
    pages
        .into_iter()
        .map(|messages| ServerMessage::ChatHistory { messages })
        .collect()
}

/// What a message takes at most in JSON, with the comma after it.
fn json_bytes(message: &ChatMessage) -> usize {
    /// The names of the fields, the numbers at their longest, the quotes.
    const FIELDS: usize = 128;
    FIELDS
        + message.id.as_str().len()
        + escaped_bytes(message.name.as_str())
        + escaped_bytes(message.text.as_str())
}

/// What a text takes in JSON (RFC 8259, section 7); it has no control character but line break and tab.
pub(crate) fn escaped_bytes(text: &str) -> usize {
    let escapes = text
        .bytes()
        .filter(|byte| matches!(byte, b'"' | b'\\' | b'\n' | b'\t'))
        .count();
    text.len() + escapes
}

#[cfg(test)]
mod tests {
    use protocol::{ChatId, ChatText, DisplayName, ParticipantId};

    use super::*;

    #[test]
    fn a_history_of_nothing_takes_no_message() {
        assert_eq!(pages([].iter()), []);
    }

    #[test]
    fn a_page_is_never_larger_than_said() {
        let texts = [
            "x".repeat(4_000),
            "\"\\\n\t.".repeat(800),
            "𝄞".repeat(4_000),
            "x".to_owned(),
        ];
        for text in texts {
            let history: Vec<ChatMessage> = (0..200).map(|n| message(n, &text)).collect();
            let pages = pages(history.iter());
            let sizes: Vec<usize> = pages.iter().map(json_len).collect();
            assert!(sizes.iter().all(|size| *size < MAX_PAGE_BYTES), "{sizes:?}");
            let told: Vec<ChatMessage> = pages.into_iter().flat_map(messages).collect();
            assert_eq!(told, history, "nothing is lost between the pages");
            let least = sizes.iter().sum::<usize>().div_ceil(MAX_PAGE_BYTES);
            assert!(sizes.len() <= least + least.div_ceil(2), "{sizes:?}");
        }
    }

    fn message(n: u64, text: &str) -> ChatMessage {
        ChatMessage {
            number: u64::MAX - n,
            id: ChatId::parse(&"x".repeat(ChatId::MAX_CHARS)).unwrap(),
            from: ParticipantId(u32::MAX),
            name: DisplayName::parse(&"\"".repeat(DisplayName::MAX_CHARS)).unwrap(),
            text: ChatText::parse(text).unwrap(),
            sent_at: u64::MAX,
        }
    }

    fn json_len(page: &ServerMessage<OpaqueSignal>) -> usize {
        serde_json::to_string(page).unwrap().len()
    }

    fn messages(page: ServerMessage<OpaqueSignal>) -> Vec<ChatMessage> {
        let ServerMessage::ChatHistory { messages } = page else {
            panic!("{page:?}")
        };
        messages
    }
}
