//! Which time things begin and end by, of what the clock says and of what was
//! trusted before (ruling 7). Pure.

use ground::At;

/// The longest step that a clock takes without a person: a day.
const STEP_SECONDS: i64 = 24 * 3600;
/// A clock that was set right by so much is not worth a question.
const SLACK_SECONDS: i64 = 300;

/// Why the clock is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It stands before what was trusted: it went back.
    Back,
    /// It stands more than a day after it: it jumped, or the server was off.
    Ahead,
}

/// What ends, ends by this time: never back, never more than a day on by itself.
pub fn ends(now: At, mark: At) -> At {
    if now > mark && now <= mark.plus_seconds(STEP_SECONDS) {
        now
    } else {
        mark
    }
}

/// What begins, begins at this time: not before anything that ended, and not before
/// the day that the clock shows, so that no period is cut short by a clock in doubt.
pub fn begins(now: At, mark: At) -> At {
    now.max(mark)
}

/// Whether a person has to look at the clock.
pub fn doubt(now: At, mark: At) -> Option<Doubt> {
    if now > mark.plus_seconds(STEP_SECONDS) {
        Some(Doubt::Ahead)
    } else if now < mark.plus_seconds(-SLACK_SECONDS) {
        Some(Doubt::Back)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: At = At::from_micros(1_000_000_000_000_000);

    #[test]
    fn a_clock_that_goes_on_is_followed_and_one_that_went_back_is_not() {
        let later = MARK.plus_seconds(STEP_SECONDS);
        assert_eq!((ends(later, MARK), doubt(later, MARK)), (later, None));
        let before = MARK.plus_seconds(-3600);
        assert_eq!(ends(before, MARK), MARK);
        assert_eq!(begins(before, MARK), MARK);
        assert_eq!(doubt(before, MARK), Some(Doubt::Back));
    }

    #[test]
    fn a_clock_that_jumps_more_than_a_day_ends_nothing() {
        let jumped = MARK.plus_seconds(STEP_SECONDS + 1);
        assert_eq!(ends(jumped, MARK), MARK);
        assert_eq!(begins(jumped, MARK), jumped);
        assert_eq!(doubt(jumped, MARK), Some(Doubt::Ahead));
    }

    #[test]
    fn a_clock_set_right_by_minutes_asks_nobody_and_still_reopens_nothing() {
        let corrected = MARK.plus_seconds(-SLACK_SECONDS);
        assert_eq!(
            (doubt(corrected, MARK), ends(corrected, MARK)),
            (None, MARK)
        );
    }
}
