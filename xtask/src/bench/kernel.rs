//! The rating kernel at scale: a million subjects with a hundred facts each, from columns.

use std::path::Path;
use std::process::Command;

use super::said::Said;
use super::{ROUNDS, Row, median};
use crate::cargo;
use crate::machine::output_of;

/// What rating them may take on two cores, in milliseconds.
const TIME_GOAL: f64 = 10_000.0;
/// What they may hold in memory, columns and results together, in MiB.
const MEMORY_GOAL: f64 = 1024.0;

/// A rich scheme beside its goals, plain sums beside a bare loop over the same arrays.
pub(super) fn rows() -> Result<Vec<Row>, String> {
    let program = cargo::build(
        &["--release", "--package", "scheme", "--example", "kernel"],
        "kernel",
    )?;
    measure(&program)
}

fn measure(program: &Path) -> Result<Vec<Row>, String> {
    let (mut kernels, mut plains, mut bares) = (Vec::new(), Vec::new(), Vec::new());
    let (mut reasons, mut peaks) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let said = output_of(&mut Command::new(program)).map(Said)?;
        kernels.push(said.figure("kernel_ms")?);
        reasons.push(said.figure("explain_us")? / 1e3);
        plains.push(said.figure("plain_us")? / 1e3);
        bares.push(said.figure("bare_us")? / 1e3);
        peaks.push(said.figure("peak_kb")? / 1024.0);
    }
    let row = |what, figures, reference, unit, against| Row {
        what,
        figure: median(figures),
        reference,
        unit,
        against,
    };
    Ok(vec![
        row(
            "rating, a million × 100",
            kernels,
            TIME_GOAL,
            "ms",
            "goal, two cores",
        ),
        row("memory of the rating", peaks, MEMORY_GOAL, "MiB", "goal"),
        row(
            "plain sums, one core",
            plains,
            median(bares),
            "ms",
            "bare loop, same arrays (goal 3)",
        ),
        row("one subject's reasons", reasons, 10.0, "ms", "goal"),
    ])
}
