//! The strip of days on a notice's page: what counts, what does not, and why. Pure.

use ground::{Calendar, Day};

use civic::notice::{self, Counted, Version};

use super::shown::span_words;

/// More days than this do not fit on one line.
const ONE_LINE: usize = 14;

/// One box of the strip.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    /// `done`, `now`, `todo`, `off`, `off span7` or `done0` for the day of publication.
    pub(crate) class: &'static str,
    /// `10月9日`, `10月1日–7日`.
    pub(crate) label: String,
    /// What stands in the box: a number, 不计, 发布.
    pub(crate) face: String,
    /// `周三`, `国庆节放假`.
    pub(crate) first: String,
    /// `计第1天`, `今天`, `截止`; may be empty.
    pub(crate) second: String,
}

/// The strip of a notice, with its list class.
#[derive(Debug)]
pub(crate) struct Strip {
    /// The boxes.
    pub(crate) cells: Vec<Cell>,
    /// `days`, or `days many` when they wrap.
    pub(crate) class: &'static str,
}

/// The strip of a version that was published on a day, as seen on another one.
pub(crate) fn strip(calendar: &Calendar, version: &Version, published: Day, today: Day) -> Strip {
    let days = notice::days(calendar, version);
    let mut cells = vec![Cell {
        class: "done0",
        label: published.short(),
        face: "发布".to_owned(),
        first: weekday(published),
        second: if published == today { "今天" } else { "" }.to_owned(),
    }];
    let mut rest = &days[..];
    while let Some(first) = rest.first() {
        let run = rest.iter().take_while(|d| d.number.is_none()).count();
        if run > 1 {
            cells.push(off_run(&rest[..run], today));
            rest = &rest[run..];
        } else {
            cells.push(cell(first, version.last_day, today));
            rest = &rest[1..];
        }
    }
    let class = if cells.len() > ONE_LINE {
        "days many"
    } else {
        "days"
    };
    Strip { cells, class }
}

fn cell(day: &Counted, last: Day, today: Day) -> Cell {
    let Some(number) = day.number else {
        return Cell {
            class: "off",
            label: day.day.short(),
            face: "不计".to_owned(),
            first: day.remark.clone(),
            second: if day.day == today { "今天" } else { "" }.to_owned(),
        };
    };
    let class = match day.day.cmp(&today) {
        std::cmp::Ordering::Less => "done",
        std::cmp::Ordering::Equal => "now",
        std::cmp::Ordering::Greater => "todo",
    };
    let second = if day.day == today {
        "今天".to_owned()
    } else if day.day == last {
        "截止".to_owned()
    } else if !day.remark.is_empty() {
        day.remark.clone()
    } else if class == "done" {
        format!("计第{number}天")
    } else {
        String::new()
    };
    Cell {
        class,
        label: day.day.short(),
        face: number.to_string(),
        first: weekday(day.day),
        second,
    }
}

/// Days off in a row become one box.
fn off_run(run: &[Counted], today: Day) -> Cell {
    let mut why: Vec<&str> = run.iter().map(|d| d.remark.as_str()).collect();
    why.dedup();
    let (first, last) = (run[0].day, run[run.len() - 1].day);
    Cell {
        class: "off span7",
        label: span_words(first, last),
        face: "不计".to_owned(),
        first: why.join("、"),
        second: if run.iter().any(|d| d.day == today) {
            "今天"
        } else {
            ""
        }
        .to_owned(),
    }
}

fn weekday(day: Day) -> String {
    day.weekday().replace("星期", "周")
}

/// What a printed notice says instead of the strip: which days do not count, and which do though one would not think so.
pub(crate) fn in_words(calendar: &Calendar, version: &Version) -> Vec<String> {
    let days = notice::days(calendar, version);
    let mut words = Vec::new();
    let mut rest = &days[..];
    while let Some(first) = rest.first() {
        let run = rest.iter().take_while(|d| d.number.is_none()).count();
        if run > 0 {
            words.push(format!("{}不计", span_words(first.day, rest[run - 1].day)));
            rest = &rest[run..];
        } else {
            if !first.remark.is_empty() {
                words.push(format!("{}{}，计入", first.day.short(), first.remark));
            }
            rest = &rest[1..];
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use ground::At;

    fn version(published: &str, workdays: u32) -> (Calendar, Version, Day) {
        let calendar = Calendar::shipped().unwrap();
        let day: Day = published.parse().unwrap();
        let period = calendar.period(day, workdays);
        let version = Version {
            version: 1,
            snapshot: String::new(),
            hash: String::new(),
            published_at: At::from_micros(0),
            published_by: civic::PersonId::VISITOR,
            workdays: i64::from(workdays),
            first_day: period.first,
            last_day: period.last,
            effective_from: At::from_micros(0),
        };
        (calendar, version, day)
    }

    #[test]
    fn the_days_of_a_holiday_stand_in_one_box_and_a_made_up_saturday_counts() {
        let (calendar, version, published) = version("2026-09-29", 5);
        let today = "2026-10-09".parse().unwrap();
        let cells = strip(&calendar, &version, published, today).cells;
        let seen: Vec<_> = cells
            .iter()
            .map(|c| (c.class, c.label.as_str(), c.face.as_str()))
            .collect();
        assert_eq!(
            seen,
            [
                ("done0", "9月29日", "发布"),
                ("done", "9月30日", "1"),
                ("off span7", "10月1日–7日", "不计"),
                ("done", "10月8日", "2"),
                ("now", "10月9日", "3"),
                ("todo", "10月10日", "4"),
                ("off", "10月11日", "不计"),
                ("todo", "10月12日", "5"),
            ]
        );
        assert_eq!(
            in_words(&calendar, &version),
            ["10月1日–7日不计", "10月10日调休上班，计入", "10月11日不计"]
        );
    }

    #[test]
    fn a_long_period_wraps() {
        let (calendar, version, published) = version("2026-10-12", 30);
        let strip = strip(&calendar, &version, published, published);
        assert_eq!(strip.class, "days many");
        assert_eq!(strip.cells[0].second, "今天");
    }
}
