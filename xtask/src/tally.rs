//! How many tests passed and failed, as read from what the runners print.

use std::fmt;
use std::ops::AddAssign;

/// Tests that passed and tests that did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    /// Also the ignored ones: a test that does not run proves nothing.
    pub(crate) failed: u64,
}

impl Tally {
    /// One failure that no runner counted, such as a crash or a build that broke.
    pub(crate) const FAILURE: Self = Self {
        passed: 0,
        failed: 1,
    };

    /// Reads a line of cargo's tests: `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    pub(crate) fn of_rust(line: &str) -> Option<Self> {
        let (_, counts) = line
            .trim()
            .strip_prefix("test result: ")?
            .split_once(". ")?;
        let count = |label: &str| {
            let labelled = counts
                .split(';')
                .find_map(|part| part.trim().strip_suffix(label));
            labelled.and_then(|number| number.trim().parse::<u64>().ok())
        };
        Some(Self {
            passed: count("passed")?,
            failed: count("failed")? + count("ignored")?,
        })
    }

    /// Reads a line of a journey: `ok - NAME` or `not ok - NAME`.
    pub(crate) fn of_journey(line: &str) -> Option<Self> {
        if line.starts_with("ok - ") {
            Some(Self {
                passed: 1,
                failed: 0,
            })
        } else if line.starts_with("not ok - ") {
            Some(Self::FAILURE)
        } else {
            None
        }
    }

    /// What a finished runner amounts to: one that broke without a failed test is a failure,
    /// and so is one that had something to run and ran nothing.
    pub(crate) fn judged(self, succeeded: Ended, expected: Expected) -> Self {
        let nothing_ran = self == Self::default() && expected == Expected::Something;
        if self.failed == 0 && (succeeded == Ended::Badly || nothing_ran) {
            return Self { failed: 1, ..self };
        }
        self
    }
}

/// How a runner's process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Well,
    Badly,
}

impl From<std::process::ExitStatus> for Ended {
    fn from(status: std::process::ExitStatus) -> Self {
        if status.success() {
            Self::Well
        } else {
            Self::Badly
        }
    }
}

/// Whether a runner may find nothing to do, as happens under a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Something,
    Perhaps,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::{Ended, Expected, Tally};

    const fn tally(passed: u64, failed: u64) -> Tally {
        Tally { passed, failed }
    }

    #[test]
    fn cargos_result_lines_are_summed() {
        let output = "running 2 tests
test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.00s
test a ... ok
test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s";
        let mut sum = Tally::default();
        output
            .lines()
            .filter_map(Tally::of_rust)
            .for_each(|line| sum += line);
        assert_eq!(sum, tally(13, 2));
    }

    #[test]
    fn an_ignored_test_is_a_failure() {
        let line = "test result: ok. 4 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(Tally::of_rust(line), Some(tally(4, 1)));
    }

    #[test]
    fn a_journeys_lines_are_counted_and_its_remarks_are_not() {
        assert_eq!(
            Tally::of_journey("ok - the home page opens"),
            Some(tally(1, 0))
        );
        assert_eq!(
            Tally::of_journey("not ok - a member signs in"),
            Some(tally(0, 1))
        );
        assert_eq!(Tally::of_journey("# ok - said the page"), None);
        assert_eq!(Tally::of_journey("okay"), None);
    }

    #[test]
    fn a_runner_that_breaks_or_runs_nothing_is_a_failure() {
        assert_eq!(
            tally(3, 0).judged(Ended::Badly, Expected::Something),
            tally(3, 1)
        );
        assert_eq!(
            tally(3, 2).judged(Ended::Badly, Expected::Something),
            tally(3, 2)
        );
        assert_eq!(
            tally(0, 0).judged(Ended::Well, Expected::Something),
            tally(0, 1)
        );
        assert_eq!(
            tally(0, 0).judged(Ended::Well, Expected::Perhaps),
            tally(0, 0)
        );
        assert_eq!(
            tally(3, 0).judged(Ended::Well, Expected::Something),
            tally(3, 0)
        );
    }

    #[test]
    fn the_closing_line_is_plain() {
        assert_eq!(tally(250, 0).to_string(), "250 passed, 0 failed");
    }
}
