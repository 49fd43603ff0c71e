//! One subject's facts before they are counted: in order, checked, each sent where it counts.

use crate::figure::{Acc, Entry, Sight, applies};
use crate::refusal::RateError;
use crate::rules::{Elsewhere, Item, Rate, Scheme, Source, Trigger, Uncounted};
use crate::subject::{Fact, Subject};
use std::collections::{BTreeMap, BTreeSet};

/// Where a fact goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// It counts in this item.
    Item(usize),
    /// Another fact of the same matter counts in its stead.
    Beaten(usize),
    /// It makes a veto, a limit or an exemption.
    Trigger(usize),
    /// Only conditions look at it.
    Condition,
    /// It does not count.
    Other,
    /// Another organisation recorded it; it does not count.
    Elsewhere,
    /// It is of another day; it does not count.
    Outside,
}

/// The facts of a subject, ready to be counted.
pub(crate) struct Prepared<'a> {
    /// By day, then id.
    pub(crate) facts: Vec<(&'a Fact, Lane)>,
    pub(crate) kinds: Vec<Acc>,
    pub(crate) items: Vec<Option<Acc>>,
    pub(crate) applicable: Vec<bool>,
}

/// What is the same for every subject of a rating.
pub(crate) struct Lanes {
    /// The items that draw on each kind.
    takers: Vec<Vec<usize>>,
    triggers: BTreeSet<usize>,
    conditional: BTreeSet<usize>,
}

impl Lanes {
    pub(crate) fn of(scheme: &Scheme) -> Lanes {
        let mut takers = vec![Vec::new(); scheme.kinds.len()];
        for (at, item) in scheme.items.iter().enumerate() {
            for kind in item.kinds() {
                if let Some(list) = takers.get_mut(kind) {
                    list.push(at);
                }
            }
        }
        let bars = (scheme.vetoes.iter().map(|veto| &veto.trigger))
            .chain(scheme.limits.iter().map(|limit| &limit.trigger))
            .chain(scheme.exempt.iter().map(|exempt| &exempt.trigger));
        let triggers = bars.filter_map(|trigger| match trigger {
            Trigger::Fact(kind) => Some(*kind),
            _ => None,
        });
        Lanes {
            takers,
            triggers: triggers.collect(),
            conditional: (scheme.conditions())
                .flat_map(|condition| condition.uses().kinds.iter().map(|(_, kind)| *kind))
                .collect(),
        }
    }
}

pub(crate) fn prepare<'a>(
    scheme: &Scheme,
    lanes: &Lanes,
    subject: &'a Subject,
) -> Result<Prepared<'a>, RateError> {
    check_subject(scheme, subject)?;
    let ordered = in_order(subject)?;
    let mut kinds = vec![Acc::default(); scheme.kinds.len()];
    let mut facts = Vec::with_capacity(ordered.len());
    for (place, fact) in ordered {
        let kind = scheme.kind(&fact.kind);
        let lane = match kind {
            None if scheme.uncounted == Uncounted::All => Some(Lane::Other),
            None => {
                return Err(RateError::UnknownKind {
                    subject: subject.id.clone(),
                    fact: fact.id.clone(),
                    code: fact.kind.clone(),
                });
            }
            Some(_) => aside(scheme, subject, fact)?,
        };
        if let (Some(acc), None) = (kind.and_then(|kind| kinds.get_mut(kind)), lane) {
            acc.add(fact.amount, place);
        }
        facts.push((place, fact, kind, lane));
    }
    let sight = Sight {
        scheme,
        subject,
        kinds: &kinds,
        figure: None,
        fact: None,
    };
    let applicable = (scheme.items.iter())
        .map(|item| applies(item, &sight))
        .collect::<Result<Vec<bool>, _>>()?;
    let mut sent = Vec::with_capacity(facts.len());
    for (place, fact, kind, lane) in facts {
        let lane = match (lane, kind) {
            (Some(lane), _) => lane,
            (None, Some(kind)) => lanes.send(&sight, &applicable, fact, kind)?,
            (None, None) => Lane::Other,
        };
        sent.push((place, fact, lane));
    }
    check_matters(scheme, subject, &mut sent)?;
    let items = tally(scheme, &sent);
    Ok(Prepared {
        facts: sent
            .into_iter()
            .map(|(_, fact, lane)| (fact, lane))
            .collect(),
        kinds,
        items,
        applicable,
    })
}

impl Lanes {
    /// The first item that takes the fact.
    fn send(
        &self,
        sight: &Sight<'_>,
        applicable: &[bool],
        fact: &Fact,
        kind: usize,
    ) -> Result<Lane, RateError> {
        for at in self.takers.get(kind).into_iter().flatten() {
            let Some(item) = sight.scheme.items.get(*at) else {
                continue;
            };
            if !applicable.get(*at).copied().unwrap_or(false) {
                continue;
            }
            let taken = match item.only() {
                None => true,
                Some(only) => Sight {
                    fact: Some(fact),
                    ..*sight
                }
                .holds(only, &item.frame.title)?,
            };
            if taken {
                return Ok(Lane::Item(*at));
            }
        }
        Ok(if self.triggers.contains(&kind) {
            Lane::Trigger(kind)
        } else if self.conditional.contains(&kind) {
            Lane::Condition
        } else {
            Lane::Other
        })
    }
}

fn check_subject(scheme: &Scheme, subject: &Subject) -> Result<(), RateError> {
    let unknown = |group: &&String| !scheme.groups.iter().any(|(id, _)| id == *group);
    if !scheme.groups.is_empty()
        && let Some(group) = subject.groups.iter().find(unknown)
    {
        return Err(RateError::UnknownGroup {
            subject: subject.id.clone(),
            group: group.clone(),
        });
    }
    for score in &subject.scores {
        let item = scheme.items.iter().find(|item| item.frame.id == score.item);
        let known = item.is_some_and(|item| match &item.source {
            Source::Panel { panel, .. } => scheme
                .panels
                .get(*panel)
                .is_some_and(|panel| panel.scorers.iter().any(|scorer| scorer.id == score.scorer)),
            _ => false,
        });
        if !known {
            return Err(RateError::UnknownScore {
                subject: subject.id.clone(),
                item: score.item.clone(),
                scorer: score.scorer.clone(),
            });
        }
    }
    match subject.text("previous") {
        Some(code)
            if scheme.change.is_some() && !code.is_empty() && scheme.level_at(code).is_none() =>
        {
            Err(RateError::UnknownPrevious {
                subject: subject.id.clone(),
                code: code.to_owned(),
            })
        }
        _ => Ok(()),
    }
}

/// The facts by day, then id, so that the order in which they came is forgotten; each with its place.
fn in_order(subject: &Subject) -> Result<Vec<(usize, &Fact)>, RateError> {
    let mut facts: Vec<(usize, &Fact)> = subject.facts.iter().enumerate().collect();
    facts.sort_by(|(_, a), (_, b)| a.id.cmp(&b.id));
    if let Some([(_, twin), _]) = facts.array_windows().find(|[(_, a), (_, b)]| a.id == b.id) {
        return Err(RateError::DuplicateFact {
            subject: subject.id.clone(),
            fact: twin.id.clone(),
        });
    }
    facts.sort_by_key(|(_, fact)| fact.day);
    Ok(facts)
}

/// Facts of other days and other organisations.
fn aside(scheme: &Scheme, subject: &Subject, fact: &Fact) -> Result<Option<Lane>, RateError> {
    if let Some(period) = &scheme.period
        && (fact.day < period.from || fact.day > period.to)
    {
        if period.list_outside {
            return Ok(Some(Lane::Outside));
        }
        return Err(RateError::OutOfPeriod {
            subject: subject.id.clone(),
            fact: fact.id.clone(),
            day: fact.day,
        });
    }
    let (Some(org), Some(own)) = (fact.org.as_deref(), subject.text("org")) else {
        return Ok(None);
    };
    match scheme.elsewhere {
        _ if org == own => Ok(None),
        Some(Elsewhere::Count) => Ok(None),
        Some(Elsewhere::List) => Ok(Some(Lane::Elsewhere)),
        Some(Elsewhere::Refuse) | None => Err(RateError::Elsewhere {
            subject: subject.id.clone(),
            fact: fact.id.clone(),
            org: org.to_owned(),
            own: own.to_owned(),
        }),
    }
}

type Sent<'a> = (usize, &'a Fact, Lane);

/// Facts about one matter: none twice, none against another; where the scheme says so, the best.
fn check_matters(
    scheme: &Scheme,
    subject: &Subject,
    sent: &mut [Sent<'_>],
) -> Result<(), RateError> {
    let mut matters: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, (_, fact, lane)) in sent.iter().enumerate() {
        let counts = !matches!(lane, Lane::Elsewhere | Lane::Outside);
        if let (Some(about), true) = (&fact.about, counts) {
            matters.entry(about.clone()).or_default().push(at);
        }
    }
    for (about, all) in matters {
        let mut best: BTreeMap<usize, usize> = BTreeMap::new();
        for (n, at) in all.iter().enumerate() {
            let Some((_, fact, lane)) = sent.get(*at).copied() else {
                continue;
            };
            let scope = scope(scheme, lane);
            for earlier in all.iter().take(n) {
                let Some((_, other, _)) = sent.get(*earlier).copied() else {
                    continue;
                };
                if scope.is_none() && other.kind == fact.kind {
                    return Err(RateError::SameMatter {
                        subject: subject.id.clone(),
                        fact: fact.id.clone(),
                        other: other.id.clone(),
                        about,
                    });
                }
                let against = |[a, b]: &[String; 2]| {
                    (*a == fact.kind && *b == other.kind) || (*a == other.kind && *b == fact.kind)
                };
                if scheme.contradictions.iter().any(against) {
                    return Err(RateError::Contradiction {
                        subject: subject.id.clone(),
                        fact: fact.id.clone(),
                        other: other.id.clone(),
                        about,
                    });
                }
            }
            let Some(scope) = scope else { continue };
            let loser = match best.get(&scope).copied() {
                None => {
                    best.insert(scope, *at);
                    continue;
                }
                Some(holder) if beats(scheme, sent, *at, holder) => {
                    best.insert(scope, *at);
                    holder
                }
                Some(_) => *at,
            };
            if let Some((_, _, lane)) = sent.get_mut(loser)
                && let Lane::Item(item) = *lane
            {
                *lane = Lane::Beaten(item);
            }
        }
    }
    Ok(())
}

/// The item or section within which facts of one matter count once.
fn scope(scheme: &Scheme, lane: Lane) -> Option<usize> {
    let Lane::Item(at) = lane else { return None };
    let item = scheme.items.get(at)?;
    match item.frame.section {
        Some(section) if scheme.sections.get(section).is_some_and(|s| s.same_about) => {
            Some(scheme.items.len() + section)
        }
        _ => item.same_about.then_some(at),
    }
}

/// Whether one fact earns more than another; the earlier one stays where they earn the same.
fn beats(scheme: &Scheme, sent: &[Sent<'_>], one: usize, other: usize) -> bool {
    let worth = |at: usize| {
        let (_, fact, lane) = sent.get(at)?;
        let Lane::Item(item) = lane else { return None };
        worth(scheme.items.get(*item)?, fact)
    };
    match (worth(one), worth(other)) {
        (Some((a, b)), Some((c, d))) => a.saturating_mul(d) > c.saturating_mul(b),
        _ => false,
    }
}

/// What a fact earns by itself, as a fraction.
fn worth(item: &Item, fact: &Fact) -> Option<(i128, i128)> {
    match &item.rate {
        Rate::PerEvent(points) => Some((points.wide(), 1)),
        Rate::PerAmount { points, each, .. } => {
            Some((points.wide().checked_mul(fact.amount?.wide())?, each.wide()))
        }
        _ => None,
    }
}

fn tally(scheme: &Scheme, sent: &[Sent<'_>]) -> Vec<Option<Acc>> {
    let mut items: Vec<Option<Acc>> = (scheme.items.iter())
        .map(|item| matches!(item.source, Source::Facts { .. }).then(Acc::default))
        .collect();
    for (place, fact, lane) in sent {
        if let Lane::Item(at) = lane
            && let Some(Some(acc)) = items.get_mut(*at)
        {
            acc.add(fact.amount, *place);
        }
    }
    items
}

impl Prepared<'_> {
    /// The facts of an item that limits months, quarters or years.
    pub(crate) fn entries(&self, item: usize) -> Vec<Entry> {
        (self.facts.iter())
            .filter(|(_, lane)| *lane == Lane::Item(item))
            .map(|(fact, _)| Entry {
                year: fact.day.year(),
                month: fact.day.month(),
                amount: fact.amount.map_or(0, |amount| amount.hundredths()),
            })
            .collect()
    }
}
