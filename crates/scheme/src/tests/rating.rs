//! Facts in, points, levels and sentences out.

use super::{SMALL, fact, facts, points, rated, said, small};
use crate::{RateError, Scheme, Subject, rate};
use jiff::civil::date;

#[test]
fn each_kind_of_fact_earns_what_the_scheme_says_and_says_so() {
    for (kind, amount, how_many, item, earned, sentence) in [
        (
            "pledge_kept",
            "1",
            3,
            "pledge",
            "15",
            "公开承诺按期办结3项，每项5分，计15分，上限20分",
        ),
        (
            "pledge_kept",
            "1",
            4,
            "pledge",
            "20",
            "公开承诺按期办结4项，每项5分，计20分，上限20分",
        ),
        (
            "pledge_kept",
            "1",
            5,
            "pledge",
            "20",
            "公开承诺按期办结5项，每项5分，计25分，超过限额，按上限20分计",
        ),
        (
            "pledge_overdue",
            "1",
            1,
            "overdue",
            "-3",
            "公开承诺逾期未办结1项，每项扣3分，扣3分，最多扣6分",
        ),
        (
            "pledge_overdue",
            "1",
            3,
            "overdue",
            "-6",
            "公开承诺逾期未办结3项，每项扣3分，扣9分，超过限额，按最多扣6分计",
        ),
        (
            "appraisal_satisfaction",
            "95",
            1,
            "satisfaction",
            "14.25",
            "民主评议满意率95%，每1%计0.15分，计14.25分，上限15分",
        ),
        // 95.5 × 0.15 = 14.325, rounded to 14.33
        (
            "appraisal_satisfaction",
            "95.5",
            1,
            "satisfaction",
            "14.33",
            "民主评议满意率95.5%，每1%计0.15分，计14.33分（四舍五入到0.01分），上限15分",
        ),
        (
            "service_hours",
            "3.5",
            2,
            "hours",
            "3.5",
            "志愿服务2次合计7小时，每1小时计0.5分，计3.5分",
        ),
    ] {
        let rated = rated(&small(), facts(kind, amount, how_many));
        assert_eq!(said(&rated, item), (sentence.to_owned(), points(earned)));
    }
}

#[test]
fn two_rounds_of_appraisal_are_averaged_not_added() {
    // (95 + 90) ÷ 2 × 0.15 = 13.875, rounded to 13.88
    let two = vec![
        fact("a", "appraisal_satisfaction", "95"),
        fact("b", "appraisal_satisfaction", "90"),
    ];
    let (sentence, earned) = said(&rated(&small(), two), "satisfaction");
    assert_eq!(earned, points("13.88"));
    assert_eq!(
        sentence,
        "民主评议满意率2次合计185%，取平均，每1%计0.15分，计13.88分（四舍五入到0.01分），上限15分"
    );
}

#[test]
fn a_half_hundredth_is_rounded_away_from_zero_for_points_and_deductions_alike() {
    for (each, amount, earned) in [
        ("0.01", "0.5", "0.01"),
        ("0.01", "0.49", "0"),
        ("-0.01", "0.5", "-0.01"),
        ("0.01", "-0.5", "-0.01"),
        ("-0.01", "0.49", "0"),
    ] {
        let scheme = Scheme::parse(
            "s",
            &SMALL.replace("per_amount = \"0.5\"", &format!("per_amount = \"{each}\"")),
        )
        .unwrap();
        assert_eq!(
            said(&rated(&scheme, facts("service_hours", amount, 1)), "hours").1,
            points(earned),
            "{each} × {amount}"
        );
    }
}

#[test]
fn a_member_without_facts_has_base_points_and_is_told_why() {
    let rated = rated(&small(), Vec::new());
    assert_eq!(rated.points, points("60"));
    assert_eq!(
        said(&rated, "base"),
        (
            "评定期内没有登记任何事实，只计基础分60分".to_owned(),
            points("60")
        )
    );
    assert_eq!(
        said(&rated, "level").0,
        "合计60分，未达到任何等次；四星须80分以上，不含80分"
    );
    assert_eq!(rated.level, None);
}

#[test]
fn a_cut_off_that_includes_its_points_is_reached_by_exactly_so_many_and_one_that_does_not_is_not() {
    for (hours, level, sentence) in [
        (
            "40",
            None,
            "合计80分，未达到任何等次；四星须80分以上，不含80分",
        ),
        (
            "40.02",
            Some("star-4"),
            "合计80.01分，达到四星（80分以上，不含80分）；五星须90分及以上",
        ),
        (
            "59.98",
            Some("star-4"),
            "合计89.99分，达到四星（80分以上，不含80分）；五星须90分及以上",
        ),
        ("60", Some("star-5"), "合计90分，达到五星（90分及以上）"),
    ] {
        let rated = rated(&small(), facts("service_hours", hours, 1));
        assert_eq!(
            rated.level.as_ref().map(|level| level.code.as_str()),
            level,
            "{hours}"
        );
        assert_eq!(said(&rated, "level").0, sentence);
    }
}

#[test]
fn who_was_disciplined_gets_no_star_however_many_points() {
    let mut all = facts("service_hours", "100", 1);
    all.push(fact("d-1", "discipline", "0"));
    let rated = rated(&small(), all);
    assert_eq!(rated.level, None);
    assert_eq!(rated.points, points("110"));
    assert_eq!(
        rated.refused.as_deref(),
        Some("受到党纪处分，本期不评定星级")
    );
    let veto = rated
        .reasons
        .iter()
        .find(|reason| reason.item == "veto")
        .unwrap();
    assert_eq!(veto.facts, ["d-1"]);
    assert_eq!(
        said(&rated, "level").0,
        "合计110分，但不予定级：受到党纪处分，本期不评定星级"
    );
}

#[test]
fn a_record_that_the_scheme_does_not_count_is_named_and_changes_nothing() {
    let rated = rated(
        &small(),
        vec![fact("l-1", "lecture", "1"), fact("l-2", "login", "900")],
    );
    assert_eq!(rated.points, points("60"));
    let other = rated
        .reasons
        .iter()
        .find(|reason| reason.item == "other")
        .unwrap();
    assert_eq!(
        other.because,
        "另有2条记录不在本方案计分范围内，不加分也不扣分"
    );
    assert_eq!(other.facts, ["l-1", "l-2"]);
}

#[test]
fn a_reason_lists_its_facts_by_day() {
    let mut two = facts("pledge_kept", "1", 2);
    two[0].day = date(2026, 9, 1);
    let rated = rated(&small(), two);
    assert_eq!(rated.reasons[1].facts, ["pledge_kept-2", "pledge_kept-1"]);
}

#[test]
fn the_same_fact_twice_is_refused_by_name() {
    let twice = vec![
        fact("f-7", "pledge_kept", "1"),
        fact("f-8", "deed", "1"),
        fact("f-7", "deed", "1"),
    ];
    let refused = rate(&small(), &[Subject::new("zhang", twice)]).unwrap_err();
    assert_eq!(
        refused,
        RateError::DuplicateFact {
            subject: "zhang".to_owned(),
            fact: "f-7".to_owned()
        }
    );
    assert_eq!(
        refused.to_string(),
        "评定对象“zhang”的事实“f-7”出现两次，请只保留一条"
    );
}

#[test]
fn one_fact_may_stand_for_two_people_but_nobody_is_rated_twice() {
    let subject = |id: &str| Subject::new(id, facts("deed", "1", 1));
    assert_eq!(
        rate(&small(), &[subject("b"), subject("a")])
            .unwrap()
            .results[0]
            .id,
        "a"
    );
    let refused = rate(&small(), &[subject("a"), subject("a")]).unwrap_err();
    assert_eq!(
        refused,
        RateError::DuplicateSubject {
            subject: "a".to_owned()
        }
    );
}

#[test]
fn points_beyond_the_range_are_refused_not_cut_off_even_under_a_cap() {
    let huge = "92233720368547758.07";
    for (facts, item) in [
        (
            facts("appraisal_satisfaction", huge, 2),
            Some("satisfaction"),
        ),
        (facts("service_hours", huge, 2), Some("hours")),
    ] {
        let refused = rate(&small(), &[Subject::new("zhang", facts)]).unwrap_err();
        assert_eq!(
            refused,
            RateError::Overflow {
                subject: "zhang".to_owned(),
                item: item.map(str::to_owned)
            }
        );
    }
    let full = Scheme::parse(
        "s",
        &SMALL.replace("base = \"60\"", &format!("base = \"{huge}\"")),
    )
    .unwrap();
    let refused = rate(
        &full,
        &[Subject::new("zhang", facts("pledge_kept", "1", 1))],
    )
    .unwrap_err();
    assert_eq!(
        refused,
        RateError::Overflow {
            subject: "zhang".to_owned(),
            item: None
        }
    );
}

#[test]
fn numbers_that_leave_the_range_on_the_way_but_not_at_the_end_are_no_fault() {
    let huge = "92233720368547758.07";
    let both = vec![
        fact("a", "service_hours", huge),
        fact("b", "service_hours", "2"),
        fact("c", "service_hours", &format!("-{huge}")),
    ];
    assert_eq!(rated(&small(), both).points, points("61"));
}
