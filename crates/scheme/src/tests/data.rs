//! The schemes and grade sets that come with the product.

use super::{facts, points, rated, said};
use crate::{Fact, Scheme, SubjectKind};
use std::path::PathBuf;

fn shipped(folder: &str) -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../data")
        .join(folder);
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|path| {
            (
                path.display().to_string(),
                std::fs::read_to_string(path).unwrap(),
            )
        })
        .collect()
}

fn stars_2026() -> Scheme {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/schemes/member-level-2026.toml");
    Scheme::parse(
        "member-level-2026.toml",
        &std::fs::read_to_string(path).unwrap(),
    )
    .unwrap()
}

fn a_year(kept: usize, overdue: usize, reviews: usize, satisfied: &str, deeds: usize) -> Vec<Fact> {
    [
        facts("pledge_kept", "1", kept),
        facts("pledge_overdue", "1", overdue),
        facts("review_done", "1", reviews),
        facts("appraisal_satisfaction", satisfied, 1),
        facts("deed", "1", deeds),
    ]
    .concat()
}

#[test]
fn every_shipped_scheme_loads() {
    let schemes = shipped("schemes");
    assert!(!schemes.is_empty());
    for (path, text) in schemes {
        Scheme::parse(&path, &text).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn the_stars_of_2026_come_out_as_counted_by_hand() {
    assert_eq!(stars_2026().subject(), SubjectKind::Member);
    for (year, total, star) in [
        // 60 + 2×5 + 1×2 + 95×0.12
        (a_year(2, 0, 1, "95", 0), "83.4", "四星"),
        (a_year(2, 0, 2, "95", 0), "85.4", "四星"),
        // 60 + 15 + 4×2 + 11.4
        (a_year(3, 0, 4, "95", 0), "94.4", "五星"),
        // 60 + 15 + 8 + 12 + 5, all caps reached
        (a_year(9, 0, 9, "100", 9), "100", "五星"),
        // 60 + 5 − 2×3 + 2 + 80×0.12
        (a_year(1, 2, 1, "80", 0), "70.6", "三星"),
        (Vec::new(), "60", "二星"),
        // 60 − 9, the floor reached
        (facts("pledge_overdue", "1", 5), "51", "一星"),
    ] {
        let rated = rated(&stars_2026(), year);
        assert_eq!(rated.points, points(total));
        assert_eq!(rated.level.unwrap().name, star);
    }
}

#[test]
fn the_worked_example_of_the_handbook_holds() {
    let rated = rated(&stars_2026(), a_year(2, 0, 1, "95", 0));
    let sentences: Vec<_> = rated
        .reasons
        .iter()
        .map(|reason| reason.because.as_str())
        .collect();
    assert_eq!(
        sentences,
        [
            "基础分60分",
            "公开承诺按期办结2项，每项5分，计10分，上限15分",
            "季度点评结果良好1次，每次2分，计2分，上限8分",
            "民主评议满意率95%，每1%计0.12分，计11.4分，上限12分",
            "合计83.4分，达到四星（80分及以上）；五星须90分及以上",
        ]
    );
    let handbook = include_str!("../../../../docs/scheme.md");
    for sentence in sentences {
        assert!(handbook.contains(sentence), "{sentence}");
    }
    assert_eq!(said(&rated, "level").1, points("0"));
}

#[test]
fn every_grade_set_names_its_grades_and_says_which_count_as_satisfied() {
    let sets = shipped("grades");
    assert_eq!(sets.len(), 4);
    for (path, text) in sets {
        let set: toml::Table = text.parse().unwrap();
        assert!(path.ends_with(&format!("{}.toml", set["code"].as_str().unwrap())));
        assert!(set["title"].is_str());
        let grades = set["grade"].as_array().unwrap();
        assert!(grades.len() >= 3);
        assert!(
            grades
                .iter()
                .all(|grade| grade["code"].is_str() && grade["name"].is_str())
        );
        let satisfied: Vec<_> = grades
            .iter()
            .map(|grade| grade["satisfied"].as_bool().unwrap())
            .collect();
        assert!(
            satisfied.is_sorted_by(|better, worse| better >= worse)
                && satisfied[0]
                && !satisfied[grades.len() - 1]
        );
    }
}
