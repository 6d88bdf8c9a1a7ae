use std::ops::Add;
use std::time::Duration;

/// A point in time, as the time since any fixed point that stays the same during a call.
///
/// `std::time::Instant` panics on `wasm32-unknown-unknown`; the client feeds this from `performance.now()`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub Duration);

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0 + duration)
    }
}

/// Returns the earliest of those that there are.
///
/// A chain of iterators costs the web app some kB, before it is compressed.
#[inline(never)]
#[must_use]
pub fn earliest(times: &[Option<Timestamp>]) -> Option<Timestamp> {
    let mut first: Option<Timestamp> = None;
    for time in times.iter().copied().flatten() {
        if first.is_none_or(|first| time < first) {
            first = Some(time);
        }
    }
    first
}
