use std::time::Duration;

use crate::{LimitReason, LinkPoint, Timestamp};

/// The most that is sent of one picture to one participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VideoLimit {
    /// In bits per second (`maxBitrate`).
    pub max_bitrate: u32,
    /// By how much the picture is made smaller, in hundredths: 100 is not at all (`scaleResolutionDownBy`).
    pub scale_down_by_x100: u16,
    /// In frames per second (`maxFramerate`).
    pub max_fps: u8,
}

/// How much of the network a person wants to use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DataUse {
    #[default]
    Full,
    /// A small picture is sent.
    Low,
    /// No picture is sent, and none is wanted.
    AudioOnly,
}

/// What a shared screen shows (W3C MediaStreamTrack Content Hints, section 4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContentHint {
    /// Slides and the like: every picture sharp, few of them.
    #[default]
    Detail,
    /// Text that scrolls: sharp, a little smoother.
    Text,
    /// A film or a game: smooth, as sharp as may be.
    Motion,
}

/// One size of the camera's picture; each is less than the one before.
#[derive(Clone, Copy, Debug)]
struct Rung {
    /// The short side, in pixels.
    height: u16,
    fps: u8,
    bitrate: u32,
}

const LADDER: [Rung; 6] = [
    Rung {
        height: 720,
        fps: 30,
        bitrate: 1_700_000,
    },
    Rung {
        height: 540,
        fps: 30,
        bitrate: 900_000,
    },
    Rung {
        height: 360,
        fps: 30,
        bitrate: 500_000,
    },
    Rung {
        height: 180,
        fps: 20,
        bitrate: 200_000,
    },
    Rung {
        height: 180,
        fps: 15,
        bitrate: 150_000,
    },
    Rung {
        height: 180,
        fps: 8,
        bitrate: 80_000,
    },
];

/// The rung of [`DataUse::Low`].
const LOW_DATA: usize = 4;

/// Returns the highest rung in a mesh with `peers` others.
fn ceiling(peers: usize, data_use: DataUse) -> usize {
    let by_peers = match peers {
        0 | 1 => 0,
        2 | 3 => 1,
        4 | 5 => 2,
        _ => 3,
    };
    match data_use {
        DataUse::Full => by_peers,
        DataUse::Low | DataUse::AudioOnly => LOW_DATA.max(by_peers),
    }
}

/// Returns the most that is sent of a shared screen to each of `peers` others.
///
/// It is never made smaller: what cannot be read is of no use.
#[must_use]
pub fn screen_limit(hint: ContentHint, peers: usize, data_use: DataUse) -> VideoLimit {
    let bitrate = match peers {
        0 | 1 => 2_000_000,
        2 | 3 => 1_200_000,
        4 | 5 => 700_000,
        _ => 400_000,
    };
    let fps = match hint {
        ContentHint::Detail => 5,
        ContentHint::Text => 15,
        ContentHint::Motion => 30,
    };
    let (max_bitrate, max_fps) = match data_use {
        DataUse::Full => (bitrate, fps),
        DataUse::Low | DataUse::AudioOnly => (bitrate.min(200_000), fps.min(5)),
    };
    VideoLimit {
        max_bitrate,
        scale_down_by_x100: 100,
        max_fps,
    }
}

/// Finds how much of the camera's picture one participant is sent: as much as the number of people allows, less while
/// their connection or this device takes less.
///
/// Down goes fast, after [`VideoLimiter::STRAINED`] seconds in a row, at once to what the network takes where that is
/// known. Up goes one step at a time, after [`VideoLimiter::CALM`] without any strain, and after twice as long each
/// time that a step up did not hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct VideoLimiter {
    /// What the connection takes: an index into the ladder.
    rung: usize,
    /// The round trip of an empty path, in milliseconds.
    base_round_trip: Option<u16>,
    available: Option<u32>,
    begun: Option<Timestamp>,
    strained: u32,
    calm_since: Option<Timestamp>,
    changed_at: Option<Timestamp>,
    rose_at: Option<Timestamp>,
    /// How often in a row a step up did not hold.
    relapses: u32,
}

impl VideoLimiter {
    /// How many seconds in a row there must be too much.
    pub(crate) const STRAINED: u32 = 2;

    /// How long nothing may be wrong before more is tried.
    pub(crate) const CALM: Duration = Duration::from_secs(10);

    /// How long a step takes to show in the numbers.
    pub(crate) const SETTLES: Duration = Duration::from_secs(3);

    /// How long a new connection takes to find out what the network takes.
    pub(crate) const WARMS_UP: Duration = Duration::from_secs(8);

    /// A step up that is taken back within this time did not hold.
    pub(crate) const HOLDS: Duration = Duration::from_secs(20);

    /// How often the time between two tries doubles: up to 160 s.
    const MAX_RELAPSES: u32 = 4;

    /// So much loss is too much, in thousandths.
    const LOSSY: u16 = 80;

    /// So little loss is none, in thousandths.
    const CLEAN: u16 = 20;

    /// Fewer packets in a second say nothing of loss.
    const MIN_PACKETS: u32 = 20;

    /// Takes in a second of the connection, in a mesh with `peers` others.
    pub(crate) fn sample(&mut self, point: &LinkPoint, peers: usize, data_use: DataUse) {
        let now = point.at;
        let current = self.rung.max(ceiling(peers, data_use));
        let target = self.strain(point, current);
        self.follow_round_trip(point);
        self.available = point.available_outgoing;
        let begun = *self.begun.get_or_insert(now);
        let is_settling = self.changed_at.is_some_and(|at| now < at + Self::SETTLES);
        if is_settling || now < begun + Self::WARMS_UP {
            self.strained = 0;
            self.calm_since = None;
            return;
        }
        match target {
            Some(target) => self.be_strained(current, target, now),
            None => self.be_calm(point, current, ceiling(peers, data_use)),
        }
    }

    /// Starts anew, for another connection to the same participant.
    pub(crate) fn restart(&mut self) {
        *self = Self::default();
    }

    /// Returns the most that is sent, of a camera whose picture has a short side of `height` pixels, where that is known.
    #[must_use]
    pub(crate) fn limit(&self, peers: usize, data_use: DataUse, height: Option<u16>) -> VideoLimit {
        let rung = LADDER[self
            .rung
            .max(ceiling(peers, data_use))
            .min(LADDER.len() - 1)];
        let scale = u32::from(height.unwrap_or_default()) * 100 / u32::from(rung.height);
        VideoLimit {
            max_bitrate: rung.bitrate,
            scale_down_by_x100: u16::try_from(scale.max(100)).unwrap_or(u16::MAX),
            max_fps: rung.fps,
        }
    }

    /// Says which rung fits where the current one is too much.
    fn strain(&self, point: &LinkPoint, current: usize) -> Option<usize> {
        let next = current + 1;
        let is_lossy = point.expected_out >= Self::MIN_PACKETS && point.loss_out() >= Self::LOSSY;
        let queues = match (point.round_trip, self.base_round_trip) {
            (Some(now), Some(base)) => u32::from(now) >= u32::from(base) * 2 + 200,
            (None, _) | (_, None) => false,
        };
        let by_limit = match point.limited_by {
            LimitReason::Cpu => Some(next),
            LimitReason::Bandwidth => self.too_narrow(point, current),
            LimitReason::None | LimitReason::Other => None,
        };
        by_limit.or((is_lossy || queues).then_some(next))
    }

    /// Says which rung fits what the network takes, unless it is about to take more.
    fn too_narrow(&self, point: &LinkPoint, current: usize) -> Option<usize> {
        let Some(available) = point.available_outgoing else {
            return Some(current + 1);
        };
        let is_growing = self
            .available
            .is_some_and(|before| available > before.saturating_add(before / 20));
        if is_growing || available >= LADDER[current].bitrate {
            return None;
        }
        let fits = LADDER.iter().position(|rung| rung.bitrate <= available);
        Some(fits.unwrap_or(LADDER.len() - 1).max(current + 1))
    }

    fn be_strained(&mut self, current: usize, target: usize, now: Timestamp) {
        self.calm_since = None;
        self.strained += 1;
        if self.strained < Self::STRAINED || current + 1 >= LADDER.len() {
            return;
        }
        let relapses = self.rose_at.take().is_some_and(|at| now < at + Self::HOLDS);
        self.relapses = if relapses {
            (self.relapses + 1).min(Self::MAX_RELAPSES)
        } else {
            0
        };
        self.change(target.min(LADDER.len() - 1), now);
    }

    fn be_calm(&mut self, point: &LinkPoint, current: usize, ceiling: usize) {
        self.strained = 0;
        let is_calm = point.limited_by == LimitReason::None && point.loss_out() < Self::CLEAN;
        if !is_calm {
            self.calm_since = None;
            return;
        }
        let since = *self.calm_since.get_or_insert(point.at);
        if current > ceiling && since + Self::CALM * 2_u32.pow(self.relapses) <= point.at {
            self.change(current - 1, point.at);
            self.rose_at = Some(point.at);
        }
    }

    fn change(&mut self, rung: usize, now: Timestamp) {
        self.rung = rung;
        self.changed_at = Some(now);
        self.strained = 0;
        self.calm_since = None;
    }

    /// Another path may be longer for good: the base follows slowly.
    fn follow_round_trip(&mut self, point: &LinkPoint) {
        let Some(now) = point.round_trip else { return };
        self.base_round_trip = Some(match self.base_round_trip {
            Some(base) if now > base => base + (now - base).div_ceil(64),
            Some(_) | None => now,
        });
    }
}

#[cfg(test)]
mod tests;
