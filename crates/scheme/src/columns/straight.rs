//! Schemes of plain sums, counted without looking back at the scheme: points for each fact or each 1
//! of its amount, caps and floors, one line of levels. A test holds it against the whole way.

use super::Columns;
use super::gather::{FEW, Gather, STRETCH, Slot};
use crate::points::Points;
use crate::rules::{Between, Measure, Rate, Scheme, Source, Take};
use crate::seats::Seat;
use std::ops::Range;

/// A scheme of plain sums.
pub(super) struct Straight {
    base: i64,
    cap: i64,
    floor: i64,
    items: Vec<Part>,
    /// Line in hundredths and whether exactly so much is enough; highest first.
    levels: Vec<(i64, bool)>,
    /// Where no item is limited or can need rounding: what each fact of a kind of the columns adds,
    /// times its amount and by itself.
    linear: Option<Box<[(i64, i64); FEW]>>,
}

/// Rates above it are counted the slower way, which looks for overflow.
const STEEP: i64 = 1 << 16;

struct Part {
    slots: Vec<usize>,
    points: i64,
    per_amount: bool,
    base: i64,
    cap: i64,
    floor: i64,
}

impl Straight {
    /// Only where nothing else is asked for.
    pub(super) fn of(scheme: &Scheme, gather: &Gather) -> Option<Straight> {
        let plain = scheme.sections.is_empty()
            && scheme.stars.is_empty()
            && scheme.vetoes.is_empty()
            && scheme.limits.is_empty()
            && scheme.exempt.is_empty()
            && scheme.round.is_none()
            && scheme.measure == Measure::Points
            && scheme.between == Between::Nowhere
            && (scheme.quotas.iter()).all(|quota| quota.order.iter().all(|code| code == "points"));
        if !plain {
            return None;
        }
        let levels = (scheme.levels.iter())
            .map(|cutoff| match (&cutoff.when, cutoff.from) {
                (None, Some(from)) => {
                    let inclusive = cutoff.edge.reached(from, from);
                    Some((from.hundredths(), inclusive))
                }
                (None, None) => Some((i64::MIN, true)),
                (Some(_), _) => None,
            })
            .collect::<Option<Vec<_>>>()?;
        let bound = |limit: Option<Points>, none: i64| limit.map_or(none, Points::hundredths);
        let items: Vec<Part> = scheme.items.iter().map(part).collect::<Option<_>>()?;
        Some(Straight {
            linear: linear(&items, gather),
            base: scheme.base.hundredths(),
            cap: bound(scheme.cap, i64::MAX),
            floor: bound(scheme.floor, i64::MIN),
            items,
            levels,
        })
    }

    /// The points of a subject's facts.
    pub(super) fn rate(
        &self,
        gather: &Gather,
        columns: &Columns<'_>,
        range: Range<usize>,
        slots: &mut [Slot],
    ) -> Option<Points> {
        match &self.linear {
            Some(linear) if range.len() <= STRETCH => {
                let kinds = columns.kinds.get(range.clone()).unwrap_or_default();
                let amounts = columns.amounts.get(range).unwrap_or_default();
                let facts = kinds.iter().zip(amounts).map(|(kind, amount)| {
                    let (times, alone) = linear[usize::from(*kind) % FEW];
                    times * i64::from(*amount) + alone
                });
                self.limited(facts.sum::<i64>().checked_add(self.base)?)
            }
            _ => {
                gather.sum(columns, range, slots);
                self.points(slots)
            }
        }
    }

    fn limited(&self, total: i64) -> Option<Points> {
        Some(Points::from_hundredths(total.min(self.cap).max(self.floor)))
    }

    fn points(&self, slots: &[Slot]) -> Option<Points> {
        let mut total = self.base;
        for item in &self.items {
            total = total.checked_add(item.points(slots)?)?;
        }
        self.limited(total)
    }

    pub(super) fn seat(&self, points: Points) -> Seat {
        let points = points.hundredths();
        let mut allowed = 0_u32;
        for (at, (line, inclusive)) in self.levels.iter().enumerate() {
            let met = points > *line || (*inclusive && points == *line);
            allowed |= u32::from(met) << at;
        }
        let level = (allowed != 0).then(|| allowed.trailing_zeros());
        Seat {
            level: level.and_then(|level| u8::try_from(level).ok()),
            allowed,
            protected: None,
            fixed: false,
            exempt_in_base: None,
            vetoed: false,
        }
    }
}

/// What each kind of the columns adds, if every item is a plain sum of whole hundredths.
fn linear(items: &[Part], gather: &Gather) -> Option<Box<[(i64, i64); FEW]>> {
    let mut table = Box::new([(0, 0); FEW]);
    let lanes = gather.lanes();
    if lanes.len() > FEW {
        return None;
    }
    for item in items {
        let unlimited = item.cap == i64::MAX && item.floor == i64::MIN && item.base == 0;
        let whole = !item.per_amount || item.points % 100 == 0;
        if !unlimited || !whole || item.points.abs() > STEEP {
            return None;
        }
        for (kind, entry) in table.iter_mut().enumerate().take(lanes.len()) {
            let lane = lanes.get(kind).map(|lane| usize::from(*lane));
            if lane.is_some_and(|lane| item.slots.contains(&lane)) {
                *entry = match item.per_amount {
                    true => (item.points / 100, 0),
                    false => (0, item.points),
                };
            }
        }
    }
    Some(table)
}

fn part(item: &crate::rules::Item) -> Option<Part> {
    let frame = &item.frame;
    let plain = item.when.is_none()
        && item.groups.is_empty()
        && item.spans.is_empty()
        && !item.same_about
        && frame.weight.is_none()
        && frame.round.is_none()
        && !frame.aside;
    let (
        Source::Facts {
            kinds,
            only: None,
            take: Take::Sum | Take::Count,
        },
        true,
    ) = (&item.source, plain)
    else {
        return None;
    };
    let (points, per_amount) = match &item.rate {
        Rate::PerEvent(points) => (points, false),
        Rate::PerAmount {
            points,
            each,
            drop_part: false,
            over: None,
            under: None,
        } if each.hundredths() == 100 => (points, true),
        _ => return None,
    };
    // A count taken as an amount is the whole way's affair.
    if per_amount
        != matches!(
            &item.source,
            Source::Facts {
                take: Take::Sum,
                ..
            }
        )
    {
        return None;
    }
    Some(Part {
        slots: kinds.clone(),
        points: points.hundredths(),
        per_amount,
        base: frame.base.hundredths(),
        cap: frame.cap.map_or(i64::MAX, Points::hundredths),
        floor: frame.floor.map_or(i64::MIN, Points::hundredths),
    })
}

impl Part {
    fn points(&self, slots: &[Slot]) -> Option<i64> {
        let mut many = 0_i64;
        for slot in &self.slots {
            let slot = slots.get(*slot)?;
            many = many.checked_add(if self.per_amount {
                slot.sum
            } else {
                slot.count
            })?;
        }
        let product = i128::from(many) * i128::from(self.points);
        let points = if self.per_amount {
            // The base is added before the one rounding, as everywhere.
            let exact = product + i128::from(self.base) * 100;
            let (whole, rest) = match i64::try_from(exact) {
                Ok(exact) => (exact / 100, exact % 100),
                Err(_) => (
                    i64::try_from(exact / 100).ok()?,
                    i64::try_from(exact % 100).ok()?,
                ),
            };
            whole.checked_add(rounding(rest))?
        } else {
            i64::try_from(product).ok()?.checked_add(self.base)?
        };
        Some(points.min(self.cap).max(self.floor))
    }
}

/// Half a hundredth goes away from zero.
fn rounding(rest: i64) -> i64 {
    match rest {
        50.. => 1,
        ..=-50 => -1,
        _ => 0,
    }
}
