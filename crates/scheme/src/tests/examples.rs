//! The worked schemes of the handbook, each with facts and what they come to by hand.

use crate::{FactsFile, Outcome, Scheme, rate};
use serde_json::{Value, json};
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/schemes/examples")
}

pub(super) fn worked(name: &str) -> (Scheme, FactsFile) {
    let read = |end: &str| std::fs::read_to_string(folder().join(format!("{name}.{end}"))).unwrap();
    let scheme = Scheme::parse(&format!("{name}.toml"), &read("toml"))
        .unwrap_or_else(|refusal| panic!("{refusal}"));
    let facts = FactsFile::parse(&format!("{name}.facts.json"), &read("facts.json"))
        .unwrap_or_else(|refusal| panic!("{refusal}"));
    (scheme, facts)
}

/// What the expected file says of each subject, and of quotas where it does.
fn told(outcome: &Outcome, expected: &Value) -> Value {
    let whole = serde_json::to_value(outcome).unwrap();
    let keys = expected["results"].as_array().unwrap();
    let results: Vec<Value> = (whole["results"].as_array().unwrap().iter())
        .zip(keys)
        .map(|(found, wanted)| {
            let keys = wanted.as_object().unwrap().keys();
            keys.map(|key| (key.clone(), found[key].clone())).collect()
        })
        .collect();
    assert_eq!(whole["results"].as_array().unwrap().len(), keys.len());
    match expected.get("quota") {
        Some(_) => json!({"results": results, "quota": whole["quota"]}),
        None => json!({"results": results}),
    }
}

#[test]
fn the_six_worked_schemes_come_out_as_counted_by_hand() {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".toml").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() >= 6, "{names:?}");
    let handbook = include_str!("../../../../docs/scheme.md");
    for name in names {
        let (scheme, facts) = worked(&name);
        let outcome = rate(&scheme, facts.subjects())
            .unwrap_or_else(|refusal| panic!("{}", facts.locate(&refusal)));
        let expected = std::fs::read_to_string(folder().join(format!("{name}.expected.json")));
        let expected: Value = serde_json::from_str(&expected.unwrap()).unwrap();
        assert_eq!(told(&outcome, &expected), expected, "{name}");
        assert!(
            handbook.contains(&format!("examples/{name}.toml")),
            "{name}"
        );
        for rated in &outcome.results {
            let sum: i64 = rated
                .reasons
                .iter()
                .map(|reason| reason.points.hundredths())
                .sum();
            assert_eq!(sum, rated.points.hundredths(), "{name} {}", rated.id);
        }
    }
}

#[test]
fn the_schema_for_editors_is_the_loaders_own_list_of_keys() {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/schemes/scheme.schema.json");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == crate::json_schema(),
        "run: cargo run -p scheme --example schema > data/schemes/scheme.schema.json"
    );
}

#[test]
fn the_handbook_names_every_key() {
    let handbook = include_str!("../../../../docs/scheme.md");
    for (table, keys) in crate::shape::every_table() {
        for key in keys {
            let named = format!("`{}`", key.name);
            assert!(handbook.contains(&named), "{table}: {named}");
        }
    }
}
