//! The arithmetic of one item: exact until one rounding at the end, then its limits.

use super::acc::{Acc, Entry};
use super::scores;
use super::sight::Sight;
use super::{Figure, Tallies, framed};
use crate::points::Points;
use crate::ratio::{Ratio, Rounding};
use crate::refusal::RateError;
use crate::rules::{Item, Rate, Scheme, Source, Span, SpanLimit, Take};
use crate::subject::Subject;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// How an item's points came about.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Worked {
    /// How many facts (or votes, or scores).
    pub(crate) events: i64,
    /// The sum of the amounts.
    pub(crate) amount: Points,
    /// The value, to hundredths; none where there is none.
    pub(crate) value: Option<Points>,
    /// Before base, cap and floor.
    pub(crate) earned: Points,
    /// After them.
    pub(crate) points: Points,
    pub(crate) rounded: bool,
    /// Whether a limit of a month, quarter or year changed it.
    pub(crate) spanned: bool,
}

/// Whether an item is for this subject.
pub(crate) fn applies(item: &Item, sight: &Sight<'_>) -> Result<bool, RateError> {
    let in_group = item.groups.is_empty()
        || (item.groups.iter()).any(|group| sight.subject.groups.contains(group));
    match &item.when {
        Some(condition) if in_group => sight.holds(condition, &item.frame.title),
        _ => Ok(in_group),
    }
}

pub(super) fn work(
    scheme: &Scheme,
    subject: &Subject,
    node: usize,
    tallies: &Tallies<'_>,
    out: &Figure,
) -> Result<Worked, RateError> {
    let Some(item) = scheme.items.get(node) else {
        return Ok(Worked::default());
    };
    let overflow = || RateError::Overflow {
        subject: subject.id.clone(),
        item: Some(item.frame.id.clone()),
    };
    let own = tallies.items.get(node).copied().flatten();
    let acc = own.unwrap_or_else(|| {
        let tally = |kind: &usize| tallies.kinds.get(*kind);
        match &item.source {
            Source::Facts { kinds, .. } => kinds
                .iter()
                .filter_map(tally)
                .fold(Acc::default(), Acc::with),
            Source::Votes(worth) => (worth.iter().map(|(kind, _)| kind))
                .filter_map(tally)
                .fold(Acc::default(), Acc::with),
            _ => Acc::default(),
        }
    });
    if acc.blank > 0 && needs_amount(item) {
        let fact = subject.facts.get(acc.blank - 1);
        return Err(RateError::NoAmount {
            subject: subject.id.clone(),
            fact: fact.map_or(String::new(), |fact| fact.id.clone()),
            item: item.frame.title.clone(),
        });
    }
    let mut worked = Worked {
        events: acc.count,
        amount: if needs_amount(item) {
            Points::from_wide(acc.sum).ok_or_else(overflow)?
        } else {
            Points::ZERO
        },
        ..Worked::default()
    };
    let value = match &item.source {
        Source::Facts { take, .. } => taken(*take, &acc),
        Source::Votes(worth) => votes(worth, tallies.kinds).ok_or_else(overflow)?,
        Source::Attribute(name) => Some(Ratio::of(attribute(subject, item, name)?)),
        Source::Panel { panel, least, most } => {
            let panel = scheme.panels.get(*panel);
            let (value, events) = scores::value(subject, item, panel, *least, *most)?;
            worked.events = events;
            Some(value.ok_or_else(overflow)?)
        }
        Source::Formula(formula) => {
            let sight = Sight::of(scheme, subject, tallies.kinds, out);
            Some(Ratio::of(sight.points(formula, &item.frame.title)?))
        }
    };
    finish(item, node, value, &acc, tallies, &mut worked).ok_or_else(overflow)?;
    Ok(worked)
}

fn finish(
    item: &Item,
    node: usize,
    value: Option<Ratio>,
    acc: &Acc,
    tallies: &Tallies<'_>,
    worked: &mut Worked,
) -> Option<()> {
    let rounding = item.frame.round.unwrap_or(Rounding::HUNDREDTHS);
    let earned = match value {
        None => Ratio::of(item.none.unwrap_or_default()),
        Some(value) => {
            worked.value = Some(value.round(Rounding::HUNDREDTHS)?);
            rated(&item.rate, value, acc)?
        }
    };
    let spanned = match item.spans[..] {
        [] => earned,
        _ => within_spans(item, &(tallies.entries)(node))?,
    };
    worked.spanned = spanned.compare(earned)? != Ordering::Equal;
    worked.earned = spanned.round(rounding)?;
    worked.rounded = spanned.loses(rounding);
    worked.points = framed(&item.frame, spanned)?;
    Some(())
}

fn needs_amount(item: &Item) -> bool {
    match &item.source {
        Source::Facts { take, .. } => *take != Take::Count,
        Source::Votes(_) => true,
        _ => false,
    }
}

fn taken(take: Take, acc: &Acc) -> Option<Ratio> {
    let one = |hundredths: i64| Ratio::of(Points::from_hundredths(hundredths));
    match take {
        Take::Count => Ratio::new(i128::from(acc.count) * 100, 1),
        Take::Sum => Ratio::new(acc.sum, 1),
        _ if acc.count == 0 => None,
        Take::Mean => Ratio::new(acc.sum, i128::from(acc.count)),
        Take::Highest => Some(one(acc.highest)),
        Take::Lowest => Some(one(acc.lowest)),
        Take::Last => Some(one(acc.last)),
    }
}

/// `Some(None)` without votes; `None` out of range.
fn votes(worth: &[(usize, Points)], kinds: &[Acc]) -> Option<Option<Ratio>> {
    let (mut cast, mut sum) = (0_i128, 0_i128);
    for (kind, points) in worth {
        let votes = kinds.get(*kind).map_or(0, |acc| acc.sum);
        cast = cast.checked_add(votes)?;
        sum = sum.checked_add(votes.checked_mul(points.wide())?)?;
    }
    if cast <= 0 {
        Some(None)
    } else {
        Ratio::new(sum, cast).map(Some)
    }
}

fn attribute(subject: &Subject, item: &Item, name: &str) -> Result<Points, RateError> {
    let Some(text) = subject.text(name) else {
        let (subject, item, name) = (
            subject.id.clone(),
            item.frame.title.clone(),
            name.to_owned(),
        );
        return Err(RateError::Lacking {
            subject,
            item,
            name,
        });
    };
    Points::parse(text).map_err(|_| RateError::OtherKind {
        subject: subject.id.clone(),
        item: item.frame.title.clone(),
        name: name.to_owned(),
    })
}

fn rated(rate: &Rate, value: Ratio, acc: &Acc) -> Option<Ratio> {
    match rate {
        Rate::AsIs => Some(value),
        Rate::PerEvent(points) => Ratio::of(*points).times(i128::from(acc.count), 1),
        Rate::PerAmount {
            points,
            each,
            drop_part,
            over,
            under,
        } => {
            let counted = match (over, under) {
                (Some(over), _) => at_least_zero(value.minus(Ratio::of(*over))?)?,
                (_, Some(under)) => at_least_zero(Ratio::of(*under).minus(value)?)?,
                _ => value,
            };
            let steps = counted.times(1, each.wide())?;
            let steps = if *drop_part {
                Ratio::of(steps.times(100, 1)?.round(WHOLE)?).times(1, 100)?
            } else {
                steps
            };
            steps.times(points.wide(), 1)
        }
        Rate::Bands(bands) => {
            for band in bands {
                let reached = match band.from {
                    None => true,
                    Some(from) => match value.compare(Ratio::of(from))? {
                        Ordering::Greater => true,
                        Ordering::Equal => band.inclusive,
                        Ordering::Less => false,
                    },
                };
                if reached {
                    return Some(Ratio::of(band.points));
                }
            }
            Some(Ratio::ZERO)
        }
    }
}

/// Whole steps: a hundred hundredths, the rest cut off.
const WHOLE: Rounding = Rounding {
    to: Points::from_hundredths(100),
    mode: crate::ratio::RoundMode::Down,
};

fn at_least_zero(value: Ratio) -> Option<Ratio> {
    Some(match value.compare(Ratio::ZERO)? {
        Ordering::Less => Ratio::ZERO,
        _ => value,
    })
}

/// Each month (quarter, year) limited, the shorter stretches within the longer ones.
fn within_spans(item: &Item, entries: &[Entry]) -> Option<Ratio> {
    let (points, each) = match &item.rate {
        Rate::PerEvent(points) => (points.wide(), None),
        Rate::PerAmount { points, each, .. } => (points.wide(), Some(each.wide())),
        _ => return Some(Ratio::ZERO),
    };
    let den = each.unwrap_or(1);
    let mut stretches: BTreeMap<(i16, i8), i128> = BTreeMap::new();
    for entry in entries {
        let num = match each {
            None => points,
            Some(_) => points.checked_mul(i128::from(entry.amount))?,
        };
        let sum = stretches.entry((entry.year, entry.month)).or_default();
        *sum = sum.checked_add(num)?;
    }
    for limit in &item.spans {
        let mut wider: BTreeMap<(i16, i8), i128> = BTreeMap::new();
        for ((year, month), num) in stretches {
            let sum = wider
                .entry((year, first_month(limit.span, month)))
                .or_default();
            *sum = sum.checked_add(num)?;
        }
        for num in wider.values_mut() {
            *num = clamped(limit, *num, den)?;
        }
        stretches = wider;
    }
    let sum = (stretches.values()).try_fold(0_i128, |sum, num| sum.checked_add(*num))?;
    Ratio::new(sum, den)
}

fn clamped(limit: &SpanLimit, num: i128, den: i128) -> Option<i128> {
    let mut num = num;
    if let Some(cap) = limit.cap {
        num = num.min(cap.wide().checked_mul(den)?);
    }
    if let Some(floor) = limit.floor {
        num = num.max(floor.wide().checked_mul(den)?);
    }
    Some(num)
}

fn first_month(span: Span, month: i8) -> i8 {
    match span {
        Span::Month => month,
        Span::Quarter => (month - 1) / 3 * 3 + 1,
        Span::Year => 1,
    }
}
