use std::time::Duration;

use protocol::{ChatMessage, ErrorCode, Joined, Resumed, ServerFrame, ServerMessage};

use super::line::Line;
use super::{Call, Phase, Seat};
use crate::ice_access::IceAccess;
use crate::peer::Peer;
use crate::{Command, EndReason, Notice, SocketInput, Sound};

impl Call {
    pub(super) fn socket(&mut self, input: SocketInput) {
        match input {
            SocketInput::Opened => self.greet(),
            SocketInput::Received(frame) => self.received(frame),
            SocketInput::Garbage => tracing::debug!("the server sent something else"),
            SocketInput::Closed { retry_after } => {
                if matches!(self.line, Line::Trying { .. } | Line::Online { .. }) {
                    self.lose_line(retry_after);
                }
            }
        }
    }

    /// Takes each event once and in order, whatever is sent again.
    fn received(&mut self, frame: ServerFrame) {
        if let Some(seq) = frame.seq {
            let last = self.received.unwrap_or_default();
            if !self.line.is_online() || seq <= last {
                return;
            }
            if seq > last + 1 {
                tracing::warn!(last, seq, "an event is missing");
                return self.lose_line(None);
            }
            self.received = Some(seq);
            self.line.note_event(self.now);
        }
        match frame.message {
            Some(ServerMessage::Joined(joined)) => self.joined(joined),
            Some(ServerMessage::Resumed(resumed)) => self.resumed(resumed),
            Some(ServerMessage::Waiting { token }) => self.wait(token),
            Some(ServerMessage::Error {
                code,
                detail,
                retry_after,
            }) => {
                let retry_after =
                    retry_after.map(|millis| Duration::from_millis(u64::from(millis)));
                self.refused(code, detail.as_deref(), retry_after);
            }
            Some(message) if self.line.is_online() && self.you().is_some() => self.message(message),
            // Of a room in which nobody has let this client.
            Some(_) | None => {}
        }
    }

    fn message(&mut self, message: ServerMessage) {
        match message {
            ServerMessage::ParticipantJoined { roster, peer } => {
                if self.follow_roster(roster) {
                    self.participant_joined(peer);
                }
            }
            ServerMessage::ParticipantLeft {
                roster,
                participant,
            } => {
                if self.follow_roster(roster) {
                    self.participant_left(participant);
                }
            }
            ServerMessage::ParticipantConnection {
                roster,
                participant,
                connected,
            } => {
                if self.follow_roster(roster)
                    && let Some(peer) = self.peers.get_mut(participant)
                {
                    peer.set_connected(connected);
                }
            }
            ServerMessage::PublicationsChanged {
                roster,
                participant,
                publications,
            } => {
                if self.follow_roster(roster)
                    && let Some(peer) = self.peers.get_mut(participant)
                {
                    peer.publish(publications);
                }
            }
            ServerMessage::ParticipantHand {
                roster,
                participant,
                hand,
            } => {
                if self.follow_roster(roster) {
                    self.hand_changed(participant, hand);
                }
            }
            ServerMessage::ParticipantRecording {
                roster,
                participant,
                recording,
            } => {
                if self.follow_roster(roster) {
                    self.note_recording(participant, recording);
                }
            }
            ServerMessage::ParticipantRole {
                roster,
                participant,
                role,
            } => {
                if self.follow_roster(roster) {
                    self.role_changed(participant, role);
                }
            }
            ServerMessage::RoomRules { roster, by, rules } => {
                if self.follow_roster(roster) {
                    self.rules_changed(by, rules);
                }
            }
            ServerMessage::Knocks { knocks } => self.knocks_changed(knocks),
            ServerMessage::Bans { bans } => self.bans_changed(bans),
            ServerMessage::HostPass { pass, .. } => self.host_pass = Some(pass),
            ServerMessage::Acted { by, act } => self.acted(by, &act),
            ServerMessage::ChatCleared { by, up_to } => self.chat_cleared(by, up_to),
            ServerMessage::Reaction { from, reaction } => self.reacted(from, reaction),
            ServerMessage::Signal { from, signal } => {
                self.with_peer(from, |peer, context, out| peer.signal(signal, context, out));
            }
            ServerMessage::Chat(message) => self.chat_message(message, true),
            ServerMessage::ChatHistory { messages } => {
                // To someone who comes in it is old; to someone who was away it is news.
                let news = self.chat.last() > 0;
                for message in messages {
                    self.chat_message(message, news);
                }
            }
            ServerMessage::ChatRefused { id, code } => {
                tracing::debug!(%id, ?code, "a chat message was refused");
                if code == ErrorCode::ChatTooFast {
                    self.chat.refused(&id, self.now);
                    self.notices.post(self.now, Notice::ChatTooFast);
                } else {
                    self.chat.failed(&id);
                }
            }
            ServerMessage::IceServers(servers) => self.renewed(servers),
            ServerMessage::Pong { counter } => {
                self.outbox.acknowledge(counter);
                self.chat.acknowledged(counter);
            }
            ServerMessage::Joined(_)
            | ServerMessage::Resumed(_)
            | ServerMessage::Waiting { .. }
            | ServerMessage::Error { .. } => {}
        }
    }

    fn chat_message(&mut self, message: ChatMessage, live: bool) {
        if let Phase::InCall { you, .. } = self.phase {
            let unread = self.chat.unread();
            self.chat.received(message, you, live);
            if self.chat.unread() > unread {
                self.sound(Sound::Message);
            }
        }
    }

    /// In the room as someone new: everyone who is there already gets an offer from here.
    fn joined(&mut self, joined: Joined) {
        let rejoined = match (&self.phase, &self.line) {
            (Phase::Joining { .. }, Line::Trying { .. })
            | (Phase::Waiting, Line::Trying { .. } | Line::Online { .. }) => false,
            (Phase::InCall { .. }, Line::Trying { .. }) => true,
            _ => return,
        };
        if rejoined {
            self.close_peers();
            self.notices.post(self.now, Notice::Rejoined);
        }
        self.outbox.restart();
        self.chat.rejoin();
        self.received = Some(0);
        self.seat = Some(Seat {
            token: joined.token,
            attempt: 0,
        });
        self.recording.told(false);
        if let Some(name) = joined.name {
            self.name = Some(name);
        }
        self.phase = Phase::InCall {
            you: joined.you,
            ice: IceAccess::new(joined.ice, self.now),
        };
        self.line_is_up();
        self.take_doors(*joined.doors);
        self.meet_everyone(joined.participants, joined.roster, 0);
    }

    /// Back at the seat: what was not acknowledged is sent again, media that flows is left alone.
    fn resumed(&mut self, resumed: Resumed) {
        if !matches!(self.line, Line::Trying { .. }) {
            return;
        }
        let Some(seat) = &mut self.seat else { return };
        seat.token = resumed.token;
        let is_new_page = !matches!(self.phase, Phase::InCall { .. });
        self.phase = Phase::InCall {
            you: resumed.you,
            ice: IceAccess::new(resumed.ice, self.now),
        };
        self.name = Some(resumed.name);
        self.take_doors(*resumed.doors);
        self.own_hand(resumed.hand);
        let continues = resumed.continues && self.received.is_some();
        self.recall_recording(resumed.recording, continues);
        if continues {
            self.outbox.acknowledge(resumed.counter);
        } else {
            self.outbox.restart();
            self.chat.restart();
            self.received = Some(0);
        }
        self.line_is_up();
        if is_new_page {
            return self.meet_everyone(resumed.participants, resumed.roster, resumed.generation);
        }
        let publications = self.media.publications(&self.streams);
        let again = self.outbox.unacknowledged(&publications);
        self.commands.extend(again.into_iter().map(Command::Send));
        self.reconcile_roster(resumed.participants, resumed.roster, continues);
        self.with_peers(Peer::hide);
        if continues {
            self.with_peers(Peer::back_online);
        } else {
            self.with_peers(Peer::signals_lost);
        }
    }

    fn refused(&mut self, code: ErrorCode, detail: Option<&str>, retry_after: Option<Duration>) {
        tracing::debug!(?code, detail, "the server refuses");
        if code == ErrorCode::CannotResume {
            return self.seat_is_gone();
        }
        if code == ErrorCode::BadChat {
            // Sent again by itself, it would end one connection after the other.
            self.chat.sent_failed();
        }
        if code.keeps_connection() {
            return self.gesture_refused(code);
        }
        if matches!(self.phase, Phase::Joining { .. }) && self.ask_for_password(code) {
            return;
        }
        match (&self.phase, end_of_call(code)) {
            (Phase::Joining { .. }, _)
            | (Phase::Waiting | Phase::InCall { .. }, Verdict::Final) => {
                self.end(EndReason::Refused(code));
            }
            (Phase::Waiting | Phase::InCall { .. }, Verdict::Rejoin) => {
                self.seat = None;
                self.lose_line(retry_after);
            }
            (Phase::Waiting | Phase::InCall { .. }, Verdict::Resume) => self.lose_line(retry_after),
            (Phase::GreenRoom | Phase::Left | Phase::Ended(_), _) => {}
        }
    }

    /// Nobody keeps the seat any more: joins anew, without a question if the person is in the call.
    fn seat_is_gone(&mut self) {
        if !matches!(self.line, Line::Trying { .. }) || self.seat.take().is_none() {
            return;
        }
        if matches!(self.phase, Phase::InCall { .. } | Phase::Waiting) {
            self.ask_to_join();
        } else {
            // A tab that was restored long after the call must not walk in by itself.
            self.close_line();
            self.commands.push_back(Command::CloseSocket);
            self.phase = Phase::GreenRoom;
        }
    }
}

/// What an error that ends the connection means for a call that is going on.
enum Verdict {
    /// The same again would be refused again: the person must know.
    Final,
    /// The seat's numbers do not agree any more: only a new seat helps.
    Rejoin,
    /// Time helps.
    Resume,
}

fn end_of_call(code: ErrorCode) -> Verdict {
    match code {
        ErrorCode::BadName
        | ErrorCode::BadPassword
        | ErrorCode::BadRoom
        | ErrorCode::BadToken
        | ErrorCode::Denied
        | ErrorCode::Ended
        | ErrorCode::PasswordNeeded
        | ErrorCode::Removed
        | ErrorCode::Replaced
        | ErrorCode::RoomFull
        | ErrorCode::TokenExpired
        | ErrorCode::TokenUsedUp
        | ErrorCode::TooManyTries
        | ErrorCode::TooManyWaiting
        | ErrorCode::UnsupportedVersion
        | ErrorCode::WrongPassword => Verdict::Final,
        ErrorCode::AlreadyJoined
        | ErrorCode::BadChat
        | ErrorCode::BadMessage
        | ErrorCode::BadPublications
        | ErrorCode::BadSequence
        | ErrorCode::BinaryFrame
        | ErrorCode::MessageTooLarge
        | ErrorCode::NotJoined
        | ErrorCode::Unknown => Verdict::Rejoin,
        ErrorCode::ActTooFast
        | ErrorCode::BadReaction
        | ErrorCode::BadTarget
        | ErrorCode::CannotResume
        | ErrorCode::ChatTooFast
        | ErrorCode::GoingAway
        | ErrorCode::HandTooFast
        | ErrorCode::JoinTimeout
        | ErrorCode::NoPlace
        | ErrorCode::NotAllowed
        | ErrorCode::RateLimited
        | ErrorCode::ReactionTooFast
        | ErrorCode::RecordingTooFast
        | ErrorCode::ServerFull
        | ErrorCode::TooSlow
        | ErrorCode::Unsupported => Verdict::Resume,
    }
}
