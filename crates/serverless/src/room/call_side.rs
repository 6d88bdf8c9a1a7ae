//! What the call says.

use protocol::{
    ChatMessage, ClientFrame, ClientMessage, ErrorCode, Hand, Join, OpaqueSignal, ParticipantId,
    Resume, ServerMessage, decode_client_message, negotiate_version,
};

use super::{Line, Newcomer, Output, SmallRoom, Wish, request};
use crate::badge::Badge;
use crate::letter::Unit;
use crate::member::Member;
use crate::pass::PassRequest;
use crate::service;
use crate::spoken::{ChatLine, Spoken};

impl SmallRoom {
    pub(super) fn call(&mut self, text: &str, now: u64) {
        match decode_client_message(text) {
            Ok(frame) => self.obey(frame, now),
            Err(error) => self.refuse(error.code()),
        }
    }

    fn obey(&mut self, frame: ClientFrame<OpaqueSignal>, now: u64) {
        let ClientFrame { counter, message } = frame;
        let is_online = matches!(self.line, Line::Online);
        let seat = self.seat.as_mut().filter(|_| is_online);
        let is_new = |counter: u64| seat.as_ref().is_some_and(|seat| counter > seat.counter);
        if counter.is_some_and(|counter| !is_new(counter)) {
            return;
        }
        let Some(seat) = seat else {
            return self.enter(message, now);
        };
        seat.counter = counter.unwrap_or(seat.counter);
        match message {
            ClientMessage::Join(_) | ClientMessage::Resume(_) => {
                self.refuse(ErrorCode::AlreadyJoined);
            }
            ClientMessage::Leave { .. } => self.say_goodbye(),
            ClientMessage::Signal { to, signal } => {
                let spoken = Spoken {
                    signal: Some(signal),
                    ..Spoken::default()
                };
                seat.outgoing.say(Some(to), &spoken);
            }
            ClientMessage::SetPublications { publications } => {
                seat.state.publications = publications;
                self.show_state();
            }
            ClientMessage::SetHand { raised } => {
                let hand = raised.then(|| seat.state.hand.unwrap_or(Hand(now)));
                seat.state.hand = hand;
                let participant = seat.id();
                self.show_state();
                self.roster_event(|roster| ServerMessage::ParticipantHand {
                    roster,
                    participant,
                    hand,
                });
            }
            ClientMessage::SetRecording { on } => {
                seat.state.recording = on;
                let participant = seat.id();
                self.show_state();
                self.roster_event(|roster| ServerMessage::ParticipantRecording {
                    roster,
                    participant,
                    recording: on,
                });
            }
            ClientMessage::Chat { id, text } => {
                let line = ChatLine {
                    id,
                    text,
                    sent_at: now,
                };
                let spoken = Spoken {
                    chat: Some(line.clone()),
                    ..Spoken::default()
                };
                seat.outgoing.say(None, &spoken);
                let (from, name) = (seat.id(), seat.badge.name.clone());
                self.chat(from, name, line);
            }
            ClientMessage::React { reaction } => seat.outgoing.call_out(Unit::React { reaction }),
            ClientMessage::RenewIceServers => {
                let body = seat.request();
                self.outputs.push_back(Output::AskPass(body));
            }
            ClientMessage::Ping { received } => {
                seat.backlog.acknowledge(received);
                self.outputs
                    .push_back(Output::Send(service::PING.to_owned()));
            }
            ClientMessage::Act(_) | ClientMessage::AskHostPass => {
                self.refuse(ErrorCode::NotAllowed);
            }
        }
    }

    pub(super) fn chat(
        &mut self,
        from: ParticipantId,
        name: protocol::DisplayName,
        line: ChatLine,
    ) {
        let Some(seat) = &mut self.seat else { return };
        let message = seat.backlog.chat(ChatMessage {
            number: 0,
            id: line.id,
            from,
            name,
            text: line.text,
            sent_at: line.sent_at,
        });
        if matches!(self.line, Line::Online) {
            self.tell(&ServerMessage::Chat(message));
        }
    }

    /// Takes what is said by someone who is not in the room.
    fn enter(&mut self, message: ClientMessage<OpaqueSignal>, now: u64) {
        if let ClientMessage::Join(join) = message {
            self.ask_to_join(join);
        } else if let ClientMessage::Resume(resume) = message {
            self.ask_for_seat(&resume, now);
        }
    }

    /// Comes in as someone new: an earlier seat is given up.
    fn ask_to_join(&mut self, join: Join) {
        let Line::Greeted { socket_id } = &self.line else {
            return self.refuse(ErrorCode::AlreadyJoined);
        };
        if negotiate_version(&join.versions).is_none() {
            return self.refuse(ErrorCode::UnsupportedVersion);
        }
        let socket_id = socket_id.clone();
        self.give_up_seat();
        let (token, key) = self.secrets();
        let newcomer = Newcomer {
            room: join.room,
            token,
            badge: Badge {
                name: join.name,
                engine: join.engine,
                key: key.public(),
            },
            key,
            publications: join.publications,
            socket_id,
        };
        let body = request(&PassRequest {
            socket_id: &newcomer.socket_id,
            room: &newcomer.room,
            badge: &newcomer.badge,
            seat: None,
        });
        self.outputs.push_back(Output::AskPass(body));
        let wish = Wish::Join(Box::new(newcomer));
        self.line = Line::Asking { wish };
    }

    fn ask_for_seat(&mut self, resume: &Resume, now: u64) {
        let Line::Greeted { socket_id } = &self.line else {
            return self.refuse(ErrorCode::AlreadyJoined);
        };
        let seat = self.seat.as_mut().filter(|seat| {
            let is_kept = seat
                .away_since
                .is_none_or(|since| now < since + Member::GRACE);
            is_kept && seat.token == resume.token && seat.room == resume.room
        });
        let Some(seat) = seat else {
            self.give_up_seat();
            return self.refuse(ErrorCode::CannotResume);
        };
        seat.socket_id.clone_from(socket_id);
        seat.state.publications = resume.publications.clone();
        let body = seat.request();
        self.outputs.push_back(Output::AskPass(body));
        let wish = Wish::Resume {
            received: resume.received,
            chat: resume.chat,
        };
        self.line = Line::Asking { wish };
    }

    /// Tells the others what is published and shown.
    fn show_state(&mut self) {
        if let Some(seat) = &mut self.seat {
            let spoken = Spoken {
                state: Some(seat.state.clone()),
                ..Spoken::default()
            };
            seat.outgoing.say(None, &spoken);
        }
    }

    /// Says everything at once: there is no later.
    fn say_goodbye(&mut self) {
        let Some(mut seat) = self.seat.take() else {
            return;
        };
        seat.outgoing.call_out(Unit::Bye);
        while let Some(packet) = seat.outgoing.all_that_fits() {
            self.outputs.push_back(Output::Send(seat.sealed(&packet)));
        }
    }
}
