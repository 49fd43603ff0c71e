//! Days out of the reader's normal forms, and the ends of months, quarters and years.

use ground::Day;

use crate::campaign::Cadence;

/// The due day after this one, for a task that comes again.
pub fn next_due(cadence: Cadence, due: Day) -> Option<Day> {
    match cadence {
        Cadence::Once => None,
        Cadence::Monthly => Some(month_end(due.plus(1))),
        Cadence::Quarterly => Some(quarter_end(due.plus(1))),
        Cadence::Yearly => Some(year_end(due.plus(1))),
    }
}

/// The last day of the month.
pub fn month_end(day: Day) -> Day {
    Day(day.0.last_of_month())
}

/// The last day of the quarter.
pub fn quarter_end(day: Day) -> Day {
    let (year, quarter) = day.quarter();
    Day::new(year, quarter * 3, 1).map_or(day, month_end)
}

pub(super) fn year_end(day: Day) -> Day {
    Day(day.0.last_of_year())
}

/// Which end of a vague date is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Its first day.
    Start,
    /// Its last day.
    End,
}

/// A day from the reader's normal form: `2011-05-16`, `2011-07`, `2011`, `--06`,
/// `2011-06+e`, `now`. Open forms (`before:…`) have none. A missing year is the
/// year of `near`.
pub fn day_of(form: &str, near: Day, edge: Edge) -> Option<Day> {
    if form == "now" {
        return Some(near);
    }
    let (form, part) = match form.split_once('+') {
        Some((form, part)) => (form, Some(part)),
        None => (form, None),
    };
    let (year, rest) = match form.strip_prefix("--") {
        Some(rest) => (near.0.year(), rest),
        None => match form.split_once('-') {
            Some((year, rest)) => (year.parse().ok()?, rest),
            None => (form.parse().ok()?, ""),
        },
    };
    let mut parts = rest
        .split('-')
        .filter(|p| !p.is_empty())
        .map(|p| p.trim_start_matches('Q').parse::<i8>());
    let first = parts.next().transpose().ok()?;
    let day = parts.next().transpose().ok()?;
    let month = match (first, rest.starts_with('Q'), edge) {
        (None, _, Edge::Start) => return Day::new(year, 1, 1),
        (None, _, Edge::End) => return Day::new(year, 12, 31),
        (Some(quarter), true, Edge::Start) => {
            return Day::new(year, quarter.checked_mul(3)?.checked_sub(2)?, 1);
        }
        (Some(quarter), true, Edge::End) => {
            return Day::new(year, quarter.checked_mul(3)?, 1).map(month_end);
        }
        (Some(month), false, _) => month,
    };
    if let Some(day) = day {
        return Day::new(year, month, day);
    }
    let first = Day::new(year, month, 1)?;
    Some(match (part, edge) {
        (Some("b"), Edge::Start) | (None, Edge::Start) => first,
        (Some("m"), Edge::Start) => first.plus(10),
        (Some(_), Edge::Start) => first.plus(20),
        (Some("b"), Edge::End) => first.plus(9),
        (Some("m"), Edge::End) => first.plus(19),
        (_, Edge::End) => month_end(first),
    })
}
