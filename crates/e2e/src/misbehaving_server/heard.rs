use protocol::{ParticipantId, ServerMessage, decode_server_message};

/// What the real server has said on a connection, so that lies come close to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Heard {
    /// It has let the browser in.
    pub(super) welcomed: bool,
    /// The number of its last event.
    pub(super) seq: u64,
    /// The version of its roster.
    pub(super) roster: u64,
    /// Who else is in the room.
    pub(super) others: Vec<ParticipantId>,
}

/// What a message of the real server is for the one who meddles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Welcome,
    Pong,
    Else,
}

impl Heard {
    /// Takes in a frame of the real server.
    pub(super) fn hear(&mut self, text: &str) -> Said {
        let Ok(frame) = decode_server_message(text) else {
            return Said::Else;
        };
        self.seq = frame.seq.unwrap_or(self.seq);
        let message = frame.message.as_ref();
        self.roster = Self::roster_of(message).unwrap_or(self.roster);
        let participants = match message {
            Some(ServerMessage::Joined(joined)) => &joined.participants,
            Some(ServerMessage::Resumed(resumed)) => &resumed.participants,
            Some(ServerMessage::ParticipantJoined { peer, .. }) => {
                self.others.push(peer.participant.id);
                return Said::Else;
            }
            Some(ServerMessage::ParticipantLeft { participant, .. }) => {
                self.others.retain(|one| one != participant);
                return Said::Else;
            }
            Some(ServerMessage::Pong { .. }) => return Said::Pong,
            Some(
                ServerMessage::ParticipantConnection { .. }
                | ServerMessage::PublicationsChanged { .. }
                | ServerMessage::ParticipantHand { .. }
                | ServerMessage::ParticipantRecording { .. }
                | ServerMessage::ParticipantRole { .. }
                | ServerMessage::RoomRules { .. }
                | ServerMessage::Knocks { .. }
                | ServerMessage::Bans { .. }
                | ServerMessage::Acted { .. }
                | ServerMessage::ChatCleared { .. }
                | ServerMessage::Waiting { .. }
                | ServerMessage::HostPass { .. }
                | ServerMessage::Reaction { .. }
                | ServerMessage::IceServers(_)
                | ServerMessage::Signal { .. }
                | ServerMessage::Chat(_)
                | ServerMessage::ChatHistory { .. }
                | ServerMessage::ChatRefused { .. }
                | ServerMessage::Error { .. },
            )
            | None => return Said::Else,
        };
        self.welcomed = true;
        self.others = participants.iter().map(|one| one.participant.id).collect();
        Said::Welcome
    }

    /// The version of the roster that a message says.
    pub(super) fn roster_of(message: Option<&ServerMessage>) -> Option<u64> {
        match message? {
            ServerMessage::Joined(joined) => Some(joined.roster),
            ServerMessage::Resumed(resumed) => Some(resumed.roster),
            ServerMessage::ParticipantJoined { roster, .. }
            | ServerMessage::ParticipantLeft { roster, .. }
            | ServerMessage::ParticipantConnection { roster, .. }
            | ServerMessage::PublicationsChanged { roster, .. }
            | ServerMessage::ParticipantHand { roster, .. }
            | ServerMessage::ParticipantRecording { roster, .. }
            | ServerMessage::ParticipantRole { roster, .. }
            | ServerMessage::RoomRules { roster, .. } => Some(*roster),
            ServerMessage::Signal { .. }
            | ServerMessage::Knocks { .. }
            | ServerMessage::Bans { .. }
            | ServerMessage::Acted { .. }
            | ServerMessage::ChatCleared { .. }
            | ServerMessage::Waiting { .. }
            | ServerMessage::HostPass { .. }
            | ServerMessage::Reaction { .. }
            | ServerMessage::Chat(_)
            | ServerMessage::ChatHistory { .. }
            | ServerMessage::ChatRefused { .. }
            | ServerMessage::IceServers(_)
            | ServerMessage::Pong { .. }
            | ServerMessage::Error { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_numbers_roster_and_who_is_here() {
        let mut heard = Heard::default();
        assert_eq!(heard.hear(super::super::tests::JOINED), Said::Welcome);
        let left = "{\"seq\":4,\"type\":\"participant_left\",\"roster\":9,\"participant\":1}";
        assert_eq!(heard.others, [ParticipantId(1)]);
        assert_eq!(heard.roster, 7);
        assert_eq!(heard.hear(left), Said::Else);
        assert_eq!(heard.hear("{\"type\":\"pong\",\"counter\":0}"), Said::Pong);
        let expected = Heard {
            welcomed: true,
            seq: 4,
            roster: 9,
            others: vec![],
        };
        assert_eq!(heard, expected);
    }
}
