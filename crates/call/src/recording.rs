use std::time::Duration;

use crate::Timestamp;

mod format;
mod scene;

pub use format::{RecordingFormat, recording_name};
pub use scene::{PICTURE_SIZE, Scene, recorded_scene, recorded_sounds, scene};

/// What a recording takes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordingOf {
    /// Everyone as the tiles are laid out, and the sound of all.
    Call,
    /// One's own camera and microphone alone.
    Own,
}

/// How far a recording is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RecordingView {
    /// There is none.
    #[default]
    Idle,
    /// The person chooses a file, or the browser gets ready.
    Starting(RecordingOf),
    /// It takes in what is seen and heard.
    Recording(RecordingOf),
    /// The file is being closed.
    Stopping,
}

/// What happens to a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordingInput {
    /// It has begun.
    Started,
    /// So many bytes of it are held in memory: all of them where there is no file to write to, else what waits for the
    /// disk.
    Holds { bytes: u64 },
    /// The browser runs no sound: what is recorded is silent.
    Silent,
    /// It has ended, and all of it is in the file.
    Saved,
    /// It never began, or ended before its time, and nothing of it runs any more.
    Failed(RecordingProblem),
}

/// Why there is no recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordingProblem {
    /// The person has chosen no file.
    Cancelled,
    /// The browser cannot record.
    Unsupported,
    /// The file could not be written.
    Disk,
    /// The others cannot be told of it at this moment.
    Offline,
}

/// One recording at a time, and what the server is told of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recording {
    state: RecordingView,
    /// The person knows that it has no sound.
    told_silent: bool,
    /// What the server was told last.
    told: bool,
    /// The server takes no more before this.
    again_at: Option<Timestamp>,
}

/// What follows from an event of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordingNews {
    /// Memory is full: it must be stopped.
    Full,
    /// It has no sound.
    Silent,
    Saved,
    Failed(RecordingProblem),
}

impl Recording {
    /// The most that is held in memory, in bytes: about an hour, or a disk that is hopelessly behind.
    pub(crate) const MAX_HELD: u64 = 1 << 30;

    /// How long the server is left alone after it has refused to be told.
    pub(crate) const PAUSE: Duration = Duration::from_secs(1);

    pub(crate) fn view(&self) -> RecordingView {
        self.state
    }

    /// True while everyone must know.
    pub(crate) fn is_on(&self) -> bool {
        matches!(self.state, RecordingView::Recording(_))
    }

    /// Begins to start; false if there is one already.
    pub(crate) fn start(&mut self, of: RecordingOf) -> bool {
        let may_start = self.state == RecordingView::Idle;
        if may_start {
            self.state = RecordingView::Starting(of);
            self.told_silent = false;
        }
        may_start
    }

    /// Begins to stop; false if there is nothing to stop.
    pub(crate) fn stop(&mut self) -> bool {
        let runs = matches!(
            self.state,
            RecordingView::Starting(_) | RecordingView::Recording(_)
        );
        if runs {
            self.state = RecordingView::Stopping;
        }
        runs
    }

    pub(crate) fn handle(&mut self, input: RecordingInput) -> Option<RecordingNews> {
        match (input, self.state) {
            (_, RecordingView::Idle) => None,
            (RecordingInput::Started, RecordingView::Starting(of)) => {
                self.state = RecordingView::Recording(of);
                None
            }
            // It was stopped meanwhile.
            (RecordingInput::Started, _) => None,
            (RecordingInput::Holds { bytes }, _) => {
                (self.is_on() && bytes > Self::MAX_HELD).then_some(RecordingNews::Full)
            }
            (RecordingInput::Silent, _) => {
                let is_news = self.is_on() && !std::mem::replace(&mut self.told_silent, true);
                is_news.then_some(RecordingNews::Silent)
            }
            (RecordingInput::Saved, _) => self.end(Some(RecordingNews::Saved)),
            (RecordingInput::Failed(RecordingProblem::Cancelled), _) => self.end(None),
            (RecordingInput::Failed(problem), _) => self.end(Some(RecordingNews::Failed(problem))),
        }
    }

    fn end(&mut self, news: Option<RecordingNews>) -> Option<RecordingNews> {
        self.state = RecordingView::Idle;
        news
    }

    /// Lets the pause end when its time has come.
    pub(crate) fn handle_timeout(&mut self, now: Timestamp) {
        self.again_at = self.again_at.filter(|at| *at > now);
    }

    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.again_at
    }

    /// Returns what the server must be told, if it must.
    pub(crate) fn to_tell(&self) -> Option<bool> {
        let on = self.is_on();
        (on != self.told && self.again_at.is_none()).then_some(on)
    }

    /// The server was told, or says itself, that a recording is on or not.
    pub(crate) fn told(&mut self, on: bool) {
        self.told = on;
    }

    /// The server does not take it now.
    pub(crate) fn refused(&mut self, now: Timestamp) {
        self.told = !self.told;
        self.again_at = Some(now + Self::PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: RecordingOf = RecordingOf::Call;

    #[test]
    fn it_goes_from_start_to_file_and_there_is_one_at_a_time() {
        let mut recording = Recording::default();
        assert!(!recording.stop());
        assert!(recording.start(CALL));
        assert!(!recording.start(RecordingOf::Own));
        assert!(!recording.is_on(), "nothing is taken in yet");
        recording.handle(RecordingInput::Started);
        assert_eq!(recording.view(), RecordingView::Recording(CALL));
        assert!(!recording.start(CALL));
        assert!(recording.stop());
        assert!(!recording.stop());
        assert!(!recording.start(CALL), "the file is still being closed");
        let news = recording.handle(RecordingInput::Saved);
        assert_eq!(news, Some(RecordingNews::Saved));
        assert_eq!(recording.view(), RecordingView::Idle);
    }

    #[test]
    fn whoever_stops_before_it_began_records_nothing() {
        let mut recording = Recording::default();
        recording.start(CALL);
        recording.stop();
        recording.handle(RecordingInput::Started);
        assert!(!recording.is_on());
        let news = recording.handle(RecordingInput::Failed(RecordingProblem::Cancelled));
        assert_eq!((news, recording.view()), (None, RecordingView::Idle));
    }

    #[test]
    fn a_disk_that_fails_ends_it_with_a_word_and_a_cancelled_dialog_without() {
        for (problem, expected) in [
            (
                RecordingProblem::Disk,
                Some(RecordingNews::Failed(RecordingProblem::Disk)),
            ),
            (RecordingProblem::Cancelled, None),
        ] {
            let mut recording = on();
            assert_eq!(recording.handle(RecordingInput::Failed(problem)), expected);
            assert_eq!(recording.view(), RecordingView::Idle);
            assert_eq!(recording.handle(RecordingInput::Failed(problem)), None);
        }
    }

    #[test]
    fn memory_is_bounded() {
        let holds = |bytes| RecordingInput::Holds { bytes };
        let mut recording = on();
        assert_eq!(recording.handle(holds(Recording::MAX_HELD)), None);
        let full = holds(Recording::MAX_HELD + 1);
        assert_eq!(recording.handle(full), Some(RecordingNews::Full));
        recording.stop();
        assert_eq!(recording.handle(full), None, "it is told once");
    }

    #[test]
    fn that_there_is_no_sound_is_told_once_of_each_recording() {
        let mut recording = on();
        let silent = RecordingInput::Silent;
        assert_eq!(recording.handle(silent), Some(RecordingNews::Silent));
        assert_eq!(recording.handle(silent), None);
        recording.handle(RecordingInput::Saved);
        assert_eq!(recording.handle(silent), None, "there is none");
        recording.start(CALL);
        recording.handle(RecordingInput::Started);
        assert_eq!(recording.handle(silent), Some(RecordingNews::Silent));
    }

    #[test]
    fn the_server_is_told_once_and_again_after_it_refused() {
        let mut recording = on();
        assert_eq!(recording.to_tell(), Some(true));
        recording.told(true);
        assert_eq!(recording.to_tell(), None);
        let now = Timestamp::default();
        recording.refused(now);
        assert_eq!(recording.to_tell(), None, "not at once");
        recording.handle_timeout(now + Recording::PAUSE);
        assert_eq!(recording.to_tell(), Some(true));
        recording.told(true);
        recording.stop();
        assert_eq!(recording.to_tell(), Some(false));
    }

    fn on() -> Recording {
        let mut recording = Recording::default();
        recording.start(CALL);
        recording.handle(RecordingInput::Started);
        recording
    }
}
