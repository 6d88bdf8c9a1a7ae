//! Counts of tests, read from what test programs print.

use std::fmt::{self, Display};

/// What a test program prints before the reason why a test cannot run here; it counts the test as ignored.
const SKIPPED: &str = "skipped: ";

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    passed: usize,
    failed: usize,
    skipped: usize,
    reasons: Vec<String>,
}

impl Tally {
    pub(crate) fn of(passed: usize, failed: usize) -> Self {
        Self {
            passed,
            failed,
            ..Self::default()
        }
    }

    pub(crate) fn of_skipped(reason: &str) -> Self {
        Self {
            skipped: 1,
            reasons: vec![reason.to_owned()],
            ..Self::default()
        }
    }

    /// Reads a line of a test program's output.
    pub(crate) fn read(&mut self, line: &str) {
        if let Some((_, counts)) = line.split_once("test result: ") {
            self.passed += count(counts, " passed");
            self.failed += count(counts, " failed");
            self.skipped += count(counts, " ignored");
        } else if let Some(reason) = line.strip_prefix(SKIPPED) {
            self.reasons.push(reason.to_owned());
        }
    }

    /// Takes the exit status into account: a suite that did not build or crashed counts as a failure.
    pub(crate) fn ended(&mut self, success: bool) {
        let silent = !success && self.failed == 0;
        self.failed += usize::from(silent);
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.reasons.extend(other.reasons);
    }

    /// Why tests were skipped.
    pub(crate) fn reasons(&self) -> &[String] {
        &self.reasons
    }

    /// Where `strict`, a skipped test is as bad as a failed one.
    pub(crate) fn is_good(&self, strict: bool) -> bool {
        self.failed == 0 && (!strict || self.skipped == 0)
    }
}

impl Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            passed,
            failed,
            skipped,
            ..
        } = self;
        write!(f, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

fn count(counts: &str, word: &str) -> usize {
    let before = counts.split_once(word).map(|(before, _)| before);
    let number = before.and_then(|before| before.rsplit(' ').next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Tally {
        let mut tally = Tally::default();
        lines.iter().for_each(|line| tally.read(line));
        tally
    }

    #[test]
    fn adds_up_test_programs() {
        let tally = read(&[
            "running 3 tests",
            "test a ... ok",
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 4 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
        ]);
        assert_eq!(tally.to_string(), "7 passed, 2 failed, 1 skipped");
    }

    #[test]
    fn keeps_the_reason_for_a_skipped_test() {
        let tally = read(&[
            "skipped: four_in_one_room: no network namespaces",
            "a line that says skipped: in passing",
            "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 9.00s",
        ]);
        assert_eq!(tally.to_string(), "5 passed, 0 failed, 1 skipped");
        assert_eq!(tally.reasons(), ["four_in_one_room: no network namespaces"]);
    }

    #[test]
    fn a_suite_that_does_not_build_has_failed() {
        let mut tally = read(&[]);
        tally.ended(false);
        assert_eq!(tally, Tally::of(0, 1));
    }

    #[test]
    fn a_failure_is_counted_once() {
        let mut tally = read(&["test result: FAILED. 0 passed; 2 failed; 0 ignored"]);
        tally.ended(false);
        assert_eq!(tally, Tally::of(0, 2));
    }

    #[test]
    fn skips_are_failures_where_all_must_run() {
        let tally = Tally::of_skipped("no Python");
        assert!(tally.is_good(false));
        assert!(!tally.is_good(true));
        assert!(!Tally::of(9, 1).is_good(false));
    }
}
