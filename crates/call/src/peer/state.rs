use super::Peer;
use super::recovery::Step;
use crate::{TileConnection, Timestamp, earliest};

/// How far the path to the other side is.
#[derive(Clone, Copy, Debug)]
pub(super) enum State {
    /// There was none yet, or a person has asked for another try.
    Connecting { since: Timestamp, task: Task },
    /// There is one.
    Connected,
    /// There was one, and a better one is looked for.
    Mending {
        /// From when nothing has arrived for long enough to say so, whatever the health of the connection.
        stalled_from: Option<Timestamp>,
        task: Task,
    },
    /// All has been tried. A connection that is left may still come to life.
    Failed,
}

/// A step, and how far it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task {
    pub(super) step: Step,
    pub(super) clock: Clock,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// Not begun: it needs the connection to the server.
    Wanted,
    Running {
        until: Timestamp,
    },
    /// Begun, but one of the two sides has lost the connection to the server: no time is used up.
    Paused,
}

impl Task {
    pub(super) fn wanted(step: Step) -> Self {
        Self {
            step,
            clock: Clock::Wanted,
        }
    }

    pub(super) fn running(step: Step, now: Timestamp) -> Self {
        let until = now + step.patience();
        Self {
            step,
            clock: Clock::Running { until },
        }
    }
}

impl Peer {
    pub(crate) fn tile_connection(&self, now: Timestamp) -> TileConnection {
        match self.state {
            State::Connecting { since, .. } if now < since + Self::SLOW_AFTER => {
                TileConnection::Connecting
            }
            State::Connecting { .. } => TileConnection::Slow,
            State::Connected | State::Mending { .. } if self.is_stalled(now) => {
                TileConnection::Stalled
            }
            State::Connected | State::Mending { .. } => TileConnection::Connected,
            State::Failed => TileConnection::Failed,
        }
    }

    /// True if nothing comes from there although it did; `None` where nothing is expected to come.
    pub(crate) fn is_silent(&self, now: Timestamp) -> Option<bool> {
        match self.tile_connection(now) {
            TileConnection::Stalled => Some(true),
            TileConnection::Connected => Some(self.health.is_quiet()),
            TileConnection::Connecting | TileConnection::Slow | TileConnection::Failed => None,
        }
    }

    /// When [`Peer::handle_timeout`] or [`Peer::tile_connection`] has something to do by time alone.
    pub(crate) fn deadline(&self, now: Timestamp) -> Option<Timestamp> {
        let later = |at: Timestamp| Some(at).filter(|at| *at > now);
        match self.state {
            State::Connecting { since, task } => {
                earliest(&[later(since + Self::SLOW_AFTER), self.due(task, now)])
            }
            State::Connected => earliest(&[self.health.deadline(now), self.settles_by]),
            State::Mending { stalled_from, task } => {
                let stalled = stalled_from.and_then(later);
                earliest(&[self.health.deadline(now), stalled, self.due(task, now)])
            }
            State::Failed => None,
        }
    }

    /// True if nothing has come for so long that a person should know.
    pub(super) fn is_stalled(&self, now: Timestamp) -> bool {
        let is_told = match self.state {
            State::Mending { stalled_from, .. } => stalled_from.is_some_and(|from| from <= now),
            State::Connecting { .. } | State::Connected | State::Failed => false,
        };
        is_told || self.is_path_stalled(now)
    }

    /// When there is something to do to `task`.
    fn due(&self, task: Task, now: Timestamp) -> Option<Timestamp> {
        match task.clock {
            Clock::Wanted => (self.online && self.fresh).then_some(now),
            Clock::Running { until } => Some(until),
            Clock::Paused => self.can_be_answered().then_some(now),
        }
    }
}
