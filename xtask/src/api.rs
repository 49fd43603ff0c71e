//! `cargo xtask api-test`: schemathesis makes up requests from the API's own
//! description and looks for an answer that the description does not allow.

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::cargo::{self, root};
use crate::served::Served;

/// Who it asks as: somebody who may do most, in the demo's town.
const LOGINS: [&str; 2] = ["shifan-secretary", "shifan-superior"];
const PASSWORD: &str = "Shifan-2026";
/// The day of the demo.
const TODAY: &str = "2026-11-20";

/// Installs schemathesis below `target`, serves a demo, and runs every check.
pub(crate) fn run() -> Result<ExitCode, String> {
    let tool = installed()?;
    let program = cargo::build(&["--package", "sanzheng"], "sanzheng")?;
    let folder = root().join("target/api-test/town");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)
            .map_err(|fault| format!("{}: {fault}", folder.display()))?;
    }
    let data = folder.to_string_lossy();
    let town = [
        "demo",
        "--today",
        TODAY,
        "--branches",
        "2",
        "--members",
        "14",
        "--data",
        &data,
    ];
    let served = Served::start(&program, &town)?;
    let url = served.url();
    let url = url.trim_end_matches('/');
    let mut whole = true;
    for login in LOGINS {
        println!("- api as {login}");
        let status = Command::new(&tool)
            .arg("run")
            .arg(format!("{url}/api/v1/openapi.json"))
            .args(["--max-examples", "60", "--seed", "2026", "--no-color"])
            .current_dir(root().join("e2e/api"))
            .env("SCHEMATHESIS_HOOKS", "hooks")
            .env("PYTHONPATH", root().join("e2e/api"))
            .env("SANZHENG_URL", url)
            .env("SANZHENG_LOGIN", login)
            .env("SANZHENG_PASSWORD", PASSWORD)
            .status()
            .map_err(|fault| format!("{}: {fault}", tool.display()))?;
        whole &= status.success();
    }
    if whole {
        println!("api-test: every answer is one that the description allows");
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(ExitCode::FAILURE)
    }
}

/// The tool, in a Python environment of its own; made when it is not there.
fn installed() -> Result<std::path::PathBuf, String> {
    let home = root().join("target/api-test/python");
    let tool = home.join("bin/st");
    if tool.exists() {
        return Ok(tool);
    }
    let home = home.to_string_lossy().into_owned();
    call("python3", &["-m", "venv", &home])?;
    let wanted = root().join("e2e/api/requirements.txt");
    let pip = format!("{home}/bin/pip");
    call(
        &pip,
        &["install", "--quiet", "-r", &wanted.to_string_lossy()],
    )?;
    if Path::new(&tool).exists() {
        Ok(tool)
    } else {
        Err(format!("{} was not installed", tool.display()))
    }
}

fn call(program: &str, arguments: &[&str]) -> Result<(), String> {
    let status = Command::new(program)
        .args(arguments)
        .status()
        .map_err(|fault| format!("{program}: {fault}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!(
            "{program} {} ended with {status}",
            arguments.join(" ")
        ))
    }
}
