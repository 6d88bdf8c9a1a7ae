use std::time::Duration;

use call::Timestamp;

/// Returns the time since the page was opened (W3C High Resolution Time, section 7).
pub(crate) fn now() -> Timestamp {
    let performance = web_sys::window().and_then(|window| window.performance());
    Timestamp(Duration::from_secs_f64(
        performance.map_or(0.0, |performance| performance.now()) / 1000.0,
    ))
}

/// Returns how many milliseconds it is until `at`, rounded up so that a timer does not wake up too early.
pub(crate) fn millis_until(at: Timestamp) -> u32 {
    let left = at.0.saturating_sub(now().0);
    u32::try_from(left.as_millis())
        .unwrap_or(u32::MAX)
        .saturating_add(1)
}
