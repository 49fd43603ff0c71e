//! Which quarter is under review, by when, and what a sheet must say. Pure. S4.3-04, S4.3-05.

use ground::Day;

use super::No;
use crate::campaign;

/// A quarter of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    /// The year.
    pub year: i64,
    /// 1 to 4.
    pub quarter: i64,
}

impl Quarter {
    /// The quarter that a day lies in.
    pub fn of(day: Day) -> Self {
        let (year, quarter) = day.quarter();
        Self {
            year: year.into(),
            quarter: quarter.into(),
        }
    }

    /// Its last day.
    pub fn end(self) -> Day {
        let year = i16::try_from(self.year).unwrap_or_default();
        let month = i8::try_from(self.quarter * 3).unwrap_or(3);
        Day::new(year, month, 1).map_or(Day(jiff::civil::Date::ZERO), campaign::rules::month_end)
    }

    /// The quarter before.
    #[must_use]
    pub fn before(self) -> Self {
        if self.quarter == 1 {
            Self {
                year: self.year - 1,
                quarter: 4,
            }
        } else {
            Self {
                quarter: self.quarter - 1,
                ..self
            }
        }
    }

    /// `2026年三季度`.
    pub fn label(self) -> String {
        let name = ["一", "二", "三", "四"]
            .get(usize::try_from(self.quarter - 1).unwrap_or(0))
            .unwrap_or(&"一");
        format!("{}年{name}季度", self.year)
    }
}

/// The quarter under review: the last one that ended since the campaign began;
/// in its first quarter, that one.
pub fn under_review(began: Day, today: Day) -> Quarter {
    let last = Quarter::of(today).before();
    if last.end() >= began {
        last
    } else {
        Quarter::of(today)
    }
}

/// The day by which the sheets of a quarter are due: the given day of the month after it.
pub fn due(quarter: Quarter, day_of_month: i8) -> Day {
    quarter.end().plus(i64::from(day_of_month))
}

/// The three boxes of the sheet.
#[derive(Debug, Clone)]
pub struct Boxes<'a> {
    /// 主要成绩
    pub achievements: &'a str,
    /// 存在问题
    pub problems: &'a str,
    /// 努力方向
    pub direction: &'a str,
    /// Whether 'none' in the second box was confirmed a second time.
    pub none_confirmed: bool,
}

/// Checks the boxes: all three filled, and 'none' as a problem said twice.
pub fn check(boxes: &Boxes<'_>) -> Result<(), Vec<No>> {
    let mut problems = Vec::new();
    for (field, what, value) in [
        ("achievements", "主要成绩", boxes.achievements),
        ("problems", "存在问题", boxes.problems),
        ("direction", "努力方向", boxes.direction),
    ] {
        match value.trim().chars().count() {
            0 => problems.push(No::Empty(field, what)),
            1001.. => problems.push(No::TooLong(field, what)),
            _ => {}
        }
    }
    let none = matches!(
        boxes.problems.trim().trim_end_matches('。'),
        "无" | "没有" | "暂无"
    );
    if none && !boxes.none_confirmed {
        problems.push(No::NoneUnconfirmed);
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn the_quarter_under_review_is_the_last_that_ended() {
        let began = day("2026-05-06");
        for (today, expected) in [
            ("2026-05-20", (2026, 2)),
            ("2026-07-01", (2026, 2)),
            ("2026-10-09", (2026, 3)),
            ("2027-01-02", (2026, 4)),
        ] {
            let quarter = under_review(began, day(today));
            assert_eq!((quarter.year, quarter.quarter), expected, "{today}");
        }
    }

    #[test]
    fn the_sheets_of_the_third_quarter_are_due_on_10_october() {
        let quarter = Quarter {
            year: 2026,
            quarter: 3,
        };
        assert_eq!(due(quarter, 10), day("2026-10-10"));
        assert_eq!(
            due(
                Quarter {
                    year: 2026,
                    quarter: 4
                },
                10
            ),
            day("2027-01-10")
        );
        assert_eq!(quarter.label(), "2026年三季度");
    }

    #[test]
    fn all_three_boxes_are_filled_and_no_problem_is_said_twice() {
        let good = Boxes {
            achievements: "办结承诺一项",
            problems: "走访记录不全",
            direction: "每月补齐",
            none_confirmed: false,
        };
        assert_eq!(check(&good), Ok(()));
        assert_eq!(
            check(&Boxes {
                direction: " ",
                ..good.clone()
            }),
            Err(vec![No::Empty("direction", "努力方向")])
        );
        assert_eq!(
            check(&Boxes {
                problems: "无。",
                ..good.clone()
            }),
            Err(vec![No::NoneUnconfirmed])
        );
        assert_eq!(
            check(&Boxes {
                problems: "无",
                none_confirmed: true,
                ..good
            }),
            Ok(())
        );
    }
}
