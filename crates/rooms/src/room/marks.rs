use std::sync::Arc;

use protocol::{Hand, OpaqueSignal, ParticipantId, Publications, ServerMessage};

use super::Room;
use crate::command_queue::Parcel;

impl Room {
    /// Raises a hand after all that were raised before, or lowers it, and tells everyone.
    pub(crate) fn set_hand(&mut self, participant: ParticipantId, raised: bool) -> Parcel {
        let hand = raised.then(|| self.next_hand());
        if let Some(seat) = self.seat_mut(participant) {
            seat.participant.hand = hand;
        }
        self.tell_everyone(|roster| ServerMessage::ParticipantHand {
            roster,
            participant,
            hand,
        })
    }

    /// Notes whether someone is recording, and tells everyone.
    pub(crate) fn set_recording(&mut self, participant: ParticipantId, recording: bool) -> Parcel {
        if let Some(seat) = self.seat_mut(participant) {
            seat.participant.recording = recording;
        }
        self.tell_everyone(|roster| ServerMessage::ParticipantRecording {
            roster,
            participant,
            recording,
        })
    }

    fn next_hand(&mut self) -> Hand {
        self.hands += 1;
        Hand(self.hands)
    }

    /// Replaces what someone publishes, and tells the others if that is something else.
    pub(crate) fn publish(
        &mut self,
        participant: ParticipantId,
        publications: Publications,
    ) -> Option<Parcel> {
        let seat = self.seat_mut(participant)?;
        if seat.participant.publications == publications {
            return None;
        }
        seat.publish(publications.clone());
        Some(
            self.tell(participant, |roster| ServerMessage::PublicationsChanged {
                roster,
                participant,
                publications,
            }),
        )
    }

    /// Changes the roster, and tells everyone of it, whom it is about included.
    pub(crate) fn tell_everyone(
        &mut self,
        message: impl FnOnce(u64) -> ServerMessage<OpaqueSignal>,
    ) -> Parcel {
        self.roster += 1;
        let message = Arc::new(message(self.roster));
        let to = self.hear(&message, |_| true);
        (to, message)
    }
}
