//! Where each count lies, and the counting of leaves.

use crate::counts::Counts;
use crate::leaf::{BLANK, Parts};
use crate::manifest::Manifest;

/// Where the cells of a row lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) electorates: usize,
    subjects: usize,
    /// First cell of each item within a subject's, and after the last one.
    items: Vec<usize>,
}

impl Shape {
    pub(crate) fn of(manifest: &Manifest) -> Self {
        let mut items = vec![0];
        let mut end = 0;
        for item in 0..manifest.items.len() {
            // One more for blanks.
            end += manifest.set_of(item).map_or(0, |set| set.grades.len()) + 1;
            items.push(end);
        }
        Self {
            electorates: manifest.electorates.len(),
            subjects: manifest.subjects.len(),
            items,
        }
    }

    fn subject(&self, electorate: usize, subject: usize) -> usize {
        (electorate * self.subjects + subject) * self.width()
    }

    pub(crate) fn row(
        &self,
        electorate: usize,
        subject: usize,
        item: usize,
    ) -> std::ops::Range<usize> {
        let start = self.subject(electorate, subject);
        start + self.items[item]..start + self.items[item + 1]
    }

    /// Cells of a subject.
    fn width(&self) -> usize {
        self.items.last().copied().unwrap_or(0)
    }

    fn size(&self) -> usize {
        self.electorates * self.subjects * self.width()
    }

    /// Electorate, subject and item of each row, in the order of the box.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (usize, usize, usize)> + use<> {
        let (subjects, items) = (self.subjects, self.items.len() - 1);
        (0..self.electorates)
            .flat_map(move |e| (0..subjects).flat_map(move |s| (0..items).map(move |i| (e, s, i))))
    }

    /// Cells of a row of this item.
    pub(crate) fn cells(&self, item: usize) -> usize {
        self.items[item + 1] - self.items[item]
    }
}

/// Leaves on their way into counts.
pub(crate) struct Tally {
    shape: Shape,
    cells: Vec<u32>,
    /// Leaves of each subject of each electorate.
    leaves: Vec<u32>,
}

impl Tally {
    pub(crate) fn new(manifest: &Manifest) -> Self {
        let shape = Shape::of(manifest);
        Self {
            cells: vec![0; shape.size()],
            leaves: vec![0; shape.electorates * shape.subjects],
            shape,
        }
    }

    pub(crate) fn add(&mut self, leaf: &Parts<'_>) {
        self.leaves[leaf.electorate * self.shape.subjects + leaf.subject] += 1;
        let start = self.shape.subject(leaf.electorate, leaf.subject);
        for (mark, item) in leaf.marks.iter().zip(self.shape.items.windows(2)) {
            let cell = if *mark == BLANK {
                item[1] - 1
            } else {
                item[0] + usize::from(mark - b'1')
            };
            self.cells[start + cell] += 1;
        }
    }

    /// Ballots of each electorate: the leaves of its first subject.
    pub(crate) fn ballots(&self) -> Vec<u32> {
        self.leaves
            .chunks(self.shape.subjects)
            .map(|row| row[0])
            .collect()
    }

    /// The first electorate and subject with another number of leaves than the electorate has ballots.
    pub(crate) fn uneven(&self, ballots: &[u32]) -> Option<(usize, usize, u32)> {
        let subjects = self.shape.subjects;
        let mut leaves = self.leaves.iter().enumerate();
        leaves
            .find(|(n, count)| ballots.get(n / subjects) != Some(count))
            .map(|(n, count)| (n / subjects, n % subjects, *count))
    }

    pub(crate) fn counts(self) -> Counts {
        let ballots = self.ballots();
        let cells = self.cells.into_iter().map(Some).collect();
        Counts::new(self.shape, ballots, cells)
    }
}
