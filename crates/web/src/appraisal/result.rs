//! The agreed result of a tally, line by line.

use civic::GradeSet;
use civic::appraisal::{Sheet, Subject, rules};

use crate::bench::on_paper;

/// One member's line: votes for each grade, those without an opinion, and the satisfied share.
pub(crate) struct Line {
    pub(crate) name: String,
    /// The name as the printed sheet shows it.
    pub(crate) on_paper: String,
    pub(crate) counts: Vec<i64>,
    pub(crate) sum: i64,
    /// `95.65%`, or a dash when nobody had an opinion.
    pub(crate) share: String,
}

/// The lines in the order of the round, which is that of surname strokes.
pub(crate) fn lines(subjects: &[Subject], sheet: &Sheet, set: &GradeSet) -> Vec<Line> {
    let satisfied: Vec<bool> = set.grades.iter().map(|g| g.satisfied).collect();
    let line = |(subject, counts): (&Subject, &Vec<i64>)| Line {
        name: subject.name.clone(),
        on_paper: on_paper(&subject.name),
        counts: counts.clone(),
        sum: counts.iter().sum(),
        share: rules::satisfied_share(counts, &satisfied).map_or_else(|| "—".to_owned(), percent),
    };
    subjects.iter().zip(&sheet.counts).map(line).collect()
}

/// Hundredths of a per cent, as people write them.
fn percent(share: i64) -> String {
    format!("{}.{:02}%", share / 100, share % 100)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_share_is_written_with_two_places() {
        assert_eq!(percent(9565), "95.65%");
        assert_eq!(percent(10_000), "100.00%");
        assert_eq!(percent(5), "0.05%");
    }
}
