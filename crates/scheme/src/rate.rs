//! Rating: facts are sorted into items, items are limited and added, the sum finds its level.

use crate::points::Points;
use crate::rules::{Item, Level, Rate, Scheme, Take};
use crate::seal::Seal;
use crate::sentence;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One who is rated, with all facts of the period. Which facts belong to the period is the
/// caller's to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The caller's id, unique among those rated together.
    pub id: String,
    /// The facts, in any order.
    pub facts: Vec<Fact>,
}

/// Something that happened, recorded once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The fact's id, unique for its subject.
    pub id: String,
    /// Its kind, such as `pledge_kept`.
    pub kind: String,
    /// Its amount, where an item counts amounts: a percentage, hours.
    pub amount: Points,
    /// The day on which it happened.
    pub day: Date,
}

/// Everyone rated, and the hash that seals it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The results, in order of id.
    pub results: Vec<Rated>,
    /// SHA-256 of the scheme's hash and all results.
    pub hash: String,
}

/// One subject's points and level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rated {
    /// The subject's id.
    pub id: String,
    /// The level reached; none below every cut-off or after a veto.
    pub level: Option<Level>,
    /// The sum of the points of all reasons.
    pub points: Points,
    /// Base points first, then items in the scheme's order; last, what made the level.
    pub reasons: Vec<Reason>,
    /// Why no level may be given (一票否决), if so.
    pub refused: Option<String>,
}

/// Why points were given, taken or not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The item's id; or `base`, `other` (facts that the scheme does not count), `veto`, `level`.
    pub item: String,
    /// The item's title.
    pub title: String,
    /// The points, after cap and floor.
    pub points: Points,
    /// The sentence that the person reads.
    pub because: String,
    /// The facts, in order of day; every fact of the subject stands in exactly one reason.
    pub facts: Vec<String>,
}

/// Why nothing was rated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum RateError {
    /// Two subjects have one id.
    DuplicateSubject {
        /// The id.
        subject: String,
    },
    /// Two facts of one subject have one id.
    DuplicateFact {
        /// The subject's id.
        subject: String,
        /// The fact's id.
        fact: String,
    },
    /// The points of an item, or the sum, are more than can be held.
    Overflow {
        /// The subject's id.
        subject: String,
        /// The item's id; none for the sum.
        item: Option<String>,
    },
}

/// Rates the subjects by the scheme.
///
/// # Errors
/// Refuses doubled ids and points out of range; then nobody is rated.
pub fn rate(scheme: &Scheme, subjects: &[Subject]) -> Result<Outcome, RateError> {
    let mut sorted: Vec<&Subject> = subjects.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some([twin, _]) = sorted.array_windows().find(|[a, b]| a.id == b.id) {
        return Err(RateError::DuplicateSubject { subject: twin.id.clone() });
    }
    let results = sorted.into_iter().map(|subject| rated(scheme, subject)).collect::<Result<Vec<_>, _>>()?;
    let hash = seal(scheme, &results);
    Ok(Outcome { results, hash })
}

fn rated(scheme: &Scheme, subject: &Subject) -> Result<Rated, RateError> {
    let facts = in_order(subject)?;
    let mut reasons = vec![base(scheme, &facts)];
    for item in scheme.items() {
        let counted = of_kind(&facts, &item.fact);
        if !counted.is_empty() {
            let overflow = || RateError::Overflow { subject: subject.id.clone(), item: Some(item.id.clone()) };
            reasons.push(counted_reason(item, &counted).ok_or_else(overflow)?);
        }
    }
    reasons.extend(uncounted(scheme, &facts));
    let refusals = refusals(scheme, &facts);
    let points = reasons
        .iter()
        .map(|reason| reason.points.wide())
        .sum::<i128>()
        .try_into()
        .map(Points::from_hundredths)
        .map_err(|_| RateError::Overflow { subject: subject.id.clone(), item: None })?;
    let (level, refused) = match refusals.is_empty() {
        true => (scheme.levels().iter().find(|cutoff| cutoff.met_by(points)), None),
        false => (None, Some(refusals.iter().map(|reason| reason.because.as_str()).collect::<Vec<_>>().join("；"))),
    };
    let because = match &refused {
        None => sentence::level(scheme.levels(), level, points),
        Some(why) => sentence::refused(points, why),
    };
    reasons.extend(refusals);
    reasons.push(reason("level", "定级", Points::ZERO, because, &[]));
    Ok(Rated { id: subject.id.clone(), level: level.map(|cutoff| cutoff.level.clone()), points, reasons, refused })
}

/// The facts by day, then id, so that the order in which they came is forgotten.
fn in_order(subject: &Subject) -> Result<Vec<&Fact>, RateError> {
    let mut facts: Vec<&Fact> = subject.facts.iter().collect();
    facts.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some([twin, _]) = facts.array_windows().find(|[a, b]| a.id == b.id) {
        return Err(RateError::DuplicateFact { subject: subject.id.clone(), fact: twin.id.clone() });
    }
    facts.sort_by_key(|fact| fact.day);
    Ok(facts)
}

fn base(scheme: &Scheme, facts: &[&Fact]) -> Reason {
    reason("base", "基础分", scheme.base(), sentence::base(scheme.base(), facts.is_empty()), &[])
}

fn counted_reason(item: &Item, facts: &[&Fact]) -> Option<Reason> {
    let tally = tally(item, facts)?;
    Some(reason(&item.id, &item.title, tally.points, sentence::counted(item, &tally), facts))
}

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
fn tally(item: &Item, facts: &[&Fact]) -> Option<Tally> {
    let events = i128::try_from(facts.len()).ok()?;
    let amount: i128 = facts.iter().map(|fact| fact.amount.wide()).sum();
    let (product, divisor) = match item.rate {
        Rate::PerEvent(each) => (each.wide().checked_mul(events)?, 1),
        Rate::PerAmount(each, Take::Sum) => (each.wide().checked_mul(amount)?, 100),
        Rate::PerAmount(each, Take::Mean) => (each.wide().checked_mul(amount)?, events.checked_mul(100)?),
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

fn uncounted(scheme: &Scheme, facts: &[&Fact]) -> Option<Reason> {
    let known = |fact: &Fact| {
        scheme.items().iter().any(|item| item.fact == fact.kind)
            || scheme.vetoes().iter().any(|veto| veto.fact == fact.kind)
    };
    let others: Vec<&Fact> = facts.iter().copied().filter(|fact| !known(fact)).collect();
    (!others.is_empty())
        .then(|| reason("other", "不计分的记录", Points::ZERO, sentence::uncounted(others.len()), &others))
}

fn refusals(scheme: &Scheme, facts: &[&Fact]) -> Vec<Reason> {
    scheme
        .vetoes()
        .iter()
        .map(|veto| (veto, of_kind(facts, &veto.fact)))
        .filter(|(_, found)| !found.is_empty())
        .map(|(veto, found)| reason("veto", "一票否决", Points::ZERO, veto.because.clone(), &found))
        .collect()
}

fn of_kind<'a>(facts: &[&'a Fact], kind: &str) -> Vec<&'a Fact> {
    facts.iter().copied().filter(|fact| fact.kind == kind).collect()
}

fn reason(item: &str, title: &str, points: Points, because: String, facts: &[&Fact]) -> Reason {
    Reason {
        item: item.to_owned(),
        title: title.to_owned(),
        points,
        because,
        facts: facts.iter().map(|fact| fact.id.clone()).collect(),
    }
}

fn seal(scheme: &Scheme, results: &[Rated]) -> String {
    let mut seal = Seal::new("outcome/1");
    seal.text(&scheme.hash());
    seal.list(results, |seal, rated| {
        seal.text(&rated.id);
        seal.maybe(rated.level.as_ref().map(|level| level.code.as_str()));
        seal.text(&rated.points.to_string());
        seal.maybe(rated.refused.as_deref());
        seal.list(&rated.reasons, |seal, reason| {
            seal.text(&reason.item);
            seal.text(&reason.points.to_string());
            seal.text(&reason.because);
            seal.list(&reason.facts, |seal, fact| seal.text(fact));
        });
    });
    seal.close()
}

impl fmt::Display for RateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RateError::DuplicateSubject { subject } => {
                write!(f, "评定对象“{subject}”出现两次，请只保留一份")
            }
            RateError::DuplicateFact { subject, fact } => {
                write!(f, "评定对象“{subject}”的事实“{fact}”出现两次，请只保留一条")
            }
            RateError::Overflow { subject, item: Some(item) } => {
                write!(f, "评定对象“{subject}”在条目“{item}”的分数超出可表示的范围，请核对事实的数量和方案的分值")
            }
            RateError::Overflow { subject, item: None } => {
                write!(f, "评定对象“{subject}”的总分超出可表示的范围，请核对事实的数量和方案的分值")
            }
        }
    }
}

impl std::error::Error for RateError {}
