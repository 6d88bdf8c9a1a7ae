use protocol::{ParticipantId, Reaction};
use serde::{Deserialize, Serialize};

use crate::badge::{PublicSigningKey, SigningKey};
use crate::state::ParticipantState;

/// One event in the channel: what a participant says, signed.
///
/// Not every service tells who has said something, and what a participant says makes connections: a word of someone
/// else's would lead sound and picture to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Letter {
    pub(crate) from: ParticipantId,
    /// A [`Packet`], as it was signed.
    text: String,
    signature: String,
}

impl Letter {
    pub(crate) fn seal(
        from: ParticipantId,
        channel: &str,
        packet: &Packet,
        key: &SigningKey,
    ) -> Self {
        let text = serde_json::to_string(packet).unwrap_or_default();
        Self {
            from,
            signature: key.sign(&signed(channel, from, &text)),
            text,
        }
    }

    /// Reads what is in it, if whoever has `key` has said it in this channel.
    pub(crate) fn open(&self, channel: &str, key: &PublicSigningKey) -> Option<Packet> {
        key.verifies(&signed(channel, self.from, &self.text), &self.signature)
            .then(|| serde_json::from_str(&self.text).ok())
            .flatten()
    }
}

fn signed(channel: &str, from: ParticipantId, text: &str) -> String {
    format!("tatap {channel} {from} {text}")
}

/// What is said at once: services allow few events a second, of some kilobytes each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Packet {
    /// Rises from packet to packet of a participant: nothing counts twice, whoever says it again.
    pub(crate) number: u64,
    pub(crate) units: Vec<Unit>,
}

/// A part of a packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Unit {
    /// A piece of a [`crate::spoken::Spoken`]; pieces are numbered from 1 without a gap, and kept to be said again.
    Piece(Piece),
    /// Someone is in the channel, anew or again.
    Hello(Hello),
    /// The answer to [`Unit::Hello`], to whoever said it.
    Welcome(Welcome),
    /// Pieces of `to` are missing after that with the number `have`.
    Lack { to: ParticipantId, have: u64 },
    /// The answer to whoever comes back and is not known any more: only coming in anew helps.
    Stranger { to: ParticipantId },
    /// Someone shows a reaction; it is not said again.
    React { reaction: Reaction },
    /// Someone leaves.
    Bye,
}

impl Unit {
    pub(crate) fn piece_number(&self) -> Option<u64> {
        if let Self::Piece(piece) = self {
            Some(piece.number)
        } else {
            None
        }
    }
}

/// A piece of what someone says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Piece {
    pub(crate) number: u64,
    /// `None` for everyone. The others count it all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<ParticipantId>,
    pub(crate) text: String,
    /// True if the next piece goes on with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) goes_on: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hello {
    /// False for whoever was away and has come back to their seat.
    pub(crate) anew: bool,
    /// The number of the last piece that was said.
    pub(crate) said: u64,
    /// The number of the last piece that was heard, of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) have: Vec<(ParticipantId, u64)>,
    /// Who this was before, for those who still wait for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) was: Option<ParticipantId>,
    pub(crate) state: ParticipantState,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Welcome {
    pub(crate) to: ParticipantId,
    /// The number of the last piece that was said.
    pub(crate) said: u64,
    /// The number of the last piece that was heard of whoever said hello.
    pub(crate) have: u64,
    pub(crate) state: ParticipantState,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::badge::SigningSeed;

    #[test]
    fn a_letter_opens_where_it_was_said_and_for_whom_it_was_said() {
        let [ana, budi] = [1, 2].map(|byte| SigningKey::new(&SigningSeed([byte; 32])));
        let packet = Packet {
            number: 3,
            units: vec![Unit::Bye],
        };
        let letter = Letter::seal(ParticipantId(7), "tea", &packet, &ana);
        assert_eq!(letter.open("tea", &ana.public()), Some(packet));
        assert_eq!(letter.open("tea", &budi.public()), None);
        assert_eq!(letter.open("other", &ana.public()), None);
        let forged = Letter {
            from: ParticipantId(8),
            ..letter
        };
        assert_eq!(forged.open("tea", &ana.public()), None);
    }
}
