use std::time::Duration;

use super::history::LinkPoint;
use super::report::LinkView;

/// Something that a connection does more or less of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    BitrateIn,
    BitrateOut,
    /// The worse of in and out.
    Loss,
    RoundTrip,
    /// Of the picture that comes.
    FramesPerSecond,
    /// Of the picture that comes.
    Height,
}

/// The last two minutes of one measure, as a line to draw and as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plot {
    /// The `d` of an SVG path on a field of [`Plot::WIDTH`] by [`Plot::HEIGHT`]: the present is at the right end, zero at
    /// the bottom, and where nothing is known the line has a gap. Empty if nothing is known at all.
    pub line: String,
    /// What is now, with its unit; `None` if it is not known.
    pub now: Option<String>,
    /// The lowest and the highest, with their unit.
    pub range: Option<(String, String)>,
}

impl Measure {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 6] = [
        Self::BitrateIn,
        Self::BitrateOut,
        Self::Loss,
        Self::RoundTrip,
        Self::FramesPerSecond,
        Self::Height,
    ];

    /// The value in the measure's unit; shares of packets are rounded to whole percent.
    fn of(self, point: &LinkPoint) -> Option<u32> {
        match self {
            Self::BitrateIn => Some(point.bitrate_in / 1000),
            Self::BitrateOut => Some(point.bitrate_out / 1000),
            Self::Loss => {
                let thousandths = point.loss_in().max(point.loss_out());
                Some(u32::from(thousandths + 5) / 10)
            }
            Self::RoundTrip => point.round_trip.map(u32::from),
            Self::FramesPerSecond => point.frames_per_second.map(u32::from),
            Self::Height => point.height.map(u32::from),
        }
    }

    /// The top of the field holds at least this much, so that little looks like little.
    fn least_top(self) -> u32 {
        match self {
            Self::BitrateIn | Self::BitrateOut => 100,
            Self::Loss => 10,
            Self::RoundTrip => 100,
            Self::FramesPerSecond => 30,
            Self::Height => 180,
        }
    }

    fn with_unit(self, value: u32) -> String {
        let unit = match self {
            Self::BitrateIn | Self::BitrateOut => " kbit/s",
            Self::Loss => " %",
            Self::RoundTrip => " ms",
            Self::FramesPerSecond => "/s",
            Self::Height => "p",
        };
        format!("{value}{unit}")
    }
}

impl Plot {
    /// The width of the field: one for each second.
    pub const WIDTH: u32 = 120;

    /// The height of the field.
    pub const HEIGHT: u32 = 32;

    /// Points that are further apart than this are not joined.
    const GAP: Duration = Duration::from_secs(5);
}

impl LinkView {
    /// Draws what `measure` was in the last two minutes.
    #[must_use]
    pub fn plot(&self, measure: Measure) -> Plot {
        let Some(last) = self.points.last() else {
            return Plot::default();
        };
        let values = || self.points.iter().filter_map(|point| measure.of(point));
        let (Some(lowest), Some(highest)) = (values().min(), values().max()) else {
            return Plot::default();
        };
        let top = highest.max(measure.least_top());
        let mut line = String::new();
        let mut before = None;
        for point in self.points.iter() {
            let Some(value) = measure.of(point) else {
                before = None;
                continue;
            };
            let (x, y) = (across(last, point), up(value, top));
            let is_joined = before.is_some_and(|before| point.at < before + Plot::GAP);
            let step = if is_joined { 'L' } else { 'M' };
            line.push_str(&format!("{step}{x} {y}"));
            before = Some(point.at);
        }
        Plot {
            line,
            now: measure.of(last).map(|value| measure.with_unit(value)),
            range: Some((measure.with_unit(lowest), measure.with_unit(highest))),
        }
    }
}

/// Where a point is between the left end, two minutes ago, and the right end, the last point.
fn across(last: &LinkPoint, point: &LinkPoint) -> u32 {
    let age = last.at.0.saturating_sub(point.at.0).as_secs();
    Plot::WIDTH.saturating_sub(u32::try_from(age).unwrap_or(u32::MAX))
}

/// How far below the top edge a value is.
fn up(value: u32, top: u32) -> u32 {
    let height = u64::from(Plot::HEIGHT) * u64::from(value.min(top)) / u64::from(top.max(1));
    Plot::HEIGHT.saturating_sub(u32::try_from(height).unwrap_or(Plot::HEIGHT))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use protocol::ParticipantId;

    use super::*;
    use crate::{Blame, Timestamp};

    #[test]
    fn the_present_is_at_the_right_and_what_is_two_minutes_old_at_the_left() {
        let plot = view(vec![
            round_trip(0, 0),
            round_trip(60, 50),
            round_trip(62, 50),
            round_trip(120, 100),
        ])
        .plot(Measure::RoundTrip);
        assert_eq!(plot.line, "M0 32M60 16L62 16M120 0");
    }

    #[test]
    fn the_highest_is_at_the_top_and_little_stays_low() {
        let high = view(vec![round_trip(0, 400), round_trip(1, 200)]);
        assert_eq!(high.plot(Measure::RoundTrip).line, "M119 0L120 16");
        let low = view(vec![round_trip(0, 4), round_trip(1, 2)]);
        assert_eq!(low.plot(Measure::RoundTrip).line, "M119 31L120 32");
    }

    #[test]
    fn a_gap_in_what_is_known_is_a_gap_in_the_line() {
        let unknown = LinkPoint {
            at: at(2),
            ..LinkPoint::default()
        };
        let plot = view(vec![round_trip(1, 100), unknown, round_trip(3, 100)]);
        assert_eq!(plot.plot(Measure::RoundTrip).line, "M118 0M120 0");
    }

    #[test]
    fn the_values_are_told_with_their_units() {
        let earlier = LinkPoint {
            bitrate_in: 812_999,
            frames_per_second: Some(30),
            height: Some(720),
            expected_in: 1000,
            lost_in: 4,
            ..round_trip(0, 87)
        };
        let later = LinkPoint {
            bitrate_in: 90_000,
            bitrate_out: 64_000,
            expected_out: 1000,
            lost_out: 26,
            ..round_trip(1, 40)
        };
        let view = view(vec![earlier, later]);
        let check = |measure: Measure, now: Option<&str>, lowest: &str, highest: &str| {
            let plot = view.plot(measure);
            assert_eq!(plot.now.as_deref(), now, "{measure:?}");
            let range = plot.range.unwrap();
            assert_eq!((range.0.as_str(), range.1.as_str()), (lowest, highest));
        };
        check(
            Measure::BitrateIn,
            Some("90 kbit/s"),
            "90 kbit/s",
            "812 kbit/s",
        );
        check(
            Measure::BitrateOut,
            Some("64 kbit/s"),
            "0 kbit/s",
            "64 kbit/s",
        );
        check(Measure::Loss, Some("3 %"), "0 %", "3 %");
        check(Measure::RoundTrip, Some("40 ms"), "40 ms", "87 ms");
        check(Measure::FramesPerSecond, None, "30/s", "30/s");
        check(Measure::Height, None, "720p", "720p");
    }

    #[test]
    fn nothing_known_is_nothing_drawn() {
        assert_eq!(view(vec![]).plot(Measure::Loss), Plot::default());
        let silent = view(vec![LinkPoint::default()]);
        assert_eq!(silent.plot(Measure::RoundTrip), Plot::default());
        assert_eq!(silent.plot(Measure::BitrateIn).line, "M120 32");
    }

    #[test]
    fn every_point_stays_within_the_field() {
        let wild = LinkPoint {
            at: at(1000),
            bitrate_in: u32::MAX,
            expected_in: u32::MAX,
            lost_in: u32::MAX,
            round_trip: Some(u16::MAX),
            frames_per_second: Some(u8::MAX),
            height: Some(u16::MAX),
            ..LinkPoint::default()
        };
        let view = view(vec![round_trip(0, 0), wild, round_trip(999, 3)]);
        for measure in Measure::ALL {
            let line = view.plot(measure).line;
            for pair in line.split(['M', 'L']).skip(1) {
                let (x, y) = pair.split_once(' ').unwrap();
                assert!(x.parse::<u32>().unwrap() <= Plot::WIDTH, "{line}");
                assert!(y.parse::<u32>().unwrap() <= Plot::HEIGHT, "{line}");
            }
        }
    }

    fn view(points: Vec<LinkPoint>) -> LinkView {
        LinkView {
            participant: ParticipantId(7),
            quality: None,
            blame: Blame::Nobody,
            points: Arc::new(points),
            stats: Arc::default(),
        }
    }

    fn round_trip(second: u64, millis: u16) -> LinkPoint {
        LinkPoint {
            at: at(second),
            round_trip: Some(millis),
            ..LinkPoint::default()
        }
    }

    fn at(second: u64) -> Timestamp {
        Timestamp(Duration::from_secs(second))
    }
}
