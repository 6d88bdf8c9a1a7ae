use protocol::Source;

use super::screen::Screen;
use super::{LocalMedia, MediaChange};
use crate::{Command, MediaProblem};

/// The screen's part of the local media.
impl LocalMedia {
    /// Asks the person what to share, unless something is shared or that is being asked.
    pub fn share_screen(&mut self) {
        match &mut self.screen {
            Screen::Idle if self.running => {
                let request = self.next_request;
                self.next_request += 1;
                self.screen = Screen::Asking {
                    request,
                    wanted: true,
                };
                self.commands.push_back(Command::CaptureScreen { request });
            }
            Screen::Asking { wanted, .. } => *wanted = true,
            Screen::Idle | Screen::Shared { .. } => {}
        }
    }

    /// Ends what is shared.
    pub fn stop_sharing(&mut self) {
        match &mut self.screen {
            Screen::Idle => {}
            // The browser's own question stays open: what comes of it is not kept.
            Screen::Asking { wanted, .. } => *wanted = false,
            Screen::Shared { .. } => self.release_screen(),
        }
    }

    pub(super) fn screen_captured(&mut self, request: u32, audio: bool) {
        let Screen::Asking {
            request: asked,
            wanted,
        } = self.screen
        else {
            return;
        };
        if asked != request {
            return;
        }
        self.screen = Screen::Shared { audio };
        if wanted && self.running {
            for source in self.screen.sources() {
                self.commands.push_back(Command::EnableTrack {
                    source: *source,
                    enabled: true,
                });
                self.changes.push_back(MediaChange::Track(*source));
            }
        } else {
            self.release_screen();
        }
    }

    /// A person who closes the browser's question has decided: that is no problem to be told.
    pub(super) fn screen_failed(&mut self, request: u32, problem: MediaProblem) {
        if matches!(self.screen, Screen::Asking { request: asked, .. } if asked == request) {
            self.screen = Screen::Idle;
            if !matches!(problem, MediaProblem::Blocked(_)) {
                let change = MediaChange::Problem(Source::Screen, problem);
                self.changes.push_back(change);
            }
        }
    }

    /// The browser has ended the share, or its sound alone.
    pub(super) fn screen_ended(&mut self, source: Source) {
        if source == Source::Screen {
            self.stop_sharing();
        } else if self.screen == (Screen::Shared { audio: true }) {
            self.screen = Screen::Shared { audio: false };
            self.commands.push_back(Command::StopTrack { source });
            self.changes.push_back(MediaChange::Track(source));
        }
    }

    fn release_screen(&mut self) {
        for source in self.screen.sources() {
            self.commands
                .push_back(Command::StopTrack { source: *source });
            self.changes.push_back(MediaChange::Track(*source));
        }
        self.screen = Screen::Idle;
    }
}
