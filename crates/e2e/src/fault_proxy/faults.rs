use std::num::NonZeroU32;
use std::time::Duration;

/// What a proxy does to the bytes of its connections.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Faults {
    pub(super) flow: Flow,
    pub(super) delay: Duration,
    pub(super) bytes_per_second: Option<NonZeroU32>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Flow {
    #[default]
    Passing,
    /// Nothing is passed on, and nobody hears of it.
    Held,
    /// Nobody listens.
    Refused,
}

impl Faults {
    /// How long `bytes` take.
    pub(super) fn time_of(&self, bytes: usize) -> Duration {
        self.bytes_per_second.map_or(Duration::ZERO, |rate| {
            Duration::from_secs_f64(bytes as f64 / f64::from(rate.get()))
        })
    }
}
