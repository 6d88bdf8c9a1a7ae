use protocol::{Act, ErrorCode, ParticipantAct, ParticipantId, Role, RoomAct, ServerMessage};

use super::Rooms;
use crate::directory::{Place, RoomKey};
use crate::rights::may_act;
use crate::room::{Receiver, Room};
use crate::seat::Order;
use crate::silence::{silenced, sources_of};
use crate::{Command, ConnectionId, Timestamp};

/// What hosts do.
impl Rooms {
    /// Does what a participant may do to others, and tells those whom it touches.
    pub(super) fn act(&mut self, connection: ConnectionId, place: Place, act: Act, now: Timestamp) {
        let Some(room) = self.rooms.room_mut(place.room) else {
            return;
        };
        let Some(actor) = room.role_of(place.id) else {
            return;
        };
        let target = match act {
            Act::Participant(_, id) => match room.receiver(id) {
                Receiver::Here => room.role_of(id),
                // Leaving races with what is done to whoever leaves.
                Receiver::Gone => return,
                Receiver::Never => return self.refuse(connection, ErrorCode::BadTarget, now),
            },
            Act::Room(_)
            | Act::Knock(..)
            | Act::LetBackIn(_)
            | Act::SetPassword(_)
            | Act::SetHostRule(_) => None,
        };
        let is_self = matches!(act, Act::Participant(_, id) if id == place.id);
        if !may_act(actor, &act, target, is_self) {
            return self.refuse(connection, ErrorCode::NotAllowed, now);
        }
        let in_time = room
            .seat_mut(place.id)
            .is_some_and(|seat| seat.act_rate.take(now.0));
        if !in_time {
            return self.refuse(connection, ErrorCode::ActTooFast, now);
        }
        tracing::info!(by = %place.id, ?act, "a host acts");
        self.unsaved.insert(place.room);
        match act {
            Act::Participant(act, id) => self.act_on(place, act, id),
            Act::Room(act) => self.act_on_room(connection, place, act, now),
            Act::Knock(act, knock) => self.answer_knock(connection, place.room, act, knock, now),
            Act::LetBackIn(ban) => self.tell_if(place.room, |room| {
                room.bans.remove(ban).then(|| room.tell_bans())
            }),
            Act::SetPassword(password) => {
                let (room, by) = (room.name.clone(), place.id);
                self.commands
                    .command(Command::HashPassword { room, by, password });
            }
            Act::SetHostRule(rule) => self.tell_if(place.room, |room| {
                let is_new = room.host_rule != rule;
                room.host_rule = rule;
                is_new.then(|| room.tell_rules(Some(place.id)))
            }),
        }
    }

    fn act_on(&mut self, by: Place, act: ParticipantAct, id: ParticipantId) {
        let place = Place { id, ..by };
        match act {
            ParticipantAct::Mute | ParticipantAct::StopCamera | ParticipantAct::StopScreen => {
                self.silence(by, act, id);
            }
            ParticipantAct::LowerHand => self.tell_if(place.room, |room| {
                let is_up = room.seat_at(id)?.participant.hand.is_some();
                is_up.then(|| room.set_hand(id, false))
            }),
            ParticipantAct::AskToUnmute | ParticipantAct::Remove => {}
            ParticipantAct::MakeHost => self.give_role(place, Role::Host),
            ParticipantAct::MakeMember => self.give_role(place, Role::Member),
            ParticipantAct::MakeViewer => self.give_role(place, Role::Viewer),
            ParticipantAct::HandOver => {
                self.give_role(place, Role::Host);
                self.give_role(by, Role::Member);
            }
        }
        let told = ServerMessage::Acted {
            by: by.id,
            act: Act::Participant(act, id),
        };
        let is_between_two = matches!(act, ParticipantAct::AskToUnmute | ParticipantAct::LowerHand);
        self.tell_if(by.room, |room| {
            Some(if is_between_two {
                room.tell_one(id, told)
            } else {
                room.tell_all(told)
            })
        });
        if act == ParticipantAct::Remove {
            self.remove_for_good(place);
        } else {
            self.follow_host_rule(by.room);
        }
    }

    fn act_on_room(&mut self, connection: ConnectionId, by: Place, act: RoomAct, now: Timestamp) {
        let key = by.room;
        match act {
            RoomAct::MuteAll => {
                for id in self.others(by) {
                    self.silence(by, ParticipantAct::Mute, id);
                }
                self.tell_act(by, act);
            }
            RoomAct::LowerHands => {
                for id in self.raised_hands(key) {
                    self.tell_if(key, |room| Some(room.set_hand(id, false)));
                }
                self.tell_act(by, act);
            }
            RoomAct::ClearChat => self.clear_chat(by),
            RoomAct::EndForAll => self.end_room(key, ErrorCode::Ended),
            RoomAct::Lock => self.set_lock(by, true),
            RoomAct::Unlock => {
                self.set_lock(by, false);
                self.admit_all(connection, key, now);
            }
            RoomAct::RemovePassword => self.tell_if(key, |room| {
                room.password.take()?;
                Some(room.tell_rules(Some(by.id)))
            }),
            RoomAct::AdmitAll => self.admit_all(connection, key, now),
        }
    }

    /// Takes something that is published for muted or stopped, until the participant says otherwise.
    fn silence(&mut self, by: Place, act: ParticipantAct, id: ParticipantId) {
        self.tell_if(by.room, |room| {
            let seat = room.seat_mut(id)?;
            seat.participant.silenced |= act == ParticipantAct::Mute;
            let silenced = silenced(&seat.participant.publications, sources_of(act))?;
            seat.order(Order { by: by.id, act });
            room.publish(id, silenced)
        });
    }

    fn set_lock(&mut self, by: Place, locked: bool) {
        self.tell_if(by.room, |room| {
            let is_new = room.is_locked != locked;
            room.is_locked = locked;
            is_new.then(|| room.tell_rules(Some(by.id)))
        });
    }

    fn clear_chat(&mut self, by: Place) {
        let Some(room) = self.rooms.room_mut(by.room) else {
            return;
        };
        let (before, bytes) = (room.chat.gone(), room.chat.bytes());
        room.chat.clear();
        let (now, up_to) = (room.chat.gone(), room.chat.last());
        let name = room.name.clone();
        let parcel = room.tell_all(ServerMessage::ChatCleared { by: by.id, up_to });
        self.taken.chat_bytes -= bytes;
        self.store_gone(&name, before, now);
        self.commands.send(parcel);
    }

    fn tell_act(&mut self, by: Place, act: RoomAct) {
        let told = ServerMessage::Acted {
            by: by.id,
            act: Act::Room(act),
        };
        self.tell_if(by.room, |room| Some(room.tell_all(told)));
    }

    fn others(&self, than: Place) -> Vec<ParticipantId> {
        let seats = self.rooms.room(than.room).into_iter().flat_map(Room::seats);
        let ids = seats.map(|seat| seat.participant.id);
        ids.filter(|id| *id != than.id).collect()
    }

    fn raised_hands(&self, key: RoomKey) -> Vec<ParticipantId> {
        let seats = self.rooms.room(key).into_iter().flat_map(Room::seats);
        let raised = seats.filter(|seat| seat.participant.hand.is_some());
        raised.map(|seat| seat.participant.id).collect()
    }
}
