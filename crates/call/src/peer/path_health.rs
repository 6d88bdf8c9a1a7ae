use std::time::Duration;

use crate::{ConnectionState, Timestamp, Traffic};

/// Judges whether the path of one connection carries anything, by what has arrived and by what the browser says.
///
/// Silence is the time between samples in which nothing has grown. A clock that stood still counts for nothing: a page
/// that was frozen has seen nothing, and a path is not dead because nobody looked.
#[derive(Clone, Debug)]
pub(super) struct PathHealth {
    path: Path,
    last: Option<Sample>,
    silence: Duration,
    /// How many samples in a row had more media than the one before, up to [`PathHealth::FLOWING`].
    flow: u32,
    consent: Consent,
    /// The network may have changed at this time, and nothing has proved the path since.
    doubted: Option<Timestamp>,
    /// Nothing came from the server either, and nothing has come from here since.
    silent_with_server: bool,
}

#[derive(Clone, Copy, Debug)]
struct Sample {
    at: Timestamp,
    traffic: Traffic,
}

/// What the browser says of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Path {
    /// It was never there.
    Sought,
    There,
    Lost {
        since: Timestamp,
    },
    Failed,
}

/// Whether the browser counts the answers to consent checks: only then does their absence say anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Consent {
    /// Answers before this time may be to the checks that find a path.
    Unknown {
        from: Timestamp,
    },
    Counted,
}

/// What a sample says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// Something has arrived since the sample before.
    Life,
    Silence,
}

impl PathHealth {
    /// How long nothing may arrive where media is expected, or the browser may miss the path.
    pub(super) const STALL: Duration = Duration::from_secs(2);

    /// How long nothing may arrive before it is worth a look at everything else.
    const QUIET: Duration = Duration::from_secs(1);

    /// How long no consent check may be answered where no media is expected: answers come every 2.5 to 5 seconds.
    pub(super) const IDLE_STALL: Duration = Duration::from_secs(8);

    /// By how much a second of samples may be short.
    const TOLERANCE: Duration = Duration::from_millis(150);

    /// Samples that are further apart say nothing of the time between them.
    pub(super) const LATE: Duration = Duration::from_secs(3);

    /// How many samples in a row media must have grown before it is missed: a source that sends now and then, and one
    /// that another program has taken, leave gaps on a good path.
    pub(super) const FLOWING: u32 = 2;

    /// How long after a path was found the answers are not taken for consent.
    const SETTLING: Duration = Duration::from_secs(10);

    pub(super) fn new() -> Self {
        Self {
            path: Path::Sought,
            last: None,
            silence: Duration::ZERO,
            flow: 0,
            consent: Consent::Unknown {
                from: Timestamp::default(),
            },
            doubted: None,
            silent_with_server: false,
        }
    }

    /// True once the browser has found a path.
    pub(super) fn was_connected(&self) -> bool {
        self.path != Path::Sought
    }

    /// True if the network may have changed and nothing has arrived since.
    pub(super) fn is_doubtful(&self) -> bool {
        self.doubted.is_some() || self.silent_with_server
    }

    /// True if the path carries nothing although it should.
    pub(super) fn is_stalled(&self, media_expected: bool, now: Timestamp) -> bool {
        let is_silent_for = |time: Duration| self.silence + Self::TOLERANCE >= time;
        let is_silent =
            (media_expected && self.flow >= Self::FLOWING && is_silent_for(Self::STALL))
                || (self.consent == Consent::Counted && is_silent_for(Self::IDLE_STALL));
        match self.path {
            Path::Sought => false,
            Path::There => is_silent,
            Path::Lost { since } => is_silent || since + Self::STALL <= now,
            Path::Failed => true,
        }
    }

    /// True if media that was flowing has just stopped, or the browser misses the path: not yet a stall, but more than
    /// a moment.
    pub(super) fn is_quiet(&self) -> bool {
        let is_silent = self.flow >= Self::FLOWING && self.silence + Self::TOLERANCE >= Self::QUIET;
        is_silent || matches!(self.path, Path::Lost { .. } | Path::Failed)
    }

    /// When [`PathHealth::is_stalled`] changes by the time alone.
    pub(super) fn deadline(&self, now: Timestamp) -> Option<Timestamp> {
        match self.path {
            Path::Lost { since } => Some(since + Self::STALL).filter(|at| *at > now),
            Path::Sought | Path::There | Path::Failed => None,
        }
    }

    /// Takes in what the browser says of the path.
    ///
    /// `Connecting` is news only before the first path: a restart looks for another while the old one goes on.
    pub(super) fn connection(&mut self, state: ConnectionState, now: Timestamp) {
        match state {
            ConnectionState::Connecting => {}
            ConnectionState::Connected => {
                self.path = Path::There;
                self.silent_with_server = false;
                self.silence = Duration::ZERO;
                self.consent = Consent::Unknown {
                    from: now + Self::SETTLING,
                };
            }
            ConnectionState::Disconnected => {
                if self.path == Path::There {
                    self.path = Path::Lost { since: now };
                }
            }
            ConnectionState::Failed => {
                if self.was_connected() {
                    self.path = Path::Failed;
                }
            }
        }
    }

    /// The network may have changed: what arrived before proves nothing.
    pub(super) fn doubt(&mut self, now: Timestamp) {
        self.doubted = Some(now);
    }

    /// Nothing comes from the server either: whatever comes from here is a proof.
    pub(super) fn doubt_silence(&mut self) {
        self.silent_with_server = true;
    }

    /// Takes in what has arrived so far.
    pub(super) fn sample(&mut self, traffic: Traffic, now: Timestamp) -> Sign {
        let sample = Sample { at: now, traffic };
        let before = self.last.replace(sample).unwrap_or(Sample {
            at: now,
            traffic: Traffic::default(),
        });
        let media = traffic.media_bytes > before.traffic.media_bytes;
        let answered = traffic.consent_responses > before.traffic.consent_responses;
        if media {
            self.flow = (self.flow + 1).min(Self::FLOWING);
        } else if answered {
            // The path is good, so that nothing is sent over it.
            self.flow = 0;
        }
        if answered {
            self.count_consent(now);
        }
        if media || answered {
            self.silence = Duration::ZERO;
            self.silent_with_server = false;
            self.doubted = self.doubted.filter(|since| before.at < *since);
            return Sign::Life;
        }
        let step = Duration::saturating_sub(now.0, before.at.0);
        if step > Self::LATE {
            self.silence = Duration::ZERO;
        } else {
            self.silence += step;
        }
        Sign::Silence
    }

    fn count_consent(&mut self, now: Timestamp) {
        if let Consent::Unknown { from } = self.consent
            && self.was_connected()
            && from <= now
        {
            self.consent = Consent::Counted;
        }
    }
}

#[cfg(test)]
mod tests;
