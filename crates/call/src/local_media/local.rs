use super::SourceState;
use crate::{MediaProblem, SourceView};

/// One source: what the person wants of it, and what there is.
#[derive(Clone, Debug)]
pub(super) struct Local {
    pub(super) wanted: bool,
    /// The person holds it on, although it is not wanted otherwise.
    pub(super) held: bool,
    pub(super) state: SourceState,
    /// The captured track carries nothing: another program or the system has the device.
    pub(super) interrupted: bool,
    pub(super) reason: Reason,
    /// How often in a row a lost device was replaced without the person or the devices having a part in it.
    pub(super) replaced: u32,
    pub(super) renewal: Renewal,
    /// Another size was chosen while a capture was under way.
    pub(super) resized: bool,
}

/// Whether a captured source is captured anew, because the person wants another device or other settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Renewal {
    pub(super) wanted: bool,
    /// It is part of the capture that is under way.
    asked: bool,
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
            held: false,
            state: SourceState::Idle,
            interrupted: false,
            reason: Reason::Wish,
            replaced: 0,
            renewal: Renewal::default(),
            resized: false,
        }
    }

    pub(super) fn is_to_be_captured(&self) -> bool {
        match self.state {
            SourceState::Idle => self.is_let_through(),
            SourceState::Captured => self.renewal.wanted && self.is_let_through(),
            SourceState::Starting | SourceState::Failed(_) => false,
        }
    }

    /// It is part of the capture that begins.
    pub(super) fn asked(&mut self) {
        let is_captured = self.state == SourceState::Captured;
        self.renewal = Renewal {
            wanted: false,
            asked: is_captured,
        };
        if !is_captured {
            self.state = SourceState::Starting;
        }
    }

    /// The capture has its outcome; true if it was to take the place of what is captured, and still can.
    pub(super) fn take_renewal(&mut self) -> bool {
        let was_asked = std::mem::take(&mut self.renewal.asked);
        was_asked && self.state == SourceState::Captured
    }

    /// The capture has failed for a reason that may be another source's.
    pub(super) fn renew_later(&mut self) {
        self.renewal.wanted |= std::mem::take(&mut self.renewal.asked);
    }

    /// True while the person lets it be heard or seen.
    pub(super) fn is_let_through(&self) -> bool {
        self.wanted || self.held
    }

    /// True while the person should know that the device is held by something else.
    pub(super) fn is_told_interrupted(&self) -> bool {
        self.is_let_through() && self.interrupted && self.state == SourceState::Captured
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
        match (self.is_let_through(), self.state) {
            (_, SourceState::Failed(problem)) => SourceView::Unavailable(problem),
            (false, _) => SourceView::Off,
            (true, SourceState::Captured) => SourceView::On,
            (true, SourceState::Idle | SourceState::Starting) => SourceView::Starting,
        }
    }
}
