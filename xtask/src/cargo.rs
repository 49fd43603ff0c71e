//! Calls of cargo, and where the project lies.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The folder of the workspace. Cargo tells it to what it runs; what was told to the build may be another clone's,
/// where two share a target folder.
pub(crate) fn root() -> PathBuf {
    let told = std::env::var_os("CARGO_MANIFEST_DIR");
    let here = told.map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.parent().map(Path::to_owned).unwrap_or(here)
}

/// The very cargo that runs this chore, so that one toolchain builds everything.
pub(crate) fn command() -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut cargo = Command::new(program);
    cargo.current_dir(root());
    cargo
}

/// Runs `cargo build` with `arguments` and answers with the path of the program called `name`.
pub(crate) fn build(arguments: &[&str], name: &str) -> Result<PathBuf, String> {
    let mut child = command()
        .args(["build", "--message-format", "json-render-diagnostics"])
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|fault| format!("cargo could not be run: {fault}"))?;
    let mut program = None;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            program = executable(&line, name).or(program);
        }
    }
    let status = child.wait().map_err(|fault| fault.to_string())?;
    if !status.success() {
        return Err(format!("`cargo build {}` failed", arguments.join(" ")));
    }
    program.ok_or_else(|| {
        format!(
            "`cargo build {}` made no program `{name}`",
            arguments.join(" ")
        )
    })
}

/// The path in one of cargo's messages, where it tells of the program `name` (not of its test harness).
fn executable(message: &str, name: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    let wanted = message["reason"] == "compiler-artifact"
        && message["target"]["name"] == name
        && message["profile"]["test"] == false;
    if !wanted {
        return None;
    }
    message["executable"].as_str().map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::executable;
    use std::path::PathBuf;

    #[test]
    fn the_program_is_told_from_its_test_harness_and_from_libraries() {
        let message = |test: bool, path: &str| {
            format!(
                r#"{{"reason":"compiler-artifact","target":{{"name":"sanzheng"}},"profile":{{"test":{test}}},"executable":{path}}}"#
            )
        };
        let program = executable(&message(false, r#""/target/sanzheng""#), "sanzheng");
        assert_eq!(program, Some(PathBuf::from("/target/sanzheng")));
        assert_eq!(
            executable(&message(true, r#""/target/x""#), "sanzheng"),
            None
        );
        assert_eq!(executable(&message(false, "null"), "sanzheng"), None);
        assert_eq!(executable(&message(false, r#""/target/x""#), "web"), None);
        assert_eq!(executable("   Compiling", "sanzheng"), None);
    }
}
