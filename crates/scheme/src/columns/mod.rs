//! Rating from columns: a million subjects whose facts are numbers in arrays. Figures, levels and
//! quotas are the same as from whole subjects; reasons are written for whoever is asked about.

mod gather;
mod straight;

use crate::figure::Figure;
use crate::outcome::{QuotaUse, Rated};
use crate::place::{exempt, place};
use crate::points::Points;
use crate::prepare::Lanes;
use crate::rate::{Case, key, seat};
use crate::refusal::RateError;
use crate::rules::{Item, Scheme, Source, Take, Trigger, Uncounted};
use crate::seats::{Hall, Push, Seat, allot, order_codes};
use crate::subject::{Fact, Subject};
use gather::Gather;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::fmt;
use std::num::NonZeroUsize;
use std::ops::Range;
use straight::Straight;

/// Facts as columns. The facts of subject `n` are those from `starts[n]` to `starts[n + 1]`, in order
/// of day.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// One more than there are subjects.
    pub starts: &'a [u32],
    /// The kind of each fact, as a place in `names`.
    pub kinds: &'a [u16],
    /// The amount of each fact, in hundredths.
    pub amounts: &'a [i32],
    /// The day of each fact, counted from `first_day`; may be empty where the scheme looks at no day.
    pub days: &'a [u16],
    /// Day 0 of `days`.
    pub first_day: Date,
    /// The codes of the kinds.
    pub names: &'a [String],
}

/// Why columns cannot be rated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnsError {
    /// The columns do not fit each other.
    Ragged,
    /// The scheme asks for what columns do not hold; what it is.
    Needs(&'static str),
    /// The facts do not fit the scheme.
    Rate(RateError),
}

/// Everyone's points and level, by number of subject.
#[derive(Clone, Debug)]
pub struct Standings {
    points: Vec<Points>,
    seats: Vec<Seat>,
    pushes: Vec<Push>,
    quota: Vec<QuotaUse>,
}

/// Rates columns on so many threads; their number changes nothing but the time.
///
/// # Errors
/// Refuses columns that do not fit each other or the scheme, and points out of range.
pub fn rate_columns(
    scheme: &Scheme,
    columns: &Columns<'_>,
    workers: NonZeroUsize,
) -> Result<Standings, ColumnsError> {
    columns.check()?;
    check_scheme(scheme, columns)?;
    let gather = Gather::of(scheme, columns)?;
    let desk = Desk {
        scheme,
        columns,
        straight: Straight::of(scheme, &gather),
        gather,
        codes: order_codes(scheme),
    };
    let parts = desk.parts(workers)?;
    let mut standings = Standings {
        points: Vec::with_capacity(columns.subjects()),
        seats: Vec::with_capacity(columns.subjects()),
        pushes: Vec::new(),
        quota: Vec::new(),
    };
    let mut keys = Vec::with_capacity(columns.subjects() * desk.codes.len());
    for part in parts {
        standings.points.extend(part.points);
        standings.seats.extend(part.seats);
        keys.extend(part.keys);
    }
    if !scheme.quotas.is_empty() {
        let mut hall = Hall {
            scheme,
            seats: std::mem::take(&mut standings.seats),
            keys,
            pools: scheme.quotas.iter().map(|_| None).collect(),
            id: &|who| who.to_string(),
        };
        (standings.quota, standings.pushes) = allot(&mut hall).map_err(ColumnsError::Rate)?;
        standings.pushes.sort_by_key(|push| push.who);
        standings.seats = hall.seats;
    }
    Ok(standings)
}

impl Standings {
    /// The points of a subject.
    #[must_use]
    pub fn points(&self, who: usize) -> Option<Points> {
        self.points.get(who).copied()
    }

    /// The level of a subject, as a place in the scheme's list; none below all.
    #[must_use]
    pub fn level(&self, who: usize) -> Option<usize> {
        self.seats.get(who)?.level.map(usize::from)
    }

    /// The use of each quota.
    #[must_use]
    pub fn quota(&self) -> &[QuotaUse] {
        &self.quota
    }

    /// One subject's result with all its reasons.
    ///
    /// # Errors
    /// As `rate`.
    pub fn explain(
        &self,
        scheme: &Scheme,
        columns: &Columns<'_>,
        who: usize,
    ) -> Result<Rated, RateError> {
        let subject = columns.subject(who);
        let case = Case::of(scheme, &Lanes::of(scheme), &subject)?;
        let from = self.pushes.partition_point(|push| push.who < who);
        let to = self.pushes.partition_point(|push| push.who <= who);
        let pushes = self.pushes.get(from..to).unwrap_or_default();
        case.explain(scheme, self.level(who), pushes)
    }
}

impl Columns<'_> {
    fn subjects(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    fn check(&self) -> Result<(), ColumnsError> {
        let last = self.starts.last().map_or(0, |last| place_of(*last));
        let fits = self.starts.first() == Some(&0)
            && self.starts.is_sorted()
            && self.kinds.len() == last
            && self.amounts.len() == last
            && (self.days.is_empty() || self.days.len() == last);
        if fits {
            Ok(())
        } else {
            Err(ColumnsError::Ragged)
        }
    }

    fn range(&self, who: usize) -> Range<usize> {
        let at = |n: usize| self.starts.get(n).map_or(0, |start| place_of(*start));
        at(who)..at(who + 1)
    }

    fn day_after(&self, days: u16) -> Date {
        let day = self.first_day.checked_add(i64::from(days).days());
        day.unwrap_or(self.first_day)
    }

    /// A subject with its facts, as `rate` takes it. Facts are called by their place in the columns.
    #[must_use]
    pub fn subject(&self, who: usize) -> Subject {
        let facts = self.range(who).map(|at| {
            let kind = self
                .kinds
                .get(at)
                .and_then(|kind| self.names.get(usize::from(*kind)));
            let amount = self.amounts.get(at).copied().unwrap_or(0);
            Fact::new(
                format!("{at:010}"),
                kind.map_or("", String::as_str),
                Points::from_hundredths(i64::from(amount)),
                self.day_after(self.days.get(at).copied().unwrap_or(0)),
            )
        });
        Subject::new(who.to_string(), facts.collect())
    }
}

fn place_of(start: u32) -> usize {
    usize::try_from(start).unwrap_or(usize::MAX)
}

/// Refuses schemes that look at more than kinds, amounts and days.
fn check_scheme(scheme: &Scheme, columns: &Columns<'_>) -> Result<(), ColumnsError> {
    let needs = |what| Err(ColumnsError::Needs(what));
    let attributes = scheme.conditions().any(|condition| {
        let uses = condition.uses();
        !uses.attributes.is_empty()
            || uses.names.contains("groups")
            || uses.names.contains("previous")
    });
    let triggers = (scheme.exempt.iter()).any(|exempt| matches!(exempt.trigger, Trigger::Group(_)));
    let items = scheme.items.iter();
    if attributes || (items.clone()).any(|item| matches!(item.source, Source::Attribute(_))) {
        return needs("属性");
    }
    if triggers || items.clone().any(|item| !item.groups.is_empty()) {
        return needs("人员类别");
    }
    if items
        .clone()
        .any(|item| matches!(item.source, Source::Panel { .. }))
    {
        return needs("评分");
    }
    if items
        .clone()
        .any(|item| item.only().is_some() || item.same_about)
        || scheme.sections.iter().any(|section| section.same_about)
    {
        return needs("事实的细节");
    }
    if items.clone().any(latest_of_several) {
        return needs("几种事实的先后");
    }
    if scheme.quotas.iter().any(|quota| quota.per.is_some()) {
        return needs("分别计算名额的属性");
    }
    if scheme.change.is_some() {
        return needs("上一次结果");
    }
    if scheme.period.is_some() {
        return needs("评定期的核对");
    }
    if columns.days.len() < columns.kinds.len() && items.clone().any(|item| !item.spans.is_empty())
    {
        return needs("日期");
    }
    Ok(())
}

/// Tallies are kept by kind: which of two kinds has the latest fact, they do not know.
fn latest_of_several(item: &Item) -> bool {
    matches!(
        &item.source,
        Source::Facts { kinds, take: Take::Last, .. } if kinds.len() > 1
    )
}

/// What every worker reads.
struct Desk<'a> {
    scheme: &'a Scheme,
    columns: &'a Columns<'a>,
    gather: Gather,
    straight: Option<Straight>,
    codes: Vec<String>,
}

/// What one worker found of a stretch of subjects.
#[derive(Default)]
struct Part {
    points: Vec<Points>,
    seats: Vec<Seat>,
    keys: Vec<Points>,
}

impl Desk<'_> {
    fn parts(&self, workers: NonZeroUsize) -> Result<Vec<Part>, ColumnsError> {
        let subjects = self.columns.subjects();
        let each = subjects.div_ceil(workers.get()).max(1);
        let stretches = (0..subjects)
            .step_by(each)
            .map(|from| from..(from + each).min(subjects));
        let found: Vec<Result<Part, RateError>> = std::thread::scope(|scope| {
            let running: Vec<_> = stretches
                .map(|stretch| scope.spawn(move || self.part(stretch)))
                .collect();
            running
                .into_iter()
                .map(|worker| match worker.join() {
                    Ok(part) => part,
                    Err(panic) => std::panic::resume_unwind(panic),
                })
                .collect()
        });
        found
            .into_iter()
            .collect::<Result<_, _>>()
            .map_err(ColumnsError::Rate)
    }

    fn part(&self, stretch: Range<usize>) -> Result<Part, RateError> {
        match &self.straight {
            Some(straight) => self.straight_part(straight, stretch),
            None => self.whole_part(stretch),
        }
    }

    /// Plain sums: counts and amounts by kind, a few products, a line of levels.
    fn straight_part(&self, straight: &Straight, stretch: Range<usize>) -> Result<Part, RateError> {
        let mut part = Part::with_room(stretch.len(), self.codes.len());
        let mut slots = self.gather.slots();
        for who in stretch {
            let range = self.columns.range(who);
            let points = straight.rate(&self.gather, self.columns, range, &mut slots);
            let points = points.ok_or_else(|| RateError::Overflow {
                subject: who.to_string(),
                item: None,
            })?;
            part.points.push(points);
            part.seats.push(straight.seat(points));
            part.keys.extend(self.codes.iter().map(|_| points));
        }
        Ok(part)
    }

    fn whole_part(&self, stretch: Range<usize>) -> Result<Part, RateError> {
        let mut part = Part::with_room(stretch.len(), self.codes.len());
        let mut room = self.gather.room(self.scheme);
        let mut worked = Figure::default();
        for who in stretch {
            room.subject.id = who.to_string();
            self.gather.fill(
                self.scheme,
                self.columns,
                self.columns.range(who),
                &mut room,
            )?;
            let standing = match exempt(self.scheme, &room.bare(self.scheme))? {
                Some(standing) => {
                    worked.total = Points::ZERO;
                    standing
                }
                None => {
                    room.figure(
                        self.scheme,
                        self.columns,
                        self.columns.range(who),
                        &self.gather,
                        &mut worked,
                    )?;
                    place(self.scheme, &room.sight(self.scheme, &worked))?
                }
            };
            part.points.push(worked.total);
            part.seats.push(seat(self.scheme, &standing));
            part.keys.extend(
                self.codes
                    .iter()
                    .map(|code| key(self.scheme, &worked, code)),
            );
        }
        Ok(part)
    }
}

impl Part {
    fn with_room(subjects: usize, codes: usize) -> Part {
        Part {
            points: Vec::with_capacity(subjects),
            seats: Vec::with_capacity(subjects),
            keys: Vec::with_capacity(subjects * codes),
        }
    }
}

/// Whether kinds that the scheme does not know may be there.
fn any_kind(scheme: &Scheme) -> bool {
    scheme.uncounted == Uncounted::All
}

impl fmt::Display for ColumnsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ragged => f.write_str("各列的长度不一致，请核对"),
            Self::Needs(what) => write!(f, "这份方案要用到{what}，各列里没有，请逐人评定"),
            Self::Rate(refusal) => refusal.fmt(f),
        }
    }
}

impl std::error::Error for ColumnsError {}
