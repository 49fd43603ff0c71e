//! Shares (比例): `"10%"`, `"1/3"`, `"0.3"`, kept as the fraction that was written.

use crate::ratio::RoundMode;
use serde::{Serialize, Serializer};
use std::fmt;

/// A share between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    num: u32,
    den: u32,
}

/// Why a text is not a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareError {
    /// Not written as `10%`, `1/3` or `0.1`.
    Malformed,
    /// More than the whole.
    OverOne,
}

impl Share {
    /// Reads `"12.5%"`, `"1/3"` or `"0.125"`.
    ///
    /// # Errors
    /// Refuses anything else, a divisor of 0, and more than the whole.
    pub fn parse(text: &str) -> Result<Share, ShareError> {
        let (num, den) = if let Some(percent) = text.strip_suffix('%') {
            let (num, den) = decimal(percent)?;
            (num, den * 100)
        } else if let Some((num, den)) = text.split_once('/') {
            (whole(num)?, whole(den)?)
        } else {
            decimal(text)?
        };
        if den == 0 {
            return Err(ShareError::Malformed);
        }
        if num > den {
            return Err(ShareError::OverOne);
        }
        let common = divisor(num, den);
        Ok(Share {
            num: u32::try_from(num / common).map_err(|_| ShareError::Malformed)?,
            den: u32::try_from(den / common).map_err(|_| ShareError::Malformed)?,
        })
    }

    pub(crate) fn num(self) -> i128 {
        i128::from(self.num)
    }

    pub(crate) fn den(self) -> i128 {
        i128::from(self.den)
    }

    /// So large a part of so many, in whole ones.
    pub(crate) fn of(self, many: usize, mode: RoundMode) -> usize {
        let many = i128::try_from(many).unwrap_or(i128::MAX);
        let part = many
            .checked_mul(self.num())
            .and_then(|num| mode.quotient(num, self.den()));
        part.and_then(|part| usize::try_from(part).ok())
            .unwrap_or(usize::MAX)
    }
}

/// Up to four places, as a fraction.
fn decimal(text: &str) -> Result<(u64, u64), ShareError> {
    match text.split_once('.') {
        None => Ok((whole(text)?, 1)),
        Some((units, places)) if (1..=4).contains(&places.len()) => {
            let den = (0..places.len()).fold(1_u64, |den, _| den * 10);
            Ok((whole(units)? * den + whole(places)?, den))
        }
        Some(_) => Err(ShareError::Malformed),
    }
}

fn whole(text: &str) -> Result<u64, ShareError> {
    if text.is_empty() || text.len() > 5 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ShareError::Malformed);
    }
    text.parse().map_err(|_| ShareError::Malformed)
}

fn divisor(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

impl fmt::Display for Share {
    /// A percentage where it comes out even, else a fraction.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (num, den) = (u64::from(self.num), u64::from(self.den));
        if (num * 10_000).is_multiple_of(den) {
            let hundredths = num * 10_000 / den;
            match (hundredths / 100, hundredths % 100) {
                (whole, 0) => write!(f, "{whole}%"),
                (whole, tenths) if tenths % 10 == 0 => write!(f, "{whole}.{}%", tenths / 10),
                (whole, places) => write!(f, "{whole}.{places:02}%"),
            }
        } else {
            write!(f, "{num}/{den}")
        }
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for ShareError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ShareError::Malformed => "不是比例，应写成 \"10%\"、\"1/3\" 或 \"0.1\"",
            ShareError::OverOne => "比例超过1（百分之百）",
        })
    }
}

impl std::error::Error for ShareError {}
