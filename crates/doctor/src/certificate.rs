//! The certificates of the server and its relay, and their ends.

use crate::Line;

const TOPIC: &str = "Certificate";

const DAY: i64 = 24 * 60 * 60;

/// Whoever renews certificates by themselves does so a month before the end, as a rule.
const SOON: i64 = 14 * DAY;

/// Says how long a certificate is good for that the operator has named by `setting`; `left` is the seconds to its end (RFC 5280, section 4.1.2.5).
#[must_use]
pub fn line(setting: &'static str, left: i64) -> Line {
    let days = left.unsigned_abs() / DAY.unsigned_abs();
    if left <= 0 {
        return Line::bad(
            TOPIC,
            setting,
            format!(
                "It ended {days} day(s) ago: browsers refuse it. Renew it; the server takes the new file by itself."
            ),
        );
    }
    if left < SOON {
        return Line::doubtful(
            TOPIC,
            setting,
            format!("It ends in {days} day(s): see why nothing has renewed it."),
        );
    }
    Line::good(TOPIC, format!("It is good for {days} day(s) more."))
}

/// Says that the file holds nothing that could be read.
#[must_use]
pub fn unreadable(setting: &'static str, why: &str) -> Line {
    Line::bad(
        TOPIC,
        setting,
        format!("Its end cannot be read ({why}): it must be a certificate in PEM."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;

    #[test]
    fn a_certificate_is_renewed_before_it_ends() {
        let check = |left, verdict, says: &str| {
            let line = line("TATAP_TLS_CERT", left);
            assert_eq!(line.verdict, verdict, "{line:?}");
            assert!(line.text.contains(says), "{line:?}");
        };
        check(-3 * DAY, Verdict::Bad, "3 day(s) ago");
        check(0, Verdict::Bad, "0 day(s) ago");
        check(DAY, Verdict::Doubtful, "in 1 day(s)");
        check(SOON - 1, Verdict::Doubtful, "in 13 day(s)");
        check(SOON, Verdict::Good, "14 day(s) more");
        assert_eq!(
            unreadable("TATAP_TLS_CERT", "empty").setting,
            Some("TATAP_TLS_CERT")
        );
    }
}
