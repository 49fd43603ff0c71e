//! `cargo xtask fuzz TARGET --minutes N`: cargo-fuzz on the nightly toolchain, where the machine has both.

use std::process::{Command, ExitCode};

use crate::cargo::root;
use crate::machine::output_of;

/// Fuzzes one target of `fuzz/` for that many minutes.
pub(crate) fn run(target: &str, minutes: &str) -> Result<ExitCode, String> {
    let minutes: u32 = minutes
        .parse()
        .map_err(|_| format!("--minutes takes a whole number, not `{minutes}`"))?;
    if !root().join("fuzz").join("Cargo.toml").is_file() {
        return Err("there is no fuzz/ with targets".to_owned());
    }
    if output_of(nightly().arg("--version")).is_err() {
        return Err("fuzzing needs a nightly toolchain and cargo-fuzz: rustup toolchain install nightly; cargo install cargo-fuzz".to_owned());
    }
    let status = nightly()
        .args(["run", target, "--"])
        .arg(format!("-max_total_time={}", u64::from(minutes) * 60))
        .status()
        .map_err(|fault| format!("cargo could not be run: {fault}"))?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// `cargo +nightly fuzz`, without the toolchain that this chore was itself started with.
fn nightly() -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(root())
        .env_remove("CARGO")
        .env_remove("RUSTUP_TOOLCHAIN")
        .args(["+nightly", "fuzz"]);
    cargo
}
