use protocol::{
    Act, Ban, ClientMessage, DisplayName, Doors, ErrorCode, Knock, ParticipantAct, ParticipantId,
    ResumeToken, Role, RoomAct, RoomRules, Source,
};

use super::line::Line;
use super::{Call, Phase, Seat};
use crate::{Command, Deed, DeedRefused, Notice, PasswordView, Sound};

/// Who may come in, and what hosts do.
impl Call {
    /// Does something that hosts may, if the person is one.
    pub(super) fn act(&mut self, act: Act) {
        let is_host = self.doors.role == Role::Host;
        if matches!(self.phase, Phase::InCall { .. }) && is_host {
            self.command(ClientMessage::Act(act));
        }
    }

    /// Asks for what makes invites; the one before holds for a while only.
    pub(super) fn ask_host_pass(&mut self) {
        let is_host = self.doors.role == Role::Host;
        self.host_pass = None;
        if is_host && self.line.is_online() {
            self.send(ClientMessage::AskHostPass);
        }
    }

    /// A host has to let the person in: nothing is known of the room until then.
    pub(super) fn wait(&mut self, token: ResumeToken) {
        if !matches!(self.line, Line::Trying { .. }) {
            return;
        }
        match self.phase {
            Phase::Joining { .. } => {}
            // The seat was lost, and the room was locked meanwhile.
            Phase::InCall { .. } => {
                self.media.hold(false);
                self.media.stop_sharing();
                self.stop_recording();
                self.close_peers();
                self.outbox.restart();
                self.chat.rejoin();
                self.seat = None;
            }
            Phase::Waiting => {}
            Phase::GreenRoom | Phase::Left | Phase::Ended(_) => return,
        }
        self.received = None;
        self.phase = Phase::Waiting;
        match &mut self.seat {
            Some(seat) => seat.token = token,
            None => self.seat = Some(Seat { token, attempt: 0 }),
        }
        self.line_is_up();
    }

    /// Asks for the password where the server wants one; false if that is not what it says.
    pub(super) fn ask_for_password(&mut self, code: ErrorCode) -> bool {
        let asked = if code == ErrorCode::PasswordNeeded {
            PasswordView::Needed
        } else if code == ErrorCode::WrongPassword {
            PasswordView::Wrong
        } else {
            return false;
        };
        self.password = asked;
        self.close_line();
        self.commands.push_back(Command::CloseSocket);
        self.phase = Phase::GreenRoom;
        true
    }

    /// The server says who may come in, and what the person may do.
    pub(super) fn take_doors(&mut self, doors: Doors) {
        self.password = PasswordView::NotNeeded;
        self.doors = doors;
        self.keep_to_role();
    }

    pub(super) fn role_changed(&mut self, participant: ParticipantId, role: Role) {
        if self.you() == Some(participant) {
            self.doors.role = role;
            if role == Role::Host {
                // Where a host has done it, their name takes the place of this.
                self.notices.post(self.now, Notice::YouAreHost);
            }
            if role != Role::Host {
                self.doors.knocks = Vec::new();
                self.doors.bans = Vec::new();
            }
            self.keep_to_role();
        } else if let Some(peer) = self.peers.get_mut(participant) {
            peer.participant.role = role;
        }
    }

    pub(super) fn rules_changed(&mut self, by: Option<ParticipantId>, rules: RoomRules) {
        let before = std::mem::replace(&mut self.doors.rules, rules);
        let Some(by) = by.and_then(|by| self.name_of_other(by)) else {
            return;
        };
        let deed = match (rules.locked, rules.has_password) {
            (locked, _) if locked != before.locked => {
                if locked {
                    Deed::Locked
                } else {
                    Deed::Unlocked
                }
            }
            (_, true) => Deed::SetPassword,
            (_, false) if before.has_password => Deed::RemovedPassword,
            _ => return,
        };
        self.notices.post(self.now, Notice::Deed(by, deed));
    }

    pub(super) fn knocks_changed(&mut self, knocks: Vec<Knock>) {
        let known = |knock: &Knock| self.doors.knocks.iter().any(|known| known.id == knock.id);
        let is_news = !knocks.iter().all(known);
        self.doors.knocks = knocks;
        if is_news {
            self.sound(Sound::Hand);
        }
    }

    pub(super) fn bans_changed(&mut self, bans: Vec<Ban>) {
        self.doors.bans = bans;
    }

    /// A host has done something: what was muted is not heard from here on, whatever still comes.
    pub(super) fn acted(&mut self, by: ParticipantId, act: &Act) {
        match act {
            Act::Participant(act, participant) => {
                let is_you = self.you() == Some(*participant);
                if *act == ParticipantAct::Mute
                    && let Some(peer) = self.peers.get_mut(*participant)
                {
                    peer.silence();
                }
                if is_you {
                    self.suffer(by, *act);
                }
            }
            Act::Room(RoomAct::MuteAll) => {
                for peer in self.peers.values_mut() {
                    if peer.id() != by {
                        peer.silence();
                    }
                }
                if self.you() != Some(by) {
                    self.media.hold(false);
                    self.media.want(Source::Microphone, false);
                }
                self.tell_deed(by, Deed::MutedEveryone);
            }
            Act::Room(RoomAct::LowerHands) => self.tell_deed(by, Deed::LoweredHands),
            Act::Room(_)
            | Act::Knock(..)
            | Act::LetBackIn(_)
            | Act::SetPassword(_)
            | Act::SetHostRule(_) => {}
        }
    }

    pub(super) fn chat_cleared(&mut self, by: ParticipantId, up_to: u64) {
        self.chat.clear(up_to);
        self.tell_deed(by, Deed::ClearedChat);
    }

    pub(super) fn deed_refused(&mut self, code: ErrorCode) {
        if let Some(refused) = DeedRefused::of(code) {
            let notice = Notice::DeedRefused(refused);
            self.notices.withdraw(&notice);
            self.notices.post(self.now, notice);
        }
    }

    /// True if the person may send media.
    pub(super) fn may_publish(&self) -> bool {
        self.doors.role != Role::Viewer
    }

    /// A host has done this to the person. Nothing of it turns anything on.
    fn suffer(&mut self, by: ParticipantId, act: ParticipantAct) {
        let deed = match act {
            ParticipantAct::Mute => {
                self.media.hold(false);
                self.media.want(Source::Microphone, false);
                Deed::MutedYou
            }
            ParticipantAct::AskToUnmute => Deed::AsksYouToUnmute,
            ParticipantAct::StopCamera => {
                self.media.want(Source::Camera, false);
                Deed::StoppedYourCamera
            }
            ParticipantAct::StopScreen => {
                self.media.stop_sharing();
                Deed::StoppedYourScreen
            }
            ParticipantAct::LowerHand => Deed::LoweredYourHand,
            ParticipantAct::MakeHost | ParticipantAct::HandOver => {
                self.notices.withdraw(&Notice::YouAreHost);
                Deed::MadeYouHost
            }
            ParticipantAct::MakeMember => Deed::MadeYouMember,
            ParticipantAct::MakeViewer => Deed::MadeYouViewer,
            // The server ends the call.
            ParticipantAct::Remove => return,
        };
        self.tell_deed(by, deed);
    }

    /// Turns off what a viewer may not send.
    fn keep_to_role(&mut self) {
        if !self.may_publish() {
            self.media.hold(false);
            self.media.want(Source::Microphone, false);
            self.media.want(Source::Camera, false);
            self.media.stop_sharing();
            self.stop_recording();
        }
    }

    fn tell_deed(&mut self, by: ParticipantId, deed: Deed) {
        if let Some(by) = self.name_of_other(by) {
            self.notices.post(self.now, Notice::Deed(by, deed));
        }
    }

    fn name_of_other(&self, participant: ParticipantId) -> Option<DisplayName> {
        let peer = self.peers.get(participant)?;
        Some(peer.participant.name.clone())
    }
}
