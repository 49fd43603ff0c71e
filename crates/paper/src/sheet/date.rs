//! Days as workbooks count them.

/// A day, or a month where the cell shows no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// Year.
    pub year: i16,
    /// Month, from 1.
    pub month: i8,
    /// Day of the month; none where the cell shows only year and month.
    pub day: Option<i8>,
}

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Number,
    Day,
    Month,
}

/// The last day that a workbook can count: 9999-12-31.
const LAST: i64 = 2_958_465;

impl Date {
    /// A day by its serial number: days from 1900-01-01 as 1, with the day of
    /// 1900-02-29 that never was; or from 1904-01-01 as 0.
    pub(super) fn of_serial(serial: f64, from_1904: bool, shown: Shown) -> Option<Self> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "checked to be within range"
        )]
        let whole = if serial.is_finite() && (0.0..=1e7).contains(&serial) {
            serial.floor() as i64
        } else {
            return None;
        };
        let serial = if from_1904 { whole + 1462 } else { whole };
        if !(1..=LAST).contains(&serial) {
            return None;
        }
        // Day 60 is 1900-02-29 there; before it every number is one short of ours.
        let since_epoch = serial - 25_569 + i64::from(serial < 60);
        let (year, month, day) = civil(since_epoch)?;
        Some(Self {
            year,
            month,
            day: (shown != Shown::Month).then_some(day),
        })
    }

    /// A day as `1965-03-01`, with or without a time after it.
    pub(super) fn of_iso(text: &str) -> Option<Self> {
        let mut parts = text.get(..10)?.splitn(3, '-');
        Some(Self {
            year: parts.next()?.parse().ok()?,
            month: parts
                .next()?
                .parse()
                .ok()
                .filter(|m| (1..=12).contains(m))?,
            day: Some(
                parts
                    .next()?
                    .parse()
                    .ok()
                    .filter(|d| (1..=31).contains(d))?,
            ),
        })
    }
}

/// The civil date so many days after 1970-01-01 (Howard Hinnant, days_from_civil).
fn civil(days: i64) -> Option<(i16, i8, i8)> {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    Some((
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_number_is_the_day_that_excel_shows() {
        for (serial, from_1904, day) in [
            (1.0, false, (1900, 1, 1)),
            (59.0, false, (1900, 2, 28)),
            (61.0, false, (1900, 3, 1)),
            (23_802.0, false, (1965, 3, 1)),
            (44_197.5, false, (2021, 1, 1)),
            (0.0, true, (1904, 1, 1)),
            (42_735.0, true, (2021, 1, 1)),
        ] {
            let date = Date::of_serial(serial, from_1904, Shown::Day).unwrap();
            assert_eq!(
                (date.year, date.month, date.day),
                (day.0, day.1, Some(day.2))
            );
        }
        for none in [-1.0, 0.0, 1e9, f64::NAN] {
            assert_eq!(Date::of_serial(none, false, Shown::Day), None);
        }
    }

    #[test]
    fn a_cell_that_shows_no_day_is_a_month() {
        let date = Date::of_serial(23_802.0, false, Shown::Month).unwrap();
        assert_eq!((date.year, date.month, date.day), (1965, 3, None));
        assert_eq!(Date::of_iso("1965-03-01T00:00:00").unwrap().day, Some(1));
        assert_eq!(Date::of_iso("1965"), None);
    }
}
