use protocol::{ClientMessage, DisplayName, ParticipantId};

use super::{Call, Phase};
use crate::recording::RecordingNews;
use crate::{Command, Notice, RecordingInput, RecordingOf, RecordingProblem};

/// Who records, and that everyone knows.
impl Call {
    /// Starts a recording of one's own, which the others must be told of.
    pub(super) fn record(&mut self, of: RecordingOf) {
        if !matches!(self.phase, Phase::InCall { .. }) {
            return;
        }
        if !self.line.is_online() {
            return self.tell_of_no_recording(RecordingProblem::Offline);
        }
        if self.recording.start(of) {
            self.commands.push_back(Command::Record(true));
        }
    }

    pub(super) fn stop_recording(&mut self) {
        if self.recording.stop() {
            self.commands.push_back(Command::Record(false));
        }
    }

    pub(super) fn recording_event(&mut self, input: RecordingInput) {
        match self.recording.handle(input) {
            None => {}
            Some(RecordingNews::Saved) => self.notices.post(self.now, Notice::RecordingSaved),
            Some(RecordingNews::Failed(problem)) => self.tell_of_no_recording(problem),
            Some(RecordingNews::Silent) => self.notices.post(self.now, Notice::RecordingSilent),
            Some(RecordingNews::Full) => {
                self.notices.post(self.now, Notice::RecordingFull);
                self.stop_recording();
            }
        }
    }

    /// Tells the server, and with it everyone, where it does not know.
    pub(super) fn tell_of_recording(&mut self) {
        let tells = matches!(self.phase, Phase::InCall { .. }) && self.line.is_online();
        if tells
            && let Some(on) = self.recording.to_tell()
            && self.command(ClientMessage::SetRecording { on }).is_some()
        {
            self.recording.told(on);
        }
    }

    /// Back at the seat, where the server still believes in `recording`: one of an earlier page has ended with it.
    pub(super) fn recall_recording(&mut self, recording: bool, continues: bool) {
        if !continues {
            self.recording.told(recording);
        }
    }

    /// Someone else has started or ended a recording, or was found to have.
    pub(super) fn note_recording(&mut self, participant: ParticipantId, recording: bool) {
        let Some(peer) = self.peers.get_mut(participant) else {
            return;
        };
        let name = peer.participant.name.clone();
        let is_news = peer.participant.recording != recording;
        peer.participant.recording = recording;
        if is_news {
            self.tell_who_records(name, recording);
        }
    }

    /// Tells the person that someone records, or no longer does.
    pub(super) fn tell_who_records(&mut self, name: DisplayName, recording: bool) {
        let (notice, over) = if recording {
            (
                Notice::RecordingStarted(name.clone()),
                Notice::RecordingEnded(name),
            )
        } else {
            (
                Notice::RecordingEnded(name.clone()),
                Notice::RecordingStarted(name),
            )
        };
        self.notices.withdraw(&over);
        self.notices.post(self.now, notice);
    }

    fn tell_of_no_recording(&mut self, problem: RecordingProblem) {
        let notice = Notice::RecordingFailed(problem);
        self.notices.withdraw(&notice);
        self.notices.post(self.now, notice);
    }
}
