use protocol::ParticipantId;

use crate::badge::Badge;
use crate::letter::{Packet, Piece};
use crate::spoken::Spoken;
use crate::state::ParticipantState;

/// Someone else in the channel.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) badge: Badge,
    pub(crate) state: ParticipantState,
    /// True once the call knows of them.
    pub(crate) is_told: bool,
    /// Since when no connection of theirs is in the channel, in milliseconds.
    pub(crate) gone_at: Option<u64>,
    /// True once the call knows that.
    pub(crate) is_loss_told: bool,
    /// The number of the last packet.
    packets: u64,
    /// The number of the last piece; `None` before it is known where they begin.
    have: Option<u64>,
    /// The pieces so far of what goes on.
    text: String,
    /// When they were asked for what is missing, in milliseconds.
    asked_at: Option<u64>,
}

/// What a piece amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    Nothing,
    /// With this one something is complete.
    Whole(Box<Spoken>),
    /// Others before it are missing; the number of the last that is there.
    Lack(u64),
}

impl Member {
    /// How long others wait for someone whose connection is lost, in milliseconds.
    pub(crate) const GRACE: u64 = 15_000;

    /// How long they do not say so, in milliseconds.
    pub(crate) const QUIET: u64 = 1_500;

    /// How long nobody is asked again for what is missing, in milliseconds.
    const PATIENCE: u64 = 1_000;

    /// The longest text that is put together, in bytes.
    const TEXT_BYTES: usize = protocol::MAX_FRAME_BYTES;

    pub(crate) fn new(badge: Badge) -> Self {
        Self {
            badge,
            state: ParticipantState::default(),
            is_told: false,
            gone_at: None,
            is_loss_told: false,
            packets: 0,
            have: None,
            text: String::new(),
            asked_at: None,
        }
    }

    /// The number of the last piece.
    pub(crate) fn have(&self) -> u64 {
        self.have.unwrap_or_default()
    }

    /// True if `packet` was not there before.
    pub(crate) fn is_new(&mut self, packet: &Packet) -> bool {
        let is_new = packet.number > self.packets;
        self.packets = self.packets.max(packet.number);
        is_new
    }

    /// From the piece after this one on everything is heard.
    pub(crate) fn begin_after(&mut self, said: u64) {
        self.have.get_or_insert(said);
    }

    /// Takes the next piece.
    pub(crate) fn take(&mut self, piece: Piece, me: ParticipantId, now: u64) -> Taken {
        let Some(have) = self.have else {
            return Taken::Nothing;
        };
        if piece.number <= have {
            return Taken::Nothing;
        }
        if piece.number > have + 1 {
            let waits = self.asked_at.is_some_and(|at| now < at + Self::PATIENCE);
            if waits {
                return Taken::Nothing;
            }
            self.asked_at = Some(now);
            return Taken::Lack(have);
        }
        self.have = Some(piece.number);
        self.asked_at = None;
        if piece.to.is_some_and(|to| to != me) {
            return Taken::Nothing;
        }
        if self.text.len() + piece.text.len() <= Self::TEXT_BYTES {
            self.text += &piece.text;
        }
        if piece.goes_on {
            return Taken::Nothing;
        }
        let spoken = serde_json::from_str(&std::mem::take(&mut self.text));
        spoken.map_or(Taken::Nothing, |spoken| Taken::Whole(Box::new(spoken)))
    }

    /// When something is due about them, in milliseconds.
    pub(crate) fn deadline(&self) -> Option<u64> {
        let quiet = if self.is_loss_told {
            Self::GRACE
        } else {
            Self::QUIET
        };
        self.gone_at.map(|at| at + quiet)
    }
}
