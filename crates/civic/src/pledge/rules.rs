//! What a pledge must say, and how it moves. Pure. S4.2-03.

use ground::Day;

use super::{No, State};

/// The words of a pledge.
#[derive(Debug, Clone)]
pub struct Words<'a> {
    /// The focus area.
    pub area: &'a str,
    /// What will be done.
    pub action: &'a str,
    /// The result that can be measured.
    pub measure: &'a str,
    /// By when.
    pub due: Option<Day>,
}

/// The area for what no listed area fits (S4.2-07).
pub const OTHER_AREA: &str = "其他";

/// Checks the words: every problem, each with its field.
pub fn check(words: &Words<'_>, areas: &[String], today: Day) -> Result<Day, Vec<No>> {
    let mut problems = Vec::new();
    if words.area.is_empty() || !(words.area == OTHER_AREA || areas.iter().any(|a| a == words.area))
    {
        problems.push(No::Area);
    }
    for (field, what, value) in [
        ("action", "承诺内容", words.action),
        ("measure", "可量的结果", words.measure),
    ] {
        match value.trim().chars().count() {
            0 => problems.push(No::Empty(field, what)),
            201.. => problems.push(No::TooLong(field, what, 200)),
            _ => {}
        }
    }
    if !words.measure.trim().is_empty() && !is_measurable(words.measure) {
        problems.push(No::NotMeasurable);
    }
    let due = match words.due {
        None => {
            problems.push(No::Empty("due", "完成日期"));
            today
        }
        Some(due) if due <= today => {
            problems.push(No::DuePast);
            due
        }
        Some(due) => due,
    };
    if problems.is_empty() {
        Ok(due)
    } else {
        Err(problems)
    }
}

/// A result is measurable when it holds a number, in figures or in words
/// (field-facts 2.6: vague pledges are worthless).
pub fn is_measurable(measure: &str) -> bool {
    measure
        .chars()
        .any(|c| c.is_numeric() || "一二三四五六七八九十百千两每全".contains(c))
}

/// What moves a pledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// Written again after a return.
    Amend,
    /// The branch passes it.
    Pass,
    /// The branch returns it.
    Return,
    /// It is published.
    Publish,
    /// It is settled as kept.
    Keep,
}

/// The state after a move, or none when the move does not fit.
pub fn after(state: State, act: Move) -> Result<State, No> {
    use State::*;
    match (state, act) {
        (Returned, Move::Amend) => Ok(Submitted),
        (Submitted, Move::Pass) => Ok(Passed),
        (Submitted, Move::Return) => Ok(Returned),
        (Passed, Move::Publish) => Ok(Published),
        (Published, Move::Keep) => Ok(Kept),
        (state, _) => Err(No::OutOfOrder(state)),
    }
}

/// Overdue is not a state that anyone sets: a published pledge whose day has passed.
pub fn is_overdue(state: State, due: Day, today: Day) -> bool {
    state == State::Published && due < today
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_pledge_without_measure_or_date_cannot_be_submitted() {
        let areas = ["服务群众".to_owned()];
        let today = day("2026-06-01");
        let good = Words {
            area: "服务群众",
            action: "教老人用手机",
            measure: "教会10人",
            due: Some(day("2026-09-30")),
        };
        assert!(check(&good, &areas, today).is_ok());
        for (bad, problem) in [
            (
                Words {
                    measure: "",
                    ..good.clone()
                },
                No::Empty("measure", "可量的结果"),
            ),
            (
                Words {
                    measure: "努力做好",
                    ..good.clone()
                },
                No::NotMeasurable,
            ),
            (
                Words {
                    due: None,
                    ..good.clone()
                },
                No::Empty("due", "完成日期"),
            ),
            (
                Words {
                    due: Some(today),
                    ..good.clone()
                },
                No::DuePast,
            ),
            (
                Words {
                    area: "企业增效",
                    ..good.clone()
                },
                No::Area,
            ),
            (
                Words {
                    action: " ",
                    ..good.clone()
                },
                No::Empty("action", "承诺内容"),
            ),
        ] {
            assert_eq!(check(&bad, &areas, today), Err(vec![problem]));
        }
        assert!(
            check(
                &Words {
                    area: OTHER_AREA,
                    ..good
                },
                &areas,
                today
            )
            .is_ok()
        );
    }

    #[test]
    fn a_pledge_moves_only_along_its_way() {
        use State::*;
        let moves = [
            Move::Amend,
            Move::Pass,
            Move::Return,
            Move::Publish,
            Move::Keep,
        ];
        let allowed = [
            (Returned, Move::Amend, Submitted),
            (Submitted, Move::Pass, Passed),
            (Submitted, Move::Return, Returned),
            (Passed, Move::Publish, Published),
            (Published, Move::Keep, Kept),
        ];
        for state in State::ALL {
            for act in moves {
                let expected = allowed
                    .iter()
                    .find(|(s, a, _)| s == state && *a == act)
                    .map(|(_, _, to)| *to);
                assert_eq!(after(*state, act).ok(), expected, "{state:?} {act:?}");
            }
        }
    }

    #[test]
    fn a_published_pledge_is_overdue_from_the_day_after_its_date() {
        let due = day("2026-09-30");
        assert!(!is_overdue(State::Published, due, due));
        assert!(is_overdue(State::Published, due, day("2026-10-01")));
        assert!(!is_overdue(State::Kept, due, day("2026-10-01")));
    }
}
