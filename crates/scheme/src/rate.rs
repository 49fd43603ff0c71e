//! Rating whole subjects: facts are sorted into items, items are limited and added, the sum finds its
//! level, quotas are filled, and each figure is given its reason.

use crate::explain::{Known, explain};
use crate::figure::{Figure, Sight, Tallies, figure};
use crate::outcome::{Direction, Outcome, QuotaUse, Rated};
use crate::place::{Standing, exempt, place};
use crate::points::Points;
use crate::prepare::{Lanes, Prepared, prepare};
use crate::refusal::RateError;
use crate::rules::Scheme;
use crate::seal::Seal;
use crate::seats::{Hall, Pools, Push, Seat, allot, order_codes};
use crate::subject::Subject;

/// Rates the subjects by the scheme.
///
/// # Errors
/// Refuses doubled, contradicting and unknown facts, and points out of range; then nobody is rated.
pub fn rate(scheme: &Scheme, subjects: &[Subject]) -> Result<Outcome, RateError> {
    let mut sorted: Vec<&Subject> = subjects.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some([twin, _]) = sorted.array_windows().find(|[a, b]| a.id == b.id) {
        return Err(RateError::DuplicateSubject {
            subject: twin.id.clone(),
        });
    }
    let lanes = Lanes::of(scheme);
    let cases = (sorted.iter())
        .map(|subject| Case::of(scheme, &lanes, subject))
        .collect::<Result<Vec<_>, _>>()?;
    let (quota, pushes, levels) = seated(scheme, &cases)?;
    let mut results = Vec::with_capacity(cases.len());
    let mut rest = pushes.as_slice();
    for (who, (case, level)) in cases.iter().zip(levels).enumerate() {
        let mine = rest.iter().take_while(|push| push.who == who).count();
        let (pushes, left) = rest.split_at(mine);
        rest = left;
        results.push(case.explain(scheme, level, pushes)?);
    }
    let hash = seal(scheme, &results, &quota);
    Ok(Outcome {
        results,
        quota,
        hash,
    })
}

/// One subject on the way.
pub(crate) struct Case<'a> {
    subject: &'a Subject,
    prepared: Prepared<'a>,
    figure: Figure,
    pub(crate) standing: Standing,
}

impl<'a> Case<'a> {
    pub(crate) fn of(
        scheme: &Scheme,
        lanes: &Lanes,
        subject: &'a Subject,
    ) -> Result<Case<'a>, RateError> {
        let prepared = prepare(scheme, lanes, subject)?;
        let mut worked = Figure::default();
        let bare = Sight {
            scheme,
            subject,
            kinds: &prepared.kinds,
            figure: None,
            fact: None,
        };
        let standing = match exempt(scheme, &bare)? {
            Some(standing) => standing,
            None => {
                let tallies = Tallies {
                    kinds: &prepared.kinds,
                    items: &prepared.items,
                    entries: &|item| prepared.entries(item),
                };
                figure(scheme, subject, &prepared.applicable, &tallies, &mut worked)?;
                place(
                    scheme,
                    &Sight::of(scheme, subject, &prepared.kinds, &worked),
                )?
            }
        };
        Ok(Case {
            subject,
            prepared,
            figure: worked,
            standing,
        })
    }

    pub(crate) fn explain(
        &self,
        scheme: &Scheme,
        level: Option<usize>,
        pushes: &[Push],
    ) -> Result<Rated, RateError> {
        explain(&Known {
            scheme,
            subject: self.subject,
            prepared: &self.prepared,
            figure: &self.figure,
            standing: &self.standing,
            level,
            pushes,
        })
    }
}

type Seated = (Vec<QuotaUse>, Vec<Push>, Vec<Option<usize>>);

/// Quotas over everyone: their use, who was pushed (in order), and each one's level.
fn seated(scheme: &Scheme, cases: &[Case<'_>]) -> Result<Seated, RateError> {
    let codes = order_codes(scheme);
    let mut keys = Vec::with_capacity(cases.len() * codes.len());
    for case in cases {
        keys.extend(codes.iter().map(|code| key(scheme, &case.figure, code)));
    }
    let id = |who: usize| {
        cases
            .get(who)
            .map_or(String::new(), |case| case.subject.id.clone())
    };
    let mut hall = Hall {
        scheme,
        seats: cases
            .iter()
            .map(|case| seat(scheme, &case.standing))
            .collect(),
        keys,
        pools: (scheme.quotas.iter())
            .map(|quota| pools(scheme, cases, quota.per.as_deref(), &quota.id))
            .collect::<Result<_, _>>()?,
        id: &id,
    };
    let (quota, mut pushes) = allot(&mut hall)?;
    pushes.sort_by_key(|push| push.who);
    let levels = (hall.seats.iter())
        .map(|seat| seat.level.map(usize::from))
        .collect();
    Ok((quota, pushes, levels))
}

/// The figure by which a quota orders.
pub(crate) fn key(scheme: &Scheme, figure: &Figure, code: &str) -> Points {
    match code {
        "points" => figure.total,
        "stars" => {
            let won = figure.stars.iter().filter(|won| **won).count();
            Points::from_hundredths(i64::try_from(won).unwrap_or(0) * 100)
        }
        node => {
            let node = scheme
                .node(node)
                .and_then(|node| figure.nodes.get(node).copied());
            node.unwrap_or_default()
        }
    }
}

pub(crate) fn seat(scheme: &Scheme, standing: &Standing) -> Seat {
    let small = |level: Option<usize>| level.and_then(|level| u8::try_from(level).ok());
    let exempt = standing.exempt.and_then(|at| scheme.exempt.get(at));
    Seat {
        level: small(standing.level),
        allowed: standing.allowed,
        protected: small(standing.protected),
        fixed: standing.fixed,
        exempt_in_base: exempt.map(|exempt| exempt.in_quota_base),
        vetoed: !standing.vetoes.is_empty(),
    }
}

fn pools(
    scheme: &Scheme,
    cases: &[Case<'_>],
    per: Option<&str>,
    quota: &str,
) -> Result<Option<Pools>, RateError> {
    let Some(per) = per else { return Ok(None) };
    let out = |case: &Case<'_>| {
        let exempt = case.standing.exempt.and_then(|at| scheme.exempt.get(at));
        exempt.is_some_and(|exempt| !exempt.in_quota_base)
    };
    let mut names: Vec<String> = Vec::new();
    for case in cases.iter().filter(|case| !out(case)) {
        match case.subject.text(per) {
            Some(name) => names.push(name.to_owned()),
            None => {
                return Err(RateError::Lacking {
                    subject: case.subject.id.clone(),
                    item: quota.to_owned(),
                    name: per.to_owned(),
                });
            }
        }
    }
    names.sort();
    names.dedup();
    let place = |case: &Case<'_>| {
        let name = case.subject.text(per).unwrap_or_default();
        let at = names.binary_search_by(|known| known.as_str().cmp(name));
        at.ok()
            .and_then(|at| u32::try_from(at).ok())
            .unwrap_or(u32::MAX)
    };
    let of = cases.iter().map(place).collect();
    Ok(Some(Pools { names, of }))
}

fn seal(scheme: &Scheme, results: &[Rated], quota: &[QuotaUse]) -> String {
    let mut seal = Seal::new("outcome/3");
    seal.text(&scheme.hash());
    let valid = (scheme.validity()).map(|valid| format!("{}/{}", valid.from, valid.to));
    seal.maybe(valid.as_deref());
    seal.list(results, |seal, rated| {
        seal.text(&rated.id);
        seal.maybe(rated.result.as_deref());
        seal.list(rated.stars.as_deref().unwrap_or_default(), |seal, star| {
            seal.text(star);
        });
        seal.maybe(rated.change.map(Direction::code));
        seal.text(&rated.points.to_string());
        seal.maybe(rated.refused.as_deref());
        seal.list(&rated.reasons, |seal, reason| {
            seal.text(&reason.item);
            seal.text(&reason.points.to_string());
            seal.text(&reason.because);
            seal.list(&reason.facts, |seal, fact| seal.text(fact));
        });
    });
    seal.list(quota, |seal, used| {
        seal.text(&used.id);
        seal.text(&used.pool);
        for number in [used.base, used.seats, used.reached, used.given] {
            seal.text(&number.to_string());
        }
        seal.list(&used.held_back, |seal, id| seal.text(id));
        seal.list(&used.tied, |seal, id| seal.text(id));
    });
    seal.close()
}
