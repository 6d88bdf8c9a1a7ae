const MINUTE: i64 = 60 * 1000;
const DAY: i64 = 24 * 60 * MINUTE;

/// Numbers the day on which something was, in milliseconds since the Unix epoch, where clocks are so many minutes behind
/// UTC; ahead of it is less than 0.
#[must_use]
pub fn day_of(at: u64, minutes_behind_utc: i32) -> i64 {
    // No clock shows a time that does not fit.
    let at = i64::try_from(at).unwrap_or(i64::MAX / 2);
    (at - i64::from(minutes_behind_utc) * MINUTE).div_euclid(DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_at_midnight_where_the_person_is() {
        // 2026-11-26 23:30 UTC.
        let at = 1_795_735_800_000;
        let half_an_hour = 30 * 60 * 1000;
        let utc = day_of(at, 0);
        assert_eq!(day_of(at + half_an_hour - 1, 0), utc);
        assert_eq!(day_of(at + half_an_hour, 0), utc + 1);
        let jakarta = -7 * 60;
        assert_eq!(day_of(at, jakarta), utc + 1);
        let bogota = 5 * 60;
        assert_eq!(day_of(at + half_an_hour, bogota), utc);
        assert_eq!(day_of(0, 60), -1);
        assert!(day_of(u64::MAX, -840) > utc);
    }
}
