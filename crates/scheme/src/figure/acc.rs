//! Tallies over facts: how many, how much, the highest, the lowest, the latest.

use crate::points::Points;

/// A tally.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Acc {
    pub(crate) count: i64,
    pub(crate) sum: i128,
    pub(crate) highest: i64,
    pub(crate) lowest: i64,
    pub(crate) last: i64,
    /// The place of a fact without an amount, counted from 1; 0 for none.
    pub(crate) blank: usize,
}

/// A fact of an item that limits months, quarters or years.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) year: i16,
    pub(crate) month: i8,
    pub(crate) amount: i64,
}

impl Acc {
    /// Adds a fact; facts come in order of day. `place` is its place among the subject's.
    pub(crate) fn add(&mut self, amount: Option<Points>, place: usize) {
        let Some(amount) = amount.map(Points::hundredths) else {
            self.count += 1;
            self.blank = place + 1;
            return;
        };
        if self.count == 0 {
            (self.highest, self.lowest) = (amount, amount);
        }
        self.count += 1;
        self.sum += i128::from(amount);
        self.highest = self.highest.max(amount);
        self.lowest = self.lowest.min(amount);
        self.last = amount;
    }

    /// Both together. The latest of both is not known: `last` is right only for single kinds.
    pub(crate) fn with(self, other: &Acc) -> Acc {
        if self.count == 0 {
            return *other;
        }
        if other.count == 0 {
            return self;
        }
        Acc {
            count: self.count + other.count,
            sum: self.sum + other.sum,
            highest: self.highest.max(other.highest),
            lowest: self.lowest.min(other.lowest),
            last: other.last,
            blank: self.blank.max(other.blank),
        }
    }
}
