//! From columns to tallies by kind.

use super::{Columns, ColumnsError, any_kind};
use crate::figure::{Acc, Entry, Figure, Sight, Tallies, applies, figure};
use crate::points::Points;
use crate::refusal::RateError;
use crate::rules::{Scheme, Source, Take};
use crate::subject::Subject;
use std::ops::Range;

/// How many facts of a kind, and how much.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slot {
    pub(super) count: i64,
    pub(super) sum: i64,
}

/// So many kinds fit into one small table, in which count and sum share a word: one addition a fact.
pub(super) const FEW: usize = 64;
/// The count stands above this bit, the sum below it.
const COUNT_AT: u32 = 44;
const ONE: i64 = 1 << COUNT_AT;
/// The sum of so many amounts of 32 bits stays below the count, and so many counts within the word.
pub(super) const STRETCH: usize = 4096;

/// Where each kind of the columns is tallied.
pub(super) struct Gather {
    /// The kind of the scheme, or one past the last for those that do not count.
    lanes: Vec<u16>,
    slots: usize,
    /// Whether some figure looks at single amounts: the highest, the lowest, the latest.
    single: bool,
    /// Whether which item takes a kind depends on the subject.
    open: bool,
    takers: Vec<Vec<usize>>,
    /// Year and month of each day.
    months: Vec<(i16, i8)>,
}

/// What one worker fills again and again.
pub(super) struct Room {
    pub(super) subject: Subject,
    slots: Vec<Slot>,
    kinds: Vec<Acc>,
    items: Vec<Option<Acc>>,
    applicable: Vec<bool>,
}

impl Gather {
    pub(super) fn of(scheme: &Scheme, columns: &Columns<'_>) -> Result<Gather, ColumnsError> {
        let past = u16::try_from(scheme.kinds.len()).unwrap_or(u16::MAX);
        let mut lanes = Vec::with_capacity(columns.names.len());
        for (at, name) in columns.names.iter().enumerate() {
            match scheme.kind(name).and_then(|kind| u16::try_from(kind).ok()) {
                Some(kind) => lanes.push(kind),
                None if any_kind(scheme) => lanes.push(past),
                None => {
                    return Err(ColumnsError::Rate(RateError::UnknownKind {
                        subject: String::new(),
                        fact: at.to_string(),
                        code: name.clone(),
                    }));
                }
            }
        }
        if columns
            .kinds
            .iter()
            .any(|kind| usize::from(*kind) >= lanes.len())
        {
            return Err(ColumnsError::Ragged);
        }
        let mut takers = vec![Vec::new(); scheme.kinds.len()];
        for (at, item) in scheme.items.iter().enumerate() {
            for kind in item.kinds() {
                takers
                    .get_mut(kind)
                    .into_iter()
                    .for_each(|list: &mut Vec<usize>| list.push(at));
            }
        }
        let looks = |take: &Take| matches!(take, Take::Highest | Take::Lowest | Take::Last);
        let items = scheme
            .items
            .iter()
            .any(|item| matches!(&item.source, Source::Facts { take, .. } if looks(take)));
        let conditions = scheme.conditions().any(|condition| {
            use crate::condition::Figure::{Highest, Lowest};
            (condition.uses().kinds.iter()).any(|(figure, _)| matches!(figure, Highest | Lowest))
        });
        Ok(Gather {
            lanes,
            slots: scheme.kinds.len() + 1,
            single: items || conditions,
            open: scheme.items.iter().any(|item| item.when.is_some()),
            takers,
            months: months(scheme, columns),
        })
    }

    pub(super) fn lanes(&self) -> &[u16] {
        &self.lanes
    }

    pub(super) fn slots(&self) -> Vec<Slot> {
        vec![Slot::default(); self.slots]
    }

    /// Counts and sums by kind. Amounts are 32 bits and there are fewer than 2³² facts: no overflow.
    pub(super) fn sum(&self, columns: &Columns<'_>, range: Range<usize>, slots: &mut [Slot]) {
        slots.fill(Slot::default());
        let kinds = columns.kinds.get(range.clone()).unwrap_or_default();
        let amounts = columns.amounts.get(range).unwrap_or_default();
        if self.lanes.len() > FEW {
            for (kind, amount) in kinds.iter().zip(amounts) {
                self.slot(slots, usize::from(*kind), 1, i64::from(*amount));
            }
            return;
        }
        for (kinds, amounts) in kinds.chunks(STRETCH).zip(amounts.chunks(STRETCH)) {
            let mut packed = [0_i64; FEW];
            for (kind, amount) in kinds.iter().zip(amounts) {
                packed[usize::from(*kind) % FEW] += ONE + i64::from(*amount);
            }
            for (kind, packed) in packed.iter().enumerate().take(self.lanes.len()) {
                let sum = packed << (64 - COUNT_AT) >> (64 - COUNT_AT);
                self.slot(slots, kind, (packed - sum) >> COUNT_AT, sum);
            }
        }
    }

    fn slot(&self, slots: &mut [Slot], kind: usize, count: i64, sum: i64) {
        let lane = self.lanes.get(kind).copied().unwrap_or(u16::MAX);
        if let Some(slot) = slots.get_mut(usize::from(lane)) {
            slot.count += count;
            slot.sum += sum;
        }
    }

    pub(super) fn room(&self, scheme: &Scheme) -> Room {
        Room {
            subject: Subject::default(),
            slots: self.slots(),
            kinds: vec![Acc::default(); scheme.kinds.len()],
            items: vec![None; scheme.items.len()],
            applicable: vec![true; scheme.items.len()],
        }
    }

    /// All that is known of a subject before its figures.
    pub(super) fn fill(
        &self,
        scheme: &Scheme,
        columns: &Columns<'_>,
        range: Range<usize>,
        room: &mut Room,
    ) -> Result<(), RateError> {
        if self.single {
            room.kinds.fill(Acc::default());
            for at in range {
                let kind = columns
                    .kinds
                    .get(at)
                    .and_then(|kind| self.lanes.get(usize::from(*kind)));
                let amount = i64::from(columns.amounts.get(at).copied().unwrap_or(0));
                if let Some(acc) = kind.and_then(|kind| room.kinds.get_mut(usize::from(*kind))) {
                    acc.add(Some(Points::from_hundredths(amount)), at);
                }
            }
        } else {
            self.sum(columns, range, &mut room.slots);
            for (acc, slot) in room.kinds.iter_mut().zip(&room.slots) {
                *acc = Acc {
                    count: slot.count,
                    sum: i128::from(slot.sum),
                    ..Acc::default()
                };
            }
        }
        if !self.open {
            return Ok(());
        }
        let sight = Sight {
            scheme,
            subject: &room.subject,
            kinds: &room.kinds,
            figure: None,
            fact: None,
        };
        for (place, item) in room.applicable.iter_mut().zip(&scheme.items) {
            *place = applies(item, &sight)?;
        }
        for (place, item) in room.items.iter_mut().zip(&scheme.items) {
            *place = matches!(item.source, Source::Facts { .. }).then(Acc::default);
        }
        for (kind, takers) in self.takers.iter().enumerate() {
            let taker = takers
                .iter()
                .find(|at| room.applicable.get(**at).copied().unwrap_or(false));
            if let Some(Some(acc)) = taker.and_then(|at| room.items.get_mut(*at)) {
                *acc = acc.with(&room.kinds.get(kind).copied().unwrap_or_default());
            }
        }
        Ok(())
    }

    /// The facts of an item that limits months, quarters or years.
    fn entries(
        &self,
        columns: &Columns<'_>,
        range: Range<usize>,
        room: &Room,
        item: usize,
    ) -> Vec<Entry> {
        let mut entries = Vec::new();
        for at in range {
            let kind = (columns.kinds.get(at)).and_then(|kind| self.lanes.get(usize::from(*kind)));
            let takers = kind.and_then(|kind| self.takers.get(usize::from(*kind)));
            let mut takers = takers.into_iter().flatten().copied();
            let applies = |at: &usize| room.applicable.get(*at).copied().unwrap_or(false);
            if takers.find(applies) != Some(item) {
                continue;
            }
            let day = columns.days.get(at).map_or(0, |day| usize::from(*day));
            let (year, month) = self.months.get(day).copied().unwrap_or_default();
            let amount = columns.amounts.get(at).copied().unwrap_or(0);
            entries.push(Entry {
                year,
                month,
                amount: i64::from(amount),
            });
        }
        entries
    }
}

/// Year and month of every day that the columns know, where the scheme limits months or more.
fn months(scheme: &Scheme, columns: &Columns<'_>) -> Vec<(i16, i8)> {
    if scheme.items.iter().all(|item| item.spans.is_empty()) {
        return Vec::new();
    }
    let last = columns.days.iter().copied().max().unwrap_or(0);
    let days = (0..=last).map(|after| columns.day_after(after));
    days.map(|day| (day.year(), day.month())).collect()
}

impl Room {
    pub(super) fn bare<'a>(&'a self, scheme: &'a Scheme) -> Sight<'a> {
        Sight {
            scheme,
            subject: &self.subject,
            kinds: &self.kinds,
            figure: None,
            fact: None,
        }
    }

    pub(super) fn sight<'a>(&'a self, scheme: &'a Scheme, worked: &'a Figure) -> Sight<'a> {
        Sight::of(scheme, &self.subject, &self.kinds, worked)
    }

    pub(super) fn figure(
        &self,
        scheme: &Scheme,
        columns: &Columns<'_>,
        range: Range<usize>,
        gather: &Gather,
        worked: &mut Figure,
    ) -> Result<(), RateError> {
        let tallies = Tallies {
            kinds: &self.kinds,
            items: &self.items,
            entries: &|item| gather.entries(columns, range.clone(), self, item),
        };
        figure(scheme, &self.subject, &self.applicable, &tallies, worked)
    }
}
