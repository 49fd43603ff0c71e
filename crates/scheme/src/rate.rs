//! Rating: facts are sorted into items, items are limited and added, the sum finds its level.

use crate::outcome::{Fact, Outcome, RateError, Rated, Reason, Subject};
use crate::points::Points;
use crate::rules::{Item, Scheme};
use crate::seal::Seal;
use crate::sentence;
use crate::tally::tally;

/// Rates the subjects by the scheme.
///
/// # Errors
/// Refuses doubled ids and points out of range; then nobody is rated.
pub fn rate(scheme: &Scheme, subjects: &[Subject]) -> Result<Outcome, RateError> {
    let mut sorted: Vec<&Subject> = subjects.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some([twin, _]) = sorted.array_windows().find(|[a, b]| a.id == b.id) {
        return Err(RateError::DuplicateSubject {
            subject: twin.id.clone(),
        });
    }
    let results = sorted
        .into_iter()
        .map(|subject| rated(scheme, subject))
        .collect::<Result<Vec<_>, _>>()?;
    let hash = seal(scheme, &results);
    Ok(Outcome { results, hash })
}

fn rated(scheme: &Scheme, subject: &Subject) -> Result<Rated, RateError> {
    let facts = in_order(subject)?;
    let mut reasons = vec![base(scheme, &facts)];
    for item in scheme.items() {
        let counted = of_kind(&facts, &item.fact);
        if !counted.is_empty() {
            let overflow = || RateError::Overflow {
                subject: subject.id.clone(),
                item: Some(item.id.clone()),
            };
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
        .map_err(|_| RateError::Overflow {
            subject: subject.id.clone(),
            item: None,
        })?;
    let (level, refused) = match refusals.is_empty() {
        true => (
            scheme.levels().iter().find(|cutoff| cutoff.met_by(points)),
            None,
        ),
        false => (
            None,
            Some(
                refusals
                    .iter()
                    .map(|reason| reason.because.as_str())
                    .collect::<Vec<_>>()
                    .join("；"),
            ),
        ),
    };
    let because = match &refused {
        None => sentence::level(scheme.levels(), level, points),
        Some(why) => sentence::refused(points, why),
    };
    reasons.extend(refusals);
    reasons.push(reason("level", "定级", Points::ZERO, because, &[]));
    Ok(Rated {
        id: subject.id.clone(),
        level: level.map(|cutoff| cutoff.level.clone()),
        points,
        reasons,
        refused,
    })
}

/// The facts by day, then id, so that the order in which they came is forgotten.
fn in_order(subject: &Subject) -> Result<Vec<&Fact>, RateError> {
    let mut facts: Vec<&Fact> = subject.facts.iter().collect();
    facts.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some([twin, _]) = facts.array_windows().find(|[a, b]| a.id == b.id) {
        return Err(RateError::DuplicateFact {
            subject: subject.id.clone(),
            fact: twin.id.clone(),
        });
    }
    facts.sort_by_key(|fact| fact.day);
    Ok(facts)
}

fn base(scheme: &Scheme, facts: &[&Fact]) -> Reason {
    reason(
        "base",
        "基础分",
        scheme.base(),
        sentence::base(scheme.base(), facts.is_empty()),
        &[],
    )
}

fn counted_reason(item: &Item, facts: &[&Fact]) -> Option<Reason> {
    let tally = tally(item, facts)?;
    Some(reason(
        &item.id,
        &item.title,
        tally.points,
        sentence::counted(item, &tally),
        facts,
    ))
}

fn uncounted(scheme: &Scheme, facts: &[&Fact]) -> Option<Reason> {
    let known = |fact: &Fact| {
        scheme.items().iter().any(|item| item.fact == fact.kind)
            || scheme.vetoes().iter().any(|veto| veto.fact == fact.kind)
    };
    let others: Vec<&Fact> = facts.iter().copied().filter(|fact| !known(fact)).collect();
    (!others.is_empty()).then(|| {
        reason(
            "other",
            "不计分的记录",
            Points::ZERO,
            sentence::uncounted(others.len()),
            &others,
        )
    })
}

fn refusals(scheme: &Scheme, facts: &[&Fact]) -> Vec<Reason> {
    scheme
        .vetoes()
        .iter()
        .map(|veto| (veto, of_kind(facts, &veto.fact)))
        .filter(|(_, found)| !found.is_empty())
        .map(|(veto, found)| {
            reason(
                "veto",
                "一票否决",
                Points::ZERO,
                veto.because.clone(),
                &found,
            )
        })
        .collect()
}

fn of_kind<'a>(facts: &[&'a Fact], kind: &str) -> Vec<&'a Fact> {
    facts
        .iter()
        .copied()
        .filter(|fact| fact.kind == kind)
        .collect()
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
