//! The figures of one subject: what each item, section, the total and each star come to. No words
//! here, and no order: the same figures from facts and from columns.

mod acc;
mod item;
mod scores;
mod sight;

pub(crate) use acc::{Acc, Entry};
pub(crate) use item::{Worked, applies};
pub(crate) use sight::Sight;

use crate::points::Points;
use crate::ratio::{Ratio, Rounding};
use crate::refusal::RateError;
use crate::rules::{Frame, Scheme, Take};
use crate::subject::Subject;

/// What is known of a subject's facts: tallies by kind, and those of items that take only some.
pub(crate) struct Tallies<'a> {
    pub(crate) kinds: &'a [Acc],
    /// For each item its own tally, where it differs from that of its kinds.
    pub(crate) items: &'a [Option<Acc>],
    /// The facts of each item that limits months, quarters or years.
    pub(crate) entries: &'a dyn Fn(usize) -> Vec<Entry>,
}

/// The figures of one subject.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figure {
    /// Items that apply, and how their points came about.
    pub(crate) items: Vec<Option<Worked>>,
    /// Sections: the sum of their parts before base, rounding, limits.
    pub(crate) raw: Vec<Points>,
    /// The points of every item and section, before weights.
    pub(crate) nodes: Vec<Points>,
    /// The sum of the parts of the total, before base, rounding, limits.
    pub(crate) total_raw: Points,
    pub(crate) total: Points,
    pub(crate) stars: Vec<bool>,
}

/// Works out everything that needs no other subject.
pub(crate) fn figure(
    scheme: &Scheme,
    subject: &Subject,
    applicable: &[bool],
    tallies: &Tallies<'_>,
    out: &mut Figure,
) -> Result<(), RateError> {
    out.items.clear();
    out.items.resize(scheme.items.len(), None);
    out.nodes.clear();
    out.nodes.resize(scheme.nodes(), Points::ZERO);
    out.raw.clear();
    out.raw.resize(scheme.sections.len(), Points::ZERO);
    out.stars.clear();
    out.total = Points::ZERO;
    for node in &scheme.order {
        let overflow = || RateError::Overflow {
            subject: subject.id.clone(),
            item: scheme.frame(*node).map(|frame| frame.id.clone()),
        };
        let points = match node.checked_sub(scheme.items.len()) {
            None if !applicable.get(*node).copied().unwrap_or(false) => continue,
            None => {
                let worked = item::work(scheme, subject, *node, tallies, out)?;
                let points = worked.points;
                if let Some(place) = out.items.get_mut(*node) {
                    *place = Some(worked);
                }
                points
            }
            Some(at) => {
                let (raw, points) =
                    section(scheme, *node, at, applicable, &out.nodes).ok_or_else(overflow)?;
                if let Some(place) = out.raw.get_mut(at) {
                    *place = raw;
                }
                points
            }
        };
        if let Some(place) = out.nodes.get_mut(*node) {
            *place = points;
        }
    }
    let overflow = || RateError::Overflow {
        subject: subject.id.clone(),
        item: None,
    };
    let sum = weighed(scheme, None, applicable, &out.nodes).ok_or_else(overflow)?;
    let rounding = scheme.round.unwrap_or(Rounding::HUNDREDTHS);
    out.total_raw = sum.round(Rounding::HUNDREDTHS).ok_or_else(overflow)?;
    let total = (sum.plus(Ratio::of(scheme.base)))
        .and_then(|sum| sum.round(rounding))
        .ok_or_else(overflow)?;
    out.total = limited(total, scheme.cap, scheme.floor);
    stars(scheme, subject, tallies, out)
}

fn section(
    scheme: &Scheme,
    node: usize,
    at: usize,
    applicable: &[bool],
    nodes: &[Points],
) -> Option<(Points, Points)> {
    let section = scheme.sections.get(at)?;
    let sum = match section.take {
        Take::Sum => weighed(scheme, Some(node), applicable, nodes)?,
        take => {
            let parts: Vec<Points> = (scheme.children(Some(node)))
                .filter(|(child, _)| present(*child, applicable))
                .filter_map(|(child, _)| nodes.get(child).copied())
                .collect();
            match take {
                Take::Highest => Ratio::of(parts.iter().copied().max().unwrap_or_default()),
                Take::Lowest => Ratio::of(parts.iter().copied().min().unwrap_or_default()),
                _ => {
                    let sum = parts.iter().map(|part| part.wide()).sum();
                    Ratio::new(sum, i128::try_from(parts.len().max(1)).ok()?)?
                }
            }
        }
    };
    let raw = sum.round(Rounding::HUNDREDTHS)?;
    Some((raw, framed(&section.frame, sum)?))
}

/// The parts of a whole, each times its weight, exactly.
fn weighed(
    scheme: &Scheme,
    whole: Option<usize>,
    applicable: &[bool],
    nodes: &[Points],
) -> Option<Ratio> {
    let mut sum = Ratio::ZERO;
    for (node, frame) in scheme.children(whole) {
        if !present(node, applicable) {
            continue;
        }
        let part = Ratio::of(nodes.get(node).copied().unwrap_or_default());
        sum = sum.plus(match frame.weight {
            None => part,
            Some(weight) => part.times(weight.num(), weight.den())?,
        })?;
    }
    Some(sum)
}

/// Sections apply to everyone, items to those they name.
fn present(node: usize, applicable: &[bool]) -> bool {
    applicable.get(node).copied().unwrap_or(true)
}

/// Base added, rounded, limited.
pub(crate) fn framed(frame: &Frame, sum: Ratio) -> Option<Points> {
    let points =
        (sum.plus(Ratio::of(frame.base))?).round(frame.round.unwrap_or(Rounding::HUNDREDTHS))?;
    Some(limited(points, frame.cap, frame.floor))
}

pub(crate) fn limited(points: Points, cap: Option<Points>, floor: Option<Points>) -> Points {
    let capped = cap.map_or(points, |cap| points.min(cap));
    floor.map_or(capped, |floor| capped.max(floor))
}

fn stars(
    scheme: &Scheme,
    subject: &Subject,
    tallies: &Tallies<'_>,
    out: &mut Figure,
) -> Result<(), RateError> {
    for star in &scheme.stars {
        let lit = match &star.line {
            Some(line) => {
                let points = out.nodes.get(line.of).copied().unwrap_or_default();
                line.edge.reached(points, line.from)
            }
            None => true,
        };
        let won = lit
            && match &star.when {
                None => true,
                Some((condition, _)) => {
                    let sight = Sight::of(scheme, subject, tallies.kinds, out);
                    sight.holds(condition, &star.title)?
                }
            };
        out.stars.push(won);
    }
    Ok(())
}
