//! Counts (计票): how many gave which grade, kept apart by electorate, and the shares reckoned from them.
//!
//! The same type holds the full counts, as tellers see them, and the shown ones with cells withheld.
//! Every figure here is reckoned from the cells that are there and the number of valid ballots, so
//! that nothing shown can say more than the shown cells do.

use crate::manifest::{Manifest, Standing};
use crate::shown::shown;
use crate::tally::Shape;

/// The counts of a round. Numbers of electorates, subjects and items run from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    shape: Shape,
    ballots: Vec<u32>,
    cells: Vec<Option<u32>>,
}

impl Counts {
    /// Counts from the cells of all rows.
    pub(crate) fn new(shape: Shape, ballots: Vec<u32>, cells: Vec<Option<u32>>) -> Self {
        Self {
            shape,
            ballots,
            cells,
        }
    }

    pub(crate) fn shape(&self) -> &Shape {
        &self.shape
    }

    /// These counts as they may be shown where the leaves are not public.
    #[must_use]
    pub fn shown(&self, smallest: u32) -> Self {
        let mut to_show = self.clone();
        for (electorate, subject, item) in self.shape.rows() {
            let range = self.shape.row(electorate, subject, item);
            let row: Option<Vec<u32>> = self.cells[range.clone()].iter().copied().collect();
            if let Some(row) = row {
                to_show.cells[range].copy_from_slice(&shown(&row, smallest));
            }
        }
        to_show
    }

    /// Valid ballots of an electorate.
    #[must_use]
    pub fn ballots(&self, electorate: usize) -> u32 {
        self.ballots[electorate]
    }

    /// A row: a cell for each grade of the item's set, and one for blanks at its end. A withheld cell is none.
    #[must_use]
    pub fn row(&self, electorate: usize, subject: usize, item: usize) -> &[Option<u32>] {
        &self.cells[self.shape.row(electorate, subject, item)]
    }

    /// The withheld cells of a row as one merged cell; none where nothing is withheld.
    #[must_use]
    pub fn merged(&self, electorate: usize, subject: usize, item: usize) -> Option<u32> {
        let row = self.row(electorate, subject, item);
        let open: u32 = row.iter().flatten().sum();
        row.contains(&None)
            .then(|| self.ballots[electorate].saturating_sub(open))
    }

    /// A row of all electorates together, without weights. A cell that one withholds is withheld.
    #[must_use]
    pub fn together(&self, subject: usize, item: usize) -> Vec<Option<u32>> {
        (0..self.shape.cells(item))
            .map(|cell| {
                (0..self.shape.electorates)
                    .map(|one| self.row(one, subject, item)[cell])
                    .sum()
            })
            .collect()
    }

    /// The satisfied share that one electorate gives a subject in an item.
    #[must_use]
    pub fn satisfaction(
        &self,
        manifest: &Manifest,
        electorate: usize,
        subject: usize,
        item: usize,
    ) -> Satisfaction {
        match self.classes(manifest, electorate, subject, item) {
            None => Satisfaction::Withheld,
            Some([part, against]) => Satisfaction::of(part, part + against),
        }
    }

    /// The satisfied share that one electorate gives a subject in all items together.
    #[must_use]
    pub fn satisfaction_in_all(
        &self,
        manifest: &Manifest,
        electorate: usize,
        subject: usize,
    ) -> Satisfaction {
        let items = 0..manifest.items.len();
        items
            .map(|item| self.classes(manifest, electorate, subject, item))
            .try_fold((0, 0), |(part, whole), row| {
                row.map(|[satisfied, against]| (part + satisfied, whole + satisfied + against))
            })
            .map_or(Satisfaction::Withheld, |(part, whole)| {
                Satisfaction::of(part, whole)
            })
    }

    /// The satisfied share of a subject in an item, the electorates weighed by the manifest.
    #[must_use]
    pub fn weighed(&self, manifest: &Manifest, subject: usize, item: usize) -> Satisfaction {
        weigh(manifest, |one| {
            self.satisfaction(manifest, one, subject, item)
        })
    }

    /// The satisfied share of a subject in all items, the electorates weighed by the manifest.
    #[must_use]
    pub fn weighed_in_all(&self, manifest: &Manifest, subject: usize) -> Satisfaction {
        weigh(manifest, |one| {
            self.satisfaction_in_all(manifest, one, subject)
        })
    }

    /// How many were satisfied and how many not; none where the withheld cells lie on more than one side.
    fn classes(
        &self,
        manifest: &Manifest,
        electorate: usize,
        subject: usize,
        item: usize,
    ) -> Option<[u64; 2]> {
        let grades = manifest.set_of(item).map_or(&[][..], |set| &set.grades);
        let standings = grades
            .iter()
            .map(|grade| grade.standing)
            .chain([Standing::Apart]);
        let (mut known, mut hidden_in) = ([0_u64; 2], None);
        for (cell, standing) in self.row(electorate, subject, item).iter().zip(standings) {
            match (cell, standing) {
                (Some(count), Standing::For) => known[0] += u64::from(*count),
                (Some(count), Standing::Against) => known[1] += u64::from(*count),
                (Some(_), Standing::Apart) => {}
                (None, standing) if hidden_in.is_some_and(|other| other != standing) => {
                    return None;
                }
                (None, standing) => hidden_in = Some(standing),
            }
        }
        let hidden = self.merged(electorate, subject, item).map_or(0, u64::from);
        match hidden_in {
            Some(Standing::For) => known[0] += hidden,
            Some(Standing::Against) => known[1] += hidden,
            Some(Standing::Apart) | None => {}
        }
        Some(known)
    }
}

/// The electorates' shares, weighed. One that rated nobody is left out, and its weight with it.
fn weigh(manifest: &Manifest, share: impl Fn(usize) -> Satisfaction) -> Satisfaction {
    // An exact fraction: the manifest was refused if its rolls could make it too large.
    let (mut part, mut whole, mut weights) = (0_u128, 1_u128, 0_u128);
    for (n, electorate) in manifest.electorates.iter().enumerate() {
        match share(n) {
            Satisfaction::Withheld => return Satisfaction::Withheld,
            Satisfaction::Nobody => {}
            Satisfaction::Share(one) => {
                let weight = u128::from(electorate.weight);
                part = part * one.whole + weight * one.part * whole;
                whole *= one.whole;
                weights += weight;
            }
        }
    }
    if weights == 0 {
        return Satisfaction::Nobody;
    }
    Satisfaction::Share(Share {
        part,
        whole: whole * weights,
    })
}

/// A satisfied share, where it can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Satisfaction {
    /// So much of those who gave a grade that counts.
    Share(Share),
    /// Nobody gave a grade that counts.
    Nobody,
    /// It would say something of a withheld cell.
    Withheld,
}

impl Satisfaction {
    fn of(part: u64, whole: u64) -> Self {
        match whole {
            0 => Self::Nobody,
            whole => Self::Share(Share {
                part: u128::from(part),
                whole: u128::from(whole),
            }),
        }
    }
}

/// An exact share of a whole that is not 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    part: u128,
    whole: u128,
}

impl Share {
    /// In hundredths of a percent, a half rounded up: 9667 is 96.67 %. To be read; thresholds ask [`Share::reaches`].
    #[must_use]
    pub fn hundredths(self) -> u32 {
        let (double, part) = (2 * self.whole, 10_000 * self.part);
        u32::try_from((2 * part + self.whole) / double).unwrap_or(10_000)
    }

    /// Whether it is at least so many hundredths of a percent, exactly: 8999.9 does not reach 9000.
    #[must_use]
    pub fn reaches(self, hundredths: u32) -> bool {
        10_000 * self.part >= u128::from(hundredths) * self.whole
    }
}
