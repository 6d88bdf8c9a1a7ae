//! Who is in the room.

use protocol::{OpaqueSignal, Participant, ParticipantId, Peer, Role, ServerMessage};

use super::{Seat, SmallRoom};
use crate::badge::Badge;
use crate::member::Member;
use crate::state::ParticipantState;

impl SmallRoom {
    /// Numbers an event of the roster and tells it.
    pub(super) fn roster_event(
        &mut self,
        message: impl FnOnce(u64) -> ServerMessage<OpaqueSignal>,
    ) {
        if let Some(seat) = &mut self.seat {
            seat.roster += 1;
            let message = message(seat.roster);
            self.event(&message);
        }
    }

    /// Someone is in the channel; who is new says hello.
    pub(super) fn member_came(&mut self, id: ParticipantId, badge: Badge) {
        let Some(seat) = &mut self.seat else { return };
        if id == seat.id() {
            return;
        }
        match seat.members.get_mut(&id) {
            // The key of a seat stays.
            Some(member) if member.badge == badge => {
                member.gone_at = None;
                if std::mem::take(&mut member.is_loss_told) {
                    self.connection_changed(id, true);
                }
            }
            Some(_) => {}
            None => {
                seat.members.insert(id, Member::new(badge));
            }
        }
    }

    pub(super) fn member_went(&mut self, id: ParticipantId, now: u64) {
        let Some(seat) = &mut self.seat else { return };
        if let Some(member) = seat.members.get_mut(&id) {
            if member.is_told {
                member.gone_at.get_or_insert(now);
            } else {
                seat.members.remove(&id);
            }
        }
    }

    /// Someone who said hello is here: the call hears of them, or of what has changed.
    pub(super) fn meet(&mut self, id: ParticipantId, state: ParticipantState) {
        let Some(seat) = &mut self.seat else { return };
        let me = seat.id();
        let Some(member) = seat.members.get_mut(&id) else {
            return;
        };
        if member.is_told {
            member.gone_at = None;
            if std::mem::take(&mut member.is_loss_told) {
                self.connection_changed(id, true);
            }
            return self.state_changed(id, state);
        }
        member.is_told = true;
        member.state = state;
        let peer = peer(me, id, member);
        self.roster_event(|roster| ServerMessage::ParticipantJoined { roster, peer });
    }

    pub(super) fn state_changed(&mut self, id: ParticipantId, state: ParticipantState) {
        let Some(seat) = &mut self.seat else { return };
        let Some(member) = seat.members.get_mut(&id) else {
            return;
        };
        let old = std::mem::replace(&mut member.state, state.clone());
        if !member.is_told {
            return;
        }
        if old.publications != state.publications {
            self.roster_event(|roster| ServerMessage::PublicationsChanged {
                roster,
                participant: id,
                publications: state.publications,
            });
        }
        if old.hand != state.hand {
            self.roster_event(|roster| ServerMessage::ParticipantHand {
                roster,
                participant: id,
                hand: state.hand,
            });
        }
        if old.recording != state.recording {
            self.roster_event(|roster| ServerMessage::ParticipantRecording {
                roster,
                participant: id,
                recording: state.recording,
            });
        }
    }

    /// Does what is due about those whose connection is lost.
    pub(super) fn tend_members(&mut self, now: u64) {
        let due = |member: &Member| member.deadline().is_some_and(|deadline| deadline <= now);
        loop {
            let Some(seat) = &mut self.seat else { return };
            let next = seat.members.iter_mut().find(|(_, member)| due(member));
            let Some((id, member)) = next else { return };
            let id = *id;
            if std::mem::replace(&mut member.is_loss_told, true) {
                self.remove(id);
            } else {
                self.connection_changed(id, false);
            }
        }
    }

    pub(super) fn remove(&mut self, id: ParticipantId) {
        let Some(seat) = &mut self.seat else { return };
        if seat
            .members
            .remove(&id)
            .is_some_and(|member| member.is_told)
        {
            self.roster_event(|roster| ServerMessage::ParticipantLeft {
                roster,
                participant: id,
            });
        }
    }

    /// Whoever has come in anew is not waited for any more.
    pub(super) fn remove_if_gone(&mut self, id: ParticipantId) {
        let seat = self.seat.as_ref();
        let member = seat.and_then(|seat| seat.members.get(&id));
        if member.is_some_and(|member| member.gone_at.is_some()) {
            self.remove(id);
        }
    }

    fn connection_changed(&mut self, participant: ParticipantId, connected: bool) {
        self.roster_event(|roster| ServerMessage::ParticipantConnection {
            roster,
            participant,
            connected,
        });
    }
}

impl Seat {
    /// Everyone whom the call knows.
    pub(super) fn peers(&self) -> Vec<Peer> {
        let told = self.members.iter().filter(|(_, member)| member.is_told);
        told.map(|(id, member)| peer(self.id(), *id, member))
            .collect()
    }
}

fn peer(me: ParticipantId, id: ParticipantId, member: &Member) -> Peer {
    Peer {
        participant: Participant {
            id,
            name: member.badge.name.clone(),
            publications: member.state.publications.clone(),
            engine: member.badge.engine,
            hand: member.state.hand,
            recording: member.state.recording,
            // There is no host who could.
            silenced: false,
            role: Role::default(),
        },
        polite: me < id,
        connected: member.gone_at.is_none(),
    }
}
