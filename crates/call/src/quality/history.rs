use std::sync::Arc;
use std::time::Duration;

use super::stats::{LimitReason, LinkStats};
use crate::Timestamp;

/// What happened on a connection in about a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkPoint {
    pub at: Timestamp,
    /// In bits per second.
    pub bitrate_in: u32,
    /// In bits per second.
    pub bitrate_out: u32,
    /// Packets that should have come, and those of them that did not.
    pub expected_in: u32,
    pub lost_in: u32,
    /// Packets that were sent, and those of them that did not arrive.
    pub expected_out: u32,
    pub lost_out: u32,
    /// In milliseconds.
    pub round_trip: Option<u16>,
    /// In milliseconds.
    pub jitter: Option<u16>,
    /// Of the picture that comes; `None` while none does.
    pub frames_per_second: Option<u8>,
    /// Of the picture that comes, in pixels.
    pub height: Option<u16>,
    /// How often it has stood still.
    pub freezes: u8,
    /// In bits per second.
    pub available_outgoing: Option<u32>,
    /// What keeps the picture that is sent from being better.
    pub limited_by: LimitReason,
}

impl LinkPoint {
    /// Makes the difference of two samples that are `elapsed` apart; `None` if the counters have started anew.
    #[must_use]
    pub fn between(
        earlier: &LinkStats,
        later: &LinkStats,
        elapsed: Duration,
        at: Timestamp,
    ) -> Option<Self> {
        let grown = |from: u64, to: u64| Some(narrow(to.checked_sub(from)?));
        let bitrate = |from: u64, to: u64| {
            let millis = u64::try_from(elapsed.as_millis()).ok()?.max(1);
            Some(narrow(to.checked_sub(from)?.saturating_mul(8000) / millis))
        };
        let received = grown(earlier.packets_received, later.packets_received)?;
        // Packets that come late are taken off what is lost.
        let lost_in = grown(earlier.packets_lost, later.packets_lost).unwrap_or_default();
        let sent = grown(earlier.packets_sent, later.packets_sent)?;
        let lost_out = grown(earlier.packets_lost_there, later.packets_lost_there);
        let video = later.video_in;
        let freezes = match (earlier.video_in, video) {
            (Some(before), Some(video)) => video.freezes.saturating_sub(before.freezes),
            (None, _) | (_, None) => 0,
        };
        Some(Self {
            at,
            bitrate_in: bitrate(earlier.bytes_received, later.bytes_received)?,
            bitrate_out: bitrate(earlier.bytes_sent, later.bytes_sent)?,
            expected_in: received.saturating_add(lost_in),
            lost_in,
            // The other side tells of its losses later than they happen.
            expected_out: sent.max(lost_out.unwrap_or_default()),
            lost_out: lost_out.unwrap_or_default(),
            round_trip: later.round_trip_ms.map(short),
            jitter: later.jitter_ms.map(short),
            frames_per_second: video.map(|video| video.frames_per_second),
            height: video.map(|video| video.height),
            freezes: u8::try_from(freezes).unwrap_or(u8::MAX),
            available_outgoing: later.available_outgoing,
            limited_by: later
                .video_out
                .map_or(LimitReason::None, |video| video.limited_by),
        })
    }

    /// How much of what should have come did not, in thousandths.
    #[must_use]
    pub fn loss_in(&self) -> u16 {
        share(self.lost_in, self.expected_in)
    }

    /// How much of what was sent did not arrive, in thousandths.
    #[must_use]
    pub fn loss_out(&self) -> u16 {
        share(self.lost_out, self.expected_out)
    }
}

/// The last two minutes of a connection.
#[derive(Clone, Debug, Default)]
pub(super) struct LinkHistory(Arc<Vec<LinkPoint>>);

impl LinkHistory {
    /// How far back it goes.
    pub(super) const SPAN: Duration = Duration::from_secs(120);

    /// The most points.
    pub(super) const MAX_POINTS: usize = 120;

    /// Adds a point, and drops what is too old or too much.
    pub(super) fn push(&mut self, point: LinkPoint) {
        let points = Arc::make_mut(&mut self.0);
        points.push(point);
        points.retain(|earlier| point.at < earlier.at + Self::SPAN);
        let surplus = points.len().saturating_sub(Self::MAX_POINTS);
        points.drain(..surplus);
    }

    /// Returns the points, oldest first.
    #[must_use]
    pub(super) fn points(&self) -> Arc<Vec<LinkPoint>> {
        Arc::clone(&self.0)
    }
}

/// The share of `part` in `whole`, in thousandths.
pub(super) fn share(part: u32, whole: u32) -> u16 {
    let thousandths = u64::from(part) * 1000 / u64::from(whole.max(1));
    u16::try_from(thousandths.min(1000)).unwrap_or(1000)
}

fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn short(millis: u32) -> u16 {
    u16::try_from(millis).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::InboundVideo;

    #[test]
    fn a_point_is_what_has_happened_since_the_sample_before() {
        let earlier = stats(1_000, 100, 10, 3);
        let later = stats(126_000, 190, 20, 5);
        let point = between(&earlier, &later, 1000).unwrap();
        assert_eq!(point.bitrate_in, 1_000_000);
        assert_eq!((point.expected_in, point.lost_in), (100, 10));
        assert_eq!(point.loss_in(), 100);
        assert_eq!(point.freezes, 2);
        let point = between(&earlier, &later, 2000).unwrap();
        assert_eq!(point.bitrate_in, 500_000);
    }

    #[test]
    fn counters_that_start_anew_say_nothing() {
        assert_eq!(between(&stats(9, 9, 0, 0), &stats(1, 1, 0, 0), 1000), None);
    }

    #[test]
    fn what_comes_late_after_all_is_no_loss() {
        let point = between(&stats(0, 10, 5, 0), &stats(0, 20, 3, 0), 1000).unwrap();
        assert_eq!((point.loss_in(), point.expected_in), (0, 10));
    }

    #[test]
    fn losses_that_are_told_late_are_at_most_everything() {
        let earlier = LinkStats::default();
        let later = LinkStats {
            packets_lost_there: 7,
            ..LinkStats::default()
        };
        assert_eq!(between(&earlier, &later, 1000).unwrap().loss_out(), 1000);
    }

    #[test]
    fn numbers_beyond_all_bounds_are_bounded() {
        let later = stats(u64::MAX, u64::MAX, u64::MAX, u32::MAX);
        let point = between(&LinkStats::default(), &later, 0).unwrap();
        assert_eq!(point.bitrate_in, u32::MAX);
        assert_eq!(point.loss_in(), 1000);
    }

    #[test]
    fn two_minutes_are_kept_and_no_more() {
        let mut history = LinkHistory::default();
        for tenth in 0..3000_u64 {
            history.push(at(tenth * 100));
            assert!(history.points().len() <= LinkHistory::MAX_POINTS);
        }
        let mut history = LinkHistory::default();
        for second in 0..300_u64 {
            history.push(at(second * 2000));
        }
        let points = history.points();
        assert_eq!(points.len(), 60);
        assert_eq!(points[0].at, at(2000 * 240).at);
    }

    fn at(millis: u64) -> LinkPoint {
        LinkPoint {
            at: Timestamp(Duration::from_millis(millis)),
            ..LinkPoint::default()
        }
    }

    fn between(earlier: &LinkStats, later: &LinkStats, millis: u64) -> Option<LinkPoint> {
        let elapsed = Duration::from_millis(millis);
        LinkPoint::between(earlier, later, elapsed, Timestamp::default())
    }

    fn stats(bytes: u64, packets: u64, lost: u64, freezes: u32) -> LinkStats {
        LinkStats {
            bytes_received: bytes,
            packets_received: packets,
            packets_lost: lost,
            video_in: Some(InboundVideo {
                freezes,
                ..InboundVideo::default()
            }),
            ..LinkStats::default()
        }
    }
}
