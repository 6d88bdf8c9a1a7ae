//! The clock, by which credentials end.

use crate::Line;

/// The seconds by which clocks may differ without anybody noticing.
const TOLERABLE: u64 = 30;

/// Credentials hold for ten minutes: a clock that is off by half of it leaves little.
const HARMFUL: u64 = 300;

/// Compares clocks; `ahead` is by how many seconds that of this machine is ahead of the one of `whose`, if that is known.
#[must_use]
pub fn line(ahead: Option<i64>, whose: &str) -> Line {
    const TOPIC: &str = "Clock";
    let Some(ahead) = ahead else {
        return Line::unknown(
            TOPIC,
            "There is no other to compare it with: FRONTEND_URL names none that answers.",
        );
    };
    let off = ahead.unsigned_abs();
    let way = if ahead > 0 { "fast" } else { "slow" };
    let text = format!("It is {off} s {way} beside that of {whose}");
    match off {
        0..TOLERABLE => Line::good(TOPIC, format!("It agrees with that of {whose}.")),
        TOLERABLE..HARMFUL => Line::doubtful(
            TOPIC,
            "FRONTEND_URL",
            format!("{text}: let the system set it (timedatectl set-ntp true), on both machines."),
        ),
        HARMFUL.. => Line::bad(
            TOPIC,
            "FRONTEND_URL",
            format!(
                "{text}: relays refuse credentials that have ended or are too far ahead. \
                 Let the system set it (timedatectl set-ntp true), on both machines."
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;

    #[test]
    fn a_clock_may_be_off_a_little_but_not_an_hour() {
        let check = |ahead, verdict| {
            let line = line(ahead, "meet.example.org");
            assert_eq!(line.verdict, verdict, "{line:?}");
        };
        check(None, Verdict::Unknown);
        check(Some(0), Verdict::Good);
        check(Some(-29), Verdict::Good);
        check(Some(30), Verdict::Doubtful);
        check(Some(-299), Verdict::Doubtful);
        check(Some(300), Verdict::Bad);
        check(Some(-3_600), Verdict::Bad);
        check(Some(i64::MIN), Verdict::Bad);
    }
}
