use std::collections::VecDeque;

use super::history::{LinkPoint, share};

/// How good the connection to one participant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    Good,
    /// A person may notice.
    Fair,
    /// A person does notice.
    Poor,
    /// Nothing arrives.
    Lost,
}

/// Judges the samples of one connection.
///
/// A second is as bad as the worst of these, each over the last [`Judge::WINDOW`] samples where it is a share or an average:
///
/// | | Good | Fair | Poor |
/// | --- | --- | --- | --- |
/// | packets lost, the worse of in and out | below 2 % | below 8 % | 8 % and more |
/// | round trip | below 250 ms | below 500 ms | 500 ms and more |
/// | jitter | below 50 ms | below 120 ms | 120 ms and more |
/// | times that the picture stood still | none | 1 or 2 | 3 and more |
/// | frames per second of the picture that comes | 10 and more | 5 to 9 | below 5 |
/// | what the network takes while a picture is held back by it | 150 kbit/s and more | 60 kbit/s and more | less |
///
/// It gets worse when [`Judge::WORSE`] seconds in a row are worse, and better when [`Judge::BETTER`] are better.
#[derive(Clone, Debug, Default)]
pub(super) struct Judge {
    window: VecDeque<LinkPoint>,
    quality: Option<Quality>,
    /// How many seconds in a row were worse, and the best of them.
    worse: (u32, Option<Quality>),
    /// How many seconds in a row were better, and the worst of them.
    better: (u32, Option<Quality>),
}

impl Judge {
    pub(super) const WINDOW: usize = 5;
    pub(super) const WORSE: u32 = 2;
    pub(super) const BETTER: u32 = 5;

    pub(super) fn take_in(&mut self, point: &LinkPoint) {
        self.window.push_back(*point);
        if self.window.len() > Self::WINDOW {
            self.window.pop_front();
        }
        let second = self.second();
        let Some(quality) = self.quality else {
            self.quality = Some(second);
            return;
        };
        if second > quality {
            self.better = (0, None);
            self.worse.0 += 1;
            let best = self.worse.1.map_or(second, |best| best.min(second));
            self.worse.1 = Some(best);
            if self.worse.0 >= Self::WORSE {
                self.settle(best);
            }
        } else if second < quality {
            self.worse = (0, None);
            self.better.0 += 1;
            let worst = self.better.1.map_or(second, |worst| worst.max(second));
            self.better.1 = Some(worst);
            if self.better.0 >= Self::BETTER {
                self.settle(worst);
            }
        } else {
            self.settle(quality);
        }
    }

    pub(super) fn quality(&self) -> Option<Quality> {
        self.quality
    }

    /// How much was lost over the window, in thousandths: in and out.
    pub(super) fn losses(&self) -> (u16, u16) {
        let sum = |of: fn(&LinkPoint) -> u32| {
            self.window
                .iter()
                .fold(0_u32, |sum, point| sum.saturating_add(of(point)))
        };
        (
            share(sum(|point| point.lost_in), sum(|point| point.expected_in)),
            share(sum(|point| point.lost_out), sum(|point| point.expected_out)),
        )
    }

    fn settle(&mut self, quality: Quality) {
        self.quality = Some(quality);
        self.worse = (0, None);
        self.better = (0, None);
    }

    /// How good the last seconds are.
    fn second(&self) -> Quality {
        let Some(last) = self.window.back() else {
            return Quality::Good;
        };
        let (loss_in, loss_out) = self.losses();
        let freezes: u32 = self
            .window
            .iter()
            .map(|point| u32::from(point.freezes))
            .sum();
        let too_much = |value: u32, fair: u32, poor: u32| match value {
            value if value >= poor => Quality::Poor,
            value if value >= fair => Quality::Fair,
            _ => Quality::Good,
        };
        let too_little = |value: u32, fair: u32, good: u32| match value {
            value if value < fair => Quality::Poor,
            value if value < good => Quality::Fair,
            _ => Quality::Good,
        };
        let is_held_back = last.limited_by == super::LimitReason::Bandwidth;
        [
            too_much(u32::from(loss_in.max(loss_out)), 20, 80),
            too_much(self.average(|point| point.round_trip), 250, 500),
            too_much(self.average(|point| point.jitter), 50, 120),
            too_much(freezes, 1, 3),
            last.frames_per_second
                .map_or(Quality::Good, |frames| too_little(u32::from(frames), 5, 10)),
            last.available_outgoing
                .filter(|_| is_held_back)
                .map_or(Quality::Good, |bitrate| {
                    too_little(bitrate, 60_000, 150_000)
                }),
        ]
        .into_iter()
        .max()
        .unwrap_or(Quality::Good)
    }

    fn average(&self, of: fn(&LinkPoint) -> Option<u16>) -> u32 {
        let values = self.window.iter().filter_map(of).map(u32::from);
        let (sum, count) = values.fold((0, 0), |(sum, count), value| (sum + value, count + 1));
        sum / u32::max(count, 1)
    }
}
