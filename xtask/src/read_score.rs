//! `cargo xtask read-score`: how well the reader reads its development set, field by field.

use std::process::{Command, ExitCode};

use crate::cargo;

/// Builds the reader's own example and lets it print; it fails where a half stands under the bar.
pub(crate) fn run(options: &[&str]) -> Result<ExitCode, String> {
    let program = cargo::build(&["--package", "reader", "--example", "score"], "score")?;
    let status = Command::new(program)
        .args(options)
        .status()
        .map_err(|fault| format!("the reader's example could not be run: {fault}"))?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
