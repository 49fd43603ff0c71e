//! From figures to a level: what is reached, what the last result says, limits, vetoes. Quotas come
//! after, over everyone.

use crate::figure::Sight;
use crate::points::Points;
use crate::ratio::{Ratio, RoundMode, Rounding};
use crate::refusal::RateError;
use crate::rules::{Between, Cutoff, LimitEffect, Measure, Scheme, Trigger};

/// What was found of one subject.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    /// Why it is not rated, as a place in the list.
    pub(crate) exempt: Option<usize>,
    /// The vetoes that hold.
    pub(crate) vetoes: Vec<usize>,
    /// The limits that hold.
    pub(crate) limits: Vec<usize>,
    /// Set where the level needs no quota: exempt, or under a veto.
    pub(crate) fixed: bool,
    /// The level, none below all.
    pub(crate) level: Option<usize>,
    /// By points, stars and conditions alone.
    pub(crate) reached: Option<usize>,
    /// The levels that may be held, as bits: reached, and within every bound.
    pub(crate) allowed: u32,
    /// The last result.
    pub(crate) previous: Option<usize>,
    /// The lowest level to which one may fall.
    pub(crate) protected: Option<usize>,
    /// Held by the margin alone.
    pub(crate) by_margin: bool,
    /// What the last result changed.
    pub(crate) held_up: bool,
    pub(crate) held_down: bool,
}

pub(crate) fn place(scheme: &Scheme, sight: &Sight<'_>) -> Result<Standing, RateError> {
    let mut standing = Standing::default();
    let allowed = met(scheme, sight, &mut standing)?;
    standing.reached = first(allowed, 0);
    let mut bound = match (&scheme.change, standing.previous) {
        (None, _) => 0,
        (Some(change), None) => change.newcomers.unwrap_or(0),
        (Some(change), Some(previous)) => change
            .up_at_most
            .map_or(0, |steps| previous.saturating_sub(steps)),
    };
    standing.held_down = first(allowed, bound) != standing.reached;
    bound = limits(scheme, sight, allowed, bound, &mut standing)?;
    standing.level = first(allowed, bound);
    standing.allowed = from(allowed, bound);
    protect(scheme, bound, &mut standing);
    for (at, veto) in scheme.vetoes.iter().enumerate() {
        if fires(&veto.trigger, sight, &veto.because)? {
            if standing.vetoes.is_empty() {
                (standing.level, standing.fixed) = (veto.result, true);
            } else {
                // Of several, the harder one counts: no level is harder than any.
                let harder = match (standing.level, veto.result) {
                    (Some(a), Some(b)) => Some(a.max(b)),
                    _ => None,
                };
                standing.level = harder;
            }
            standing.vetoes.push(at);
        }
    }
    Ok(standing)
}

/// Who is not rated; conditions of that kind know no points yet.
pub(crate) fn exempt(scheme: &Scheme, sight: &Sight<'_>) -> Result<Option<Standing>, RateError> {
    for (at, exempt) in scheme.exempt.iter().enumerate() {
        if fires(&exempt.trigger, sight, &exempt.because)? {
            return Ok(Some(Standing {
                exempt: Some(at),
                fixed: true,
                level: exempt.result,
                previous: previous(scheme, sight),
                ..Standing::default()
            }));
        }
    }
    Ok(None)
}

fn previous(scheme: &Scheme, sight: &Sight<'_>) -> Option<usize> {
    scheme.change.as_ref()?;
    scheme.level_at(sight.subject.text("previous")?)
}

pub(crate) fn fires(
    trigger: &Trigger,
    sight: &Sight<'_>,
    because: &str,
) -> Result<bool, RateError> {
    match trigger {
        Trigger::Fact(kind) => Ok(sight.kinds.get(*kind).is_some_and(|acc| acc.count > 0)),
        Trigger::Group(group) => Ok(sight.subject.groups.contains(group)),
        Trigger::When(condition) => sight.holds(condition, because),
    }
}

/// The number by which levels are reached, in hundredths.
pub(crate) fn measured(scheme: &Scheme, total: Points, stars: &[bool]) -> Points {
    match (scheme.measure, scheme.between) {
        (Measure::Stars, _) => {
            let won = stars.iter().filter(|won| **won).count();
            Points::from_hundredths(i64::try_from(won).unwrap_or(0) * 100)
        }
        (Measure::Points, Between::Round) => {
            let whole = Rounding {
                to: Points::from_hundredths(100),
                mode: RoundMode::HalfUp,
            };
            Ratio::of(total).round(whole).unwrap_or(total)
        }
        (Measure::Points, _) => total,
    }
}

/// The levels whose line and condition are met, as bits.
fn met(scheme: &Scheme, sight: &Sight<'_>, standing: &mut Standing) -> Result<u32, RateError> {
    let Some(figure) = sight.figure else {
        return Ok(0);
    };
    let points = measured(scheme, figure.total, &figure.stars);
    standing.previous = previous(scheme, sight);
    let margin = scheme.change.as_ref().and_then(|change| change.keep_margin);
    let mut bits = 0;
    for (at, cutoff) in scheme.levels.iter().enumerate() {
        let straight = cutoff.met_by(points);
        let kept = !straight
            && standing.previous == Some(at)
            && margin.is_some_and(|margin| eased(cutoff, margin).is_some_and(|c| c.met_by(points)));
        if !straight && !kept {
            continue;
        }
        if let Some((condition, because)) = &cutoff.when
            && !sight.holds(condition, because)?
        {
            continue;
        }
        standing.by_margin |= kept && bits == 0;
        bits |= 1 << at;
    }
    Ok(bits)
}

fn eased(cutoff: &Cutoff, margin: Points) -> Option<Cutoff> {
    let from = Points::from_wide(cutoff.from?.wide() - margin.wide())?;
    Some(Cutoff {
        from: Some(from),
        ..cutoff.clone()
    })
}

/// The highest level that the limits leave.
fn limits(
    scheme: &Scheme,
    sight: &Sight<'_>,
    allowed: u32,
    mut bound: usize,
    standing: &mut Standing,
) -> Result<usize, RateError> {
    let mut down = 0_usize;
    for (at, limit) in scheme.limits.iter().enumerate() {
        if !fires(&limit.trigger, sight, &limit.because)? {
            continue;
        }
        standing.limits.push(at);
        match limit.effect {
            LimitEffect::AtMost(level) => bound = bound.max(level),
            LimitEffect::Down(steps) => down = down.saturating_add(steps),
        }
    }
    if down > 0 {
        let now = first(allowed, bound).unwrap_or(scheme.levels.len());
        bound = now.saturating_add(down);
    }
    Ok(bound)
}

/// Nobody falls further than the scheme lets them, unless a limit says so.
fn protect(scheme: &Scheme, bound: usize, standing: &mut Standing) {
    let Some(steps) = scheme
        .change
        .as_ref()
        .and_then(|change| change.down_at_most)
    else {
        return;
    };
    let Some(previous) = standing.previous else {
        return;
    };
    let lowest = (previous.saturating_add(steps)).max(bound);
    if lowest >= scheme.levels.len() {
        return;
    }
    standing.protected = Some(lowest);
    // Also for who stands higher now: a quota may push them, and then no further than here.
    standing.allowed |= 1 << lowest;
    if standing.level.is_none_or(|level| level > lowest) {
        standing.level = Some(lowest);
        standing.held_up = true;
    }
}

/// The highest level among bits that is not above a bound.
pub(crate) fn first(bits: u32, bound: usize) -> Option<usize> {
    let left = from(bits, bound);
    (left != 0).then(|| usize::try_from(left.trailing_zeros()).unwrap_or(0))
}

fn from(bits: u32, bound: usize) -> u32 {
    let shift = u32::try_from(bound).unwrap_or(u32::MAX);
    bits & u32::MAX.checked_shl(shift).unwrap_or(0)
}

impl Cutoff {
    /// Whether so many points (or stars) reach this level's line.
    pub(crate) fn met_by(&self, points: Points) -> bool {
        self.from.is_none_or(|from| self.edge.reached(points, from))
    }
}
