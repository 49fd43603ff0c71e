//! Dates as rosters have them: a month is often all that is known, and stays a month.

use std::fmt;
use std::str::FromStr;

use ground::Day;

/// A year and month, perhaps with its day, perhaps nothing: stored as `YYYY-MM`,
/// `YYYY-MM-DD` or an empty text. What was not known is never filled in (field-facts 2.13).
#[derive(
    Debug,
    Clone,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct LooseDay(String);

/// What cannot be read as a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchDate;

impl LooseDay {
    /// A whole day.
    pub fn whole(day: Day) -> Self {
        Self(day.to_string())
    }

    /// A month of a year, when there is such a month.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        Day::new(year, month, 1).map(|_| Self(format!("{year:04}-{month:02}")))
    }

    /// The stored text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        self.0.is_empty()
    }

    /// The first day that it may mean; none when nothing is known.
    pub fn earliest(&self) -> Option<Day> {
        match self.0.len() {
            10 => self.0.parse().ok(),
            7 => format!("{}-01", self.0).parse().ok(),
            _ => None,
        }
    }

    /// Whether a whole day agrees with what is known here.
    pub fn agrees_with(&self, day: Day) -> bool {
        self.is_unknown() || day.to_string().starts_with(&self.0)
    }

    /// Full years from here to a day: 党龄 from 转正. A month counts from its first day.
    pub fn years_until(&self, today: Day) -> Option<i64> {
        let from = self.earliest()?;
        let whole = i64::from(today.year()) - i64::from(from.year());
        let before = (today.0.month(), today.0.day()) < (from.0.month(), from.0.day());
        Some((whole - i64::from(before)).max(0))
    }

    /// As people write it: `1965年3月`, `1965年3月1日`.
    pub fn long(&self) -> String {
        match (self.earliest(), self.0.len()) {
            (Some(day), 10) => day.long(),
            (Some(day), _) => format!("{}年{}月", day.year(), day.0.month()),
            (None, _) => String::new(),
        }
    }
}

impl fmt::Display for LooseDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for LooseDay {
    type Err = NoSuchDate;

    /// Reads `1965.03`, `1965.3`, `1965年3月`, `196503`, `1965-03-01`, `1965/3/1`, `19650301`.
    fn from_str(text: &str) -> Result<Self, NoSuchDate> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::default());
        }
        let parts: Vec<&str> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .collect();
        let odd = |c: char| !(c.is_ascii_digit() || ".-/年月日号 ．－／".contains(c));
        if text.chars().any(odd) {
            return Err(NoSuchDate);
        }
        let (year, month, day) = match parts.as_slice() {
            [all] if all.len() == 6 => (&all[..4], &all[4..], None),
            [all] if all.len() == 8 => (&all[..4], &all[4..6], Some(&all[6..])),
            [year, month] => (*year, *month, None),
            [year, month, day] => (*year, *month, Some(*day)),
            _ => return Err(NoSuchDate),
        };
        if year.len() != 4 {
            return Err(NoSuchDate);
        }
        let year: i16 = year.parse().map_err(|_| NoSuchDate)?;
        let month: i8 = month.parse().map_err(|_| NoSuchDate)?;
        match day {
            None => Self::month(year, month).ok_or(NoSuchDate),
            Some(day) => {
                let day = day.parse().map_err(|_| NoSuchDate)?;
                Day::new(year, month, day)
                    .map(Self::whole)
                    .ok_or(NoSuchDate)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_as_people_write_it_and_a_month_stays_a_month() {
        for (written, kept) in [
            ("1965.03", "1965-03"),
            ("1965.3", "1965-03"),
            ("1965年3月", "1965-03"),
            ("196503", "1965-03"),
            ("1965-03-01", "1965-03-01"),
            ("1965/3/1", "1965-03-01"),
            ("1965年3月1日", "1965-03-01"),
            ("19650301", "1965-03-01"),
            ("", ""),
        ] {
            let read: LooseDay = written.parse().unwrap();
            assert_eq!(read.as_str(), kept, "{written}");
        }
        for wrong in ["1965", "1965.13", "1965-02-30", "三月", "65.03", "x1965.03"] {
            assert_eq!(wrong.parse::<LooseDay>(), Err(NoSuchDate), "{wrong}");
        }
    }

    #[test]
    fn years_in_the_party_count_from_the_day_of_full_membership() {
        let since: LooseDay = "2001-07-01".parse().unwrap();
        let on = |text: &str| text.parse().unwrap();
        assert_eq!(since.years_until(on("2026-06-30")), Some(24));
        assert_eq!(since.years_until(on("2026-07-01")), Some(25));
        let month: LooseDay = "2001-07".parse().unwrap();
        assert_eq!(month.years_until(on("2026-07-01")), Some(25));
        assert_eq!(LooseDay::default().years_until(on("2026-07-01")), None);
    }
}
