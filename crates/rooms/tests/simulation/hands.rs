use std::collections::BTreeMap;

use protocol::{Hand, ParticipantId, RoomId, ServerMessage};

use crate::common::words::Said;

/// Every hand that the server has told anyone of, in each room as long as there is one.
#[derive(Default)]
pub(super) struct Hands(BTreeMap<String, BTreeMap<Hand, ParticipantId>>);

impl Hands {
    /// A hand that is news has a number above all before it, and keeps it however often it is told of.
    pub(super) fn hear(&mut self, room: &str, message: &Said) {
        let &ServerMessage::ParticipantHand {
            participant,
            hand: Some(hand),
            ..
        } = message
        else {
            return;
        };
        let told = self.0.entry(room.to_owned()).or_default();
        let last = told.keys().next_back().copied();
        match told.insert(hand, participant) {
            Some(known) => assert_eq!(known, participant, "{hand:?} is two people's"),
            None => assert!(last < Some(hand), "{hand:?} comes before {last:?}"),
        }
    }

    pub(super) fn forget(&mut self, room: &RoomId) {
        self.0.remove(room.as_str());
    }
}
