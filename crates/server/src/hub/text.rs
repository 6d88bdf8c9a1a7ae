use protocol::{OpaqueSignal, ServerMessage};

/// Writes a message as JSON.
pub(super) fn of_message(message: &ServerMessage<OpaqueSignal>) -> Option<String> {
    let mut json = Vec::with_capacity(expected_bytes(message));
    if let Err(error) = serde_json::to_writer(&mut json, message) {
        tracing::error!(%error, "a message could not be written as JSON");
        return None;
    }
    String::from_utf8(json).ok()
}

/// A little more than what the message takes as JSON: a queue of them should not hold twice their size.
fn expected_bytes(message: &ServerMessage<OpaqueSignal>) -> usize {
    const ENVELOPE: usize = 64;
    const PEER: usize = 4 * ENVELOPE;
    const CHAT: usize = 2 * ENVELOPE;
    match message {
        ServerMessage::Signal { signal, .. } => ENVELOPE + signal.as_str().len(),
        ServerMessage::Joined(joined) => {
            (joined.participants.len() + joined.ice.servers.len() + 2) * PEER
        }
        ServerMessage::Resumed(resumed) => {
            (resumed.participants.len() + resumed.ice.servers.len() + 2) * PEER
        }
        ServerMessage::Chat(message) => CHAT + message.text.as_str().len(),
        ServerMessage::ChatHistory { messages } => {
            let texts = messages
                .iter()
                .map(|message| CHAT + message.text.as_str().len());
            ENVELOPE + texts.sum::<usize>()
        }
        ServerMessage::ParticipantJoined { .. } | ServerMessage::PublicationsChanged { .. } => {
            2 * PEER
        }
        ServerMessage::IceServers(ice) => ENVELOPE + ice.servers.len() * PEER,
        ServerMessage::Knocks { knocks } => ENVELOPE * (knocks.len() + 1),
        ServerMessage::Bans { bans } => ENVELOPE * (bans.len() + 1),
        ServerMessage::ParticipantLeft { .. }
        | ServerMessage::ParticipantConnection { .. }
        | ServerMessage::ParticipantHand { .. }
        | ServerMessage::ParticipantRecording { .. }
        | ServerMessage::ParticipantRole { .. }
        | ServerMessage::RoomRules { .. }
        | ServerMessage::Acted { .. }
        | ServerMessage::ChatCleared { .. }
        | ServerMessage::Waiting { .. }
        | ServerMessage::Reaction { .. }
        | ServerMessage::ChatRefused { .. }
        | ServerMessage::Pong { .. }
        | ServerMessage::HostPass { .. }
        | ServerMessage::Error { .. } => 2 * ENVELOPE,
    }
}
