use protocol::Source;

use super::{LocalMedia, SourceState};
use crate::Command;
use crate::microphone_watch::MicrophoneUse;

impl LocalMedia {
    /// Lets a muted microphone be heard for as long as a key or a button is held.
    ///
    /// One that is wanted is left alone. It ends with the release, with any other wish, with the device and with
    /// [`LocalMedia::stop`]; whoever cannot see the release must call it too.
    pub fn hold(&mut self, held: bool) {
        let held = held && self.running && !self.microphone.wanted;
        if held == self.microphone.held {
            return;
        }
        let was_told = self.microphone.is_told_interrupted();
        if held {
            self.microphone.forget_failure();
        }
        self.microphone.held = held;
        if self.microphone.state == SourceState::Captured {
            let source = Source::Microphone;
            let enabled = self.microphone.is_let_through();
            self.commands
                .push_back(Command::EnableTrack { source, enabled });
        }
        self.tell_interruption(Source::Microphone, was_told);
        self.reconcile();
    }

    /// True while the microphone is heard only because it is held.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.microphone.held
    }

    /// Tells what the microphone is used for.
    #[must_use]
    pub(crate) fn microphone_use(&self) -> MicrophoneUse {
        if self.microphone.state != SourceState::Captured || self.microphone.interrupted {
            MicrophoneUse::None
        } else if self.microphone.is_let_through() {
            MicrophoneUse::Live
        } else {
            MicrophoneUse::Muted
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MediaInput, MediaProblem, SourceView};

    #[test]
    fn a_muted_microphone_is_heard_while_it_is_held() {
        let mut media = muted();
        media.hold(true);
        assert_eq!(enabled(&mut media), [true]);
        assert_eq!(media.view(Source::Microphone), SourceView::On);
        assert!(!media.is_wanted(Source::Microphone), "a new page is muted");
        media.hold(false);
        assert_eq!(enabled(&mut media), [false]);
        assert_eq!(media.view(Source::Microphone), SourceView::Off);
    }

    #[test]
    fn holding_a_microphone_that_is_on_changes_nothing() {
        let mut media = captured();
        media.hold(true);
        media.hold(false);
        assert_eq!(enabled(&mut media), [false; 0]);
        media.hold(true);
        media.want(Source::Microphone, false);
        assert_eq!(enabled(&mut media), [false], "held before it was muted");
    }

    #[test]
    fn a_toggle_ends_the_hold() {
        let mut media = muted();
        media.hold(true);
        media.want(Source::Microphone, false);
        assert_eq!(enabled(&mut media), [true, false]);
        media.hold(false);
        media.hold(true);
        media.want(Source::Microphone, true);
        media.hold(false);
        assert_eq!(enabled(&mut media), [true, true], "it stays on");
    }

    #[test]
    fn a_device_that_is_lost_ends_the_hold() {
        let mut media = muted();
        media.hold(true);
        media.handle(MediaInput::Ended {
            source: Source::Microphone,
        });
        assert!(!media.is_held());
        media.hold(true);
        media.stop();
        assert!(!media.is_held());
        media.hold(true);
        assert!(!media.is_held(), "stopped");
    }

    #[test]
    fn a_microphone_that_comes_after_the_release_is_muted() {
        let mut media = LocalMedia::new();
        media.recall(false, false);
        media.start();
        media.hold(true);
        let capture = Command::Capture {
            request: 0,
            microphone: true,
            camera: false,
        };
        assert_eq!(media.next_command(), Some(capture));
        media.hold(false);
        media.handle(MediaInput::Captured { request: 0 });
        assert_eq!(enabled(&mut media), [false]);
        media.hold(true);
        assert_eq!(enabled(&mut media), [true], "at once the next time");
    }

    #[test]
    fn whoever_holds_tries_a_failed_microphone_again() {
        let mut media = LocalMedia::new();
        media.recall(false, false);
        media.start();
        for request in 0..2 {
            media.hold(true);
            assert!(media.next_command().is_some(), "{request}");
            media.handle(MediaInput::CaptureFailed {
                request,
                problem: MediaProblem::Busy,
            });
            media.hold(false);
        }
    }

    fn captured() -> LocalMedia {
        let mut media = LocalMedia::new();
        media.start();
        media.handle(MediaInput::Captured { request: 0 });
        enabled(&mut media);
        media
    }

    fn muted() -> LocalMedia {
        let mut media = captured();
        media.want(Source::Microphone, false);
        enabled(&mut media);
        media
    }

    /// What the microphone's track was told since the last look.
    fn enabled(media: &mut LocalMedia) -> Vec<bool> {
        let commands: Vec<Command> = std::iter::from_fn(|| media.next_command()).collect();
        let told = |enabled| {
            let source = Source::Microphone;
            Command::EnableTrack { source, enabled }
        };
        let of_microphone =
            |command: &Command| [true, false].into_iter().find(|on| *command == told(*on));
        commands.iter().filter_map(of_microphone).collect()
    }
}
