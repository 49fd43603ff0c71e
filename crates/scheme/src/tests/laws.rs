//! What holds for any facts and any file.

use super::{SMALL, fact, rated, small};
use crate::{Fact, Points, Scheme, Subject, rate};
use jiff::civil::date;
use proptest::prelude::*;

const KINDS: [&str; 6] = [
    "pledge_kept",
    "pledge_overdue",
    "appraisal_satisfaction",
    "service_hours",
    "discipline",
    "lecture",
];

fn any_facts() -> impl Strategy<Value = Vec<Fact>> {
    let one = (0..KINDS.len(), -20_000..20_000i64, 1..=28i8);
    prop::collection::vec(one, 0..12).prop_map(|list| {
        let numbered = list.into_iter().enumerate();
        numbered
            .map(|(n, (kind, amount, day))| {
                let amount = Points::from_hundredths(amount);
                Fact::new(format!("f{n}"), KINDS[kind], amount, date(2026, 2, day))
            })
            .collect()
    })
}

fn any_subjects() -> impl Strategy<Value = Vec<Subject>> {
    prop::collection::vec(any_facts(), 0..5).prop_map(|all| {
        let numbered = all.into_iter().enumerate();
        numbered
            .map(|(n, facts)| Subject::new(format!("s{n}"), facts))
            .collect()
    })
}

fn shuffled() -> impl Strategy<Value = (Vec<Subject>, Vec<Subject>)> {
    any_subjects().prop_flat_map(|subjects| {
        let facts: Vec<_> = subjects
            .iter()
            .map(|subject| Just(subject.facts.clone()).prop_shuffle())
            .collect();
        let mixed = (Just(subjects.clone()), facts).prop_map(|(subjects, facts)| {
            let pairs = subjects.into_iter().zip(facts);
            pairs
                .map(|(subject, facts)| Subject { facts, ..subject })
                .collect::<Vec<_>>()
        });
        (
            Just(subjects),
            mixed.prop_flat_map(|subjects| Just(subjects).prop_shuffle()),
        )
    })
}

/// Whole schemes with one stretch cut out or replaced: closer to the truth than noise.
fn bent_scheme() -> impl Strategy<Value = String> {
    (0..SMALL.len(), 0..40usize, ".{0,12}").prop_map(|(start, length, put)| {
        let text: Vec<char> = SMALL.chars().collect();
        let start = start.min(text.len());
        let end = (start + length).min(text.len());
        text[..start]
            .iter()
            .copied()
            .chain(put.chars())
            .chain(text[end..].iter().copied())
            .collect()
    })
}

proptest! {
    #[test]
    fn the_order_of_people_and_facts_changes_nothing((plain, mixed) in shuffled()) {
        prop_assert_eq!(rate(&small(), &plain).unwrap(), rate(&small(), &mixed).unwrap());
    }

    #[test]
    fn one_more_good_deed_never_lowers_points(
        facts in any_facts(),
        good in prop::sample::select(vec!["pledge_kept", "service_hours"]),
        amount in 0..1_000_000i64,
    ) {
        let before = rated(&small(), facts.clone());
        let more = Fact { amount: Some(Points::from_hundredths(amount)), ..fact("more", good, "0") };
        let after = rated(&small(), facts.into_iter().chain([more]).collect());
        prop_assert!(after.points >= before.points);
        let stars = |rated: &crate::Rated| rated.level.as_ref().map_or(0, |level| level.stars);
        prop_assert!(stars(&after) >= stars(&before));
    }

    #[test]
    fn reasons_add_up_and_every_fact_stands_in_exactly_one(facts in any_facts()) {
        let rated = rated(&small(), facts.clone());
        let sum: i64 = rated.reasons.iter().map(|reason| reason.points.hundredths()).sum();
        prop_assert_eq!(sum, rated.points.hundredths());
        let mut told: Vec<_> = rated.reasons.iter().flat_map(|reason| reason.facts.clone()).collect();
        let mut given: Vec<_> = facts.into_iter().map(|fact| fact.id).collect();
        told.sort();
        given.sort();
        prop_assert_eq!(told, given);
    }

    #[test]
    fn points_survive_being_written_and_read(hundredths in any::<i64>()) {
        let points = Points::from_hundredths(hundredths);
        prop_assert_eq!(Points::parse(&points.to_string()), Ok(points));
    }

    #[test]
    fn no_text_makes_the_reading_of_points_fall_over(text in ".{0,40}") {
        let _ = Points::parse(&text);
    }

    #[test]
    fn no_file_makes_loading_fall_over(text in any::<String>(), bent in bent_scheme()) {
        for text in [text, bent] {
            if let Err(error) = Scheme::parse("x.toml", &text) {
                prop_assert!(error.line >= 1 && error.line <= text.lines().count() + 1);
                prop_assert!(!error.what.is_empty() && !error.remedy.is_empty());
            }
        }
    }
}
