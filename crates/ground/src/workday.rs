//! Working days (工作日): weekends, holidays and make-up days (调休) of the
//! yearly State Council notices, read from `data/holidays`. X-04, field-facts 2.18.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::error::{Fault, Result};
use crate::time::{At, Day, Zone};

#[derive(rust_embed::Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../../data/holidays"]
#[include = "*.json"]
struct Shipped;

#[derive(Deserialize)]
struct Year {
    year: i16,
    days: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    name: String,
    date: Day,
    is_off_day: bool,
}

/// Which days count.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    special: BTreeMap<Day, (bool, String)>,
    years: BTreeSet<i16>,
}

/// A counted period: what a notice shows and waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The day after publication: the first that can count.
    pub first: Day,
    /// The last counted day; the period runs through its 24:00.
    pub last: Day,
}

impl Period {
    /// The earliest instant at which something that waited may take effect (ruling 6).
    pub fn effective_from(self, zone: &Zone) -> At {
        zone.start_of(self.last.plus(1))
    }
}

impl Calendar {
    /// The calendar that ships with the product.
    pub fn shipped() -> Result<Self> {
        let mut calendar = Self::default();
        for name in Shipped::iter() {
            if let Some(file) = Shipped::get(&name) {
                calendar
                    .add(&file.data)
                    .map_err(|e| Fault::new(format!("{name}: {e}")))?;
            }
        }
        Ok(calendar)
    }

    /// Adds one year's file: `{"year", "days": [{"name","date","isOffDay"}]}`.
    pub fn add(&mut self, json: &[u8]) -> std::result::Result<(), serde_json::Error> {
        let year: Year = serde_json::from_slice(json)?;
        self.years.insert(year.year);
        for entry in year.days {
            self.special
                .insert(entry.date, (entry.is_off_day, entry.name));
        }
        Ok(())
    }

    /// Whether the holidays of this day's year are known; without them only weekends are.
    pub fn knows(&self, day: Day) -> bool {
        self.years.contains(&day.0.year())
    }

    /// Whether work is done on this day.
    pub fn is_workday(&self, day: Day) -> bool {
        match self.special.get(&day) {
            Some((off, _)) => !off,
            None => !is_weekend(day),
        }
    }

    /// Why a day does or does not count, in the words of a notice: `国庆节放假`,
    /// `调休上班`, `周六`; empty for an ordinary working day.
    pub fn remark(&self, day: Day) -> String {
        match self.special.get(&day) {
            Some((true, name)) => format!("{name}放假"),
            Some((false, _)) => "调休上班".to_owned(),
            None if is_weekend(day) => day.weekday().replace("星期", "周"),
            None => String::new(),
        }
    }

    /// The `n`-th working day after `day` (for 0, the day itself).
    pub fn add_workdays(&self, day: Day, n: u32) -> Day {
        let mut last = day;
        let mut left = n;
        while left > 0 {
            let next = last.plus(1);
            if next == last {
                // The calendar ends here: there is no later day.
                break;
            }
            last = next;
            if self.is_workday(last) {
                left -= 1;
            }
        }
        last
    }

    /// A notice of `n` working days published on `day`: counted from the next day.
    pub fn period(&self, day: Day, n: u32) -> Period {
        Period {
            first: day.plus(1),
            last: self.add_workdays(day, n),
        }
    }

    /// Working days after `from`, up to and including `to`; negative when `to` lies before.
    pub fn workdays_between(&self, from: Day, to: Day) -> i64 {
        let (low, high, sign) = if to >= from {
            (from, to, 1)
        } else {
            (to, from, -1)
        };
        let mut day = low;
        let mut count = 0;
        while day < high {
            day = day.plus(1);
            if self.is_workday(day) {
                count += 1;
            }
        }
        sign * count
    }
}

fn is_weekend(day: Day) -> bool {
    use jiff::civil::Weekday::{Saturday, Sunday};
    matches!(day.0.weekday(), Saturday | Sunday)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn the_golden_dates_of_2011_hold() {
        let calendar = Calendar::shipped().unwrap();
        // field-facts 2.18: published on, working days, last counted day
        for (from, n, last) in [
            ("2011-09-28", 5, "2011-10-10"),
            ("2011-09-30", 5, "2011-10-12"),
            ("2011-06-02", 5, "2011-06-10"),
            ("2011-05-16", 5, "2011-05-23"),
            ("2011-03-31", 5, "2011-04-08"),
            ("2011-01-28", 5, "2011-02-10"),
            ("2011-09-28", 10, "2011-10-17"),
            ("2011-05-16", 10, "2011-05-30"),
            ("2011-05-16", 15, "2011-06-07"),
        ] {
            assert_eq!(
                calendar.add_workdays(day(from), n),
                day(last),
                "{n} from {from}"
            );
        }
    }

    #[test]
    fn a_notice_of_28_september_2011_takes_effect_on_11_october_at_midnight() {
        let calendar = Calendar::shipped().unwrap();
        let zone = Zone::default();
        let period = calendar.period(day("2011-09-28"), 5);
        assert_eq!(period.first, day("2011-09-29"));
        assert_eq!(
            period.effective_from(&zone),
            zone.at(day("2011-10-11"), 0, 0)
        );
    }

    #[test]
    fn the_shipped_years_are_2007_to_2026() {
        let calendar = Calendar::shipped().unwrap();
        for year in 2007..=2026 {
            assert!(calendar.knows(Day::new(year, 6, 1).unwrap()), "{year}");
        }
        assert!(!calendar.knows(Day::new(2031, 6, 1).unwrap()));
    }

    #[test]
    fn days_left_are_counted_in_working_days_and_overdue_ones_are_negative() {
        let calendar = Calendar::shipped().unwrap();
        assert_eq!(
            calendar.workdays_between(day("2011-09-28"), day("2011-10-10")),
            5
        );
        assert_eq!(
            calendar.workdays_between(day("2011-10-10"), day("2011-09-28")),
            -5
        );
        assert_eq!(
            calendar.workdays_between(day("2011-05-16"), day("2011-05-16")),
            0
        );
    }

    proptest::proptest! {
        #[test]
        fn the_last_counted_day_is_a_working_day_and_n_of_them_have_passed(start in 0i64..6000, n in 1u32..40) {
            let calendar = Calendar::shipped().unwrap();
            let from = day("2008-01-01").plus(start);
            let last = calendar.add_workdays(from, n);
            proptest::prop_assert!(calendar.is_workday(last));
            proptest::prop_assert_eq!(calendar.workdays_between(from, last), i64::from(n));
        }
    }
}
