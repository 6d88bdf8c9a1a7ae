use protocol::{ClientFrame, ClientMessage, Source};

use super::{Call, Phase};
use crate::{Command, SeatMemory};

/// What goes to the server, and what the tab keeps.
impl Call {
    /// Tells the server what is published, where it does not know; a resume tells it anyway.
    pub(super) fn announce(&mut self) {
        let publications = self.media.publications(&self.streams);
        let tells = matches!(self.phase, Phase::InCall { .. }) && self.line.is_online();
        if tells && publications != self.announced {
            self.announced = publications.clone();
            self.command(ClientMessage::SetPublications { publications });
        }
    }

    pub(super) fn send_chat(&mut self) {
        if !matches!(self.phase, Phase::InCall { .. }) || !self.line.is_online() {
            return;
        }
        if let Some((id, text)) = self.chat.next_to_send(self.now)
            && let Some(counter) = self.command(ClientMessage::Chat { id, text })
        {
            self.chat.sent(counter);
        }
    }

    /// Numbers a command and sends it, at once or after the next resume; returns its number.
    pub(super) fn command(&mut self, message: ClientMessage) -> Option<u64> {
        let Some(frame) = self.outbox.push(message) else {
            tracing::warn!("too much waits for the server: a command is dropped");
            return None;
        };
        let counter = frame.counter;
        if self.line.is_online() {
            self.commands.push_back(Command::Send(frame));
            self.line.note_unacknowledged(self.outbox.len(), self.now);
        }
        counter
    }

    /// Sends what is not numbered.
    pub(super) fn send(&mut self, message: ClientMessage) {
        self.commands.push_back(Command::Send(ClientFrame {
            counter: None,
            message,
        }));
    }

    /// Keeps in the tab what a page that is loaded again needs.
    pub(super) fn remember(&mut self) {
        let here = matches!(self.phase, Phase::InCall { .. } | Phase::Joining { .. });
        let memory = match (&self.seat, &self.name) {
            (Some(seat), Some(name)) if here => Some(SeatMemory {
                room: self.room.clone(),
                name: name.clone(),
                token: seat.token.clone(),
                attempt: seat.attempt,
                microphone: self.media.is_wanted(Source::Microphone),
                camera: self.media.is_wanted(Source::Camera),
            }),
            _ => None,
        };
        if memory != self.remembered {
            self.remembered = memory.clone();
            self.commands.push_back(Command::Remember(memory));
        }
    }
}
