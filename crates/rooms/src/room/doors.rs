use std::sync::Arc;

use protocol::{Doors, ParticipantId, Role, RoomRules, ServerMessage};

use super::Room;
use crate::command_queue::Parcel;
use crate::rights::may_publish;
use crate::seat::Seat;

impl Room {
    pub(crate) fn rules(&self) -> RoomRules {
        RoomRules {
            locked: self.is_locked,
            has_password: self.password.is_some(),
            host_rule: self.host_rule,
        }
    }

    /// What `participant` is told of who may come in.
    pub(crate) fn doors_of(&self, participant: ParticipantId) -> Doors {
        let role = self.role_of(participant).unwrap_or_default();
        let is_host = role == Role::Host;
        Doors {
            role,
            rules: self.rules(),
            knocks: if is_host {
                self.knocks.shown()
            } else {
                Vec::new()
            },
            bans: if is_host {
                self.bans.shown()
            } else {
                Vec::new()
            },
        }
    }

    pub(crate) fn role_of(&self, participant: ParticipantId) -> Option<Role> {
        Some(self.seat_at(participant)?.participant.role)
    }

    /// True if there is a host who is here or may come back.
    pub(crate) fn has_host(&self) -> bool {
        self.seats().any(|seat| seat.participant.role == Role::Host)
    }

    /// Who is host next where nobody is: of the members the one who has been here for longest, and rather one whose
    /// connection is not lost.
    pub(crate) fn next_host(&self) -> Option<ParticipantId> {
        let members = || {
            self.seats()
                .filter(|seat| seat.is_visible() && seat.participant.role == Role::Member)
        };
        let connected = members().find(|seat| seat.connection().is_some());
        let seat = connected.or_else(|| members().next())?;
        Some(seat.participant.id)
    }

    /// Gives a participant another role, and tells everyone; what someone publishes who may not any more is gone.
    pub(crate) fn set_role(&mut self, participant: ParticipantId, role: Role) -> Vec<Parcel> {
        let Some(seat) = self.seat_mut(participant) else {
            return Vec::new();
        };
        seat.participant.role = role;
        let mut parcels = Vec::new();
        if !may_publish(role) {
            let publications = protocol::Publications::default();
            parcels.extend(self.publish(participant, publications));
            if self.is_recording(participant) {
                parcels.push(self.set_recording(participant, false));
            }
        }
        parcels.push(self.tell_everyone(|roster| ServerMessage::ParticipantRole {
            roster,
            participant,
            role,
        }));
        if role == Role::Host {
            parcels.push(self.tell_one(
                participant,
                ServerMessage::Knocks {
                    knocks: self.knocks.shown(),
                },
            ));
            parcels.push(self.tell_one(
                participant,
                ServerMessage::Bans {
                    bans: self.bans.shown(),
                },
            ));
        }
        parcels
    }

    /// Tells everyone what the room asks of whoever comes.
    pub(crate) fn tell_rules(&mut self, by: Option<ParticipantId>) -> Parcel {
        let rules = self.rules();
        self.tell_everyone(|roster| ServerMessage::RoomRules { roster, by, rules })
    }

    /// Tells every host who asks to come in.
    pub(crate) fn tell_knocks(&mut self) -> Parcel {
        let knocks = self.knocks.shown();
        self.tell_hosts(ServerMessage::Knocks { knocks })
    }

    /// Tells every host who was removed.
    pub(crate) fn tell_bans(&mut self) -> Parcel {
        let bans = self.bans.shown();
        self.tell_hosts(ServerMessage::Bans { bans })
    }

    /// Tells one participant something.
    pub(crate) fn tell_one(
        &mut self,
        participant: ParticipantId,
        message: ServerMessage<protocol::OpaqueSignal>,
    ) -> Parcel {
        let message = Arc::new(message);
        let to = self.hear(&message, |seat| seat.participant.id == participant);
        (to, message)
    }

    /// Tells everyone something that is not of the roster.
    pub(crate) fn tell_all(&mut self, message: ServerMessage<protocol::OpaqueSignal>) -> Parcel {
        let message = Arc::new(message);
        let to = self.hear(&message, |_| true);
        (to, message)
    }

    fn tell_hosts(&mut self, message: ServerMessage<protocol::OpaqueSignal>) -> Parcel {
        let message = Arc::new(message);
        let to = self.hear(&message, |seat: &Seat| seat.participant.role == Role::Host);
        (to, message)
    }

    fn is_recording(&self, participant: ParticipantId) -> bool {
        let seat = self.seat_at(participant);
        seat.is_some_and(|seat| seat.participant.recording)
    }
}
