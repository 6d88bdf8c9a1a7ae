use std::sync::Arc;
use std::time::Duration;

use crate::Timestamp;

pub use self::blame::Blame;
pub(crate) use self::blame::{LinkState, blame};
pub use self::history::LinkPoint;
pub use self::judge::Quality;
pub use self::plot::{Measure, Plot};
pub use self::report::LinkView;
pub use self::stats::{
    InboundVideo, IpVersion, LimitReason, LinkPath, LinkStats, NetworkPrefix, OutboundVideo, Route,
    Transport,
};

use self::history::LinkHistory;
use self::judge::Judge;

mod blame;
mod history;
mod judge;
mod plot;
mod report;
mod stats;

/// How good the connection to one participant is, from what the browser says of it about once a second.
#[derive(Clone, Debug, Default)]
pub(crate) struct LinkMonitor {
    last: Option<(Timestamp, Arc<LinkStats>)>,
    judge: Judge,
    history: LinkHistory,
}

impl LinkMonitor {
    /// Samples that are closer together are one: a page that was kept from looking takes in several at a time.
    pub(crate) const CLOSE: Duration = Duration::from_millis(300);

    /// Samples that are further apart say nothing of the time between them.
    pub(crate) const APART: Duration = Duration::from_secs(5);

    /// Takes in a sample; returns what has happened since the one before.
    pub(crate) fn sample(&mut self, stats: LinkStats, now: Timestamp) -> Option<LinkPoint> {
        let stats = Arc::new(stats);
        let Some((before, earlier)) = &self.last else {
            self.last = Some((now, stats));
            return None;
        };
        if now < *before + Self::CLOSE {
            return None;
        }
        let is_apart = *before + Self::APART <= now;
        let elapsed = now.0.saturating_sub(before.0);
        let point = LinkPoint::between(earlier, &stats, elapsed, now);
        self.last = Some((now, stats));
        let point = point.filter(|_| !is_apart)?;
        self.judge.take_in(&point);
        self.history.push(point);
        Some(point)
    }

    /// Starts to count anew, for another connection to the same participant.
    pub(crate) fn restart(&mut self) {
        self.last = None;
        self.judge = Judge::default();
    }

    /// Returns how good the connection is; `None` before anything is known.
    #[must_use]
    pub(crate) fn quality(&self) -> Option<Quality> {
        self.judge.quality()
    }

    /// Returns what was last said; nothing of a connection of which nothing was said yet.
    #[must_use]
    pub(crate) fn stats(&self) -> Arc<LinkStats> {
        let stats = self.last.as_ref().map(|(_, stats)| Arc::clone(stats));
        stats.unwrap_or_default()
    }

    /// Returns the last two minutes, oldest first.
    #[must_use]
    pub(crate) fn points(&self) -> Arc<Vec<LinkPoint>> {
        self.history.points()
    }

    /// Returns how much was lost of late, in thousandths: of what came, and of what was sent.
    #[must_use]
    pub(crate) fn losses(&self) -> (u16, u16) {
        self.judge.losses()
    }
}

#[cfg(test)]
mod tests;
