//! The arithmetic of one item: exact until one rounding at the end, then cap and floor.

use crate::outcome::Fact;
use crate::points::Points;
use crate::rules::{Item, Rate, Take};

/// What an item's facts come to.
pub(crate) struct Tally {
    pub(crate) events: usize,
    /// The sum of the amounts.
    pub(crate) amount: Points,
    /// Before cap and floor.
    pub(crate) earned: Points,
    /// After cap and floor.
    pub(crate) points: Points,
    pub(crate) rounded: bool,
}

/// `None` when a number leaves its range.
pub(crate) fn tally(item: &Item, facts: &[&Fact]) -> Option<Tally> {
    let events = i128::try_from(facts.len()).ok()?;
    let amount: i128 = facts.iter().map(|fact| fact.amount.wide()).sum();
    let (product, divisor) = match item.rate {
        Rate::PerEvent(each) => (each.wide().checked_mul(events)?, 1),
        Rate::PerAmount(each, Take::Sum) => (each.wide().checked_mul(amount)?, 100),
        Rate::PerAmount(each, Take::Mean) => {
            (each.wide().checked_mul(amount)?, events.checked_mul(100)?)
        }
    };
    let earned = Points::from_wide(round_half_up(product, divisor)?)?;
    let capped = item.cap.map_or(earned, |cap| earned.min(cap));
    Some(Tally {
        events: facts.len(),
        amount: match item.rate {
            Rate::PerEvent(_) => Points::ZERO,
            Rate::PerAmount(..) => Points::from_wide(amount)?,
        },
        earned,
        points: item.floor.map_or(capped, |floor| capped.max(floor)),
        rounded: product % divisor != 0,
    })
}

/// Half a hundredth goes away from zero (四舍五入), for deductions as for points.
fn round_half_up(product: i128, divisor: i128) -> Option<i128> {
    let half = divisor / 2 * product.signum();
    product.checked_add(half).map(|sum| sum / divisor)
}
