use protocol::{ClientMessage, Doors};

use super::{Call, Phase, Seat};
use crate::{Command, EndReason, Reconnection, SeatMemory};

/// The way from the green room to goodbye.
impl Call {
    pub(super) fn enter_green_room(&mut self) {
        match self.environment.check() {
            Ok(()) => {
                self.phase = Phase::GreenRoom;
                self.media.start();
            }
            Err(unusable) => self.phase = Phase::Ended(EndReason::Unusable(unusable)),
        }
    }

    pub(super) fn join(&mut self) {
        self.phase = Phase::Joining {
            deadline: self.now + Self::JOIN_TIMEOUT,
            returning: false,
        };
        self.open_line(Self::JOIN_TIMEOUT);
    }

    /// Goes back to the seat that an earlier page of this tab had, if it is still there.
    pub(super) fn come_back(&mut self, memory: SeatMemory) {
        self.name = Some(memory.name);
        self.seat = Some(Seat {
            token: memory.token,
            attempt: memory.attempt,
        });
        self.phase = Phase::Joining {
            deadline: self.now + Self::JOIN_TIMEOUT,
            returning: true,
        };
        self.open_line(Reconnection::TRY);
    }

    pub(super) fn leave(&mut self) {
        self.say_goodbye(false);
        if !matches!(self.phase, Phase::Ended(_)) {
            self.part(Phase::Left);
        }
    }

    pub(super) fn say_goodbye(&mut self, may_return: bool) {
        if self.line.may_have_a_seat() {
            self.send(ClientMessage::Leave { may_return });
        }
    }

    pub(super) fn end(&mut self, reason: EndReason) {
        if reason == EndReason::Unreachable {
            // The answer to `join` may be on its way.
            self.say_goodbye(false);
        }
        self.part(Phase::Ended(reason));
    }

    /// Leaves nothing running behind: connections closed, tracks stopped, light out.
    pub(super) fn part(&mut self, phase: Phase) {
        self.stop_recording();
        self.recording.told(false);
        self.close_peers();
        self.close_line();
        self.commands.push_back(Command::CloseSocket);
        self.seat = None;
        self.doors = Doors::default();
        self.received = None;
        self.outbox.restart();
        self.chat.rejoin();
        self.notices.clear();
        self.media.stop();
        self.phase = phase;
    }

    pub(super) fn rejoin(&mut self) {
        if matches!(self.phase, Phase::Left | Phase::Ended(_)) {
            self.enter_green_room();
            if matches!(self.phase, Phase::GreenRoom) && self.name.is_some() {
                self.join();
            }
        }
    }
}
