use std::time::Duration;

use crate::tls::validity::Validity;

/// The pause after the first failure; an authority stops listening to those who ask on and on.
const FIRST_PAUSE: Duration = Duration::from_secs(60);
const LONGEST_PAUSE: Duration = Duration::from_secs(6 * 60 * 60);

/// Returns how long a certificate may stay: until a third of its life is left. `now` is in seconds since 1970.
pub(super) fn due_in(validity: Validity, now: i64) -> Duration {
    let life = validity.end.saturating_sub(validity.start);
    let due = validity.end.saturating_sub(life / 3);
    Duration::from_secs(u64::try_from(due.saturating_sub(now)).unwrap_or(0))
}

/// Returns how long to wait after so many failures in a row.
pub(super) fn pause_after(failures: u32) -> Duration {
    let doubled = 1_u32.checked_shl(failures.saturating_sub(1));
    FIRST_PAUSE
        .saturating_mul(doubled.unwrap_or(u32::MAX))
        .min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 60 * 60;

    #[test]
    fn a_certificate_is_renewed_when_a_third_of_its_life_is_left() {
        let check = |start: i64, end: i64, now: i64, days: u64| {
            let validity = Validity {
                start: start * DAY,
                end: end * DAY,
            };
            let due = due_in(validity, now * DAY);
            assert_eq!(due.as_secs(), days * 86_400, "{start} {end} {now}");
        };
        check(0, 90, 0, 60);
        check(0, 90, 59, 1);
        check(0, 90, 60, 0);
        check(0, 90, 91, 0);
        check(0, 6, 0, 4);
        check(100, 190, 0, 160);
    }

    #[test]
    fn nobody_is_asked_on_and_on() {
        let pauses = [1, 2, 3, 9, 10, 99].map(|failures| pause_after(failures).as_secs() / 60);
        assert_eq!(pauses, [1, 2, 4, 256, 360, 360]);
    }
}
