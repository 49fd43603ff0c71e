//! A sealed box at scale: a million leaves of ten grades, verified and counted on one core.

use std::path::Path;
use std::process::Command;

use super::said::Said;
use super::{ROUNDS, Row, median};
use crate::cargo;
use crate::machine::output_of;

/// What verifying and counting may take, in milliseconds.
const TIME_GOAL: f64 = 2000.0;
/// What it may hold in memory, in MiB.
const MEMORY_GOAL: f64 = 300.0;

/// The verification beside its goal and beside plain hashing of the same lines; its memory.
pub(super) fn rows(folder: &Path) -> Result<Vec<Row>, String> {
    let program = cargo::build(
        &["--release", "--package", "ballot", "--example", "million"],
        "million",
    )?;
    let file = folder.join("million.box").display().to_string();
    let step = |word: &str| output_of(Command::new(&program).args([word, &file])).map(Said);
    step("make")?;
    let (mut ours, mut plain, mut peaks) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let said = step("verify")?;
        ours.push(said.figure("verify_ms")?);
        peaks.push(said.figure("peak_kb")? / 1024.0);
        plain.push(step("plain")?.figure("plain_ms")?);
    }
    let (ours, plain) = (median(ours), median(plain));
    let row = |what, figure, reference, unit, against| Row {
        what,
        figure,
        reference,
        unit,
        against,
    };
    Ok(vec![
        row("box, 1,000,000 leaves", ours, TIME_GOAL, "ms", "goal"),
        row(
            "box beside hashing",
            ours,
            plain,
            "ms",
            "plain SHA-256 of the same lines",
        ),
        row("memory of a box", median(peaks), MEMORY_GOAL, "MiB", "goal"),
    ])
}
