//! Exact fractions and the one place where they are rounded: means, thirds and weights lose nothing
//! until the scheme says so.

use crate::points::Points;
use serde::Serialize;
use std::cmp::Ordering;

/// Below it divisors are left as they are.
const SMALL: i128 = 1 << 40;

/// A number of hundredths that need not be whole. The divisor is above 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ratio {
    num: i128,
    den: i128,
}

/// How a number is rounded (取整): to which step, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rounding {
    /// The step, such as 0.01, 0.1 or 1.
    pub to: Points,
    /// Which way.
    pub mode: RoundMode,
}

/// Which way a number is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundMode {
    /// Half a step goes away from zero (四舍五入).
    HalfUp,
    /// Away from zero (进一).
    Up,
    /// Towards zero (去尾).
    Down,
}

impl Rounding {
    /// What holds where a scheme says nothing: hundredths, half goes away from zero.
    pub const HUNDREDTHS: Rounding = Rounding {
        to: Points::from_hundredths(1),
        mode: RoundMode::HalfUp,
    };
}

impl RoundMode {
    /// The modes and their codes in the file.
    pub(crate) const CODES: [(&'static str, RoundMode); 3] = [
        ("half_up", RoundMode::HalfUp),
        ("up", RoundMode::Up),
        ("down", RoundMode::Down),
    ];

    /// The rounded quotient; the divisor is above 0.
    pub(crate) fn quotient(self, num: i128, den: i128) -> Option<i128> {
        let (whole, rest) = match (i64::try_from(num), i64::try_from(den)) {
            (Ok(num), Ok(den)) => (i128::from(num / den), i128::from(num % den)),
            _ => (num / den, num % den),
        };
        let away = match self {
            RoundMode::Down => false,
            RoundMode::Up => rest != 0,
            RoundMode::HalfUp => rest.checked_abs()?.checked_mul(2)? >= den,
        };
        if away {
            whole.checked_add(num.signum())
        } else {
            Some(whole)
        }
    }
}

impl Ratio {
    pub(crate) const ZERO: Ratio = Ratio { num: 0, den: 1 };

    pub(crate) fn of(points: Points) -> Ratio {
        Ratio {
            num: points.wide(),
            den: 1,
        }
    }

    /// `num / den` hundredths; `None` unless the divisor is above 0.
    pub(crate) fn new(num: i128, den: i128) -> Option<Ratio> {
        (den > 0).then_some(Ratio { num, den })
    }

    pub(crate) fn plus(self, other: Ratio) -> Option<Ratio> {
        if self.den == other.den {
            let num = self.num.checked_add(other.num)?;
            return Some(Ratio { num, ..self });
        }
        let left = self.num.checked_mul(other.den)?;
        let right = other.num.checked_mul(self.den)?;
        Some(Ratio::reduced(
            left.checked_add(right)?,
            self.den.checked_mul(other.den)?,
        ))
    }

    pub(crate) fn minus(self, other: Ratio) -> Option<Ratio> {
        self.plus(Ratio {
            num: other.num.checked_neg()?,
            ..other
        })
    }

    pub(crate) fn times(self, num: i128, den: i128) -> Option<Ratio> {
        if den == 1 {
            let num = self.num.checked_mul(num)?;
            return Some(Ratio { num, ..self });
        }
        Some(Ratio::reduced(
            self.num.checked_mul(num)?,
            self.den.checked_mul(den)?,
        ))
    }

    /// The quotient; `None` unless the other is above 0.
    pub(crate) fn over(self, other: Ratio) -> Option<Ratio> {
        if other.num <= 0 {
            return None;
        }
        self.times(other.den, other.num)
    }

    pub(crate) fn round(self, rounding: Rounding) -> Option<Points> {
        let step = rounding.to.wide();
        let steps = rounding
            .mode
            .quotient(self.num, self.den.checked_mul(step)?)?;
        Points::from_wide(steps.checked_mul(step)?)
    }

    /// Whether rounding so loses something.
    pub(crate) fn loses(self, rounding: Rounding) -> bool {
        let Some(den) = self.den.checked_mul(rounding.to.wide()) else {
            return true;
        };
        match (i64::try_from(self.num), i64::try_from(den)) {
            (Ok(num), Ok(den)) => num % den != 0,
            _ => self.num % den != 0,
        }
    }

    /// `None` when the numbers are too large to compare.
    pub(crate) fn compare(self, other: Ratio) -> Option<Ordering> {
        let left = self.num.checked_mul(other.den)?;
        Some(left.cmp(&other.num.checked_mul(self.den)?))
    }

    /// Reduced only once the numbers grow: dividing wide numbers costs more than all the rest.
    fn reduced(num: i128, den: i128) -> Ratio {
        if den < SMALL && num.abs() < SMALL * SMALL {
            return Ratio { num, den };
        }
        let (mut a, mut b) = (num.unsigned_abs(), den.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let common = i128::try_from(a).unwrap_or(1).max(1);
        Ratio {
            num: num / common,
            den: den / common,
        }
    }
}
