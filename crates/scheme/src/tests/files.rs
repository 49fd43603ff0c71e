//! Facts files: what they may say, and where a fault lies.

use super::examples::worked;
use super::small;
use crate::{FactsFile, rate};

/// What is told of facts that cannot be rated: line, what.
fn told(scheme: &crate::Scheme, json: &str) -> (usize, String) {
    let refusal = match FactsFile::parse("facts.json", json) {
        Err(refusal) => refusal,
        Ok(facts) => facts.locate(&rate(scheme, facts.subjects()).unwrap_err()),
    };
    assert_eq!(refusal.file, "facts.json");
    assert!(!refusal.remedy.is_empty(), "{refusal}");
    (refusal.line, refusal.what)
}

fn one(facts: &[&str]) -> String {
    format!(
        "{{\"subjects\": [\n{{\"id\": \"m1\", \"attributes\": {{\"org\": \"b1\"}}, \"facts\": [\n{}\n]}}]}}",
        facts.join(",\n")
    )
}

#[test]
fn facts_that_cannot_be_are_told_by_file_line_and_fact() {
    let kept = |id: &str, more: &str| {
        format!("{{\"id\": \"{id}\", \"kind\": \"pledge_kept\", \"date\": \"2026-03-01\"{more}}}")
    };
    let (a, b) = (kept("a", ""), kept("b", ""));
    for (facts, what) in [
        (vec![a.clone(), a.clone()], "评定对象“m1”的事实“a”出现两次"),
        (
            vec![
                kept("a", ", \"about\": \"p7\""),
                kept("b", ", \"about\": \"p7\""),
            ],
            "评定对象“m1”的事实“b”与“a”同一种类、同一事项（p7）",
        ),
        (
            vec![a.clone(), kept("b", ", \"org\": \"b2\"")],
            "评定对象“m1”的事实“b”登记于“b2”，而本人现属“b1”：中途转移的事实怎样处理没有写明",
        ),
        (
            vec![a.clone(), b.replace("pledge_kept", "service_hours")],
            "评定对象“m1”的事实“b”没有数量，而“志愿服务”要用到数量",
        ),
        (
            vec![a.clone(), b.replace("2026-03-01", "2026-02-30")],
            "事实“b”的日期“2026-02-30”无法识别",
        ),
    ] {
        let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
        assert_eq!(told(&small(), &one(&facts)), (4, what.to_owned()));
    }
    let (line, what) = told(&small(), &one(&[&a, &kept("b", ", \"colour\": \"red\"")]));
    assert!(line == 4 && what.contains("colour"), "{what}");
    let (line, what) = told(&small(), &one(&[&a, &kept("b", ", \"amount\": 1.5")]));
    assert!(line == 4, "{what}");
    let (line, _) = told(&small(), "{\"subjects\": [\n{\"id\": \"m1\",\n]}");
    assert_eq!(line, 3);
}

#[test]
fn a_kind_that_the_scheme_does_not_know_is_refused() {
    let (scheme, _) = worked("1-base-60");
    let facts = one(&["{\"id\": \"a\", \"kind\": \"meting\", \"date\": \"2026-03-01\"}"]);
    assert_eq!(
        told(&scheme, &facts),
        (
            3,
            "评定对象“m1”的事实“a”的种类“meting”没有在方案出现".to_owned()
        )
    );
}

#[test]
fn two_facts_that_contradict_each_other_are_refused() {
    let text = super::SMALL.replace(
        "uncounted = \"all\"",
        "uncounted = \"all\"\ncontradictions = [[\"pledge_kept\", \"pledge_overdue\"]]",
    );
    let scheme = crate::Scheme::parse("s", &text).unwrap();
    let facts = one(&[
        "{\"id\": \"a\", \"kind\": \"pledge_kept\", \"date\": \"2026-03-01\", \"about\": \"p7\"}",
        "{\"id\": \"b\", \"kind\": \"pledge_overdue\", \"date\": \"2026-03-02\", \"about\": \"p7\"}",
    ]);
    assert_eq!(
        told(&scheme, &facts),
        (
            4,
            "评定对象“m1”的事实“b”与“a”就同一事项（p7）互相矛盾".to_owned()
        )
    );
}

#[test]
fn a_fact_of_another_organisation_counts_or_is_told_as_the_scheme_says() {
    let facts = one(&[
        "{\"id\": \"a\", \"kind\": \"pledge_kept\", \"date\": \"2026-03-01\", \"org\": \"b2\"}",
    ]);
    let facts = FactsFile::parse("f", &facts).unwrap();
    for (setting, points, item) in [("count", "65", "pledge"), ("list", "60", "other")] {
        let text = super::SMALL.replace(
            "uncounted = \"all\"",
            &format!("uncounted = \"all\"\nelsewhere = \"{setting}\""),
        );
        let outcome = rate(&crate::Scheme::parse("s", &text).unwrap(), facts.subjects()).unwrap();
        let rated = &outcome.results[0];
        assert_eq!(rated.points, super::points(points));
        let holder = rated
            .reasons
            .iter()
            .find(|reason| reason.facts == ["a"])
            .unwrap();
        assert_eq!(holder.item, item);
    }
}
