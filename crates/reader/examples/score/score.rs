//! Precision, recall and F1 of each field over a half of the set, and their average over the fields.

use std::fmt::Write as _;

use serde_json::Value;

use crate::corpus::{Document, Half};
use crate::fields::Field;

/// What a half must reach.
pub(crate) const BAR: f64 = 0.90;
/// What a field with ten items or more must reach.
const FIELD_BAR: f64 = 0.80;

/// The score of a half.
#[derive(Debug)]
pub(crate) struct Score {
    rows: Vec<Row>,
    misses: String,
}

/// The score of a field.
#[derive(Debug)]
struct Row {
    /// Which.
    field: Field,
    /// Items in the labels.
    labelled: usize,
    /// Items that were read.
    read: usize,
    /// Items that both have.
    both: usize,
}

impl Row {
    fn precision(&self) -> f64 {
        share(self.both, self.read)
    }

    fn recall(&self) -> f64 {
        share(self.both, self.labelled)
    }

    /// The harmonic mean of precision and recall.
    fn f1(&self) -> f64 {
        share(2 * self.both, self.labelled + self.read)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a few hundred")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 1.0;
    }
    part as f64 / whole as f64
}

/// Scores one half.
pub(crate) fn of(documents: &[Document], half: Half) -> Score {
    let mut misses = String::new();
    let rows = Field::ALL.map(|field| {
        let mut row = Row {
            field,
            labelled: 0,
            read: 0,
            both: 0,
        };
        for document in documents.iter().filter(|d| d.half() == half) {
            let want = field.items(&document.labels);
            let got = field.items(&document.read);
            let (missed, extra) = compare(field, &want, &got);
            row.labelled += want.len();
            row.read += got.len();
            row.both += want.len() - missed.len();
            for (mark, list) in [('-', missed), ('+', extra)] {
                for item in list {
                    // A miss is told, never a reason to stop: writing to a string cannot fail.
                    let _ = writeln!(misses, "{mark} {field:?} {} {}", document.name, shown(item));
                }
            }
        }
        row
    });
    Score {
        rows: rows.into_iter().collect(),
        misses,
    }
}

/// What stands in the labels alone, and what was read alone.
fn compare<'v>(
    field: Field,
    want: &'v [Value],
    got: &'v [Value],
) -> (Vec<&'v Value>, Vec<&'v Value>) {
    let mut taken = vec![false; got.len()];
    let mut missed = Vec::new();
    for item in want {
        let found = got
            .iter()
            .enumerate()
            .find(|(at, other)| !taken[*at] && field.same(item, other));
        match found {
            Some((at, _)) => taken[at] = true,
            None => missed.push(item),
        }
    }
    let extra = got.iter().zip(&taken).filter(|(_, taken)| !**taken);
    (missed, extra.map(|(item, _)| item).collect())
}

fn shown(item: &Value) -> String {
    let mut item = item.clone();
    if let Value::Object(map) = &mut item {
        map.remove("span");
    }
    item.to_string()
}

impl Score {
    /// The mean of F1 over the fields of which the labels hold an item.
    pub(crate) fn macro_f1(&self) -> f64 {
        let held: Vec<f64> = self
            .rows
            .iter()
            .filter(|r| r.labelled > 0)
            .map(Row::f1)
            .collect();
        held.iter().sum::<f64>() / share(held.len(), 1)
    }

    /// The fields with ten items or more that stand under their own bar.
    pub(crate) fn weak(&self) -> Vec<Field> {
        let many = self.rows.iter().filter(|row| row.labelled >= 10);
        many.filter(|row| row.f1() < FIELD_BAR)
            .map(|row| row.field)
            .collect()
    }

    /// A table for a terminal.
    pub(crate) fn table(&self) -> String {
        let mut out = format!(
            "{:<14}{:>9}{:>7}{:>11}{:>9}{:>7}\n",
            "field", "labelled", "read", "precision", "recall", "F1"
        );
        for row in &self.rows {
            let _ = writeln!(
                out,
                "{:<14}{:>9}{:>7}{:>11.3}{:>9.3}{:>7.3}",
                format!("{:?}", row.field),
                row.labelled,
                row.read,
                row.precision(),
                row.recall(),
                row.f1()
            );
        }
        let _ = writeln!(out, "macro-averaged F1 {:.3}", self.macro_f1());
        out
    }

    /// Each item that one side alone has: `-` was not read, `+` is not in the labels.
    pub(crate) fn misses(&self) -> &str {
        &self.misses
    }
}
