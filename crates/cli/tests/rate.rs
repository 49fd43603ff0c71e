//! `sanzheng rate`, as it is typed.

#![expect(
    clippy::unwrap_used,
    reason = "a console that cannot be run has failed"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/schemes/examples")
}

/// Exit code, standard output, standard error.
fn rate(scheme: &Path, facts: &Path, json: bool) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sanzheng"));
    command
        .arg("rate")
        .arg("--scheme")
        .arg(scheme)
        .arg("--facts")
        .arg(facts);
    if json {
        command.arg("--json");
    }
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap_or(-1),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn facts_are_rated_without_a_database_and_the_answer_has_the_published_shape() {
    let (scheme, facts) = (
        examples().join("5-quotas.toml"),
        examples().join("5-quotas.facts.json"),
    );
    let (code, out, _) = rate(&scheme, &facts, true);
    assert_eq!(code, 0);
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    let first = &told["results"][0];
    assert_eq!(
        (first["id"].as_str(), first["result"].as_str()),
        (Some("a00"), Some("five"))
    );
    assert_eq!(
        (first["points"].as_str(), first["refused"].is_null()),
        (Some("98"), true)
    );
    let reason = &first["reasons"][1];
    assert_eq!(
        (reason["item"].as_str(), reason["points"].as_str()),
        (Some("year"), Some("98"))
    );
    assert_eq!(reason["facts"][0].as_str(), Some("y"));
    assert!(reason["because"].as_str().unwrap().contains("年度积分98分"));
    assert_eq!(told["quota"][0]["seats"], 1);
    assert_eq!(told["hash"].as_str().unwrap().len(), 64);
    let (_, again, _) = rate(&scheme, &facts, true);
    assert_eq!(again, out);
    let (code, read, _) = rate(&scheme, &facts, false);
    assert_eq!(code, 0);
    assert!(
        read.contains("a00　五星　98分") && read.contains("名额five（b+c）：基数7"),
        "{read}"
    );
}

#[test]
fn what_cannot_be_rated_is_told_in_one_line_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let scheme = examples().join("1-base-60.toml");
    let facts = folder.path().join("facts.json");
    std::fs::write(
        &facts,
        "{\"subjects\": [\n {\"id\": \"m1\", \"facts\": [\n  {\"id\": \"a\", \"kind\": \"meting\", \"date\": \"2026-03-01\"}\n ]}\n]}",
    )
    .unwrap();
    let (code, out, err) = rate(&scheme, &facts, true);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        err.starts_with("facts.json 第3行：评定对象“m1”的事实“a”的种类“meting”没有在方案出现。请"),
        "{err}"
    );
    assert_eq!(err.trim_end().lines().count(), 1);

    let bent = folder.path().join("bent.toml");
    let text = std::fs::read_to_string(&scheme).unwrap();
    std::fs::write(&bent, text.replacen("inclusive = true\n", "", 1)).unwrap();
    let (code, _, err) = rate(&bent, &facts, false);
    assert_eq!(code, 2);
    assert!(
        err.starts_with("bent.toml 第") && err.contains("缺少设置“inclusive”"),
        "{err}"
    );

    let (code, _, err) = rate(&folder.path().join("none.toml"), &facts, false);
    assert_eq!(code, 2);
    assert!(err.contains("none.toml"), "{err}");
}
