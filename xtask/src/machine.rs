//! What the tests need of the machine, and how a fresh Debian gets it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::cargo::root;

/// Something outside the project that a test run needs.
#[derive(Clone, Copy)]
pub(crate) enum Need {
    Postgres,
    Chromium,
    /// Without Han glyphs every picture of a page is a page of empty boxes.
    HanFonts,
    Node,
}

impl Need {
    fn is_met(self) -> bool {
        match self {
            Self::Postgres => postgres_programs().is_some(),
            Self::Chromium => chromium().is_file(),
            Self::HanFonts => output_of(Command::new("fc-list").args([":lang=zh-cn", "family"]))
                .is_ok_and(|list| !list.is_empty()),
            Self::Node => node_major().is_some_and(|major| major >= 20) && on_path("npm").is_some(),
        }
    }

    /// Debian's packages that meet the need. Its Node.js is too old for ours.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &["postgresql"],
            Self::Chromium => &["chromium"],
            Self::HanFonts => &["fontconfig", "fonts-noto-cjk"],
            Self::Node => &[],
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL's server programs",
            Self::Chromium => "Chromium (at /usr/bin/chromium, or named by CHROMIUM)",
            Self::HanFonts => "a font with Han glyphs",
            Self::Node => "Node.js 20 or later with npm (nodejs.org, or your distribution)",
        }
    }
}

/// Makes sure that the machine has `needs`: installs with apt-get where it may, else says in one line what to get.
pub(crate) fn provide(needs: &[Need]) -> Result<(), String> {
    let absent = missing(needs);
    let packages: Vec<&str> = absent
        .iter()
        .flat_map(|need| need.packages())
        .copied()
        .collect();
    if !packages.is_empty() && is_root() && on_path("apt-get").is_some() {
        println!("- setup: apt-get install {}", packages.join(" "));
        apt_get(&["update"])?;
        apt_get(&[&["install", "--no-install-recommends"], packages.as_slice()].concat())?;
    }
    let absent = missing(needs);
    if absent.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = absent.iter().map(|need| need.name()).collect();
    let packages: Vec<&str> = absent
        .iter()
        .flat_map(|need| need.packages())
        .copied()
        .collect();
    let hint = if packages.is_empty() {
        String::new()
    } else {
        format!("; on Debian: apt-get install {}", packages.join(" "))
    };
    Err(format!("this machine lacks {}{hint}", names.join(", ")))
}

/// Installs the journeys' packages where the lock file is newer than what is installed.
pub(crate) fn install_journeys_packages() -> Result<(), String> {
    let folder = root().join("e2e");
    let modified = |path: &str| {
        fs::metadata(folder.join(path))
            .and_then(|file| file.modified())
            .ok()
    };
    if modified("node_modules/.package-lock.json") >= modified("package-lock.json") {
        return Ok(());
    }
    println!("- setup: npm ci in e2e");
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(folder);
    output_of(&mut npm).map(|_| ())
}

/// The folder with PostgreSQL's server programs: the newest version of Debian's, else wherever PATH has them.
pub(crate) fn postgres_programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let debian = versions
        .filter_map(|version| {
            Some((
                version.file_name().to_str()?.parse::<u32>().ok()?,
                version.path().join("bin"),
            ))
        })
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .max();
    match debian {
        Some((_, bin)) => Some(bin),
        None => on_path("initdb")?
            .canonicalize()
            .ok()?
            .parent()
            .map(Path::to_owned),
    }
}

/// The first program of that name in PATH.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// Runs a command to its end and answers with what it printed; on failure, with the end of that.
pub(crate) fn output_of(command: &mut Command) -> Result<String, String> {
    let named = command.get_program().to_string_lossy().into_owned();
    let Output {
        status,
        stdout,
        stderr,
    } = command
        .stdin(Stdio::null())
        .output()
        .map_err(|fault| format!("{named} could not be run: {fault}"))?;
    let stdout = String::from_utf8_lossy(&stdout);
    if status.success() {
        return Ok(stdout.into_owned());
    }
    let said = format!("{stdout}{}", String::from_utf8_lossy(&stderr));
    let lines: Vec<&str> = said.lines().collect();
    let end = lines
        .get(lines.len().saturating_sub(10)..)
        .unwrap_or_default()
        .join("\n");
    Err(format!("{named} failed ({status}):\n{end}"))
}

/// Whether this process runs as root.
pub(crate) fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
}

fn missing(needs: &[Need]) -> Vec<Need> {
    needs
        .iter()
        .copied()
        .filter(|need| !need.is_met())
        .collect()
}

fn apt_get(arguments: &[&str]) -> Result<(), String> {
    let mut apt = Command::new("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive")
        .args(["-qq", "-y", "-o", "DPkg::Lock::Timeout=300"])
        .args(arguments);
    output_of(&mut apt).map(|_| ())
}

fn chromium() -> PathBuf {
    std::env::var_os("CHROMIUM").map_or_else(|| "/usr/bin/chromium".into(), PathBuf::from)
}

fn node_major() -> Option<u32> {
    let version = output_of(Command::new("node").arg("--version")).ok()?;
    version
        .trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}
