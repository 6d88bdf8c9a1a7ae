//! What comes of the service, the token function and the others.

use protocol::{
    Doors, ErrorCode, Joined, ParticipantId, Resumed, ServerMessage, Topology, VERSIONS,
};

use super::{Line, Newcomer, Output, Seat, SmallRoom, Wish};
use crate::backlog::Backlog;
use crate::badge::Badge;
use crate::letter::{Hello, Letter, Piece, Unit, Welcome};
use crate::member::{Member, Taken};
use crate::outgoing::Outgoing;
use crate::pass::Pass;
use crate::service::{self, ServiceFrame};
use crate::spoken::{ChatLine, Spoken};
use crate::state::ParticipantState;

impl SmallRoom {
    pub(super) fn service(&mut self, frame: ServiceFrame, now: u64) {
        match frame {
            ServiceFrame::Greeting { socket_id } => {
                if matches!(self.line, Line::Closed) {
                    self.line = Line::Greeted { socket_id };
                    self.outputs.push_back(Output::Opened);
                }
            }
            ServiceFrame::Subscribed { members } => self.entered(members, now),
            ServiceFrame::Came(id, badge) => {
                if matches!(self.line, Line::Online) {
                    self.member_came(id, badge);
                }
            }
            ServiceFrame::Went(id) => {
                if matches!(self.line, Line::Online) {
                    self.member_went(id, now);
                }
            }
            ServiceFrame::Said(letter) => {
                if matches!(self.line, Line::Online) {
                    self.read(&letter, now);
                }
            }
            ServiceFrame::Ping => self
                .outputs
                .push_back(Output::Send(service::PONG.to_owned())),
            ServiceFrame::Pong => {
                if let Some(seat) = &self.seat {
                    let counter = seat.counter;
                    self.tell(&ServerMessage::Pong { counter });
                }
            }
            ServiceFrame::Refused => self.close(),
            ServiceFrame::Other => {}
        }
    }

    /// The token function has answered, or has not.
    pub(super) fn pass(&mut self, pass: Option<Pass>) {
        match (std::mem::replace(&mut self.line, Line::Closed), pass) {
            (Line::Asking { wish }, Some(pass)) => {
                self.outputs
                    .push_back(Output::Send(service::subscription(&pass)));
                let pass = Box::new(pass);
                self.line = Line::Entering { wish, pass };
            }
            (Line::Asking { .. }, None) => self.close(),
            (line, pass) => {
                self.line = line;
                if let (Line::Online, Some(seat), Some(pass)) = (&self.line, &mut self.seat, pass) {
                    seat.ice = pass.ice.clone();
                    self.tell(&ServerMessage::IceServers(pass.ice));
                }
            }
        }
    }

    fn entered(&mut self, members: Vec<(ParticipantId, Badge)>, now: u64) {
        if !matches!(self.line, Line::Entering { .. }) {
            return;
        }
        if let Line::Entering { wish, pass } = std::mem::replace(&mut self.line, Line::Closed) {
            match wish {
                Wish::Join(newcomer) => self.sit_down(*newcomer, *pass, members),
                Wish::Resume { received, chat } => {
                    self.sit_down_again(*pass, members, received, chat, now);
                }
            }
        }
    }

    fn sit_down(&mut self, newcomer: Newcomer, pass: Pass, members: Vec<(ParticipantId, Badge)>) {
        let me = pass.seat.id;
        let others = members.into_iter().filter(|(id, _)| *id != me);
        let members = others.map(|(id, badge)| {
            let mut member = Member::new(badge);
            member.is_told = true;
            (id, member)
        });
        let mut seat = Seat {
            room: newcomer.room,
            token: newcomer.token,
            key: newcomer.key,
            badge: newcomer.badge,
            proof: pass.seat,
            channel: pass.channel,
            ice: pass.ice,
            counter: 0,
            state: ParticipantState {
                publications: newcomer.publications,
                ..ParticipantState::default()
            },
            outgoing: Outgoing::default(),
            backlog: Backlog::default(),
            roster: 0,
            members: members.collect(),
            away_since: None,
            socket_id: newcomer.socket_id,
        };
        if seat.members.len() >= Self::CAPACITY as usize {
            self.refuse(ErrorCode::RoomFull);
            return self.close();
        }
        seat.outgoing.call_out(Unit::Hello(Hello {
            anew: true,
            said: 0,
            have: Vec::new(),
            was: self.was.take(),
            state: seat.state.clone(),
        }));
        self.tell(&ServerMessage::Joined(Joined {
            version: VERSIONS.first().copied().unwrap_or_default(),
            room: seat.room.clone(),
            you: seat.id(),
            name: None,
            topology: Topology::Mesh,
            capacity: Self::CAPACITY,
            ice: seat.ice.clone(),
            doors: Box::new(Doors::default()),
            roster: seat.roster,
            participants: seat.peers(),
            token: seat.token.clone(),
        }));
        self.seat = Some(seat);
        self.line = Line::Online;
    }

    fn sit_down_again(
        &mut self,
        pass: Pass,
        members: Vec<(ParticipantId, Badge)>,
        received: Option<u64>,
        chat: u64,
        now: u64,
    ) {
        let Some(seat) = &mut self.seat else {
            return self.close();
        };
        let is_known = |id: ParticipantId| {
            id == pass.seat.id || seat.members.get(&id).is_some_and(|member| member.is_told)
        };
        // Whoever came meanwhile waits for an offer of someone who is new to them.
        if pass.seat.id != seat.id() || !members.iter().all(|(id, _)| is_known(*id)) {
            self.give_up_seat();
            return self.close();
        }
        for (id, member) in &mut seat.members {
            let is_here = members.iter().any(|(here, _)| here == id);
            member.gone_at = (!is_here).then(|| member.gone_at.unwrap_or(now));
            member.is_loss_told &= !is_here;
        }
        seat.away_since = None;
        seat.ice = pass.ice;
        seat.backlog.acknowledge(received.unwrap_or_default());
        let have = seat.members.iter().map(|(id, member)| (*id, member.have()));
        let hello = Hello {
            anew: false,
            said: seat.outgoing.said(),
            have: have.collect(),
            was: None,
            state: seat.state.clone(),
        };
        seat.outgoing.call_out(Unit::Hello(hello));
        let resumed = ServerMessage::Resumed(Resumed {
            version: VERSIONS.first().copied().unwrap_or_default(),
            room: seat.room.clone(),
            you: seat.id(),
            name: seat.badge.name.clone(),
            topology: Topology::Mesh,
            capacity: Self::CAPACITY,
            ice: seat.ice.clone(),
            doors: Box::new(Doors::default()),
            roster: seat.roster,
            participants: seat.peers(),
            token: seat.token.clone(),
            continues: received.is_some(),
            counter: seat.counter,
            generation: 0,
            hand: seat.state.hand,
            recording: seat.state.recording,
        });
        let events: Vec<String> = seat.backlog.events().cloned().collect();
        let messages = seat.backlog.chat_after(chat);
        self.tell(&resumed);
        self.outputs.extend(events.into_iter().map(Output::Tell));
        self.tell(&ServerMessage::ChatHistory { messages });
        self.line = Line::Online;
    }

    /// Reads what someone says, if it is they who say it.
    fn read(&mut self, letter: &Letter, now: u64) {
        let from = letter.from;
        let Some(seat) = &mut self.seat else { return };
        let Some(member) = seat.members.get_mut(&from) else {
            return;
        };
        let packet = letter.open(&seat.channel, &member.badge.key);
        let Some(packet) = packet.filter(|packet| member.is_new(packet)) else {
            return;
        };
        for unit in packet.units {
            self.hear(from, unit, now);
        }
    }

    fn hear(&mut self, from: ParticipantId, unit: Unit, now: u64) {
        let Some(seat) = &mut self.seat else { return };
        let me = seat.id();
        match unit {
            Unit::Piece(piece) => self.take(from, piece, now),
            Unit::Hello(hello) => self.greeted(from, hello),
            Unit::Welcome(Welcome {
                to,
                said,
                have,
                state,
            }) => {
                if to == me {
                    let is_kept = seat.outgoing.repeat_after(have);
                    if let Some(member) = seat.members.get_mut(&from) {
                        member.begin_after(said);
                    }
                    self.state_changed(from, state);
                    if !is_kept {
                        self.start_over();
                    }
                }
            }
            Unit::Lack { to, have } => {
                if to == me && !seat.outgoing.repeat_after(have) {
                    seat.outgoing.call_out(Unit::Stranger { to: from });
                }
            }
            Unit::Stranger { to } => {
                if to == me {
                    self.start_over();
                }
            }
            Unit::React { reaction } => self.tell(&ServerMessage::Reaction { from, reaction }),
            Unit::Bye => self.remove(from),
        }
    }

    fn take(&mut self, from: ParticipantId, piece: Piece, now: u64) {
        let Some(seat) = &mut self.seat else { return };
        let me = seat.id();
        let Some(member) = seat.members.get_mut(&from) else {
            return;
        };
        match member.take(piece, me, now) {
            Taken::Nothing => {}
            Taken::Lack(have) => seat.outgoing.call_out(Unit::Lack { to: from, have }),
            Taken::Whole(spoken) => {
                let name = member.badge.name.clone();
                let Spoken {
                    signal,
                    state,
                    chat,
                } = *spoken;
                if let Some(signal) = signal {
                    self.event(&ServerMessage::Signal { from, signal });
                }
                if let Some(state) = state {
                    self.state_changed(from, state);
                }
                if let Some(line) = chat {
                    let sent_at = line.sent_at.clamp(now.saturating_sub(Self::OLDEST), now);
                    self.chat(from, name, ChatLine { sent_at, ..line });
                }
            }
        }
    }

    /// Someone is in the channel, anew or again.
    fn greeted(&mut self, from: ParticipantId, hello: Hello) {
        let Some(seat) = &mut self.seat else { return };
        let me = seat.id();
        let Some(member) = seat.members.get_mut(&from) else {
            return;
        };
        if !hello.anew && !member.is_told {
            seat.outgoing.call_out(Unit::Stranger { to: from });
            return;
        }
        if hello.anew {
            member.begin_after(hello.said);
        }
        let welcome = Welcome {
            to: from,
            said: seat.outgoing.said(),
            have: member.have(),
            state: seat.state.clone(),
        };
        seat.outgoing.call_out(Unit::Welcome(welcome));
        let heard = hello.have.iter().find(|(id, _)| *id == me);
        let is_kept = heard.is_none_or(|(_, have)| seat.outgoing.repeat_after(*have));
        if !is_kept {
            seat.outgoing.call_out(Unit::Stranger { to: from });
        }
        if let Some(was) = hello.was.filter(|was| *was != from) {
            self.remove_if_gone(was);
        }
        self.meet(from, hello.state);
    }

    /// What was said between two is lost: coming in anew mends everything.
    fn start_over(&mut self) {
        self.give_up_seat();
        self.refuse(ErrorCode::BadSequence);
        self.close();
    }
}
