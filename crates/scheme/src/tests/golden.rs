//! Twenty members with known marks, their stars counted by hand (S3.3-13), by the shipped scheme.

use super::{fact, facts, points};
use crate::{Scheme, Subject, rate};

/// Kept, overdue, reviews, satisfaction, deeds, disciplined; total, star.
type Row = (
    usize,
    usize,
    usize,
    Option<&'static str>,
    usize,
    bool,
    &'static str,
    Option<&'static str>,
);

/// 60 + 5 each kept (to 15) − 3 each overdue (to 9) + 2 each review (to 8) + 0.12 each percent (to 12)
/// + 1 each deed (to 5).
const MEMBERS: [Row; 20] = [
    (0, 0, 0, None, 0, false, "60", Some("star-2")),
    (1, 0, 0, None, 0, false, "65", Some("star-2")),
    (2, 0, 0, None, 0, false, "70", Some("star-3")),
    (3, 0, 0, None, 0, false, "75", Some("star-3")),
    (4, 0, 0, None, 0, false, "75", Some("star-3")),
    (0, 1, 0, None, 0, false, "57", Some("star-1")),
    (0, 3, 0, None, 0, false, "51", Some("star-1")),
    (0, 4, 0, None, 0, false, "51", Some("star-1")),
    (3, 0, 4, None, 0, false, "83", Some("star-4")),
    (3, 0, 5, None, 0, false, "83", Some("star-4")),
    (3, 0, 4, Some("50"), 0, false, "89", Some("star-4")),
    (3, 0, 4, Some("58.33"), 0, false, "90", Some("star-5")),
    (3, 0, 4, Some("58.25"), 0, false, "89.99", Some("star-4")),
    (3, 0, 4, Some("100"), 5, false, "100", Some("star-5")),
    (3, 0, 4, Some("100"), 9, false, "100", Some("star-5")),
    (3, 1, 4, Some("100"), 5, false, "97", Some("star-5")),
    (3, 0, 4, Some("100"), 5, true, "100", None),
    (1, 1, 1, Some("90"), 1, false, "75.8", Some("star-3")),
    (2, 0, 2, Some("80"), 1, false, "84.6", Some("star-4")),
    (0, 2, 1, Some("33.3"), 0, false, "60", Some("star-2")),
];

#[test]
fn twenty_members_with_known_marks_get_exactly_their_stars() {
    let path = format!(
        "{}/../../data/schemes/member-level-2026.toml",
        env!("CARGO_MANIFEST_DIR")
    );
    let scheme = Scheme::parse(
        "member-level-2026.toml",
        &std::fs::read_to_string(path).unwrap(),
    )
    .unwrap();
    let mut subjects: Vec<Subject> = (MEMBERS.iter().enumerate())
        .map(
            |(n, (kept, overdue, reviews, share, deeds, disciplined, _, _))| {
                let mut all = [
                    facts("pledge_kept", "1", *kept),
                    facts("pledge_overdue", "1", *overdue),
                    facts("review_done", "1", *reviews),
                    facts("deed", "1", *deeds),
                ]
                .concat();
                all.extend(share.map(|share| fact("s", "appraisal_satisfaction", share)));
                all.extend(disciplined.then(|| fact("d", "discipline", "1")));
                Subject::new(format!("m{n:02}"), all)
            },
        )
        .collect();
    let outcome = rate(&scheme, &subjects).unwrap();
    for (rated, (.., total, star)) in outcome.results.iter().zip(MEMBERS) {
        assert_eq!(
            (rated.points, rated.result.as_deref()),
            (points(total), star),
            "{}",
            rated.id
        );
    }
    subjects.reverse();
    subjects
        .iter_mut()
        .for_each(|subject| subject.facts.reverse());
    assert_eq!(rate(&scheme, &subjects).unwrap(), outcome);
}
