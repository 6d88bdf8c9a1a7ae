use protocol::{ClientMessage, ErrorCode, Hand, ParticipantId, Reaction};

use super::{Call, Phase};
use crate::{Notice, Sound};

/// Hands, and what people show for a moment.
impl Call {
    /// Raises or lowers one's own hand: at once for oneself, and for the others when the server has said so.
    pub(super) fn set_hand(&mut self, raised: bool) {
        if matches!(self.phase, Phase::InCall { .. }) && self.hand_raised != raised {
            self.hand_raised = raised;
            self.command(ClientMessage::SetHand { raised });
        }
    }

    /// The server says whose hand is up, perhaps one's own.
    pub(super) fn hand_changed(&mut self, participant: ParticipantId, hand: Option<Hand>) {
        if self.you() == Some(participant) {
            self.own_hand(hand);
        } else if let Some(peer) = self.peers.get_mut(participant) {
            let name = peer.participant.name.clone();
            let is_news = peer.participant.hand.is_none() && hand.is_some();
            peer.participant.hand = hand;
            if is_news {
                self.notices.post(self.now, Notice::HandRaised(name));
                self.sound(Sound::Hand);
            }
        }
    }

    /// One's own hand is as the server says.
    pub(super) fn own_hand(&mut self, hand: Option<Hand>) {
        self.hand = hand;
        self.hand_raised = hand.is_some();
    }

    /// The server does not take hands or reactions so often: one's hand is as it was.
    pub(super) fn gesture_refused(&mut self, code: ErrorCode) {
        if code == ErrorCode::HandTooFast {
            self.own_hand(self.hand);
        }
        self.deed_refused(code);
        if code == ErrorCode::RecordingTooFast {
            self.recording.refused(self.now);
        }
        if matches!(code, ErrorCode::HandTooFast | ErrorCode::ReactionTooFast) {
            self.notices.withdraw(&Notice::TooManyGestures);
            self.notices.post(self.now, Notice::TooManyGestures);
        }
    }

    /// Shows a reaction to everyone; what cannot be sent now is worth nothing later.
    pub(super) fn react(&mut self, reaction: Reaction) {
        if let Some(you) = self.you()
            && self.line.is_online()
        {
            self.reactions.show(you, reaction, self.now);
            self.send(ClientMessage::React { reaction });
        }
    }

    pub(super) fn reacted(&mut self, from: ParticipantId, reaction: Reaction) {
        if self.peers.get(from).is_some() {
            self.reactions.show(from, reaction, self.now);
        }
    }
}
