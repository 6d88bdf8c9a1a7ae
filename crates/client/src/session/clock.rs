use std::time::Duration;

use call::Timestamp;

/// Returns the time since the page was opened (W3C High Resolution Time, section 7).
pub(crate) fn now() -> Timestamp {
    let performance = web_sys::window().and_then(|window| window.performance());
    Timestamp(Duration::from_secs_f64(
        performance.map_or(0.0, |performance| performance.now()) / 1000.0,
    ))
}

/// Returns the time of day, as the time since the Unix epoch: it goes on while the device sleeps.
pub(crate) fn time_of_day() -> Duration {
    Duration::from_secs_f64(js_sys::Date::now().max(0.0) / 1000.0)
}

/// Returns the time of day, in milliseconds since the Unix epoch.
pub(crate) fn unix_millis() -> u64 {
    js_sys::Date::now() as u64
}

/// Returns the local time, as `YYYY-MM-DDTHH:MM:SS`.
pub(crate) fn local_time() -> String {
    let date = js_sys::Date::new_0();
    let here = date.get_time() - date.get_timezone_offset() * 60_000.0;
    js_sys::Date::new(&here.into()).to_iso_string().into()
}

/// Returns how many milliseconds it is until `at`, rounded up so that a timer does not wake up too early.
pub(crate) fn millis_until(at: Timestamp) -> u32 {
    // Browsers take no more for a timer.
    const MOST: u32 = i32::MAX as u32 - 1;
    let left = at.0.saturating_sub(now().0);
    u32::try_from(left.as_millis()).unwrap_or(MOST).min(MOST) + 1
}
