use super::{MediaProblem, SourceState};
use crate::SourceView;

/// One source: what the person wants of it, and what there is.
#[derive(Clone, Debug)]
pub(super) struct Local {
    pub(super) wanted: bool,
    pub(super) state: SourceState,
    /// The captured track carries nothing: another program or the system has the device.
    pub(super) interrupted: bool,
    pub(super) reason: Reason,
    /// How often in a row a lost device was replaced without the person or the devices having a part in it.
    pub(super) replaced: u32,
}

/// Why a source is captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// The person wants it.
    Wish,
    /// Its device was lost while it was wanted.
    Loss,
    /// There are other devices than when it failed.
    Devices,
}

impl Local {
    /// A device that is lost again and again, as soon as it is captured, is not chased for ever.
    const MAX_REPLACED: u32 = 3;

    pub(super) fn new() -> Self {
        Self {
            wanted: true,
            state: SourceState::Idle,
            interrupted: false,
            reason: Reason::Wish,
            replaced: 0,
        }
    }

    pub(super) fn is_missing(&self) -> bool {
        self.wanted && self.state == SourceState::Idle
    }

    /// True while the person should know that the device is held by something else.
    pub(super) fn is_told_interrupted(&self) -> bool {
        self.wanted && self.interrupted && self.state == SourceState::Captured
    }

    /// The person has a wish: what failed before may be tried again.
    pub(super) fn forget_failure(&mut self) {
        if let SourceState::Failed(_) = self.state {
            self.state = SourceState::Idle;
        }
        self.reason = Reason::Wish;
        self.replaced = 0;
    }

    /// The devices have changed: what could not be had for want of a device may be tried once more.
    pub(super) fn devices_changed(&mut self) {
        self.replaced = 0;
        let may_be_there = matches!(
            self.state,
            SourceState::Failed(MediaProblem::NotFound | MediaProblem::Busy)
        );
        if self.wanted && may_be_there {
            self.state = SourceState::Idle;
            self.reason = Reason::Devices;
        }
    }

    /// The captured device is gone; true if another one is to be tried.
    pub(super) fn lose(&mut self) -> bool {
        self.interrupted = false;
        if !self.wanted {
            self.state = SourceState::Idle;
            return false;
        }
        let replaces = self.replaced < Self::MAX_REPLACED;
        if replaces {
            self.replaced += 1;
            self.state = SourceState::Idle;
            self.reason = Reason::Loss;
        } else {
            self.state = SourceState::Failed(MediaProblem::NotFound);
        }
        replaces
    }

    pub(super) fn view(&self) -> SourceView {
        match (self.wanted, self.state) {
            (_, SourceState::Failed(problem)) => SourceView::Unavailable(problem),
            (false, _) => SourceView::Off,
            (true, SourceState::Captured) => SourceView::On,
            (true, SourceState::Idle | SourceState::Starting) => SourceView::Starting,
        }
    }
}
