use std::sync::Arc;

use protocol::{
    ClientFrame, ClientMessage, ErrorCode, OpaqueSignal, ParticipantId, Publications, ServerMessage,
};

use super::Rooms;
use crate::directory::Place;
use crate::rights::may_publish;
use crate::room::Receiver;
use crate::seat::Counted;
use crate::{ConnectionId, Timestamp};

impl Rooms {
    /// Acts on what someone in a room has sent.
    pub(super) fn member_message(
        &mut self,
        connection: ConnectionId,
        place: Place,
        frame: ClientFrame<OpaqueSignal>,
        now: Timestamp,
    ) {
        let ClientFrame { counter, message } = frame;
        if shows_that_answer_was_read(&message)
            && let Some(seat) = self.rooms.seat_mut(place)
            && seat.tokens.confirm()
        {
            self.unsaved.insert(place.room);
        }
        if message.is_command() {
            match self.count(place, counter) {
                Counted::New => {}
                Counted::Repeated => return,
                Counted::Gap => return self.refuse(connection, ErrorCode::BadSequence, now),
            }
        }
        match message {
            ClientMessage::Join(_) | ClientMessage::Resume(_) => {
                self.refuse(connection, ErrorCode::AlreadyJoined, now);
            }
            ClientMessage::Leave { may_return } => {
                self.leave(connection, place, may_return, now);
            }
            ClientMessage::RenewIceServers => self.renew_ice_servers(connection, place, now),
            ClientMessage::AskHostPass => self.give_host_pass(connection, place, now),
            ClientMessage::Ping { received } => self.ping(connection, place, received, now),
            ClientMessage::Signal { to, signal } => self.relay(connection, place, to, signal, now),
            ClientMessage::SetPublications { publications } => {
                self.publish(connection, place, publications, now);
            }
            ClientMessage::Chat { id, text } => self.chat(connection, place, id, text, now),
            ClientMessage::SetHand { raised } => self.set_hand(connection, place, raised, now),
            ClientMessage::SetRecording { on } => self.set_recording(connection, place, on, now),
            ClientMessage::Act(act) => self.act(connection, place, act, now),
            ClientMessage::React { reaction } => self.react(connection, place, reaction, now),
        }
    }

    fn count(&mut self, place: Place, counter: Option<u64>) -> Counted {
        match self.rooms.seat_mut(place) {
            Some(seat) => seat.count(counter),
            None => Counted::Repeated,
        }
    }

    fn ping(&mut self, connection: ConnectionId, place: Place, received: u64, now: Timestamp) {
        let Some(seat) = self.rooms.seat_mut(place) else {
            return;
        };
        if !seat.events.acknowledge(received) {
            return self.refuse(connection, ErrorCode::BadSequence, now);
        }
        let counter = seat.counter;
        self.commands
            .send_to(connection, ServerMessage::Pong { counter });
    }

    fn relay(
        &mut self,
        connection: ConnectionId,
        from: Place,
        to: ParticipantId,
        signal: OpaqueSignal,
        now: Timestamp,
    ) {
        let Some(room) = self.rooms.room_mut(from.room) else {
            return;
        };
        match room.receiver(to) {
            Receiver::Here if to != from.id => {
                let from = from.id;
                let signal = if self.limits.ice.relay_only {
                    signal.relayed()
                } else {
                    Some(signal)
                };
                let Some(signal) = signal else {
                    return tracing::debug!(%from, %to, "a candidate that is no relay's");
                };
                let event = Arc::new(ServerMessage::Signal { from, signal });
                let delivery = room.seat_mut(to).and_then(|seat| seat.hear(&event));
                self.commands.send((delivery.into_iter().collect(), event));
            }
            Receiver::Here | Receiver::Never => {
                self.refuse(connection, ErrorCode::BadTarget, now);
            }
            Receiver::Gone => tracing::debug!(%from.id, %to, "signal for someone who has left"),
        }
    }

    fn publish(
        &mut self,
        connection: ConnectionId,
        place: Place,
        publications: Publications,
        now: Timestamp,
    ) {
        let Some(seat) = self.rooms.seat_mut(place) else {
            return;
        };
        // A client that hears of its new role a moment later has something published until then.
        if !may_publish(seat.participant.role) && publications != Publications::default() {
            return self.refuse(connection, ErrorCode::NotAllowed, now);
        }
        seat.orders.clear();
        seat.publish(publications.clone());
        self.tell(place, |roster, participant| {
            ServerMessage::PublicationsChanged {
                roster,
                participant,
                publications,
            }
        });
    }
}

/// True unless the client may have sent it without having read `resumed`: a page is also unloaded in between.
fn shows_that_answer_was_read(message: &ClientMessage<OpaqueSignal>) -> bool {
    !matches!(message, ClientMessage::Leave { may_return: true })
}
