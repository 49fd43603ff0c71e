//! Points (分) as whole hundredths: what is printed, added and compared is exact.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A number of points, or an amount, in hundredths: `95.5` is 9550.
///
/// Written and read as a decimal string with at most two places. Sums and products that leave the
/// range give `None`; nothing is cut off in silence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(i64);

/// Why a text is not a number of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointsError {
    /// Not of the form `-12.34`, with at most two places.
    Malformed,
    /// More than 64 bits of hundredths can hold.
    OutOfRange,
}

impl Points {
    /// No points.
    pub const ZERO: Points = Points(0);

    /// Reads a decimal such as `95`, `95.5` or `-0.25`.
    ///
    /// # Errors
    /// Refuses anything but an optional minus, ASCII digits and one or two places, and numbers out
    /// of range.
    pub fn parse(text: &str) -> Result<Points, PointsError> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, places) = match digits.split_once('.') {
            Some((whole, places)) => (whole, Some(places)),
            None => (digits, None),
        };
        let hundredths = match places {
            None => 0,
            Some(one) if one.len() == 1 => number(one)? * 10,
            Some(two) if two.len() == 2 => number(two)?,
            Some(_) => return Err(PointsError::Malformed),
        };
        number(whole)?
            .checked_mul(100)
            .and_then(|value| value.checked_add(hundredths))
            .and_then(|value| Points::from_wide(sign * value))
            .ok_or(PointsError::OutOfRange)
    }

    /// Points from whole hundredths.
    #[must_use]
    pub const fn from_hundredths(hundredths: i64) -> Points {
        Points(hundredths)
    }

    /// The whole hundredths.
    #[must_use]
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// The sum, or `None` beyond the range.
    #[must_use]
    pub fn checked_add(self, other: Points) -> Option<Points> {
        self.0.checked_add(other.0).map(Points)
    }

    /// The difference, or `None` beyond the range.
    #[must_use]
    pub fn checked_sub(self, other: Points) -> Option<Points> {
        self.0.checked_sub(other.0).map(Points)
    }

    /// The distance from zero, as text: the amount of a deduction (扣分).
    pub(crate) fn size(self) -> String {
        self.to_string().trim_start_matches('-').to_owned()
    }

    pub(crate) fn wide(self) -> i128 {
        i128::from(self.0)
    }

    pub(crate) fn from_wide(hundredths: i128) -> Option<Points> {
        i64::try_from(hundredths).ok().map(Points)
    }
}

/// Up to 20 digits, so that nothing below can leave 128 bits.
fn number(digits: &str) -> Result<i128, PointsError> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(PointsError::Malformed);
    }
    if digits.len() > 20 {
        return Err(PointsError::OutOfRange);
    }
    digits.parse().map_err(|_| PointsError::OutOfRange)
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, places) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match places {
            0 => write!(f, "{sign}{whole}"),
            tenths if tenths % 10 == 0 => write!(f, "{sign}{whole}.{}", tenths / 10),
            _ => write!(f, "{sign}{whole}.{places:02}"),
        }
    }
}

impl FromStr for Points {
    type Err = PointsError;

    fn from_str(text: &str) -> Result<Points, PointsError> {
        Points::parse(text)
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Points, D::Error> {
        let text = String::deserialize(deserializer)?;
        Points::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for PointsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PointsError::Malformed => "不是分数，应为最多两位小数的数，如 95.5",
            PointsError::OutOfRange => "分数超出可表示的范围",
        })
    }
}

impl std::error::Error for PointsError {}
